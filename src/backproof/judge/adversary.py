"""A search for the point at which an inequality is nearest to failing: random points seldom meet a narrow violation.

From the best of some generic points, all free values are moved at once by ever smaller random steps inside their
domains; a step is kept if it brings the line nearer to failing. Deterministic for a seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from backproof.claims.reading import Reading
from backproof.judge.points import weight
from backproof.numeric.arrays import TooLarge
from backproof.numeric.duals import primal
from backproof.numeric.environment import CannotEvaluate, Ragged
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.terms.model import Model
from backproof.terms.traversal import reached

STARTS = 3
WORK = 6000
"""About so many nodes are evaluated in one search."""
LEAST, MOST = 12, 160
FAILURES = (CannotEvaluate, Ragged, TooLarge, np.linalg.LinAlgError, ArithmeticError, ValueError)

Excess = Callable[[Instance], float]


def search(
    reading: Reading,
    model: Model,
    starts: Iterable[Instance],
    excess: Excess,
    narrowed: dict[str, str] | None = None,
) -> Instance | None:
    """The first instance met at which ``excess`` is above 1; None if the search ends without one.

    ``narrowed`` gives some symbols a narrower domain than their own.
    """
    names = movable(reading, model)
    if not names:
        return None
    steps = max(LEAST, min(MOST, WORK // weight(reading, model))) // STARTS
    ranked = []
    for number, start in enumerate(starts):
        value = _tried(excess, start)
        if value is not None:
            ranked.append((-value, number, start))
    for _, number, start in sorted(ranked, key=lambda r: r[:2])[:STARTS]:
        found = _descended(model, names, start, excess, steps, number, narrowed or {})
        if found is not None:
            return found
    return None


def movable(reading: Reading, model: Model) -> list[str]:
    """The free symbols of a reading whose values can be chosen at will inside a domain that is known here."""
    found = []
    for name in sorted(reached(reading.sides, model)):
        s = model[name]
        closed = s.clauses or s.is_size or s.opaque or s.known or s.parameters is not None or s.family
        if not closed and s.distribution is None and not name.startswith(("formal ", "limit ")) and _kind(s.domain):
            found.append(name)
    return found


def _kind(domain: str) -> str:
    return "interval" if domain.startswith("interval") else domain if domain in _MOVES else ""


def _tried(excess: Excess, instance: Instance) -> float | None:
    try:
        value = excess(instance)
    except FAILURES:
        return None
    return value if np.isfinite(value) else None


def _descended(
    model: Model, names: list[str], start: Instance, excess: Excess, steps: int, number: int, narrowed: dict[str, str]
) -> Instance | None:
    values = values_of(model, names, start)
    here = with_values(start, values)
    best = _tried(excess, here)
    if best is None:
        return None
    rng = start.generator("adversary", number)
    size = 0.5
    for _ in range(steps):
        moved = {
            n: moved_in(narrowed.get(n, start.domains.get(n, model[n].domain)), v, rng, size) for n, v in values.items()
        }
        there = with_values(start, moved)
        value = _tried(excess, there)
        if value is not None and value > 1:
            return there
        if value is not None and value > best:
            best, values, size = value, moved, min(size * 1.5, 2.0)
        else:
            size = max(size * 0.85, 1e-3)
    return None


def values_of(model: Model, names: list[str], instance: Instance) -> dict[str, Any]:
    """The values that an instance gives to some free symbols."""
    evaluator = Evaluator(model, instance)
    found = {}
    for name in names:
        try:
            data = primal(evaluator.symbol_value(model[name], (), evaluator.root)).data
        except FAILURES:
            continue
        found[name] = np.array(data, dtype=float)
    return found


def with_values(start: Instance, values: dict[str, Any]) -> Instance:
    """An instance like ``start`` in which some symbols have the values given."""
    made = Instance(
        start.seed,
        positive=start.positive,
        mirrored=start.mirrored,
        shift=start.shift,
        forced={**start.forced, **values},
    )
    made.sizes, made.domains, made.scale = dict(start.sizes), start.domains, start.scale
    return made


# ---------------------------------------------------------------------- steps inside a domain


def moved_in(domain: str, value: Any, rng: np.random.Generator, size: float) -> Any:
    """A value near ``value`` in its domain; ``size`` 1 is a step as long as the value itself."""
    if domain.startswith("interval"):
        low, high = (float(x) for x in domain.split()[1:])
        moved = value + size * rng.normal(size=value.shape)
        inside = np.isfinite(low) and np.isfinite(high)
        edge = 1e-9 * (high - low) if inside else 1e-9
        return np.clip(moved, low + edge if np.isfinite(low) else None, high - edge if np.isfinite(high) else None)
    return _MOVES[domain](value, rng, size)


def _free(value: Any, rng: np.random.Generator, size: float) -> Any:
    scale = max(float(np.max(np.abs(value))) if value.size else 1.0, 0.1)
    return value + size * scale * rng.normal(size=value.shape)


def _positive(value: Any, rng: np.random.Generator, size: float) -> Any:
    return np.clip(value * np.exp(size * rng.normal(size=value.shape)), 1e-6, 1e6)


def _unit(value: Any, rng: np.random.Generator, size: float) -> Any:
    odds = np.log(value / (1 - value)) + 2 * size * rng.normal(size=value.shape)
    return np.clip(1 / (1 + np.exp(-odds)), 1e-9, 1 - 1e-9)


def _simplex(value: Any, rng: np.random.Generator, size: float) -> Any:
    moved = _positive(value, rng, size)
    return moved / moved.sum(axis=-1, keepdims=True) if value.shape else value


def _symmetric(value: Any, rng: np.random.Generator, size: float) -> Any:
    moved = _free(value, rng, size)
    return (moved + np.swapaxes(moved, -1, -2)) / 2 if value.ndim >= 2 else moved


def _unit_norm(value: Any, rng: np.random.Generator, size: float) -> Any:
    moved = value + size * rng.normal(size=value.shape)
    return moved / np.sqrt((moved**2).sum(axis=-1, keepdims=True)) if value.shape else value


def _definite(value: Any, rng: np.random.Generator, size: float) -> Any:
    if value.ndim < 2:
        return _positive(value, rng, size)
    # T A Tᵀ with an invertible T is definite if A is.
    turn = np.eye(value.shape[-1]) + size * rng.normal(size=value.shape[-2:])
    moved = turn @ value @ turn.T
    return (moved + np.swapaxes(moved, -1, -2)) / 2


_MOVES = {
    "real": _free,
    "positive": _positive,
    "nonnegative": _positive,
    "unit": _unit,
    "simplex": _simplex,
    "symmetric": _symmetric,
    "definite": _definite,
    "unit-norm": _unit_norm,
}
