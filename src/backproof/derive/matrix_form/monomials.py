"""A canonical term taken apart: products of factors under sums whose indices are free in them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from backproof.laws.arithmetic import Arithmetic
from backproof.laws.polynomials import rank
from backproof.laws.sums import factors_of
from backproof.terms.nodes import Expr, Index, Mul, Number, Position, Pow, Sum
from backproof.terms.substitution import substitute

COPIES = 3
Factor = tuple[Expr, Fraction]


@dataclass(frozen=True)
class Product:
    """``coefficient · Σ_bound ∏ factors``."""

    coefficient: Fraction
    factors: tuple[Factor, ...]
    bound: tuple[Index, ...] = ()

    def __len__(self) -> int:
        return sum(1 if abs(e) in (1, Fraction(1, 2)) else 2 for _, e in self.factors)


def plain(e: Expr) -> bool:
    """Whether a term is a sum over all values of an index."""
    return isinstance(e, Sum) and e.lower is None and e.upper is None and e.condition is None


def products_of(a: Arithmetic, e: Expr) -> list[Product]:
    """The products that add up to a term; a sum is opened where free indices stand in it, or it stands alone."""
    p = a.normal(e)
    found = []
    for m, c in sorted(p.items(), key=lambda f: rank(f[0], a.setting), reverse=True):
        alone = len(m) == 1 and m[0][1] == 1
        found.append(_opened(m, c, alone=alone))
    return found


def _opened(m: tuple[Factor, ...], coefficient: Fraction, *, alone: bool) -> Product:
    factors: list[Factor] = []
    bound: list[Index] = []
    todo = [(b, e, alone) for b, e in m]
    while todo:
        base, e, inside = todo.pop(0)
        if isinstance(base, Sum) and plain(base) and (base.free or inside) and e.denominator == 1 and 0 < e <= COPIES:
            for _ in range(e.numerator):
                fresh = Index(base.index.hint, base.index.size, base.index.lower)
                bound.append(fresh)
                body = substitute(base.body, {base.index: Position(fresh)})
                todo += [(b, x, True) for b, x in factors_of(body)]
        elif isinstance(base, Number) and e == 1:
            coefficient *= base.value
        else:
            factors.append((base, e))
    return Product(coefficient, tuple(_merged(factors)), tuple(bound))


def _merged(factors: list[Factor]) -> list[Factor]:
    total: dict[Expr, Fraction] = {}
    for b, e in factors:
        total[b] = total.get(b, Fraction(0)) + e
    return [(b, e) for b, e in total.items() if e]


def term_of(p: Product) -> Expr:
    """The product as a term."""
    parts: list[Expr] = [b if e == 1 else Pow(b, Number(e)) for b, e in p.factors]
    if p.coefficient != 1 or not parts:
        parts.insert(0, Number(p.coefficient))
    body = parts[0] if len(parts) == 1 else Mul(tuple(parts))
    for i in reversed(p.bound):
        body = Sum(i, body)
    return body
