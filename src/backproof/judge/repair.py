"""Whether a line holds once it is mended: tried where it failed first, then as any claim is, at other points.

What an edit is, and what the mended line means, is decided elsewhere; here stands only whether it is true.
"""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field, replace

from backproof.claims.reading import Question, Reading
from backproof.judge.compare import both_sides, compared, family_indices
from backproof.judge.verdict import APART, Trial, bindings, judge, try_aspects
from backproof.numeric.directions import Disagreement
from backproof.numeric.environment import Binding, CannotEvaluate
from backproof.numeric.evaluate import Evaluator
from backproof.terms.digest import digest
from backproof.terms.model import Model
from backproof.terms.nodes import Index, Number
from backproof.terms.renaming import SameIndices

VANISHES = 1e-9
"""Where both sides are smaller than that, they agree about nothing."""


@dataclass(eq=False)
class Failure:
    """A line that fails: the reading shown, the point where it does, and what has been computed there."""

    question: Question
    trial: Trial
    evaluator: Evaluator
    numbers: dict[str, int] = field(default_factory=dict)
    """The numbers that letters stand for at that point."""
    indices: SameIndices = field(default_factory=SameIndices)
    """What runs in one mended line runs in the next: what was computed for one part serves wherever it stands again."""


def failure(question: Question, model: Model, seed: int) -> Failure | None:
    """How a line fails, in the first of its readings that does; None where none fails at a point of its own."""
    for reading in question.readings:
        trial = try_aspects(reading, model, seed)
        if trial.status == "fails" and trial.instance is not None:
            letters = {index: name for name, index in reading.free}
            numbers = {letters[i]: k for i, k in trial.binding if i in letters}
            return Failure(question, trial, Evaluator(model, trial.instance), numbers)
    return None


def agrees(failed: Failure, reading: Reading, model: Model) -> bool:
    """Whether a mended line holds where it failed: a quick look, that may also say no where nothing can be computed.

    Where an index leaves its range there, another step or layer is looked at.
    """
    evaluator = _evaluator(failed, model)
    if evaluator is failed.evaluator:
        reading = _over_known(failed.indices, reading)
    for binding in (_binding(failed, reading, model), *bindings(reading, model)):
        with suppress(CannotEvaluate, ArithmeticError, ValueError, IndexError, KeyError, TypeError):
            outcome = compared(evaluator, reading.left, reading.right, reading.conditions, binding)
            return outcome.error <= APART
        if not binding:
            break
    return False


def proportional(failed: Failure) -> bool:
    """Whether the sides are multiples of each other where the line failed, in more than one entry."""
    reading = failed.trial.reading
    with suppress(CannotEvaluate, ArithmeticError, ValueError, IndexError, KeyError, TypeError):
        both = both_sides(failed.evaluator, *reading.sides, reading.conditions, dict(failed.trial.binding))
        x, y = both.left[both.finite], both.right[both.finite]
        counts = (x != 0) & (y != 0)
        ratios = x[counts] / y[counts]
        return ratios.size > 1 and bool(ratios.max() - ratios.min() <= APART * abs(ratios).max())
    return False


def _over_known(indices: SameIndices, reading: Reading) -> Reading:
    """A reading over the indices of those before it."""
    (left, right, *conditions), names = indices.taken(reading.left, reading.right, *reading.conditions)
    free = tuple((letter, names.get(i, i)) for letter, i in reading.free)
    return replace(reading, left=left, right=right, conditions=tuple(conditions), free=free)


def _evaluator(failed: Failure, model: Model) -> Evaluator:
    """Where all sizes have names, what was computed for one mended line serves for the next.

    A size without a name goes by the object that stands for it, which is another one whenever a line is read.
    """
    assert failed.trial.instance is not None
    named = {k: n for k, n in failed.trial.instance.sizes.items() if not k.startswith("size ")}
    if len(named) == len(failed.trial.instance.sizes) and len(named) == len(failed.evaluator.instance.sizes):
        return failed.evaluator
    instance = copy(failed.trial.instance)
    instance.sizes = named
    return Evaluator(model, instance)


def _binding(failed: Failure, reading: Reading, model: Model) -> Binding:
    """The numbers of the letters where the line failed; other ones for what is new."""
    letters = {index: name for name, index in reading.free}
    found = family_indices(reading.left, model) | family_indices(reading.right, model)
    for c in reading.conditions:
        found |= family_indices(c, model)
    binding: Binding = {}
    after = max(failed.numbers.values(), default=1)
    for index in sorted(found, key=lambda i: i.serial):
        known = failed.numbers.get(letters.get(index, ""))
        if known is None:
            after += 1
        binding[index] = after if known is None else known
    return binding


def holds(failed: Failure | None, question: Question, reading: Reading, model: Model, seed: int) -> bool:
    """Whether a mended line is true, as far as any claim is found to be, at points of its own; and says something."""
    if _same(reading, model):
        return False
    asked = replace(question, readings=[reading], problem=None, transposed="", clash=None, turned=None, slopes=False)
    try:
        if not judge(asked, model, seed, prove=False).holds:
            return False
        trial = try_aspects(reading, model, seed + 1)
    except Disagreement:
        return False
    if failed is None:
        return True
    return trial.status == "holds" and (trial.size > VANISHES or isinstance(reading.right, Number))


def equal_sides(reading: Reading, model: Model, seed: int) -> bool:
    """Whether both sides are the same numbers at generic points."""
    return try_aspects(reading, model, seed).status == "holds"


def _same(reading: Reading, model: Model) -> bool:
    """Whether both sides are the same expression: nothing is claimed then."""
    if reading.left is reading.right:
        return True
    axes: tuple[Index, ...] = reading.axes
    keys: list[Hashable] = [digest((axes, side), model, {}) for side in reading.sides]
    return keys[0] == keys[1]
