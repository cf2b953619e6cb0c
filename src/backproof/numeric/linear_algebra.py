"""Functions of whole matrices on values: inverse, determinant, norms; differentiated by their own differentials.

Matrices are values with two named axes; all other axes are batch. Works on floats; on balls by elimination.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from backproof.numeric.arrays import Array, Axis, ordered
from backproof.numeric.duals import (
    Boxed,
    Linear,
    Value,
    add,
    has_axis,
    linear,
    mul,
    primal,
    recorded,
    reduce_sum,
    rename,
    scalar,
)
from backproof.numeric.environment import CannotEvaluate


def _matrices(a: Array, row: Axis, column: Axis) -> Array:
    return ordered(a, (row, column))


def _spread_over(matrix: Array, row: Axis, column: Axis) -> Linear:
    """Tangents and adjoints with both axes of a matrix, even where they are the same along one of them."""
    zeros = Array((row, column), np.zeros((matrix.length(row), matrix.length(column))))
    return lambda t: t if has_axis(t, row) and has_axis(t, column) else add(t, zeros)


def transposed(a: Value, row: Axis, column: Axis) -> Value:
    """Rows and columns exchanged."""
    return rename(a, {row: column, column: row})


def product(a: Value, b: Value, row: Axis, column: Axis) -> Value:
    """The matrix product of two values whose matrix axes are both (row, column)."""
    middle = ("·", row, column)
    left = rename(a, {column: middle})
    right = rename(b, {row: middle})
    length = primal(left).length(middle) if middle in primal(left).axes else primal(right).length(middle)
    return reduce_sum(mul(left, right), middle, length)


def _object_inverse(data: Any) -> Any:
    from flint import arb_mat

    n = data.shape[-1]
    inverse = arb_mat([[data[i, j] for j in range(n)] for i in range(n)]).inv()
    return np.array([[inverse[i, j] for j in range(n)] for i in range(n)], dtype=object)


def _batched(data: Any, one: Any) -> Any:
    flat = data.reshape((-1, *data.shape[-2:]))
    results = np.array([one(m) for m in flat], dtype=object)
    return results.reshape((*data.shape[:-2], *results.shape[1:]))


def inverse(a: Value, row: Axis, column: Axis) -> Value:
    """A⁻¹ with the same axes: d(A⁻¹) = −A⁻¹ dA A⁻¹."""
    if isinstance(a, Boxed):
        y = inverse(a.real, row, column)
        turned = transposed(y, row, column)
        square = _spread_over(primal(a), row, column)

        def push(t: Value) -> Value:
            return mul(scalar(-1.0), product(product(y, square(t), row, column), y, row, column))

        def pull(g: Value) -> Value:
            return mul(scalar(-1.0), product(product(turned, square(g), row, column), turned, row, column))

        return recorded(a.tag, y, (a, push, pull))
    m = _matrices(a, row, column)
    if m.data.dtype == object:
        return Array(m.axes, _batched(m.data, _object_inverse))
    try:
        if np.isfinite(m.data).all() and float(np.max(np.linalg.cond(m.data))) > 1e10:
            return Array(m.axes, np.full_like(m.data, np.nan))
        return Array(m.axes, np.linalg.inv(m.data))
    except np.linalg.LinAlgError:
        return Array(m.axes, np.full_like(m.data, np.nan))


def _object_determinant(data: Any) -> Any:
    from flint import arb_mat

    n = data.shape[-1]
    return arb_mat([[data[i, j] for j in range(n)] for i in range(n)]).det()


def determinant(a: Value, row: Axis, column: Axis) -> Value:
    """det A: d det A = det A · tr(A⁻¹ dA) (Jacobi's formula, for invertible A)."""
    if isinstance(a, Boxed):
        y = determinant(a.real, row, column)
        inverted = inverse(a.real, row, column)
        square = _spread_over(primal(a), row, column)

        def push(t: Value) -> Value:
            return mul(y, trace(product(inverted, square(t), row, column), row, column))

        def pull(g: Value) -> Value:
            return mul(mul(y, g), transposed(inverted, row, column))

        return recorded(a.tag, y, (a, push, pull))
    m = _matrices(a, row, column)
    if m.data.dtype == object:
        return Array(m.axes[:-2], _batched(m.data, _object_determinant).reshape(m.data.shape[:-2]))
    return Array(m.axes[:-2], np.linalg.det(m.data))


def trace(a: Value, row: Axis, column: Axis) -> Value:
    """Σ_i a_ii."""

    def diagonal(m: Array) -> Array:
        m = _matrices(m, row, column)
        return Array(m.axes[:-2], np.trace(m.data, axis1=-2, axis2=-1))

    return linear(a, diagonal, lambda x, g: mul(g, Array((row, column), np.eye(primal(x).length(row)))))


def spectral_norm(a: Array, row: Axis, column: Axis) -> Array:
    """The largest singular value (not differentiated)."""
    m = _matrices(a, row, column)
    data = m.data.astype(float)
    if not np.isfinite(data).all():
        return Array(m.axes[:-2], np.full(data.shape[:-2], np.nan))
    return Array(m.axes[:-2], np.linalg.norm(data, 2, axis=(-2, -1)))


def extreme_eigenvalue(a: Array, row: Axis, column: Axis, *, largest: bool) -> Array:
    """The largest or smallest eigenvalue of the symmetric part (not differentiated)."""
    m = _matrices(a, row, column)
    if not np.isfinite(m.data.astype(float)).all():
        return Array(m.axes[:-2], np.full(m.data.shape[:-2], np.nan))
    values = np.linalg.eigvalsh((m.data + np.swapaxes(m.data, -1, -2)).astype(float) / 2)
    return Array(m.axes[:-2], values[..., -1 if largest else 0])


def _eigen(m: Array) -> tuple[Any, Any]:
    """Eigenvalues and eigenvectors of the symmetric matrices ``m``; not a number where one is not positive definite."""
    data = m.data.astype(float)
    swapped = np.swapaxes(data, -1, -2)
    if not np.isfinite(data).all():
        data = swapped = np.full(data.shape, np.nan)
        return data[..., 0], data
    values, vectors = np.linalg.eigh((data + swapped) / 2)
    size = np.abs(data).max(axis=(-1, -2), keepdims=True)
    skew = (np.abs(data - swapped) > 1e-9 * size).any(axis=(-1, -2))
    bad = skew | (values < 1e-12 * size[..., 0]).any(axis=-1)
    return np.where(bad[..., None], np.nan, values), vectors


def _root_in_balls(data: Any) -> Any:
    """The root of a matrix of balls: that of its midpoint, as wide as ‖A − R²‖ / λ(R), twice what it errs at most."""
    from flint import arb, arb_mat

    n = data.shape[-1]
    middle = np.array([[float(arb(x).mid()) for x in row] for row in data]).reshape(n, n)
    values, vectors = _eigen(Array(("row", "column"), middle))
    root = vectors * np.sqrt(values) @ vectors.T
    if not np.isfinite(root).all():
        return np.full((n, n), arb("nan"), dtype=object)
    balls = arb_mat([[arb(float(x)) for x in row] for row in root])
    rest = arb_mat([[data[i, j] for j in range(n)] for i in range(n)]) - balls * balls
    error = sum((rest[i, j].abs_upper() ** 2 for i in range(n) for j in range(n)), arb(0)).sqrt()
    radius = float((error / arb(float(np.sqrt(values.min())))).abs_upper())
    return np.array([[arb(float(x), radius) for x in row] for row in root], dtype=object)


def square_root(a: Value, row: Axis, column: Axis) -> Value:
    """The symmetric square root R of a positive definite matrix: R dR + dR R = dA.

    Not a number where the matrix is not symmetric, or not positive definite.
    """
    if isinstance(a, Boxed):
        y = square_root(a.real, row, column)
        if isinstance(a.real, Boxed):
            raise CannotEvaluate("a root of a matrix is differentiated once only", "J306")
        square = _spread_over(primal(a), row, column)

        def solved(t: Value) -> Value:
            return _sylvester(primal(a), square(t), row, column)

        return recorded(a.tag, y, (a, solved, solved))
    m = _matrices(a, row, column)
    if m.data.dtype == object:
        return Array(m.axes, _batched(m.data, _root_in_balls))
    values, vectors = _eigen(m)
    root = vectors * np.sqrt(values)[..., None, :] @ np.swapaxes(vectors, -1, -2)
    return Array(m.axes, root)


def _sylvester(a: Array, t: Value, row: Axis, column: Axis) -> Value:
    """X with R X + X R = T for the root R of A: entry by entry where the eigenvectors of A are the axes."""
    m = _matrices(a, row, column)
    values, vectors = _eigen(m)
    roots = np.sqrt(values)
    batch = m.axes[:-2]
    inward, outward = ("·in", row, column), ("·out", row, column)
    basis = Array((*batch, row, inward), vectors)
    other = Array((*batch, column, outward), vectors)
    scale = Array((*batch, inward, outward), 1 / (roots[..., :, None] + roots[..., None, :]))
    n = m.length(row)
    turned = reduce_sum(mul(reduce_sum(mul(t, basis), row, n), other), column, n)
    back = mul(turned, scale)
    return reduce_sum(mul(reduce_sum(mul(back, basis), inward, n), other), outward, n)
