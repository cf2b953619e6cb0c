"""Points on premises: an instance moved onto the solutions of equations that the page assumes.

``Σ_k y_k = 1``, ``QᵀQ = I``, ``xy = 1``: from a generic start, Gauss–Newton steps of least length lead to a generic
solution; positive numbers take them in their logarithms, so that they stay positive. Derivatives of a claim are not
touched by this: a partial derivative is that of the formula as it is written, in variables that are free to leave
the premise; only the point at which it is taken lies on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backproof.numeric.arrays import Array, TooLarge, ordered
from backproof.numeric.duals import primal
from backproof.numeric.environment import CannotEvaluate, Key, Ragged
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import DISCRETE, Instance
from backproof.terms.model import Model, Symbol
from backproof.terms.nodes import Derivative, Expr, Index, Position, number

STEPS = 40
EXACT = 1e-13
"""Residual, against numbers of size one, at which a point counts as lying on a premise."""
LARGEST = 400
"""At most so many equations, and so many unknowns."""
RANK = 1e-8
FREE = 1e-6


@dataclass(frozen=True)
class _Slot:
    """A free value that the premises read: where it stands among the unknowns, and in which coordinates it moves."""

    name: str
    key: Key
    start: int
    shape: tuple[int, ...]
    domain: str

    @property
    def size(self) -> int:
        return int(np.prod(self.shape, dtype=int))


def settle(instance: Instance, model: Model, residuals: Sequence[Expr]) -> bool:
    """Move an instance onto the common zeros of ``residuals``; whether it lies there generically.

    It does not if no zero is found, if the equations are degenerate there (their rank falls), if a value is left no
    freedom, or if it leaves its domain. Values that the equations do not read stay as they were drawn.
    """
    instance.solved = {}
    try:
        slots = _slots(instance, model, residuals)
        if not slots:
            # Separate points that nothing can move: they lie on the premise as they are, or not at all.
            return bool(np.max(np.abs(_flat(_gap(instance, model, residuals, [], np.zeros(0))))) <= EXACT)
        return _solved(instance, model, residuals, slots)
    except (CannotEvaluate, Ragged, TooLarge, RecursionError, ValueError, ArithmeticError, np.linalg.LinAlgError):
        return False


def _slots(instance: Instance, model: Model, residuals: Sequence[Expr]) -> list[_Slot]:
    """The free values that the residuals read, drawn as ever."""
    evaluator = Evaluator(model, instance)
    for r in residuals:
        evaluator.value(r)
    found: list[_Slot] = []
    start = 0
    for name, key in sorted(evaluator.drawn):
        symbol = model[name]
        if symbol.is_size or (name in instance.forced and not key):
            continue
        if symbol.distribution is not None:
            raise CannotEvaluate("a premise about something random")
        domain = instance.domains.get(name, symbol.domain)
        shape = _value(evaluator, symbol, key).shape
        if domain in DISCRETE or 0 in shape:
            continue
        slot = _Slot(name, key, start, shape, "positive" if instance.positive and domain == "real" else domain)
        found.append(slot)
        start += slot.size
    if start > LARGEST:
        raise TooLarge("a premise about too many numbers")
    return found


def _value(evaluator: Evaluator, symbol: Symbol, key: Key) -> Any:
    value = primal(evaluator.symbol_value(symbol, key, evaluator.root))
    return ordered(value, [(symbol.name, k) for k in range(len(symbol.axes) - symbol.family)]).data.astype(float)


def _solved(instance: Instance, model: Model, residuals: Sequence[Expr], slots: list[_Slot]) -> bool:
    evaluator = Evaluator(model, instance)
    point = np.concatenate([_value(evaluator, model[s.name], s.key).reshape(-1) for s in slots])
    gap = _gap(instance, model, residuals, slots, point)
    slope = _slope(instance, model, residuals, slots, gap)
    first = _rank(slope * _pace(slots, point))
    for _ in range(STEPS):
        pace = _pace(slots, point)
        step = -np.linalg.lstsq(slope * pace, _flat(gap), rcond=1e-10)[0]
        moved = _line_search(instance, model, residuals, slots, point, step, gap)
        if moved is None:
            break
        point, gap = moved
        slope = _slope(instance, model, residuals, slots, gap)
    _place(instance, slots, point)
    on = float(np.max(np.abs(_flat(gap)))) <= EXACT * (1.0 + float(np.max(np.abs(point))))
    return on and _rank(slope * _pace(slots, point)) == first and _free(slope, slots) and _kept(slots, point)


def _line_search(
    instance: Instance,
    model: Model,
    residuals: Sequence[Expr],
    slots: list[_Slot],
    point: Any,
    step: Any,
    gap: list[Array],
) -> tuple[Any, list[Array]] | None:
    """The longest of a few halvings of a step that brings the equations nearer to zero."""
    before = float(np.max(np.abs(_flat(gap))))
    for halved in range(8):
        there = _moved(slots, point, step * 0.5**halved)
        after = _gap(instance, model, residuals, slots, there)
        if float(np.max(np.abs(_flat(after)))) < before:
            return there, after
    return None


def _gap(instance: Instance, model: Model, residuals: Sequence[Expr], slots: list[_Slot], point: Any) -> list[Array]:
    """The residuals at a point, which the instance takes."""
    _place(instance, slots, point)
    evaluator = Evaluator(model, instance)
    found = [primal(evaluator.value(r)) for r in residuals]
    if sum(a.data.size for a in found) > LARGEST:
        raise TooLarge("a premise of too many equations")
    if not all(np.all(np.isfinite(a.data)) for a in found):
        raise CannotEvaluate("a premise has no value at a point")
    return found


def _place(instance: Instance, slots: list[_Slot], point: Any) -> None:
    instance.solved = {(s.name, s.key): point[s.start : s.start + s.size].reshape(s.shape).astype(float) for s in slots}


def _flat(values: list[Array]) -> Any:
    return np.concatenate([np.asarray(v.data, dtype=float).reshape(-1) for v in values])


def _slope(instance: Instance, model: Model, residuals: Sequence[Expr], slots: list[_Slot], gap: list[Array]) -> Any:
    """The Jacobian of the residuals in the unknowns, where the instance stands, by automatic differentiation."""
    evaluator = Evaluator(model, instance)
    columns = []
    for s in slots:
        symbol = model[s.name]
        dense = [Index("d", a.size, a.lower) for a in symbol.axes if not a.family]
        places = (*(number(k) for k in s.key), *(Position(i) for i in dense))
        rows = []
        for r, value in zip(residuals, gap, strict=True):
            block = primal(evaluator.value(Derivative(r, s.name, places)))
            axes = [*value.axes, *dense]
            data = ordered(block, axes).data.astype(float)
            rows.append(np.broadcast_to(data, (*value.data.shape, *s.shape)).reshape(value.data.size, s.size))
        columns.append(np.concatenate(rows))
    return np.concatenate(columns, axis=1)


def _rank(slope: Any) -> int:
    values = np.linalg.svd(slope, compute_uv=False)
    return int((values > RANK * max(1.0, float(values[0]) if values.size else 0.0)).sum())


def _free(slope: Any, slots: list[_Slot]) -> bool:
    """Whether every value that the equations read can still vary on their solutions."""
    staying = np.linalg.pinv(slope, rcond=RANK) @ slope
    for s in slots:
        here = slice(s.start, s.start + s.size)
        if np.any(np.abs(slope[:, here]) > RANK) and np.all(1.0 - np.diag(staying)[here] < FREE):
            return False
    return True


# ---------------------------------------------------------------------- coordinates and domains

_LOGARITHMIC = ("positive", "nonnegative", "simplex")


def _pace(slots: list[_Slot], point: Any) -> Any:
    """How fast each number moves with its coordinate: positive ones have logarithms, parts of one have logits."""
    pace = np.ones_like(point)
    for s in slots:
        here = slice(s.start, s.start + s.size)
        if s.domain in _LOGARITHMIC:
            pace[here] = point[here]
        elif s.domain == "unit":
            pace[here] = point[here] * (1 - point[here])
        elif s.domain == "diagonal" and len(s.shape) == 2:
            pace[here] = np.eye(*s.shape).reshape(-1)
    return pace


def _moved(slots: list[_Slot], point: Any, step: Any) -> Any:
    made = point + step * _pace(slots, point)
    for s in slots:
        here = slice(s.start, s.start + s.size)
        if s.domain in _LOGARITHMIC:
            made[here] = point[here] * np.exp(np.clip(step[here], -4, 4))
        elif s.domain == "unit":
            odds = point[here] / (1 - point[here]) * np.exp(np.clip(step[here], -4, 4))
            made[here] = odds / (1 + odds)
    return made


def _kept(slots: list[_Slot], point: Any) -> bool:
    """Whether every value is still in its domain."""
    for s in slots:
        value = point[s.start : s.start + s.size].reshape(s.shape)
        check = _CHECKS.get(s.domain)
        if s.domain.startswith("interval"):
            low, high = (float(x) for x in s.domain.split()[1:])
            if not np.all((value >= low) & (value <= high)):
                return False
        elif check is not None and not check(value):
            return False
    return True


def _near(a: Any, b: Any) -> bool:
    return bool(np.allclose(a, b, rtol=0, atol=1e-10))


def _is_symmetric(v: Any) -> bool:
    return v.ndim < 2 or _near(v, np.swapaxes(v, -1, -2))


def _is_definite(v: Any) -> bool:
    return _is_symmetric(v) and (bool(np.all(np.linalg.eigvalsh(v) > 0)) if v.ndim >= 2 else bool(np.all(v > 0)))


def _is_orthogonal(v: Any) -> bool:
    if v.ndim < 2:
        return True
    product = v @ v.T if v.shape[-2] <= v.shape[-1] else v.T @ v
    return _near(product, np.eye(len(product)))


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "symmetric": _is_symmetric,
    "definite": _is_definite,
    "orthogonal": _is_orthogonal,
    "orthonormal rows": _is_orthogonal,
    "orthonormal columns": _is_orthogonal,
    "simplex": lambda v: _near(v.sum(axis=-1), 1.0),
    "unit-norm": lambda v: _near((v**2).sum(axis=-1), 1.0),
}
