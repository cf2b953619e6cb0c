"""Lines of worked examples: computed from the values given, by the definitions of the page, and compared as printed.

A line is wrong only if everything that it rests on has a value, and neither rounding nor a rounded result that was
stated before explains the difference. What depends on anything else is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from backproof.claims.reading import Question, Reading, Settled, Worked
from backproof.claims.statement import Evidence, Verdict
from backproof.judge.compare import Both, both_sides, family_indices
from backproof.judge.counterexample import counterexample
from backproof.judge.rounding import SAME, as_printed
from backproof.notes.diagnostics import Diagnostic
from backproof.numeric.environment import CannotEvaluate
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.terms.model import Model
from backproof.terms.nodes import Expr, Number
from backproof.terms.sizes import linked
from backproof.terms.traversal import nodes_in, reached

EXACT = 1e-9
"""Relative difference of two ways to compute the same number."""
NEAR = 0.02
"""A result may be this far off, relatively, if it was computed from results that were rounded before."""
UNITS = 2
"""A printed number that is off by fewer units in its last place may be rounded in a way that nobody states."""
INSTANCES = 2
EQUAL = ("=", ":=", "equiv", "approx", "simeq")


def judge_worked(question: Question, worked: Worked, model: Model, seed: int) -> Verdict:
    """The verdict on a line at the values of its example."""
    if not worked.fits:
        return _unclear(question, "the values given in this example do not fit together as they were understood")
    if question.sign not in EQUAL:
        return _unclear(question, "this may hold at the values of the example only")
    first: Verdict | None = None
    for reading in question.readings:
        if worked.lost & set(reached(reading.sides, model)):
            return _unclear(question, "a value given in this example was not understood")
        with linked(reading.links):
            verdict = _at_values(question, reading, worked, model, seed)
        if verdict.holds:
            return verdict
        if first is None or verdict.outcome == "unclear":
            first = verdict
    return first or _unclear(question, "this line of an example was not understood")


def _at_values(question: Question, reading: Reading, worked: Worked, model: Model, seed: int) -> Verdict:
    forced = tuple((s.root.key or f"size {id(s.root)}", float(n)) for s, n in worked.sizes)
    reading = replace(reading, forced=(*reading.forced, *forced))
    with settled(model, worked.given):
        both = computed(reading, model, seed)
        if both is not None:
            verdict = _compared(question, reading, both)
            if verdict is not None:
                return verdict
    with settled(model, worked.stated):
        again = computed(reading, model, seed)
    if both is None and again is None:
        return _unclear(question, "not everything that this line of an example rests on is given as a number")
    carried = _compared(question, reading, again) if again is not None else None
    if again is not None and carried is not None and carried.holds:
        if both is None or _apart(both.left, again.left) <= NEAR * _largest(both.left):
            return replace(carried, remarks=(*carried.remarks, "from the numbers stated before, as they are printed"))
        return _unclear(question, "this agrees with a number stated before, which is not what the page gives")
    with settled(model, worked.given):
        soft = worked.soft & set(reached(reading.sides, model))
    if question.hypothetical:
        return _unclear(question, f"in words that may speak of something else: {question.hypothetical}")
    if both is None or soft:
        return _unclear(question, "this line of an example does not agree with how its values were understood")
    return _wrong(question, reading, both, worked, model, seed)


@contextmanager
def settled(model: Model, given: Sequence[Settled]) -> Iterator[None]:
    """Within this context symbols are what an example makes of them."""
    kept = [(s.symbol, model[s.symbol].clauses, model[s.symbol].broken) for s in given]
    for s in given:
        symbol = model[s.symbol]
        symbol.clauses = [*s.clauses] if s.alone else [*s.clauses, *symbol.clauses]
        symbol.broken = symbol.broken and not s.alone
    try:
        yield
    finally:
        for name, clauses, broken in kept:
            model[name].clauses, model[name].broken = clauses, broken


def computed(reading: Reading, model: Model, seed: int) -> Both | None:
    """Both sides, if they are numbers which depend on nothing but what is given."""
    if family_indices(reading.left, model) | family_indices(reading.right, model):
        return None
    found: list[Both] = []
    for k in range(INSTANCES):
        instance = Instance(seed * 101 + k, shift=k, forced=dict(reading.forced))
        evaluator = Evaluator(model, instance)
        try:
            both = both_sides(evaluator, reading.left, reading.right, reading.conditions, {})
        except (CannotEvaluate, ValueError, TypeError, ArithmeticError):
            return None
        drawn = any(not model[name].is_size for name, _ in evaluator.drawn)
        if drawn or not both.finite.all() or evaluator.outside:
            return None
        found.append(both)
    one, other = found[0], found[-1]
    same = one.left.shape == other.left.shape and np.allclose(one.left, other.left, rtol=SAME, atol=SAME)
    return one if same and np.allclose(one.right, other.right, rtol=SAME, atol=SAME) else None


def _compared(question: Question, reading: Reading, both: Both) -> Verdict | None:
    """The verdict where the two sides agree, or may; None where they differ."""
    loose = isinstance(reading.right, Number) and both.left.size > 1
    largest = max(_largest(both.left), _largest(both.right))
    apart = _apart(both.left, both.right)
    if apart <= EXACT * max(largest, 1e-3):
        return Verdict("tested", f"at the values given both sides are {_text(both)}", evidence=Evidence(1, (), 0.0, 12))
    if loose:
        return _unclear(question, "one number is put for several")
    if question.printed is None:
        return None
    verdict = as_printed(question, both, _literals(reading))
    if isinstance(verdict, Verdict):
        return verdict
    decimals = question.printed[0]
    unit = 10.0**-decimals
    exactly = np.abs(both.left / unit - np.round(both.left / unit)) < 1e-6
    if apart < UNITS * unit and not exactly.all():
        return _unclear(question, f"the value is {_text(both)}: how it is rounded is not said")
    return None


def _literals(reading: Reading) -> list[Number]:
    """The numbers of a line itself, which may be rounded; those that are given are what they are."""
    sides: list[Expr] = [side for side in reading.sides if not isinstance(side, Number)]
    return [n for n in nodes_in(*sides[:1]) if isinstance(n, Number)] if len(sides) < 2 else []


def _wrong(question: Question, reading: Reading, both: Both, worked: Worked, model: Model, seed: int) -> Verdict:
    instance = Instance(seed * 101, forced=dict(reading.forced))
    scale = np.maximum(np.maximum(np.abs(both.left), np.abs(both.right)), 1e-3)
    outcome = both.outcome(np.abs(both.left - both.right) / scale, {})
    with settled(model, worked.given):
        shown = counterexample(reading, model, instance, {}, outcome)
    if shown is None:
        return _unclear(question, "the two sides differ, but ball arithmetic does not keep them apart")
    return Verdict("wrong", f"at the values given it is {shown.left}, not {shown.right}", counterexample=shown)


def _apart(a: object, b: object) -> float:
    x, y = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    return float(np.max(np.abs(x - y))) if x.shape == y.shape else float("inf")


def _largest(a: object) -> float:
    return float(np.max(np.abs(np.asarray(a, dtype=float))))


def _text(both: Both) -> str:
    flat = both.left.reshape(-1)
    return ", ".join(f"{v + 0.0:.6g}" for v in flat[:6]) + (", …" if flat.size > 6 else "")


def _unclear(question: Question, reason: str) -> Verdict:
    return Verdict("unclear", reason, diagnostics=(Diagnostic("J306", reason, question.span),))
