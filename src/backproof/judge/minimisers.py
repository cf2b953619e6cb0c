"""``argmin A = argmin B`` and ``argmin A = a``: the same minimisers, or a point where the objective is least.

Objectives that are equal up to a positive factor and a constant, or that order all points alike, have the same
minimisers over every set. Otherwise the sets of an unspecified class are refuted by two of its members that the two
objectives order differently; over all of ℝⁿ both minima are found, and evaluated by both objectives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from backproof.claims.reading import Minimised, Question, Reading
from backproof.claims.statement import Counterexample, Evidence, Verdict
from backproof.judge.chance import undetermined
from backproof.judge.counterexample import shown_values
from backproof.judge.grounding import rests_on
from backproof.judge.objectives import (
    CLEARLY,
    FIRST,
    MANY,
    SAMPLES,
    Objective,
    Setting,
    at,
    crossing,
    flat,
    least,
    parallel,
    related,
    sampled,
)
from backproof.notes.diagnostics import Diagnostic
from backproof.numeric.arrays import TooLarge
from backproof.numeric.descent import Least, minimised
from backproof.numeric.duals import primal
from backproof.numeric.environment import Binding, CannotEvaluate, Ragged
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.numeric.varied import Varied
from backproof.terms.model import Model
from backproof.terms.traversal import reached

ENOUGH = 3
HOW = {
    "affine": "the objectives are equal up to a positive factor and a constant",
    "ordered": "the objectives order all points tried alike",
    "same minimum": "the minima found agree",
    "least": "stationary there, and no point tried lies lower",
}


@dataclass(frozen=True)
class Found:
    """What one instance says: ``holds``, ``fails`` (with what was seen on both sides) or ``undefined``."""

    status: str
    how: str
    left: str = ""
    right: str = ""
    at: str = ""


def judge_minimisers(question: Question, model: Model, seed: int) -> Verdict:
    """The verdict on a relation between minimisers, under each reading."""
    failed: tuple[Reading, Found, Instance] | None = None
    doubts: list[str] = []
    for reading in question.readings:
        m = reading.minimised
        assert m is not None
        clash = _other_kind(m)
        if clash:
            shown = Counterexample((), *clash, "shape")
            return Verdict(
                "wrong", f"the left side is {clash[0]}, the right side {clash[1]}", counterexample=shown,
                repair="minimise over the same variable on both sides",
            )  # fmt: skip
        doubt = _unlike(reading, m, model)
        if doubt:
            doubts.append(doubt)
            continue
        found, instance, count = _examined(reading, m, model, seed)
        if found.status == "holds":
            return Verdict("tested", f"{HOW[found.how]}, at {count} instances", evidence=Evidence(count))
        if found.status == "fails" and instance is not None:
            failed = failed or (reading, found, instance)
        else:
            doubts.append(found.how)
    if failed is None or doubts:
        return _unclear(question, "J304", doubts[0] if doubts else "these minimisers could not be compared")
    reading, found, instance = failed
    doubt = _excused(question, reading, model, instance)
    if doubt:
        return _unclear(question, "M209", doubt)
    shown = Counterexample(shown_values(reading, model, instance), found.left, found.right, "float", at=found.at)
    return Verdict("wrong", found.how, counterexample=shown)


def _unclear(question: Question, code: str, reason: str) -> Verdict:
    return Verdict("unclear", reason, diagnostics=(Diagnostic(code, reason, question.span),))


def _other_kind(m: Minimised) -> tuple[str, str] | None:
    """A set of functions is no set of numbers, whatever is minimised."""
    if "point" in m.kinds or ("function" in m.kinds) == (m.kinds == ("function", "function")):
        return None
    if "free" not in m.kinds:
        return None
    words = {"function": "a set of functions {}", "free": "a set of numbers {}"}
    return words[m.kinds[0]].format(m.left), words[m.kinds[1]].format(m.right)


def _unlike(reading: Reading, m: Minimised, model: Model) -> str:
    """Why the two sides cannot be compared."""
    if m.kinds[1] != "point" and m.symbols[0] != m.symbols[1]:
        return f"the left side varies {m.left}, the right side {m.right}"
    name = m.symbols[0]
    sides = reading.sides if m.kinds[1] != "point" else (reading.left,)
    for side in sides:
        if name and name not in reached([side], model):
            return f"as it was understood, what is minimised does not depend on {m.left}"
    if reading.left is reading.right and any(i in reading.left.free for _, i in reading.free):
        return "an index of what is minimised is bound by nothing"
    for _, index in reading.free:
        if m.kinds[1] != "point" and (index in reading.left.free) != (index in reading.right.free):
            return f"the index {index.hint} stands on one side only"
    return ""


def _excused(question: Question, reading: Reading, model: Model, instance: Instance) -> str:
    """Why a line that fails is not wrong: something about it is not known."""
    if question.stale:
        return question.stale
    if question.unknown:
        return f"{', '.join(sorted(question.unknown))} is met here for the first time: what is it"
    if question.hypothetical:
        return f"stands under a condition in words that is not understood: {question.hypothetical}"
    names = set(reached(reading.sides, model))
    if names & (question.tied | question.constrained):
        return "other words or lines restrict what stands here, in a way that is not understood"
    loose = undetermined(names, model)
    if loose:
        return f"the law of {loose} is only partly known"
    binding = _binding(reading, model)
    left, right = (rests_on(e, model, instance, binding) for e in reading.sides)
    if left is None or right is None or not (left <= right or right <= left):
        return "the two sides rest on different things: a definition, or a condition that is not stated"
    return ""


def _binding(reading: Reading, model: Model) -> Binding:
    """Layers and steps as anywhere; the other free letters at their first value."""
    from backproof.judge.verdict import bindings

    made: Binding = dict(bindings(reading, model)[0])
    if reading.minimised is not None and reading.minimised.index is not None:
        made.pop(reading.minimised.index, None)
    for _, index in reading.free:
        made.setdefault(index, index.lower)
    return made


def _examined(reading: Reading, m: Minimised, model: Model, seed: int) -> tuple[Found, Instance | None, int]:
    """The first failure among generic instances, or agreement at enough of them."""
    from backproof.judge.verdict import instances

    held: list[Found] = []
    trouble = ""
    for instance in instances(reading, model, seed):
        try:
            with np.errstate(all="ignore"):
                found = _on(reading, m, model, instance)
        except (CannotEvaluate, Ragged, TooLarge) as problem:
            trouble = trouble or str(problem)
            continue
        if found.status == "fails":
            return found, instance, 1
        if found.status == "undefined":
            trouble = trouble or found.how
            continue
        held.append(found)
        if len(held) >= ENOUGH:
            weakest = max((f.how for f in held), key=list(HOW).index)
            return Found("holds", weakest), None, len(held)
    return Found("undefined", trouble or "no generic point could be evaluated"), None, 0


def _on(reading: Reading, m: Minimised, model: Model, instance: Instance) -> Found:
    setting = Setting(model, instance, _binding(reading, model), m.symbols[0])
    left = Objective(reading.left, m.signs[0])
    if m.kinds[1] == "point":
        return _point(reading, m, setting, left)
    right = Objective(reading.right, m.signs[1])
    if m.kinds[0] == "index":
        return _along(m, setting, left, right)
    pairs = sampled(setting, (left, right), FIRST)
    how = related(pairs) if len(pairs) >= FIRST - 2 else "unknown"
    if how == "crossed" and m.kinds[0] == "function":
        return _crossed(m, pairs)
    if how != "affine":
        pairs = sampled(setting, (left, right), SAMPLES)
        how = related(pairs) if len(pairs) >= FIRST else "unknown"
    if how == "unknown":
        return Found("undefined", "what is minimised is finite at too few points")
    if how == "ordered":
        pairs = sampled(setting, (left, right), MANY)
        how = related(pairs)
    if how == "affine" or (how == "ordered" and (m.kinds[0] != "free" or parallel(setting, (left, right)))):
        return Found("holds", how)
    if how == "constant":
        return Found("undefined", f"what is minimised hardly depends on {m.left}")
    if m.kinds == ("free", "free"):
        spread = float(np.ptp(pairs[:, 0])), float(np.ptp(pairs[:, 1]))
        return _minima(m, setting, (left, right), spread)
    if m.kinds[0] == "function":
        return _crossed(m, pairs)
    return Found("undefined", "the objectives order points differently, and the set of points is not known")


def _crossed(m: Minimised, pairs: object) -> Found:
    """Two members of a class that may be any: one is better on the left, the other on the right."""
    found = crossing(pairs)
    if found is None:
        return Found("undefined", "the objectives differ, but not clearly")
    i, j = found
    a = np.asarray(pairs)
    shown = [f"{x:.6g}" for x in (a[i, 0], a[j, 0], a[i, 1], a[j, 1])]
    reason = f"of two choices of {m.left} the left side prefers one ({shown[0]} < {shown[1]}), the right side the other"
    return Found("fails", reason, f"{shown[0]}, {shown[1]}", f"{shown[2]}, {shown[3]}")


def _along(m: Minimised, setting: Setting, left: Objective, right: Objective) -> Found:
    """Minimisers over an index: the places of the least entries."""
    columns = []
    for side in (left, right):
        value = primal(Evaluator(setting.model, setting.base).value(side.body, dict(setting.binding)))
        if value.data.ndim != 1 or not np.all(np.isfinite(value.data.astype(float))):
            raise CannotEvaluate("what is compared is no list of numbers")
        columns.append(side.sign * value.data.astype(float))
    if len(columns[0]) != len(columns[1]):
        raise CannotEvaluate("the two sides run over different ranges")
    pairs = np.stack(columns, axis=1)
    how = related(pairs)
    if how in ("affine", "ordered"):
        return Found("holds", how)
    if how == "constant":
        return Found("undefined", f"what is compared hardly depends on {m.left}")
    places = [int(np.argmin(c)) for c in columns]
    if places[0] == places[1]:
        return Found("undefined", "the two lists are ordered differently, though the same entry is the least")
    return Found("fails", f"{m.left} = {places[0] + 1} on the left, {places[1] + 1} on the right",
                 str(places[0] + 1), str(places[1] + 1))  # fmt: skip


def _minima(m: Minimised, setting: Setting, sides: tuple[Objective, Objective], spread: tuple[float, float]) -> Found:
    """Minima of both objectives over all of ℝⁿ, each evaluated by the other.

    A point where one side is least and the other is not refutes the line, whether or not the other has a minimum.
    """
    ends = [least(setting, side) for side in sides]
    made = [flat(setting, side) for side in sides]
    sure = [_settled(setting, side, end, width) for side, end, width in zip(sides, ends, spread, strict=True)]
    agree = [False, False]
    for k in (0, 1):
        other = made[1 - k]
        if not sure[k] or other is None:
            continue
        value, slope, _ = other
        for end in ends[k]:
            here = value(end.point)
            further = (
                _lower(setting, sides[1 - k], (value, slope), end.point, here, spread[1 - k], everywhere=True)
                if np.isfinite(here)
                else None
            )
            if further is not None:
                return _told_apart(m, k, end.point, further[0])
        agree[k] = sure[1 - k] and all(
            abs(value(e.point) - ends[1 - k][0].value) < 1e-9 * spread[1 - k] for e in ends[k]
        )
    if all(agree):
        return Found("holds", "same minimum")
    return Found("undefined", "the minima of both sides were not found, or are too close to be told apart")


def _told_apart(m: Minimised, k: int, end: Any, further: Any) -> Found:
    """The side ``k`` is least at ``end``, the other side is lower at ``further``."""
    points = [np.array2string(x, precision=4, separator=", ") for x in (end, further)]
    sides = ("left", "right")
    least_at = f"the {sides[k]} side is least at {m.left} = {points[0]}"
    reason = f"{least_at}, but the {sides[1 - k]} side is better at {points[1]}"
    return Found("fails", reason, *(points if k == 0 else points[::-1]))


def _settled(setting: Setting, objective: Objective, ends: list[Least], spread: float) -> bool:
    """Whether all descents ended as low, and no sample lies lower."""
    if not ends:
        return False
    lowest, margin = ends[0].value, 1e-7 * spread
    if any(abs(e.value - lowest) > margin for e in ends):
        return False
    for salt in range(MANY):
        value = at(setting, objective, Varied(setting.base, setting.name, salt))
        if np.isfinite(value) and value < lowest - margin:
            return False
    return True


def _point(reading: Reading, m: Minimised, setting: Setting, objective: Objective) -> Found:
    """Whether the objective is least at a point: no sample and no step from it lies lower."""
    made = flat(setting, objective)
    if made is None or m.kinds[0] not in ("free", "set"):
        return Found("undefined", "a minimiser in closed form is not judged here")
    value, slope, shape = made
    evaluator = Evaluator(setting.model, setting.base)
    bind = dict(setting.binding)
    raw = primal(evaluator.filled(evaluator.value(reading.right, bind), reading.axes, evaluator.root, bind))
    if set(raw.axes) != set(reading.axes):
        return Found("undefined", "the point varies along more than its own axes")
    x = np.asarray(raw.data, dtype=float).transpose([raw.axes.index(i) for i in reading.axes]).reshape(-1)
    if x.size != int(np.prod(shape, dtype=int)) or not np.all(np.isfinite(x)):
        return Found("undefined", "the point has another shape than what is varied")
    here, g = value(x), slope(x)
    if not np.isfinite(here):
        return Found("undefined", "what is minimised has no value at the point")
    spread = float(np.ptp(sampled(setting, (objective, objective), SAMPLES)[:, 0]))
    lower = _lower(setting, objective, (value, slope), x, here, spread, everywhere=m.kinds[0] == "free")
    if lower is not None:
        word = "lower" if m.signs[0] > 0 else "higher"
        reason = f"not least there: {m.left} = {np.array2string(lower[0], precision=4, separator=', ')} lies {word}"
        values = [f"{m.signs[0] * v:.6g}" for v in (here, lower[1])]
        return Found("fails", reason, values[0], values[1])
    steep = float(np.abs(g).max()) > 1e-6 * spread
    return Found("undefined", "no lower point, but the slope is not zero") if steep else Found("holds", "least")


def _lower(
    setting: Setting,
    objective: Objective,
    functions: tuple[Callable[[Any], float], Callable[[Any], Any]],
    x: Any,
    here: float,
    spread: float,
    *,
    everywhere: bool,
) -> tuple[Any, float] | None:
    """A point that lies clearly lower, with its value: among samples, or (where all may be chosen) by descent."""
    margin = CLEARLY * spread
    symbol = setting.model[setting.name]
    for salt in range(MANY):
        instance = Varied(setting.base, setting.name, salt)
        there = at(setting, objective, instance)
        if np.isfinite(there) and there < here - margin:
            evaluator = Evaluator(setting.model, instance)
            point = primal(evaluator.symbol_value(symbol, (), evaluator.root))
            return np.asarray(point.data, dtype=float).reshape(-1), there
    end = minimised(*functions, x) if everywhere else None
    return (end.point, end.value) if end is not None and end.value < here - margin else None
