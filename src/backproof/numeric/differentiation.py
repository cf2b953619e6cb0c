"""Derivatives in a symbol of the document: the body evaluated again, with the symbol as a variable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backproof.numeric.arrays import Array
from backproof.numeric.directions import Differentiation
from backproof.numeric.duals import Value, add, primal, rename
from backproof.numeric.environment import Binding, CannotEvaluate, Environment, Key
from backproof.numeric.stacking import whole
from backproof.terms.model import Symbol
from backproof.terms.nodes import At, Derivative, Expr, Index
from backproof.terms.traversal import symbols_in

if TYPE_CHECKING:
    from backproof.numeric.evaluate import Evaluator

WIDE = 64
"""From so many entries on, one number is differentiated by them backward. Measured on recurrent networks: up to 36
entries both directions cost the same, at 100 forward costs 1.2 times as much, at 256 three times."""


def derivative(evaluator: Evaluator, e: Derivative, env: Environment, bind: Binding) -> Value:
    """The derivative of an expression in a symbol, over the indices of the symbol."""
    symbol = evaluator.model.get(e.symbol)
    if symbol is None:
        raise CannotEvaluate(f"nothing says what {e.symbol} is", "M201")
    family, dense = e.indices[: symbol.family], e.indices[symbol.family :]

    def at(key: Key, fixed: Binding) -> Value:
        inner = frozenset([(i, v) for i, v in fixed.items() if i in e.body.free or isinstance(v, int)])
        slot = ("∂", e.body, e.symbol, key, e.held, inner)
        found = env.memo.get(slot)
        if found is None:
            env.memo[slot] = found = _tangent(evaluator, e, symbol, key, env, fixed)
        return found

    at_steps = frozenset().union(*(_varies(h, bind) for h in e.held if isinstance(h, At)))
    if any(_varies(f, bind) & (e.body.free | at_steps) for f in family):
        value = evaluator.at_points(family, env, bind, at)
    else:
        value = evaluator.over_keys(family, env, bind, lambda key: at(key, bind))
    return evaluator.entries(value, [("∂", e.symbol, k) for k in range(len(dense))], dense, symbol.lowers, env, bind)


def _varies(e: Expr, bind: Binding) -> frozenset[Index]:
    """The indices of an expression that are not fixed to one value."""
    return frozenset(i for i in e.free if not isinstance(bind.get(i), int))


def _tangent(evaluator: Evaluator, e: Derivative, symbol: Symbol, key: Key, env: Environment, bind: Binding) -> Value:
    axes = [(symbol.name, k) for k in range(len(symbol.axes) - symbol.family)]
    here = _full(evaluator, evaluator.symbol_value(symbol, key, env), symbol, key, axes, env)
    overrides: dict[tuple[str, Key | None], Value] = {}
    for held in e.held:
        if isinstance(held, At):
            other = evaluator.model[held.symbol]
            step = tuple(whole(primal(evaluator._value(i, env, bind)).data) for i in held.indices)
            overrides[other.name, step] = evaluator.symbol_value(other, step, env)
    touched = evaluator.dependents(symbol.name) - {symbol.name}
    if symbol.name in _readers_of_self(symbol) or symbol.family:
        touched |= {symbol.name}
    reached = frozenset(touched) - {h for h in e.held if isinstance(h, str)}

    def body(variable: Value) -> Value:
        child = Environment({(symbol.name, key): variable, **overrides}, env, reached)
        return evaluator._value(e.body, child, bind)

    one = Differentiation(here, tuple(axes), body)
    backward = _prefers_backward(evaluator, e, primal(here), env, bind)
    found = one.either(backward=backward)
    if evaluator.checked and not env.averaging():
        evaluator.checked = False
        try:
            one.check(found, backward=not backward)
        finally:
            evaluator.checked = True
    return rename(found, {("∂", k): ("∂", symbol.name, k) for k in range(len(axes))})


def _prefers_backward(evaluator: Evaluator, e: Derivative, here: Array, env: Environment, bind: Binding) -> bool:
    """Whether one sweep back costs less than carrying a tangent for every entry along."""
    if here.data.size < WIDE or env.averaging():
        return False
    return all(isinstance(evaluator.range_of(i, env, bind), int) for i in e.body.free)


def _full(evaluator: Evaluator, value: Value, symbol: Symbol, key: Key, axes: list[Any], env: Environment) -> Value:
    bind: Binding = dict(zip(symbol.formals, key, strict=False))
    for axis, spec in zip(axes, [a for a in symbol.axes if not a.family], strict=True):
        if axis not in primal(value).axes:
            root = spec.size.root
            value = add(value, Array((axis,), np.zeros(evaluator.size_of(root.key, root.term, env, bind, root))))
    return value


def _readers_of_self(symbol: Symbol) -> set[str]:
    return {symbol.name} if any(symbol.name in symbols_in(c.body) for c in symbol.clauses) else set()
