"""Products of monomials, and what a single one comes to: conditions used, quotients reduced, domains respected."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from backproof.laws import indicators
from backproof.laws.keys import key
from backproof.laws.polynomials import add_to, atom, constant, contains, inverse_of, leading, merged, scaled
from backproof.laws.setting import Monomial, Polynomial
from backproof.terms.nodes import Add, Apply, At, Compare, Expr, Number

if TYPE_CHECKING:
    from backproof.laws.arithmetic import Arithmetic


def times(a: Arithmetic, p: Polynomial, q: Polynomial) -> Polynomial:
    """The product of two polynomials."""
    if len(p) * len(q) == 1:
        ((m, c),), ((n, d),) = p.items(), q.items()
        return scaled(reduced(a, merged(m, n, a.setting)), c * d)
    total: Polynomial = {}
    for m, c in p.items():
        for n, d in q.items():
            add_to(total, reduced(a, merged(m, n, a.setting)), c * d)
    return total


def reduced(a: Arithmetic, m: Monomial) -> Polynomial:
    """What a product of atoms comes to."""
    a.setting.spend()
    for base, e in m:
        if isinstance(base, Add) and (e > 0 or e <= -1):
            found = _expanded(a, m, base, e) if e > 0 else _quotient(a, m, base, e)
        elif isinstance(base, Compare) and e > 0:
            found = indicators.used(a, m, base)
        elif isinstance(base, Apply) and base.function == "sin" and e >= 2:
            found = _circle(a, m, base)
        elif isinstance(base, At) and e != 1:
            found = _of_domain(a, m, base, e)
        elif isinstance(base, Number) and base.value > 0 and not 0 < e < 1:
            found = _rooted(a, m, base, e)
        else:
            continue
        if found is not None:
            return found
    return {m: Fraction(1)}


def without(m: Monomial, base: Expr) -> Monomial:
    """A monomial without one of its atoms."""
    return tuple(f for f in m if f[0] is not base)


def _expanded(a: Arithmetic, m: Monomial, base: Expr, e: Fraction) -> Polynomial:
    """``(x + y)^e`` for a positive power: multiplied out; of a root what is left has a negative exponent."""
    whole = ceil(e)
    rest = without(m, base)
    if e != whole:
        rest = merged(rest, ((base, e - whole),), a.setting)
    result: Polynomial = {rest: Fraction(1)}
    for _ in range(whole):
        result = times(a, result, a.normal(base))
    return result


def _quotient(a: Arithmetic, m: Monomial, base: Expr, e: Fraction) -> Polynomial | None:
    """``x / (x + y) = 1 − y / (x + y)``: the leading monomial of a denominator does not stand above it."""
    p = a.normal(base)
    first = leading(p, a.setting)
    if not first or not contains(without(m, base), first):
        return None
    c = p[first]
    rest = merged(m, inverse_of(first), a.setting)
    up = merged(rest, ((base, Fraction(1)),), a.setting)
    total = scaled(reduced(a, up), 1 / c)
    others = {n: d for n, d in p.items() if n != first}
    add_to(total, times(a, {rest: Fraction(1)}, others), -1 / c)
    return total


def _circle(a: Arithmetic, m: Monomial, base: Apply) -> Polynomial:
    """``sin² x = 1 − cos² x``."""
    left = merged(m, ((base, Fraction(-2)),), a.setting)
    total = dict(reduced(a, left))
    squared = ((Apply("cos", base.arguments), Fraction(2)),)
    add_to(total, reduced(a, merged(left, squared, a.setting)), Fraction(-1))
    return total


def _rooted(a: Arithmetic, m: Monomial, base: Number, e: Fraction) -> Polynomial:
    """``√2 · √2 = 2``: whole powers of a number under a root come out of it."""
    whole = floor(e)
    left: Monomial = ((base, e - whole),) if e != whole else ()
    return scaled(reduced(a, merged(without(m, base), left, a.setting)), base.value**whole)


def _of_domain(a: Arithmetic, m: Monomial, base: At, e: Fraction) -> Polynomial | None:
    """``b² = b`` for zeros and ones, ``s² = 1`` for signs."""
    symbol = a.setting.symbol(base.symbol)
    if symbol is None or e.denominator != 1 or e < 0:
        return None
    if symbol.domain in ("binary", "one-hot"):
        return reduced(a, merged(without(m, base), ((base, Fraction(1)),), a.setting))
    if symbol.domain == "sign":
        left = without(m, base)
        return reduced(a, merged(left, ((base, Fraction(1)),), a.setting) if e % 2 else left)
    return None


def of_symbol(a: Arithmetic, e: At) -> Polynomial:
    """An entry of a symbol: zero where the symbol is, the smaller of two places where it is symmetric."""
    symbol = a.setting.symbol(e.symbol)
    if symbol is not None and symbol.domain == "zero":
        return constant(0)
    if symbol is not None and symbol.domain in ("symmetric", "definite") and len(e.indices) >= 2:
        *family, i, j = e.indices
        i, j = sorted((i, j), key=lambda x: key(x, a.setting))
        e = At(e.symbol, (*family, i, j))
    return atom(e)
