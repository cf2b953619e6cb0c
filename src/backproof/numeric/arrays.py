"""Arrays whose axes have names: the values of the numeric witness.

An ``Array`` is a NumPy array with one key per axis (an ``Index`` of the terms, or a place holder); operations
broadcast by key. Entries are float64, or objects (balls, rationals) for the stricter arithmetics.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

Axis = Hashable
LIMIT = 4_000_000
"""No array of the witness may have more entries: a formula that needs one is too large to test."""


class TooLarge(Exception):
    """An instance would need arrays beyond ``LIMIT``."""


class Array:
    """Numbers along named axes. ``axes[k]`` names axis ``k`` of ``data``."""

    __slots__ = ("axes", "data")
    __array_priority__ = 1000

    def __init__(self, axes: tuple[Axis, ...], data: Any) -> None:
        self.axes = axes
        self.data = np.asarray(data)

    def __repr__(self) -> str:
        return f"Array({self.axes}, {self.data!r})"

    def length(self, axis: Axis) -> int:
        return int(self.data.shape[self.axes.index(axis)])


def aligned(values: Sequence[Array]) -> tuple[tuple[Axis, ...], list[Any]]:
    """The union of the axes, and every array's data shaped to broadcast over it."""
    axes: tuple[Axis, ...] = values[0].axes
    for v in values:
        if v.axes != axes and v.axes:
            break
    else:
        return axes, [v.data for v in values]
    for v in values[1:]:
        axes += tuple(a for a in v.axes if a not in axes)
    shaped = [v.data if v.axes == axes else spread(v, axes) for v in values]
    if math.prod(v.data.size for v in values) > LIMIT:
        count = math.prod(max(lengths) for lengths in zip(*(d.shape for d in shaped), strict=True))
        if count > LIMIT:
            raise TooLarge(f"{count} entries")
    return axes, shaped


def spread(value: Array, axes: tuple[Axis, ...]) -> Any:
    """Data of ``value`` shaped to broadcast over ``axes``."""
    data = value.data
    places = [axes.index(a) for a in value.axes]
    if any(p > q for p, q in pairwise(places)):
        data = data.transpose(sorted(range(len(places)), key=places.__getitem__))
        places.sort()
    shape = [1] * len(axes)
    for place, n in zip(places, data.shape, strict=True):
        shape[place] = n
    return data.reshape(shape)


def combine(function: Callable[..., Any], *values: Array) -> Array:
    """Apply an entry-wise NumPy function to arrays, broadcast by axis."""
    axes, data = aligned(values)
    with np.errstate(all="ignore"):
        return Array(axes if axes or len(values) == 1 else _longest(values), function(*data))


def _longest(values: Sequence[Array]) -> tuple[Axis, ...]:
    return max((v.axes for v in values), key=len)


def total(value: Array, axis: Axis, *, product: bool = False) -> Array:
    """Sum (or product) over one axis; an absent axis is the caller's business."""
    k = value.axes.index(axis)
    data = value.data.prod(axis=k) if product else value.data.sum(axis=k)
    return Array(value.axes[:k] + value.axes[k + 1 :], data)


def renamed(value: Array, names: dict[Axis, Axis]) -> Array:
    return Array(tuple(names.get(a, a) for a in value.axes), value.data)


def ordered(value: Array, axes: Sequence[Axis]) -> Array:
    """``value`` with ``axes`` last, in this order; axes that are missing are added with length 1."""
    missing = [a for a in axes if a not in value.axes]
    data = value.data.reshape(value.data.shape + (1,) * len(missing))
    have = value.axes + tuple(missing)
    rest = [a for a in have if a not in axes]
    order = [have.index(a) for a in (*rest, *axes)]
    return Array((*rest, *axes), data.transpose(order))


def take(value: Array, axis: Axis, places: Array) -> Array:
    """Replace ``axis`` by looking up ``places`` (integers from 0); a place outside becomes NaN."""
    k = value.axes.index(axis)
    n = value.data.shape[k]
    index = places.data.astype(np.int64)
    outside = (index < 0) | (index >= n)
    index = np.clip(index, 0, max(n - 1, 0))
    shared = [a for a in places.axes if a in value.axes]
    if not shared:
        data = np.take(value.data, index, axis=k)
        axes = value.axes[:k] + places.axes + value.axes[k + 1 :]
        result = Array(axes, data)
    else:
        moved = Array((*value.axes[:k], *value.axes[k + 1 :], axis), np.moveaxis(value.data, k, -1))
        axes, (source, where) = aligned(
            [Array(moved.axes[:-1], np.empty(moved.data.shape[:-1], dtype=np.int8)), Array(places.axes, index)]
        )
        shape = np.broadcast_shapes(source.shape, where.shape)
        body = np.broadcast_to(_reshaped(moved, axes), (*shape, n))
        data = np.take_along_axis(body, np.broadcast_to(where, shape)[..., None], axis=-1)[..., 0]
        result = Array(axes, data)
    if not outside.any():
        return result
    return combine(
        lambda d, o: np.where(o, np.nan, d) if d.dtype != object else _blank(d, o), result, Array(places.axes, outside)
    )


def _blank(data: Any, outside: Any) -> Any:
    result = np.array(np.broadcast_to(data, np.broadcast_shapes(data.shape, outside.shape)), dtype=object)
    result[np.broadcast_to(outside, result.shape)] = float("nan")
    return result


def _reshaped(value: Array, axes: Sequence[Axis]) -> Any:
    """Data of ``value`` (whose last axis stays last) shaped to broadcast over ``axes`` + last."""
    have = value.axes[:-1]
    order = sorted(range(len(have)), key=lambda k: list(axes).index(have[k]))
    data = value.data.transpose([*order, len(have)])
    sizes = iter(data.shape[:-1])
    return data.reshape([*(next(sizes) if a in have else 1 for a in axes), data.shape[-1]])
