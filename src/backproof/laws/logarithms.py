"""Logarithms: of products, of exponentials, of powers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from backproof.laws.polynomials import add_to, atom, constant, leading, scaled
from backproof.laws.powers import shared_part
from backproof.laws.setting import Monomial, Polynomial
from backproof.laws.signs import positive
from backproof.terms.nodes import Apply, Expr, Index, Number, Pow, Product, Sum

if TYPE_CHECKING:
    from backproof.laws.arithmetic import Arithmetic


def logarithm(a: Arithmetic, p: Polynomial) -> Polynomial:
    """``log p``: what all terms share comes out of it, and a product becomes a sum."""
    if not p:
        return atom(Apply("log", (Number(Fraction(0)),)))
    if len(p) == 1:
        ((m, c),) = p.items()
        return _of_monomial(a, m, c)
    shared = shared_part(a, p, positive_only=True)
    inside = a.times(p, {tuple((b, -e) for b, e in shared): Fraction(1)}) if shared else p
    c = inside[leading(inside, a.setting)]
    total = dict(_of_monomial(a, shared, abs(c))) if shared or abs(c) != 1 else constant(0)
    add_to(total, atom(Apply("log", (a.term(scaled(inside, 1 / abs(c))),))))
    return total


def _of_monomial(a: Arithmetic, m: Monomial, c: Fraction) -> Polynomial:
    if c < 0:
        return atom(Apply("log", (a.term({m: c}),)))
    total = _of_number(c)
    for base, e in m:
        add_to(total, _of_atom(a, base, several=len(m) > 1 or e != 1), e)
    return total


def _of_number(c: Fraction) -> Polynomial:
    total: Polynomial = {}
    for n, sign in ((c.numerator, 1), (c.denominator, -1)):
        if n != 1:
            add_to(total, atom(Apply("log", (Number(Fraction(n)),))), Fraction(sign))
    return total


def _of_atom(a: Arithmetic, base: Expr, *, several: bool) -> Polynomial:
    if isinstance(base, Apply) and base.function == "exp":
        return a.normal(base.arguments[0])
    if isinstance(base, Pow):
        return a.times(a.normal(base.exponent), logarithm(a, a.normal(base.base)))
    if isinstance(base, Product) and base.lower is None and base.upper is None and base.condition is None:
        return a.normal(_summed_logarithms(base.index, base.body))
    if several and not positive(base, a.setting):
        a.setting.assumptions.setdefault("what stands under each logarithm is positive")
    return atom(Apply("log", (base,)))


def _summed_logarithms(index: Index, body: Expr) -> Expr:
    return Sum(index, Apply("log", (body,)))
