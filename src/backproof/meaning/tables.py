"""Tables of numbers that the definitions of a document produce: rows with labels, columns with values of one letter.

A label is an expression (``z_i``, ``f(z_f)``, ``m_t``), the letter at the head of the columns an index or a variable;
a table may also be turned, with the labels on top. Each row is a claim; where a state goes from column to column, each
of its cells is one. What does not look like that, or has a label that is not understood, claims nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from backproof.claims.reading import Carried, Cell, TableRow
from backproof.latex import parse
from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.latex.walk import walk
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.names import letter
from backproof.meaning.printed import printed
from backproof.meaning.prose.passages import text_of
from backproof.meaning.references import settle
from backproof.meaning.scope import Scope
from backproof.meaning.sections import Section
from backproof.meaning.tensor import Misread, substitute
from backproof.terms.nodes import Expr, number
from backproof.terms.sizes import mark, undo
from backproof.terms.traversal import reached, symbols_in
from backproof.text.blocks import Span, Table

MOST = 60
"""Rows and columns of a table that are still computed."""
_NUMBER = re.compile(r"[-+−]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_COUNT = re.compile(r"(?:time )?(?:step|steps|iteration|iter|epoch|time|round)\.?", re.IGNORECASE)
_FIRST = re.compile(
    r"(?:before the (?:first|initial)|initial(?:ly)?|at the (?:start|beginning)|starts?|starting|begins?)\b[^.;]{0,60}?"
    r"(?:\b(?:is|at|from|with|to|be|as|of)\b|=) ?(?P<value>zero|⟦\d+⟧)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Claimed:
    """A row, or one cell of it, as it will be reported: its place, what it says, and how it was read."""

    span: Span
    latex: str
    row: TableRow
    symbols: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Line:
    """The label and the cells of one row, after a turned table is put upright."""

    label: str
    node: Node
    texts: tuple[str, ...]
    spans: tuple[Span, ...]
    place: Span


@dataclass
class _Grid:
    """A table as it is understood: the letter of its columns, their values, its rows."""

    letter: str
    columns: list[float]
    lines: list[_Line] = field(default_factory=list)


def claims_of(table: Table, scope: Scope, section: Section) -> list[Claimed]:
    """What the rows of a table claim."""
    grid = _upright(table)
    if grid is None or not grid.columns or max(len(grid.columns), len(grid.lines)) > MOST:
        return []
    scope.position = table.span.start
    read = [(line, _expressions(scope, grid, line.node)) for line in grid.lines]
    carried = _states(scope, section, grid)
    given = _given_numbers(scope, table)
    out: list[Claimed] = []
    for line, found in read:
        if found is not None:
            out.extend(_claims(scope, grid, line, found, carried, given))
    return out


def _claims(
    scope: Scope,
    grid: _Grid,
    line: _Line,
    found: tuple[list[Expr], list[tuple[str, float]]],
    carried: list[Carried],
    given: Sequence[tuple[str, float]],
) -> Iterator[Claimed]:
    exprs, forced = found
    names = set(reached(exprs, scope.model))
    known = tuple((name, value) for name, value in given if name in names)
    cells = tuple(_cell(grid, line, k, e, (*known, *forced[k : k + 1])) for k, e in enumerate(exprs))
    if not any(cells):
        return
    used = tuple(c for c in carried if c.symbol in names)
    if not used:
        others = tuple(_others(scope, grid, line))
        row = TableRow(cells, (), others, line.label)
        yield Claimed(line.place, f"{line.label} = ({', '.join(line.texts)})", row, tuple(sorted(symbols_in(exprs[0]))))
        return
    for k, cell in enumerate(cells):
        if cell is not None:
            row = TableRow(cells, used, (), line.label, k)
            column = f"_{{{grid.columns[k]:g}}}" if "_" not in line.label else f"|_{{{cell.at}}}"
            said = f"{line.label}{column} = {line.texts[k]}"
            yield Claimed(line.spans[k], said, row, tuple(sorted(symbols_in(cell.expr))))


def _given_numbers(scope: Scope, table: Table) -> tuple[tuple[str, float], ...]:
    """Numbers that the page gives to symbols before the table (``with step $\\eta = 0.1$``), the last for each."""
    found: dict[str, float] = {}
    for raw, key, value in [*scope.examples(), *scope.given_numbers]:
        entry = scope.find(key)
        if entry is not None and (
            raw.span.start < table.span.start or raw not in {r for r, _, _ in scope.given_numbers}
        ):
            found[entry.name] = value
    return tuple(found.items())


def _cell(grid: _Grid, line: _Line, k: int, expr: Expr, forced: tuple[tuple[str, float], ...]) -> Cell | None:
    node = _parsed(line.texts[k])
    value, shape = _number(line.texts[k]), printed(node)
    if value is None or shape is None:
        return None
    name = grid.letter or "column"
    return Cell(expr, value, max(shape.decimals, 0), f"{name} = {grid.columns[k]:g}", forced)


# ---------------------------------------------------------------------- the form of a table


def _upright(table: Table) -> _Grid | None:
    """The table with its labels at the left and the values of a letter on top; None if it is no such table."""
    cells = [[_plain(c) for c in row] for row in table.cells]
    if len(cells) < 2 or len({len(r) for r in cells}) != 1 or len(cells[0]) < 2:
        return None
    straight = _columns(cells[0])
    if straight is not None:
        places = [Span(spans[0].start, spans[-1].end) for spans in table.spans]
        rows = ((r[0], r[1:], table.spans[n + 1][1:], places[n + 1]) for n, r in enumerate(cells[1:]))
        return _grid(*straight, rows)
    turned = _columns([r[0] for r in cells])
    if turned is None:
        return None
    width = range(1, len(cells[0]))
    spans = {k: [row[k] for row in table.spans] for k in width}
    flipped = ((cells[0][k], [r[k] for r in cells[1:]], spans[k][1:], spans[k][0]) for k in width)
    return _grid(*turned, flipped)


def _grid(name: str, columns: list[float], rows: Iterator[tuple[str, list[str], Sequence[Span], Span]]) -> _Grid | None:
    grid = _Grid(name, columns)
    for label, texts, spans, place in rows:
        node = _parsed(label)
        names = any(isinstance(n, Name) for n in walk(node)) if node is not None else False
        if node is not None and names and not isinstance(node, syntax.Relation):
            grid.lines.append(_Line(label, node, tuple(texts), tuple(spans), place))
    return grid if grid.lines else None


def _columns(head: list[str]) -> tuple[str, list[float]] | None:
    """The letter and its values: ``t, 1, 2, 3`` or ``, t = 1, t = 2`` or ``step, 1, 2``."""
    first, rest = head[0], head[1:]
    values = [_number(c) for c in rest]
    known = [v for v in values if v is not None]
    if len(known) == len(rest) and len(set(known)) == len(known):
        node = _parsed(first)
        if node is not None and letter(node):
            return letter(node), known
        return ("", known) if _COUNT.fullmatch(first) else None
    pairs = [_given(c) for c in rest]
    found = [p for p in pairs if p is not None]
    if len(found) == len(rest) and found and len({name for name, _ in found}) == 1:
        return found[0][0], [value for _, value in found]
    return None


def _given(text: str) -> tuple[str, float] | None:
    node = _parsed(text)
    if isinstance(node, syntax.Relation) and node.signs == ("=",) and letter(node.members[0]):
        value = _number(text.split("=")[-1])
        return (letter(node.members[0]), value) if value is not None else None
    return None


def _plain(text: str) -> str:
    text = text.strip().strip("*").strip()
    if text.startswith("\\(") and text.endswith("\\)"):
        text = text[2:-2]
    return text.strip("$`").strip().replace("−", "-")


def _parsed(text: str) -> Node | None:
    if not text or len(text) > 200:
        return None
    rows = parse(text).rows
    clauses = [c for r in rows for c in r.clauses]
    return clauses[0].node if len(clauses) == 1 and not any(r.problems for r in rows) else None


def _number(text: str) -> float | None:
    return float(text.replace("−", "-")) if _NUMBER.fullmatch(text.strip()) else None


# ---------------------------------------------------------------------- what the labels mean


def _expressions(scope: Scope, grid: _Grid, node: Node) -> tuple[list[Expr], list[tuple[str, float]]] | None:
    """A label in every column, and the variable that has the column's value there, if it is no index."""
    point = mark()
    try:
        ela = Elaborator(scope)
        value = ela.tensor(node)
        settle(ela, node)
    except (Misread, RecursionError):
        undo(point)
        return None
    new = (e for e in ela.symbols.values() if e.learnt == "usage" and not e.symbol.clauses and e.key != grid.letter)
    if value.rank or any(not e.function for e in new):
        return None
    free = {key: i for key, i in ela.free.items() if i in value.body.free}
    key = grid.letter if grid.letter in free else next(iter(free), "") if not grid.letter and len(free) == 1 else ""
    if key and len(free) == 1:
        if any(v != int(v) for v in grid.columns):
            return None
        return [substitute(value.body, {free[key]: number(int(v))}) for v in grid.columns], []
    if free:
        return None
    entry = scope.find(grid.letter) if grid.letter else None
    rests = reached([value.body], scope.model)
    if entry is not None and entry.name in rests and not entry.symbol.clauses and not entry.symbol.axes:
        return [value.body] * len(grid.columns), [(entry.name, v) for v in grid.columns]
    return [value.body] * len(grid.columns), []


