"""One-dimensional integrals on panels that are halved, then cut in eight, until nothing changes.

Kinks and jumps are closed in on; what is left of them is below rounding. Source: Davis and Rabinowitz, *Methods of
Numerical Integration*, section 6.2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backproof.numeric.arrays import Array, Axis
from backproof.numeric.duals import Dual, Value, add, linear, mul, primal, reduce_sum, scalar

Floats = Any
NODES = 16
PANELS = 24
ROUNDS = 18
OPEN = 60
"""At most so many panels may be open at a time."""


class Unsettled(Exception):
    """The integral does not converge; ``jump`` if only because something is differentiated that jumps."""

    def __init__(self, message: str, *, jump: bool = False) -> None:
        super().__init__(message)
        self.jump = jump


def refined(
    sums: Callable[[Floats, Floats], Value], low: float, high: float, axis: Axis, differentiated: Callable[[], bool]
) -> Value:
    """The integral from ``low`` to ``high``; ``sums`` gives the integrals over panels along ``axis``."""
    edges = np.linspace(low, high, PANELS + 1)
    lows, highs, split = edges[:-1], edges[1:], 2
    coarse = sums(lows, highs)
    done: Value = scalar(0.0)
    for _ in range(ROUNDS):
        cuts = lows[:, None] + (highs - lows)[:, None] * np.linspace(0, 1, split + 1)
        fine_lows, fine_highs = cuts[:, :-1].reshape(-1), cuts[:, 1:].reshape(-1)
        fine = sums(fine_lows, fine_highs)
        merged = linear(fine, _merging(split))
        whole = add(done, reduce_sum(merged, axis, 1))
        bad = _unsettled(coarse, merged, whole)
        done = add(done, reduce_sum(mul(Array((axis,), (~bad).astype(float)), merged), axis, 1))
        if not bad.any():
            return done
        width = float(np.max((highs - lows)[bad]))
        if width < 1e-10 * (high - low) and differentiated() and _unsettled(coarse, merged, whole, lower=True).any():
            raise Unsettled("something that jumps is differentiated", jump=True)
        if width < 1e-14 * (high - low):
            return whole
        keep = np.repeat(bad, split)
        coarse = linear(fine, _keeping(keep))
        lows, highs, split = fine_lows[keep], fine_highs[keep], 8
        if len(lows) > OPEN:
            break
    raise Unsettled("the quadrature does not converge")


def _merging(m: int) -> Callable[[Array], Array]:
    return lambda a: Array(a.axes, a.data.reshape((*a.data.shape[:-1], -1, m)).sum(axis=-1))


def _keeping(keep: Floats) -> Callable[[Array], Array]:
    return lambda a: Array(a.axes, a.data[..., keep])


def _unsettled(coarse: Value, fine: Value, whole: Value, *, lower: bool = False) -> Floats:
    """The panels on which two rules differ; with ``lower``, in anything but the highest derivative."""
    bad: Floats = None
    triples = list(zip(parts_of(coarse), parts_of(fine), parts_of(whole), strict=True))
    for a, b, scale in triples[:-1] if lower and len(triples) > 1 else triples:
        gap = np.abs(a.data.astype(float) - b.data.astype(float))
        size = float(np.max(np.abs(np.nan_to_num(scale.data.astype(float))), initial=0.0)) + 1e-6
        one = ~(gap <= 1e-13 * size)
        one = one.reshape(-1, one.shape[-1]).any(axis=0)
        bad = one if bad is None else bad | one
    return bad


def parts_of(value: Value) -> list[Array]:
    """The number and all tangents of a value."""
    return [*parts_of(value.real), *parts_of(value.tangent)] if isinstance(value, Dual) else [primal(value)]


def panel_sums(product: Value, axis: Axis, panels: int) -> Value:
    """Sums over equal stretches of ``axis``, one per panel, along the same axis (now last)."""

    def summed(a: Array) -> Array:
        k = a.axes.index(axis)
        data = np.moveaxis(a.data, k, -1)
        data = data.reshape((*data.shape[:-1], panels, -1)).sum(axis=-1)
        return Array((*a.axes[:k], *a.axes[k + 1 :], axis), data)

    return linear(product, summed)
