"""The arithmetics of the witness: the primitives from which every known function is computed.

``FLOAT`` works on float64 arrays, ``BALL`` on arrays of python-flint balls (``arb``), which enclose the true value.
Both differentiate automatically, since they are written on ``Value``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from backproof.numeric.arrays import Array, combine
from backproof.numeric.duals import (
    Dual,
    Taped,
    Value,
    add,
    chain,
    entrywise,
    innermost,
    mul,
    primal,
    scalar,
    select,
    without,
)


def lift(x: Any) -> Value:
    """A number or value as a value."""
    return x if isinstance(x, Array | Dual | Taped) else scalar(x)


def power(base: Value, exponent: Value) -> Value:
    """``base ** exponent``; whole exponents keep negative bases real."""
    tag = innermost(base, exponent)
    if not tag:
        return combine(_power, base, exponent)  # type: ignore[arg-type]
    x, n = without(base, tag), without(exponent, tag)
    result = power(x, n)

    def in_base(t: Value) -> Value:
        return mul(mul(n, power(x, add(n, scalar(-1.0)))), t)

    def in_exponent(t: Value) -> Value:
        return mul(mul(result, _log(x)), t)

    return entrywise(tag, result, (base, in_base), (exponent, in_exponent))


def _power(base: Any, exponent: Any) -> Any:
    if base.dtype == object or exponent.dtype == object:
        return _object_power(base.astype(object), exponent.astype(object))
    return np.power(base, exponent)


def _pow_one(b: Any, e: Any) -> Any:
    if isinstance(e, float) and e == int(e):
        e = int(e)
    elif hasattr(e, "unique_fmpz"):
        whole = e.unique_fmpz()
        e = e if whole is None else int(whole)
    return b**e


_object_power = np.frompyfunc(_pow_one, 2, 1)


def _method(name: str, flat: Callable[[Any], Any]) -> Callable[[Array], Array]:
    def one(v: Any) -> Any:
        return getattr(v, name)() if hasattr(v, name) else flat(np.float64(v)).item()

    per_object = np.frompyfunc(one, 1, 1)

    def apply(a: Array) -> Array:
        return combine(lambda d: per_object(d) if d.dtype == object else flat(d), a)

    return apply


_erf_flat = np.vectorize(math.erf, otypes=[float])


def _safe(function: Callable[[float], float]) -> Callable[[float], float]:
    def evaluate(x: float) -> float:
        try:
            return function(x)
        except (ValueError, OverflowError):
            return math.nan

    return evaluate


_lgamma_flat = np.vectorize(_safe(math.lgamma), otypes=[float])
_log_array = _method("log", np.log)
_exp_array = _method("exp", np.exp)
_sqrt_array = _method("sqrt", np.sqrt)
_sin_array = _method("sin", np.sin)
_cos_array = _method("cos", np.cos)
_atan_array = _method("atan", np.arctan)
_erf_array = _method("erf", lambda d: _erf_flat(d) if d.size else d)
_lgamma_array = _method("lgamma", lambda d: _lgamma_flat(d) if d.size else d)


def _lifting(function: Callable[[Array], Array]) -> Callable[[Value], Value]:
    return function  # type: ignore[return-value]


def _exp(x: Value) -> Value:
    return chain(x, _lifting(_exp_array), lambda _, y: y)


def _log(x: Value) -> Value:
    return chain(x, _lifting(_log_array), lambda v, _: power(v, scalar(-1.0)))


def _digamma(order: int) -> Callable[[float], float]:
    def evaluate(x: float) -> float:
        """ψ^(order)(x) by upward recurrence and the asymptotic series (Abramowitz and Stegun 6.3.18, 6.4.11)."""
        bernoulli = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6)
        shift, sign, n = 0.0, (-1.0) ** (order + 1), order
        while x < 20:
            shift += sign * math.factorial(n) / x ** (n + 1)
            x += 1
        if n == 0:
            tail = math.log(x) - 0.5 / x - sum(b / (2 * k * x ** (2 * k)) for k, b in enumerate(bernoulli, 1))
            return tail + shift
        head = math.factorial(n - 1) / x**n + math.factorial(n) / (2 * x ** (n + 1))
        tail = sum(
            b * math.factorial(2 * k + n - 1) / (math.factorial(2 * k) * x ** (2 * k + n))
            for k, b in enumerate(bernoulli, 1)
        )
        return sign * (head + tail) + shift

    return evaluate


def _polygamma(order: int, x: Value) -> Value:
    flat = np.vectorize(_safe(_digamma(order)), otypes=[float])
    return chain(x, lambda a: combine(lambda d: flat(d.astype(float)), a), lambda v, _: _polygamma(order + 1, v))  # type: ignore[arg-type]


class Arithmetic:
    """The primitives ``m`` that rows of ``terms.functions`` compute with."""

    pi: Value = scalar(math.pi)
    e: Value = scalar(math.e)
    two: Value = scalar(2.0)

    def number(self, numerator: int, denominator: int) -> Value:
        return scalar(numerator / denominator)

    exp = staticmethod(_exp)
    log = staticmethod(_log)

    @staticmethod
    def sqrt(x: Value) -> Value:
        return chain(x, _lifting(_sqrt_array), lambda _, y: mul(scalar(0.5), power(y, scalar(-1.0))))

    @staticmethod
    def sin(x: Value) -> Value:
        return chain(x, _lifting(_sin_array), lambda v, _: Arithmetic.cos(v))

    @staticmethod
    def cos(x: Value) -> Value:
        return chain(x, _lifting(_cos_array), lambda v, _: mul(scalar(-1.0), Arithmetic.sin(v)))

    @staticmethod
    def atan(x: Value) -> Value:
        return chain(x, _lifting(_atan_array), lambda v, _: power(add(scalar(1.0), mul(v, v)), scalar(-1.0)))

    @staticmethod
    def erf(x: Value) -> Value:
        factor = scalar(2 / math.sqrt(math.pi))
        return chain(x, _lifting(_erf_array), lambda v, _: mul(factor, _exp(mul(scalar(-1.0), mul(v, v)))))

    @staticmethod
    def lgamma(x: Value) -> Value:
        return chain(x, _lifting(_lgamma_array), lambda v, _: _polygamma(0, v))

    @staticmethod
    def sign(x: Value) -> Value:
        return combine(_signs, primal(x))

    @staticmethod
    def floor(x: Value) -> Value:
        return combine(lambda d: np.floor(d.astype(float)), primal(x))

    @staticmethod
    def absolute(x: Value) -> Value:
        return mul(Arithmetic.sign(x), x)

    @staticmethod
    def greater(x: Value, y: Any) -> Array:
        return combine(lambda a, b: (a > b).astype(bool), primal(lift(x)), primal(lift(y)))

    @staticmethod
    def where(condition: Array, yes: Any, no: Any) -> Value:
        return select(condition, lift(yes), lift(no))


def _signs(d: Any) -> Any:
    if d.dtype == object:
        return (d > 0).astype(float) - (d < 0).astype(float)
    return np.sign(d)


class BallArithmetic(Arithmetic):
    """Real balls of python-flint: every result encloses the true value."""

    def __init__(self) -> None:
        from flint import arb

        self._arb = arb
        self.pi = scalar(arb.pi())
        self.e = scalar(arb.const_e()) if hasattr(arb, "const_e") else scalar(arb(1).exp())
        self.two = scalar(arb(2))

    def number(self, numerator: int, denominator: int) -> Value:
        return scalar(self._arb(numerator) / denominator)


FLOAT = Arithmetic()


def _operators() -> None:
    """Give values their arithmetic operators, so that formulas of the function table read as formulas."""

    def define(name: str, function: Callable[[Value, Value], Value]) -> None:
        for kind in (Array, Dual, Taped):
            setattr(kind, f"__{name}__", lambda a, b: function(a, lift(b)))
            setattr(kind, f"__r{name}__", lambda a, b: function(lift(b), a))

    define("add", add)
    define("mul", mul)
    define("sub", lambda a, b: add(a, mul(scalar(-1.0), b)))
    define("truediv", lambda a, b: mul(a, power(b, scalar(-1.0))))
    define("pow", power)
    negative = {"__neg__": lambda a: mul(scalar(-1.0), a)}
    for kind in (Array, Dual, Taped):
        for name, function in negative.items():
            setattr(kind, name, function)


_operators()
