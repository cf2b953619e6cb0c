"""Answers told in the names of the document: what a definition says is used backwards where that makes them shorter.

``μ = (1/n) Σ_i x_i`` says that ``Σ_i x_i`` is ``n μ``; ``x̂_i = (x_i − μ)/σ`` that ``x_i`` is ``μ + σ x̂_i``;
``r = √(u + ε)`` that ``(u + ε)^{-1/2}`` is ``1/r``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from backproof.derive.sheet import Sheet, ordered_free
from backproof.laws.polynomials import add_to, scaled
from backproof.laws.setting import Monomial, Polynomial
from backproof.terms.nodes import Add, At, Compare, Comprehension, Expr, Index, Number, Position, Pow, Sum
from backproof.terms.rebuilding import rewritten
from backproof.terms.replacing import replaced
from backproof.terms.substitution import substitute
from backproof.terms.traversal import nodes_in, symbols_in

ROUNDS = 6
LARGEST = 120
"""A term with more factors than this is left as it is."""


@dataclass(frozen=True)
class Rule:
    """``atom`` (over ``axes``) equals ``value``; or its powers do, where ``root`` is set: ``atom = value ^ root``."""

    axes: tuple[Index, ...]
    atom: Expr
    value: Expr
    root: Fraction = Fraction(1)


def folded(sheet: Sheet, e: Expr, rules: Sequence[Rule]) -> Expr:
    """A term with rules used as long as it gets shorter."""
    cost = weight(sheet, e)
    for _ in range(ROUNDS):
        if not 2 < cost <= LARGEST:
            return e
        best: tuple[int, Expr] | None = None
        for rule in rules:
            made = _by(sheet, rule, e)
            if made is not None and (w := weight(sheet, made)) < (best[0] if best is not None else cost):
                best = w, made
        if best is None:
            return e
        cost, e = best
    return e


def weight(sheet: Sheet, e: Expr) -> int:
    """How many factors stand in a canonical term, sums opened."""
    total = 0
    for m in sheet.arithmetic.normal(e):
        total += 1 + sum(_atom_weight(b) + (x.denominator > 1 or abs(x) > 1) for b, x in m)
    return total


def _atom_weight(e: Expr) -> int:
    if isinstance(e, At | Number | Position):
        return 1
    return sum(1 for n in nodes_in(e) if isinstance(n, At | Sum | Add))


def rules_for(sheet: Sheet, e: Expr, premises: Sequence[tuple[Expr, Expr]] = ()) -> list[Rule]:
    """What the definitions of the document, and equations that it assumes, say of the parts of a term."""
    sheet.cut = frozenset()
    for name in sorted(symbols_in(sheet.in_document(e))):
        sheet.body(name)
    found = [rule for left, right in premises for rule in _solved(sheet, (), _difference(sheet, left, right), "")]
    within = sorted(_within_reach(sheet, e))
    for name in within:
        found += _of(sheet, name, sheet.bodies[name])
    return [*found, *_sum_facts(sheet, within, found)]


def _difference(sheet: Sheet, left: Expr, right: Expr) -> Polynomial:
    p = dict(sheet.arithmetic.normal(left))
    add_to(p, sheet.arithmetic.normal(right), Fraction(-1))
    return p


def _within_reach(sheet: Sheet, e: Expr) -> set[str]:
    """Defined names of the document whose definitions speak of what stands in a term."""
    here = symbols_in(sheet.in_document(e))
    return {
        n
        for n, b in sheet.bodies.items()
        if n not in sheet.made and n not in sheet.slopes and (n in here or symbols_in(sheet.in_document(b)) & here)
    }


def _of(sheet: Sheet, name: str, body: Comprehension) -> Iterator[Rule]:
    a = sheet.arithmetic
    whole = At(name, tuple(Position(i) for i in body.indices))
    p = a.normal(opened(sheet, body.body))
    for q in (a.normal(body.body), p):
        ((m, c), *more) = q.items() if q else (((), Fraction(0)),)
        if not more and c == 1 and len(m) == 1 and m[0][1] != 1:
            yield Rule(body.indices, m[0][0], whole, 1 / m[0][1])
    residual = dict(p)
    add_to(residual, a.normal(whole), Fraction(-1))
    yield from _solved(sheet, body.indices, residual, name)


def _solved(sheet: Sheet, axes: tuple[Index, ...], p: Polynomial, name: str) -> Iterator[Rule]:
    """A vanishing polynomial solved for each of its letters and sums that stands alone in it, other than ``name``."""
    for m, c in p.items():
        for base, exponent in m:
            if exponent != 1 or not isinstance(base, At | Sum) or not _alone(base, m, p):
                continue
            if isinstance(base, At) and (base.symbol == name or not _over(base, axes) or _is_size(sheet, base)):
                continue
            if base.free != frozenset(axes):
                continue
            others = tuple((b, -x) for b, x in m if b is not base)
            if any(x < 0 and not _is_size(sheet, b) for b, x in others):
                continue  # it may be zero
            rest = scaled({n: d for n, d in p.items() if n is not m}, -1 / c)
            yield Rule(axes, base, sheet.arithmetic.term(sheet.arithmetic.times(rest, {others: Fraction(1)})))


def _sum_facts(sheet: Sheet, names: Sequence[str], rules: Sequence[Rule]) -> Iterator[Rule]:
    """What the entries of a defined vector add up to, where that is a short word: ``Σ_i x̂_i = 0``."""
    a = sheet.arithmetic
    for name in names:
        body = sheet.bodies[name]
        for axis in body.indices:
            summed = Sum(axis, At(name, tuple(Position(i) for i in body.indices)))
            value = folded(sheet, a.tidy(Sum(axis, opened(sheet, body.body))), rules)
            if weight(sheet, value) <= 2:
                yield Rule(tuple(i for i in body.indices if i is not axis), a.tidy(summed), value)


def _is_size(sheet: Sheet, e: Expr) -> bool:
    symbol = sheet.model.get(e.symbol) if isinstance(e, At) else None
    return symbol is not None and symbol.is_size


def opened(sheet: Sheet, e: Expr) -> Expr:
    """A term with what was named on the sheet put in, but for softmax."""
    while own := {n: sheet.bodies[n] for n in symbols_in(e) if sheet.made.get(n) in ("part", "group")}:
        e = replaced(e, own)
    return e


def _alone(base: Expr, m: Monomial, p: Polynomial) -> bool:
    """Whether an atom stands once in a polynomial, and what stands beside it can be divided by."""
    if any(isinstance(b, Compare) for b, _ in m):
        return False
    if isinstance(base, At):
        names = [b for n in p for b, _ in n if base.symbol in symbols_in(b)]
        return len(names) == 1
    return sum(base in (b for b, _ in n) for n in p) == 1


def _over(e: At, axes: tuple[Index, ...]) -> bool:
    places = [i.index for i in e.indices if isinstance(i, Position)]
    return len(places) == len(e.indices) == len(axes) and set(places) == set(axes)


def _by(sheet: Sheet, rule: Rule, e: Expr) -> Expr | None:
    if rule.root != 1:
        key = sheet.arithmetic.tidy(Comprehension(rule.axes, rule.atom))
        made = _rooted(sheet, rule, key, e)
    elif isinstance(rule.atom, At):
        if rule.atom.symbol not in symbols_in(e):
            return None
        axes = tuple(i.index for i in rule.atom.indices if isinstance(i, Position))
        made = replaced(e, {rule.atom.symbol: Comprehension(axes, rule.value)})
    else:
        key = sheet.arithmetic.tidy(Comprehension(rule.axes, rule.atom))
        made = _sums_replaced(sheet, rule, key, e)
    return None if made is e else sheet.arithmetic.tidy(made)


def _places(sheet: Sheet, rule: Rule, key: Expr, e: Expr) -> dict[Index, Expr] | None:
    """Where an expression is the atom of a rule: the indices at which."""
    free = ordered_free(e)
    if len(free) != len(rule.axes) or sheet.arithmetic.tidy(Comprehension(free, e)) is not key:
        return None
    return {i: Position(j) for i, j in zip(rule.axes, free, strict=True)}


def _sums_replaced(sheet: Sheet, rule: Rule, key: Expr, e: Expr) -> Expr:
    def at(node: Expr) -> Expr | None:
        places = _places(sheet, rule, key, node) if isinstance(node, Sum) else None
        return substitute(rule.value, places) if places is not None else None

    return rewritten(e, at)


def _rooted(sheet: Sheet, rule: Rule, key: Expr, e: Expr) -> Expr:
    def at(node: Expr) -> Expr | None:
        if not isinstance(node, Pow) or not isinstance(node.exponent, Number):
            return None
        exponent = node.exponent.value * rule.root
        places = _places(sheet, rule, key, node.base) if exponent.denominator == 1 else None
        return Pow(substitute(rule.value, places), Number(exponent)) if places is not None else None

    return rewritten(e, at)


def expanded(sheet: Sheet, e: Expr) -> Expr:
    """A term with the sums that were named for their own sake multiplied out, unless they contract anything."""
    while own := {
        n: sheet.bodies[n]
        for n in symbols_in(e)
        if sheet.made.get(n) == "part" and not any(isinstance(x, Sum) for x in nodes_in(sheet.bodies[n].body))
    }:
        e = replaced(e, own)
    return sheet.arithmetic.tidy(e)
