"""Lines under a condition that words state without naming a symbol: ``for unit vectors``, ``for an active triplet``.

Such words say at which points a line is meant to hold. There it is tried again: it may hold, or fail there, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from backproof.claims.reading import Question
from backproof.claims.statement import Verdict
from backproof.judge.assumptions import Assumption
from backproof.terms.model import Model
from backproof.terms.nodes import Apply, Compare, Expr, Number, number
from backproof.terms.traversal import nodes_in, reached

if TYPE_CHECKING:
    from backproof.judge.verdict import Trial


def under_words(question: Question, failing: Sequence[Trial], model: Model, seed: int) -> Verdict | list[Trial]:
    """The verdict of a line that holds where the words put it, or how it fails there; empty where they say nothing."""
    from backproof.judge.verdict import try_reading

    still: list[Trial] = []
    for words in question.circumstances:
        for t in failing:
            meant = _meant(words, [*t.reading.sides], model)
            if meant is None:
                continue
            there = replace(t.reading, conditions=(*t.reading.conditions, *meant.conditions))
            tried = try_reading(there, model, seed, replace(meant, conditions=()))
            if tried.telling:
                return Verdict("tested", f"holds {meant.text}, as the words say", evidence=tried.evidence)
            if tried.status == "fails":
                still.append(tried)
    return still


def _meant(words: str, sides: list[Expr], model: Model) -> Assumption | None:
    """What the words demand of the symbols that a line rests on."""
    names = reached(sides, model)
    if words == "unit":
        vectors = [n for n in names if _is_plain_vector(n, model)]
        domains = tuple((n, "unit-norm") for n in vectors)
        return Assumption("for unit vectors", domains=domains) if vectors else None
    slacks = {a for e in [*sides, *(c.body for n in names for c in model[n].clauses)] for a in _kinks(e)}
    if words != "active" or len(slacks) != 1:
        return None
    (slack,) = slacks
    return None if slack.free else Assumption("where it is active", conditions=(Compare(">", slack, number(0)),))


def _is_plain_vector(name: str, model: Model) -> bool:
    symbol = model[name]
    return len(symbol.axes) - symbol.family == 1 and symbol.domain == "real" and not symbol.clauses


def _kinks(e: Expr) -> list[Expr]:
    """The a of every ``max(0, a)`` in an expression."""
    found = []
    for n in nodes_in(e):
        if isinstance(n, Apply) and n.function == "relu":
            found.append(n.arguments[0])
        if isinstance(n, Apply) and n.function == "max" and len(n.arguments) == 2:
            one, other = n.arguments
            found += [b for a, b in ((one, other), (other, one)) if isinstance(a, Number) and a.value == 0]
    return found
