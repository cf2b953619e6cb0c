"""Verdicts on shapes with the places where the shapes were learnt: they are no part of a verdict that is remembered."""

from __future__ import annotations

from dataclasses import replace

from backproof.claims.reading import Question
from backproof.claims.statement import Verdict


def with_places(question: Question, verdict: Verdict) -> Verdict:
    """The verdict with the origins of what clashes: in the line, or in the definition of something it rests on."""
    if verdict.outcome == "wrong" and question.clash is not None and _by_shape(question):
        return replace(verdict, diagnostics=(*verdict.diagnostics, replace(question.clash, message=verdict.reason)))
    if verdict.outcome != "unclear" or not verdict.diagnostics:
        return verdict
    first, *rest = verdict.diagnostics
    source = question.misfit or question.clash
    if first.code != "M202" or first.labels or source is None:
        return verdict
    told = replace(first, labels=source.labels, help=source.help or first.help)
    if question.misfit is not None and source is question.misfit:
        told = replace(told, message=f"{first.message}: {source.message}")
    return replace(verdict, reason=told.message, diagnostics=(told, *rest))


def _by_shape(question: Question) -> bool:
    return bool(question.transposed) or all(r.equal_sizes for r in question.readings)
