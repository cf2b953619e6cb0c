"""Conditions made smooth, to see what they rest on.

``1{x > 3}`` and ``max(x, y)`` do not change at most points when x does, so that trying a few points does not tell
whether they depend on x. With every jump and kink along a sample axis replaced by a smooth and strictly varying
function of the same quantities, it does: the softened body depends on what the body depends on, and on nothing else.
Its values mean nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from backproof.numeric.arrays import Array, Axis
from backproof.numeric.duals import Value, add, mul, primal, scalar, select
from backproof.numeric.environment import Binding, Environment
from backproof.numeric.primitives import Arithmetic, lift, power
from backproof.terms.nodes import Cases, Compare, Expr, Mul

if TYPE_CHECKING:
    from backproof.numeric.evaluate import Evaluator


class Soft(Arithmetic):
    """The arithmetic of floats, with steps along ``axis`` made smooth."""

    def __init__(self, axis: Axis) -> None:
        self.axis = axis

    def varies(self, *values: Value) -> bool:
        return any(self.axis in primal(v).axes for v in values)

    def greater(self, x: Value, y: Any) -> Any:  # type: ignore[override]
        other = lift(y)
        return _above(x, other) if self.varies(x, other) else Arithmetic.greater(x, other)

    def where(self, condition: Any, yes: Any, no: Any) -> Value:  # type: ignore[override]
        return chosen(condition, lift(yes), lift(no))

    def sign(self, x: Value) -> Value:  # type: ignore[override]
        if not self.varies(x):
            return Arithmetic.sign(x)
        return mul(x, power(add(scalar(1.0), mul(x, x)), scalar(-0.5)))

    def absolute(self, x: Value) -> Value:  # type: ignore[override]
        return mul(self.sign(x), x)

    def floor(self, x: Value) -> Value:  # type: ignore[override]
        return x if self.varies(x) else Arithmetic.floor(x)


@contextmanager
def softened(evaluator: Evaluator, axis: Axis) -> Iterator[None]:
    """Within: what ``evaluator`` evaluates has no jump along ``axis``."""
    saved = evaluator.m
    evaluator.m = Soft(axis)
    try:
        yield
    finally:
        evaluator.m = saved


@contextmanager
def as_written(evaluator: Evaluator, arithmetic: Arithmetic) -> Iterator[None]:
    """Within: the evaluator computes with ``arithmetic``, softened or not outside."""
    saved = evaluator.m
    evaluator.m = arithmetic
    try:
        yield
    finally:
        evaluator.m = saved


def chosen(condition: Any, yes: Value, no: Value) -> Value:
    """One of two values, or their mixture where the condition is a smooth weight."""
    if isinstance(condition, Array) and condition.data.dtype == bool:
        return select(condition, yes, no)
    return add(mul(condition, yes), mul(_rest(condition), no))


def condition(evaluator: Evaluator, e: Expr, env: Environment, bind: Binding) -> Any:
    """A condition as a smooth weight where it varies along the axis, else as it is."""
    soft = evaluator.m
    assert isinstance(soft, Soft)
    if isinstance(e, Compare):
        left, right = evaluator._value(e.left, env, bind), evaluator._value(e.right, env, bind)
        return _weight(e.sign, left, right) if soft.varies(left, right) else evaluator.condition(e, env, bind)
    if isinstance(e, Mul):
        result: Value = scalar(1.0)
        for f in e.factors:
            result = mul(result, number(condition(evaluator, f, env, bind)))
        return result
    value = evaluator._value(e, env, bind)
    return value if soft.varies(value) else evaluator.condition(e, env, bind)


def number(weight: Any) -> Value:
    """A condition or a weight as a number."""
    if isinstance(weight, Array) and weight.data.dtype == bool:
        return Array(weight.axes, weight.data.astype(float))
    value: Value = weight
    return value


def cases(evaluator: Evaluator, e: Cases, env: Environment, bind: Binding) -> Value:
    """Branches mixed by smooth weights; what is no number counts as zero."""
    result: Value = scalar(0.0)
    for test, branch in reversed(e.branches):
        value = evaluator._value(branch, env, bind)
        result = value if test is None else chosen(condition(evaluator, test, env, bind), value, result)
    return result


def _weight(sign: str, left: Value, right: Value) -> Value:
    if sign in (">", ">="):
        return _above(left, right)
    if sign in ("<", "<="):
        return _above(right, left)
    gap = add(left, mul(scalar(-1.0), right))
    near = power(add(scalar(1.0), mul(gap, gap)), scalar(-1.0))
    return near if sign == "=" else _rest(near)


def _above(x: Value, y: Value) -> Value:
    gap = add(x, mul(scalar(-1.0), y))
    return add(scalar(0.5), mul(scalar(1 / math.pi), Arithmetic.atan(gap)))


def _rest(weight: Value) -> Value:
    return add(scalar(1.0), mul(scalar(-1.0), weight))
