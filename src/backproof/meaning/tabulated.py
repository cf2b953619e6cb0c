"""Tables that say in rows what running text says in sentences, put into sentences.

``| $W$ | $m \\times n$ | weights |`` under "symbol, shape, meaning" becomes ``$W$ has shape $m \\times n$. $W$ is the
weights.``; ``| $\\sin x$ | $\\cos x$ |`` under ``$f(x)$, $f'(x)$`` becomes ``$\\frac{\\partial}{\\partial x}(\\sin x) =
\\cos x$``; an equation in a cell stands as it is. What comes out is read like any other text, and points at the cells.
Tables of numbers are none of these (see ``tables``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from backproof.latex import parse
from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.headings import Heading, argument, heading_of
from backproof.text.blocks import Block, Formula, Prose, Span, Table

MOST = 200
"""Rows of a table that are still put into sentences."""
_LONG = 160
_NUMBER = re.compile(r"[-+−–]?\$?[-+−]?[\d.,]+(?:\s*(?:%|e[-+]?\d+|(?:±|\(|\\pm).*))?\$?")
_ARTICLE = re.compile(r"(?:the|an?|its|our|one|some|each|all)\b", re.IGNORECASE)
_PLAIN_SHAPE = re.compile(r"[(\[]?\s*\w{1,3}(?:\s*(?:×|x|\*|,|by)\s*\w{1,3})+\s*,?\s*[)\]]?")
_PLAIN_LENGTH = re.compile(r"[^\W\d_]")
_PLAIN_NAMES = re.compile(r"\s*[^\W\d_](?:\s*,\s*[^\W\d_])*\s*")
_KIND = re.compile(r"(?:a |an )?(?:scalar|vector|matrix|number|column vector|row vector)", re.IGNORECASE)
_SLOPE = re.compile(r"\\(?:[dt]?frac\s*\{\s*(?:\\partial|d\b|\\mathrm\{d\})|(?:partial|nabla)(?![A-Za-z]))")

_STATING = frozenset(("=", ":=", "in"))

Cell = tuple[Formula | Prose, ...]


@dataclass(frozen=True)
class _Row:
    """The cells of one row, what stands above them, and the paragraph that its sentences are."""

    cells: Sequence[Cell]
    spans: Sequence[Span]
    heads: Sequence[Heading]
    paragraph: int


def sentences(table: Table) -> Iterator[Block]:
    """The blocks that a table says; none where it holds numbers, or nothing that is understood."""
    if len(table.contents) < 2 or len(table.contents) > MOST or _of_numbers(table):
        return
    first = 0 if any(_relation(f) for cell in table.contents[0] for f in _formulas(cell)) else 1
    heads = [heading_of(cell) if first else Heading() for cell in table.contents[0]]
    rows = [
        _Row(cells, spans, heads, -2 * (64 * table.span.start + number) - 10)
        for number, (cells, spans) in enumerate(zip(table.contents, table.spans, strict=True))
        if number >= first
    ]
    rows = [one for row in rows for one in _each(row)]
    repeated = _repeated(rows)
    rows = _with_variable(rows)
    for row in rows:
        yield from _said(row, repeated)


def _each(row: _Row) -> Iterator[_Row]:
    """A row for each symbol that its first cell lists: ``$x$, $m$``, ``$x, m$``, or ``x, m`` without dollars."""
    cell = row.cells[0] if row.cells else ()
    listed = list(_listed(cell)) if row.heads and row.heads[0].role == "symbol" else []
    if not listed:
        yield row
    for name in listed:
        yield replace(row, cells=((name,), *row.cells[1:]))


def _listed(cell: Cell) -> Iterator[Formula]:
    """The symbols of a cell that holds several of them and nothing else, or one without dollars."""
    if len(cell) == 1 and isinstance(cell[0], Prose) and _PLAIN_NAMES.fullmatch(cell[0].text):
        start = cell[0].span.start
        for m in re.finditer(r"[^\W\d_]", cell[0].text):
            place = Span(start + m.start(), start + m.end())
            yield Formula(m[0], place, (place.start, place.end))
        return
    words = [b.text.strip(" ,;") for b in cell if isinstance(b, Prose)]
    if any(w not in ("", "and", "und", "et", "y", "e") for w in words):
        return
    parts = []
    for formula in _formulas(cell):
        nodes = [c.node for r in parse(formula.latex).rows for c in r.clauses]
        if not all(isinstance(n, Name | Scripted) for n in nodes):
            return
        parts += [_part(formula, n) for n in nodes if n is not None]
    if len(parts) > 1:
        yield from parts


def _of_numbers(table: Table) -> bool:
    """Whether most cells off the edges are numbers."""
    inner = [c.strip().strip("*") for row in table.cells[1:] for c in row[1:] if c.strip()]
    return 2 * sum(bool(_NUMBER.fullmatch(c)) for c in inner) >= max(len(inner), 1)


def _said(row: _Row, repeated: set[str]) -> Iterator[Block]:
    subject = _subject(row)
    if any(_left(f) in repeated for cell in row.cells for f in _formulas(cell)):
        return
    for k, cell in enumerate(row.cells):
        if any(_relation(f) for f in _formulas(cell)):
            if len(cell) == 1 and _states(_formulas(cell)[0]):
                yield from _sentence(cell, row, k)
        elif subject is not None and cell and k != subject[0] and k < len(row.heads):
            yield from _about(subject[1], cell, row, k)


def _about(subject: Formula, cell: Cell, row: _Row, k: int) -> Iterator[Block]:
    """What a cell says of the first formula of its row, by what stands above it."""
    lone = cell[0] if len(cell) == 1 and isinstance(cell[0], Formula) else None
    head = row.heads[k]
    if head.role == "shape" and lone is not None and "\\mathbb" not in lone.latex:
        yield from _sentence((subject, _words(" has shape ", lone), lone), row, k)
    elif head.role in ("shape", "space") and lone is not None:
        yield from _sentence((_composed(subject, r" \in ", lone),), row, k)
    elif head.role == "shape" and isinstance(cell[0], Prose) and len(cell) == 1:
        yield from _shaped(subject, cell[0], row, k)
    elif head.role == "meaning" and isinstance(cell[0], Prose) and len(cell[0].text) <= _LONG:
        the = "" if _ARTICLE.match(cell[0].text) else "the "
        yield from _sentence((subject, _words(f" is {the}", cell[0]), *cell), row, k)
    elif head.role == "definition" and lone is not None:
        yield from _sentence((_composed(subject, " = ", lone),), row, k)
    elif head.role == "derivative" and lone is not None:
        left = head.derivative_of(subject.latex, bool(_SLOPE.match(subject.latex)), _is_name(subject))
        if left is not None:
            yield from _sentence((_composed(left[0], subject, left[1] + " = ", lone),), row, k)


def _shaped(subject: Formula, words: Prose, row: _Row, k: int) -> Iterator[Block]:
    """A shape without dollars: ``m × n``, ``(B, T)``, ``scalar``."""
    text = words.text.strip()
    if _PLAIN_SHAPE.fullmatch(text):
        latex = re.sub(r"\s*(?:×|\bx\b|\*|\bby\b)\s*", r" \\times ", text)
        shape = Formula(latex, words.span, (words.span.start,) * len(latex) + (words.span.end,))
        yield from _sentence((subject, _words(" has shape ", shape), shape), row, k)
    elif _PLAIN_LENGTH.fullmatch(text):
        length = Formula(text, words.span, (words.span.start, words.span.end))
        yield from _sentence((subject, _words(" has length ", length), length), row, k)
    elif _KIND.fullmatch(text):
        a = "" if _ARTICLE.match(text) else "a "
        yield from _sentence((subject, _words(f" is {a}", words), words), row, k)


def _subject(row: _Row) -> tuple[int, Formula] | None:
    """The formula that a row speaks of: alone in the first cell that has one, with names of it in words before it."""
    for k, cell in enumerate(row.cells):
        formulas = _formulas(cell)
        if not formulas:
            continue
        if len(formulas) > 1 or (k < len(row.heads) and row.heads[k].role not in ("", "symbol", "definition")):
            return None
        found = formulas[0]
        left = _left_member(found)
        return k, found if left is None else _part(found, left)
    return None


def _with_variable(rows: Sequence[_Row]) -> list[_Row]:
    """Where a column of derivatives does not say in what, it is in the one argument that the functions have."""
    found = {argument(s[1].latex) for s in map(_subject, rows) if s is not None} - {""}
    if len(found) != 1:
        return list(rows)
    variable = found.pop()

    def told(head: Heading) -> Heading:
        silent = head.role == "derivative" and not (head.variable or head.function or head.pattern)
        return replace(head, variable=variable, nabla=False, guessed=True) if silent else head

    return [replace(row, heads=[told(h) for h in row.heads]) for row in rows]


def _repeated(rows: Sequence[_Row]) -> set[str]:
    """What several rows define, each for itself: no row may speak for the others."""
    seen: dict[str, int] = {}
    for row in rows:
        for left in {_left(f) for cell in row.cells for f in _formulas(cell) if _relation(f)}:
            seen[left] = seen.get(left, 0) + 1
    return {left for left, times in seen.items() if times > 1}


# ---------------------------------------------------------------------- formulas


def _formulas(cell: Cell) -> list[Formula]:
    return [b for b in cell if isinstance(b, Formula)]


def _node(formula: Formula) -> Node | None:
    clauses = [c for r in parse(formula.latex, formula.environment).rows for c in r.clauses]
    return clauses[0].node if clauses else None


def _relation(formula: Formula) -> bool:
    return isinstance(_node(formula), syntax.Relation)


def _states(formula: Formula) -> bool:
    """Whether a formula by itself says something; an inequality in a table may be the condition of its row."""
    node = _node(formula)
    return isinstance(node, syntax.Relation) and set(node.signs) <= _STATING


def _left_member(formula: Formula) -> Node | None:
    node = _node(formula)
    return node.members[0] if isinstance(node, syntax.Relation) else None


def _left(formula: Formula) -> str:
    """The left side of a relation as it is written, without spaces."""
    member = _left_member(formula)
    return "".join(formula.latex[member.start : member.end].split()) if member is not None else ""


def _is_name(formula: Formula) -> bool:
    return isinstance(_node(formula), Name | Scripted)


def _part(formula: Formula, node: Node) -> Formula:
    start, end = node.start, node.end
    return Formula(formula.latex[start:end], formula.span_of(start, end), formula.origins[start : end + 1])


def _composed(*parts: Formula | str) -> Formula:
    """Formulas and what is put between them, as one; what is put in stands where the next formula begins."""
    formulas = [p for p in parts if isinstance(p, Formula)]
    latex = ""
    origins: list[int] = []
    here = formulas[0].span.start
    for part in parts:
        if isinstance(part, Formula):
            latex += part.latex
            origins += part.origins[:-1]
            here = part.origins[-1]
        else:
            latex += part
            origins += [here] * len(part)
    span = Span(formulas[0].span.start, formulas[-1].span.end)
    return Formula(latex, span, (*origins, formulas[-1].origins[-1]), composed=True)


# ---------------------------------------------------------------------- sentences


def _sentence(parts: Sequence[Formula | Prose], row: _Row, k: int) -> Iterator[Block]:
    """Parts in the paragraph of their row, and a full stop."""
    for part in parts:
        if isinstance(part, Formula):
            yield Formula(part.latex, part.span, part.origins, False, part.environment, row.paragraph, part.composed)
        else:
            yield Prose(part.text, part.span, row.paragraph)
    end = row.spans[k].end
    yield Prose(". ", Span(end, end), row.paragraph)


def _words(text: str, before: Formula | Prose) -> Prose:
    return Prose(text, Span(before.span.start, before.span.start))
