"""Reading a page of HTML in tests: its elements with their attributes and text, and whether it is well formed."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "hr", "input", "link", "meta", "img"}
PHRASING_ONLY = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "summary", "a", "code", "strong", "dt", "label"}
BLOCKS = {"p", "div", "table", "ul", "ol", "dl", "pre", "details", "section", "h1", "h2", "h3", "h4", "h5", "h6"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parents: tuple[str, ...]
    text: str = ""

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())


@dataclass
class Page(HTMLParser):
    """``elements`` in order; ``faults`` are the places where tags do not match or a block stands where none may."""

    elements: list[Element] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice: {names}")
        parents = tuple(e.tag for e in self._open)
        found = Element(tag, {name: value or "" for name, value in attrs}, parents)
        if tag in BLOCKS and parents and parents[-1] in PHRASING_ONLY:
            self.faults.append(f"<{tag}> in <{parents[-1]}>")
        if tag == "a" and "a" in parents:
            self.faults.append("a link in a link")
        self.elements.append(found)
        if tag not in VOID:
            self._open.append(found)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            self.faults.append(f"</{tag}> closes {self._open[-1].tag if self._open else 'nothing'}")
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def having(self, name: str) -> list[Element]:
        return [e for e in self.elements if name in e.classes]

    def tagged(self, *tags: str) -> list[Element]:
        return [e for e in self.elements if e.tag in tags]


def parsed(html: bytes) -> Page:
    """The page, all of whose elements are closed."""
    page = Page()
    page.feed(html.decode())
    page.close()
    page.faults += [f"<{e.tag}> is never closed" for e in page._open]
    return page
