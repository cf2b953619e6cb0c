"""The table of known scalar functions: one row each, and the only place where one is named.

``evaluate`` computes a function through the handful of primitives of an arithmetic ``m`` (``exp log sin cos atan
sqrt erf lgamma where absolute sign``, and ``+ - * / **`` on its values), so that one line serves floating point,
automatic differentiation, ball arithmetic and exact numbers alike.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Code:
    """How a function is written in Python with each array library, ``{0}``, ``{1}``, … being its arguments.

    A name without a prefix is a helper that the generated module brings along (``compiling.backends``). ``plain`` is
    the spelling for numbers of Python itself, empty where there is none.
    """

    numpy: str
    jax: str
    torch: str
    plain: str = ""


def _alike(numpy: str, torch: str = "", plain: bool = False) -> Code:
    """The same name everywhere, but for what PyTorch calls it; ``math`` has it, too, where it is ``plain``."""
    other = torch or numpy
    return Code(f"np.{numpy}({{0}})", f"jnp.{numpy}({{0}})", f"torch.{other}({{0}})", f"math.{numpy}({{0}})" * plain)


def _formula(text: str) -> Code:
    """A formula in operators alone."""
    return Code(text, text, text, text)


@dataclass(frozen=True, slots=True)
class Function:
    """A known function: its name, how it is spelt, its number of arguments, and how it is computed.

    ``spellings`` are the names (without backslash) under which documents always mean it. ``kinds`` are the words by
    which prose declares another name to be it (``σ is the logistic sigmoid``). ``domain`` is ``real``, ``positive``,
    ``nonnegative``, ``unit`` or ``open`` ((-1, 1)). ``code`` is how generated
    code writes it; None where it is not written.
    """

    name: str
    spellings: tuple[str, ...]
    evaluate: Callable[..., Any]
    kinds: tuple[str, ...] = ()
    arity: int = 1
    domain: str = "real"
    code: Code | None = None


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
    Function("exp", ("exp",), lambda m, x: m.exp(x), code=_alike("exp", plain=True)),
    Function("log", ("log", "ln"), lambda m, x: m.log(x), domain="positive", code=_alike("log", plain=True)),
    Function("log2", ("lb",), lambda m, x: m.log(x) / m.log(m.two), domain="positive", code=_alike("log2", plain=True)),
    Function("sqrt", (), lambda m, x: m.sqrt(x), domain="nonnegative", code=_alike("sqrt", plain=True)),
    Function("sin", ("sin",), lambda m, x: m.sin(x), code=_alike("sin", plain=True)),
    Function("cos", ("cos",), lambda m, x: m.cos(x), code=_alike("cos", plain=True)),
    Function("tan", ("tan",), lambda m, x: m.sin(x) / m.cos(x), code=_alike("tan", plain=True)),
    Function("arctan", ("arctan", "atan"), lambda m, x: m.atan(x), code=_alike("arctan")),
    Function("sinh", ("sinh",), lambda m, x: (m.exp(x) - m.exp(-x)) / 2, code=_alike("sinh", plain=True)),
    Function("cosh", ("cosh",), lambda m, x: (m.exp(x) + m.exp(-x)) / 2, code=_alike("cosh", plain=True)),
    Function("tanh", ("tanh",), _tanh, ("tanh",), code=_alike("tanh", plain=True)),
    Function(
        "sech",
        ("sech",),
        lambda m, x: 2 / (m.exp(x) + m.exp(-x)),
        code=Code("1 / np.cosh({0})", "1 / jnp.cosh({0})", "1 / torch.cosh({0})", "1 / math.cosh({0})"),
    ),
    Function(
        "coth",
        ("coth",),
        lambda m, x: 1 / _tanh(m, x),
        code=Code("1 / np.tanh({0})", "1 / jnp.tanh({0})", "1 / torch.tanh({0})", "1 / math.tanh({0})"),
    ),
    Function(
        "artanh",
        ("artanh", "arctanh", "atanh"),
        lambda m, x: m.log((1 + x) / (1 - x)) / 2,
        domain="open",
        code=_alike("arctanh"),
    ),
    Function(
        "arsinh", ("arsinh", "arcsinh", "asinh"), lambda m, x: m.log(x + m.sqrt(x * x + 1)), code=_alike("arcsinh")
    ),
    Function(
        "sigmoid",
        ("sigmoid", "sigm", "sig", "expit", "logistic"),
        _sigmoid,
        ("sigmoid",),
        code=Code("sigmoid({0})", "jax.nn.sigmoid({0})", "torch.sigmoid({0})"),
    ),
    Function(
        "logit",
        ("logit",),
        lambda m, x: m.log(x / (1 - x)),
        domain="unit",
        code=Code("np.log({0} / (1 - {0}))", "jax.scipy.special.logit({0})", "torch.logit({0})"),
    ),
    Function(
        "relu",
        ("ReLU", "relu", "Relu", "RELU"),
        _relu,
        ("relu",),
        code=Code("np.maximum({0}, 0)", "jnp.maximum({0}, 0)", "torch.relu({0})"),
    ),
    Function(
        "softplus",
        ("softplus", "Softplus"),
        _softplus,
        ("softplus",),
        code=Code("np.logaddexp(0, {0})", "jax.nn.softplus({0})", "softplus({0})"),
    ),
    Function(
        "softsign",
        ("softsign",),
        lambda m, x: x / (1 + m.absolute(x)),
        ("softsign",),
        code=_formula("{0} / (1 + abs({0}))"),
    ),
    Function(
        "gelu",
        ("GELU", "gelu"),
        lambda m, x: x * _normal_distribution(m, x),
        code=Code(
            "{0} * normal_distribution({0})", "jax.nn.gelu({0}, approximate=False)", "torch.nn.functional.gelu({0})"
        ),
    ),
    Function(
        "silu",
        ("SiLU", "silu", "swish", "Swish"),
        lambda m, x: x * _sigmoid(m, x),
        code=Code("{0} * sigmoid({0})", "jax.nn.silu({0})", "torch.nn.functional.silu({0})"),
    ),
    Function("abs", ("abs",), lambda m, x: m.absolute(x), code=_formula("abs({0})")),
    Function("sign", ("sign", "sgn"), lambda m, x: m.sign(x), code=_alike("sign")),
    Function(
        "step",
        (),
        lambda m, x: m.where(m.greater(x, 0), 1 + 0 * x, 0 * x),
        ("step",),
        code=Code("np.where({0} > 0, 1.0, 0.0)", "jnp.where({0} > 0, 1.0, 0.0)", "torch.where({0} > 0, 1.0, 0.0)"),
    ),
    Function("identity", (), lambda m, x: x, ("identity",), code=_formula("{0}")),
    Function(
        "erf",
        ("erf",),
        lambda m, x: m.erf(x),
        code=Code("erf({0})", "jax.scipy.special.erf({0})", "torch.erf({0})", "math.erf({0})"),
    ),
    Function(
        "normal density",
        (),
        _normal_density,
        ("normal-pdf",),
        code=Code("normal_density({0})", "jax.scipy.stats.norm.pdf({0})", "normal_density({0})"),
    ),
    Function(
        "normal distribution",
        (),
        _normal_distribution,
        ("normal-cdf",),
        code=Code("normal_distribution({0})", "jax.scipy.special.ndtr({0})", "torch.special.ndtr({0})"),
    ),
    Function(
        "floor quotient", (), lambda m, x, y: m.floor((x + 0.0 * y) / y + 1e-9), arity=2, code=_formula("{0} // {1}")
    ),
    Function(
        "max",
        ("max",),
        _pick(True),
        arity=-1,
        code=Code("np.maximum({0}, {1})", "jnp.maximum({0}, {1})", "maximum({0}, {1})", "max({0}, {1})"),
    ),
    Function(
        "min",
        ("min",),
        _pick(False),
        arity=-1,
        code=Code("np.minimum({0}, {1})", "jnp.minimum({0}, {1})", "minimum({0}, {1})", "min({0}, {1})"),
    ),
    Function(
        "gamma",
        (),
        lambda m, x: m.exp(m.lgamma(x)),
        domain="positive",
        code=Code(
            "np.exp(lgamma({0}))",
            "jnp.exp(jax.scipy.special.gammaln({0}))",
            "torch.exp(torch.lgamma({0}))",
            "math.gamma({0})",
        ),
    ),
    Function(
        "lgamma",
        (),
        lambda m, x: m.lgamma(x),
        domain="positive",
        code=Code("lgamma({0})", "jax.scipy.special.gammaln({0})", "torch.lgamma({0})", "math.lgamma({0})"),
    ),
    Function(
        "factorial",
        (),
        _factorial,
        domain="nonnegative",
        code=Code(
            "np.exp(lgamma({0} + 1))",
            "jnp.exp(jax.scipy.special.gammaln({0} + 1))",
            "torch.exp(torch.lgamma({0} + 1))",
            "math.gamma({0} + 1)",
        ),
    ),
    Function("binomial", (), _binomial, arity=2),
)

BY_NAME = {f.name: f for f in FUNCTIONS}
BY_SPELLING = {s: f for f in FUNCTIONS for s in f.spellings}
BY_KIND = {k: f for f in FUNCTIONS for k in f.kinds}
