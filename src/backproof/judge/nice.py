"""Pleasant numbers: small integers, halves, tenths, in every domain that a symbol may have.

A style changes what is drawn, never the domain: simplices still sum to one, definite matrices stay definite. Where a
domain has no pleasant numbers of a style, the generic value stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Rng = np.random.Generator
HALVES = (0.5, 1.0, 1.5, 2.0)


def nice(style: str, domain: str, rng: Rng, generic: Any, *, positive: bool) -> Any:
    """A value of the shape of ``generic`` in ``domain``.

    ``style``: ``integers``, ``halves``, or ``generic`` rounded (``tenths``, ``thousandths``).
    """
    shape = generic.shape
    if domain == "class":
        return generic
    if style in ("tenths", "thousandths"):
        return _rounded(domain, generic, 1 if style == "tenths" else 3)
    choice = (1.0, 2.0, 3.0) if style == "integers" else HALVES
    if domain in ("real", "positive", "nonnegative"):
        value = rng.choice(choice, shape)
        return value if domain != "real" or (positive and not shape) else value * rng.choice([-1.0, 1.0], shape)
    maker = _MAKERS.get(domain)
    return generic if maker is None else maker(rng, generic)


_ORTHOGONAL = ("orthogonal", "orthonormal rows", "orthonormal columns")


def _rounded(domain: str, generic: Any, digits: int) -> Any:
    if domain == "simplex":
        return _simplex_of(np.round(generic * 10**digits) + 1) if generic.shape else np.round(generic, digits)
    if domain in ("definite", *_ORTHOGONAL):
        return generic
    value = np.round(generic, digits)
    return np.where((value == 0) & (generic != 0), np.copysign(10.0**-digits, generic), value)


def _unit(rng: Rng, generic: Any) -> Any:
    return rng.choice([0.25, 0.5, 0.75], generic.shape)


def _whole(rng: Rng, generic: Any) -> Any:
    return rng.choice([1.0, 2.0, 3.0], generic.shape)


def _simplex(rng: Rng, generic: Any) -> Any:
    if not generic.shape:
        return rng.choice([0.25, 0.5, 0.75])
    return _simplex_of(rng.choice([1.0, 2.0, 3.0, 4.0], generic.shape))


def _simplex_of(weights: Any) -> Any:
    """Weights scaled to twentieths that sum to one: the last entry takes what is left."""
    value = np.maximum(np.round(20 * weights / weights.sum(axis=-1, keepdims=True)), 1.0)
    value[..., -1] = 20 - value[..., :-1].sum(axis=-1)
    good = np.all(value[..., -1] > 0)
    return value / 20 if good else weights / weights.sum(axis=-1, keepdims=True)


def _symmetric(rng: Rng, generic: Any) -> Any:
    value = rng.choice([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0], generic.shape)
    return np.tril(value) + np.swapaxes(np.tril(value, -1), -1, -2) if value.ndim >= 2 else value


def _definite(rng: Rng, generic: Any) -> Any:
    if generic.ndim < 2:
        return rng.choice([1.0, 2.0, 3.0], generic.shape)
    half = rng.choice([-1.0, 0.0, 1.0], generic.shape)
    return half @ np.swapaxes(half, -1, -2) + np.eye(generic.shape[-1])


def _orthogonal(rng: Rng, generic: Any) -> Any:
    if generic.shape[-2:] == (2, 2):
        return np.broadcast_to(np.array([[0.6, -0.8], [0.8, 0.6]]), generic.shape).copy()
    return generic


def _diagonal(rng: Rng, generic: Any) -> Any:
    value = rng.choice([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0], generic.shape)
    return value * np.eye(*generic.shape[-2:]) if value.ndim >= 2 else value


_MAKERS: dict[str, Callable[[Rng, Any], Any]] = {
    "unit": _unit,
    "whole": _whole,
    "simplex": _simplex,
    "symmetric": _symmetric,
    "definite": _definite,
    **dict.fromkeys(_ORTHOGONAL, _orthogonal),
    "diagonal": _diagonal,
}


class NiceGenerator:
    """A generator for opaque functions whose constants are short: rounded to tenths, and a single wave.

    ``opaque_value`` draws phases; then, for each argument, weights, their signs, slopes, their signs; then heights.
    So heights are the only numbers from 0.3 on that follow an even number of signs.
    """

    def __init__(self, rng: Rng) -> None:
        self._rng = rng
        self._signs = 0

    def uniform(self, low: float, high: float, size: Any) -> Any:
        """Numbers in steps of a tenth; all heights but that of the first wave are zero."""
        value = np.round(self._rng.uniform(low, high, size), 1)
        if low == 0.3 and self._signs % 2 == 0:
            value[..., 1:] = 0.0
        return value

    def choice(self, values: Any, size: Any) -> Any:
        """Signs, as they come."""
        self._signs += 1
        return self._rng.choice(values, size)
