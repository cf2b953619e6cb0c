"""Which judge a relation goes to that is no equality."""

from __future__ import annotations

from backproof.claims.reading import Question
from backproof.claims.statement import Verdict
from backproof.judge.curvature import judge_curvature
from backproof.judge.inequalities import judge_inequality
from backproof.judge.orders import judge_order
from backproof.judge.shapes import judge_shape
from backproof.judge.solutions import judge_solution
from backproof.terms.model import Model


def judge_sign(question: Question, model: Model, seed: int) -> Verdict | None:
    """The verdict on an answer, or a relation with another sign; None for an equality, or where nothing was read."""
    if question.solution is not None:
        return judge_solution(question, model, seed)
    if not question.readings:
        return None
    if question.readings[0].along:
        return judge_curvature(question, model, seed)
    if question.readings[0].sizes is not None:
        return judge_shape(question, model, seed)
    if question.sign == "approx" or question.readings[0].remainder is not None:
        return judge_order(question, model, seed)
    if question.sign in ("=", "equiv", ":=", "to", "sim"):
        return None
    return judge_inequality(question, model, seed)
