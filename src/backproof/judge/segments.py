"""Straight segments of a function: directions along which it may be linear, and whether it is.

A direction is taken from the flattest eigenvector of a Hessian by differences; that only proposes it. It counts if
chords of two lengths and from two places are straight beyond rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from backproof.judge.curvature import Chord

Values = dict[str, Any]
WIDEST = 24
"""A Hessian by differences is made for at most so many numbers."""
STEP = 1e-2


def special_ends(here: Values, domains: Mapping[str, str]) -> Iterator[Values]:
    """Along the diagonal, along the ray, along an axis, for unrestricted values."""
    if any(domains[n] != "real" for n in here):
        return
    yield {n: v + 1.0 for n, v in here.items()}
    yield {n: 2.0 * v for n, v in here.items()}
    for name in here:
        moved = np.array(here[name], dtype=float)
        moved.reshape(-1)[:1] += 1.0
        yield {**here, name: moved}


def straight_segment(
    seen: Callable[[Values, Values, float], Iterable[Chord]], free: Values, along: tuple[str, ...]
) -> Chord | None:
    """A chord of a direction in which the function is linear around here; None if there seems to be none."""
    here = {n: np.asarray(free[n], dtype=float) for n in along}
    width = sum(v.size for v in here.values())
    for direction in _directions(seen, here, width):
        chord = _straight(seen, here, direction, width)
        if chord is not None:
            return chord
    return None


def _directions(seen: Callable[[Values, Values, float], Iterable[Chord]], here: Values, width: int) -> Iterator[Any]:
    yield np.ones(width) / np.sqrt(width)
    yield np.eye(width)[0]
    flattest = _flattest(seen, here, width) if 0 < width <= WIDEST else None
    if flattest is not None:
        yield flattest


def _straight(
    seen: Callable[[Values, Values, float], Iterable[Chord]], here: Values, direction: Any, width: int
) -> Chord | None:
    """The first of some chords along a direction, if all of them are straight."""
    there = _shifted(here, np.linspace(-0.5, 0.9, width), 0.8)
    found: list[Chord] = []
    for start, length in ((here, 1.0), (here, 2.5), (there, 1.0)):
        chords = list(seen(start, _shifted(start, direction, length), 0.5))
        if not chords or not chords[0].straight:
            return None
        found += chords
    return found[0]


def _shifted(here: Values, direction: Any, length: float) -> Values:
    out, at = {}, 0
    for name, v in here.items():
        out[name] = v + length * direction[at : at + v.size].reshape(v.shape)
        at += v.size
    return out


def _flattest(seen: Callable[[Values, Values, float], Iterable[Chord]], here: Values, width: int) -> Any | None:
    """The direction of least curvature by second differences, of unit length."""

    def bent(direction: Any) -> float | None:
        chords = list(seen(_shifted(here, direction, -STEP), _shifted(here, direction, STEP), 0.5))
        return chords[0].gap if chords else None

    unit = np.eye(width)
    hessian = np.zeros((width, width))
    for i in range(width):
        for j in range(i + 1):
            both, apart = bent(unit[i] + unit[j]), bent(unit[i] - unit[j])
            if both is None or apart is None:
                return None
            hessian[i, j] = hessian[j, i] = (apart - both) / (2 * STEP**2)
    _, vectors = np.linalg.eigh(hessian)
    return vectors[:, 0]
