"""The usual assumptions that people forget to state, tried one at a time: never as a hedge, always named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from backproof.claims.reading import Reading
from backproof.terms.model import Model, Symbol
from backproof.terms.nodes import At, Compare, Expr, Index, Position
from backproof.terms.traversal import nodes_in, reached, symbols_in


@dataclass(frozen=True)
class Assumption:
    """A named assumption and what it does: values forced, domains narrowed, entries left out."""

    text: str
    forced: tuple[tuple[str, float], ...] = ()
    domains: tuple[tuple[str, str], ...] = ()
    conditions: tuple[Expr, ...] = ()
    reading: Reading | None = None
    """The reading whose indices the conditions speak of."""


def assumptions(readings: list[Reading], model: Model) -> Iterator[Assumption]:
    """Assumptions about the symbols of some readings that the document neither states nor contradicts."""
    for name in reached([e for r in readings for e in r.sides], model):
        symbol = model[name]
        if symbol.clauses or symbol.is_size or symbol.parameters is not None or symbol.opaque:
            continue
        base = name.split("′")[0]
        dense = [a for a in symbol.axes if not a.family]
        if base in ("epsilon", "varepsilon") and not symbol.axes:
            yield Assumption(f"{symbol.latex or name} = 0", forced=((name, 0.0),))
        if (
            len(dense) == 2
            and symbol.domain == "real"
            and dense[0].size.root is dense[1].size.root
            and not symbol.generic
        ):
            yield Assumption(f"{symbol.latex or name} is symmetric", domains=((name, "symmetric"),))
        if len(dense) == 2 and symbol.domain == "real" and not symbol.generic and _twice(name, readings):
            yield Assumption(f"{symbol.latex or name} has orthonormal rows", domains=((name, "orthogonal"),))
    start = from_zero(readings, model)
    if start is not None:
        yield start
    for r in readings:
        yield from _by_class(r, model)


def from_zero(readings: list[Reading], model: Model) -> Assumption | None:
    """That the recursions which some readings rest on start from zero, as far as the document does not say where."""
    names = [
        name
        for name in reached([e for r in readings for e in r.sides], model)
        if model[name].family and any(name in symbols_in(c.body) for c in model[name].clauses)
    ]
    if not names:
        return None
    shown = " and ".join(model[n].latex or n for n in names)
    return Assumption(
        f"{shown} {'start' if len(names) > 1 else 'starts'} from zero", domains=tuple((n, "zero") for n in names)
    )


def _by_class(reading: Reading, model: Model) -> Iterator[Assumption]:
    """``k ≠ y`` and ``k = y``: a line for the other classes, or for the right class, that does not say so.

    A line that tells the classes apart itself means all of them.
    """
    for letter, index in reading.free:
        if _tells(reading, index):
            continue
        for name in reached(reading.sides, model):
            label = _label_at(reading, model[name])
            own = model[name].labels
            if label is None or own is None or own.size.root is not index.size.root:
                continue
            for sign, shown in (("!=", "≠"), ("=", "=")):
                condition = Compare(sign, Position(index), label)
                yield Assumption(
                    f"{letter} {shown} {model[name].latex or name}", conditions=(condition,), reading=reading
                )


def _label_at(reading: Reading, symbol: Symbol) -> At | None:
    """A label at the free indices that fit its axes, where there is one for each."""
    places = []
    for axis in symbol.axes:
        fitting = [i for _, i in reading.free if i.size.root is axis.size.root]
        if len(fitting) != 1:
            return None
        places.append(Position(fitting[0]))
    return At(symbol.name, tuple(places))


def _tells(reading: Reading, index: Index) -> bool:
    return any(isinstance(n, Compare) and index in n.free for n in nodes_in(*reading.sides))


def _twice(name: str, readings: list[Reading]) -> bool:
    """Whether a matrix meets itself on one side (``W W^T``)."""
    for r in readings:
        for side in (r.left, r.right):
            found, todo = 0, [side]
            while todo:
                e = todo.pop()
                found += isinstance(e, At) and e.symbol == name
                todo.extend(e.children())
            if found >= 2:
                return True
    return False
