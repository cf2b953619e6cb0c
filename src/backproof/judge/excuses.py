"""What else a line that fails may be: right for one example, right at an index that is not named, a lost accent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from backproof.claims.reading import Question, Reading
from backproof.claims.statement import Verdict
from backproof.judge.assumptions import Assumption, from_zero
from backproof.notes.diagnostics import Diagnostic
from backproof.terms.model import Model
from backproof.terms.nodes import At, Compare, Position
from backproof.terms.traversal import reached

if TYPE_CHECKING:
    from backproof.judge.verdict import Trial

DISCRETE = frozenset(("binary", "one-hot", "sign", "class"))
"""Domains of labels."""


def of_one(question: Question, reading: Reading, model: Model, seed: int) -> Verdict | None:
    """ "With only one input, …": the line with the one size that it rests on set to 1. It can only confirm."""
    from backproof.judge.verdict import try_reading

    if not question.single:
        return None
    sizes = [n for n in reached(reading.sides, model) if model[n].is_size and not model[n].clauses]
    if len(sizes) == 1:
        tried = try_reading(reading, model, seed, Assumption("", forced=((sizes[0], 1),)))
        if tried.telling:
            name = model[sizes[0]].latex or sizes[0]
            return Verdict("tested", f"holds at {name} = 1, as the words before say", evidence=tried.evidence)
    reason = f"stands under a condition in words that is not understood: {question.single}"
    return Verdict("unclear", reason, diagnostics=(Diagnostic("M203", reason, question.span),))


def at_named_index(failing: Sequence[Trial], model: Model, seed: int) -> Verdict | None:
    """``∂L/∂z_i = ŷ_k - 1`` where k is the true class: right for i = k, which the line does not say."""
    from backproof.judge.verdict import shown_at, try_reading

    for t in failing:
        pinned = frozenset().union(*(p.free for p in t.reading.premises)) if t.reading.premises else frozenset()
        loose = [(n, i) for n, i in t.reading.free if (i in t.reading.left.free) != (i in t.reading.right.free)]
        for name, index in loose:
            others = [(n, i) for n, i in t.reading.free if i in pinned and i is not index]
            if index in pinned or len(others) != 1:
                continue
            same = Compare("=", Position(index), Position(others[0][1]))
            conditions = (*t.reading.conditions, *t.reading.premises, same)
            tried = try_reading(replace(t.reading, conditions=conditions), model, seed)
            if tried.telling:
                text = f"{name} = {others[0][0]}"
                shown = shown_at(t, model, text)
                return Verdict(
                    "conditional", f"holds only if {text}", text, evidence=tried.evidence, counterexample=shown
                )
    return None


def at_distinct(question: Question, trial: Trial, model: Model, seed: int) -> Verdict | None:
    """``x = p^T(q_i - q_j)``: what x stands for without writing it is one i and another j."""
    from backproof.judge.verdict import try_reading

    places = [i for letter, i in trial.reading.free if letter in question.unwritten]
    for a, b in combinations(places, 2):
        if a.size.root is not b.size.root:
            continue
        apart = Compare("!=", Position(a), Position(b))
        tried = try_reading(replace(trial.reading, conditions=(*trial.reading.conditions, apart)), model, seed)
        if tried.telling:
            reason = f"holds for {a.hint} ≠ {b.hint}, as the name that stands for them says"
            return Verdict("tested", reason, evidence=tried.evidence)
    return None


def accent_missing(trial: Trial, model: Model, seed: int) -> Verdict | None:
    """``y_i = …`` for a label y, where the right side is what defines ŷ_i."""
    from backproof.judge.verdict import shown_at, try_reading

    left = trial.reading.left
    if not isinstance(left, At) or model[left.symbol].clauses or model[left.symbol].domain not in DISCRETE:
        return None
    plain = left.symbol.split("′")[0]
    for meant in sorted(n for n in model if n.split("′")[0] in (f"hat {plain}", f"tilde {plain}", f"bar {plain}")):
        if not model[meant].clauses or len(model[meant].axes) != len(left.indices):
            continue
        tried = try_reading(replace(trial.reading, left=At(meant, left.indices)), model, seed)
        shown = shown_at(trial, model, "") if tried.telling else None
        if shown is not None:
            a, b = model[left.symbol].latex or left.symbol, model[meant].latex or meant
            reason = f"{a} is a label, and this is {b}: {shown.left} against {shown.right}"
            return Verdict("wrong", reason, counterexample=shown, repair=f"{a} should be {b}")
    return None


def with_activation(question: Question, failing: list[Trial], model: Model, seed: int) -> Verdict | None:
    """The line read with an unspecified activation taken to be the function that its sentence names."""
    from backproof.judge.verdict import try_reading

    sides = [e for t in failing for e in t.reading.sides]
    names = sorted(n for n in reached(sides, model) if model[n].opaque and model[n].elementwise)
    for name in names:
        usual = ("sigmoid", "relu", "tanh") if not model[name].clauses and model[name].usual else ()
        for kind in dict.fromkeys((*question.activations, *usual)):
            symbol = model[name]
            symbol.known = kind
            try:
                for t in failing:
                    tried = try_reading(t.reading, model, seed)
                    if tried.telling:
                        why = "which the sentence names" if kind in question.activations else "by convention"
                        return Verdict(
                            "tested",
                            f"holds with {symbol.latex or name} as {kind}, {why}",
                            evidence=tried.evidence,
                        )
            finally:
                symbol.known = ""
    if names and question.activations:
        reason = f"the sentence speaks of {question.activations[0]}, and it is not clear for which function"
        return Verdict("unclear", reason, diagnostics=(Diagnostic("M203", reason, question.span),))
    return None


def started_from_zero(failing: list[Trial], model: Model, seed: int) -> Verdict | list[Trial]:
    """The line where the iterations start from zero, as words say: its verdict, or how it fails there."""
    from backproof.judge.verdict import try_reading

    start = from_zero([t.reading for t in failing], model)
    tried = [try_reading(t.reading, model, seed, start) for t in failing] if start is not None else []
    for t in tried:
        if t.telling:
            return Verdict("tested", "holds from a start at zero, which the words give", evidence=t.evidence)
    return [t for t in tried if t.status == "fails"]
