"""Known functions by others: every row of the table of functions that is not elementary, in terms of those that are."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from backproof.laws.law import Law
from backproof.laws.setting import Setting
from backproof.terms.nodes import ONE, Add, Apply, Compare, Constant, Expr, Mul, Pow, inverse, negative, number

TWO = number(2)
ZERO = number(0)
HALF = number(Fraction(1, 2))


def _exp(x: Expr) -> Expr:
    return Apply("exp", (x,))


def _log(x: Expr) -> Expr:
    return Apply("log", (x,))


def _minus(x: Expr, y: Expr) -> Expr:
    return Add((x, negative(y)))


def _sigmoid(x: Expr) -> Expr:
    return inverse(Add((ONE, _exp(negative(x)))))


def _tanh(x: Expr) -> Expr:
    return _minus(Mul((TWO, inverse(Add((ONE, _exp(Mul((number(-2), x)))))))), ONE)


def _above(x: Expr, y: Expr = ZERO) -> Expr:
    return Compare(">", x, y)


def _chosen(x: Expr, y: Expr, first: Expr) -> Expr:
    """x where ``first`` holds, else y."""
    return Add((Mul((first, x)), Mul((_minus(ONE, first), y))))


def _largest(*xs: Expr) -> Expr:
    best = xs[0]
    for x in xs[1:]:
        best = _chosen(best, x, _above(best, x))
    return best


def _smallest(*xs: Expr) -> Expr:
    best = xs[0]
    for x in xs[1:]:
        best = _chosen(best, x, _above(x, best))
    return best


def _normal(x: Expr) -> Expr:
    root = Pow(Mul((TWO, Constant("pi"))), number(Fraction(-1, 2)))
    return Mul((root, _exp(Mul((number(Fraction(-1, 2)), Pow(x, TWO))))))


def _normal_distribution(x: Expr) -> Expr:
    return Mul((HALF, Add((ONE, Apply("erf", (Mul((x, Pow(TWO, number(Fraction(-1, 2))))),))))))


def _identity(name: str, statement: str, made: Callable[..., Expr], *examples: str) -> Law:
    def apply(e: Expr, setting: Setting) -> Expr | None:
        return made(*e.arguments) if isinstance(e, Apply) and e.function == name else None

    return Law(name, statement, "", apply, examples=examples)


IDENTITIES: tuple[Law, ...] = (
    _identity("sqrt", r"\sqrt{x} = x^{1/2}", lambda x: Pow(x, HALF)),
    _identity("log2", r"\log_2 x = \log x / \log 2", lambda x: Mul((_log(x), inverse(_log(TWO))))),
    _identity("tan", r"\tan x = \sin x / \cos x", lambda x: Mul((Apply("sin", (x,)), inverse(Apply("cos", (x,)))))),
    _identity("sinh", r"\sinh x = (e^x - e^{-x})/2", lambda x: Mul((HALF, _minus(_exp(x), _exp(negative(x)))))),
    _identity("cosh", r"\cosh x = (e^x + e^{-x})/2", lambda x: Mul((HALF, Add((_exp(x), _exp(negative(x))))))),
    _identity(
        "sech",
        r"\operatorname{sech} x = 2/(e^x + e^{-x})",
        lambda x: Mul((TWO, inverse(Add((_exp(x), _exp(negative(x))))))),
    ),
    _identity("tanh", r"\tanh x = 2/(1 + e^{-2x}) - 1", _tanh),
    _identity("coth", r"\coth x = 1/\tanh x", lambda x: inverse(_tanh(x))),
    _identity(
        "artanh",
        r"\operatorname{artanh} x = \tfrac12 \log\frac{1+x}{1-x}",
        lambda x: Mul((HALF, _minus(_log(Add((ONE, x))), _log(_minus(ONE, x))))),
    ),
    _identity(
        "arsinh",
        r"\operatorname{arsinh} x = \log(x + \sqrt{x^2+1})",
        lambda x: _log(Add((x, Pow(Add((Pow(x, TWO), ONE)), HALF)))),
    ),
    _identity("sigmoid", r"\sigma(x) = 1/(1 + e^{-x})", _sigmoid),
    _identity("logit", r"\operatorname{logit} p = \log p - \log(1-p)", lambda p: _minus(_log(p), _log(_minus(ONE, p)))),
    _identity("relu", r"\operatorname{relu} x = x\,[x > 0]", lambda x: Mul((x, _above(x)))),
    _identity("softplus", r"\operatorname{softplus} x = \log(1 + e^x)", lambda x: _log(Add((ONE, _exp(x))))),
    _identity(
        "softsign",
        r"\operatorname{softsign} x = x/(1 + |x|)",
        lambda x: Mul((x, inverse(Add((ONE, Apply("abs", (x,))))))),
    ),
    _identity("gelu", r"\operatorname{gelu} x = x\,\Phi(x)", lambda x: Mul((x, _normal_distribution(x)))),
    _identity("silu", r"\operatorname{silu} x = x\,\sigma(x)", lambda x: Mul((x, _sigmoid(x)))),
    _identity("abs", r"|x| = x\,([x > 0] - [x < 0])", lambda x: Mul((x, _minus(_above(x), Compare("<", x, ZERO))))),
    _identity("sign", r"\operatorname{sign} x = [x > 0] - [x < 0]", lambda x: _minus(_above(x), Compare("<", x, ZERO))),
    _identity("step", r"\operatorname{step} x = [x > 0]", _above),
    _identity("identity", r"\operatorname{id} x = x", lambda x: x),
    _identity("normal density", r"\varphi(x) = e^{-x^2/2}/\sqrt{2\pi}", _normal),
    _identity("normal distribution", r"\Phi(x) = (1 + \operatorname{erf}(x/\sqrt2))/2", _normal_distribution),
    _identity("max", r"\max(x, y) = x\,[x > y] + y\,(1 - [x > y])", _largest),
    _identity("min", r"\min(x, y) = x\,[y > x] + y\,(1 - [y > x])", _smallest),
)
