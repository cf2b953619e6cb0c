"""Approximations by order: ``f(x + h) ≈ f(x) + h f'(x)`` and ``… + O(h^2)``, judged by how fast they err less.

The small quantity is scaled by 2⁻ᵏ in high precision. An approximation by a polynomial in it must err by less than its
last term; a remainder ``O(h^p)`` must vanish at least as fast as ``h^p``.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from math import inf, log2
from typing import Any

import numpy as np

from backproof.claims.reading import Question, Reading
from backproof.claims.statement import Counterexample, Evidence, Verdict
from backproof.judge.compare import both_sides
from backproof.judge.counterexample import shown_values
from backproof.judge.expansions import expanded
from backproof.judge.grounding import stray_index, ungrounded
from backproof.notes.diagnostics import Diagnostic
from backproof.numeric.arrays import TooLarge, aligned
from backproof.numeric.duals import mul, primal, scalar
from backproof.numeric.environment import Binding, CannotEvaluate, Environment, Ragged
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.numeric.primitives import BallArithmetic
from backproof.terms.model import Model
from backproof.terms.nodes import Add, At, Expr
from backproof.terms.traversal import reached, symbols_in

SMALL = ("epsilon", "varepsilon", "h", "delta", "xi", "eta", "Delta")
"""Names that are small by convention, the most telling first."""
PRECISION = 300
STEPS = (20, 21, 22)
POINTS = 3
HIGHEST = 4
VANISHES = 1e-60


@dataclass(frozen=True)
class Orders:
    """Of one reading at one point: the order of the difference, and the order that the line claims (at least)."""

    found: float
    claimed: float
    instance: Instance
    binding: Binding


def judge_order(question: Question, model: Model, seed: int) -> Verdict:
    """The verdict on ``question``, an approximation or an equation with a remainder."""
    reading = question.readings[0]
    with expanded(reading, question.unknown, small_symbol(reading, model), model) as words:
        if not words:
            return _judged(question, model, seed)
        verdict = _judged(replace(question, unknown=frozenset()), model, seed)
        return replace(verdict, reason=f"{verdict.reason}, with {words}")


def _judged(question: Question, model: Model, seed: int) -> Verdict:
    failing: tuple[Reading, Orders] | None = None
    reason = "what is small here is not said"
    for reading in question.readings:
        small = reading.remainder[0] if reading.remainder is not None else small_symbol(reading, model)
        if not small:
            continue
        try:
            seen = measured(reading, small, model, seed)
        except (
            CannotEvaluate,
            Ragged,
            TooLarge,
            RecursionError,
            TypeError,
            AttributeError,
            ArithmeticError,
            ValueError,
        ) as problem:
            reason = str(problem) or reason
            continue
        if all(o.found > o.claimed - 0.3 for o in seen):
            order = min(o.found for o in seen)
            word = "vanishes" if order == inf else f"is of order {order:.2g} in {model[small].latex or small}"
            return Verdict(
                "tested",
                f"the difference {word}",
                evidence=Evidence(len(seen), (), 0.0, 15, (f"ball {PRECISION} bits",)),
            )
        if all(o.found < o.claimed - 0.7 for o in seen):
            failing = failing or (reading, seen[0])
        else:
            reason = "the order of the difference is not clear"
    if failing is None:
        return _unclear(question, reason)
    doubt = _doubt(question, *failing, model)
    if doubt:
        return _unclear(question, doubt)
    reading, o = failing
    name = reading.remainder[0] if reading.remainder is not None else small_symbol(reading, model)
    letter = model[name].latex or name
    text = f"the difference is of order {o.found:.2g} in {letter}, where at least {o.claimed:.2g} is claimed"
    shown = Counterexample(
        shown_values(reading, model, o.instance), f"order {o.found:.3g}", f"order {o.claimed:.3g}", "float"
    )
    return Verdict("wrong", text, counterexample=shown)


def _unclear(question: Question, reason: str) -> Verdict:
    return Verdict("unclear", reason, diagnostics=(Diagnostic("J302", reason, question.span),))


def _doubt(question: Question, reading: Reading, o: Orders, model: Model) -> str:
    if question.stale or question.solved or question.hypothetical:
        return (
            question.stale
            or f"stands under a condition that is not understood: {question.hypothetical or question.solved}"
        )
    if question.unknown:
        return f"{', '.join(sorted(question.unknown))} is met here for the first time: what is it"
    if question.tied & set(reached(reading.sides, model)):
        return "words tie a symbol here to others in a way that is not understood"
    if stray_index(reading)[0]:
        return "an index stands on one side only"
    if reading.remainder is not None and not model[reading.remainder[0]].axes:
        # The remainder speaks of what is small, so both sides do.
        reading = replace(reading, right=Add((reading.right, At(reading.remainder[0], ()))))
    return ungrounded(reading, model, o.instance, dict(o.binding))


def small_symbol(reading: Reading, model: Model) -> str:
    """The free symbol on both sides that is small by convention; empty if there is none, or no single one."""
    common = symbols_in(reading.left) & symbols_in(reading.right)
    for name in SMALL:
        found = [
            n for n in common if n in model and _letter(n) == name and not model[n].clauses and not model[n].family
        ]
        if found:
            return found[0] if len(found) == 1 else ""
    return ""


def _letter(name: str) -> str:
    return name.split("′")[0].split("_")[0].split("^")[0].split(" ")[0]


def measured(reading: Reading, small: str, model: Model, seed: int) -> list[Orders]:
    """The order of the difference at some generic points. Raises ``CannotEvaluate`` and what arithmetic raises."""
    from flint import ctx

    from backproof.judge.verdict import bindings, instances

    out: list[Orders] = []
    saved = ctx.prec
    ctx.prec = PRECISION
    try:
        for instance in list(instances(reading, model, seed))[-POINTS:]:
            for binding in bindings(reading, model)[:1]:
                at = _Scaled(model, instance, small, dict(binding))
                gaps = [at.size(reading.left, reading.right, k) for k in STEPS]
                claimed = reading.remainder[1] if reading.remainder is not None else at.degree(reading.right) + 1
                out.append(Orders(_order(gaps), claimed, instance, dict(binding)))
        both_sides(
            Evaluator(model, out[0].instance), reading.left, reading.right, reading.conditions, dict(out[0].binding)
        )
    finally:
        ctx.prec = saved
    return out


def _order(gaps: list[float]) -> float:
    if gaps[-1] < VANISHES:
        return inf
    first, second = log2(gaps[0] / gaps[1]), log2(gaps[1] / gaps[2])
    if abs(first - second) > 0.2:
        raise CannotEvaluate("the order of the difference is not clear", "J302")
    return second


class _Scaled:
    """Values where the small symbol is 2⁻ᵏ times what the instance gives it."""

    def __init__(self, model: Model, instance: Instance, small: str, binding: Binding) -> None:
        from flint import arb

        self.arb = arb
        self.inner = Evaluator(model, instance, BallArithmetic(), exact=np.frompyfunc(lambda x: arb(float(x)), 1, 1))
        self.small, self.binding = small, binding
        self.base = self.inner.symbol_value(model[small], (), self.inner.root)
        self.touched = self.inner.dependents(small)

    def value(self, e: Expr, factor: Any) -> Any:
        child = Environment({(self.small, None): mul(scalar(factor), self.base)}, self.inner.root, self.touched)
        return primal(self.inner._value(e, child, self.binding))

    def size(self, left: Expr, right: Expr, k: int) -> float:
        """The largest entry of the difference."""
        factor = self.arb(2) ** -k
        a, b = self.value(left, factor), self.value(right, factor)
        _, (x, y) = aligned([a, b]) if a.axes or b.axes else ((), [a.data, b.data])
        gap = np.asarray(x - y, dtype=object).reshape(-1)
        return max(abs(float(self.arb(g).mid())) for g in gap)

    def degree(self, e: Expr) -> int:
        """The degree of an expression as a polynomial in the small symbol. Raises ``CannotEvaluate`` if it is none."""
        rows = [
            np.asarray(self.value(e, self.arb(k) / 64).data, dtype=object).reshape(-1) for k in range(1, HIGHEST + 4)
        ]
        scale = max(1e-30, max(abs(float(self.arb(x).mid())) for r in rows for x in r))
        for degree in range(HIGHEST + 1):
            rows = [b - a for a, b in itertools.pairwise(rows)]
            if all(abs(float(self.arb(x).mid())) < VANISHES * scale for r in rows for x in r):
                return degree
        raise CannotEvaluate("the approximation is no polynomial in what is small", "J302")
