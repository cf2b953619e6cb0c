"""What is said of a relation that does not hold together: where on the page, and where what clashes was learnt."""

from __future__ import annotations

from backproof.meaning.origins import merged
from backproof.meaning.relations import Raw
from backproof.meaning.tensor import Misread
from backproof.notes.diagnostics import Diagnostic


def diagnose(problem: Misread, raw: Raw) -> Diagnostic:
    span = raw.span
    if (
        problem.node is not None
        and problem.node.end > problem.node.start
        and raw.start <= problem.node.start
        and problem.node.end <= raw.end
    ):
        span = raw.piece.formula.span_of(problem.node.start, problem.node.end)
    return Diagnostic(problem.code, problem.message, span, problem.help, merged(problem.labels))
