"""Numbers as they are printed: ``1/3 = 0.333`` holds to the digits that it gives.

Only where both sides are numbers: where one of them depends on anything unknown, nothing can have been rounded. A
difference that rounding does not explain goes to the ordinary judge, with its certificates; one that other roundings
could explain (digits cut off, operands that were rounded before) is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import numpy as np

from backproof.claims.reading import Question, Reading
from backproof.claims.statement import Evidence, Verdict
from backproof.judge.compare import Both, both_sides, family_indices
from backproof.notes.diagnostics import Diagnostic
from backproof.numeric.environment import CannotEvaluate
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.terms.model import Model
from backproof.terms.nodes import Expr, Number
from backproof.terms.traversal import nodes_in, reached

INSTANCES = 3
SAME = 1e-12
"""Values that differ by no more than this do not depend on the instance, and are equal where they are compared."""
COUNTS = 2
"""From here on a whole number may stand for a count: sizes of outputs and numbers of batches are rounded silently."""
SLACK = 1 + 1e-6
"""A number may lie exactly between two that could be printed."""

CARRIED = "the numbers in it are rounded themselves, which could explain the difference"


def judge_rounding(question: Question, model: Model, seed: int) -> Verdict | Literal["exact"] | None:
    """The verdict that the printed digits decide; ``exact`` if the two numbers are to be compared as they stand.

    None where the question is not one between numbers.
    """
    if question.printed is None or question.sign not in ("=", "equiv", "approx"):
        return None
    for reading in question.readings:
        both = numbers(reading, model, seed)
        if both is not None:
            return as_printed(question, both, list(_operands(reading, model)))
    return None


def as_printed(question: Question, both: Both, operands: Sequence[Number]) -> Verdict | Literal["exact"]:
    """The verdict on two numbers, one of them printed, which rest on ``operands`` that may be rounded themselves."""
    assert question.printed is not None
    decimals, digits = question.printed
    left, right = both.left[both.finite], both.right[both.finite]
    apart = float(np.max(np.abs(left - right)))
    largest = float(np.max(np.abs(np.concatenate([left, right]))))
    unit = 10.0**-decimals
    loose = question.sign == "approx"
    if apart <= SAME * max(largest, 1.0):
        return _held(left, apart, digits) if loose else "exact"
    if decimals <= 0 and not loose:
        if apart <= _carried(operands, largest):
            return _open(question, CARRIED)
        broken = float(np.max(np.abs(left - np.round(left)))) > 1e-6
        if decimals == 0 and largest >= COUNTS and broken and apart < 1:
            return _open(question, f"{_text(left)} is no whole number: nothing says how it is rounded to one")
        return "exact"
    if apart <= unit / 2 * SLACK:
        if digits >= 2 or loose:
            return _held(left, apart, digits)
        return _open(question, f"{_text(left)} rounds to one digit here, which says little")
    cut = bool(np.all((np.abs(right) <= np.abs(left)) & (left * right >= 0)))
    if apart < unit * SLACK and cut:
        return _open(question, f"{_text(left)} agrees if its digits are cut off, not if they are rounded")
    if apart <= unit / 2 + _carried(operands, largest):
        return _open(question, CARRIED)
    if loose and (apart < 2 * unit or digits < 2):
        return _open(question, f"{_text(left)} is near, and how near it should be is not said")
    return "exact"


def _held(left: Any, apart: float, digits: int) -> Verdict:
    largest = float(np.max(np.abs(left)))
    error = apart / largest if largest else apart
    return Verdict("tested", f"{_text(left)} is what is printed, rounded", evidence=Evidence(1, (), error, digits))


def _open(question: Question, reason: str) -> Verdict:
    return Verdict("unclear", reason, diagnostics=(Diagnostic("J306", reason, question.span),))


def _text(values: Any) -> str:
    return ", ".join(f"{v:.6g}" for v in values[:6]) + (", …" if len(values) > 6 else "")


def numbers(reading: Reading, model: Model, seed: int) -> Both | None:
    """Both sides of a reading, if they have the same values at every instance."""
    if family_indices(reading.left, model) | family_indices(reading.right, model):
        return None
    first: Both | None = None
    for k in range(INSTANCES):
        try:
            instance = Instance(seed * 101 + k, shift=k, forced=dict(reading.forced))
            found = both_sides(Evaluator(model, instance), reading.left, reading.right, reading.conditions, {})
        except (CannotEvaluate, ValueError, ArithmeticError):
            return None
        if first is not None and not (_same(found.left, first.left) and _same(found.right, first.right)):
            return None
        first = first or found
    return first


def _same(a: Any, b: Any) -> bool:
    return bool(a.shape == b.shape and np.allclose(a, b, rtol=SAME, atol=SAME, equal_nan=True))


def _carried(operands: Sequence[Number], largest: float) -> float:
    """By how much the rounding of the numbers that a computation starts from can move its result."""
    total = 0.0
    for number in operands:
        value = number.value
        places = next((d for d in range(2, 16) if (value * 10**d).denominator == 1), 0)
        if (value * 10).denominator != 1 and places:
            total += 0.5 * 10.0**-places * max(1.0, largest / abs(float(value)))
    return total


def _operands(reading: Reading, model: Model) -> Iterator[Number]:
    sides: list[Expr] = [side for side in reading.sides if not isinstance(side, Number)]
    names = reached(sides, model)
    bodies = [clause.body for name in names for clause in model[name].clauses]
    return (n for n in nodes_in(*sides, *bodies) if isinstance(n, Number))
