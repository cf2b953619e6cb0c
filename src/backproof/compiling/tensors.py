"""Values whose axes have names: broadcasting and transposing follow from the names of the axes.

A name is an ``Index`` of the terms or any other object that stands for a range.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from backproof.compiling import operations
from backproof.compiling.values import Graph, Value, number_of

Axis = Hashable


class NotCompiled(ValueError):
    """A term that is not turned into code. Carries why."""


class NoValue(NotCompiled):
    """A function that nothing defines: it has no value, but what it is the loss of may have derivatives."""


@dataclass(frozen=True)
class Tensor:
    """A value with a name for each of its axes, all different."""

    value: Value
    axes: tuple[Axis, ...] = ()

    def size(self, axis: Axis) -> str:
        """The key of the size of an axis."""
        return self.value.shape[self.axes.index(axis)]


def transposed(g: Graph, t: Tensor, axes: Sequence[Axis]) -> Tensor:
    """The same with its axes in this order."""
    order = tuple(t.axes.index(a) for a in axes)
    if order == tuple(range(len(order))):
        return t
    value, made = t.value, tuple(axes)
    if value.operation == "transpose" and isinstance(value.detail, tuple):
        inner = value.arguments[0]
        order = tuple(value.detail[k] for k in order)
        if order == tuple(range(len(order))):
            return Tensor(inner, made)
        value = inner
    shape = tuple(value.shape[k] for k in order)
    return Tensor(g.make("transpose", (value,), order, shape), made)


def united(tensors: Sequence[Tensor]) -> tuple[Axis, ...]:
    """The axes of several tensors, in the order of the one that has most."""
    widest = max(tensors, key=lambda t: len(t.axes))
    return tuple(dict.fromkeys((*widest.axes, *(a for t in tensors for a in t.axes))))


def spread(g: Graph, t: Tensor, axes: Sequence[Axis]) -> Value:
    """The value lined up with axes, with axes of length one where it has none; leading ones are left out."""
    have = [a for a in axes if a in t.axes]
    value = transposed(g, t, have).value
    wanted = list(axes)
    while wanted and wanted[0] not in t.axes:
        wanted.pop(0)
    if len(wanted) == len(have):
        return value
    pattern = tuple(a in t.axes for a in wanted)
    return _placed(g, value, pattern)


def _placed(g: Graph, value: Value, pattern: tuple[bool, ...]) -> Value:
    """A value with axes of length one put in; signs and reciprocals stay outside, where products find them."""
    if value.operation == "negative":
        return operations.negative(g, _placed(g, value.arguments[0], pattern))
    if value.operation == "divide" and number_of(value.arguments[0]) == 1 and value.arguments[1].rank == value.rank:
        return operations.divide(g, value.arguments[0], _placed(g, value.arguments[1], pattern))
    keys = iter(value.shape)
    shape = tuple(next(keys) if has else "1" for has in pattern)
    return g.make("place", (value,), pattern, shape)


def entrywise(g: Graph, tensors: Sequence[Tensor], make: Callable[[list[Value]], Value]) -> Tensor:
    """An operation entry by entry on tensors lined up by the names of their axes."""
    axes = united(tensors)
    return Tensor(make([spread(g, t, axes) for t in tensors]), axes)


def added(g: Graph, tensors: Sequence[Tensor]) -> Tensor:
    """A sum."""
    return entrywise(g, tensors, lambda values: operations.add(g, values))


def reduced(g: Graph, t: Tensor, kind: str, axes: Sequence[Axis]) -> Tensor:
    """The ``sum``, ``max``, ``min`` or ``prod`` along axes."""
    places = tuple(sorted(t.axes.index(a) for a in axes))
    if not places:
        return t
    left = tuple(a for a in t.axes if a not in axes)
    value = t.value
    if kind == "sum" and value.operation == "negative":
        inner = reduced(g, Tensor(value.arguments[0], t.axes), kind, axes)
        return Tensor(operations.negative(g, inner.value), left)
    shape = tuple(k for n, k in enumerate(value.shape) if n not in places)
    return Tensor(g.make("reduce", (value,), (kind, places), shape, scalar=False), left)


def filled(g: Graph, t: Tensor, axes: Sequence[Axis], sizes: Sequence[str]) -> Tensor:
    """The tensor over just these axes, in this order; copied along those that it lacks."""
    if set(t.axes) == set(axes):
        return transposed(g, t, axes)
    value = spread(g, t, axes)
    return Tensor(g.make("broadcast", (value,), tuple(sizes), tuple(sizes), scalar=False), tuple(axes))
