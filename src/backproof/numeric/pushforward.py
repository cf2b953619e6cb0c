"""A body that sees normal variables only through one affine map of them: that image is normal itself.

``h = relu(W x)`` depends on x through z = W x alone, and each entry of h on one entry of z. Whether a defined symbol is
affine in the normal variables, and whether the body sees nothing else of them, is found by evaluating.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backproof.numeric.arrays import Array
from backproof.numeric.duals import Value, add, linear, mul, primal, rename, scalar
from backproof.numeric.randomness import Draw
from backproof.numeric.softening import softened

if TYPE_CHECKING:
    from backproof.numeric.expectation import Problem

CHECKS = 3


def pushed(problem: Problem) -> list[Draw] | None:
    """The draws of an expectation with the normal ones replaced by their image; None if there is no such image."""
    normals = [
        d for d in problem.randoms.draws if d.law in ("normal", "joint normal") and not d.varying and d.table is None
    ]
    scalars = [d.first + k for d in normals for k in range(d.size)]
    if len(scalars) < 2:
        return None
    slots = _affine(problem, scalars)
    for slot, value in slots.items():
        if _enough(problem, scalars, slot, value):
            symbol = problem.evaluator.model[slot[0]]
            axes = [(symbol.name, k) for k in range(len(symbol.axes) - symbol.family)]
            data = primal(value)
            if any(a not in data.axes for a in axes):
                continue
            shape = tuple(data.length(a) for a in axes)
            mean = _at(value, problem.sample, 0)
            factor = rename(
                linear(value, lambda a: _taken(a, problem.sample, slice(1, 1 + len(scalars)))), {problem.sample: ("u",)}
            )
            factor = add(factor, mul(scalar(-1.0), mean))
            made = Draw(symbol, slot[1], shape, "joint normal", [mean], factor=factor)
            return [*(d for d in problem.randoms.draws if d not in normals), made]
    return None


def _taken(a: Array, axis: Any, place: Any) -> Array:
    if axis not in a.axes:
        return a
    k = a.axes.index(axis)
    data = np.moveaxis(a.data, k, -1)[..., place]
    rest = (*a.axes[:k], *a.axes[k + 1 :])
    return Array((*rest, axis) if isinstance(place, slice) else rest, data)


def _at(value: Value, axis: Any, place: int) -> Value:
    return linear(value, lambda a: _taken(a, axis, place))


def _affine(problem: Problem, scalars: list[int]) -> dict[tuple[str, tuple[int, ...]], Value]:
    """The defined symbols that are affine in the normal scalars and see no other random number, with their values
    at the origin, at the unit vectors, and at the checks."""
    n = len(scalars)
    nodes = problem.anchored(1 + n + 2 * CHECKS)
    nodes[scalars] = 0.0
    nodes[scalars, np.arange(1, n + 1)] = 1.0
    checks = problem.rng.normal(size=(n, CHECKS))
    nodes[np.ix_(scalars, range(n + 1, n + 1 + CHECKS))] = checks
    others = [k for k in range(len(problem.randoms)) if k not in scalars]
    sampled = problem.randoms.sampled(CHECKS, problem.rng)
    nodes[np.ix_(others, range(n + 1 + CHECKS, n + 1 + 2 * CHECKS))] = sampled[others]
    child = problem.child()
    problem.randoms.value(nodes, scalars, child)
    problem.evaluator._value(problem.body, child, problem.bind)
    out: dict[tuple[str, tuple[int, ...]], Value] = {}
    for slot, value in child.memo.items():
        if not (
            isinstance(slot, tuple)
            and len(slot) == 2
            and isinstance(slot[0], str)
            and slot[0] in problem.evaluator.model
            and isinstance(slot[1], tuple)
        ):
            continue
        a = primal(value)
        if not problem.evaluator.model[slot[0]].clauses or problem.sample not in a.axes:
            continue
        data = np.moveaxis(a.data.astype(float), a.axes.index(problem.sample), -1)
        origin = data[..., :1]
        wanted = origin + (data[..., 1 : n + 1] - origin) @ checks
        found = data[..., n + 1 : n + 1 + CHECKS]
        size = 1e-9 * (1 + np.max(np.abs(found), initial=0.0))
        if np.all(np.abs(wanted - found) < size) and np.all(np.abs(data[..., n + 1 + CHECKS :] - origin) < size):
            out[slot] = value
    return out


def _enough(problem: Problem, scalars: list[int], slot: tuple[str, tuple[int, ...]], value: Value) -> bool:
    """Whether the body stays the same when the normal numbers move and this symbol is held."""
    nodes = problem.anchored(5)
    nodes[scalars] = problem.rng.normal(size=(len(scalars), 5))
    held = _at(value, problem.sample, 1 + len(scalars))
    child = problem.child()
    problem.randoms.value(nodes, scalars, child)
    child.overrides[slot] = held
    found = [problem.evaluator._value(problem.body, child, problem.bind)]
    with softened(problem.evaluator, problem.sample):
        child = problem.child()
        problem.randoms.value(nodes, scalars, child)
        child.overrides[slot] = held
        found.append(problem.evaluator._value(problem.body, child, problem.bind))
    for data in (problem.data(v)[1] for v in found):
        if not np.all(np.abs(data - data[..., :1]) <= 1e-10 * (1 + np.abs(data[..., :1]))):
            return False
    return True
