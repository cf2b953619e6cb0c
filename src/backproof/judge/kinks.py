"""Points on the other side of a kink: a hinge that is shut at every point tried hides whatever it multiplies."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backproof.claims.reading import Reading
from backproof.judge.compare import compared
from backproof.numeric.environment import Binding, CannotEvaluate
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.terms.model import Model
from backproof.terms.nodes import Expr

Sides = dict[Expr, frozenset[bool]]
CONTRASTS = (0.15, 6.0, 0.04, 0.15)
"""So many times larger than single numbers arrays are drawn, where the usual points lie on one side of a kink."""


def noted(sides: Sides, evaluator: Evaluator) -> None:
    """Take down on which sides of which kinks an evaluation was."""
    for kink, found in evaluator.sides.items():
        sides[kink] = sides.get(kink, frozenset()) | found


def hidden(
    reading: Reading,
    model: Model,
    sides: Mapping[Expr, frozenset[bool]],
    bindings: Callable[[Reading, Model], list[Binding]],
    seed: int,
    apart: float,
) -> bool:
    """Whether a reading that holds at the usual points fails on a side of a kink on which none of them lies."""
    one_sided = {kink for kink, found in sides.items() if len(found) == 1}
    if not one_sided or reading.assumed:
        return False
    for number, contrast in enumerate(CONTRASTS):
        instance = Instance(seed * 101 + 50 + number, positive=number % 2 == 1, forced=dict(reading.forced))
        instance.contrast = contrast
        for binding in bindings(reading, model):
            evaluator = Evaluator(model, instance)
            try:
                outcome = compared(evaluator, reading.left, reading.right, reading.conditions, dict(binding))
            except CannotEvaluate:
                continue
            crossed = any(evaluator.sides.get(kink, frozenset()) - sides[kink] for kink in one_sided)
            if crossed and outcome.error > apart and not evaluator.empty:
                return True
    return False
