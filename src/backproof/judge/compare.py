"""Two sides of a relation on one instance: their values, and how far apart they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from backproof.numeric.arrays import Array, TooLarge, aligned
from backproof.numeric.duals import primal
from backproof.numeric.environment import Binding, CannotEvaluate, Ragged
from backproof.numeric.evaluate import Evaluator
from backproof.terms.nodes import Add, At, Call, Derivative, Expr, Index, Number, Position, field_names


class Relation(Protocol):
    """What is compared: two expressions over the same axes, and the conditions under which they are."""

    @property
    def sides(self) -> tuple[Expr, Expr]: ...

    @property
    def conditions(self) -> tuple[Expr, ...]: ...


@dataclass(frozen=True)
class Outcome:
    """``error`` is the largest relative difference over all entries; ``place`` is the entry where it is found;
    ``size`` the largest value on either side."""

    error: float
    left: float
    right: float
    place: tuple[tuple[Index, int], ...]
    axes: tuple[Any, ...]
    entries: int
    size: float = 1.0


def family_indices(e: Expr, model: Any) -> set[Index]:
    """The free indices that stand at family places (layers, steps): they are fixed to numbers one by one."""
    found: set[Index] = set()
    sized: set[Index] = set()
    todo, seen = [e], set()
    while todo:
        n = todo.pop()
        if n in seen:
            continue
        seen.add(n)
        if isinstance(n, At | Derivative | Call):
            symbol = model.get(n.symbol)
            places = n.family if isinstance(n, Call) else n.indices[: symbol.family] if symbol is not None else ()
            for p in places:
                found |= _positions(p)
        todo.extend(n.children())
        for index in indices_of(n):
            term = index.size.root.term
            if isinstance(term, Expr):
                sized |= term.free
    return (found & e.free) | (sized - bound_in(e))


def family_sizes(reading: Relation, model: Any) -> set[str]:
    """Names of sizes that count layers or steps: large enough numbers leave room between the first and the last."""
    found: set[str] = set()
    todo: list[Expr] = [*reading.sides, *reading.conditions]
    seen: set[Expr] = set()
    while todo:
        n = todo.pop()
        if n in seen:
            continue
        seen.add(n)
        if isinstance(n, At | Derivative | Call) and n.symbol in model:
            symbol = model[n.symbol]
            for p in n.family if isinstance(n, Call) else n.indices[: symbol.family]:
                for index in _positions(p):
                    if index.size.root.key in model:
                        found.add(index.size.root.key)
                found |= {q.symbol for q in _leaves(p) if q.symbol in model and model[q.symbol].is_size}
            todo.extend(c.body for c in symbol.clauses)
        todo.extend(n.children())
    return found


def _leaves(e: Expr) -> list[At]:
    return [e] if isinstance(e, At) else [x for c in e.children() for x in _leaves(c)]


def indices_of(n: Expr) -> list[Index]:
    """The indices that stand in a node itself: bound by it, or the position it takes."""
    out: list[Index] = []
    for name in field_names(type(n)):
        value = getattr(n, name)
        if isinstance(value, Index):
            out.append(value)
        elif isinstance(value, tuple):
            out.extend(v for v in value if isinstance(v, Index))
    return out


def bound_in(e: Expr) -> set[Index]:
    """Every index that some node of ``e`` binds."""
    found: set[Index] = set()
    todo, seen = [e], set()
    while todo:
        n = todo.pop()
        if n in seen:
            continue
        seen.add(n)
        found |= n._binds()
        todo.extend(n.children())
    return found


def _positions(e: Expr) -> set[Index]:
    if isinstance(e, Position):
        return {e.index}
    out: set[Index] = set()
    for c in e.children():
        out |= _positions(c)
    return out


def compared(evaluator: Evaluator, left: Expr, right: Expr, conditions: tuple[Expr, ...], binding: Binding) -> Outcome:
    """Evaluate both sides and compare them entry by entry. Raises ``CannotEvaluate`` if no entry is finite."""
    both = both_sides(evaluator, left, right, conditions, binding)
    x, y, finite = both.left, both.right, both.finite
    scale = max(float(np.max(np.abs(x[finite]))), float(np.max(np.abs(y[finite]))), 1e-3)
    size = np.maximum(np.maximum(np.abs(x), np.abs(y)), 1e-3 * scale)
    with np.errstate(all="ignore"):
        apart = np.where(finite, np.abs(x - y) / size, 0.0)
    return both.outcome(apart, binding)


@dataclass(frozen=True)
class Both:
    """Both sides entry by entry, and where both are finite numbers."""

    left: Any
    right: Any
    finite: Any
    axes: tuple[Any, ...]

    def outcome(self, apart: Any, binding: Binding) -> Outcome:
        """The entry at which ``apart`` is largest."""
        at = np.unravel_index(int(np.argmax(apart)), apart.shape) if apart.shape else ()
        place = tuple(
            (axis, int(k) + _lower(axis, binding))
            for axis, k in zip(self.axes, at, strict=False)
            if isinstance(axis, Index)
        )
        largest = max(float(np.max(np.abs(side[self.finite]))) for side in (self.left, self.right))
        return Outcome(
            float(np.max(apart)),
            float(self.left[at]),
            float(self.right[at]),
            place,
            self.axes,
            int(self.finite.sum()),
            largest,
        )


def both_sides(evaluator: Evaluator, left: Expr, right: Expr, conditions: tuple[Expr, ...], binding: Binding) -> Both:
    """Evaluate both sides over common axes. Raises ``CannotEvaluate`` if no entry is finite."""
    try:
        a = primal(evaluator.value(left, binding))
        b = primal(evaluator.value(right, binding))
        masks = [primal(evaluator.value(c, binding)) for c in conditions]
    except Ragged:
        raise CannotEvaluate("shapes vary along an index that is left free", "J306") from None
    except (TooLarge, MemoryError) as problem:
        raise CannotEvaluate(f"an instance is too large: {problem}", "J307") from None
    except RecursionError:
        raise CannotEvaluate("a definition leads back to itself", "J309") from None
    axes, (x, y, *ms) = (
        aligned([_floats(a), _floats(b), *masks])
        if a.axes or b.axes or masks
        else ((), [_floats(a).data, _floats(b).data])
    )
    shape = np.broadcast_shapes(x.shape, y.shape, *(m.shape for m in ms))
    x, y = np.broadcast_to(x, shape), np.broadcast_to(y, shape)
    asked = np.ones(shape, dtype=bool)
    for m in ms:
        asked = asked & (np.broadcast_to(m, shape) != 0)
    finite = np.isfinite(x) & np.isfinite(y) & asked
    if evaluator.outside and (asked & (np.isfinite(x) != np.isfinite(y))).any():
        raise CannotEvaluate("an index leaves its range on one side only", "M204")
    if not finite.any():
        raise CannotEvaluate("no entry of the two sides is a finite number at the points tried", "J306")
    order = max((a.axes, b.axes, tuple(axes)), key=len)
    return Both(x, y, finite, order)


def _floats(a: Array) -> Array:
    return Array(a.axes, a.data.astype(float)) if a.data.dtype == object else a


def _lower(axis: Any, binding: Binding) -> int:
    at = binding.get(axis)
    return at[0] if isinstance(at, tuple) else getattr(axis, "lower", 1)


_ = (Add, Number)
