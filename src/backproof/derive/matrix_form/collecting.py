"""Like terms collected: products that differ in one place only become one, with a sum in that place.

``X_{ik} X_{ij} β_j − X_{ik} y_i`` differ in what stands at i: ``X_{ik} (Xβ − y)_i``. The sum gets a name on the
sheet, so that what is left is a product again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import permutations

from backproof.derive.matrix_form.monomials import Factor, Product, term_of
from backproof.derive.sheet import Sheet
from backproof.terms.nodes import Add, At, Compare, Comprehension, Expr, Index, Position
from backproof.terms.substitution import substitute

MOST = 40
"""Of more products than this nothing is collected."""


Key = tuple[Expr, tuple[Index | None, ...]]


@dataclass(frozen=True)
class Cut:
    """A product as ``rest · part``: the part hangs on the rest by the indices ``at`` alone."""

    at: tuple[Index, ...]
    part: Product
    rest: Product


def collected(sheet: Sheet, products: list[Product], outputs: tuple[Index, ...]) -> list[Product]:
    """The same sum with as few factors as collecting like terms leaves."""
    while 1 < len(products) <= MOST:
        found = _best(sheet, products, outputs)
        if found is None:
            break
        products = found
    return products


def _best(sheet: Sheet, products: list[Product], outputs: tuple[Index, ...]) -> list[Product] | None:
    groups: dict[Key, list[tuple[int, Cut]]] = {}
    for k, p in enumerate(products):
        for cut in _cuts(p, outputs):
            groups.setdefault(_rest_key(sheet, cut, outputs), []).append((k, cut))
    best: tuple[int, list[Product]] | None = None
    for members in groups.values():
        once: dict[int, Cut] = {}
        for k, cut in members:
            once.setdefault(k, cut)
        if len(once) < 2:
            continue
        made = _joined(sheet, [once[k] for k in sorted(once)], outputs)
        if made is None:
            continue
        product, size = made
        gain = sum(len(products[k]) for k in once) - size
        if gain > 0 and (best is None or gain > best[0]):
            rest = [p for k, p in enumerate(products) if k not in once]
            rest.insert(min(once), product)
            best = gain, rest
    return best[1] if best is not None else None


def _cuts(p: Product, outputs: tuple[Index, ...]) -> Iterator[Cut]:
    indices = [*outputs, *p.bound]
    yield from _cut(p, (), outputs)
    for i in indices:
        yield from _cut(p, (i,), outputs)
    for i, j in permutations(indices, 2):
        yield from _cut(p, (i, j), outputs)


def _cut(p: Product, at: tuple[Index, ...], outputs: tuple[Index, ...]) -> Iterator[Cut]:
    """What hangs on some indices alone, and the rest."""
    dense = {*outputs, *p.bound}
    groups: list[tuple[set[Index], list[Factor]]] = []
    for factor in p.factors:
        touched = {i for i in factor[0].free if i in dense and i not in at}
        joined = [g for g in groups if g[0] & touched]
        merged = (set().union(touched, *(g[0] for g in joined)), [f for g in joined for f in g[1]] + [factor])
        groups = [g for g in groups if g not in joined] + [merged]
    own = [g for g in groups if not g[0] & set(outputs)]
    inside = [f for g in own for f in g[1]]
    outside = [f for f in p.factors if f not in inside]
    hung = {i for f, _ in inside for i in f.free}
    if len(at) == 2 and not hung.issuperset(at):
        return
    within = {i for g in own for i in g[0]} & set(p.bound)
    if len(at) == 1 and at[0] in outputs:
        # what stands at the index itself, apart from what is summed there
        lone = [f for g in own if not g[0] for f in g[1]]
        others = tuple(f for f in p.factors if f not in lone)
        if len(lone) < len(inside):
            yield Cut(at, Product(p.coefficient, tuple(lone)), Product(Fraction(1), others, p.bound))
    part = Product(p.coefficient, tuple(inside), tuple(i for i in p.bound if i in within))
    yield Cut(at, part, Product(Fraction(1), tuple(outside), tuple(i for i in p.bound if i not in within)))


def _rest_key(sheet: Sheet, cut: Cut, outputs: tuple[Index, ...]) -> Key:
    """The same for rests that are equal with the indices at which they are cut in order."""
    inner = replace(cut.rest, bound=tuple(i for i in cut.rest.bound if i not in cut.at))
    free = tuple(i for i in cut.at if i not in outputs)
    whole = sheet.arithmetic.tidy(Comprehension(free, term_of(inner)))
    return whole, tuple(i if i in outputs else None for i in cut.at)


def _joined(sheet: Sheet, cuts: list[Cut], outputs: tuple[Index, ...]) -> tuple[Product, int] | None:
    first = cuts[0]
    parts = [first.part]
    for c in cuts[1:]:
        names = dict(zip(c.at, first.at, strict=True))
        parts.append(_moved(c.part, names))
    shared = _shared(parts)
    coefficient = _common(parts)
    left = [
        Product(p.coefficient / coefficient, _powers((*p.factors, *((b, -e) for b, e in shared))), p.bound)
        for p in parts
    ]
    if any(_is_delta(p) for p in left) and len(first.at) == 2:
        return None
    rest = first.rest
    if set(first.at) == set(outputs) and not shared and not rest.factors:
        return None
    inner = Add(tuple(term_of(p) for p in left))
    axes = tuple(i for i in first.at if i in inner.free)
    if len(axes) != len(first.at) and first.at:
        return None
    name = _group(sheet, inner, axes)
    factors = (*rest.factors, *shared, (name, Fraction(1)))
    product = Product(coefficient, _powers(factors), rest.bound)
    inside = sum(len(p) for p in left)
    return product, len(rest) + sum(1 for _ in shared) + inside


def _shared(parts: list[Product]) -> list[Factor]:
    """What all parts have in common: the smallest exponent of each factor that hangs on no summed index."""
    inner = {i for p in parts for i in p.bound}
    found: list[Factor] = []
    for base, e in parts[0].factors:
        exponents = [dict(p.factors).get(base, Fraction(0)) for p in parts]
        if base.free & inner or not (all(x > 0 for x in exponents) or all(x < 0 for x in exponents)):
            continue
        found.append((base, min(exponents) if e > 0 else max(exponents)))
    return found


def _powers(factors: tuple[Factor, ...]) -> tuple[Factor, ...]:
    total: dict[Expr, Fraction] = {}
    for b, e in factors:
        total[b] = total.get(b, Fraction(0)) + e
    return tuple((b, e) for b, e in total.items() if e)


def _moved(p: Product, names: dict[Index, Index]) -> Product:
    places: dict[Index, Expr] = {i: Position(j) for i, j in names.items() if i is not j}
    return Product(p.coefficient, tuple((substitute(b, places), e) for b, e in p.factors), p.bound)


def _common(parts: list[Product]) -> Fraction:
    """A factor that leaves whole or simple coefficients: the common absolute value, the sign of all."""
    sizes = {abs(p.coefficient) for p in parts}
    size = sizes.pop() if len(sizes) == 1 else Fraction(1)
    return -size if all(p.coefficient < 0 for p in parts) else size


def _is_delta(p: Product) -> bool:
    return any(isinstance(b, Compare) and b.sign == "=" for b, _ in p.factors)


def _group(sheet: Sheet, inner: Expr, axes: tuple[Index, ...]) -> Expr:
    found = sheet.part(inner, "group")
    assert isinstance(found, At)
    return found
