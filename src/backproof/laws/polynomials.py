"""Sums of monomials over atoms: adding them, ordering them, and writing them as terms again."""

from __future__ import annotations

from fractions import Fraction

from backproof.laws.keys import key
from backproof.laws.setting import Monomial, Polynomial, Setting
from backproof.terms.nodes import Add, Compare, Expr, Mul, Number, Pow

UNIT: Monomial = ()


def constant(value: int | Fraction) -> Polynomial:
    """A number as a polynomial."""
    return {UNIT: Fraction(value)} if value else {}


def atom(e: Expr, exponent: Fraction = Fraction(1)) -> Polynomial:
    """An atom as a polynomial."""
    return {((e, exponent),): Fraction(1)}


def add_to(total: Polynomial, p: Polynomial, factor: Fraction = Fraction(1)) -> None:
    """``total += factor · p``, in place."""
    for m, c in p.items():
        value = total.get(m, Fraction(0)) + factor * c
        if value:
            total[m] = value
        else:
            total.pop(m, None)


def scaled(p: Polynomial, factor: Fraction) -> Polynomial:
    """``factor · p``."""
    return {m: factor * c for m, c in p.items()} if factor else {}


def value_of(p: Polynomial) -> Fraction | None:
    """The number that a polynomial is, if it is one."""
    if not p:
        return Fraction(0)
    return p.get(UNIT) if len(p) == 1 else None


def merged(a: Monomial, b: Monomial, setting: Setting) -> Monomial:
    """The product of two monomials; a condition counts once however often it is asked."""
    if not a or not b:
        return a or b
    exponents = dict(a)
    for base, e in b:
        exponents[base] = exponents.get(base, Fraction(0)) + e
    for base, e in exponents.items():
        if isinstance(base, Compare) and e > 1:
            exponents[base] = Fraction(1)
    return ordered(exponents, setting)


def ordered(exponents: dict[Expr, Fraction], setting: Setting) -> Monomial:
    """A monomial from its atoms."""
    return tuple(sorted(((b, e) for b, e in exponents.items() if e), key=lambda f: key(f[0], setting)))


def rank(m: Monomial, setting: Setting) -> tuple[Fraction, list[tuple[str, Fraction]]]:
    """The place of a monomial among others: by its degree, then by its atoms."""
    return sum((e for _, e in m), Fraction(0)), [(key(b, setting), e) for b, e in m]


def leading(p: Polynomial, setting: Setting) -> Monomial:
    """The monomial that stands first: of the highest degree."""
    return max(p, key=lambda m: rank(m, setting))


def monomial_term(m: Monomial, coefficient: Fraction = Fraction(1)) -> Expr:
    """A monomial as a term."""
    factors: list[Expr] = [b if e == 1 else Pow(b, Number(e)) for b, e in m]
    if coefficient != 1 or not factors:
        factors.insert(0, Number(coefficient))
    return factors[0] if len(factors) == 1 else Mul(tuple(factors))


def term(p: Polynomial, setting: Setting) -> Expr:
    """A polynomial as a term: the same polynomial always gives the same term."""
    if not p:
        made: Expr = Number(Fraction(0))
    elif len(p) == 1:
        ((m, c),) = p.items()
        made = monomial_term(m, c)
    else:
        order = sorted(p, key=lambda m: rank(m, setting), reverse=True)
        made = Add(tuple(monomial_term(m, p[m]) for m in order))
    setting.polynomials.setdefault(made, p)
    return made


def contains(m: Monomial, part: Monomial) -> bool:
    """Whether a monomial is a multiple of another one with positive exponents."""
    exponents = dict(m)
    return all(e > 0 and exponents.get(b, Fraction(0)) >= e for b, e in part)


def inverse_of(m: Monomial) -> Monomial:
    """1/m."""
    return tuple((b, -e) for b, e in m)
