"""Forward automatic differentiation: numbers with tangents, nested to any order.

A ``Dual`` belongs to one differentiation (``tag``); its tangent carries the axes of the variable as extra axes.
Nothing here knows a symbolic derivative rule beyond those of the primitives below, so that the numeric witness
shares no code with the calculus. Source: Griewank and Walther, *Evaluating Derivatives*, chapters 3 and 13.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backproof.numeric.arrays import Array, Axis, combine, ordered, renamed, take, total


class Dual:
    """``real + ε·tangent`` with ε² = 0, for the differentiation ``tag``; larger tags are inner."""

    __slots__ = ("real", "tag", "tangent")

    def __init__(self, tag: int, real: Value, tangent: Value) -> None:
        self.tag = tag
        self.real = real
        self.tangent = tangent


Value = Array | Dual


def primal(value: Value) -> Array:
    """The value itself, without any tangent."""
    while isinstance(value, Dual):
        value = value.real
    return value


def _tag(*values: Value) -> int:
    return max((v.tag for v in values if isinstance(v, Dual)), default=0)


def _split(value: Value, tag: int) -> tuple[Value, Value | None]:
    if isinstance(value, Dual) and value.tag == tag:
        return value.real, value.tangent
    return value, None


def add(a: Value, b: Value) -> Value:
    tag = _tag(a, b)
    if not tag:
        return combine(np.add, a, b)  # type: ignore[arg-type]
    (x, dx), (y, dy) = _split(a, tag), _split(b, tag)
    tangent = dx if dy is None else dy if dx is None else add(dx, dy)
    assert tangent is not None
    return Dual(tag, add(x, y), tangent)


def mul(a: Value, b: Value) -> Value:
    tag = _tag(a, b)
    if not tag:
        return combine(np.multiply, a, b)  # type: ignore[arg-type]
    (x, dx), (y, dy) = _split(a, tag), _split(b, tag)
    left = None if dx is None else mul(dx, y)
    right = None if dy is None else mul(x, dy)
    tangent = left if right is None else right if left is None else add(left, right)
    assert tangent is not None
    return Dual(tag, mul(x, y), tangent)


def chain(value: Value, function: Callable[[Value], Value], slope: Callable[[Value, Value], Value]) -> Value:
    """A scalar function at a value: ``slope(x, f(x))`` is its derivative, computed with the same operations."""
    if isinstance(value, Array):
        return function(value)
    y = chain(value.real, function, slope)
    return Dual(value.tag, y, mul(slope(value.real, y), value.tangent))


def linear(value: Value, function: Callable[[Array], Array]) -> Value:
    """A linear map of arrays (a gather, a sum, a renaming) applied through all tangents."""
    if isinstance(value, Array):
        return function(value)
    return Dual(value.tag, linear(value.real, function), linear(value.tangent, function))


def rename(value: Value, names: dict[Axis, Axis]) -> Value:
    return linear(value, lambda a: renamed(a, names)) if names else value


def gather(value: Value, axis: Axis, places: Array) -> Value:
    return linear(value, lambda a: take(a, axis, places) if axis in a.axes else a)


def reduce_sum(value: Value, axis: Axis, length: int) -> Value:
    """Σ over an axis; a part that does not vary along it counts ``length`` times."""
    return linear(value, lambda a: total(a, axis) if axis in a.axes else combine(lambda d: d * length, a))


def has_axis(value: Value, axis: Axis) -> bool:
    if isinstance(value, Dual):
        return has_axis(value.real, axis) or has_axis(value.tangent, axis)
    return axis in value.axes


def select(condition: Array, yes: Value, no: Value) -> Value:
    """Entry by entry, ``yes`` where the condition holds, else ``no``."""
    tag = _tag(yes, no)
    if not tag:
        return combine(_where, condition, yes, no)  # type: ignore[arg-type]
    (x, dx), (y, dy) = _split(yes, tag), _split(no, tag)
    zero = scalar(0.0)
    return Dual(tag, select(condition, x, y), select(condition, zero if dx is None else dx, zero if dy is None else dy))


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
    return scalar(0.0)


def with_axes(value: Array, axes: tuple[Axis, ...]) -> Any:
    """Plain data with exactly these axes, in order (missing ones of length 1)."""
    return ordered(value, axes).data