def _others(scope: Scope, grid: _Grid, line: _Line) -> Iterator[tuple[str, tuple[Expr, ...]]]:
    """Labels that differ from this one in one name, and that no row carries."""
    labels = {"".join(other.label.split()) for other in grid.lines}
    defined = sorted({other.label for other in grid.lines})
    for inner in (n for n in walk(line.node) if isinstance(n, Name | Scripted)):
        written = line.label[inner.start : inner.end]
        for name in defined:
            if not written or name == written or not isinstance(_parsed(name), Name | Scripted):
                continue
            label = line.label[: inner.start] + name + line.label[inner.end :]
            node = _parsed(label)
            if "".join(label.split()) in labels or node is None:
                continue
            found = _expressions(scope, grid, node)
            if found is not None and not found[1]:
                yield label, tuple(found[0])


# ---------------------------------------------------------------------- states


def _states(scope: Scope, section: Section, grid: _Grid) -> list[Carried]:
    """``c' = f(c)``: what carries a prime is the new value of what carries none, which begins as the words say."""
    pairs: list[tuple[str, Node]] = []
    at: Scope | None = scope
    while at is not None:
        for key, entry in at.entries.items():
            old = scope.find(key[:-1]) if key.endswith("'") else None
            if (
                old is not None
                and entry.symbol.clauses
                and not old.symbol.clauses
                and not old.symbol.axes
                and old.name in reached([c.body for c in entry.symbol.clauses], scope.model)
            ):
                pairs.append((old.name, syntax.Scripted(Name(key[:-1]), None, None, primes=1)))
        at = at.parent
    if len(pairs) != 1:
        return []
    start = _beginning(section)
    found = _expressions(scope, grid, pairs[0][1])
    if start is None or found is None:
        return []
    return [Carried(pairs[0][0], start, tuple(found[0]))]


def _beginning(section: Section) -> float | None:
    """The number that words give to a state before the first step; None if they give none, or several."""
    values: set[float] = set()
    around: Section | None = section
    while around is not None:
        text, sentences = text_of(around.blocks)
        for sentence in sentences:
            for m in _FIRST.finditer(sentence.text):
                if m["value"].lower() == "zero":
                    values.add(0.0)
                else:
                    value = _number(text.slots[int(m["value"][1:-1])].latex)
                    values |= {value} if value is not None else set()
        around = around.parent
    return values.pop() if len(values) == 1 else None
