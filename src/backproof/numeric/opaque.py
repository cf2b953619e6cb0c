"""Opaque functions as random smooth ones: a few sine waves in random directions, plus a tilt.

Nothing is known of such a function, so any identity that holds for a generic one holds for all, to rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from backproof.numeric.arrays import Array, Axis
from backproof.numeric.duals import Value, add, mul, primal, reduce_sum, scalar

WAVES = 4


def opaque_value(
    m: Any,
    rng: np.random.Generator,
    arguments: Sequence[Value],
    own: Sequence[Sequence[Axis]],
    outputs: Sequence[tuple[Axis, int]],
    exact: Callable[[Any], Any] | None = None,
) -> Value:
    """A random smooth function of all entries of ``arguments``.

    ``own[k]`` are the axes of argument ``k`` that the function consumes (any other axis is batch); ``outputs`` are
    the axes of its value with their lengths.
    """
    wave: Axis = ("wave",)
    phase = Array((wave,), _cast(rng.uniform(0, 6.28, WAVES), exact))
    inner: Value = phase
    tilt: Value = scalar(0.0)
    shape = tuple(n for _, n in outputs)
    names = tuple(a for a, _ in outputs)
    for value, axes in zip(arguments, own, strict=True):
        lengths = [primal(value).length(a) for a in axes]
        weights = Array(
            (wave, *axes),
            _cast(rng.uniform(0.4, 1.2, (WAVES, *lengths)) * rng.choice([-1, 1], (WAVES, *lengths)), exact),
        )
        slopes = Array(
            (*names, *axes),
            _cast(rng.uniform(0.3, 0.9, (*shape, *lengths)) * rng.choice([-1, 1], (*shape, *lengths)), exact),
        )
        inner = add(inner, _contracted(mul(weights, value), axes, lengths))
        tilt = add(tilt, _contracted(mul(slopes, value), axes, lengths))
    heights = Array((*names, wave), _cast(rng.uniform(0.3, 0.9, (*shape, WAVES)), exact))
    return add(reduce_sum(mul(heights, m.sin(inner)), wave, WAVES), tilt)


def _contracted(value: Value, axes: Sequence[Axis], lengths: Sequence[int]) -> Value:
    for axis, n in zip(axes, lengths, strict=True):
        value = reduce_sum(value, axis, n)
    return value


def _cast(data: Any, exact: Callable[[Any], Any] | None) -> Any:
    return data if exact is None else np.asarray(exact(data), dtype=object)
