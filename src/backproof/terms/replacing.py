"""Symbols replaced by tensors."""

from __future__ import annotations

from collections.abc import Mapping

from backproof.terms.nodes import At, Comprehension, Expr, Index, Position
from backproof.terms.rebuilding import rebuilt
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
        found = rebuilt(_clear_of(e, taken), lambda part: _replaced(part, values, taken, memo))
        if isinstance(found, At) and found.symbol in values:
            tensor = values[found.symbol]
            found = substitute(tensor.body, dict(zip(tensor.indices, found.indices, strict=True)))
        memo[e] = found
    return found


def _clear_of(e: Expr, taken: frozenset[Index]) -> Expr:
    """The same expression with other bound indices where its own are taken."""
    inside = [c.free for c in e.children()]
    renewed = {index: index.twin.clear_of(taken, *inside) for index in e._binds() & taken}
    if not renewed:
        return e
    places: dict[Index, Expr] = {i: Position(j) for i, j in renewed.items()}
    return rebuilt(e, lambda part: substitute(part, places), renewed)
