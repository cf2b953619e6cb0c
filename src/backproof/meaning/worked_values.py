"""What the numbers of a worked example are to the symbols of the page: clauses that hold in the example only.

``z = (1, 2, 3)`` gives all of z and makes its axis three long; ``x_1 = 1`` gives one entry, or one step of a sequence.
A value that does not fit its symbol gives nothing, and what rests on the symbol cannot be computed then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from backproof.claims.reading import Question, Reading, Settled, Worked
from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node
from backproof.meaning.definitions import read_relation
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.relations import Raw
from backproof.meaning.scope import ITERATES, Entry, Scope
from backproof.meaning.tensor import Misread
from backproof.meaning.worked import Line, Stretch
from backproof.terms.model import Axis, Clause, Model, Symbol
from backproof.terms.nodes import At, Cases, Compare, Expr, Index, Number, Position, number
from backproof.terms.sizes import Size, mark, relaxing, taken_back, undo
from backproof.terms.traversal import symbols_in

LARGEST = 64
"""Entries of an array that are still written out."""
Place = tuple[int | None, ...]
_WAYS: tuple[dict[str, str], ...] = (
    {},
    {"row against column": "loose"},
    {"layout": "denominator"},
    {"layout": "numerator"},
)
"""How a result may be read: numbers listed in a line stand for a row or a column."""


@dataclass(frozen=True)
class Value:
    """A value given to (a part of) a symbol: at ``place`` (None for an axis that is given whole), its entries by their
    places along the axes that are left, counted from 0, and how long these are."""

    symbol: str
    place: Place
    entries: tuple[tuple[tuple[int, ...], Expr], ...]
    lengths: tuple[int, ...]
    firm: bool = True


@dataclass(frozen=True, eq=False)
class Judged:
    """A line of an example: a declaration where it gives a value, else a claim at the values so far."""

    raw: Raw
    worked: Worked | None
    turned: str = ""
    general: bool = False
    """Whether it was read with the rest of the section, and is judged here where it does not hold in general."""


def judged_lines(stretch: Stretch, scope: Scope) -> Iterator[Judged]:
    """The lines of an example in order, each result with the values that it may rest on."""
    model = scope.model
    values = _varied(stretch, scope)
    results: list[Value] = []
    lost: set[str] = set()
    waiting = list(stretch.lines)
    while waiting:
        sentence = [x for x in waiting if x.sentence == waiting[0].sentence]
        waiting = waiting[len(sentence) :]
        _look_ahead(scope, sentence, values, lost)
        for line in sentence:
            found = value_of(scope, line.raw) if line.name else None
            if line.part == "given" or (line.name and _gives(scope, line, found, values)):
                if found is not None and (found.symbol, found.place) in values:
                    results.clear()  # what was stated before held at another value
                _take(scope, line.raw, values, lost)
                yield Judged(line.raw, None)
                continue
            others = [r for r in results if found is None or (r.symbol, r.place) != (found.symbol, found.place)]
            yield Judged(line.raw, _worked(model, values, others, lost), line.turned)
            if found is not None:
                results.append(found)
        until = waiting[0].sentence if waiting else None
        for place, raw in stretch.others:
            if place >= sentence[0].sentence and (until is None or place < until):
                yield Judged(raw, _worked(model, values, results, lost), general=True)


def _look_ahead(scope: Scope, sentence: list[Line], values: dict[tuple[str, Place], Value], lost: set[str]) -> None:
    """``p = 0.7 for z = 1``: what a sentence gives counts from its beginning, where it begins with a result.

    If it gives one name twice then, nobody can tell which of the values a result goes with.
    """
    first = next((k for k, x in enumerate(sentence) if x.part == "given"), 0)
    if not first:
        return
    seen: dict[tuple[str, Place], Value] = {}
    for line in sentence[first:]:
        found = value_of(scope, line.raw) if line.name else None
        if found is None or not (line.part == "given" or _gives(scope, line, found, {**values, **seen})):
            continue
        if (found.symbol, found.place) in seen:
            lost.add(found.symbol)
        seen.setdefault((found.symbol, found.place), found)
    for found in seen.values():
        _put(found, values)


def _varied(stretch: Stretch, scope: Scope) -> dict[tuple[str, Place], Value]:
    """The values of the example before, where this one may vary it: nobody says which of them stay."""
    values: dict[tuple[str, Place], Value] = {}
    chain = []
    earlier = stretch.before
    while earlier is not None:
        chain.append(earlier)
        earlier = earlier.before
    for one in reversed(chain):
        for line in one.lines:
            if line.part == "given":
                _take(scope, line.raw, values, set())
    return {k: replace(v, firm=False) for k, v in values.items()}


def _take(scope: Scope, raw: Raw, values: dict[tuple[str, Place], Value], lost: set[str]) -> None:
    found = value_of(scope, raw)
    if found is None:
        entry = _entry(scope, raw)
        lost |= {entry.name} if entry is not None else set()
        return
    _put(found, values)


def _put(found: Value, values: dict[tuple[str, Place], Value]) -> None:
    """Note a value; given whole, a symbol has no other."""
    if all(k is None for k in found.place):
        for key in [k for k in values if k[0] == found.symbol]:
            del values[key]
    values[found.symbol, found.place] = found


def _entry(scope: Scope, raw: Raw) -> Entry | None:
    scope.position = raw.span.start
    ref = Elaborator(scope).resolve(raw.left) if raw.left is not None else None
    if ref is None:
        return None
    squared = scope.find(f"{ref.key}^2") if isinstance(ref.sup.power, syntax.Number) else None
    if squared is not None or ref.sup.power is not None:
        return squared
    # Written bare, the letter of a sequence means all of it: ``x = (1, 2, 3)`` for x_1, x_2, x_3.
    many = scope.find(ref.key + ITERATES) if isinstance(raw.left, Name) else None
    plain = scope.find(ref.key)
    used = plain is not None and any(plain.name in symbols_in(c.body) for s in scope.model.values() for c in s.clauses)
    return many if many is not None and (not used or many.key in scope.entries) else plain


def _gives(scope: Scope, line: Line, found: Value | None, values: dict[tuple[str, Place], Value]) -> bool:
    """Whether ``name = number`` gives the value: nothing defines the name, or, where no word calls it a result, not
    all that it rests on has values yet."""
    entry = _entry(scope, line.raw)
    if entry is None or line.raw.sign not in ("=", ":="):
        return False
    if not entry.symbol.clauses:
        return not (entry.function or entry.symbol.known or entry.symbol.broken or entry.symbol.distribution)
    if line.part == "result" or found is None:
        return False
    if entry.family and all(k == 0 for k in found.place[: len(entry.family)]):
        return True  # where a recursion starts is chosen
    return not determined(found, {name for name, _ in values}, scope.model)


def determined(found: Value, given: set[str], model: Model) -> bool:
    """Whether everything that a symbol rests on by its definition has a value."""
    todo, seen = [c.body for c in model[found.symbol].clauses], {found.symbol}
    while todo:
        for name in symbols_in(todo.pop()):
            if name in seen or name not in model or name in given:
                continue
            seen.add(name)
            symbol = model[name]
            if symbol.is_size or symbol.known or name.startswith(("formal ", "limit ")):
                continue
            if not symbol.clauses:
                return False
            todo.extend(c.body for c in symbol.clauses)
    return True


# ---------------------------------------------------------------------- values


def value_of(scope: Scope, raw: Raw) -> Value | None:
    """The value that a line gives to a symbol; None where it does not fit."""
    entry = _entry(scope, raw)
    if entry is None or entry.function or entry.symbol.known or entry.symbol.distribution or entry.symbol.opaque:
        return None
    point = mark()
    try:
        entries, lengths = _array(scope, raw.right)
        return _fitted(scope, entry, raw, entries, lengths)
    except (Misread, RecursionError):
        return None
    finally:
        undo(point)


def _fitted(
    scope: Scope, entry: Entry, raw: Raw, entries: dict[tuple[int, ...], Expr], lengths: tuple[int, ...]
) -> Value | None:
    total = len(entry.symbol.axes)
    left, raw_right = raw.left, raw.right
    if isinstance(left, Name) and entry.family:
        return _members(entry, entries, lengths)
    tensor = Elaborator(scope).tensor(left)
    if not isinstance(tensor.body, At) or tensor.body.symbol != entry.name:
        return None
    indices = [*tensor.body.indices]
    place: list[int | None] = []
    order: list[int] = []
    for e in indices:
        if isinstance(e, Number) and e.value.denominator == 1:
            place.append(int(e.value))
        elif isinstance(e, Position) and e.index in tensor.axes:
            place.append(None)
            order.append(tensor.axes.index(e.index))
        else:
            return None
    if len(place) != total:
        return None
    rank = len(order)
    if rank == 1 and len(lengths) == 2 and 1 in lengths:
        keep = 0 if lengths[1] == 1 else 1
        entries, lengths = {(k[keep],): v for k, v in entries.items()}, (lengths[keep],)
    firm = True
    if not lengths and rank and isinstance(entries[()], Number) and not entries[()].value:
        return Value(entry.name, tuple(place), (((), entries[()]),), ()) if _pinned(entry, place) else None
    if not lengths and rank:
        lengths, entries = (1,) * rank, {(0,) * rank: entries[()]}
        firm = not any(axis.size.root.key for axis in tensor.axes)
    if len(lengths) == 1 and rank == 2:
        # A list for a matrix is its only column, or its only row; the other axis is one long then.
        column = isinstance(raw_right, syntax.Scripted)
        lengths = (lengths[0], 1) if column else (1, lengths[0])
        entries = {((k[0], 0) if column else (0, k[0])): v for k, v in entries.items()}
        firm = column and not tensor.axes[1].size.root.key
    if len(lengths) != rank:
        return None
    # The tensor has its axes as they are written, the symbol its families first.
    moved = {tuple(k[p] for p in order): v for k, v in entries.items()}
    return Value(entry.name, tuple(place), tuple(sorted(moved.items())), tuple(lengths[p] for p in order), firm)


def _pinned(entry: Entry, place: Sequence[int | None]) -> bool:
    """Whether a place says which member of a family it is."""
    return None not in place[: entry.symbol.family]


def _members(entry: Entry, entries: dict[tuple[int, ...], Expr], lengths: tuple[int, ...]) -> Value | None:
    """``x = (1, 2, 3)`` for the sequence of the x_t: its members, each one number where the list is flat."""
    axes = entry.symbol.axes
    missing = len(axes) - len(lengths)
    if len(entry.family) != 1 or missing not in (0, 1) or not lengths:
        return None
    padded = {k + (0,) * missing: v for k, v in entries.items()}
    firm = not missing or not axes[-1].size.root.key
    return Value(entry.name, (None,) * len(axes), tuple(sorted(padded.items())), lengths + (1,) * missing, firm)


def _array(scope: Scope, node: Node | None) -> tuple[dict[tuple[int, ...], Expr], tuple[int, ...]]:
    """The entries of an array of numbers and its lengths. Raises ``Misread`` for anything else."""
    nested = _nested(node)
    lengths: list[int] = []
    level = nested
    while isinstance(level, list):
        lengths.append(len(level))
        level = level[0] if level else None
    entries: dict[tuple[int, ...], Expr] = {}
    for key in product(*(range(n) for n in lengths)):
        at = nested
        for k in key:
            if not isinstance(at, list) or k >= len(at):
                raise Misread("M206", "this is no array")
            at = at[k]
        if at is None or isinstance(at, list) or len(entries) >= LARGEST:
            raise Misread("M206", "this is no array")
        entries[key] = _number(scope, at)
    return entries, tuple(lengths)


def _number(scope: Scope, node: Node) -> Expr:
    body = Elaborator(scope).scalar(node)
    if symbols_in(body) or body.free:
        raise Misread("M206", "this is no number", node)
    return body


_Nested = Any


def _nested(node: Node | None) -> _Nested:
    """Lists of lists of the nodes of entries."""
    if isinstance(node, syntax.Matrix):
        return [list(row) for row in node.rows]
    if isinstance(node, syntax.Scripted) and isinstance(node.base, syntax.Group | syntax.Matrix) and node.sub is None:
        if isinstance(node.sup, Name) and node.sup.text in ("T", "top", "intercal"):
            inner = _nested(node.base)
            if isinstance(inner, list) and inner and all(isinstance(r, list) for r in inner):
                return [list(column) for column in zip(*inner, strict=False)]
            return inner
        return node
    if isinstance(node, syntax.Group) and node.left in ("(", "["):
        if isinstance(node.body, syntax.Listing):
            return [_nested(item) for item in node.body.items]
        inner = _nested(node.body)
        return [inner] if node.left == "[" and (isinstance(inner, list) or node.body is not None) else inner
    return node


# ---------------------------------------------------------------------- what a claim rests on


def _worked(model: Model, values: dict[tuple[str, Place], Value], results: Sequence[Value], lost: set[str]) -> Worked:
    settled, sizes, fits = _assembled(model, list(values.values()))
    whole = [v for v in results if not any(k is not None for k in v.place[model[v.symbol].family :])]
    said = {(v.symbol, v.place): v for v in whole}
    stated, _, _ = _assembled(model, [*values.values(), *said.values()])
    soft = frozenset(v.symbol for v in values.values() if not v.firm)
    return Worked(settled, stated, tuple(sizes.items()), frozenset(lost), soft, fits)


def _assembled(model: Model, values: Sequence[Value]) -> tuple[tuple[Settled, ...], dict[Size, int], bool]:
    """What each symbol is, the sizes that this fixes, and whether these clash."""
    sizes: dict[Size, int] = {}
    fits = True
    out: list[Settled] = []
    for name in dict.fromkeys(v.symbol for v in values):
        symbol = model[name]
        mine = [v for v in values if v.symbol == name]
        if symbol.is_size:
            fits &= not symbol.axes and _fixes(sizes, Size(name), _whole(mine[-1].entries[0][1]), model)
            continue
        made = []
        for at, entries in _cells(symbol, mine).items():
            dense = symbol.axes[symbol.family :]
            if () in entries:
                alike = tuple(Index("i", a.size, a.lower) for a in dense)
                made.append(Clause((*at, *alike), entries[()]))
                continue
            spans = tuple(max(k[n] for k in entries) - a.lower + 1 for n, a in enumerate(dense))
            fits &= all(_fixes(sizes, a.size.root, n, model) for n, a in zip(spans, dense, strict=True))
            made.append(_clause(at, entries, dense, spans))
        out.append(Settled(name, tuple(made), not symbol.family))
    return tuple(out), sizes, fits


def _cells(symbol: Symbol, values: Sequence[Value]) -> dict[tuple[int, ...], dict[tuple[int, ...], Expr]]:
    """The entries of a symbol, by the place in its families and then along its other axes; later values count."""
    cells: dict[tuple[int, ...], dict[tuple[int, ...], Expr]] = {}
    for v in values:
        for key, expr in v.entries:
            if not key and None in v.place:  # ``h_0 = 0``, however long it is
                cells[tuple(p for p in v.place[: symbol.family] if p is not None)] = {(): expr}
                continue
            rest = iter(key)
            places = zip(v.place, symbol.axes, strict=True)
            full = tuple(p if p is not None else next(rest) + (1 if a.family else a.lower) for p, a in places)
            cells.setdefault(full[: symbol.family], {})[full[symbol.family :]] = expr
    return cells


def _whole(e: Expr) -> int:
    return int(e.value) if isinstance(e, Number) and e.value.denominator == 1 and e.value > 0 else -1


def _fixes(sizes: dict[Size, int], size: Size, n: int, model: Model) -> bool:
    """Note that a size is ``n``; False if it is another number."""
    if size.key.isdigit():
        return int(size.key) == n
    named = size.key in model and model[size.key].is_size
    if n < 1 or (isinstance(size.term, Expr) and not named):
        return False
    known = next((s for s in sizes if s is size or (s.key and s.key == size.key)), size)
    return sizes.setdefault(known, n) == n


def _clause(
    at: tuple[int, ...], entries: dict[tuple[int, ...], Expr], dense: Sequence[Axis], spans: tuple[int, ...]
) -> Clause:
    if not dense:
        return Clause(at, entries[()])
    axes = tuple(Index("i", Size(str(n), number(n)), a.lower) for n, a in zip(spans, dense, strict=True))
    return Clause((*at, *axes), _spread(entries, axes, ()))


def _spread(entries: dict[tuple[int, ...], Expr], axes: tuple[Index, ...], at: tuple[int, ...]) -> Expr:
    """Nested cases, one for each place along an axis; a place that is not given has no value."""
    if len(at) == len(axes):
        return entries[at]
    axis = axes[len(at)]
    places = sorted({k[len(at)] for k in entries if k[: len(at)] == at})
    branches = ((Compare("=", Position(axis), number(k)), _spread(entries, axes, (*at, k))) for k in places)
    return Cases(tuple(branches))


# ---------------------------------------------------------------------- what is asked


def read_claim(asked: Question, raw: Raw, scope: Scope, worked: Worked) -> Misread | None:
    """Read a result into its question; sizes that it would settle are those of the example, not of the page."""
    asked.worked = worked
    problem: Misread | None = None
    for choices in _WAYS:
        point = mark()
        scope.position = raw.span.start
        made: Reading | None = None
        try:
            with relaxing():  # what is written out is as long as it is, and so are here the axes that it fills
                made = read_relation(Elaborator(scope, choices), raw, [])
        except (Misread, RecursionError) as found:
            problem = problem or (found if isinstance(found, Misread) else Misread("J307", "nested too deeply"))
        links = taken_back(point)
        if made is not None:
            asked.readings.append(replace(made, links=links))
    return None if asked.readings else problem
