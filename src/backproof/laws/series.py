"""Sums between bounds: counted from zero, in one direction, and summed up where a closed form is known.

Sources: the finite and the infinite geometric series; the exponential series. Any book of analysis.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from backproof.laws.keys import key
from backproof.laws.polynomials import add_to, atom, constant, monomial_term
from backproof.laws.powers import power
from backproof.laws.setting import Monomial, Polynomial
from backproof.laws.sums import own_index
from backproof.terms.nodes import (
    ONE,
    Add,
    Apply,
    Constant,
    Expr,
    Index,
    Mul,
    Number,
    Position,
    Pow,
    Sum,
    inverse,
    negative,
    number,
)
from backproof.terms.substitution import substitute

if TYPE_CHECKING:
    from backproof.laws.arithmetic import Arithmetic

ZERO = number(0)
WRITTEN_OUT = 12
"""Sums of up to so many terms are written out where their bounds are numbers."""


def between(a: Arithmetic, e: Sum) -> Polynomial:
    """A sum between bounds: from zero, in the direction whose text comes first."""
    e = own_index(a, e)
    low = a.tidy(e.lower) if e.lower is not None else number(e.index.lower)
    body = e.body if e.condition is None else Mul((e.body, e.condition))
    shifted = a.normal(substitute(body, {e.index: Add((Position(e.index), low))}))
    if e.upper is None or (isinstance(e.upper, Constant) and e.upper.name == "infty"):
        return _from_zero(a, e.index, shifted, e.upper)
    last = a.tidy(Add((e.upper, negative(low))))
    if isinstance(last, Number) and last.value.denominator == 1 and last.value < WRITTEN_OUT:
        return _written_out(a, e.index, a.term(shifted), int(last.value))
    turned = a.normal(substitute(a.term(shifted), {e.index: Add((last, negative(Position(e.index))))}))
    ways = [_from_zero(a, e.index, p, last) for p in (shifted, turned)]
    return min(ways, key=lambda p: key(a.term(p), a.setting))


def _written_out(a: Arithmetic, index: Index, body: Expr, last: int) -> Polynomial:
    """``Σ_{i=0}^{last}`` term by term; of nothing it is zero."""
    total: Polynomial = {}
    for k in range(last + 1):
        add_to(total, a.normal(substitute(body, {index: number(k)})))
    return total


def _from_zero(a: Arithmetic, index: Index, body: Polynomial, last: Expr | None) -> Polynomial:
    """``Σ_{i=0}^{last}`` of a polynomial: what does not depend on the index stands before each sum."""
    total: Polynomial = {}
    for m, c in body.items():
        before = tuple(f for f in m if index not in f[0].free)
        within = tuple(f for f in m if index in f[0].free)
        add_to(total, a.times({before: Fraction(1)}, _summed_up(a, index, within, last)), c)
    return total


def _summed_up(a: Arithmetic, index: Index, factors: Monomial, last: Expr | None) -> Polynomial:
    infinite = isinstance(last, Constant)
    if not factors and last is not None and not infinite:
        return a.normal(Add((last, ONE)))
    ratio, factorials = _ratio(a, index, factors)
    if ratio is not None and factorials == 0 and last is not None:
        over = inverse(Add((ONE, negative(ratio))))
        if infinite:
            a.setting.assumptions.setdefault("the series converges")
            return a.normal(over)
        return a.normal(Mul((over, Add((ONE, negative(Pow(ratio, Add((last, ONE)))))))))
    if ratio is not None and factorials == 1 and infinite:
        return a.normal(Apply("exp", (ratio,)))
    return _left(a, index, factors, last)


def _left(a: Arithmetic, index: Index, factors: Monomial, last: Expr | None) -> Polynomial:
    inside = monomial_term(factors)
    (place,) = a.setting.numbers([x for x in (inside, last) if x is not None], 1)
    numbered = a.setting.numbering.bound(Index(index.hint, a.setting.numbering.integers, 0), place)
    return atom(Sum(numbered, a.tidy(substitute(inside, {index: Position(numbered)})), ZERO, last))


def _ratio(a: Arithmetic, index: Index, factors: Monomial) -> tuple[Expr | None, int]:
    """r, if the factors are ``r^i / (i!)^k``, and k."""
    ratio = constant(1)
    factorials = 0
    here = Position(index)
    for base, e in factors:
        if isinstance(base, Pow) and base.exponent is here and index not in base.base.free:
            ratio = a.times(ratio, power(a, a.normal(base.base), constant(e)))
        elif (
            isinstance(base, Apply) and base.function == "exp" and _times_index(a, base.arguments[0], here) is not None
        ):
            rate = _times_index(a, base.arguments[0], here)
            assert rate is not None
            ratio = a.times(ratio, a.normal(Apply("exp", (Mul((number(e), rate)),))))
        elif isinstance(base, Apply) and base.function == "factorial" and base.arguments[0] is here and e == -1:
            factorials += 1
        else:
            return None, 0
    return (a.term(ratio), factorials) if factors else (None, 0)


def _times_index(a: Arithmetic, e: Expr, here: Position) -> Expr | None:
    """c, if a term is c times the index."""
    p = a.normal(e)
    if len(p) != 1:
        return None
    ((m, c),) = p.items()
    rest = tuple(f for f in m if f[0] is not here)
    linear = dict(m).get(here) == 1 and not any(here.index in b.free for b, _ in rest)
    return monomial_term(rest, c) if linear else None
