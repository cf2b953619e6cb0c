"""A derivative found by laws, held against automatic differentiation of concrete instances before it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from backproof.claims.reading import Premise, Reading
from backproof.claims.statement import Evidence
from backproof.judge.verdict import try_reading
from backproof.terms.model import Model
from backproof.terms.nodes import Expr, Index


class Contradicted(Exception):
    """The two witnesses differ: one of them is wrong, and it is our fault."""


class Unconfirmed(Exception):
    """No instance could be evaluated; carries why."""


def confirmed(
    asked: Expr, found: Expr, axes: tuple[Index, ...], model: Model, premises: Sequence[Premise] = (), seed: int = 0
) -> Evidence:
    """What ``asked = found`` was tested on, where ``premises`` hold.

    Raises ``Contradicted`` where the two differ, ``Unconfirmed`` where neither can be evaluated.
    """
    try:
        trial = try_reading(Reading(asked, found, axes, assumed=tuple(premises)), model, seed)
    except (ValueError, ArithmeticError, MemoryError) as problem:
        raise Unconfirmed(str(problem)) from None
    if trial.status == "fails":
        raise Contradicted
    if trial.evidence is None:
        raise Unconfirmed(trial.reason)
    return trial.evidence
