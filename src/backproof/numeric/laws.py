"""How each distribution is integrated: a parameter-free base variable, its nodes, and the map to the random number.

A continuous law is ``decode(z)`` of a base variable of fixed density, so that nodes carry the tangents of the
parameters; a discrete law has fixed points whose weights carry them. A law of which only moments are known is drawn
as one generic law with these moments (three unequal atoms; four symmetric ones), so that an identity which needs more
than these moments fails. Source: Golub and Welsch, *Calculation of Gauss quadrature rules*, 1969.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from backproof.numeric.arrays import Array, combine
from backproof.numeric.duals import Value, add, mul, primal, scalar
from backproof.numeric.primitives import FLOAT, power

Floats = Any
REACH = {"normal": (-12.0, 12.0), "uniform": (0.0, 1.0), "exponential": (0.0, 64.0), "laplace": (-64.0, 64.0)}
"""Where the densities of the base variables live; outside there is less than 1e-27."""


@dataclass(frozen=True, slots=True)
class Rule:
    """``base`` names a base density, or is ``""`` for a discrete law with ``points`` and ``weight``."""

    base: str
    decode: Callable[..., Value]
    points: Callable[..., Floats] = lambda *p: np.zeros(1)
    weight: Callable[..., Value] = lambda z, *p: scalar(1.0)
    random: bool = True


def density(base: str, z: Floats) -> Floats:
    """The density of a base variable."""
    if base == "normal":
        return np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    if base == "uniform":
        return np.ones_like(z)
    return np.exp(-z) if base == "exponential" else np.exp(-np.abs(z)) / 2


@cache
def gauss(base: str, n: int) -> tuple[Floats, Floats]:
    """Nodes and weights of the Gauss rule with ``n`` nodes for a base density (for Laplace: n on either side)."""
    if base == "normal":
        x, w = np.polynomial.hermite_e.hermegauss(n)
        return x, w / math.sqrt(2 * math.pi)
    if base == "uniform":
        x, w = np.polynomial.legendre.leggauss(n)
        return (x + 1) / 2, w / 2
    x, w = np.polynomial.laguerre.laggauss(n)
    return (x, w) if base == "exponential" else (np.concatenate((-x[::-1], x)), np.concatenate((w[::-1], w)) / 2)


@cache
def legendre(n: int) -> tuple[Floats, Floats]:
    """Gauss–Legendre on [0, 1]."""
    x, w = np.polynomial.legendre.leggauss(n)
    return (x + 1) / 2, w / 2


def panels(edges: Floats, n: int) -> tuple[Floats, Floats]:
    """Composite Gauss–Legendre nodes and weights over the panels between ``edges``."""
    x, w = legendre(n)
    a, h = edges[:-1, None], np.diff(edges)[:, None]
    return (a + h * x).reshape(-1), (h * w).reshape(-1)


def _shift(z: Value, location: Value, scale: Value) -> Value:
    return add(location, mul(scale, z))


def _standardised(points: tuple[float, ...], weights: tuple[float, ...]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    mean = sum(p * w for p, w in zip(points, weights, strict=True))
    spread = math.sqrt(sum((p - mean) ** 2 * w for p, w in zip(points, weights, strict=True)))
    return tuple((p - mean) / spread for p in points), weights


_SKEWED = _standardised((-1.3, 0.2, 1.9), (0.37, 0.41, 0.22))
_EVEN = _standardised((-1.9, -0.6, 0.6, 1.9), (0.18, 0.32, 0.32, 0.18))


def _atoms(law: tuple[tuple[float, ...], tuple[float, ...]]) -> Callable[..., Value]:
    points, weights = (np.array(x) for x in law)

    def weight(z: Array, *_: Value) -> Value:
        return combine(lambda d: weights[np.argmin(np.abs(d[..., None] - points), axis=-1)], z)

    return weight


def _binomial_weight(z: Array, n: Value, p: Value) -> Value:
    trials = primal(n)
    choose = combine(lambda k, t: np.array(_comb(t, k)), z, trials)
    rest = combine(lambda k, t: t - k, z, trials)
    q = add(scalar(1.0), mul(scalar(-1.0), p))
    return mul(choose, mul(power(p, z), power(q, rest)))


_comb = np.vectorize(lambda t, k: float(math.comb(int(t), int(k))) if 0 <= k <= t else 0.0, otypes=[float])


def _binomial_points(n: Value, p: Value) -> Floats:
    return np.arange(0.0, float(np.max(primal(n).data)) + 1)


def _rest(p: Value) -> Value:
    """1 − p."""
    return add(scalar(1.0), mul(scalar(-1.0), p))


def _poisson_weight(z: Array, rate: Value) -> Value:
    log = add(mul(z, FLOAT.log(rate)), mul(scalar(-1.0), add(rate, FLOAT.lgamma(add(z, scalar(1.0))))))
    return FLOAT.exp(log)


def _poisson_points(rate: Value) -> Floats:
    top = float(np.max(primal(rate).data))
    return np.arange(0.0, math.ceil(top + 12 * math.sqrt(top) + 25))


def _spread(z: Value, mean: Value, variance: Value) -> Value:
    return _shift(z, mean, FLOAT.sqrt(variance))


RULES: dict[str, Rule] = {
    "normal": Rule("normal", _spread),
    "uniform": Rule("uniform", lambda z, low, high: _shift(z, low, add(high, mul(scalar(-1.0), low)))),
    "exponential": Rule("exponential", lambda z, rate: mul(z, power(rate, scalar(-1.0)))),
    "laplace": Rule("laplace", _shift),
    "bernoulli": Rule("", lambda z, p: z, lambda p: np.array([0.0, 1.0]),
                      lambda z, p: add(mul(z, p), mul(_rest(z), _rest(p)))),
    "binomial": Rule("", lambda z, n, p: z, _binomial_points, _binomial_weight),
    "poisson": Rule("", lambda z, rate: z, _poisson_points, _poisson_weight),
    "rademacher": Rule("", lambda z: z, lambda: np.array([-1.0, 1.0]), lambda z: scalar(0.5)),
    "moments": Rule("", _spread, lambda *_: np.array(_SKEWED[0]), _atoms(_SKEWED)),
    "symmetric moments": Rule("", _spread, lambda *_: np.array(_EVEN[0]), _atoms(_EVEN)),
}  # fmt: skip
"""``joint normal`` and ``unknown`` are put together in ``expectation``: they are no laws of single entries."""
