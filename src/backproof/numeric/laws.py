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
REACH = {
    "normal": (-12.0, 12.0),
    "uniform": (0.0, 1.0),
    "exponential": (0.0, 64.0),
    "laplace": (-64.0, 64.0),
    "line": (-160.0, 160.0),
}
"""Where the densities of the base variables live; outside there is less than 1e-27."""
LINE = "line"
"""A base variable without a density of its own: the law is a weight on the real line, which its parameters shape."""
EDGE = 100.0
"""Beyond this on the line nothing of an integral may be left: else it does not exist, or hardly."""


@dataclass(frozen=True, slots=True)
class Rule:
    """``base`` names a base density, or is ``""`` for a discrete law with ``points`` and ``weight``, or the ``LINE``
    for a continuous one with ``weight``."""

    base: str
    decode: Callable[..., Value]
    points: Callable[..., Floats] = lambda *p: np.zeros(1)
    weight: Callable[..., Value] = lambda z, *p: scalar(1.0)
    random: bool = True


def density(base: str, z: Floats) -> Floats:
    """The density of a base variable."""
    if base == "normal":
        return np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    if base in ("uniform", LINE):
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
    if base == LINE:  # the trapezoidal rule after sinh, whose error falls exponentially
        t, step = np.linspace(-5.8, 5.8, 12 * n + 1, retstep=True)
        return np.sinh(t), step * np.cosh(t)
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
    return np.arange(0.0, max(float(np.max(primal(n).data)), 0.0) + 1)


def _rest(p: Value) -> Value:
    """1 − p."""
    return add(scalar(1.0), mul(scalar(-1.0), p))


def _poisson_weight(z: Array, rate: Value) -> Value:
    log = add(mul(z, FLOAT.log(rate)), mul(scalar(-1.0), add(rate, FLOAT.lgamma(add(z, scalar(1.0))))))
    return FLOAT.exp(log)


def _poisson_points(rate: Value) -> Floats:
    top = float(np.max(primal(rate).data))
    return np.arange(0.0, math.ceil(top + 12 * math.sqrt(top) + 25))


def _log_one_plus_exp(z: Value) -> Value:
    """log(1 + e^z), without overflow."""
    above = combine(lambda d: np.maximum(d, 0.0), primal(z))
    return add(above, FLOAT.log(add(scalar(1.0), FLOAT.exp(combine(lambda d: -np.abs(d), primal(z))))))


def _less(x: Value, y: Value) -> Value:
    return add(x, mul(scalar(-1.0), y))


def _gamma_weight(z: Array, shape: Value, rate: Value) -> Value:
    """The density of Gamma(a, β) at e^z, times e^z."""
    log = _less(mul(shape, add(FLOAT.log(rate), z)), add(mul(rate, FLOAT.exp(z)), FLOAT.lgamma(shape)))
    return FLOAT.exp(log)


def _beta_weight(z: Array, a: Value, b: Value) -> Value:
    """The density of Beta(a, b) at x = 1/(1 + e^{−z}), times dx/dz = x(1 − x)."""
    below = mul(a, _log_one_plus_exp(mul(scalar(-1.0), z)))
    log = _less(FLOAT.lgamma(add(a, b)), add(add(FLOAT.lgamma(a), FLOAT.lgamma(b)), below))
    return FLOAT.exp(_less(log, mul(b, _log_one_plus_exp(z))))


def _student_weight(z: Array, degrees: Value) -> Value:
    """The density of Student's law at √ν sinh z, times √ν cosh z: proportional to cosh(z)^{−ν}."""
    cosh = combine(lambda d: np.log(np.cosh(d)), z)
    half = mul(scalar(0.5), degrees)
    log = _less(FLOAT.lgamma(add(half, scalar(0.5))), FLOAT.lgamma(half))
    return mul(FLOAT.exp(_less(log, mul(degrees, cosh))), scalar(1 / math.sqrt(math.pi)))


def _sinh(z: Value) -> Value:
    return combine(np.sinh, primal(z))


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
    "gamma": Rule(LINE, lambda z, a, b: FLOAT.exp(z), weight=_gamma_weight),
    "beta": Rule(LINE, lambda z, a, b: FLOAT.exp(mul(scalar(-1.0), _log_one_plus_exp(mul(scalar(-1.0), z)))),
                 weight=_beta_weight),
    "student": Rule(LINE, lambda z, v: mul(FLOAT.sqrt(v), _sinh(z)), weight=_student_weight),
    "cauchy": Rule(LINE, lambda z, m, s: _shift(_sinh(z), m, s),
                   weight=lambda z, m, s: _student_weight(z, scalar(1.0))),
    "two points": Rule("", lambda z, a, p, b: add(mul(z, a), mul(_rest(z), b)), lambda a, p, b: np.array([0.0, 1.0]),
                       lambda z, a, p, b: add(mul(z, p), mul(_rest(z), _rest(p)))),
    "rademacher": Rule("", lambda z: z, lambda: np.array([-1.0, 1.0]), lambda z: scalar(0.5)),
    "moments": Rule("", _spread, lambda *_: np.array(_SKEWED[0]), _atoms(_SKEWED)),
    "symmetric moments": Rule("", _spread, lambda *_: np.array(_EVEN[0]), _atoms(_EVEN)),
}  # fmt: skip
"""``joint normal`` and ``unknown`` are put together in ``expectation``: they are no laws of single entries."""
