"""Which of the equations that a page assumes bear on a line.

Only equations between free symbols do: one that is to be worked out from definitions is a claim, which is judged by
itself and excuses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from backproof.claims.reading import Premise, Reading
from backproof.judge.grounding import normalisation, rests_on, ungrounded
from backproof.numeric.instance import Instance
from backproof.numeric.premises import settle
from backproof.terms.model import Model
from backproof.terms.traversal import reached

TRIES = 6


def bearing(
    premises: Sequence[Premise], reading: Reading, model: Model, seed: int
) -> tuple[tuple[Premise, ...], tuple[Premise, ...]]:
    """The premises that speak of what a reading rests on, directly or through one another; those on which points can
    be found, and the others."""
    laid_down = [p for p in premises if is_laid_down(p, model, seed)]
    chosen: list[Premise] = []
    met = _free(reading, model)
    while True:
        more = [p for p in laid_down if p not in chosen and _free(p.reading, model) & met]
        if not more:
            met_with = [p for p in laid_down if p in chosen]
            reached_by = tuple(p for p in met_with if _can_be_met(p, model, seed))
            return reached_by, tuple(p for p in met_with if p not in reached_by)
        chosen.extend(more)
        met |= set().union(*(_free(p.reading, model) for p in more))


def is_laid_down(premise: Premise, model: Model, seed: int) -> bool:
    """Whether an equation is a condition on free symbols, and nothing that definitions decide; or is said to be one."""
    reading = premise.reading
    if premise.strong:
        return True
    if normalisation(reading):
        return not any(model[n].clauses for n in reached(reading.sides, model) if not model[n].is_size)
    instance = Instance(seed)
    sides = [rests_on(e, model, instance, {}) for e in reading.sides]
    if None in sides or any(model[n].clauses for n in reached(reading.sides, model) if not model[n].is_size):
        return False
    return sides[0] == sides[1] or bool(ungrounded(reading, model, instance, {}))


def _can_be_met(premise: Premise, model: Model, seed: int) -> bool:
    """Whether generic points are found on a premise by itself."""
    return any(
        settle(Instance(seed * 101 + k, shift=k % 4, positive=k >= TRIES // 2), model, [premise.residual])
        for k in range(TRIES)
    )


def _free(reading: Reading, model: Model) -> set[str]:
    return {
        n
        for n in reached(reading.sides, model)
        if not (model[n].clauses or model[n].is_size or model[n].opaque or model[n].parameters is not None)
    }
