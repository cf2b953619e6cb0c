"""Integrals over an interval, half a line or the line, and brackets ``[F]_a^b``, along a sample axis of their own."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np

from backproof.numeric.arrays import Array
from backproof.numeric.duals import Dual, NotReversible, Value, add, mul, primal, scalar
from backproof.numeric.environment import Binding, CannotEvaluate, Environment
from backproof.numeric.laws import legendre
from backproof.numeric.refining import NODES, Unsettled, panel_sums, refined
from backproof.terms.nodes import Expr, Integral

if TYPE_CHECKING:
    from backproof.numeric.evaluate import Evaluator

_samples = count(1)


def integrate(evaluator: Evaluator, e: Integral, env: Environment, bind: Binding) -> Value:
    """∫ body. Raises ``CannotEvaluate`` where bounds vary or nothing converges."""
    if evaluator._exact is not None:
        raise CannotEvaluate("integrals are computed in floating point", "J306")
    if env.taped():
        raise NotReversible
    low, high = (_bound(evaluator, b, env, bind) for b in (e.lower, e.upper))
    if (low is not None and low.axes) or (high is not None and high.axes):
        raise CannotEvaluate("an integral whose bounds vary with an index", "J306")
    lower = evaluator._value(e.lower, env, bind) if low is not None and e.lower is not None else None
    upper = evaluator._value(e.upper, env, bind) if high is not None and e.upper is not None else None
    sample = ("integral", next(_samples))
    x, w = legendre(NODES)

    def sums(lows: Any, highs: Any) -> Value:
        at = (lows[:, None] + (highs - lows)[:, None] * x).reshape(-1)
        each = ((highs - lows)[:, None] * w).reshape(-1)
        node, slope = _placed(lower, upper, at, sample)
        child = Environment({(e.variable, ()): node}, env, evaluator.dependents(e.variable))
        value = mul(slope, evaluator._value(e.body, child, bind))
        return panel_sums(mul(Array((sample,), each), value), sample, len(lows))

    try:
        return refined(
            sums, *((-1.0, 1.0) if lower is None and upper is None else (0.0, 1.0)), sample, lambda: _varies(env)
        )
    except Unsettled as problem:
        raise CannotEvaluate(f"an integral: {problem}", "J306") from None


def _bound(evaluator: Evaluator, e: Expr | None, env: Environment, bind: Binding) -> Array | None:
    """A finite bound; None for an infinite one."""
    if e is None:
        return None
    value = primal(evaluator._value(e, env, bind))
    return None if value.data.size == 1 and not np.isfinite(float(value.data.reshape(-1)[0])) else value


def _placed(lower: Value | None, upper: Value | None, at: Any, sample: Any) -> tuple[Value, Value]:
    """The variable and its slope at a parameter in (0, 1), or in (-1, 1) for the whole line."""
    if lower is not None and upper is not None:
        length = add(upper, mul(scalar(-1.0), lower))
        return add(lower, mul(length, Array((sample,), at))), length
    if lower is not None:
        return add(lower, Array((sample,), at / (1 - at))), Array((sample,), (1 - at) ** -2.0)
    if upper is not None:
        return add(upper, Array((sample,), -at / (1 - at))), Array((sample,), (1 - at) ** -2.0)
    return Array((sample,), at / (1 - at * at)), Array((sample,), (1 + at * at) / (1 - at * at) ** 2)


def _varies(env: Environment) -> bool:
    at: Environment | None = env
    while at is not None:
        if any(isinstance(v, Dual) for v in at.overrides.values()):
            return True
        at = at.parent
    return False
