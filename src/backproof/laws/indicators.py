"""Conditions as numbers that are 0 or 1, and Kronecker deltas among them.

Every comparison with zero is written by two: ``[p > 0]`` and ``[p = 0]``, with a positive leading coefficient.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from backproof.laws.keys import key
from backproof.laws.polynomials import add_to, atom, constant, contains, inverse_of, leading, merged, scaled, value_of
from backproof.laws.powers import numeric_power
from backproof.laws.setting import Monomial, Polynomial
from backproof.terms.nodes import At, Compare, Comprehension, Expr, Index, Number, Position
from backproof.terms.replacing import replaced
from backproof.terms.substitution import substitute
from backproof.terms.traversal import symbols_in

if TYPE_CHECKING:
    from backproof.laws.arithmetic import Arithmetic

ZERO = Number(Fraction(0))
_TRUE = {"=": (0,), "!=": (-1, 1), "<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}
"""The signs of a difference at which a comparison holds."""


def condition(a: Arithmetic, sign: str, difference: Polynomial) -> Polynomial:
    """The condition that ``difference`` compares so with zero."""
    value = value_of(difference)
    if value is not None:
        return constant(1 if (value > 0) - (value < 0) in _TRUE[sign] else 0)
    c = difference[leading(difference, a.setting)]
    primitive = a.term(scaled(difference, 1 / abs(c)) if c > 0 else scaled(difference, -1 / abs(c)))
    zero = atom(Compare("=", primitive, ZERO))
    above = atom(Compare(">", primitive, ZERO))
    below = constant(1)
    add_to(below, above, Fraction(-1))
    add_to(below, zero, Fraction(-1))
    parts = {0: zero, 1: above if c > 0 else below, -1: below if c > 0 else above}
    total: Polynomial = {}
    for s in _TRUE[sign]:
        add_to(total, parts[s])
    return total


def used(a: Arithmetic, m: Monomial, base: Compare) -> Polynomial | None:
    """What a product with a condition comes to where the condition says something about the rest of it."""
    for other, e in m:
        if other is base.left and base.sign == "=" and e > 0:
            return {}
        if isinstance(other, Compare) and other is not base and other.left is base.left and e > 0:
            return {}  # [p > 0] [p = 0]
    if base.sign != "=":
        return None
    solved = solve(a, base, None)
    if solved is None:
        return _at_value(a, m, base) or _where_zero(a, m, base)
    index, value = solved
    rest = [(b, e) for b, e in m if b is not base]
    if not any(index in b.free for b, _ in rest):
        return None
    result = atom(base)
    for b, e in rest:
        from_there = a.normal(substitute(b, {index: value})) if index in b.free else atom(b)
        result = a.times(result, numeric_power(a, from_there, e))
    return result


def _at_value(a: Arithmetic, m: Monomial, base: Compare) -> Polynomial | None:
    """``[n = v] f(n) = [n = v] f(v)`` for a single number of the document."""
    p = a.normal(base.left)
    single = [n for n in p if len(n) == 1 and n[0][1] == 1 and isinstance(n[0][0], At) and not n[0][0].indices]
    named = [(key(n[0][0], a.setting), n) for n in single if not _reads(p, n)]
    if not named:
        return None
    _, first = max(named)
    name = first[0][0]
    assert isinstance(name, At)
    rest = [(b, e) for b, e in m if b is not base]
    if not any(name.symbol in symbols_in(b) for b, _ in rest):
        return None
    value = a.term(scaled({n: d for n, d in p.items() if n != first}, -1 / p[first]))
    there = {name.symbol: Comprehension((), value)}
    result = atom(base)
    for b, e in rest:
        known = a.normal(replaced(b, there)) if name.symbol in symbols_in(b) else atom(b)
        result = a.times(result, numeric_power(a, known, e))
    return result


def _reads(p: Polynomial, single: Monomial) -> bool:
    """Whether the name that is a monomial of its own stands in another one, too."""
    name = single[0][0]
    assert isinstance(name, At)
    return any(name.symbol in symbols_in(b) for n in p if n is not single for b, _ in n)


def _where_zero(a: Arithmetic, m: Monomial, base: Compare) -> Polynomial | None:
    """``x [x − y = 0] = y [x − y = 0]``: where a sum is zero, its leading term is what the others say."""
    p = a.normal(base.left)
    first = leading(p, a.setting)
    if not first or not contains(tuple(f for f in m if f[0] is not base), first):
        return None
    others = {n: d for n, d in p.items() if n != first}
    left = merged(m, inverse_of(first), a.setting)
    return a.times({left: Fraction(1)}, scaled(others, -1 / p[first]))


def solve(a: Arithmetic, delta: Compare, among: list[Index] | None) -> tuple[Index, Expr] | None:
    """``[i − rest = 0]`` as ``i`` and ``rest``; ``among``: which indices may be solved for (None: the last by key)."""
    p = a.normal(delta.left)
    candidates = []
    for m, c in p.items():
        if len(m) == 1 and m[0][1] == 1 and isinstance(m[0][0], Position) and abs(c) == 1:
            index = m[0][0].index
            if (among is None or index in among) and not any(index in b.free for n in p if n != m for b, _ in n):
                candidates.append((key(m[0][0], a.setting), index, m, c))
    if not candidates:
        return None
    _, index, m, c = max(candidates, key=lambda x: x[0])
    rest = scaled({n: d for n, d in p.items() if n != m}, -1 / c)
    return index, a.term(rest)
