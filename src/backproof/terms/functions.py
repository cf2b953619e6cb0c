"""The table of known scalar functions: one row each, and the only place where one is named.

``evaluate`` computes a function through the handful of primitives of an arithmetic ``m`` (``exp log sin cos atan
sqrt erf lgamma where absolute sign``, and ``+ - * / **`` on its values), so that one line serves floating point,
automatic differentiation, ball arithmetic and exact numbers alike.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Function:
    """A known function: its name, how it is spelt, its number of arguments, and how it is computed.

    ``spellings`` are the names (without backslash) under which documents always mean it. ``kinds`` are the words by
    which prose declares another name to be it (``σ is the logistic sigmoid``). ``domain`` is ``real``, ``positive``,
    ``nonnegative``, ``unit`` or ``open`` ((-1, 1)).
    """

    name: str
    spellings: tuple[str, ...]
    evaluate: Callable[..., Any]
    kinds: tuple[str, ...] = ()
    arity: int = 1
    domain: str = "real"


def _sigmoid(m: Any, x: Any) -> Any:
    return 1 / (1 + m.exp(-x))


def _tanh(m: Any, x: Any) -> Any:
    return 2 / (1 + m.exp(-2 * x)) - 1


def _pick(larger: bool) -> Callable[..., Any]:
    def evaluate(m: Any, first: Any, *rest: Any) -> Any:
        best = first
        for other in rest:
            best = m.where(m.greater(best, other) if larger else m.greater(other, best), best, other)
        return best

    return evaluate


def _softplus(m: Any, x: Any) -> Any:
    return m.log(1 + m.exp(x))


def _normal_density(m: Any, x: Any) -> Any:
    return m.exp(-x * x / 2) / m.sqrt(2 * m.pi)


def _normal_distribution(m: Any, x: Any) -> Any:
    return (1 + m.erf(x / m.sqrt(m.two))) / 2


def _relu(m: Any, x: Any) -> Any:
    return m.where(m.greater(x, 0), x, 0 * x)


def _factorial(m: Any, x: Any) -> Any:
    return m.exp(m.lgamma(x + 1))


def _binomial(m: Any, n: Any, k: Any) -> Any:
    return m.exp(m.lgamma(n + 1) - m.lgamma(k + 1) - m.lgamma(n - k + 1))


FUNCTIONS: tuple[Function, ...] = (
    Function("exp", ("exp",), lambda m, x: m.exp(x)),
    Function("log", ("log", "ln"), lambda m, x: m.log(x), domain="positive"),
    Function("log2", ("lb",), lambda m, x: m.log(x) / m.log(m.two), domain="positive"),
    Function("sqrt", (), lambda m, x: m.sqrt(x), domain="nonnegative"),
    Function("sin", ("sin",), lambda m, x: m.sin(x)),
    Function("cos", ("cos",), lambda m, x: m.cos(x)),
    Function("tan", ("tan",), lambda m, x: m.sin(x) / m.cos(x)),
    Function("arctan", ("arctan", "atan"), lambda m, x: m.atan(x)),
    Function("sinh", ("sinh",), lambda m, x: (m.exp(x) - m.exp(-x)) / 2),
    Function("cosh", ("cosh",), lambda m, x: (m.exp(x) + m.exp(-x)) / 2),
    Function("tanh", ("tanh",), _tanh, ("tanh",)),
    Function("sech", ("sech",), lambda m, x: 2 / (m.exp(x) + m.exp(-x))),
    Function("coth", ("coth",), lambda m, x: 1 / _tanh(m, x)),
    Function("artanh", ("artanh", "arctanh", "atanh"), lambda m, x: m.log((1 + x) / (1 - x)) / 2, domain="open"),
    Function("arsinh", ("arsinh", "arcsinh", "asinh"), lambda m, x: m.log(x + m.sqrt(x * x + 1))),
    Function("sigmoid", ("sigmoid", "sigm", "sig", "expit", "logistic"), _sigmoid, ("sigmoid",)),
    Function("logit", ("logit",), lambda m, x: m.log(x / (1 - x)), domain="unit"),
    Function("relu", ("ReLU", "relu", "Relu", "RELU"), _relu, ("relu",)),
    Function("softplus", ("softplus", "Softplus"), _softplus, ("softplus",)),
    Function("softsign", ("softsign",), lambda m, x: x / (1 + m.absolute(x)), ("softsign",)),
    Function("gelu", ("GELU", "gelu"), lambda m, x: x * _normal_distribution(m, x)),
    Function("silu", ("SiLU", "silu", "swish", "Swish"), lambda m, x: x * _sigmoid(m, x)),
    Function("abs", ("abs",), lambda m, x: m.absolute(x)),
    Function("sign", ("sign", "sgn"), lambda m, x: m.sign(x)),
    Function("step", (), lambda m, x: m.where(m.greater(x, 0), 1 + 0 * x, 0 * x), ("step",)),
    Function("identity", (), lambda m, x: x, ("identity",)),
    Function("erf", ("erf",), lambda m, x: m.erf(x)),
    Function("normal density", (), _normal_density, ("normal-pdf",)),
    Function("normal distribution", (), _normal_distribution, ("normal-cdf",)),
    Function("floor quotient", (), lambda m, x, y: m.floor((x + 0.0 * y) / y + 1e-9), arity=2),
    Function("max", ("max",), _pick(True), arity=-1),
    Function("min", ("min",), _pick(False), arity=-1),
    Function("gamma", (), lambda m, x: m.exp(m.lgamma(x)), domain="positive"),
    Function("lgamma", (), lambda m, x: m.lgamma(x), domain="positive"),
    Function("factorial", (), _factorial, domain="nonnegative"),
    Function("binomial", (), _binomial, arity=2),
)

BY_NAME = {f.name: f for f in FUNCTIONS}
BY_SPELLING = {s: f for f in FUNCTIONS for s in f.spellings}
BY_KIND = {k: f for f in FUNCTIONS for k in f.kinds}
