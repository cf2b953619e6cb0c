"""A counterexample that a person can check: the numbers, both sides, and the certificate that keeps them apart."""

from __future__ import annotations

from typing import Any

import numpy as np

from backproof.claims.reading import Reading
from backproof.claims.statement import Counterexample
from backproof.judge.compare import Outcome
from backproof.numeric.arrays import TooLarge
from backproof.numeric.duals import primal
from backproof.numeric.evaluate import Binding, CannotEvaluate, Evaluator, Ragged, symbols_in
from backproof.numeric.instance import Instance
from backproof.terms.model import Model


def counterexample(reading: Reading, model: Model, instance: Instance, binding: Binding, outcome: Outcome) -> Counterexample | None:
    """The failing instance, certified; None if exact arithmetic does not keep the sides apart."""
    enclosure, certificate = certified(reading, model, instance, binding, outcome)
    if certificate == "":
        return None
    place = ", ".join(f"{index.hint} = {k}" for index, k in outcome.place if index.hint)
    values = shown_values(reading, model, instance)
    return Counterexample(values, f"{outcome.left:.6g}", f"{outcome.right:.6g}", certificate, enclosure, place)  # type: ignore[arg-type]


def certified(reading: Reading, model: Model, instance: Instance, binding: Binding, outcome: Outcome) -> tuple[str, str]:
    """The difference of the two sides in ball arithmetic at the failing entry: (enclosure, kind of certificate)."""
    from flint import arb, ctx

    from backproof.numeric.primitives import BallArithmetic

    saved = ctx.prec
    ctx.prec = 106
    try:
        exact = np.frompyfunc(lambda x: arb(float(x)), 1, 1)
        evaluator = Evaluator(model, instance, BallArithmetic(), exact=exact)
        fixed: dict[Any, Any] = {**binding, **dict(outcome.place)}
        try:
            left, right = primal(evaluator.value(reading.left, fixed)), primal(evaluator.value(reading.right, fixed))
        except (CannotEvaluate, Ragged, TooLarge, AttributeError, TypeError, ValueError, ZeroDivisionError):
            return "", "float"
        a, b = _entry(left.data), _entry(right.data)
        if a is None or b is None:
            return "", "float"
        difference = arb(a) - arb(b)
        if difference.contains(0):
            return "", ""
        return str(difference.str(8)), "ball"
    finally:
        ctx.prec = saved


def _entry(data: Any) -> Any:
    flat = np.asarray(data, dtype=object).reshape(-1)
    if flat.size != 1:
        return None
    x = flat[0]
    return float(x) if isinstance(x, np.floating | int) else x


def shown_values(reading: Reading, model: Model, instance: Instance, limit: int = 8) -> tuple[tuple[str, str], ...]:
    """The free symbols of the two sides with their values on the instance."""
    out: list[tuple[str, str]] = []
    seen: set[str] = set()
    todo = sorted(symbols_in(reading.left) | symbols_in(reading.right))
    evaluator = Evaluator(model, instance)
    while todo and len(out) < limit:
        name = todo.pop(0)
        if name in seen or name not in model:
            continue
        seen.add(name)
        symbol = model[name]
        if symbol.clauses:
            for clause in symbol.clauses:
                todo.extend(sorted(symbols_in(clause.body)))
            continue
        if symbol.opaque or symbol.known or symbol.parameters is not None or symbol.family or name.startswith("formal "):
            continue
        try:
            data = np.asarray(primal(evaluator.symbol_value(symbol, (), evaluator.root)).data, dtype=float)
        except (CannotEvaluate, Ragged, TooLarge):
            continue
        text = repr(int(data)) if symbol.is_size else np.array2string(data, precision=6, separator=", ").replace("\n", "") if data.ndim else f"{float(data):.6g}"
        if len(text) <= 200:
            out.append((symbol.latex or name, text))
    return tuple(out)
