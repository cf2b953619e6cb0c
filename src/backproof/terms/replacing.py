"""Symbols replaced by tensors."""

from __future__ import annotations

from collections.abc import Mapping

from backproof.terms.nodes import At, Comprehension, Expr, field_names
from backproof.terms.substitution import substitute
from backproof.terms.traversal import symbols_in


def replaced(e: Expr, values: Mapping[str, Comprehension]) -> Expr:
    """``e`` with every entry of a symbol replaced by that entry of a tensor of as many axes."""
    return _replaced(e, values, {}) if values else e


def _replaced(e: Expr, values: Mapping[str, Comprehension], memo: dict[Expr, Expr]) -> Expr:
    if not (symbols_in(e) & values.keys()):
        return e
    found = memo.get(e)
    if found is None:

        def walk(value: object) -> object:
            if isinstance(value, Expr):
                return _replaced(value, values, memo)
            return tuple(walk(v) for v in value) if isinstance(value, tuple) else value

        parts = [walk(getattr(e, f)) for f in field_names(type(e))]
        found = type(e)(*parts)
        if isinstance(found, At) and found.symbol in values:
            tensor = values[found.symbol]
            found = substitute(tensor.body, dict(zip(tensor.indices, found.indices, strict=True)))
        memo[e] = found
    return found
