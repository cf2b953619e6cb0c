"""Which terms are positive wherever they are defined."""

from __future__ import annotations

from backproof.laws.setting import Polynomial, Setting
from backproof.terms.nodes import Add, Apply, At, Call, Constant, Expr, Number, Pow, Product, Sum

POSITIVE_DOMAINS = frozenset(("positive", "unit"))


def positive(e: Expr, setting: Setting) -> bool:
    """Whether a canonical atom is positive. False where nothing says so."""
    if isinstance(e, Number):
        return e.value > 0
    if isinstance(e, Constant):
        return True
    if isinstance(e, Apply):
        return e.function in ("exp", "gamma", "factorial", "normal density")
    if isinstance(e, At | Call):
        symbol = setting.symbol(e.symbol)
        return (
            symbol is not None and (symbol.is_size or symbol.domain in POSITIVE_DOMAINS) and not getattr(e, "slots", ())
        )
    if isinstance(e, Sum | Product):
        return e.condition is None and positive(e.body, setting)
    if isinstance(e, Pow):
        return positive(e.base, setting)
    if isinstance(e, Add):
        return positive_polynomial(setting.polynomials.get(e, {}), setting)
    return False


def positive_polynomial(p: Polynomial, setting: Setting) -> bool:
    """Whether a polynomial is positive because all of its terms are."""
    return bool(p) and all(c > 0 and all(positive(b, setting) for b, _ in m) for m, c in p.items())
