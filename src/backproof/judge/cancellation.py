"""Steps that are right only because something vanishes: they cannot be told from false ones.

A factor that is zero here stands on both sides with different coefficients. The test: some factor of the right side
is zero, though not written as zero; and if the definition that makes it vanish is lifted, the two sides part.
A step that *concludes* a zero drops the factor, and is simply right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from backproof.claims.reading import Reading
from backproof.judge.compare import compared
from backproof.numeric.arrays import TooLarge
from backproof.numeric.duals import primal
from backproof.numeric.environment import Binding, CannotEvaluate, Ragged
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.terms.model import Model, Symbol
from backproof.terms.nodes import Add, Derivative, Expr, Mul, Number, Sum
from backproof.terms.traversal import symbols_in

if TYPE_CHECKING:
    from backproof.judge.verdict import Trial


def cancels(reading: Reading, model: Model, trial: Trial, seed: int) -> str:
    """What vanishes, if the reading holds only because of it; else an empty string."""
    suspects = vanishing(reading, model, seed)
    if not suspects:
        return ""
    for name in _lifted(reading, suspects, model):
        symbol = model[name]
        kept = symbol.clauses
        symbol.clauses = []
        try:
            if _part(reading, model, seed):
                return f"the sum that is zero because of the definition of {symbol.latex or name}"
        finally:
            symbol.clauses = kept
    return ""


def _part(reading: Reading, model: Model, seed: int) -> bool:
    from backproof.judge.verdict import APART, bindings

    for k in range(2):
        for binding in bindings(reading, model):
            try:
                outcome = compared(
                    Evaluator(model, Instance(seed * 101 + k, positive=True)),
                    reading.left,
                    reading.right,
                    reading.conditions,
                    binding,
                )
            except CannotEvaluate:
                continue
            return outcome.error > APART
    return False


def vanishing(reading: Reading, model: Model, seed: int) -> list[Expr]:
    """Factors on the right that are zero everywhere here though not written as zero."""
    if isinstance(reading.right, Number):
        return []
    from backproof.judge.verdict import bindings

    candidates = [e for e in _factors(reading.right) if isinstance(e, Sum | Derivative | Add)]
    binding = bindings(reading, model)[0]
    # One point may be a special one: labels that happen to agree, a last step that comes before the one looked at.
    evaluators = [Evaluator(model, Instance(seed * 101 + k, positive=True, shift=3 * k)) for k in range(2)]
    return [e for e in candidates[:12] if all(_is_zero(evaluator, e, binding) for evaluator in evaluators)]


def _is_zero(evaluator: Evaluator, e: Expr, binding: Binding) -> bool:
    try:
        data = np.asarray(primal(evaluator.value(e, dict(binding))).data, dtype=float)
    except (CannotEvaluate, Ragged, TooLarge):
        return False
    return bool(data.size and np.all(np.abs(data) < 1e-12))


def _factors(e: Expr) -> list[Expr]:
    """The factors of products, in sums too."""
    out: list[Expr] = []
    todo = [e]
    while todo:
        n = todo.pop()
        if isinstance(n, Mul):
            out.extend(f for f in n.factors if isinstance(f, Add))
        if isinstance(n, Add | Mul):
            todo.extend(n.children())
            if isinstance(n, Mul):
                out.extend(f for f in n.factors if isinstance(f, Add))
        else:
            out.append(n)
            if isinstance(n, Sum):
                todo.extend(n.children())
    return out


def _lifted(reading: Reading, suspects: list[Expr], model: Model) -> list[str]:
    """The definitions whose lifting could keep the suspects from vanishing."""
    names: list[str] = []
    for e in suspects:
        direct = sorted(symbols_in(e))
        if isinstance(e, Derivative):
            direct = [e.symbol, *direct]
        for name in direct:
            symbol: Symbol | None = model.get(name)
            if (
                symbol is not None
                and symbol.clauses
                and symbol.parameters is None
                and name not in names
                and not symbol.family
            ):
                names.append(name)
    return names
