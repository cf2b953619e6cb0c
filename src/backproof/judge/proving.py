"""A line that holds at every point tried, proved where that can be done; a proof is checked before it is believed."""

from __future__ import annotations

from dataclasses import replace

from backproof.claims.reading import Reading
from backproof.claims.statement import Evidence, Verdict
from backproof.derive.proving import proof
from backproof.proof.derivation import Derivation
from backproof.proof.reading import read
from backproof.proof.replay import replays
from backproof.proof.writing import written
from backproof.terms.model import Model
from backproof.terms.nodes import Add, At, Mul

UNKNOWN = At("any number", ())


def with_proof(verdict: Verdict, reading: Reading, model: Model) -> Verdict:
    """The verdict, ``proved`` where the reading follows by laws for all shapes and values."""
    found = _replayed(reading, model) if verdict.outcome == "tested" else None
    if found is None:
        return verdict
    derivation, record = found
    count = len(derivation.steps)
    reason = f"follows by {count} step{'' if count == 1 else 's'}" if count else "both sides are the same"
    evidence = replace(
        verdict.evidence or Evidence(0),
        laws=derivation.laws,
        steps=count,
        assumptions=derivation.assumptions,
        proof=record,
    )
    return replace(verdict, outcome="proved", reason=reason, evidence=evidence)


def derivation_of(reading: Reading, model: Model) -> Derivation | None:
    """A derivation of an equation as it was read, which was replayed; None where none was found."""
    found = _replayed(reading, model)
    return found[0] if found is not None else None


def _replayed(reading: Reading, model: Model) -> tuple[Derivation, str] | None:
    """A derivation with its record. What is replayed is the record, read back: whoever gets it can replay it too."""
    reading = _as_one(reading)
    if not _plain(reading):
        return None
    found = proof(reading.left, reading.right, reading.conditions, model, reading.equal_sizes)
    if found is None:
        return None
    record = written(found, model)
    again = read(record)
    return (again.derivation, record) if replays(again.derivation, again.model) else None


def _as_one(reading: Reading) -> Reading:
    """That two laws are one, as one equation: by their transforms, of which the others are moments.

    ``cos + κ sin`` for a κ of which nothing is known stands for both parts of a characteristic function.
    """
    whole = [r for r in reading.others if r.aspect == "the generating function"]
    parts = [r for r in reading.others if r.aspect == "the characteristic function"]
    if not reading.aspect or not (len(whole) == 1 or len(parts) == 2):
        return reading
    if whole:
        return replace(whole[0], aspect="", others=())
    (left, right), (also_left, also_right) = parts[0].sides, parts[1].sides
    return replace(
        parts[0],
        left=Add((left, Mul((UNKNOWN, also_left)))),
        right=Add((right, Mul((UNKNOWN, also_right)))),
        aspect="",
        others=(),
    )


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
