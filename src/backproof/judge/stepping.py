"""A letter left free although the recursion fixes it: ``m_1 = b m_0 + g_t`` beside ``m_{t+1} = b m_t + g_t``.

The left side is one member of a family, and the letter counts the members in the recursion that defines them. So the
letter has one value here. A line that fails at every value of it is wrong; one that holds at some is only careless.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backproof.claims.reading import Reading
from backproof.judge.compare import Outcome, compared
from backproof.judge.grounding import rests_on
from backproof.numeric.environment import Binding, CannotEvaluate
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.terms.model import Model
from backproof.terms.nodes import At, Index, Number

STEPS = range(7)
"""The values of the letter that are tried."""
APART = 1e-6


@dataclass(frozen=True)
class Fixed:
    """The value of the letter at which both sides speak of the same step, on an instance, and what they come to."""

    instance: Instance
    binding: tuple[tuple[Index, int], ...]
    outcome: Outcome


def stepping_letter(reading: Reading, model: Model) -> Index | None:
    """The letter of the recursion that defines the left side, where only the right side leaves it free."""
    left = reading.left
    if not isinstance(left, At) or left.symbol not in model or model[left.symbol].family != 1:
        return None
    if not isinstance(left.indices[0], Number):
        return None
    counted = {c.indices[0].hint for c in model[left.symbol].clauses if isinstance(c.indices[0], Index)}
    stray = [i for _, i in reading.free if i in reading.right.free and i not in left.free]
    return stray[0] if len(stray) == 1 and stray[0].hint in counted else None


def fixed_step(reading: Reading, model: Model, tried: Sequence[Instance], binding: Binding) -> Fixed | None:
    """The step at which a line that fails at every step speaks of one thing; None if it may hold at some step."""
    letter = stepping_letter(reading, model)
    if letter is None:
        return None
    found: Fixed | None = None
    for step in STEPS:
        failure = _failure(reading, model, tried, {**binding, letter: step})
        if failure is None:
            return None
        sides = [rests_on(e, model, failure.instance, dict(failure.binding)) for e in reading.sides]
        if found is None and sides[0] is not None and sides[0] == sides[1]:
            found = failure
    return found


def _failure(reading: Reading, model: Model, tried: Sequence[Instance], binding: Binding) -> Fixed | None:
    """The first instance on which a reading fails; None if it holds on all, or if none can be evaluated."""
    for instance in tried:
        try:
            outcome = compared(Evaluator(model, instance), reading.left, reading.right, reading.conditions, binding)
        except CannotEvaluate:
            continue
        if outcome.error > APART:
            return Fixed(instance, tuple((i, k) for i, k in binding.items() if isinstance(k, int)), outcome)
    return None
