"""Nodes rebuilt with other parts."""

from collections.abc import Callable, Mapping
from typing import Any

from backproof.terms.nodes import Expr, Index, field_names

_SAME: Mapping[Index, Index] = {}


def rebuilt(e: Expr, part: Callable[[Expr], Expr], names: Mapping[Index, Index] = _SAME) -> Expr:
    """A node of the same kind with ``part`` of each expression directly inside, and its indices by ``names``.

    Only the indices of the node itself (those it binds or holds) are renamed; what stands inside is up to ``part``.
    """

    def other(value: Any) -> Any:
        if isinstance(value, Expr):
            return part(value)
        if isinstance(value, Index):
            return names.get(value, value)
        return tuple(map(other, value)) if isinstance(value, tuple) else value

    return type(e)(*(other(getattr(e, name)) for name in field_names(type(e))))


def rewritten(e: Expr, at: Callable[[Expr], Expr | None]) -> Expr:
    """``e`` with every part for which ``at`` has another expression replaced by it, from the outside in."""
    memo: dict[Expr, Expr] = {}

    def walk(node: Expr) -> Expr:
        found = memo.get(node)
        if found is None:
            other = at(node)
            found = memo[node] = other if other is not None else rebuilt(node, walk)
        return found

    return walk(e)
