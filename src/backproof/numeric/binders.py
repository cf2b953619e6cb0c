"""Sums, products and ordered products of matrices: vectorised, or looped over where shapes differ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from backproof.numeric.arrays import Array, combine, total
from backproof.numeric.duals import Value, add, gather, mul, primal, reduce_sum, rename, scalar, select
from backproof.numeric.environment import Binding, CannotEvaluate, Environment, Ragged
from backproof.numeric.stacking import constant_int, length
from backproof.terms.nodes import Constant, Fold, Index, Position, Product, Sum

if TYPE_CHECKING:
    from backproof.numeric.evaluate import Evaluator


def added(evaluator: Evaluator, e: Sum, env: Environment, bind: Binding) -> Value:
    """A sum."""
    return _bound(evaluator, e, env, bind, is_product=False)


def multiplied(evaluator: Evaluator, e: Product, env: Environment, bind: Binding) -> Value:
    """A product of numbers."""
    return _bound(evaluator, e, env, bind, is_product=True)


def _bounds(
    evaluator: Evaluator, e: Sum | Product, env: Environment, bind: Binding
) -> tuple[int, int, Array | None, Array | None]:
    if e.lower is None and e.upper is None:
        at = evaluator.range_of(e.index, env, {k: v for k, v in bind.items() if k is not e.index})
        assert not isinstance(at, int)
        return at[0], at[0] + at[1] - 1, None, None
    low = primal(evaluator._value(e.lower, env, bind)) if e.lower is not None else scalar(float(e.index.lower))
    high = (
        primal(evaluator._value(e.upper, env, bind))
        if e.upper is not None
        else scalar(float(e.index.lower + evaluator.size_along(e.index, env, bind) - 1))
    )
    if low.data.size == 0 or high.data.size == 0:
        return 1, 0, None, None
    first, last = float(np.min(low.data)), float(np.max(high.data))
    if last == float("inf"):
        last = first + 130
    if not (abs(first) < 1e5 and abs(last) < 1e5):
        raise CannotEvaluate("the bounds of a sum are not whole numbers in reach", "J307")
    return round(first), round(last), low if low.axes else None, high if high.axes else None


def _bound(evaluator: Evaluator, e: Sum | Product, env: Environment, bind: Binding, *, is_product: bool) -> Value:
    low, high, varying_low, varying_high = _bounds(evaluator, e, env, bind)
    neutral = scalar(1.0 if is_product else 0.0)
    if high < low:
        evaluator.empty = True
        return neutral
    inner = dict(bind)
    inner[e.index] = (low, high - low + 1)
    try:
        body = evaluator._value(e.body, env, inner)
        mask = _mask(evaluator, e, env, inner, varying_low, varying_high)
    except Ragged:
        return _looped(evaluator, e, env, bind, range(low, high + 1), is_product=is_product)
    if mask is not None:
        body = select(mask, body, neutral)
    n = high - low + 1
    if not is_product:
        _converged(e, body)
        return reduce_sum(body, e.index, n)
    return _multiplied(body, e.index, n)


def _converged(e: Sum | Product, body: Value) -> None:
    if not (isinstance(e.upper, Constant) and e.upper.name == "infty"):
        return
    data = primal(body)
    if e.index not in data.axes:
        raise CannotEvaluate("an infinite sum of equal terms does not converge", "J306")
    last = np.abs(np.take(data.data, -1, axis=data.axes.index(e.index)).astype(float))
    if not np.all(last <= 1e-13 * (1 + np.nanmax(np.abs(data.data.astype(float))))):
        raise CannotEvaluate("an infinite sum converges too slowly to be added up", "J306")


def _mask(
    evaluator: Evaluator, e: Sum | Product, env: Environment, bind: Binding, low: Array | None, high: Array | None
) -> Array | None:
    masks = []
    here = primal(evaluator._value(Position(e.index), env, bind))
    if low is not None:
        masks.append(combine(lambda i, b: i >= b - 0.5, here, low))
    if high is not None:
        masks.append(combine(lambda i, b: i <= b + 0.5, here, high))
    if e.condition is not None:
        masks.append(evaluator.condition(e.condition, env, bind))
    if not masks:
        return None
    return combine(lambda *xs: np.logical_and.reduce(np.broadcast_arrays(*xs)), *masks)


def _multiplied(body: Value, axis: Index, n: int) -> Value:
    if isinstance(body, Array):
        if axis in body.axes:
            return total(body, axis, product=True)
        return combine(lambda d: d**n, body)
    result: Value = scalar(1.0)
    for k in range(n):
        place = Array((), np.asarray(k))
        result = mul(result, gather(body, axis, place))
    return result


def _looped(
    evaluator: Evaluator, e: Sum | Product, env: Environment, bind: Binding, values: Iterable[int], *, is_product: bool
) -> Value:
    result: Value = scalar(1.0 if is_product else 0.0)
    for v in values:
        inner = dict(bind)
        inner[e.index] = v
        mask = _mask_at(evaluator, e, env, inner)
        if mask is not None and not mask.axes and not bool(mask.data):
            continue
        term = evaluator._value(e.body, env, inner)
        if mask is not None and mask.axes:
            term = select(mask, term, scalar(1.0 if is_product else 0.0))
        try:
            result = mul(result, term) if is_product else add(result, term)
        except ValueError:  # matrices of layers of other widths, say
            raise CannotEvaluate("what is summed has another shape at every index", "M202") from None
    return result


def _mask_at(evaluator: Evaluator, e: Sum | Product, env: Environment, bind: Binding) -> Array | None:
    low = primal(evaluator._value(e.lower, env, bind)) if e.lower is not None else None
    high = primal(evaluator._value(e.upper, env, bind)) if e.upper is not None else None
    return _mask(evaluator, e, env, bind, low, high if high is None or np.all(np.isfinite(high.data)) else None)


def folded(evaluator: Evaluator, e: Fold, env: Environment, bind: Binding) -> Value:
    """An ordered product of matrices."""
    low = constant_int(primal(evaluator._value(e.lower, env, bind)))
    high = constant_int(primal(evaluator._value(e.upper, env, bind)))
    if high - low > 200:
        raise CannotEvaluate("an ordered product has too many factors", "J307")
    row, column = e.body.indices
    steps = range(high, low - 1, -1) if e.descending else range(low, high + 1)
    result: Value | None = None
    for v in steps:
        inner = {**{k: b for k, b in bind.items() if k not in (row, column)}, e.index: v}
        factor = evaluator.filled(evaluator._value(e.body.body, env, inner), e.body.indices, env, inner)
        factor = rename(factor, {row: ("fold", 0), column: ("fold", 1)})
        result = factor if result is None else _matrix_product(result, factor)
    if result is None:
        n = evaluator.size_along(row, env, bind)
        if n != evaluator.size_along(column, env, bind):
            raise CannotEvaluate("an empty ordered product of matrices that are not square", "J306")
        result = Array((("fold", 0), ("fold", 1)), np.eye(n))
    return evaluator.entries(result, [("fold", 0), ("fold", 1)], e.indices, [row.lower, column.lower], env, bind)


def _matrix_product(a: Value, b: Value) -> Value:
    middle = ("fold", "middle")
    left, right = rename(a, {("fold", 1): middle}), rename(b, {("fold", 0): middle})
    n = length(left, middle)
    if n != length(right, middle):
        raise CannotEvaluate("neighbouring factors of an ordered product do not fit", "M202")
    return reduce_sum(mul(left, right), middle, n or 1)
