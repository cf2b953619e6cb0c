"""Branches that are not taken: what they compute is kept from overflowing where another branch holds."""

from __future__ import annotations

from backproof.compiling import operations
from backproof.compiling.values import Graph, Value, common_shape, number_of

SAFE = {"exp": 0, "expm1": 0, "sinh": 0, "cosh": 0, "log": 1, "log1p": 0, "log2": 1, "sqrt": 1, "arctanh": 0}
"""An argument at which a function has a value, for those that do not have one everywhere."""
PLAIN = frozenset(("add", "multiply", "negative", "divide", "power", "call", "where"))


def guarded(g: Graph, branch: Value, held: Value, taken: bool) -> Value:
    """A branch that is taken where ``held`` is ``taken``: elsewhere its functions get arguments that do no harm."""

    def safe(v: Value, stand_in: int) -> Value:
        if v.scalar or common_shape((v, held)) != v.shape:
            return v
        plain = g.number(stand_in)
        return operations.choose(g, held, v, plain) if taken else operations.choose(g, held, plain, v)

    def walk(v: Value) -> Value:
        if v.operation not in PLAIN or v.scalar or v in g.names:
            return v
        inner = [walk(a) for a in v.arguments]
        match v.operation:
            case "call" if v.detail in SAFE:
                return g.make("call", [safe(inner[0], SAFE[str(v.detail)])], v.detail, v.shape)
            case "divide" if number_of(inner[1]) is None:
                return g.make("divide", (inner[0], safe(inner[1], 1)), v.detail, v.shape)
            case "power" if (n := number_of(inner[1])) is None or n.denominator > 1:
                return g.make("power", (safe(inner[0], 1), inner[1]), v.detail, v.shape)
            case _:
                return g.make(v.operation, inner, v.detail, v.shape) if inner != list(v.arguments) else v

    return walk(branch)
