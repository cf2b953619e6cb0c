"""Limits of sums of products whose factors are constant, or go to zero."""

from __future__ import annotations

from backproof.laws.arithmetic import Arithmetic
from backproof.laws.law import Law, page
from backproof.laws.polynomials import constant
from backproof.laws.setting import Monomial, Polynomial, Setting
from backproof.terms.nodes import At, Constant, Expr, Limit, Pow
from backproof.terms.traversal import nodes_in, symbols_in


def to_infinity(e: Expr, setting: Setting) -> Expr | None:
    """``lim_{n → ∞}``: terms with a negative power of n, or a power of a number below one, vanish."""
    if not isinstance(e, Limit) or not isinstance(e.value, Constant) or e.value.name != "infty" or e.side:
        return None
    if _counts(e.body, e.symbol):
        return None
    a = Arithmetic(setting)
    left: Polynomial = {}
    for m, c in a.normal(e.body).items():
        vanishes = _vanishes(m, e.symbol, setting)
        if vanishes is None:
            return None
        if not vanishes:
            left[m] = c
    return a.term(left or constant(0))


def _counts(e: Expr, name: str) -> bool:
    """Whether a sum within runs over so many values."""
    sizes = (i.size.root.term for n in nodes_in(e) for i in n._binds())
    return any(isinstance(t, Expr) and name in symbols_in(t) for t in sizes)


def _vanishes(m: Monomial, name: str, setting: Setting) -> bool | None:
    """Whether a product goes to zero; False where it is constant, None where neither is known."""
    found = False
    for base, exponent in m:
        if name not in symbols_in(base):
            continue
        at = isinstance(base, At) and not base.indices and exponent < 0
        power = isinstance(base, Pow) and exponent > 0 and _falls(base, name, setting)
        if not at and not power:
            return None
        found = True
    return found


def _falls(e: Pow, name: str, setting: Setting) -> bool:
    """Whether this is ``β^n`` with β between zero and one."""
    symbol = setting.symbol(e.base.symbol) if isinstance(e.base, At) else None
    plain = isinstance(e.exponent, At) and e.exponent.symbol == name and not e.exponent.indices
    return plain and symbol is not None and symbol.domain == "unit"


LIMIT = Law(
    "limit of a sum of products",
    r"\lim_{n \to \infty} \left(c + \frac{a}{n}\right) = c",
    "",
    to_infinity,
    Limit,
    condition="the limits of all factors exist",
    examples=(page(r"Let $a, c \in \mathbb{R}$.", r"\lim_{n \to \infty} \left(c + \frac{a + c}{n}\right)^2 = c^2"),),
    near_misses=(page(r"Let $a, c \in \mathbb{R}$.", r"\lim_{n \to \infty} \left(c + \frac{a + c}{n}\right)^2 = a^2"),),
)
