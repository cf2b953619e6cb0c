"""Derivatives of known functions in terms of the functions themselves: what a person writes down.

The searcher of proofs does not need these: it goes through the identities. Each of them follows from those.
"""

from __future__ import annotations

from backproof.laws.arithmetic import Arithmetic
from backproof.laws.law import Law
from backproof.laws.setting import Setting
from backproof.laws.slope import by, less, of, slope
from backproof.terms.nodes import (
    ONE,
    Add,
    Apply,
    Compare,
    Derivative,
    Expr,
    Index,
    Mul,
    Number,
    Position,
    Pow,
    Sum,
    inverse,
    number,
)
from backproof.terms.substitution import substitute

ZERO = number(0)


def _silu(x: Expr) -> Expr:
    s = of("sigmoid", x)
    return Mul((s, Add((ONE, Mul((x, less(ONE, s)))))))


def _gelu(x: Expr) -> Expr:
    return Add((of("normal distribution", x), Mul((x, of("normal density", x)))))


def softmax_of(e: Expr, setting: Setting) -> tuple[Expr, Index, Expr] | None:
    """``(u_i, j, u_j)``, if a term is ``exp u_i / Σ_j exp u_j``."""
    if not isinstance(e, Mul) or len(e.factors) != 2:
        return None
    for above, below in (e.factors, e.factors[::-1]):
        if not isinstance(above, Apply) or above.function != "exp" or not isinstance(below, Pow):
            continue
        total = below.base
        if not isinstance(below.exponent, Number) or below.exponent.value != -1 or not isinstance(total, Sum):
            continue
        if total.lower is not None or total.upper is not None or total.condition is not None:
            continue
        if not isinstance(total.body, Apply) or total.body.function != "exp":
            continue
        (x,), (y,) = above.arguments, total.body.arguments
        for i in sorted(x.free - total.free, key=lambda i: i.serial):
            if _is(substitute(y, {total.index: Position(i)}), x, setting):
                return x, total.index, y
    return None


def _is(a: Expr, b: Expr, setting: Setting) -> bool:
    tidy = Arithmetic(setting).tidy
    return a is b or tidy(a) is tidy(b)


def _softmax(e: Expr, setting: Setting) -> Expr | None:
    found = softmax_of(e.body, setting) if isinstance(e, Derivative) else None
    if found is None or not isinstance(e, Derivative) or not isinstance(e.body, Mul):
        return None
    x, j, y = found
    fresh = j.twin.clear_of(e.free, x.free, y.free)
    y = substitute(y, {j: Position(fresh)})
    other = Mul((of("exp", y), _denominator(e.body)))
    return Mul((e.body, less(by(e, x), Sum(fresh, Mul((other, by(e, y)))))))


def _denominator(e: Mul) -> Expr:
    return next(f for f in e.factors if isinstance(f, Pow))


def _log_sum_exp(e: Expr, setting: Setting) -> Expr | None:
    if not isinstance(e, Derivative) or not isinstance(e.body, Apply) or e.body.function != "log":
        return None
    (total,) = e.body.arguments
    if not isinstance(total, Sum) or not isinstance(total.body, Apply) or total.body.function != "exp":
        return None
    if total.lower is not None or total.upper is not None or total.condition is not None:
        return None
    fresh = total.index.twin.clear_of(e.free, total.body.free)
    (y,) = substitute(total.body, {total.index: Position(fresh)}).children()
    return Sum(fresh, Mul((Mul((of("exp", y), inverse(total))), by(e, y))))


SLOPES: tuple[Law, ...] = (
    Law(
        "derivative of softmax",
        r"p_i = \mathrm{softmax}(z)_i:\quad \partial p_i = p_i \left(\partial z_i - \sum_j p_j\,\partial z_j\right)",
        "",
        _softmax,
    ),
    Law(
        "derivative of log-sum-exp",
        r"\partial \log \sum_j e^{z_j} = \sum_j \mathrm{softmax}(z)_j\,\partial z_j",
        "",
        _log_sum_exp,
    ),
    slope(
        "sigmoid",
        r"\partial \sigma(x) = \sigma(x)(1 - \sigma(x))\,\partial x",
        lambda x: Mul((of("sigmoid", x), less(ONE, of("sigmoid", x)))),
    ),
    slope(
        "tanh",
        r"\partial \tanh x = (1 - \tanh^2 x)\,\partial x",
        lambda x: less(ONE, Pow(of("tanh", x), number(2))),
    ),
    slope(
        "relu",
        r"\partial \operatorname{relu} x = [x > 0]\,\partial x",
        lambda x: Compare(">", x, ZERO),
        condition="x ≠ 0",
    ),
    slope("softplus", r"\partial \operatorname{softplus} x = \sigma(x)\,\partial x", lambda x: of("sigmoid", x)),
    slope("silu", r"\partial \operatorname{silu} x = \sigma(x)(1 + x(1 - \sigma(x)))\,\partial x", _silu),
    slope("gelu", r"\partial \operatorname{gelu} x = (\Phi(x) + x\varphi(x))\,\partial x", _gelu),
    slope("normal distribution", r"\partial \Phi(x) = \varphi(x)\,\partial x", lambda x: of("normal density", x)),
    slope(
        "normal density",
        r"\partial \varphi(x) = -x\varphi(x)\,\partial x",
        lambda x: Mul((number(-1), x, of("normal density", x))),
    ),
    slope("sinh", r"\partial \sinh x = \cosh x\,\partial x", lambda x: of("cosh", x)),
    slope("cosh", r"\partial \cosh x = \sinh x\,\partial x", lambda x: of("sinh", x)),
    slope("abs", r"\partial |x| = \operatorname{sign}(x)\,\partial x", lambda x: of("sign", x), condition="x ≠ 0"),
)
