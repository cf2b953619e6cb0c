"""Whether a canonical form vanishes once it stands over a common denominator, and sums over the same range are one."""

from __future__ import annotations

from fractions import Fraction

from backproof.laws.arithmetic import Arithmetic
from backproof.laws.polynomials import add_to, atom, constant, scaled
from backproof.laws.setting import Monomial, Polynomial
from backproof.terms.nodes import Add, Expr, Index, Position, Sum
from backproof.terms.substitution import substitute

ROUNDS = 3


def vanishes(a: Arithmetic, p: Polynomial, depth: int = 0) -> bool:
    """Whether a polynomial is zero wherever it is defined. False where that was not found out."""
    cleared = _cleared(a, p)
    if not cleared:
        return True
    groups = _by_range(a, cleared)
    if depth >= ROUNDS or any(not place for place in groups):
        return False
    return all(vanishes(a, _one_body(a, group), depth + 1) for group in groups.values())


def _cleared(a: Arithmetic, p: Polynomial) -> Polynomial:
    """``p`` times its denominators."""
    for _ in range(ROUNDS):
        lowest: dict[Expr, Fraction] = {}
        for m in p:
            for base, e in m:
                if e < 0 and e.denominator == 1:
                    lowest[base] = min(lowest.get(base, e), e)
        if not any(isinstance(base, Add) for base in lowest):
            return p
        for base, e in lowest.items():
            p = _without(a, p, base, -e)
    return p


def _without(a: Arithmetic, p: Polynomial, base: Expr, e: Fraction) -> Polynomial:
    """``p · base^e``: what has the base below is freed of it, the rest is multiplied by it."""
    total: Polynomial = {}
    for m, c in p.items():
        have = dict(m).get(base, Fraction(0))
        freed = tuple(f for f in m if f[0] is not base)
        add_to(total, scaled(a.times({freed: Fraction(1)}, _raised(a, base, have + e)), c))
    return total


def _raised(a: Arithmetic, base: Expr, e: Fraction) -> Polynomial:
    return a.times(atom(base, e), constant(1)) if e else constant(1)


def _by_range(a: Arithmetic, p: Polynomial) -> dict[tuple[str, int] | None, Polynomial]:
    """The terms by the range of the one sum in each of them; under None what is not one sum times something."""
    groups: dict[tuple[str, int] | None, Polynomial] = {}
    for m, c in p.items():
        found = [
            base for base, e in m if isinstance(base, Sum) and e == 1 and base.lower is None and base.upper is None
        ]
        place = (a.setting.numbering.size_name(found[0].index.size), found[0].index.lower) if len(found) == 1 else None
        groups.setdefault(place, {})[m] = c
    return groups


def _one_body(a: Arithmetic, group: Polynomial) -> Polynomial:
    """``Σ f + Σ g`` over the same range as the body of ``Σ (f + g)``."""
    index: Index | None = None
    total: Polynomial = {}
    for m, c in group.items():
        (base,) = [b for b, e in m if isinstance(b, Sum)][:1]
        assert isinstance(base, Sum)
        if index is None:
            index = Index(base.index.hint, base.index.size, base.index.lower)
        rest: Monomial = tuple(f for f in m if f[0] is not base)
        body = a.normal(substitute(base.body, {base.index: Position(index)}))
        add_to(total, a.times({rest: Fraction(1)}, body), c)
    return total
