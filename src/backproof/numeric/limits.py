"""Limits from values: points that approach the target, in high precision, extrapolated.

A value is given only where the sequence settles: extrapolation must agree with itself to ten digits and with the last
values to a hundredth. Everything else has no value here; that is no statement about the limit.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from backproof.numeric.arrays import Array, TooLarge
from backproof.numeric.duals import Boxed, Value, primal, scalar
from backproof.numeric.environment import Binding, CannotEvaluate, Environment
from backproof.numeric.instance import Instance
from backproof.numeric.primitives import BallArithmetic
from backproof.terms.nodes import At, Call, Comprehension, Constant, Expr, Fold, Index, Limit, Product, Sum

if TYPE_CHECKING:
    from backproof.numeric.evaluate import Evaluator

PRECISION = 400
"""Bits: at 2⁻⁴⁰ a second difference loses 80 of them."""
STEPS = tuple(range(6, 42, 2))
SIZES = tuple(2**k for k in range(3, 11))
TIMES = tuple(range(5, 165, 5))
SETTLED = 1e-10
NEAR = 1e-2


def limit(evaluator: Evaluator, e: Limit, env: Environment, bind: Binding) -> Value:
    """The value of a limit. Raises ``CannotEvaluate`` where the values do not settle."""
    symbol = evaluator.model.get(e.symbol)
    if symbol is None or symbol.axes:
        raise CannotEvaluate("the variable of this limit is no number", "J302")
    if env is not evaluator.root:
        raise CannotEvaluate("a limit inside a definition that varies is not evaluated", "J302")
    found = [_approached(evaluator, e, bind, side) for side in _sides(evaluator, e, bind)]
    for other in found[1:]:
        if np.any(np.abs(other.data - found[0].data) > 1e-7 * np.maximum(1.0, np.abs(other.data))):
            raise CannotEvaluate("the limits from the two sides differ", "J302")
    return found[0]


def _sides(evaluator: Evaluator, e: Limit, bind: Binding) -> tuple[float, ...]:
    whole = evaluator.model[e.symbol].is_size or evaluator.model[e.symbol].domain.startswith("whole")
    if isinstance(e.value, Constant) and e.value.name == "infty":
        return (1.0, -1.0) if e.side == "both" else (1.0,)
    if whole:
        raise CannotEvaluate("a whole number goes to infinity only", "J302")
    return {"+": (1.0,), "-": (-1.0,)}.get(e.side, (1.0, -1.0))


def _approached(evaluator: Evaluator, e: Limit, bind: Binding, side: float) -> Array:
    try:
        if _steps_along(evaluator, e):
            return _settled(_along(evaluator, e, bind), doubling=False)
        if _ranges_over(e):
            return _settled(_growing(evaluator, e, bind), doubling=True)
        return _settled(_closing_in(evaluator, e, bind, side), doubling=True)
    except (TypeError, AttributeError, ArithmeticError, ValueError, TooLarge, RecursionError) as problem:
        raise CannotEvaluate(f"this limit is not evaluated: {problem}", "J302") from None


# ---------------------------------------------------------------------- the values on the way


def _closing_in(evaluator: Evaluator, e: Limit, bind: Binding, side: float) -> list[Array]:
    """The body at target ± 2⁻ᵏ, or at ± 2ᵏ on the way to infinity."""
    from flint import arb, ctx

    from backproof.numeric.evaluate import Evaluator

    saved = ctx.prec
    ctx.prec = PRECISION
    try:
        inner = Evaluator(
            evaluator.model, evaluator.instance, BallArithmetic(), exact=np.frompyfunc(lambda x: arb(float(x)), 1, 1)
        )
        inner.last = evaluator.last
        infinite = isinstance(e.value, Constant) and e.value.name == "infty"
        target = arb(0) if infinite else _ball(primal(inner.value(e.value, bind)))
        touched = inner.dependents(e.symbol)
        found = []
        for k in STEPS:
            point = side * arb(2) ** k if infinite else target + side * arb(2) ** -k
            child = Environment({(e.symbol, None): scalar(point)}, inner.root, touched)
            value = inner._value(e.body, child, bind)
            if isinstance(value, Boxed):
                raise CannotEvaluate("a limit is not differentiated", "J302")
            found.append(value)
        evaluator.drawn |= inner.drawn
        return found
    finally:
        ctx.prec = saved


def _ball(a: Array) -> Any:
    from flint import arb

    x = a.data.reshape(-1)[0] if not a.axes else None
    if x is None:
        raise TypeError("the target varies")
    return x if isinstance(x, arb) else arb(float(x))


def _growing(evaluator: Evaluator, e: Limit, bind: Binding) -> list[Array]:
    """The body on instances in which a size is doubled again and again."""
    from backproof.numeric.evaluate import Evaluator

    found = []
    for n in SIZES:
        old = evaluator.instance
        made = Instance(
            old.seed, positive=old.positive, mirrored=old.mirrored, shift=old.shift, forced={**old.forced, e.symbol: n}
        )
        made.sizes, made.domains = dict(old.sizes), old.domains
        inner = Evaluator(evaluator.model, made)
        found.append(primal(inner.value(e.body, bind)))
        evaluator.drawn |= inner.drawn
    return found


def _along(evaluator: Evaluator, e: Limit, bind: Binding) -> list[Array]:
    """The body at growing steps of a recursion, from the base upward, so that no recursion is deep."""
    from backproof.numeric.evaluate import Evaluator

    inner = Evaluator(evaluator.model, evaluator.instance)
    inner.last = 10 * TIMES[-1]
    touched = inner.dependents(e.symbol)
    found = []
    for t in TIMES:
        child = Environment({(e.symbol, None): scalar(float(t))}, inner.root, touched)
        found.append(primal(inner._value(e.body, child, bind)))
    evaluator.drawn |= inner.drawn
    return found


# ---------------------------------------------------------------------- where they settle


def _settled(values: Sequence[Array], *, doubling: bool) -> Array:
    """The limit of a sequence: by itself, by Richardson's or by Aitken's extrapolation, whichever settles best."""
    axes = values[0].axes
    if any(v.axes != axes or v.data.shape != values[0].data.shape for v in values):
        raise CannotEvaluate("the values on the way to this limit differ in shape", "J302")
    rows = [v.data.reshape(-1) for v in values]
    found = [_limit_of([r[k] for r in rows], doubling=doubling) for k in range(len(rows[0]))]
    return Array(axes, np.array(found, dtype=float).reshape(values[0].data.shape))


def _limit_of(xs: list[Any], *, doubling: bool) -> float:
    from flint import arb, ctx

    saved = ctx.prec
    ctx.prec = PRECISION
    try:
        exact = [x if isinstance(x, arb) else arb(float(x)) for x in xs]
        if not all(x.is_finite() for x in exact[-6:]):
            raise CannotEvaluate("the values on the way to this limit are not finite", "J302")
        exact = [x for x in exact if x.is_finite()]
        candidates: list[list[Any]] = [exact]
        if doubling:
            row = exact
            for j in range(1, min(7, len(exact) - 2)):
                factor = arb(2) ** (_stride(xs) * j)
                row = [(factor * b - a) / (factor - 1) for a, b in itertools.pairwise(row)]
                candidates.append(row)
        row = exact
        for _ in range(3):
            row = _aitken(row)
            if len(row) < 3:
                break
            candidates.append(row)
        best = min((c for c in candidates if len(c) >= 3 and all(x.is_finite() for x in c[-3:])), key=_spread)
        value = float(best[-1].mid())
        room = max(1.0, abs(value)) if abs(value) > 1e-3 else 1.0
        if _spread(best) > SETTLED * room or abs(float(exact[-1].mid()) - value) > NEAR * room:
            raise CannotEvaluate("the values on the way to this limit do not settle", "J302")
        return value
    finally:
        ctx.prec = saved


def _spread(row: list[Any]) -> float:
    """How far the last three values of a sequence are apart."""
    return max(abs(float((row[-1] - row[-2]).mid())), abs(float((row[-1] - row[-3]).mid())))


def _stride(xs: list[Any]) -> int:
    """How many times the step is halved from one value to the next."""
    return 2 if len(xs) == len(STEPS) else 1


def _aitken(xs: list[Any]) -> list[Any]:
    out = []
    for a, b, c in zip(xs, xs[1:], xs[2:], strict=False):
        second = c - 2 * b + a
        out.append(c if second.contains(0) else c - (c - b) ** 2 / second)
    return out


# ---------------------------------------------------------------------- what the variable does in the body


def _steps_along(evaluator: Evaluator, e: Limit) -> bool:
    """Whether the variable picks members of families (``v_t``)."""
    for n in _nodes(e.body):
        if isinstance(n, At | Call):
            symbol = evaluator.model.get(n.symbol)
            places = n.family if isinstance(n, Call) else n.indices[: symbol.family] if symbol is not None else ()
            if any(_reads(p, e.symbol) for p in places):
                return True
    return False


def _ranges_over(e: Limit) -> bool:
    """Whether the variable is the length of something: of an axis, of a sum."""
    for n in _nodes(e.body):
        if isinstance(n, Sum | Product | Fold) and any(
            _reads(x, e.symbol) for x in (n.lower, n.upper) if x is not None
        ):
            return True
        bound: tuple[Index, ...] = (
            n.indices if isinstance(n, Comprehension) else (n.index,) if isinstance(n, Sum | Product | Fold) else ()
        )
        if any(isinstance(i.size.root.term, Expr) and _reads(i.size.root.term, e.symbol) for i in bound):
            return True
    return any(isinstance(i.size.root.term, Expr) and _reads(i.size.root.term, e.symbol) for i in e.body.free)


def _reads(e: Expr, name: str) -> bool:
    return any(isinstance(n, At) and n.symbol == name for n in _nodes(e))


def _nodes(e: Expr) -> list[Expr]:
    seen: set[Expr] = set()
    todo = [e]
    while todo:
        n = todo.pop()
        if n not in seen:
            seen.add(n)
            todo.extend(n.children())
    return list(seen)
