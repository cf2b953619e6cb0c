"""Functions of the document at their arguments: defined ones evaluated, opaque ones drawn at random."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from backproof.numeric.arrays import Axis, combine
from backproof.numeric.directions import seeded
from backproof.numeric.duals import Value, primal, rename, tangent_of
from backproof.numeric.environment import DEPTH, Binding, CannotEvaluate, Environment, Key, next_tag, refuse_broken
from backproof.numeric.opaque import opaque_value
from backproof.terms.functions import BY_NAME
from backproof.terms.model import Symbol
from backproof.terms.nodes import At, Call, Comprehension, Entry, Position

if TYPE_CHECKING:
    from backproof.numeric.evaluate import Evaluator

_VALUES: dict[str, Callable[[Any, Any], Value]] = {
    "positive": lambda m, v: m.exp(v),
    "nonnegative": lambda m, v: m.exp(v),
    "unit": lambda m, v: BY_NAME["sigmoid"].evaluate(m, v),
    "sign": lambda m, v: m.sign(v),
    "binary": lambda m, v: BY_NAME["step"].evaluate(m, v),
}
"""How an opaque function keeps to the set in which its values are declared to lie."""


def call(evaluator: Evaluator, e: Call, env: Environment, bind: Binding) -> Value:
    """A function of the document at its arguments, or its derivative there."""
    symbol = evaluator.model.get(e.symbol)
    if symbol is None:
        raise CannotEvaluate(f"nothing says what {e.symbol} is", "M201")
    value = evaluator.at_points(e.family, env, bind, lambda key, fixed: _called(evaluator, e, symbol, key, env, fixed))
    dense = [(symbol.name, k) for k in range(len(e.indices))]
    return evaluator.entries(value, dense, e.indices, symbol.lowers, env, bind)


def _called(evaluator: Evaluator, e: Call, symbol: Symbol, key: Key, env: Environment, bind: Binding) -> Value:
    arguments = [_argument(evaluator, e.symbol, k, a, env, bind) for k, a in enumerate(e.arguments)]
    tags: list[tuple[int, int, Entry]] = []
    for slot, entry in e.slots:
        tag = next_tag()
        axes = [(e.symbol, "argument", slot, j) for j in range(len(e.arguments[slot].indices))]
        arguments[slot] = seeded(arguments[slot], axes, tag)
        tags.append((tag, slot, entry))
    own = {k for k, a in enumerate(e.arguments) if _is_itself(symbol, k, a) and all(s != k for s, _ in e.slots)}
    value = _applied(evaluator, symbol, key, arguments, env, own)
    for tag, slot, entry in reversed(tags):
        places = e.arguments[slot].indices
        value = evaluator.entries(
            tangent_of(value, tag),
            [("∂", tag, j) for j in range(len(places))],
            entry.indices,
            [i.lower for i in places],
            env,
            bind,
        )
    return value


def _argument(evaluator: Evaluator, name: str, k: int, a: Comprehension, env: Environment, bind: Binding) -> Value:
    value = evaluator._value(a.body, env, {i: at for i, at in bind.items() if i not in a.indices})
    value = evaluator.filled(value, a.indices, env, bind)
    return rename(value, {i: (name, "argument", k, j) for j, i in enumerate(a.indices)})


def _is_itself(symbol: Symbol, k: int, a: Comprehension) -> bool:
    """Whether a function is called at the very symbol that its formal argument is: nothing changes then."""
    if symbol.parameters is None or k >= len(symbol.parameters) or not isinstance(a.body, At):
        return False
    return a.body.symbol == symbol.parameters[k].symbol and a.body.indices == tuple(Position(i) for i in a.indices)


def _applied(
    evaluator: Evaluator, symbol: Symbol, key: Key, arguments: list[Value], env: Environment, own: set[int]
) -> Value:
    refuse_broken(symbol)
    if symbol.known:
        known: Value = BY_NAME[symbol.known].evaluate(evaluator.m, *arguments)
        return known
    clause = evaluator.clause(symbol, key, env)
    if clause is None or symbol.parameters is None:
        if not symbol.opaque:
            raise CannotEvaluate(f"nothing says what {symbol.latex or symbol.name} does to its argument", "M205")
        return evaluator.opaque(symbol, key, arguments, env)
    overrides: dict[tuple[str, Key | None], Value] = {}
    touched: set[str] = set()
    for k, (parameter, value) in enumerate(zip(symbol.parameters, arguments, strict=True)):
        if k in own:
            continue
        names: dict[Axis, Axis] = {
            (symbol.name, "argument", k, j): (parameter.symbol, j) for j in range(parameter.rank)
        }
        overrides[(parameter.symbol, None)] = rename(value, names)
        touched |= evaluator.dependents(parameter.symbol)
    child = Environment(overrides, env, frozenset(touched))
    evaluator.depth += 1
    if evaluator.depth > DEPTH:
        raise CannotEvaluate(f"the definition of {symbol.latex or symbol.name} leads back to itself", "J309")
    try:
        return evaluator.defined(symbol, key, child)
    finally:
        evaluator.depth -= 1


def _labelled(value: Value, first: int, count: int) -> Value:
    """A generic number as one of the labels, each about equally often."""

    def label(data: Any) -> Any:
        part = (1 + np.sin(7.0 * data.astype(float))) / 2
        return first + np.floor(part * count).clip(0, count - 1)

    return combine(label, primal(value))


def opaque(evaluator: Evaluator, symbol: Symbol, key: Key, arguments: list[Value], env: Environment) -> Value:
    """A function of which nothing is known at its arguments: a random smooth one."""
    evaluator.drawn.add((symbol.name, key))
    bind: Binding = dict(zip(symbol.formals, key, strict=False))
    outputs = []
    for k, axis in enumerate(a for a in symbol.axes if not a.family):
        root = axis.size.root
        outputs.append(((symbol.name, k), evaluator.size_of(root.key, root.term, env, bind, root)))
    rng = evaluator.instance.generator("function", symbol.name, key)
    own = [
        [a for a in primal(v).axes if isinstance(a, tuple) and a[:2] == (symbol.name, "argument")] for v in arguments
    ]
    value = opaque_value(evaluator.m, rng, arguments, own, outputs, evaluator._exact)
    if symbol.labels is not None:
        return _labelled(value, *evaluator.classes(symbol, env, bind))
    within = _VALUES.get(symbol.domain)
    return value if within is None else within(evaluator.m, value)
