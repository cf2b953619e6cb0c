"""Sums over indices: distributed, merged, freed of deltas, taken apart where they do not hang together.

A sum over a whole range becomes a product of *connected* sums, each an atom with canonically numbered indices, and of
what does not depend on them. A sum between bounds is an atom of its own.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations, product
from math import factorial, prod
from typing import TYPE_CHECKING, TypeVar

from backproof.laws.indicators import solve
from backproof.laws.inverses import contracted
from backproof.laws.keys import key
from backproof.laws.polynomials import add_to, atom, constant, merged, monomial_term, ordered
from backproof.laws.powers import numeric_power
from backproof.laws.setting import Monomial, Polynomial, TooLong
from backproof.terms.nodes import Apply, At, Compare, Expr, Index, Mul, Number, Position, Pow, Product, Sum
from backproof.terms.substitution import substitute

if TYPE_CHECKING:
    from backproof.laws.arithmetic import Arithmetic

COPIES = 3
"""A power of a sum up to this is opened where it stands under another sum."""
Binder = TypeVar("Binder", Sum, Product)
ORDERS = 720
"""So many orders of bound indices are tried for a canonical one."""


def whole(a: Arithmetic, e: Sum) -> Polynomial:
    """A sum over all values of an index, where a condition holds."""
    e = own_index(a, e)
    body = a.normal(e.body)
    if e.condition is not None:
        body = a.times(body, a.normal(e.condition))
    return over(a, [e.index], body)


def own_index(a: Arithmetic, e: Binder) -> Binder:
    """The same binder, whose index has no number yet."""
    index = a.setting.numbering.own(e.index)
    if index is e.index:
        return e
    places: dict[Index, Expr] = {e.index: Position(index)}
    condition = None if e.condition is None else substitute(e.condition, places)
    return type(e)(index, substitute(e.body, places), e.lower, e.upper, condition)


def summed(a: Arithmetic, binders: list[Index], m: Monomial) -> Polynomial:
    """The sum of a product over whole ranges."""
    a.setting.spend()
    outer, inner, binders = _opened(a, binders, m)
    for base, e in inner:
        if isinstance(base, Compare) and base.sign == "=" and e > 0:
            solved = solve(a, base, binders)
            if solved is not None and _within(a, *solved):
                return a.times({outer: Fraction(1)}, _eliminated(a, binders, inner, base, *solved))
    cancelled = contracted(a, binders, inner)
    if cancelled is not None:
        left, rest = cancelled
        return a.times({outer: Fraction(1)}, over(a, left, rest))
    result: Polynomial = {outer: Fraction(1)}
    for indices, factors in _components(binders, inner):
        result = a.times(result, _connected(a, indices, factors))
    return result


def _opened(a: Arithmetic, binders: list[Index], m: Monomial) -> tuple[Monomial, Monomial, list[Index]]:
    """What does not depend on the indices, what does, and all indices once the sums within have been opened."""
    outer: dict[Expr, Fraction] = {}
    inner: Monomial = ()
    todo = list(m)
    binders = list(binders)
    while todo:
        base, e = todo.pop()
        if not any(i in base.free for i in binders):
            outer[base] = outer.get(base, Fraction(0)) + e
        elif (
            isinstance(base, Sum)
            and base.lower is None
            and base.upper is None
            and e.denominator == 1
            and 0 < e <= COPIES
        ):
            for _ in range(e.numerator):
                fresh, body = _fresh(base)
                binders.append(fresh)
                todo += factors_of(body)
        else:
            inner = merged(inner, ((base, e),), a.setting)
    return ordered(outer, a.setting), inner, binders


def _fresh(e: Sum) -> tuple[Index, Expr]:
    fresh = Index(e.index.hint, e.index.size, e.index.lower)
    return fresh, substitute(e.body, {e.index: Position(fresh)})


def factors_of(body: Expr) -> list[tuple[Expr, Fraction]]:
    """The atoms of a canonical product with their exponents."""
    if isinstance(body, Mul):
        return [f for part in body.factors for f in factors_of(part)]
    if isinstance(body, Pow) and isinstance(body.exponent, Number):
        return [(body.base, body.exponent.value)]
    return [] if isinstance(body, Number) and body.value == 1 else [(body, Fraction(1))]


def _within(a: Arithmetic, index: Index, value: Expr) -> bool:
    """Whether a value of an index lies in its range for sure."""
    numbering = a.setting.numbering
    if isinstance(value, Position):
        if value.index in a.setting.free and not value.index.size.root.key:
            a.setting.assumptions.setdefault(f"{value.index.hint} is one of the values summed over")
            return True
        return numbering.same(value.index.size, index.size) and value.index.lower == index.lower
    if isinstance(value, At):
        symbol = a.setting.symbol(value.symbol)
        labels = symbol.labels if symbol is not None else None
        return labels is not None and numbering.same(labels.size, index.size) and labels.first == index.lower
    return isinstance(value, Number) and value.value.denominator == 1 and value.value >= index.lower


def _eliminated(
    a: Arithmetic, binders: list[Index], inner: Monomial, delta: Compare, index: Index, value: Expr
) -> Polynomial:
    """``Σ_i δ_{ij} f(i) = f(j)``."""
    body = constant(1)
    for base, e in inner:
        if base is not delta:
            body = a.times(body, numeric_power(a, a.normal(substitute(base, {index: value})), e))
    left = [i for i in binders if i is not index]
    return over(a, left, body)


def over(a: Arithmetic, binders: list[Index], body: Polynomial) -> Polynomial:
    """The sum of a polynomial over whole ranges."""
    if not binders:
        return body
    total: Polynomial = {}
    for m, c in body.items():
        add_to(total, summed(a, binders, m), c)
    return total


def _components(binders: list[Index], inner: Monomial) -> list[tuple[list[Index], Monomial]]:
    """The indices and factors that hang together, through factors that depend on several indices."""
    groups: list[tuple[set[Index], list[tuple[Expr, Fraction]]]] = [({i}, []) for i in binders]
    for base, e in inner:
        touched = [g for g in groups if g[0] & base.free]
        joined = (set().union(*(g[0] for g in touched)), [f for g in touched for f in g[1]] + [(base, e)])
        groups = [g for g in groups if g not in touched] + [joined]
    return [([i for i in binders if i in indices], tuple(factors)) for indices, factors in groups]


def _connected(a: Arithmetic, indices: list[Index], factors: Monomial) -> Polynomial:
    """One connected sum, as an atom with canonical indices; as less where a domain says more."""
    if not factors:
        return _length(a, indices[0])
    if len(indices) == 1 and len(factors) == 1 and _is_distribution(a, indices[0], *factors[0]):
        return constant(1)
    renamed = _labelled(a, indices, factors)
    if renamed is None:
        raise TooLong
    return atom(renamed)


def _length(a: Arithmetic, index: Index) -> Polynomial:
    term = index.size.root.term
    if isinstance(term, Expr):
        return a.normal(term)
    return atom(Sum(a.setting.numbering.bound(index, 1), Number(Fraction(1))))


def _is_distribution(a: Arithmetic, index: Index, base: Expr, e: Fraction) -> bool:
    """Whether the entries of a symbol along an index are probabilities, or one 1 among zeros: they add up to 1."""
    if not isinstance(base, At) or not base.indices or e != 1:
        return False
    symbol = a.setting.symbol(base.symbol)
    last = base.indices[-1]
    simplex = symbol is not None and symbol.domain in ("simplex", "one-hot")
    return (
        simplex
        and isinstance(last, Position)
        and last.index is index
        and not any(index in i.free for i in base.indices[:-1])
    )


def _labelled(a: Arithmetic, indices: list[Index], factors: Monomial) -> Expr | None:
    """The sum with its indices numbered so that equal sums become one term; None if there are too many orders."""
    numbers = a.setting.numbers([b for b, _ in factors], len(indices))
    groups = _alike(a, indices, factors)
    if prod(factorial(len(g)) for g in groups) > ORDERS:
        return None
    best: tuple[list[str], Expr] | None = None
    for order in product(*(permutations(g) for g in groups)):
        flat = [i for group in order for i in group]
        numbered = {i: a.setting.numbering.bound(i, k) for i, k in zip(flat, reversed(numbers), strict=True)}
        places: dict[Index, Expr] = {i: Position(j) for i, j in numbered.items()}
        made = constant(1)
        for b, e in factors:
            made = a.times(made, numeric_power(a, a.normal(substitute(b, places)), e))
        if len(made) != 1:
            return None
        ((m, c),) = made.items()
        body = monomial_term(m, c)
        for i in reversed(flat):
            body = Sum(numbered[i], body)
        text = [f"{key(b, a.setting)}^{e}" for b, e in m]
        if best is None or text < best[0]:
            best = (text, body)
    assert best is not None
    return best[1]


def _alike(a: Arithmetic, indices: list[Index], factors: Monomial) -> list[list[Index]]:
    """The indices in groups that their sizes and their places in the factors do not tell apart."""
    signs: dict[Index, tuple[object, ...]] = {}
    for i in indices:
        marks: dict[Index, Expr] = {j: Position(a.setting.numbering.bound(j, 900 + (j is i))) for j in indices}
        seen = sorted(f"{key(a.tidy(substitute(b, marks)), a.setting)}^{e}" for b, e in factors if i in b.free)
        signs[i] = (a.setting.numbering.size_name(i.size), i.lower, tuple(seen))
    order = sorted(set(signs.values()), key=repr)
    return [[i for i in indices if signs[i] == s] for s in order]


def multiplied(a: Arithmetic, e: Product) -> Polynomial:
    """A product over all values of an index: of products, of powers, of exponentials."""
    e = own_index(a, e)
    body = a.normal(e.body)
    if not any(e.index in base.free for m in body for base, _ in m):
        return _repeated(a, a.term(body), e.index)
    if len(body) != 1:
        return atom(a.opaque(e))
    ((m, c),) = body.items()
    result = numeric_power(a, constant(c), Fraction(1)) if c == 1 else _repeated(a, Number(c), e.index)
    for base, power in m:
        if e.index not in base.free:
            part = _repeated(a, monomial_term(((base, power),)), e.index)
        elif isinstance(base, Apply) and base.function == "exp":
            part = a.normal(Apply("exp", (Mul((Number(power), Sum(e.index, base.arguments[0]))),)))
        else:
            index = a.setting.numbering.bound(e.index, *a.setting.numbers([base], 1))
            part = atom(Product(index, a.tidy(substitute(base, {e.index: Position(index)}))), power)
        result = a.times(result, part)
    return result


def _repeated(a: Arithmetic, base: Expr, index: Index) -> Polynomial:
    return a.normal(Pow(base, a.term(_length(a, index))))
