"""Whole numbers out of values, and values of equal shape stacked along new axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from backproof.numeric.arrays import Array, Axis, spread
from backproof.numeric.duals import (
    Boxed,
    Dual,
    Linear,
    Taped,
    Value,
    added_up,
    gather,
    has_axis,
    primal,
    recorded,
    scalar,
    without,
)
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
    while isinstance(value, Boxed):
        if isinstance(value, Dual) and axis not in primal(value).axes and has_axis(value.tangent, axis):
            value = value.tangent
        else:
            value = value.real
    return value.length(axis) if axis in value.axes else None


def stacked(parts: list[Value], axes: tuple[Axis, ...], shape: tuple[int, ...]) -> Value:
    """Values of equal shape stacked along new axes. Raises ``CannotEvaluate`` where there are none."""
    if not parts:
        raise CannotEvaluate("a range was empty at the points tried")
    tags = {v.tag for v in parts if isinstance(v, Boxed)}
    if tags:
        tag = max(tags)
        real = [without(v, tag) for v in parts]
        result = stacked(real, axes, shape)
        if any(isinstance(v, Taped) and v.tag == tag for v in parts):
            return recorded(tag, result, *_unstacked(parts, real, result, axes, shape))
        zero = scalar(0.0)
        tangents = [v.tangent if isinstance(v, Dual) and v.tag == tag else zero for v in parts]
        return Dual(tag, result, stacked(tangents, axes, shape))
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


def _unstacked(
    parts: list[Value], real: list[Value], result: Value, axes: tuple[Axis, ...], shape: tuple[int, ...]
) -> list[tuple[Value, Linear, Linear]]:
    """Each part with the map that takes an adjoint of the stack to that of the part."""
    whole_axes = primal(result)
    rest = Array(whole_axes.axes[len(axes) :], whole_axes.data[(0,) * len(axes)])

    def back(place: tuple[int, ...], part: Value) -> Linear:
        def pull(adjoint: Value) -> Value:
            for axis, k in zip(axes, place, strict=True):
                adjoint = gather(adjoint, axis, Array((), np.asarray(k)))
            return added_up(adjoint, rest, primal(part))

        return pull

    pulls = [back(place, part) for place, part in zip(np.ndindex(*shape), real, strict=True)]
    return [(part, pull, pull) for part, pull in zip(parts, pulls, strict=True)]
