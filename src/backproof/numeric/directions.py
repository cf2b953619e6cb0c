"""One derivative by either direction of automatic differentiation, and the two held against each other.

Forward and backward share the values of the primitives and the order in which a document is evaluated, nothing else:
what one of them drops, counts twice or takes from the wrong place, the other does not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from backproof.numeric.arrays import Array, Axis, TooLarge, combine
from backproof.numeric.backward import adjoint_of
from backproof.numeric.duals import Dual, NotReversible, Taped, Value, mul, primal, rename, scalar, tangent_of
from backproof.numeric.environment import CannotEvaluate, next_tag

AGREES = 1e-6
"""Rounding of two orders of summation stays far below this part of the largest entry, a lost term far above."""


class Disagreement(Exception):
    """Forward and backward differentiation differ: one of them is wrong, and nothing may rest on either."""

    def __init__(self, forward: float, backward: float) -> None:
        super().__init__(f"differentiated forward this is {forward:.6g}, and backward {backward:.6g}")


@dataclass(frozen=True)
class Differentiation:
    """``body`` by ``here``, whose axes are ``axes``: derivatives come with the axes ``("∂", k)`` for ``axes[k]``."""

    here: Value
    axes: tuple[Axis, ...]
    body: Callable[[Value], Value]

    def either(self, *, backward: bool) -> Value:
        """In the direction that is asked for; forward where there is no way back."""
        if backward:
            try:
                return self.backward()
            except (NotReversible, TooLarge):
                pass
        return self.forward()

    def forward(self) -> Value:
        """A tangent for every entry of the variable, carried along."""
        tag = next_tag()
        value = tangent_of(self.body(seeded(self.here, self.axes, tag)), tag)
        return rename(value, {("∂", tag, k): ("∂", k) for k in range(len(self.axes))})

    def backward(self) -> Value:
        """An adjoint for every entry of the result, sent back. Raises ``NotReversible`` where there is no way."""
        variable = Taped(next_tag(), self.here)
        value = adjoint_of(self.body(variable), variable, {axis: ("∂", k) for k, axis in enumerate(self.axes)})
        if not np.isfinite(primal(value).data.astype(float)).all():
            raise NotReversible
        return value

    def check(self, found: Value, *, backward: bool) -> None:
        """Hold ``found`` against the direction that is asked for. Raises ``Disagreement``."""
        try:
            other = self.backward() if backward else self.forward()
        except (NotReversible, TooLarge, CannotEvaluate):
            return
        pair = (primal(found), primal(other)) if backward else (primal(other), primal(found))
        apart = _furthest(*pair)
        if apart is not None:
            raise Disagreement(*apart)


def seeded(value: Value, axes: Sequence[Axis], tag: int) -> Value:
    """``value`` as a variable of differentiation ``tag``: its tangent is the identity over new axes."""
    tangent: Value = scalar(1.0)
    base = primal(value)
    for j, axis in enumerate(axes):
        n = base.length(axis)
        tangent = mul(tangent, Array((axis, ("∂", tag, j)), np.eye(n)))
    return Dual(tag, value, tangent)


def _furthest(forward: Array, backward: Array) -> tuple[float, float] | None:
    """The two numbers where forward and backward are furthest apart, if that is more than rounding."""
    a, b = (Array(v.axes, v.data.astype(float)) for v in (forward, backward))
    gap = combine(lambda x, y: np.where(np.isfinite(x) & np.isfinite(y), np.abs(x - y), 0.0), a, b).data
    size = max(float(np.max(np.abs(np.nan_to_num(v.data, posinf=0.0, neginf=0.0)), initial=0.0)) for v in (a, b))
    if gap.size == 0 or float(gap.max()) <= AGREES * max(size, 1.0):
        return None
    at = np.unravel_index(int(np.argmax(gap)), gap.shape)
    both = [np.broadcast_to(combine(lambda x, y: x + 0.0 * y, *pair).data, gap.shape) for pair in ((a, b),)]
    other = combine(lambda x, y: y + 0.0 * x, a, b).data
    return float(both[0][at]), float(np.broadcast_to(other, gap.shape)[at])
