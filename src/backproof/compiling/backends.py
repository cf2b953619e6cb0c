"""How operations are written with each array library: one row per operation, one column per library.

In a spelling ``{0}``, ``{1}``, … are the operands, ``{axis}``, ``{shape}``, … what the operation says besides. Known
functions have their spellings in ``terms.functions``; those that only generated code needs are rows here.
"""

from __future__ import annotations

from dataclasses import dataclass

from backproof.terms.functions import BY_NAME, Code

BACKENDS = ("numpy", "jax", "torch")


@dataclass(frozen=True)
class Backend:
    """An array library: how it is imported, what it calls an array, and how an argument is made one."""

    name: str
    imports: tuple[str, ...]
    prefix: str
    array: str
    package: str
    install: str
    as_array: str
    axis: str = "axis"


NUMPY = Backend("numpy", ("import numpy as np",), "np", "np.ndarray", "numpy", "numpy", "np.asarray({0}, dtype=float)")
JAX = Backend(
    "jax",
    ("import jax", "import jax.numpy as jnp"),
    "jnp",
    "jax.Array",
    "jax",
    "backproof[jax]",
    "jnp.asarray({0})",
)
TORCH = Backend(
    "torch", ("import torch",), "torch", "torch.Tensor", "torch", "torch", "torch.as_tensor({0})", axis="dim"
)
BY_BACKEND = {b.name: b for b in (NUMPY, JAX, TORCH)}

EXTRA: dict[str, Code] = {
    "expm1": Code("np.expm1({0})", "jnp.expm1({0})", "torch.expm1({0})", "math.expm1({0})"),
    "log1p": Code("np.log1p({0})", "jnp.log1p({0})", "torch.log1p({0})", "math.log1p({0})"),
}
"""Functions that stable forms need."""

OPERATIONS: dict[str, tuple[str, str, str]] = {
    "sum": ("{0}.sum({axis})", "{0}.sum({axis})", "{0}.sum({axis})"),
    "prod": ("{0}.prod({axis})", "{0}.prod({axis})", "{0}.prod({axis})"),
    "max": ("{0}.max({axis})", "{0}.max({axis})", "{0}.amax({axis})"),
    "min": ("{0}.min({axis})", "{0}.min({axis})", "{0}.amin({axis})"),
    "logsumexp": (
        "logsumexp({0}, {place})",
        "jax.scipy.special.logsumexp({0}, axis={place})",
        "torch.logsumexp({0}, {place})",
    ),
    "softmax": ("softmax({0}, {place})", "jax.nn.softmax({0}, axis={place})", "torch.softmax({0}, {place})"),
    "log_softmax": (
        "log_softmax({0}, {place})",
        "jax.nn.log_softmax({0}, axis={place})",
        "torch.log_softmax({0}, {place})",
    ),
    "einsum": ('np.einsum("{spec}", {0}, {1})', 'jnp.einsum("{spec}", {0}, {1})', 'torch.einsum("{spec}", {0}, {1})'),
    "tensordot": (
        "np.tensordot({0}, {1}, {places})",
        "jnp.tensordot({0}, {1}, {places})",
        "torch.tensordot({0}, {1}, {places})",
    ),
    "transpose": ("{0}.transpose({order})", "{0}.transpose({order})", "{0}.permute({order})"),
    "broadcast": (
        "np.broadcast_to({0}, {shape})",
        "jnp.broadcast_to({0}, {shape})",
        "torch.broadcast_to(torch.as_tensor({0}), {shape})",
    ),
    "full": ("np.full({shape}, {0})", "jnp.full({shape}, {0})", "torch.full({shape}, {0})"),
    "where": ("np.where({0}, {1}, {2})", "jnp.where({0}, {1}, {2})", "torch.where({0}, {1}, {2})"),
    "diagonal": (
        "np.diagonal({0}, 0, {first}, {second})",
        "jnp.diagonal({0}, 0, {first}, {second})",
        "torch.diagonal({0}, 0, {first}, {second})",
    ),
    "on_diagonal": ("on_diagonal({0})", "on_diagonal({0})", "torch.diag_embed({0})"),
    "trace": ("np.trace({0})", "jnp.trace({0})", "torch.trace({0})"),
    "inverse": ("np.linalg.inv({0})", "jnp.linalg.inv({0})", "torch.linalg.inv({0})"),
    "solve": ("np.linalg.solve({0}, {1})", "jnp.linalg.solve({0}, {1})", "torch.linalg.solve({0}, {1})"),
    "determinant": ("np.linalg.det({0})", "jnp.linalg.det({0})", "torch.linalg.det({0})"),
    "log_determinant": (
        "np.linalg.slogdet({0})[1]",
        "jnp.linalg.slogdet({0})[1]",
        "torch.linalg.slogdet({0})[1]",
    ),
    "range": (
        "np.arange({first}.0, {size} + {first})",
        "jnp.arange({first}.0, {size} + {first})",
        "torch.arange({first}.0, {size} + {first})",
    ),
    "whole": ("{0}.astype(int)", "{0}.astype(int)", "{0}.long()"),
    "pick": (
        "{0}[np.arange(len({0})), {1}.astype(int)]",
        "{0}[jnp.arange(len({0})), {1}.astype(int)]",
        "{0}[torch.arange(len({0})), {1}.long()]",
    ),
}

