"""Which judge a relation goes to that is no equality."""

from __future__ import annotations

from backproof.claims.reading import Question
from backproof.claims.statement import Verdict
from backproof.judge.inequalities import judge_inequality
from backproof.judge.shapes import judge_shape
from backproof.notes.diagnostics import Diagnostic
from backproof.terms.model import Model

UNJUDGED = {"approx": ("J302", "approximations are not judged")}


def judge_sign(question: Question, model: Model, seed: int) -> Verdict | None:
    """The verdict on a relation with another sign; None for an equality, or where nothing could be read."""
    if not question.readings:
        return None
    if question.readings[0].sizes is not None:
        return judge_shape(question, model, seed)
    if question.sign in ("=", "equiv", ":="):
        return None
    if question.sign not in UNJUDGED:
        return judge_inequality(question, model, seed)
    code, reason = UNJUDGED[question.sign]
    return Verdict("unclear", reason, diagnostics=(Diagnostic(code, reason, question.span),))
