"""Equations solved on an instance: values of free symbols at which residuals vanish, by Newton's method.

Jacobians come from automatic differentiation. Nothing is said about other solutions: what is found is one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backproof.numeric.arrays import Array, TooLarge
from backproof.numeric.duals import primal, with_axes
from backproof.numeric.environment import Binding, CannotEvaluate, Ragged
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.terms.model import Model
from backproof.terms.nodes import Derivative, Expr, Index, Position

MOST = 30
"""So many unknown numbers are solved for at most."""
STEPS = 15
SMALL = 1e-10
"""A residual that is so small against its size nearby counts as zero."""
SINGULAR = 1e-9

Values = dict[str, Any]
FAILURES = (CannotEvaluate, Ragged, TooLarge, np.linalg.LinAlgError, MemoryError)


@dataclass(frozen=True)
class Equation:
    """An expression that has to vanish for all values of ``axes``."""

    body: Expr
    axes: tuple[Index, ...]


@dataclass(frozen=True)
class Root:
    """Where the residuals vanish: the value of every unknown, and the Jacobian there (equations × unknown numbers)."""

    values: Values
    jacobian: Any


class Equations:
    """Equations for some symbols of a model on an instance; ``binding`` fixes what else is free."""

    def __init__(
        self, model: Model, instance: Instance, equations: Sequence[Equation], unknowns: Sequence[str], binding: Binding
    ) -> None:
        self.model = model
        self.instance = instance
        self.equations = tuple(equations)
        self.unknowns = tuple(unknowns)
        self.binding = binding
        self.axes = {u: tuple(Index("u", a.size, a.lower) for a in model[u].axes) for u in unknowns}
        self.slopes = [
            [Derivative(e.body, u, tuple(Position(i) for i in self.axes[u])) for u in unknowns] for e in equations
        ]

    def evaluator(self, values: Values | None = None) -> Evaluator:
        """An evaluator in which the unknowns have these values."""
        made = Evaluator(self.model, self.instance)
        for name, value in (values or {}).items():
            axes = tuple((name, k) for k in range(value.ndim))
            made.root.overrides[name, None] = Array(axes, value)
        return made

    def drawn(self) -> Values:
        """Generic values of the unknowns, in their domains."""
        at = self.evaluator()
        found = {}
        for u in self.unknowns:
            shape = tuple(at.size_along(i, at.root, self.binding) for i in self.axes[u])
            found[u] = np.array(self.instance.draw(self.model[u], (), shape), dtype=float)
        return found

    def entries(self, at: Evaluator, body: Expr, axes: tuple[Index, ...]) -> Any:
        """All entries of an expression as an array with one axis for each of ``axes``."""
        value = primal(at.value(body, self.binding))
        shape = tuple(at.size_along(i, at.root, self.binding) for i in axes)
        if set(value.axes) - set(axes):
            raise CannotEvaluate("an index of this equation is left open")
        return np.array(np.broadcast_to(with_axes(value, axes), shape), dtype=float)

    def residual(self, values: Values) -> Any:
        """All residuals at given values, in one vector."""
        at = self.evaluator(values)
        return np.concatenate([self.entries(at, e.body, e.axes).reshape(-1) for e in self.equations])

    def jacobian(self, values: Values) -> Any:
        """The derivatives of the residuals by the unknown numbers, one row for each residual."""
        at = self.evaluator(values)
        rows = []
        for e, slopes in zip(self.equations, self.slopes, strict=True):
            parts = []
            for u, slope in zip(self.unknowns, slopes, strict=True):
                whole = self.entries(at, slope, (*e.axes, *self.axes[u]))
                parts.append(whole.reshape(-1, max(1, values[u].size)))
            rows.append(np.concatenate(parts, axis=1))
        return np.concatenate(rows, axis=0)

    def moved(self, values: Values, step: Any) -> Values:
        """The values after a step in the unknown numbers."""
        out, at = {}, 0
        for u in self.unknowns:
            n = values[u].size
            out[u] = values[u] + step[at : at + n].reshape(values[u].shape)
            at += n
        return out

    def size_near(self, values: Values) -> float:
        """How large the residuals are a tenth away: what zero is measured against."""
        rng = np.random.default_rng(7)
        count = sum(v.size for v in values.values())
        size = np.concatenate([np.abs(values[u]).reshape(-1) for u in self.unknowns]) + 0.1
        nearby = [
            float(np.max(np.abs(self.residual(self.moved(values, 0.1 * sign * size * rng.uniform(0.5, 1.0, count))))))
            for sign in (1.0, -1.0)
        ]
        finite = [x for x in nearby if np.isfinite(x)]
        return min(finite) if finite else float("nan")

    def is_zero(self, values: Values) -> bool:
        """Whether the residuals are zero here and a tenth away: they are an identity."""
        return bool(max(float(np.max(np.abs(self.residual(values)))), self.size_near(values)) < 1e-9)

    def vanishes(self, values: Values) -> bool:
        """Whether all residuals are zero here, up to rounding, and are not zero nearby."""
        here = float(np.max(np.abs(self.residual(values))))
        return bool(here <= SMALL * self.size_near(values))


def solve(equations: Equations, start: Values) -> Root | None:
    """A root near ``start``; None where none is found. Raises what the evaluation raises."""
    if sum(v.size for v in start.values()) > MOST:
        return None
    values = start
    residual = equations.residual(values)
    if not np.all(np.isfinite(residual)):
        return None
    for _ in range(STEPS):
        jacobian = equations.jacobian(values)
        if not np.all(np.isfinite(jacobian)):
            return None
        step = -np.linalg.lstsq(jacobian, residual, rcond=None)[0]
        length = 1.0
        while length > 0.03:
            tried = equations.moved(values, length * step)
            new = equations.residual(tried)
            if np.all(np.isfinite(new)) and float(new @ new) < float(residual @ residual):
                break
            length /= 2
        else:
            break
        values, residual = tried, new
        if float(np.max(np.abs(length * step))) < 1e-13:
            break
    if not equations.vanishes(values):
        return None
    return Root(values, equations.jacobian(values))


def isolated(root: Root) -> bool:
    """Whether the root stands alone: the Jacobian has full column rank."""
    found = np.linalg.svd(root.jacobian, compute_uv=False)
    return bool(
        root.jacobian.shape[0] >= root.jacobian.shape[1] and found.size and found[-1] > SINGULAR * max(found[0], 1e-300)
    )
