"""What a value costs to compute at assumed sizes: by it one wording of an answer is preferred to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backproof.compiling.contraction import ASSUMED, TRAFFIC
from backproof.compiling.values import Shape, Value

FREE = frozenset(("argument", "list", "number", "constant", "size", "step", "place", "transpose", "item", "family"))
STARTED = 500.0
"""What it costs to start an operation on arrays, however small."""
CALLED = 4.0
"""A known function, in entries read and written."""


def cost(values: Sequence[Value], lengths: Mapping[str, float], inside: Mapping[Value, Sequence[Value]]) -> float:
    """Multiply-adds for all values together, each counted once; ``inside`` are those that a loop makes."""
    seen: set[Value] = set()
    todo = list(values)
    total = 0.0
    while todo:
        v = todo.pop()
        if v in seen:
            continue
        seen.add(v)
        todo += [*v.arguments, *inside.get(v, ())]
        total += _own(v, lengths)
    return total


def entries(shape: Shape, lengths: Mapping[str, float]) -> float:
    """How many entries an array has."""
    total = 1.0
    for key in shape:
        total *= 1.0 if key == "1" else float(key) if key.isdigit() else lengths.get(key, ASSUMED)
    return total


def _own(v: Value, lengths: Mapping[str, float]) -> float:
    if v.operation in FREE or v.scalar:
        return 1.0
    made = entries(v.shape, lengths)
    read = sum(entries(a.shape, lengths) for a in v.arguments)
    match v.operation:
        case "matmul":
            one = v.arguments[0]
            return made * entries(one.shape[-1:], lengths) + TRAFFIC * (made + read) + STARTED
        case "tensordot":
            assert isinstance(v.detail, tuple)
            gone = tuple(v.arguments[0].shape[k] for k in v.detail[0])
            return made * entries(gone, lengths) + 2 * TRAFFIC * (made + read) + STARTED
        case "einsum":
            assert isinstance(v.detail, tuple)
            sizes = {x: k for s, a in zip(v.detail, v.arguments, strict=False) for x, k in zip(s, a.shape, strict=True)}
            return 4 * entries(tuple(sizes.values()), lengths) + TRAFFIC * (made + read) + 2 * STARTED
        case "inverse" | "determinant" | "log_determinant":
            return read * entries(v.arguments[0].shape[:1], lengths) + 4 * STARTED
        case "call":
            return TRAFFIC * CALLED * made + STARTED
        case _:
            return TRAFFIC * (made + read) + STARTED
