"""One document of the report: its text typeset, a mark at each statement, what is known about it behind its block."""

from collections.abc import Iterable

from backproof.claims.statement import Checked
from backproof.report.html.finding import diagnostic, finding, unread
from backproof.report.html.formulas import Names, mark
from backproof.report.html.markup import Markup, element, join
from backproof.report.html.places import places_of
from backproof.report.html.prose import Outline, headings_at, rendered
from backproof.report.html.weaving import Weave, from_blocks, from_source
from backproof.report.wording import remarkable
from backproof.text import Unreadable, kind_of, read_text


def body(document: Checked, names: Names, outline: Outline) -> Markup:
    """The document as HTML; what has no place in its text follows at the end."""
    if not document.readable:
        return unread(document)
    kind = kind_of(document.path)
    try:
        page = read_text(document.text, document.path, kind)
    except Unreadable as problem:  # it could be read when it was checked
        return element("p", str(problem), class_="unread")
    weave = Weave(names, places_of(document, page))

    def panels(numbers: Iterable[int]) -> Markup:
        shown = (finding(names, n, weave.places.latex.get(n)) for n in dict.fromkeys(numbers))
        return element("div", join(shown), class_="findings")

    if kind == "markdown":
        markdown = from_source(weave, page, headings_at(document.text))
    else:
        markdown = from_blocks(weave, page, plain=kind == "latex")
    html, shown = rendered(markdown, weave.slots, weave.fill, panels, outline)
    left = [n for n in range(len(document.statements)) if n not in shown]
    rest = [_elsewhere(names, left, panels(left), outline)] if left else []
    return join((Markup(html), *rest, *_remarks(names, document, outline)))


def _elsewhere(names: Names, numbers: list[int], shown: Markup, outline: Outline) -> Markup:
    """Statements whose place in the text was lost."""
    level = outline.level(1)
    marks = element("p", join((mark(names, n) for n in numbers), " "))
    return element("section", element(f"h{level}", "Elsewhere in this document"), marks, shown, class_="elsewhere")


def _remarks(names: Names, document: Checked, outline: Outline) -> list[Markup]:
    """The diagnostics that belong to no statement."""
    notes = [element("dl", *diagnostic(names, d), class_="facts") for d in remarkable(document)]
    if not notes:
        return []
    level = outline.level(1)
    return [element("section", element(f"h{level}", "What else was noticed"), *notes, class_="remarks")]
