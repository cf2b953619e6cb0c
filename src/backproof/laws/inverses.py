"""A matrix times its inverse, under a sum over the index that they share."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from backproof.laws.polynomials import constant
from backproof.laws.setting import Monomial, Polynomial
from backproof.terms.nodes import At, Compare, Expr, Index, Linear, Position

if TYPE_CHECKING:
    from backproof.laws.arithmetic import Arithmetic


def contracted(a: Arithmetic, binders: list[Index], factors: Monomial) -> tuple[list[Index], Polynomial] | None:
    """``Σ_k A⁻¹_{ik} A_{kj} = δ_{ij}`` among the factors: the indices that are left, and what is summed over them."""
    for inverse, e in factors:
        if not isinstance(inverse, Linear) or inverse.function != "inverse" or e != 1:
            continue
        for side in (0, 1):
            shared = inverse.indices[side]
            if not isinstance(shared, Position) or shared.index not in binders:
                continue
            others = [(b, x) for b, x in factors if shared.index in b.free and b is not inverse]
            if len(others) != 1 or others[0][1] != 1:
                continue
            far = _other_end(a, inverse, others[0][0], shared, side)
            if far is None:
                continue
            result = a.normal(Compare("=", inverse.indices[1 - side], far))
            for b, x in factors:
                if b is not inverse and b is not others[0][0]:
                    result = a.times(result, {((b, x),): Fraction(1)})
            return [i for i in binders if i is not shared.index], a.times(constant(1), result)
    return None


def _other_end(a: Arithmetic, inverse: Linear, factor: Expr, shared: Position, side: int) -> Expr | None:
    """The column of the matrix if ``factor`` is its entry in row ``shared`` (its row, for the other side)."""
    body = inverse.argument.body
    row, column = inverse.argument.indices
    if not isinstance(body, At) or not isinstance(factor, At) or body.symbol != factor.symbol:
        return None
    near, far = (row, column) if side else (column, row)
    ends: dict[Index, Expr] = {}
    for pattern, at in zip(body.indices, factor.indices, strict=True):
        if isinstance(pattern, Position) and pattern.index in (near, far):
            ends[pattern.index] = at
        elif pattern is not at:
            return None
    if ends.keys() != {near, far}:
        return None
    if _symmetric(a, body.symbol) and ends[far] is shared:
        ends = {near: ends[far], far: ends[near]}
    return ends[far] if ends[near] is shared else None


def _symmetric(a: Arithmetic, name: str) -> bool:
    symbol = a.setting.symbol(name)
    return symbol is not None and symbol.domain in ("symmetric", "definite")
