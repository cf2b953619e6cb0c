"""The usual assumptions that people forget to state, tried one at a time: never as a hedge, always named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from backproof.claims.reading import Reading
from backproof.terms.model import Model
from backproof.terms.nodes import At
from backproof.terms.traversal import reached


@dataclass(frozen=True)
class Assumption:
    """A named assumption and what it does to instances: values forced, domains narrowed."""

    text: str
    forced: tuple[tuple[str, float], ...] = ()
    domains: tuple[tuple[str, str], ...] = ()


def assumptions(readings: list[Reading], model: Model, stated: frozenset[str]) -> Iterator[Assumption]:
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
            and f"generic {base}" not in stated
            and base[0] not in "WUV"
        ):
            yield Assumption(f"{symbol.latex or name} is symmetric", domains=((name, "symmetric"),))
        if len(dense) == 2 and symbol.domain == "real" and f"generic {base}" not in stated and _twice(name, readings):
            yield Assumption(f"{symbol.latex or name} has orthonormal rows", domains=((name, "orthogonal"),))


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
