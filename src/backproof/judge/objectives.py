"""Two objectives as functions of what is varied, on one instance: sampled together, and minimised.

What is sampled decides: equal up to a positive factor and a constant, in the same order at every pair of points, or
in another order. Minimisers are looked for only where all of ℝⁿ may be chosen from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from backproof.numeric.arrays import TooLarge
from backproof.numeric.descent import Least, minimised
from backproof.numeric.duals import primal
from backproof.numeric.environment import Binding, CannotEvaluate, Ragged
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.numeric.varied import Varied
from backproof.terms.model import Model
from backproof.terms.nodes import Derivative, Expr, Index, Position

FIRST = 7
"""So many samples tell whether one objective is a multiple of the other and a constant."""
SAMPLES = 18
MANY = 60
STARTS = 3
CLEARLY = 1e-5
LONGEST = 40
"""At most so many numbers are varied in a search for a minimum."""
_TROUBLE = (Ragged, TooLarge, RecursionError, np.linalg.LinAlgError, ArithmeticError, ValueError)


@dataclass(frozen=True)
class Objective:
    """One side: an expression with the sign that makes it something to be minimised."""

    body: Expr
    sign: int


@dataclass(frozen=True)
class Setting:
    """Everything that is held fixed while ``name`` is varied."""

    model: Model
    base: Instance
    binding: Binding
    name: str


def at(setting: Setting, objective: Objective, instance: Instance) -> float:
    """The objective on an instance. Raises ``CannotEvaluate``."""
    try:
        value = primal(Evaluator(setting.model, instance).value(objective.body, dict(setting.binding)))
    except _TROUBLE as problem:
        raise CannotEvaluate(f"what is minimised has no value: {problem}") from None
    if value.axes:
        raise CannotEvaluate("what is minimised is no single number", "M204")
    return objective.sign * float(value.data)


def sampled(setting: Setting, sides: tuple[Objective, Objective], count: int) -> Any:
    """Both objectives at ``count`` values of what is varied, where both are finite: an array of pairs."""
    rows = []
    for salt in range(count):
        instance = Varied(setting.base, setting.name, salt)
        rows.append([at(setting, side, instance) for side in sides])
    pairs = np.asarray(rows, dtype=float)
    return pairs[np.all(np.isfinite(pairs), axis=1)]


def related(pairs: Any) -> str:
    """``constant``, ``affine``, ``reversed``, ``ordered`` or ``crossed``: how the two columns go together."""
    a, b = pairs[:, 0], pairs[:, 1]
    width, height = float(np.ptp(a)), float(np.ptp(b))
    if width <= 1e-9 * float(np.abs(a).max()) or height <= 1e-9 * float(np.abs(b).max()):
        return "constant"
    low, high = int(np.argmin(a)), int(np.argmax(a))
    factor = (b[high] - b[low]) / width
    if float(np.abs(b - b[low] - factor * (a - a[low])).max()) <= 1e-8 * height + 1e-12 * float(np.abs(b).max()):
        return "affine" if factor > 0 else "reversed"
    return "ordered" if np.array_equal(_order(a, 1e-11), _order(b, 1e-11)) else "crossed"


def crossing(pairs: Any) -> tuple[int, int] | None:
    """Two samples of which the first is clearly better by one objective, the second by the other."""
    found = np.argwhere((_order(pairs[:, 0], CLEARLY) < 0) & (_order(pairs[:, 1], CLEARLY) > 0))
    return (int(found[0][0]), int(found[0][1])) if len(found) else None


def _order(x: Any, rounding: float) -> Any:
    """For each pair of values −1, 0 or 1 as the first is smaller, as large, or larger, relative to their size."""
    gap = x[:, None] - x[None, :]
    size = np.maximum(np.abs(x)[:, None], np.abs(x)[None, :])
    return np.where(np.abs(gap) <= rounding * size, 0.0, np.sign(gap))


def flat(setting: Setting, objective: Objective) -> tuple[Callable[[Any], float], Callable[[Any], Any], Any] | None:
    """The objective and its slope as functions of a flat array, and the shape of what is varied; None if too many."""
    symbol = setting.model[setting.name]
    indices = tuple(Index("i", a.size, a.lower) for a in symbol.axes)
    sizes = Evaluator(setting.model, setting.base)
    shape = tuple(sizes.size_along(i, sizes.root, dict(setting.binding)) for i in indices)
    if symbol.family or not 0 < int(np.prod(shape, dtype=int)) <= LONGEST:
        return None
    request = Derivative(objective.body, setting.name, tuple(Position(i) for i in indices))

    def placed(x: Any) -> Instance:
        made = Varied(setting.base, "", 0)
        made.forced = {**setting.base.forced, setting.name: np.asarray(x, dtype=float).reshape(shape)}
        return made

    def value(x: Any) -> float:
        with np.errstate(all="ignore"):
            return at(setting, objective, placed(x))

    def slope(x: Any) -> Any:
        evaluator = Evaluator(setting.model, placed(x))
        bind = dict(setting.binding)
        try:
            with np.errstate(all="ignore"):
                raw = evaluator.filled(evaluator.value(request, bind), indices, evaluator.root, bind)
        except _TROUBLE as problem:
            raise CannotEvaluate(f"what is minimised has no slope: {problem}") from None
        found = primal(raw)
        if set(found.axes) != set(indices):
            raise CannotEvaluate("the slope of what is minimised varies along more than it should", "M204")
        order = [found.axes.index(i) for i in indices]
        return objective.sign * np.asarray(found.data, dtype=float).transpose(order).reshape(-1)

    return value, slope, shape


def parallel(setting: Setting, sides: tuple[Objective, Objective]) -> bool:
    """Whether the slopes of both objectives have the same direction; of functions of one number nothing is asked."""
    made = [flat(setting, side) for side in sides]
    if made[0] is None or made[1] is None:
        return True
    size = int(np.prod(made[0][2], dtype=int))
    for k in range(3 if size > 1 else 0):
        x = np.random.default_rng([setting.base.seed, 100 + k]).normal(size=size)
        slopes = [m[1](x) for m in made if m is not None]
        lengths = [float(np.linalg.norm(g)) for g in slopes]
        if min(lengths) == 0 or np.abs(slopes[0] / lengths[0] - slopes[1] / lengths[1]).max() > 1e-6:
            return False
    return True


def least(setting: Setting, objective: Objective) -> list[Least]:
    """Where descents from several starts end; empty if one of them does not settle."""
    made = flat(setting, objective)
    if made is None:
        return []
    value, slope, shape = made
    ends = []
    for k in range(STARTS):
        start = np.random.default_rng([setting.base.seed, k]).normal(size=int(np.prod(shape, dtype=int)))
        end = minimised(value, slope, start)
        if end is None or not end.settled:
            return []
        ends.append(end)
    return ends
