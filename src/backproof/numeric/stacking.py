"""Whole numbers out of values, and values of equal shape stacked along new axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from backproof.numeric.arrays import Array, Axis
from backproof.numeric.duals import Dual, Value, has_axis, primal, scalar
from backproof.numeric.environment import CannotEvaluate, Ragged


def whole(x: Any) -> int:
    """A value as the whole number that it must be."""
    number = float(x)
    if number != number or abs(number) > 1e6 or abs(number - round(number)) > 1e-9:
        raise CannotEvaluate(f"an index is {number}, not a whole number", "J306")
    return round(number)


def constant_int(value: Array) -> int:
    """A value as a whole number that may not vary."""
    if value.axes:
        raise Ragged
    return whole(value.data)


def length(value: Value, axis: Axis) -> int | None:
    """The length of an axis, wherever in the tangents it first appears; None where nothing varies along it."""
    while isinstance(value, Dual):
        deeper = axis not in primal(value).axes and has_axis(value.tangent, axis)
        value = value.tangent if deeper else value.real
    return value.length(axis) if axis in value.axes else None


def spread(value: Array, axes: tuple[Axis, ...]) -> Any:
    """Data of ``value`` shaped to broadcast over ``axes``."""
    order = sorted(range(len(value.axes)), key=lambda k: axes.index(value.axes[k]))
    sizes = iter(value.data.transpose(order).shape)
    have = set(value.axes)
    return value.data.transpose(order).reshape([next(sizes) if a in have else 1 for a in axes])


def stacked(parts: list[Value], axes: tuple[Axis, ...], shape: tuple[int, ...]) -> Value:
    """Values of equal shape stacked along new axes. Raises ``CannotEvaluate`` where there are none."""
    if not parts:
        raise CannotEvaluate("a range was empty at the points tried")
    tags = {v.tag for v in parts if isinstance(v, Dual)}
    if tags:
        tag = max(tags)
        real = [v.real if isinstance(v, Dual) and v.tag == tag else v for v in parts]
        zero = scalar(0.0)
        tangents = [v.tangent if isinstance(v, Dual) and v.tag == tag else zero for v in parts]
        return Dual(tag, stacked(real, axes, shape), stacked(tangents, axes, shape))
    arrays: list[Array] = parts  # type: ignore[assignment]
    common = max((a.axes for a in arrays), key=len)
    filled = []
    for a in arrays:
        if set(a.axes) - set(common):
            raise Ragged
        filled.append(spread(a, common))
    try:
        full = np.broadcast_shapes(*(f.shape for f in filled))
    except ValueError:
        raise Ragged from None
    lengths = {f.shape for f in filled if f.ndim == len(full) and all(n > 1 for n in f.shape)}
    if len(lengths) > 1:
        raise Ragged
    data = np.stack([np.broadcast_to(f, full) for f in filled]).reshape((*shape, *full))
    return Array((*axes, *common), data)
