"""Known functions that a document writes out: ``1/(1 + e^{-u})`` is the sigmoid, with its stable form and derivative.

What is written out is differentiated as it is written, and its derivative overflows where the function does not; so
definitions are read again before anything is derived for code.
"""

from __future__ import annotations

from dataclasses import replace

from backproof.terms.model import Model
from backproof.terms.nodes import Add, Apply, Constant, Expr, Mul, Number, Pow, negative
from backproof.terms.rebuilding import rewritten


def with_known_functions(model: Model) -> Model:
    """The same definitions, with known functions by their names."""
    return {
        name: replace(s, clauses=[replace(c, body=rewritten(c.body, known)) for c in s.clauses]) if s.clauses else s
        for name, s in model.items()
    }


def known(e: Expr) -> Expr | None:
    """The known function that a term writes out; None if it is none."""
    if isinstance(e, Pow) and isinstance(e.exponent, Number) and e.exponent.value == -1:
        u = _one_and_exponential(e.base)
        return Apply("sigmoid", (rewritten(_turned(u), known),)) if u is not None else None
    if isinstance(e, Mul) and len(e.factors) == 2:
        return _ratio(*e.factors) or _ratio(*e.factors[::-1])
    if isinstance(e, Apply) and e.function == "log":
        u = _one_and_exponential(e.arguments[0])
        return Apply("softplus", (rewritten(u, known),)) if u is not None else None
    return None


def _ratio(above: Expr, below: Expr) -> Expr | None:
    """``e^u / (1 + e^u)``, and ``1 / (1 + e^{-u})`` as a product with one."""
    if not isinstance(below, Pow) or not isinstance(below.exponent, Number) or below.exponent.value != -1:
        return None
    u, v = exponent(above), _one_and_exponential(below.base)
    if u is not None and u is v:
        return Apply("sigmoid", (rewritten(u, known),))
    if v is not None and isinstance(above, Number) and above.value == 1:
        return Apply("sigmoid", (rewritten(_turned(v), known),))
    return None


def _one_and_exponential(e: Expr) -> Expr | None:
    """The u of ``1 + e^u``."""
    if not isinstance(e, Add) or len(e.terms) != 2:
        return None
    for one, other in (e.terms, e.terms[::-1]):
        if isinstance(one, Number) and one.value == 1:
            return exponent(other)
    return None


def exponent(e: Expr) -> Expr | None:
    """The u of ``e^u``."""
    if isinstance(e, Apply) and e.function == "exp":
        return e.arguments[0]
    if isinstance(e, Pow) and isinstance(e.base, Constant) and e.base.name == "e":
        return e.exponent
    return None


def _turned(u: Expr) -> Expr:
    """−u."""
    if isinstance(u, Mul) and isinstance(u.factors[0], Number) and u.factors[0].value == -1 and len(u.factors) == 2:
        return u.factors[1]
    return negative(u)


def exponential(e: Expr) -> Expr | None:
    """``e^u`` as the exponential function of u."""
    u = exponent(e) if isinstance(e, Pow) else None
    return Apply("exp", (u,)) if u is not None else None
