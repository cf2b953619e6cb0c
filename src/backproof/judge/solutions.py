"""Closed forms claimed as answers: tried at roots of the equations that they are said to solve.

A claim holds where it holds at every root that was found; it is wrong where it fails at all of them. A root that does
not stand alone shows nothing, and equations that the page does not state for this very claim can only confirm it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from backproof.claims.reading import Question, Reading
from backproof.claims.solution import Solution, System
from backproof.claims.statement import Counterexample, Evidence, Verdict
from backproof.judge.assumptions import Assumption, assumptions
from backproof.judge.compare import Outcome, compared
from backproof.judge.counterexample import shown_values
from backproof.notes.diagnostics import Diagnostic
from backproof.numeric.environment import Binding
from backproof.numeric.instance import Instance
from backproof.numeric.solving import FAILURES, Equation, Equations, Root, Values, isolated, solve
from backproof.terms.model import Model
from backproof.terms.nodes import At, Position
from backproof.terms.traversal import reached

INSTANCES = 6
ENOUGH = 2
"""At so many instances a root has to be found."""
NOT_FOUND = "no root of the equation that this answers was found, or not at enough points"
HOLDS = 1e-7
FAILS = 1e-4
STARTS = 3
MANY = 3
"""At so many instances a claim has to fail, and at most of them: at special sizes a false one may hold."""


@dataclass(frozen=True)
class Tried:
    """One instance: ``holds``, ``fails``, ``open``, or ``void`` where the equations hold at any point; the curvature at
    the root, and both sides of the claim there."""

    status: str
    instance: Instance | None = None
    bend: str = ""
    error: float = 0.0
    left: float = 0.0
    right: float = 0.0
    certificate: str = ""


def judge_solution(question: Question, model: Model, seed: int) -> Verdict:
    """The verdict on a question that is announced as the answer of an equation."""
    assert question.solution is not None
    given = question.solution
    foreign, chosen, tried = "", None, []
    for system in given.systems:
        other = _foreign(given, system, model)
        if other:
            foreign = foreign or other
            continue
        tried = _tried(given, system, model, seed)
        verdict = _confirmed(question, system, tried)
        if verdict is None and system.together is not None:
            tried = _tried(given, system.together, model, seed)
            verdict = _confirmed(question, system.together, tried)
        if verdict is not None:
            return verdict
        if any(t.status != "void" for t in tried):
            chosen = system
            break  # an equation that holds for all values is none to be solved: then the next nearest is meant
    if chosen is None:
        return _unclear(
            question, f"the equation that this answers does not speak of {foreign}" if foreign else NOT_FOUND
        )
    failing = sum(t.status == "fails" for t in tried)
    if failing < MANY or failing < 2 * sum(t.status == "holds" for t in tried):
        return _unclear(question, NOT_FOUND)
    system = chosen
    if not system.firm or foreign:
        return _unclear(question, "it does not solve the nearest equation in the text, and may answer another one")
    if question.hypothetical:
        return _unclear(
            question, f"stands under a condition in words that is not understood: {question.hypothetical}", "M203"
        )
    for assumption in assumptions([question.solution.claim], model):
        again = _confirmed(question, system, _tried(question.solution, system, model, seed, assumption))
        if again is not None and again.holds:
            return Verdict("conditional", f"holds only if {assumption.text}", assumption.text, evidence=again.evidence)
    return _refuted(question, system, next(t for t in tried if t.status == "fails"), model)


def _foreign(given: Solution, system: System, model: Model) -> str:
    """A free symbol of the claim on which the equations do not rest: something about it was not understood."""
    rests = set(reached([r.body for r in system.residuals], model)) | set(system.unknowns)
    for name in reached(given.claim.sides, model):
        if name not in rests and not model[name].clauses and not model[name].is_size and not model[name].known:
            return model[name].latex or name
    return ""


def _unclear(question: Question, reason: str, code: str = "M209") -> Verdict:
    return Verdict("unclear", reason, diagnostics=(Diagnostic(code, reason, question.span),))


def _confirmed(question: Question, system: System, tried: list[Tried]) -> Verdict | None:
    """The verdict where the claim holds at every root; None where it does not."""
    good = [t for t in tried if t.status == "holds"]
    if len(good) < ENOUGH or any(t.status == "fails" for t in tried):
        return None
    bends = {t.bend for t in good}
    wanted = {"minimum": "up", "maximum": "down"}.get(system.extremum, "")
    if wanted and bends != {wanted}:
        if bends == {"down" if wanted == "up" else "up"} and system.firm:
            other = "maximum" if wanted == "up" else "minimum"
            shown = Counterexample((), other, system.extremum, "float", enclosure="signs of the second derivative")
            return Verdict("wrong", f"this point is a {other}, not a {system.extremum}", counterexample=shown)
        return _unclear(
            question, f"a stationary point, but a {system.extremum} only under a condition that is not stated", "M203"
        )
    worst = max(t.error for t in good)
    instance = good[0].instance
    sizes = tuple((k, v) for k, v in sorted(instance.sizes.items()) if k.isidentifier()) if instance else ()
    digits = 15 if worst == 0 else min(15, int(-np.log10(worst)))
    return Verdict(
        "tested",
        f"solves {system.told} at {len(good)} generic points",
        evidence=Evidence(len(good), sizes, worst, digits, ("float64",)),
    )


def _refuted(question: Question, system: System, tried: Tried, model: Model) -> Verdict:
    assert tried.instance is not None and question.solution is not None
    shown = Counterexample(
        shown_values(question.solution.claim, model, tried.instance),
        f"{tried.left:.6g}",
        f"{tried.right:.6g}",
        "float" if not tried.certificate else tried.certificate,  # type: ignore[arg-type]
        truth=f"{tried.left:.6g}",
    )
    return Verdict(
        "wrong",
        f"it does not solve {system.told}: at its root the left side is {shown.left}, this formula gives {shown.right}",
        counterexample=shown,
    )


# ---------------------------------------------------------------------- one system


def _tried(
    given: Solution, system: System, model: Model, seed: int, assumption: Assumption | None = None
) -> list[Tried]:
    found: list[Tried] = []
    for k in range(INSTANCES):
        instance = Instance(
            seed * 101 + k,
            positive=k >= INSTANCES // 2,
            mirrored=k % 2 == 1,
            shift=k % 4,
            forced=dict(assumption.forced) if assumption is not None else {},
        )
        instance.domains = dict(assumption.domains) if assumption is not None else {}
        try:
            with np.errstate(all="ignore"):
                found.append(_at(given, system, model, instance))
        except FAILURES:
            continue
        decided = [t.status for t in found if t.status in ("holds", "fails")]
        if len(decided) >= MANY and len(set(decided)) == 1:
            break
    return found


def _at(given: Solution, system: System, model: Model, instance: Instance) -> Tried:
    """The claim at a root of the system on one instance."""
    free = {i for r in system.residuals for i in r.body.free if i not in r.axes}
    binding: Binding = {i: 2 + n for n, i in enumerate(sorted(free, key=lambda i: i.serial))}
    equations = Equations(
        model, instance, [Equation(r.body, r.axes) for r in system.residuals], system.unknowns, binding
    )
    drawn = equations.drawn()
    if equations.is_zero(drawn):
        return Tried("void")
    if given.explicit and not _reads(given.claim, system.unknowns, model):
        return _explicit(given, system, equations, drawn)
    if _difference(given, equations, drawn).error < FAILS:
        return Tried("open")  # the claim holds anywhere: it is no answer
    tried = [_implicit(given, system, equations, start) for start in _starts(drawn)]
    decided = [t for t in tried if t.status != "open"]
    if not decided:
        return Tried("open")
    return decided[0] if len({t.status for t in decided}) == 1 else Tried("open")


def _starts(drawn: Values) -> list[Values]:
    rng = np.random.default_rng(5)
    return [drawn, *({u: v * rng.uniform(0.5, 1.5, v.shape) for u, v in drawn.items()} for _ in range(STARTS - 1))]


def _reads(claim: Reading, unknowns: tuple[str, ...], model: Model) -> bool:
    return bool(set(unknowns) & set(reached([claim.right], model)))


def _difference(given: Solution, equations: Equations, values: Values) -> Outcome:
    """Both sides of the claim with the unknowns at these values."""
    claim = given.claim
    binding = {i: at for i, at in equations.binding.items() if i in claim.left.free | claim.right.free}
    return compared(equations.evaluator(values), claim.left, claim.right, claim.conditions, binding)


def _explicit(given: Solution, system: System, equations: Equations, drawn: Values) -> Tried:
    """``w = …`` with nothing unknown on the right: the residuals at that value."""
    claim = given.claim
    assert isinstance(claim.left, At)
    axes = tuple(p.index for p in claim.left.indices if isinstance(p, Position))
    value = equations.entries(equations.evaluator(), claim.right, tuple(i for i in axes if i not in equations.binding))
    start = {**drawn, given.variable: value}
    if value.shape != drawn[given.variable].shape or not np.all(np.isfinite(value)):
        return Tried("open")
    if len(system.unknowns) == 1 and equations.vanishes(start):
        root = Root(start, equations.jacobian(start))
        return _judged(given, system, equations, root, 0.0)
    near = _implicit(given, system, equations, start)
    return near if near.status != "open" else _implicit(given, system, equations, drawn)


def _implicit(given: Solution, system: System, equations: Equations, start: Values) -> Tried:
    """The claim at a root that is found from ``start``."""
    root = solve(equations, start)
    if root is None:
        return Tried("open")
    outcome = _difference(given, equations, root.values)
    return _judged(given, system, equations, root, outcome.error, outcome)


def _judged(
    given: Solution, system: System, equations: Equations, root: Root, error: float, outcome: Outcome | None = None
) -> Tried:
    if not isolated(root):
        return Tried("open")
    status = "holds" if error < HOLDS else "fails" if error > FAILS else "open"
    left, right = (outcome.left, outcome.right) if outcome is not None else (0.0, 0.0)
    return Tried(status, equations.instance, _bend(root.jacobian) if system.gradient else "", error, left, right)


def _bend(hessian: Any) -> str:
    """Which way a function bends at a stationary point: ``up`` at a minimum, ``down`` at a maximum."""
    if hessian.shape[0] != hessian.shape[1]:
        return ""
    values = np.linalg.eigvalsh((hessian + hessian.T) / 2)
    tiny = 1e-9 * float(np.max(np.abs(values)))
    if values[0] > tiny:
        return "up"
    return "down" if values[-1] < -tiny else "saddle"
