"""A document as one Markdown text in which every formula and table is a slot, to be filled with markup at the end.

The slots are cut where the reader of the document cut its formulas, so that the page shows what was checked.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from backproof.report.html.formulas import Names, formula, mark
from backproof.report.html.markup import Markup, element, text
from backproof.report.html.places import Places
from backproof.text.blocks import Block, Document, Formula, Heading, Prose, Table

_OPEN, _CLOSE = "\ue000", "\ue001"
SLOT = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_ODD = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000\ue001\ufffe\uffff]")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Slot:
    """What is put in, the statements it shows, and whether it is a block that no paragraph can hold."""

    markup: Markup
    numbers: tuple[int, ...] = ()
    block: bool = False


@dataclass
class Weave:
    """The Markdown text of a document and its slots."""

    names: Names
    places: Places
    slots: list[Slot] = field(default_factory=list)

    def slot(self, markup: Markup, numbers: Iterable[int] = (), block: bool = False) -> str:
        """The characters that stand for some markup."""
        self.slots.append(Slot(markup, tuple(numbers), block))
        return f"{_OPEN}{len(self.slots) - 1}{_CLOSE}"

    def formula(self, found: Formula) -> str:
        mentions = self.places.of(found)
        return self.slot(formula(self.names, found, mentions), (m.number for m in mentions))

    def mark(self, number: int) -> str:
        """The mark of a statement that is made in words."""
        return self.slot(mark(self.names, number), (number,))

    def table(self, found: Table) -> str:
        """A table with its formulas, and the marks of what its cells say."""
        numbers: list[int] = []
        rows = []
        for k, (row, spans) in enumerate(zip(found.contents, found.spans, strict=True)):
            cells = []
            for parts, span in zip(row, spans, strict=True):
                shown, inside = self._cell(parts, span.start, span.end)
                numbers += inside
                cells.append(element("th", *shown, scope="col") if k == 0 else element("td", *shown))
            rows.append(element("tr", *cells))
        left = [n for at, n in self.places.words if found.span.start < at <= found.span.end and n not in numbers]
        caption = [element("caption", *(mark(self.names, n) for n in left))] if left else []
        table = element("table", *caption, element("thead", *rows[:1]), element("tbody", *rows[1:]))
        return self.slot(element("div", table, class_="scroll written"), [*numbers, *left], block=True)

    def _cell(self, parts: Sequence[Formula | Prose], start: int, end: int) -> tuple[list[Markup], list[int]]:
        shown: list[Markup] = []
        numbers: list[int] = []
        for part in parts:
            if isinstance(part, Prose):
                shown.append(text(part.text))
                continue
            mentions = self.places.of(part)
            shown.append(formula(self.names, part, mentions))
            numbers += [m.number for m in mentions]
        beside = [n for at, n in self.places.words if start < at <= end]
        return [*shown, *(mark(self.names, n) for n in beside)], numbers + beside

    def fill(self, html: str) -> tuple[Markup, list[int]]:
        """HTML with its slots filled, and the statements that this shows."""
        numbers: list[int] = []

        def put(match: re.Match[str]) -> str:
            slot = self.slots[int(match[1])]
            numbers.extend(slot.numbers)
            return slot.markup

        return Markup(SLOT.sub(put, html)), numbers


def from_source(weave: Weave, page: Document, headings_at: frozenset[int]) -> str:
    """The source of a Markdown document with its slots; what only the reader took for a heading is written as one.

    ``headings_at`` are the lines that are headings in Markdown already.
    """
    source = page.source
    edits: list[tuple[int, int, str]] = []
    tables = [b for b in page.blocks if isinstance(b, Table)]
    for block in page.blocks:
        start, end = block.span.start, block.span.end
        match block:
            case Table():
                edits.append((start, end, f"\n\n{weave.table(block)}\n\n"))
            case Formula() if not block.composed:
                written = source.text[start:end]
                indent = written[: len(written) - len(written.lstrip(" \t"))]
                edits.append((start, end, indent + weave.formula(block)))
            case Heading():
                line, column = source.place(start)
                bare = line not in headings_at and not source.line(line)[: column - 1].strip(" *_")
                if bare and source.line(line).strip(" *_\r\n") == block.text.strip(" *_"):
                    edits.append((start, start, f"\n\n{'#' * min(block.level, 6)} "))
                    edits.append((end, end, "\n\n"))
    covered = [(t.span.start, t.span.end) for t in tables]
    for at, number in weave.places.words:
        if not any(a < at <= b for a, b in covered):
            edits.append((at, at, weave.mark(number)))
    return "".join(_edited(source.text, edits))


def _edited(source: str, edits: list[tuple[int, int, str]]) -> Iterator[str]:
    at = 0
    for start, end, new in sorted(edits, key=lambda e: (e[0], -e[1])):
        if start < at and end > start:
            continue  # a formula in what is a slot already
        if start >= at:
            yield _ODD.sub("\ufffd", source[at:start])
        yield new
        at = max(at, end)
    yield _ODD.sub("\ufffd", source[at:])


def from_blocks(weave: Weave, page: Document, *, plain: bool) -> str:
    """The blocks of a document that is no Markdown file; ``plain`` prose is not Markdown either."""
    out: list[str] = []
    paragraph, titles = -1, set[int]()
    words = sorted(weave.places.words)
    for block in page.blocks:
        if block.paragraph != paragraph:
            out.append("\n\n")
            paragraph = block.paragraph
        out.append(_block(weave, block, titles, plain))
        inside = [n for at, n in words if block.span.start < at <= block.span.end]
        if inside and not isinstance(block, Table):
            out += [weave.mark(n) for n in inside]
            words = [(at, n) for at, n in words if n not in inside]
    return "".join(out)


def _block(weave: Weave, block: Block, titles: set[int], plain: bool) -> str:
    match block:
        case Heading():
            titles.add(block.paragraph)
            title = " ".join(block.text.split())
            return f"{'#' * max(1, min(block.level, 6))} {_escaped(title) if plain else _ODD.sub(' ', title)}\n\n"
        case Prose():
            return _escaped(block.text) if plain else _ODD.sub("\ufffd", block.text)
        case Table():
            return f"\n\n{weave.table(block)}\n\n"
        case Formula():
            return "" if block.composed or block.paragraph in titles else weave.formula(block)


def _escaped(prose: str) -> str:
    """Prose that Markdown shows as it is."""
    lines = (line.strip(" \t") for line in _ODD.sub("\ufffd", prose).split("\n"))
    edge = " " if prose[:1] in (" ", "\t") else ""
    tail = " " if prose[-1:] in (" ", "\t") else ""
    return edge + _PUNCTUATION.sub(r"\\\1", "\n".join(lines)) + tail
