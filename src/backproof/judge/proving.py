"""A line that holds at every point tried, proved where that can be done; a proof is checked before it is believed."""

from __future__ import annotations

from dataclasses import replace

from backproof.claims.reading import Reading
from backproof.claims.statement import Evidence, Verdict
from backproof.derive.proving import proof
from backproof.proof.derivation import Derivation
from backproof.proof.replay import replays
from backproof.terms.model import Model


def with_proof(verdict: Verdict, reading: Reading, model: Model) -> Verdict:
    """The verdict, ``proved`` where the reading follows by laws for all shapes and values."""
    derivation = derivation_of(reading, model) if verdict.outcome == "tested" else None
    if derivation is None:
        return verdict
    count = len(derivation.steps)
    reason = f"follows by {count} step{'' if count == 1 else 's'}" if count else "both sides are the same"
    evidence = replace(
        verdict.evidence or Evidence(0),
        laws=derivation.laws,
        steps=count,
        assumptions=derivation.assumptions,
    )
    return replace(verdict, outcome="proved", reason=reason, evidence=evidence)


def derivation_of(reading: Reading, model: Model) -> Derivation | None:
    """A derivation of an equation as it was read, which was replayed; None where none was found."""
    if not _plain(reading):
        return None
    found = proof(reading.left, reading.right, reading.conditions, model, reading.equal_sizes)
    return found if found is not None and replays(found, model) else None


def _plain(reading: Reading) -> bool:
    """Whether a reading says just that its sides are equal, for all values."""
    special = (
        reading.sizes,
        reading.remainder,
        reading.aspect,
        reading.others,
        reading.assumed,
        reading.along,
        reading.forced,
        reading.minimised,
    )
    return not any(special)
