"""A smooth function of a few numbers, minimised: quasi-Newton steps with halving. It finds, and proves nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

STEPS = 60
HALVINGS = 25


@dataclass(frozen=True)
class Least:
    """Where a descent ended, the value there, and whether the slope vanishes."""

    point: Any
    value: float
    settled: bool


def minimised(f: Callable[[Any], float], slope: Callable[[Any], Any], start: Any) -> Least | None:
    """The end of a descent from ``start`` (a flat array); None where ``f`` is not finite on the way.

    Source: the BFGS update of the inverse Hessian with an Armijo line search.
    """
    x, inverse = np.asarray(start, dtype=float), np.eye(len(start))
    value, g = f(x), slope(x)
    scale = max(float(np.abs(g).max()), 1.0) if g.size else 1.0
    for _ in range(STEPS):
        if not (np.isfinite(value) and np.all(np.isfinite(g))):
            return None
        if np.abs(g).max() < 1e-9 * scale:
            return Least(x, value, True)
        found = _step(f, x, value, g, inverse)
        if found is None:
            inverse = np.eye(len(x))
            found = _step(f, x, value, g, inverse)
        if found is None:
            break
        moved, value = found
        turned = slope(moved)
        inverse = _updated(inverse, moved - x, turned - g)
        x, g = moved, turned
        if np.abs(x).max() > 1e6:
            break
    return Least(x, value, bool(np.abs(g).max() < 1e-6 * scale))


def _step(f: Callable[[Any], float], x: Any, value: float, g: Any, inverse: Any) -> tuple[Any, float] | None:
    """A step downwards along the quasi-Newton direction; None if there is none."""
    direction = -inverse @ g
    falling = float(direction @ g)
    if falling >= 0:
        return None
    length = 1.0
    for _ in range(HALVINGS):
        moved = x + length * direction
        there = f(moved)
        if np.isfinite(there) and there <= value + 1e-4 * length * falling and there < value:
            return moved, there
        length /= 2
    return None


def _updated(inverse: Any, s: Any, y: Any) -> Any:
    curved = float(s @ y)
    if curved <= 1e-12 * float(np.linalg.norm(s) * np.linalg.norm(y) + 1e-300):
        return inverse
    left = np.eye(len(s)) - np.outer(s, y) / curved
    return left @ inverse @ left.T + np.outer(s, s) / curved