HELPERS: dict[str, tuple[str, str, str]] = {
    "sigmoid": (
        '''def sigmoid(x):
    """1 / (1 + exp(-x)), without overflow."""
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, e) / (1.0 + e)
''',
        "",
        "",
    ),
    "softmax": (
        '''def softmax(x, axis):
    """exp(x) / sum(exp(x)) along an axis, without overflow."""
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
''',
        "",
        "",
    ),
    "log_softmax": (
        '''def log_softmax(x, axis):
    """The logarithm of the softmax along an axis, finite wherever x is."""
    x = x - x.max(axis=axis, keepdims=True)
    return x - np.log(np.exp(x).sum(axis=axis, keepdims=True))
''',
        "",
        "",
    ),
    "logsumexp": (
        '''def logsumexp(x, axis):
    """log(sum(exp(x))) along an axis, without overflow."""
    top = x.max(axis=axis, keepdims=True)
    return (top + np.log(np.exp(x - top).sum(axis=axis, keepdims=True))).squeeze(axis)
''',
        "",
        "",
    ),
    "on_diagonal": (
        '''def on_diagonal(a):
    """The last axis of an array on the diagonal of two axes; zero elsewhere."""
    full = np.zeros((*a.shape, a.shape[-1]))
    np.einsum("...ii->...i", full)[...] = a
    return full
''',
        '''def on_diagonal(a):
    """The last axis of an array on the diagonal of two axes; zero elsewhere."""
    return a[..., None] * jnp.eye(a.shape[-1])
''',
        "",
    ),
    "erf": ("erf = np.vectorize(math.erf, otypes=[float])\n", "", ""),
    "lgamma": ("lgamma = np.vectorize(math.lgamma, otypes=[float])\n", "", ""),
    "normal_density": (
        '''def normal_density(x):
    """The density of the standard normal distribution."""
    return np.exp(-0.5 * x**2) / math.sqrt(2 * math.pi)
''',
        "",
        '''def normal_density(x):
    """The density of the standard normal distribution."""
    return torch.exp(-0.5 * x**2) / math.sqrt(2 * math.pi)
''',
    ),
    "normal_distribution": (
        '''def normal_distribution(x):
    """The distribution function of the standard normal distribution."""
    return 0.5 * (1 + np.vectorize(math.erf, otypes=[float])(x / math.sqrt(2)))
''',
        "",
        "",
    ),
    "softplus": (
        "",
        "",
        '''def softplus(x):
    """log(1 + exp(x)), without overflow."""
    return torch.logaddexp(torch.zeros_like(x), x)
''',
    ),
    "maximum": (
        "",
        "",
        '''def maximum(x, y):
    """The larger of two, entry by entry."""
    x, y = torch.as_tensor(x), torch.as_tensor(y)
    return torch.where(y > x, y, x)
''',
    ),
    "minimum": (
        "",
        "",
        '''def minimum(x, y):
    """The smaller of two, entry by entry."""
    x, y = torch.as_tensor(x), torch.as_tensor(y)
    return torch.where(y < x, y, x)
''',
    ),
}
"""Functions that a module brings along where the library has none; in the order in which they are written."""


def column(backend: Backend) -> int:
    """Which column of the tables a library is."""
    return BACKENDS.index(backend.name)


def operation(name: str, backend: Backend) -> str:
    """The spelling of an operation."""
    return OPERATIONS[name][column(backend)]


def function(name: str, backend: Backend, plain: bool) -> str:
    """The spelling of a known function; of numbers of Python itself, where ``plain``."""
    code = EXTRA.get(name) or BY_NAME[name].code
    assert code is not None
    if plain and code.plain:
        return code.plain
    return str(getattr(code, backend.name))
