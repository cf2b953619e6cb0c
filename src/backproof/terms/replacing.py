"""Symbols replaced by tensors."""

from __future__ import annotations

from collections.abc import Mapping

from backproof.terms.nodes import At, Comprehension, Expr, Index, Position, field_names
from backproof.terms.substitution import substitute
from backproof.terms.traversal import symbols_in


def replaced(e: Expr, values: Mapping[str, Comprehension]) -> Expr:
    """``e`` with every entry of a symbol replaced by that entry of a tensor of as many axes.

    A bound index that would capture a free one of a tensor is renamed.
    """
    taken = frozenset().union(*(v.free for v in values.values()))
    return _replaced(e, values, taken, {}) if values else e


def _replaced(e: Expr, values: Mapping[str, Comprehension], taken: frozenset[Index], memo: dict[Expr, Expr]) -> Expr:
    if not (symbols_in(e) & values.keys()):
        return e
    found = memo.get(e)
    if found is None:
        clear = _clear_of(e, taken)

        def walk(value: object) -> object:
            if isinstance(value, Expr):
                return _replaced(value, values, taken, memo)
            return tuple(walk(v) for v in value) if isinstance(value, tuple) else value

        found = type(e)(*(walk(getattr(clear, f)) for f in field_names(type(e))))
        if isinstance(found, At) and found.symbol in values:
            tensor = values[found.symbol]
            found = substitute(tensor.body, dict(zip(tensor.indices, found.indices, strict=True)))
        memo[e] = found
    return found


def _clear_of(e: Expr, taken: frozenset[Index]) -> Expr:
    """The same expression with other bound indices where its own are taken."""
    renewed: dict[Index, Index] = {}
    for index in e._binds() & taken:
        twin = index.twin
        while twin in taken or any(twin in c.free for c in e.children()):
            twin = twin.twin
        renewed[index] = twin
    if not renewed:
        return e
    places: dict[Index, Expr] = {i: Position(j) for i, j in renewed.items()}

    def walk(value: object) -> object:
        if isinstance(value, Index):
            return renewed.get(value, value)
        if isinstance(value, Expr):
            return substitute(value, places)
        return tuple(walk(v) for v in value) if isinstance(value, tuple) else value

    return type(e)(*(walk(getattr(e, f)) for f in field_names(type(e))))
