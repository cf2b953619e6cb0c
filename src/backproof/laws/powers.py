"""Powers and exponentials: exponents added, monomials taken apart, sums brought to a primitive base."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from backproof.laws.polynomials import UNIT, atom, constant, leading, ordered, scaled, value_of
from backproof.laws.setting import Monomial, Polynomial, TooLong
from backproof.laws.signs import positive
from backproof.terms.nodes import ONE, Add, Apply, Expr, Mul, Number, Pow

if TYPE_CHECKING:
    from backproof.laws.arithmetic import Arithmetic

BITS = 12_000
"""No number of more bits is written out."""
LARGEST = 8
"""Sums are multiplied out up to this power."""
SMOOTH = 10_000
"""Numbers under roots are taken apart into primes up to this."""


def distributed(base: Mul | Pow, exponent: Expr) -> Expr:
    """``(x y)^n = x^n y^n`` and ``(x^k)^n = x^{k n}`` for a whole number n."""
    if isinstance(base, Pow):
        return Pow(base.base, Mul((base.exponent, exponent)))
    return Mul(tuple(Pow(f, exponent) for f in base.factors))


def power(a: Arithmetic, base: Polynomial, exponent: Polynomial) -> Polynomial:
    """``base ^ exponent``."""
    q = value_of(exponent)
    if q is not None:
        return numeric_power(a, base, q)
    if value_of(base) == 1:
        return constant(1)
    if not base:
        return atom(Pow(Number(Fraction(0)), a.term(exponent)))  # one or zero or nothing, as the exponent may be
    result = numeric_power(a, base, exponent.get(UNIT, Fraction(0)))
    for m, c in exponent.items():
        if m != UNIT:
            result = a.times(result, _symbolic(a, base, m, c))
    return result


def _symbolic(a: Arithmetic, base: Polynomial, m: Monomial, c: Fraction) -> Polynomial:
    """``base ^ (c·m)`` for a monomial m."""
    up = a.term({m: Fraction(1)})
    if len(base) != 1:
        shared = shared_part(a, base, positive_only=False)
        inside = a.times(base, {tuple((b, -e) for b, e in shared): Fraction(1)}) if shared else base
        below = inside[leading(inside, a.setting)]
        primitive = atom(Pow(a.term(scaled(inside, 1 / abs(below))), up), c)
        outside = {shared: abs(below)}
        return primitive if outside == constant(1) else a.times(_symbolic(a, outside, m, c), primitive)
    ((inner, number),) = base.items()
    result = _of_number(a, number, up, c)
    for b, e in inner:
        if isinstance(b, Pow) and positive(b.base, a.setting):
            part = power(a, a.normal(b.base), a.times(a.normal(b.exponent), {m: c * e}))
        elif isinstance(b, Apply) and b.function == "exp":
            part = exponential(a, a.times(a.normal(b.arguments[0]), {m: c * e}))
        else:
            part = atom(Pow(b, up), c * e)
        result = a.times(result, part)
    return result


def _of_number(a: Arithmetic, value: Fraction, up: Expr, c: Fraction) -> Polynomial:
    """``value ^ (c·up)``: a positive number by its primes."""
    if value == 1:
        return constant(1)
    if value <= 0:
        return atom(Pow(Number(value), up), c)
    result = constant(1)
    for n, sign in ((value.numerator, 1), (value.denominator, -1)):
        for p, k in _factors(n).items():
            result = a.times(result, atom(Pow(Number(Fraction(p)), up), sign * k * c))
    return result


def numeric_power(a: Arithmetic, base: Polynomial, q: Fraction) -> Polynomial:
    """``base ^ q`` for a number q."""
    if q == 0:
        return constant(1)
    if not base:
        return constant(0) if q > 0 else atom(Number(Fraction(0)), q)
    if q == 1:
        return base
    if len(base) == 1:
        ((m, c),) = base.items()
        return _monomial_power(a, m, c, q)
    if q.denominator == 1 and 0 < q <= LARGEST:
        half = numeric_power(a, base, Fraction(q.numerator // 2))
        square = a.times(half, half)
        return a.times(square, base) if q.numerator % 2 else square
    return _sum_power(a, base, q)


def _whole_power(c: Fraction, n: int) -> Fraction:
    """``c ^ n``. Raises ``TooLong`` where nobody would write that out."""
    if abs(n) * max(c.numerator.bit_length(), c.denominator.bit_length()) > BITS:
        raise TooLong
    return c**n


def _monomial_power(a: Arithmetic, m: Monomial, c: Fraction, q: Fraction) -> Polynomial:
    whole = q.denominator == 1
    apart: dict[Expr, Fraction] = {}
    together: dict[Expr, Fraction] = {}
    for b, e in m:
        free = whole or positive(b, a.setting)
        (apart if free else together)[b] = e * q if free else e
    number = constant(1)
    if whole:
        number = constant(_whole_power(c, q.numerator))
    elif c > 0:
        number = _root(abs(c), q)
    elif not together:
        return atom(a.term({m: c}), q)
    inside = ordered(together, a.setting)
    if not whole and c < 0:
        number = _root(-c, q)
        result = atom(a.term({inside: Fraction(-1)}), q)
    elif len(inside) == 1 and inside[0][1] == 1:
        result = atom(inside[0][0], q)
    else:
        result = atom(a.term({inside: Fraction(1)}), q) if inside else constant(1)
    return a.times(a.times(number, result), {ordered(apart, a.setting): Fraction(1)})


def _root(c: Fraction, q: Fraction) -> Polynomial:
    """``c ^ q`` for a positive number: whole powers come out of the root."""
    exponents: dict[int, Fraction] = {}
    for number, sign in ((c.numerator, 1), (c.denominator, -1)):
        for p, k in _factors(number).items():
            exponents[p] = exponents.get(p, Fraction(0)) + sign * k * q
    value = Fraction(1)
    left: list[tuple[Expr, Fraction]] = []
    for p, e in sorted(exponents.items()):
        whole = e.numerator // e.denominator
        value *= _whole_power(Fraction(p), whole)
        if e != whole:
            left.append((Number(Fraction(p)), e - whole))
    return {tuple(left): value}


def _factors(n: int) -> dict[int, int]:
    found: dict[int, int] = {}
    p = 2
    while n > 1 and p < SMOOTH:
        while n % p == 0:
            n //= p
            found[p] = found.get(p, 0) + 1
        p += 1
    if n > 1:
        found[n] = 1
    return found


def _sum_power(a: Arithmetic, base: Polynomial, q: Fraction) -> Polynomial:
    """A power of a sum: what all terms share stands outside; the leading term has the coefficient 1."""
    whole = q.denominator == 1
    shared = shared_part(a, base, positive_only=not whole)
    outside = numeric_power(a, {shared: Fraction(1)}, q) if shared else constant(1)
    inside = a.times(base, {tuple((b, -e) for b, e in shared): Fraction(1)}) if shared else base
    if len(inside) == 1:
        return a.times(outside, numeric_power(a, inside, q))
    c = inside[leading(inside, a.setting)]
    size = c if whole else abs(c)
    number = constant(_whole_power(size, q.numerator)) if whole else _root(size, q)
    primitive = scaled(inside, 1 / size)
    return a.times(a.times(outside, number), _raised(a, a.term(primitive), q))


def _raised(a: Arithmetic, base: Expr, q: Fraction) -> Polynomial:
    return a.times(constant(1), atom(base, q))


def shared_part(a: Arithmetic, p: Polynomial, *, positive_only: bool) -> Monomial:
    """What all monomials have in common: the smallest exponent of every atom."""
    bases = dict.fromkeys(b for m in p for b, _ in m)
    exponents = {b: min(dict(m).get(b, Fraction(0)) for m in p) for b in bases}
    free = {b: e for b, e in exponents.items() if not positive_only or positive(b, a.setting)}
    return ordered({b: e for b, e in free.items() if e.denominator == 1 or not isinstance(b, Add)}, a.setting)


def exponential(a: Arithmetic, p: Polynomial) -> Polynomial:
    """``exp p``: the product of the exponentials of its monomials; ``exp(c log u) = u^c``."""
    result = constant(1)
    for m, c in p.items():
        if len(m) == 1 and m[0][1] == 1 and isinstance(m[0][0], Apply) and m[0][0].function == "log":
            part = numeric_power(a, a.normal(m[0][0].arguments[0]), c)
        else:
            part = atom(Apply("exp", (a.term({m: Fraction(1)}) if m else ONE,)), c)
        result = a.times(result, part)
    return result
