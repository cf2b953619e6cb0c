"""Known functions by others: every row of the table of functions that is not elementary, in terms of those that are."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from backproof.laws.law import Law, page
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


def _binomial(n: Expr, k: Expr) -> Expr:
    below = Mul((Apply("factorial", (k,)), Apply("factorial", (_minus(n, k),))))
    return Mul((Apply("factorial", (n,)), inverse(below)))


def _identity(
    name: str,
    statement: str,
    made: Callable[..., Expr],
    examples: tuple[str, ...] = (),
    near_misses: tuple[str, ...] = (),
) -> Law:
    def apply(e: Expr, setting: Setting) -> Expr | None:
        return made(*e.arguments) if isinstance(e, Apply) and e.function == name else None

    return Law(name, statement, "", apply, Apply, examples=examples, near_misses=near_misses)


IDENTITIES: tuple[Law, ...] = (
    _identity(
        "sqrt",
        r"\sqrt{x} = x^{1/2}",
        lambda x: Pow(x, HALF),
        examples=(r"\frac{d}{dx}\sqrt{1+x^2} = \frac{x}{\sqrt{1+x^2}}",),
        near_misses=(r"\frac{d}{dx}\sqrt{1+x^2} = \frac{1}{2\sqrt{1+x^2}}",),
    ),
    _identity(
        "log2",
        r"\log_2 x = \log x / \log 2",
        lambda x: Mul((_log(x), inverse(_log(TWO)))),
        examples=(r"\frac{d}{dx}\operatorname{lb}(x^3) = \frac{3}{x \log 2}",),
        near_misses=(r"\frac{d}{dx}\operatorname{lb}(x^3) = \frac{3}{x}",),
    ),
    _identity(
        "tan",
        r"\tan x = \sin x / \cos x",
        lambda x: Mul((Apply("sin", (x,)), inverse(Apply("cos", (x,))))),
        examples=(r"\frac{d}{dx}\tan(x^2) = \frac{2x}{\cos^2(x^2)}",),
        near_misses=(r"\frac{d}{dx}\tan(x^2) = \frac{1}{\cos^2(x^2)}",),
    ),
    _identity(
        "sinh",
        r"\sinh x = (e^x - e^{-x})/2",
        lambda x: Mul((HALF, _minus(_exp(x), _exp(negative(x))))),
        examples=(r"\frac{d}{dx}\sinh(3x) = 3\cosh(3x)",),
        near_misses=(r"\frac{d}{dx}\sinh(3x) = \cosh(3x)",),
    ),
    _identity(
        "cosh",
        r"\cosh x = (e^x + e^{-x})/2",
        lambda x: Mul((HALF, Add((_exp(x), _exp(negative(x)))))),
        examples=(r"\cosh^2(x+1) - \sinh^2(x+1) = 1",),
        near_misses=(r"\frac{d}{dx}\cosh(2x) = -2\sinh(2x)",),
    ),
    _identity(
        "sech",
        r"\operatorname{sech} x = 2/(e^x + e^{-x})",
        lambda x: Mul((TWO, inverse(Add((_exp(x), _exp(negative(x))))))),
        examples=(r"\frac{d}{dx}\tanh(2x) = 2\operatorname{sech}^2(2x)",),
        near_misses=(r"\frac{d}{dx}\tanh(2x) = \operatorname{sech}^2(2x)",),
    ),
    _identity(
        "tanh",
        r"\tanh x = 2/(1 + e^{-2x}) - 1",
        _tanh,
        examples=(r"\frac{d}{dx}\tanh(x^2) = 2x\,(1-\tanh^2(x^2))",),
        near_misses=(r"\frac{d}{dx}\tanh(x^2) = 1-\tanh^2(x^2)",),
    ),
    _identity(
        "coth",
        r"\coth x = 1/\tanh x",
        lambda x: inverse(_tanh(x)),
        examples=(r"\coth(2x) \tanh(2x) = 1",),
        near_misses=(r"\frac{d}{dx}\coth(2x) = \frac{2}{\sinh^2(2x)}",),
    ),
    _identity(
        "artanh",
        r"\operatorname{artanh} x = \tfrac12 \log\frac{1+x}{1-x}",
        lambda x: Mul((HALF, _minus(_log(Add((ONE, x))), _log(_minus(ONE, x))))),
        examples=(r"\frac{d}{dx}\operatorname{artanh}(\tfrac{x}{1+x}) = \frac{1}{1+2x}",),
        near_misses=(r"\frac{d}{dx}\operatorname{artanh}(\tfrac{x}{1+x}) = \frac{1}{1+x}",),
    ),
    _identity(
        "arsinh",
        r"\operatorname{arsinh} x = \log(x + \sqrt{x^2+1})",
        lambda x: _log(Add((x, Pow(Add((Pow(x, TWO), ONE)), HALF)))),
        examples=(r"\frac{d}{dx}\operatorname{arsinh}(x) = \frac{1}{\sqrt{x^2+1}}",),
        near_misses=(r"\frac{d}{dx}\operatorname{arsinh}(x) = \frac{1}{x^2+1}",),
    ),
    _identity(
        "sigmoid",
        r"\sigma(x) = 1/(1 + e^{-x})",
        _sigmoid,
        examples=(
            r"\frac{d}{dx}\operatorname{sigmoid}(x^2) = 2x\operatorname{sigmoid}(x^2)(1-\operatorname{sigmoid}(x^2))",
        ),
        near_misses=(
            r"\frac{d}{dx}\operatorname{sigmoid}(x^2) = \operatorname{sigmoid}(x^2)(1-\operatorname{sigmoid}(x^2))",
        ),
    ),
    _identity(
        "logit",
        r"\operatorname{logit} p = \log p - \log(1-p)",
        lambda p: _minus(_log(p), _log(_minus(ONE, p))),
        examples=(r"\frac{d}{dx}\operatorname{logit}(\tfrac{x}{1+x}) = \frac{1}{x}",),
        near_misses=(r"\frac{d}{dx}\operatorname{logit}(\tfrac{x}{1+x}) = \frac{1}{x(1+x)}",),
    ),
    _identity(
        "relu",
        r"\operatorname{relu} x = x\,[x > 0]",
        lambda x: Mul((x, _above(x))),
        examples=(r"\operatorname{ReLU}(x-1) - \operatorname{ReLU}(1-x) = x - 1",),
        near_misses=(r"\operatorname{ReLU}(x-1) + \operatorname{ReLU}(1-x) = x - 1",),
    ),
    _identity(
        "softplus",
        r"\operatorname{softplus} x = \log(1 + e^x)",
        lambda x: _log(Add((ONE, _exp(x)))),
        examples=(r"\operatorname{softplus}(2x) - \operatorname{softplus}(-2x) = 2x",),
        near_misses=(r"\operatorname{softplus}(2x) + \operatorname{softplus}(-2x) = 2x",),
    ),
    _identity(
        "softsign",
        r"\operatorname{softsign} x = x/(1 + |x|)",
        lambda x: Mul((x, inverse(Add((ONE, Apply("abs", (x,))))))),
        examples=(r"\operatorname{softsign}(y-x) = -\operatorname{softsign}(x-y)",),
        near_misses=(r"\operatorname{softsign}(x-3) = \frac{|x-3|}{1+|x-3|}",),
    ),
    _identity(
        "gelu",
        r"\operatorname{gelu} x = x\,\Phi(x)",
        lambda x: Mul((x, _normal_distribution(x))),
        examples=(r"\operatorname{GELU}(2x) - \operatorname{GELU}(-2x) = 2x",),
        near_misses=(r"\operatorname{GELU}(2x) + \operatorname{GELU}(-2x) = 2x",),
    ),
    _identity(
        "silu",
        r"\operatorname{silu} x = x\,\sigma(x)",
        lambda x: Mul((x, _sigmoid(x))),
        examples=(r"\operatorname{SiLU}(x+1) - \operatorname{SiLU}(-x-1) = x+1",),
        near_misses=(r"\operatorname{SiLU}(x+1) + \operatorname{SiLU}(-x-1) = x+1",),
    ),
    _identity(
        "abs",
        r"|x| = x\,([x > 0] - [x < 0])",
        lambda x: Mul((x, _minus(_above(x), Compare("<", x, ZERO)))),
        examples=(r"|x-1| = |1-x|",),
        near_misses=(r"|x-1| = 1-x",),
    ),
    _identity(
        "sign",
        r"\operatorname{sign} x = [x > 0] - [x < 0]",
        lambda x: _minus(_above(x), Compare("<", x, ZERO)),
        examples=(r"|x-2| = (x-2)\operatorname{sign}(x-2)",),
        near_misses=(r"|x-2| = (x-2)\operatorname{sign}(x)",),
    ),
    _identity(
        "step",
        r"\operatorname{step} x = [x > 0]",
        _above,
        examples=(page("Let $u$ be the Heaviside step function.", r"(x - y)\,u(x - y) = \operatorname{ReLU}(x - y)"),),
        near_misses=(page("Let $u$ be the Heaviside step function.", r"x\,u(x - y) = \operatorname{ReLU}(x - y)"),),
    ),
    _identity(
        "identity",
        r"\operatorname{id} x = x",
        lambda x: x,
        examples=(page(r"Let $x \in \mathbb{R}$ and let $g$ be the identity.", r"g(2x + 1) = 2x + 1"),),
        near_misses=(page(r"Let $x \in \mathbb{R}$ and let $g$ be the identity.", r"g(2x + 1) = 2x"),),
    ),
    _identity(
        "normal density",
        r"\varphi(x) = e^{-x^2/2}/\sqrt{2\pi}",
        _normal,
        examples=(
            page(
                r"Let $x \in \mathbb{R}$ and let $\varphi$ be the standard normal density.",
                r"\varphi'(2x) = -2x\,\varphi(2x)",
            ),
        ),
        near_misses=(
            page(
                r"Let $x \in \mathbb{R}$ and let $\varphi$ be the standard normal density.",
                r"\varphi'(2x) = -x\,\varphi(2x)",
            ),
        ),
    ),
    _identity(
        "normal distribution",
        r"\Phi(x) = (1 + \operatorname{erf}(x/\sqrt2))/2",
        _normal_distribution,
        examples=(
            page(
                r"Let $x \in \mathbb{R}$ and let $\Phi$ be the standard normal distribution function.",
                r"\Phi(-2x) = 1 - \Phi(2x)",
            ),
        ),
        near_misses=(
            page(
                r"Let $x \in \mathbb{R}$ and let $\Phi$ be the standard normal distribution function.",
                r"\Phi(-2x) = \Phi(2x)",
            ),
        ),
    ),
    _identity(
        "binomial",
        r"\binom nk = n!/(k!\,(n-k)!)",
        _binomial,
        examples=(page(r"Let $n, k \in \mathbb{N}$ with $k \le n$.", r"\binom{n}{k} = \frac{n!}{k!\,(n-k)!}"),),
        near_misses=(page(r"Let $n, k \in \mathbb{N}$ with $k \le n$.", r"\binom{n}{k} = \frac{n!}{(n-k)!}"),),
    ),
    _identity(
        "max",
        r"\max(x, y) = x\,[x > y] + y\,(1 - [x > y])",
        _largest,
        examples=(r"\max(x, 3) + \min(x, 3) = x + 3",),
        near_misses=(r"\max(x, 3) - \min(x, 3) = x + 3",),
    ),
    _identity(
        "min",
        r"\min(x, y) = x\,[y > x] + y\,(1 - [y > x])",
        _smallest,
        examples=(r"\min(x, y) = -\max(-x, -y)",),
        near_misses=(r"\min(x, y) = \max(-x, -y)",),
    ),
)
