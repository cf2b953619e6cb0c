"""Automatic differentiation of values, forward and reverse, nested to any order.

A ``Dual`` carries a tangent, whose extra axes are those of the variable; a ``Taped`` remembers what it was computed
from, so that ``backward`` can send adjoints the other way. Each belongs to one differentiation (``tag``). A primitive
stands in one place: what it does to numbers, the linear map by which it pushes a tangent forward, and the transpose
of that map, by which it pulls an adjoint back (left out where the map is its own transpose). Nothing here knows a
symbolic derivative rule beyond those, so that the numeric witness shares no code with the calculus.
Source: Griewank and Walther, *Evaluating Derivatives*, chapters 3 and 13.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import numpy as np

from backproof.numeric.arrays import Array, Axis, combine, ordered, renamed, take, total

_serials = count()


class NotReversible(Exception):
    """A step of which no transpose is known lies between the variable and the result."""


class Boxed:
    """A value that takes part in the differentiation ``tag``; larger tags are inner."""

    __slots__ = ("real", "tag")

    def __init__(self, tag: int, real: Value) -> None:
        self.tag = tag
        self.real = real


class Dual(Boxed):
    """``real + ε·tangent`` with ε² = 0."""

    __slots__ = ("tangent",)

    def __init__(self, tag: int, real: Value, tangent: Value) -> None:
        super().__init__(tag, real)
        self.tangent = tangent


class Taped(Boxed):
    """``real``, and for each operand it was computed from the map that takes its adjoint to that of the operand."""

    __slots__ = ("parents", "serial")

    def __init__(self, tag: int, real: Value, parents: tuple[tuple[Taped, Linear], ...] = ()) -> None:
        super().__init__(tag, real)
        self.parents = parents
        self.serial = next(_serials)


Value = Array | Dual | Taped
Linear = Callable[[Value], Value]


def primal(value: Value) -> Array:
    """The value itself, without any tangent."""
    while isinstance(value, Boxed):
        value = value.real
    return value


def innermost(a: Value, b: Value) -> int:
    """The innermost differentiation that two values take part in; 0 for none."""
    first = 0 if isinstance(a, Array) else a.tag
    second = 0 if isinstance(b, Array) else b.tag
    return first if first > second else second


def without(value: Value, tag: int) -> Value:
    """``value`` as the differentiation ``tag`` sees it: its real part if it takes part in it."""
    return value.real if isinstance(value, Boxed) and value.tag == tag else value


def recorded(tag: int, result: Value, *operands: tuple[Value, Linear, Linear]) -> Value:
    """``result`` of a primitive as a value of the differentiation ``tag``.

    For each operand, the map that pushes its tangent to the result, and the transpose that pulls an adjoint back.
    """
    tangent: Value | None = None
    parents = []
    for operand, push, pull in operands:
        if isinstance(operand, Dual) and operand.tag == tag:
            part = push(operand.tangent)
            tangent = part if tangent is None else add(tangent, part)
        elif isinstance(operand, Taped) and operand.tag == tag:
            parents.append((operand, pull))
    return Taped(tag, result, tuple(parents)) if tangent is None else Dual(tag, result, tangent)


def entrywise(tag: int, result: Value, *operands: tuple[Value, Linear]) -> Value:
    """As ``recorded``, for maps that work entry by entry: each is its own transpose, but for what was repeated."""
    return recorded(tag, result, *((x, push, _pull(push, x, result)) for x, push in operands))


def _pull(push: Linear, operand: Value, result: Value) -> Linear:
    def pull(adjoint: Value) -> Value:
        return added_up(push(adjoint), primal(result), primal(operand))

    return pull


def added_up(adjoint: Value, repeated: Array, single: Array) -> Value:
    """The transpose of broadcasting ``single`` to ``repeated``: a sum over every axis that was put on or drawn out."""
    if repeated.axes == single.axes and repeated.data.shape == single.data.shape:
        return adjoint
    for axis, length in zip(repeated.axes, repeated.data.shape, strict=True):
        if axis not in single.axes or single.length(axis) != length:
            adjoint = reduce_sum(adjoint, axis, length)
    return adjoint


def _same(value: Value) -> Value:
    return value


def add(a: Value, b: Value) -> Value:
    if isinstance(a, Array) and isinstance(b, Array):
        return combine(np.add, a, b)
    tag = innermost(a, b)
    return entrywise(tag, add(without(a, tag), without(b, tag)), (a, _same), (b, _same))


def mul(a: Value, b: Value) -> Value:
    if isinstance(a, Array) and isinstance(b, Array):
        return combine(np.multiply, a, b)
    tag = innermost(a, b)
    x, y = without(a, tag), without(b, tag)
    return entrywise(tag, mul(x, y), (a, lambda t: mul(t, y)), (b, lambda t: mul(x, t)))


def chain(value: Value, function: Callable[[Value], Value], slope: Callable[[Value, Value], Value]) -> Value:
    """A scalar function at a value: ``slope(x, f(x))`` is its derivative, computed with the same operations."""
    if isinstance(value, Array):
        return function(value)
    x = value.real
    y = chain(x, function, slope)
    return entrywise(value.tag, y, (value, lambda t: mul(slope(x, y), t)))


def linear(
    value: Value, function: Callable[[Array], Array], transpose: Callable[[Value, Value], Value] | None = None
) -> Value:
    """A linear map of arrays (a gather, a sum, a renaming) applied through all tangents.

    ``transpose(x, adjoint)`` is the adjoint of the operand ``x``. Without it there is no way back: ``NotReversible``.
    """
    if isinstance(value, Array):
        return function(value)
    if isinstance(value, Dual):
        return Dual(value.tag, linear(value.real, function, transpose), linear(value.tangent, function, transpose))
    if transpose is None:
        raise NotReversible
    back, x = transpose, value.real
    return Taped(value.tag, linear(x, function, back), ((value, lambda g: back(x, g)),))


def rename(value: Value, names: dict[Axis, Axis]) -> Value:
    if not names:
        return value
    return linear(value, lambda a: renamed(a, names), lambda x, g: rename(g, _inverse(names, primal(x).axes)))


def _inverse(names: dict[Axis, Axis], axes: tuple[Axis, ...]) -> dict[Axis, Axis]:
    return {names[a]: a for a in axes if a in names}


def gather(value: Value, axis: Axis, places: Array) -> Value:
    """Look up ``places`` (integers from 0) along an axis; its transpose puts each adjoint where the entry came from."""
    return linear(
        value,
        lambda a: take(a, axis, places) if axis in a.axes else a,
        lambda x, g: _scattered(g, x, axis, places) if has_axis(x, axis) else g,
    )


def _scattered(adjoint: Value, operand: Value, axis: Axis, places: Array) -> Value:
    n = primal(operand).length(axis)
    target: Axis = ("scattered", axis)
    here = Array((target,), np.arange(n, dtype=float))
    value = mul(adjoint, combine(lambda p, k: (p.astype(np.int64) == k).astype(float), places, here))
    for a, length in zip(places.axes, places.data.shape, strict=True):
        if a == axis or a not in primal(operand).axes:
            value = reduce_sum(value, a, length)
    return rename(value, {target: axis})


def reduce_sum(value: Value, axis: Axis, length: int) -> Value:
    """Σ over an axis; a part that does not vary along it counts ``length`` times."""
    return linear(
        value,
        lambda a: total(a, axis) if axis in a.axes else combine(lambda d: d * length, a),
        lambda x, g: g if has_axis(x, axis) else mul(scalar(float(length)), g),
    )


def has_axis(value: Value, axis: Axis) -> bool:
    if isinstance(value, Dual):
        return has_axis(value.real, axis) or has_axis(value.tangent, axis)
    return axis in primal(value).axes


def select(condition: Array, yes: Value, no: Value) -> Value:
    """Entry by entry, ``yes`` where the condition holds, else ``no``."""
    tag = innermost(yes, no)
    if not tag:
        return combine(_where, condition, yes, no)  # type: ignore[arg-type]
    zero = scalar(0.0)
    return entrywise(
        tag,
        select(condition, without(yes, tag), without(no, tag)),
        (yes, lambda t: select(condition, t, zero)),
        (no, lambda t: select(condition, zero, t)),
    )


def _where(c: Any, x: Any, y: Any) -> Any:
    if x.dtype == object or y.dtype == object:
        x, y = x.astype(object), y.astype(object)
    return np.where(c, x, y)


def scalar(x: Any) -> Array:
    """A number without axes."""
    return Array(
        (), np.asarray(x, dtype=object) if not isinstance(x, int | float | np.number) else np.asarray(float(x))
    )


def tangent_of(value: Value, tag: int) -> Value:
    """The tangent of one differentiation; zero where the value does not depend on its variable."""
    if isinstance(value, Dual):
        if value.tag == tag:
            return value.tangent
        if value.tag > tag:
            return Dual(value.tag, tangent_of(value.real, tag), tangent_of(value.tangent, tag))
    if isinstance(value, Taped) and value.tag > tag:
        raise NotReversible
    return scalar(0.0)


def with_axes(value: Array, axes: tuple[Axis, ...]) -> Any:
    """Plain data with exactly these axes, in order (missing ones of length 1)."""
    return ordered(value, axes).data
