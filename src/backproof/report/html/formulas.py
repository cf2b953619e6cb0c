"""Formulas as markup: their LaTeX as text, which the page typesets, cut up so that each relation has its mark."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backproof.claims.statement import Checked
from backproof.report.html.cutting import Piece, Row, one_line, rows
from backproof.report.html.markup import Markup, element, join
from backproof.report.html.places import Mention
from backproof.report.html.verdicts import LOOKS, group_of, icon, look_of
from backproof.text.blocks import Formula

COLUMNS = 8
"""An alignment of more columns is set without them."""
_DOLLARS = re.compile(r"(?<!\\)\$\$?([^$]+?)(?<!\\)\$\$?")
_WORD = re.compile(r"[A-Za-z]{2,}[,:;]?|a|-[a-z]{2,}")
"""A word of a sentence, which is no formula."""
_JOINING = ("=", "<", ">", "\\", "+", "-", "&")
"""How a piece may begin that needs something before it to be spaced as in one formula."""
_ARROWS = ("arrow", "implies", "iff", "to", "=")
"""How one may end that needs something behind it."""


@dataclass(frozen=True, slots=True)
class Names:
    """How the parts of one document are called in the page, which may hold several."""

    document: int
    checked: Checked
    drawn: frozenset[str] = frozenset()
    """Greek letters that the document draws in their other form."""

    def finding(self, number: int) -> str:
        return f"f{self.document}-{number + 1}"

    def mark(self, number: int) -> str:
        return f"m{self.document}-{number + 1}"


def typeset(latex: str, *, display: bool = False, marked: str = "") -> Markup:
    """LaTeX for the page to typeset; ``marked`` is the same with changes marked, tried first."""
    latex, marked = (t.replace(r"\mathbb{1}", r"\mathbf{1}") for t in (latex, marked))  # KaTeX has no such digit
    return element("code", latex, class_="tex", data_display=display, data_marked=marked or None)


def line(latex: str, *, display: bool = False) -> Markup:
    """A formula on one line, whatever its alignment."""
    return typeset(one_line(latex), display=display)


def words(prose: str) -> Markup:
    """A line of prose, with what stands between dollars typeset."""
    parts = _DOLLARS.split(" ".join(prose.split()))
    return join(typeset(part) if k % 2 else part for k, part in enumerate(parts))


def mixed(sentence: str) -> Markup:
    """A sentence with bare LaTeX in it (``z_i should be z_k``): what is no word is typeset."""
    parts: list[str] = []
    run: list[str] = []
    for word in [*sentence.split(" "), "."]:
        if _WORD.fullmatch(word) or word == ".":
            if run:
                latex = " ".join(run)
                tail = latex[-1] if latex[-1] in ",:;" else ""
                latex = latex.removesuffix(tail)
                parts.append(join((typeset(latex), tail)) if latex.count("{") == latex.count("}") else latex)
            run = []
            parts.append(word)
        else:
            run.append(word)
    return join(parts[:-1], " ")


def mark(names: Names, number: int) -> Markup:
    """The mark of a statement, which opens what is known about it."""
    statement = names.checked.statements[number]
    look = look_of(statement)
    word = element("span", LOOKS[look].word, class_="word")
    return element(
        "a",
        icon(look),
        word,
        class_=f"mark v-{look} g-{group_of(look)}",
        id=names.mark(number),
        href=f"#{names.finding(number)}",
    )


def formula(names: Names, found: Formula, mentions: Sequence[Mention]) -> Markup:
    """A formula with the marks of its statements."""
    made = rows(found.latex, mentions)
    if found.display:
        return _display(names, made)
    return join((_cell(names, cell, own_marks=True) for row in made for cell in row.cells), " ")


def _display(names: Names, made: list[Row]) -> Markup:
    columns = max((len(row.cells) for row in made), default=1)
    if columns > COLUMNS:
        made, columns = [Row([[p for cell in row.cells for p in cell]], row.tag) for row in made], 1
    lines = [_row(names, row, columns) for row in made]
    return element("span", *lines, class_=f"display c{columns}", role="group", tabindex=None)


def _row(names: Names, row: Row, columns: int) -> Markup:
    """A row of a display: one mark goes to the margin, several stand each at its relation."""
    ends = row.ends
    alone = len(ends) == 1
    cells = [_display_cell(names, cell, k, columns, not alone) for k, cell in enumerate(row.cells)]
    cells += [element("span", class_="cell")] * (columns - len(row.cells))
    margin: list[str] = [element("span", f"({row.tag})", class_="tag")] if row.tag else []
    margin += [mark(names, ends[0])] if alone else []
    looks = {look_of(names.checked.statements[n]) for n in ends}
    state = next((f" r-{look}" for look in LOOKS if LOOKS[look].loud and looks == {look}), "")
    return element("span", *cells, element("span", *margin, class_="margin"), class_=f"row{state}")


def _display_cell(names: Names, cell: list[Piece], column: int, columns: int, own_marks: bool) -> Markup:
    side = "" if columns == 1 else " right" if column % 2 == 0 else " left"
    return element("span", _cell(names, cell, own_marks, display=True, joins=column % 2 == 1), class_=f"cell{side}")


def _cell(names: Names, cell: list[Piece], own_marks: bool, display: bool = False, joins: bool = False) -> Markup:
    pieces = []
    for k, piece in enumerate(cell):
        marks = [mark(names, n) for n in piece.ends] if own_marks else []
        latex = _spaced(piece.latex, after=k > 0 or joins, before=k + 1 < len(cell))
        pieces.append(_piece(names, piece, latex, marks, display))
    return join(pieces)


def _spaced(latex: str, after: bool, before: bool) -> str:
    """A part of a formula, so that a sign at its edge is spaced as if the neighbour stood there."""
    head = "{}" if after and latex.startswith(_JOINING) else ""
    tail = "{}" if before and latex.endswith(_ARROWS) else ""
    return f"{head}{latex}{tail}"


def _piece(names: Names, piece: Piece, latex: str, marks: Iterable[Markup], display: bool) -> Markup:
    shown = typeset(latex, display=display) if latex else Markup()
    looks = dict.fromkeys(look_of(names.checked.statements[n]) for n in piece.within)
    loud = next((look for look in looks if LOOKS[look].loud), "")
    if not piece.within:
        return join((shown, *marks))
    return element("span", shown, *marks, class_=f"piece p-{loud}" if loud else "piece")
