"""The words of a snippet: Python text of the known functions, identifiers, numbers, arrays; no terms."""

from __future__ import annotations

import keyword
import re
from fractions import Fraction
from typing import Any

import numpy as np

FUNCTIONS: dict[str, str] = {
    "exp": "np.exp",
    "log": "np.log",
    "log2": "np.log2",
    "sqrt": "np.sqrt",
    "sin": "np.sin",
    "cos": "np.cos",
    "tan": "np.tan",
    "arctan": "np.arctan",
    "sinh": "np.sinh",
    "cosh": "np.cosh",
    "tanh": "np.tanh",
    "artanh": "np.arctanh",
    "arsinh": "np.arcsinh",
    "abs": "abs",
    "sign": "np.sign",
    "max": "max",
    "min": "min",
    "erf": "math.erf",
    "gamma": "math.gamma",
    "lgamma": "math.lgamma",
    "sech": "lambda x: 1 / np.cosh(x)",
    "coth": "lambda x: 1 / np.tanh(x)",
    "sigmoid": "lambda x: 1 / (1 + np.exp(-x))",
    "logit": "lambda x: np.log(x / (1 - x))",
    "relu": "lambda x: x if x > 0 else 0 * x",
    "softplus": "lambda x: np.log(1 + np.exp(x))",
    "softsign": "lambda x: x / (1 + abs(x))",
    "gelu": "lambda x: x * (1 + math.erf(x / 2**0.5)) / 2",
    "silu": "lambda x: x / (1 + np.exp(-x))",
    "step": "lambda x: float(x > 0)",
    "identity": "lambda x: x",
    "normal density": "lambda x: np.exp(-x * x / 2) / np.sqrt(2 * np.pi)",
    "normal distribution": "lambda x: (1 + math.erf(x / 2**0.5)) / 2",
    "floor quotient": "lambda x, y: np.floor(x / y + 1e-9)",
    "factorial": "lambda x: math.gamma(x + 1)",
    "binomial": "lambda n, k: math.gamma(n + 1) / math.gamma(k + 1) / math.gamma(n - k + 1)",
}
"""Python for every row of ``terms.functions``, at one number; ``lambda`` rows are defined in the snippet."""

VALUES: dict[str, str] = {
    "positive": "np.exp({})",
    "nonnegative": "np.exp({})",
    "unit": "1 / (1 + np.exp(-({})))",
    "sign": "np.sign({})",
    "binary": "float(({}) > 0)",
}
"""How an opaque function keeps to the set in which its values are declared to lie, as in ``numeric.calls``."""

HELPERS: dict[str, str] = {
    "d": """\
def d(f, x, at, h=3e-4):  # derivative of f() by x[at]: five-point central difference
    def moved(s):
        old = np.copy(x[at]); x[at] += s; y = f(); x[at] = old
        return y
    return (8 * (moved(h) - moved(-h)) - moved(2 * h) + moved(-2 * h)) / (12 * h)""",
    "put": """\
def put(f, x, value):  # f() while x has another value
    old = x.copy(); x[...] = value; y = f(); x[...] = old
    return y""",
    "chain": "chain = lambda ms: ms[0] if len(ms) == 1 else ms[0] @ chain(ms[1:])  # ordered product",
    "root": """\
def root(a):  # symmetric square root
    w, v = np.linalg.eigh((a + a.T) / 2)
    return v * np.sqrt(np.maximum(w, 0)) @ v.T""",
}

RESERVED = frozenset(
    ["np", "math", "range", "print", "float", "abs", "max", "min", "sum", "left", "right", "round", "len", "enumerate"]
) | set(HELPERS)


class Names:
    """Identifiers, one per key, that read like the document's names and never clash."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}
        self._used: set[str] = set(RESERVED)

    def of(self, key: str, wish: str = "") -> str:
        """The identifier of ``key``: ``hat x`` → ``x_hat``, ``sigma^2`` → ``sigma2``."""
        found = self._given.get(key)
        if found is None:
            found = self._given[key] = self.fresh(wish or _wish(key))
        return found

    def fresh(self, wish: str) -> str:
        """An identifier that nobody has yet."""
        name, k = wish, 1
        while name in self._used:
            k += 1
            name = f"{wish}_{k}"
        self._used.add(name)
        return name


_ACCENTS = ("hat", "tilde", "bar", "dot", "vec", "overline", "widehat", "widetilde", "check")


def _wish(key: str) -> str:
    text = key.split("′")[0].replace("[·]", "").replace("'", "_prime")
    words = text.split(" ")
    if words[0] in ("formal", "set"):
        words = words[2:] if words[0] == "formal" else words[1:]
    while len(words) > 1 and words[0] in _ACCENTS:
        words = [*words[1:], words[0]]
    text = re.sub(r"\^\(?(\w+)\)?", r"\1", "_".join(words))
    text = re.sub(r"\W+", "_", text).strip("_")
    if not text or not (text[0].isalpha() or text[0] == "_"):
        text = f"v_{text}"
    return text + "_" if keyword.iskeyword(text) else text


def letter(hint: str) -> str:
    """A loop variable for an index written as ``hint``."""
    text = re.sub(r"\W+", "", hint.replace("'", "1"))
    return text if text.isidentifier() and not keyword.iskeyword(text) else "k"


def fraction(value: Fraction) -> tuple[str, bool]:
    """A number as Python text, and whether it stands without brackets: ``3``, ``0.01``, ``2 / 3``."""
    if value.denominator == 1:
        return str(value.numerator), value >= 0
    decimal = repr(float(value))
    if len(decimal) <= 8 and "e" not in decimal and Fraction(decimal) == value:
        return decimal, value >= 0
    return f"{value.numerator} / {value.denominator}", False


def literal(data: Any, *, mutable: bool = False) -> str:
    """Floats as an array literal that reads back exactly."""
    a = np.asarray(data, dtype=float)
    if not a.ndim:
        return f"np.array({float(a)!r})" if mutable else repr(float(a))
    if not a.size:
        return f"np.zeros({a.shape})"
    if a.size > 1 and not a.any():
        return f"np.zeros({a.shape})"
    return f"np.array({nested(a)})"


def nested(a: Any) -> str:
    """Nested lists of floats, without the zero after a decimal point."""
    if not np.ndim(a):
        text = repr(float(a))
        return text[:-1] if text.endswith(".0") else text
    return "[" + ", ".join(nested(x) for x in a) + "]"
