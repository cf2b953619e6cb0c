"""Inequalities, between numbers and in the order of matrices: tried at many points, refuted only where they are claims.

A violation is a counterexample only where the line is put forward as true and speaks of things that are defined: an
inequality may as well be a condition, a requirement, or true under words that are not understood. A strict inequality
must also hold at special points of the domains (equal entries, unit vectors); at zero it may be meant to fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np

from backproof.claims.reading import Question, Reading
from backproof.claims.statement import Counterexample, Evidence, Verdict
from backproof.judge.adversary import movable, search
from backproof.judge.compare import Both, Outcome, both_sides
from backproof.judge.counterexample import certified, shown_values
from backproof.judge.grounding import derives, rests_on, stray_index, ungrounded
from backproof.judge.points import SCALES, Point, free_reals, generic, like, special
from backproof.notes.diagnostics import Diagnostic
from backproof.numeric.environment import Binding, CannotEvaluate
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.terms.model import Model
from backproof.terms.nodes import Index
from backproof.terms.traversal import reached

CLEARLY = 1e-6
ROUNDING = 1e-9
ENOUGH = 8
"""At least so many points must have values for a line to count as tested."""
FEW = 3
"""So many points see every choice of layers and steps, and so many have positive scalars only."""
STRICT = frozenset(("<", ">", "succ", "prec"))
GREATER = frozenset((">", ">=", "succ", "succeq"))
LOEWNER = frozenset(("succeq", "preceq", "succ", "prec"))


@dataclass(frozen=True)
class Seen:
    """What came of one reading: ``holds``, ``fails``, ``attained`` (a strict line with equality), ``undefined``."""

    reading: Reading
    status: str
    points: int = 0
    sizes: tuple[tuple[str, int], ...] = ()
    instance: Instance | None = None
    binding: tuple[tuple[Index, int], ...] = ()
    outcome: Outcome | None = None
    at: str = ""
    reason: str = ""
    code: str = "J303"
    searched: bool = False
    """Whether a search found the instance: its values were chosen, not drawn."""


def judge_inequality(question: Question, model: Model, seed: int) -> Verdict:
    """The verdict on ``question``, whose sign is one of order."""
    tried = []
    for reading in question.readings:
        s = explored(reading, question.sign, model, seed)
        if s.status == "holds" or (s.status == "attained" and question.special):
            return _tested(s)
        tried.append(s)
    for s in tried:
        if s.status == "fails" and s.reading.premises:
            again = explored(
                replace(s.reading, conditions=(*s.reading.conditions, *s.reading.premises)), question.sign, model, seed
            )
            if again.status == "holds":
                return _tested(again)
    broken = [s for s in tried if s.status in ("fails", "attained")]
    if not broken:
        return _unclear(question, tried[0].code, tried[0].reason or "a side of this inequality could not be evaluated")
    doubt = _doubt(question, broken[0], model, seed)
    if doubt:
        return _unclear(question, "J303", doubt)
    return _refuted(broken[0], question.sign, model)


def _unclear(question: Question, code: str, reason: str) -> Verdict:
    return Verdict("unclear", reason, diagnostics=(Diagnostic(code, reason, question.span),))


def _tested(s: Seen) -> Verdict:
    remark = f"no violation at {s.points} points; not a proof"
    return Verdict(
        "tested",
        f"holds at {s.points} points",
        remarks=(remark,),
        evidence=Evidence(s.points, s.sizes, 0.0, 15, ("float64",)),
    )


# ---------------------------------------------------------------------- trying


def explored(reading: Reading, sign: str, model: Model, seed: int) -> Seen:
    """The reading at generic and special points, up to the first that breaks it."""
    from backproof.judge.verdict import bindings, instances

    done, sizes, attained = 0, {}, None
    trouble: CannotEvaluate | None = None
    bases, choices = list(instances(reading, model, seed)), bindings(reading, model)
    tried = 0
    for point in _points(reading, sign, model, seed, bases):
        tried += 1
        if tried > ENOUGH and not done and not point.special:
            break
        for binding in choices if tried <= FEW else choices[:1]:
            evaluator = Evaluator(model, point.instance)
            try:
                outcome = excess(evaluator, reading, sign, dict(binding))
            except CannotEvaluate as problem:
                trouble = trouble or problem
                continue
            except np.linalg.LinAlgError:
                continue
            seen = Seen(reading, "fails", done, (), point.instance, tuple(binding.items()), outcome, point.special)  # type: ignore[arg-type]
            if outcome.error > 1:
                return seen
            if sign in STRICT and attained is None and point.instance.scale == 1.0 and _attained(seen, sign, model):
                attained = replace(seen, status="attained")
            done += 1
            sizes.update(point.instance.sizes)
    shown = tuple((k, v) for k, v in sorted(sizes.items()) if not k.startswith("size ") and k.isidentifier())
    if done < ENOUGH:
        reason = str(trouble) if trouble is not None else "too few points could be evaluated"
        return Seen(reading, "undefined", reason=reason, code=trouble.code if trouble is not None else "J306")
    found = hunted(reading, sign, model, seed, bases[0], choices[0])
    if found is not None:
        return replace(found, points=done)
    if attained is not None:
        return replace(attained, points=done)
    return Seen(reading, "holds", done, shown)


def hunted(
    reading: Reading,
    sign: str,
    model: Model,
    seed: int,
    base: Instance,
    binding: Binding,
    narrowed: dict[str, str] | None = None,
) -> Seen | None:
    """A violation that only a search finds; None if it finds none."""

    def gap(instance: Instance) -> float:
        return excess(Evaluator(model, instance), reading, sign, binding).error

    starts = [like(base, seed * 101 + 7 * k, k, SCALES[k]) for k in range(ENOUGH)]
    for start in starts:
        start.domains = {**start.domains, **(narrowed or {})}
    found = search(reading, model, starts, gap, narrowed)
    if found is None:
        return None
    outcome = excess(Evaluator(model, found), reading, sign, binding)
    return Seen(reading, "fails", 0, (), found, tuple(binding.items()), outcome, searched=True)  # type: ignore[arg-type]


def _points(reading: Reading, sign: str, model: Model, seed: int, bases: list[Instance]) -> Iterator[Point]:
    """Mixed signs first, then positive scalars, for formulas about logs and roots; then what is special."""
    yield from generic(reading, model, seed, bases[0])
    yield from islice(generic(reading, model, seed + 1, bases[-1]), FEW)
    if sign in STRICT:
        yield from special(reading, model, seed, bases[0])


def excess(evaluator: Evaluator, reading: Reading, sign: str, binding: Binding) -> Outcome:
    """By how much the reading is violated at one point, in units of what counts as clear: above 1 it is."""
    both = both_sides(evaluator, reading.left, reading.right, reading.conditions, binding)
    if sign in LOEWNER:
        both = _smallest_eigenvalue(both, reading)
    x, y = (both.right, both.left) if sign in GREATER else (both.left, both.right)
    finite = both.finite
    scale = max(float(np.max(np.abs(x[finite]))), float(np.max(np.abs(y[finite]))))
    room = CLEARLY * np.maximum(np.maximum(np.abs(x), np.abs(y)), 1e-3 * scale) + ROUNDING * max(scale, 1.0)
    with np.errstate(all="ignore"):
        over = np.where(finite, (x - y) / room, -np.inf)
    return both.outcome(over, binding)


def _smallest_eigenvalue(both: Both, reading: Reading) -> Both:
    """The difference of two matrices by its smallest eigenvalue, held against zero."""
    if len(both.axes) != 2 or set(both.axes) != set(reading.axes) or not both.finite.all():
        raise CannotEvaluate("only matrices are compared in this order", "J303")
    gap = np.asarray(both.left - both.right, dtype=float)
    if gap.shape[0] != gap.shape[1]:
        raise CannotEvaluate("only square matrices are compared in this order", "J303")
    values = np.linalg.eigvalsh((gap + gap.T) / 2)
    # Relative to the largest eigenvalue, so that rounding in a singular matrix is no violation.
    size = max(float(np.max(np.abs(values))), 1e-300)
    return Both(np.asarray(values), np.zeros(len(values)), np.ones(len(values), dtype=bool) & (size > 0), ())


def _attained(seen: Seen, sign: str, model: Model) -> bool:
    """Whether a strict inequality holds with equality at a point, beyond what rounding could hide."""
    assert seen.outcome is not None and seen.instance is not None
    a, b = seen.outcome.left, seen.outcome.right
    if abs(a - b) > 1e-12 * max(abs(a), abs(b), 1e-3):
        return False
    if sign in LOEWNER:
        return not seen.at
    if not seen.outcome.place and seen.outcome.axes:
        return False
    enclosure, certificate = certified(seen.reading, model, seen.instance, dict(seen.binding), seen.outcome)
    return (enclosure, certificate) == ("", "")


# ---------------------------------------------------------------------- refuting


def _doubt(question: Question, s: Seen, model: Model, seed: int) -> str:
    """Why a violation does not refute the line; empty if it does."""
    assert s.instance is not None
    if not question.asserted:
        return "this may be a condition or a requirement: it does not hold at all points"
    if question.hypothetical:
        return f"stands under a condition in words that is not understood: {question.hypothetical}"
    if question.stale:
        return question.stale
    if question.unknown:
        return f"{', '.join(sorted(question.unknown))} is met here for the first time: what is it"
    if question.solved:
        return "an answer to an equation, which is not checked"
    names = set(reached(s.reading.sides, model))
    if any(model[n].opaque for n in names):
        return "it rests on a function of which nothing is known"
    if names & (question.constrained | question.tied):
        return "other lines restrict what stands here, in a way that is not understood"
    if stray_index(s.reading)[0]:
        return "an index stands on one side only"
    other = ungrounded(s.reading, model, s.instance, dict(s.binding))
    if other:
        return other
    left = rests_on(s.reading.left, model, s.instance, dict(s.binding))
    right = rests_on(s.reading.right, model, s.instance, dict(s.binding))
    if not left and not right:
        return "a relation between sizes: a condition"
    if left != right and not any(derives(e, model) for e in s.reading.sides):
        return "a condition on free symbols"
    if (
        s.status == "fails"
        and not s.instance.positive
        and not s.at
        and not _also_positive(s, question.sign, model, seed)
    ):
        return "holds for positive numbers only, and nothing says that they are positive"
    if s.status == "attained" and question.sign in LOEWNER and not _always_singular(s, question.sign, model, seed):
        return "the matrix is singular for some sizes only"
    return ""


def _also_positive(s: Seen, sign: str, model: Model, seed: int) -> bool:
    """Whether the line is violated for positive scalars too."""
    assert s.instance is not None
    scalars = {n: "positive" for n in free_reals(s.reading, model) if not model[n].axes}
    if not scalars:
        return True
    if s.searched:
        base = like(s.instance, seed * 101, 0)
        base.forced = {n: v for n, v in base.forced.items() if n not in movable(s.reading, model)}
        return hunted(s.reading, sign, model, seed, base, dict(s.binding), scalars) is not None
    for k in range(40):
        made = Instance(seed * 101 + k, shift=k % 4, forced=s.instance.forced)
        made.domains, made.scale = {**s.instance.domains, **scalars}, (1.0, 0.1, 10.0, 1.0)[k % 4]
        try:
            if excess(Evaluator(model, made), s.reading, sign, dict(s.binding)).error > 1:
                return True
        except (CannotEvaluate, np.linalg.LinAlgError):
            continue
    return False


def _always_singular(s: Seen, sign: str, model: Model, seed: int) -> bool:
    assert s.instance is not None
    for k in range(6):
        made = Instance(seed * 101 + 50 + k, shift=k % 4, forced=s.instance.forced)
        made.domains = s.instance.domains
        try:
            outcome = excess(Evaluator(model, made), s.reading, sign, dict(s.binding))
        except (CannotEvaluate, np.linalg.LinAlgError):
            return False
        if abs(outcome.left - outcome.right) > 1e-12:
            return False
    return True


def _refuted(s: Seen, sign: str, model: Model) -> Verdict:
    assert s.instance is not None and s.outcome is not None
    left, right = _shown(s.outcome.left), _shown(s.outcome.right)
    values = shown_values(s.reading, model, s.instance)
    at = ", ".join(f"{index.hint} = {k}" for index, k in s.outcome.place if index.hint)
    if s.status == "attained":
        shown = Counterexample(values, left, right, "float", at=at)
        if "=" in s.at:
            condition = s.at.replace(" = ", " ≠ ")
            return Verdict("conditional", f"holds with equality where {s.at}", condition, counterexample=shown)
        where = f" for {s.at}" if s.at else ""
        return Verdict(
            "wrong", f"holds with equality{where}, so not strictly: {left} on both sides", counterexample=shown
        )
    if sign in LOEWNER:
        reason = f"the matrix has an eigenvalue of the other sign: {left}"
        return Verdict("wrong", reason, counterexample=Counterexample(values, left, right, "float"))
    enclosure, certificate = certified(s.reading, model, s.instance, dict(s.binding), s.outcome)
    if not certificate:
        reason = "violated, but ball arithmetic does not keep the two sides apart"
        return Verdict("unclear", reason)
    shown = Counterexample(values, left, right, certificate, enclosure, at)  # type: ignore[arg-type]
    return Verdict("wrong", f"violated: {left} on the left, {right} on the right", counterexample=shown)


def _shown(x: Any) -> str:
    return f"{float(x) + 0.0:.6g}"
