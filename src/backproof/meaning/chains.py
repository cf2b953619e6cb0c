"""Ordered products of matrices, whose shapes may follow the step that counts them."""

from __future__ import annotations

from backproof.meaning.tensor import Tensor, affine_terms, like, resized
from backproof.terms.nodes import At, Comprehension, Expr, Fold, Index, Position


def ordered_product(step: Index, body: Tensor, lower: Expr, upper: Expr, *, descending: bool = False) -> Tensor:
    """The product of ``body`` (a matrix) for ``step`` from ``lower`` to ``upper``, the last first if ``descending``.

    Its rows are those of the first factor, its columns those of the last.
    """
    first, last = (upper, lower) if descending else (lower, upper)
    i = resized(body.axes[0], {step: first}) or like(body.axes[0])
    j = resized(body.axes[1], {step: last}) or like(body.axes[1])
    fold = Fold(step, Comprehension(body.axes, body.body), lower, upper, (Position(i), Position(j)), descending)
    return Tensor((i, j), fold)


def falls(lower: Expr, upper: Expr) -> bool:
    """Whether a product surely counts down: ``\\prod_{k=N}^{i+1}`` starts from the last one."""
    leaves: dict[str, Expr] = {}
    low, high = affine_terms(lower, leaves), affine_terms(upper, leaves)
    if low is None or high is None:
        return False
    apart = {k: v for k in {*low, *high} if (v := high.get(k, 0) - low.get(k, 0))}
    sizes = sum(v for k, v in apart.items() if k in leaves and isinstance(leaves[k], At))
    return sizes < 0 or (not sizes and set(apart) <= {""} and apart.get("", 0) < -1)
