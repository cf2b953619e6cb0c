"""Convexity: chords at many pairs of points, a search for a chord that lies below, and segments that are straight.

A function is convex if no chord lies below it; this needs no derivative, so that ``|x|`` and ``max`` are judged too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from backproof.claims.reading import Question, Reading
from backproof.claims.statement import Counterexample, Evidence, Verdict
from backproof.judge.adversary import FAILURES, movable, moved_in, values_of, with_values
from backproof.judge.compare import both_sides
from backproof.judge.counterexample import shown_values
from backproof.judge.points import SCALES, like, weight
from backproof.judge.segments import special_ends, straight_segment
from backproof.notes.diagnostics import Diagnostic
from backproof.numeric.duals import primal
from backproof.numeric.environment import Binding, CannotEvaluate
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.terms.model import Model
from backproof.terms.traversal import reached

Values = dict[str, Any]
ENOUGH = 8
STARTS = 12
WORK = 8000
"""About so many nodes are evaluated for one claim."""
LEAST, MOST = 60, 600
CLEARLY, ROUNDING, STRAIGHT = 1e-6, 1e-9, 1e-12
SHARES = (0.5, 0.25, 0.75)


@dataclass(frozen=True)
class Chord:
    """Two points on an instance, the share of the first, and by how much the chord lies below the function there,
    in units of what counts as clear; ``straight`` if function and chord agree beyond rounding."""

    instance: Instance
    one: Values
    other: Values
    share: float
    below: float
    straight: bool = False
    gap: float = 0.0


def judge_curvature(question: Question, model: Model, seed: int) -> Verdict:
    """The verdict on "f is convex in x" and its kin: ``question.sign`` says which."""
    downward = question.sign.endswith("concave")
    strict = question.sign.startswith("strictly")
    reason = "it could not be evaluated at enough points"
    found: list[tuple[Reading, Chord]] = []
    for reading in question.readings:
        fixed = _undetermined(reading, model)
        if fixed:
            reason = fixed
            continue
        count, broken, straight = _explored(reading, model, seed, downward, strict)
        segments = [c for c in straight if c is not None]
        if broken is None and not segments and count >= ENOUGH:
            return Verdict(
                "tested",
                f"no chord on the wrong side among {count}",
                remarks=(f"no violation at {count} chords; not a proof",),
                evidence=Evidence(count, (), 0.0, 15, ("float64",)),
            )
        if broken is not None:
            found.append((reading, broken))
        elif segments and len(segments) == len(straight) and not question.special:
            found.append((reading, segments[0]))
        elif segments:
            reason = "straight along a segment for some sizes or values, so strict only under a condition"
    if len(found) < len(question.readings) or not found:
        return _unclear(question, reason)
    for name in _matrices(found[0][0], model):
        count, broken, _ = _explored(found[0][0], model, seed, downward, False, {name: "definite"})
        if broken is None and count >= ENOUGH and not strict:
            text = f"{model[name].latex or name} is positive semi-definite"
            return Verdict("conditional", f"holds only if {text}", text)
    return _refuted(question, *found[0], model, downward)


def _unclear(question: Question, reason: str) -> Verdict:
    return Verdict("unclear", reason, diagnostics=(Diagnostic("J303", reason, question.span),))


def _matrices(reading: Reading, model: Model) -> list[str]:
    """The free square matrices, of which nothing is known, that it rests on."""
    found = []
    for name in movable(reading, model):
        axes = model[name].axes
        square = len(axes) == 2 and axes[0].size.root is axes[1].size.root
        if square and model[name].domain in ("real", "symmetric") and name not in reading.along:
            found.append(name)
    return found


def _undetermined(reading: Reading, model: Model) -> str:
    """Why nothing can be said: the variables are not free, or it rests on a function of which nothing is known."""
    if not set(reading.along) <= set(movable(reading, model)):
        return "what it is said to be curved in cannot be chosen at will here"
    names = reached([reading.left], model)
    if any(model[n].opaque or model[n].broken for n in names):
        return "it rests on a function of which nothing is known"
    return ""


def _explored(
    reading: Reading, model: Model, seed: int, downward: bool, strict: bool, domains: dict[str, str] | None = None
) -> tuple[int, Chord | None, list[Chord | None]]:
    """How many chords were seen, the first on the wrong side, and for strict claims a straight one per instance."""
    from backproof.judge.verdict import bindings, instances

    binding = bindings(reading, model)[0]
    base = next(iter(instances(reading, model, seed)))
    budget = max(LEAST, min(MOST, WORK // weight(reading, model)))
    count, straight = 0, []
    for k in range(STARTS):
        start = like(base, seed * 101 + 7 * k, k, SCALES[k % len(SCALES)])
        start.domains = {**start.domains, **(domains or {})}
        rng = start.generator("chords", k)
        free = values_of(model, movable(reading, model), start)
        if not set(reading.along) <= free.keys():
            break
        for chord in _chords(reading, model, start, free, binding, rng, budget // STARTS, downward):
            count += 1
            if chord.below > 1:
                return count, chord, []
        if strict and start.scale == 1.0:
            straight.append(
                straight_segment(partial(_seen, reading, model, start, binding=binding), free, reading.along)
            )
    return count, None, straight


def _chords(
    reading: Reading,
    model: Model,
    start: Instance,
    free: Values,
    binding: Binding,
    rng: np.random.Generator,
    steps: int,
    downward: bool,
) -> Iterator[Chord]:
    """Special directions first, then steps that make the chord as low as they can."""
    here = {n: free[n] for n in reading.along}
    domains = {n: start.domains.get(n, model[n].domain) for n in free}
    for other in special_ends(here, domains):
        yield from _seen(reading, model, start, here, other, 0.5, binding, downward)
    one, other = here, {n: moved_in(domains[n], v, rng, 1.0) for n, v in here.items()}
    best, size, data = -np.inf, 0.6, dict(free)
    for step in range(max(4, steps)):
        a = {n: moved_in(domains[n], v, rng, size) for n, v in one.items()}
        b = {n: moved_in(domains[n], v, rng, size) for n, v in other.items()}
        others = {n: v if n in here else moved_in(domains[n], v, rng, 0.3 * size) for n, v in data.items()}
        point = with_values(start, others)
        for chord in _seen(reading, model, point, a, b, SHARES[step % len(SHARES)], binding, downward):
            yield chord
            if chord.below > best:
                best, one, other, data = chord.below, a, b, others
            else:
                size = max(0.9 * size, 0.02)


def _seen(
    reading: Reading,
    model: Model,
    start: Instance,
    one: Values,
    other: Values,
    share: float,
    binding: Binding,
    downward: bool = False,
) -> Iterator[Chord]:
    try:
        fa, fb, fm = (_value(reading, model, start, v, binding) for v in (one, other, _between(one, other, share)))
    except FAILURES:
        return
    gap = fm - (share * fa + (1 - share) * fb)
    gap = -gap if downward else gap
    size = max(abs(fa), abs(fb), abs(fm))
    apart = max(float(np.max(np.abs(one[n] - other[n]))) for n in one)
    straight = abs(gap) <= STRAIGHT * max(size, 1e-3) and apart > 0.1 and size > 1e-6
    yield Chord(start, one, other, share, gap / (CLEARLY * size + ROUNDING * max(size, 1.0)), straight, gap)


def _between(one: Values, other: Values, share: float) -> Values:
    return {n: share * one[n] + (1 - share) * other[n] for n in one}


def _value(reading: Reading, model: Model, start: Instance, values: Values, binding: Binding) -> float:
    evaluator = Evaluator(model, with_values(start, values))
    both = both_sides(evaluator, reading.left, reading.left, reading.conditions, binding)
    if np.size(both.left) != 1:
        raise CannotEvaluate("only a number can be convex", "J303")
    return float(np.asarray(both.left).reshape(-1)[0])


# ---------------------------------------------------------------------- refuting


def _refuted(question: Question, reading: Reading, chord: Chord, model: Model, downward: bool) -> Verdict:
    points = tuple(
        (f"{model[n].latex or n} at {end}", np.array2string(np.asarray(v[n]), precision=6, separator=", "))
        for end, v in (("one end", chord.one), ("the other end", chord.other))
        for n in reading.along
    )
    given = tuple(v for v in shown_values(reading, model, chord.instance) if v[0] not in _shown_names(reading, model))
    if chord.below <= 1:
        shown = Counterexample((*points, *given), "the function", "its chord", "float")
        return Verdict("wrong", "straight along a segment, so not strictly curved", counterexample=shown)
    enclosure = _certified(reading, model, chord, downward)
    if not enclosure:
        return _unclear(question, "a chord lies on the wrong side, but ball arithmetic does not keep them apart")
    side = "above" if downward else "below"
    shown = Counterexample((*points, *given), "the function", f"a chord {side} it", "ball", enclosure)
    return Verdict("wrong", f"the chord between two points lies {side} the function", counterexample=shown)


def _shown_names(reading: Reading, model: Model) -> set[str]:
    return {model[n].latex or n for n in reading.along}


def _certified(reading: Reading, model: Model, chord: Chord, downward: bool) -> str:
    """The gap between function and chord as a ball away from zero; empty if it is not."""
    from flint import arb, ctx

    from backproof.numeric.primitives import BallArithmetic

    saved = ctx.prec
    ctx.prec = 106
    try:
        balls = np.frompyfunc(lambda x: arb(float(x)), 1, 1)
        found = []
        for values in (chord.one, chord.other, _between(chord.one, chord.other, chord.share)):
            instance = with_values(chord.instance, values)
            evaluator = Evaluator(model, instance, BallArithmetic(), exact=balls)
            data = primal(evaluator.value(reading.left, {})).data
            found.append(arb(np.asarray(data, dtype=object).reshape(-1)[0]))
        share = arb(chord.share)
        gap = found[2] - (share * found[0] + (1 - share) * found[1])
        gap = -gap if downward else gap
        return str(gap.str(8)) if gap > 0 else ""
    except (*FAILURES, TypeError, AttributeError):
        return ""
    finally:
        ctx.prec = saved
