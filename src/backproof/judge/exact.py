"""Exact rational arithmetic for the witness: the certificate of a counterexample whose two sides are rational.

Entries are ``Exact`` numbers. A float that meets one is taken at its exact (dyadic) value; whatever leaves the
rationals raises ``Irrational``, and ball arithmetic takes over. No tolerance lives here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import fmpq

from backproof.numeric.duals import Value, scalar
from backproof.numeric.primitives import Arithmetic


class Irrational(ArithmeticError):
    """A value that is no rational number, or that cannot be had without leaving them."""


class Exact:
    """A rational number that mixes with floats, which stand for their exact values."""

    __slots__ = ("q",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, q: Any) -> None:
        self.q = q

    def __repr__(self) -> str:
        return str(self.q)

    def __float__(self) -> float:
        return int(self.q.p) / int(self.q.q)

    def __int__(self) -> int:
        return int(float(self))

    def __add__(self, other: Any) -> Exact:
        return Exact(self.q + _rational(other))

    def __mul__(self, other: Any) -> Exact:
        return Exact(self.q * _rational(other))

    __radd__ = __add__
    __rmul__ = __mul__

    def __pow__(self, exponent: Any) -> Exact:
        power = _rational(exponent)
        if power.q != 1 or abs(power.p) > 400:
            raise Irrational
        return Exact(self.q ** int(power.p))

    def __rpow__(self, base: Any) -> Exact:
        return Exact(_rational(base)) ** self

    def __eq__(self, other: object) -> bool:
        return bool(self.q == _rational(other))

    def __lt__(self, other: Any) -> bool:
        return bool(self.q < _rational(other))

    def __le__(self, other: Any) -> bool:
        return bool(self.q <= _rational(other))

    def __gt__(self, other: Any) -> bool:
        return bool(self.q > _rational(other))

    def __ge__(self, other: Any) -> bool:
        return bool(self.q >= _rational(other))

    def _leave(self) -> Any:
        raise Irrational

    # The primitives look for these methods on entries; without them they would fall back to floats.
    exp = log = sqrt = sin = cos = atan = erf = lgamma = _leave


def _rational(x: Any) -> Any:
    if isinstance(x, Exact):
        return x.q
    if isinstance(x, int):
        return fmpq(x)
    try:
        return fmpq(*float(x).as_integer_ratio())
    except (OverflowError, ValueError):
        raise Irrational from None


def exact(data: Any) -> Any:
    """Floats as exact numbers."""
    return np.frompyfunc(lambda x: Exact(_rational(x)), 1, 1)(data)


def difference(a: Any, b: Any) -> str:
    """a − b as a fraction."""
    return str(_rational(a) - _rational(b))


class RationalArithmetic(Arithmetic):
    """Numbers are exact; π, e, exponentials and roots are refused."""

    def number(self, numerator: int, denominator: int) -> Value:
        return scalar(Exact(fmpq(numerator, denominator)))

    def __getattribute__(self, name: str) -> Any:
        if name in ("exp", "log", "sqrt", "sin", "cos", "atan", "erf", "lgamma", "floor", "pi", "e"):
            raise Irrational
        return super().__getattribute__(name)
