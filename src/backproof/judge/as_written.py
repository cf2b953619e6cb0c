"""Verdicts taken back: a line that rests on something which was taken for less than its notation shows."""

from __future__ import annotations

from backproof.claims.reading import Question
from backproof.claims.statement import Verdict
from backproof.notes.diagnostics import Diagnostic
from backproof.terms.model import Model
from backproof.terms.nodes import At, Compare, Expr, Position
from backproof.terms.traversal import nodes_in, reached


def as_written(question: Question, verdict: Verdict, model: Model) -> Verdict:
    """The verdict, or unclear if the line rests on a name that was taken for less than its notation shows."""
    kinds = {"proved": ("matrix",), "tested": ("matrix",), "wrong": ("matrix", "transposed")}.get(verdict.outcome, ())
    sides = [e for r in question.readings for e in r.sides]
    names = reached(sides, model)
    if question.solution is not None:
        names += [
            *reached(question.solution.claim.sides, model),
            *(u for x in question.solution.systems for u in x.unknowns),
        ]
    found = next((n for n in names if model[n].lowered in kinds), None)
    if found is not None:
        name = model[found].latex or found
        reason = f"{name} should have more axes by its notation, and was taken for less to make the formulas fit"
        return _unclear(question, "M202", reason, f"declare the shape of {name}")
    label = _undrawn_label(sides, names, model) if verdict.outcome != "unclear" else ""
    if label:
        reason = f"an index is compared with {label}, and nothing says that it is a class"
        return _unclear(question, "M209", reason, f"say which values {label} has")
    return verdict


def _unclear(question: Question, code: str, reason: str, help: str) -> Verdict:
    return Verdict("unclear", reason, diagnostics=(Diagnostic(code, reason, question.span, help),))


def _undrawn_label(sides: list[Expr], names: list[str], model: Model) -> str:
    """A plain number that an index is compared with (``1[k = y]``): no point that is drawn meets any of its cases."""
    for n in nodes_in(*sides, *(c.body for name in names for c in model[name].clauses)):
        if isinstance(n, Compare) and n.sign in ("=", "!=") and any(isinstance(s, Position) for s in (n.left, n.right)):
            for side in (n.left, n.right):
                if isinstance(side, At) and side.symbol in model:
                    symbol = model[side.symbol]
                    if symbol.domain == "real" and not symbol.labels and not symbol.is_size and not symbol.clauses:
                        return symbol.latex or side.symbol
    return ""
