"""From a question to a verdict: each reading is tried on generic instances, the strictest word that is safe is said.

A reading that holds excuses the line. ``wrong`` needs that every reading which can be evaluated fails, that nothing
else explains the difference (a name introduced here, an equation to be solved, a usual assumption), and that ball
arithmetic keeps the two sides apart.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from math import log10

from backproof.claims.reading import Premise, Question, Reading
from backproof.claims.statement import Counterexample, Evidence, Verdict
from backproof.judge.alike import chosen, meanings, of_each
from backproof.judge.as_written import as_written
from backproof.judge.assumptions import Assumption, assumptions
from backproof.judge.cancellation import cancels
from backproof.judge.chance import idle_averages, undetermined
from backproof.judge.compare import Outcome, compared, family_indices, family_sizes
from backproof.judge.counterexample import certified, counterexample, only_rounding
from backproof.judge.excuses import (
    accent_missing,
    at_distinct,
    at_named_index,
    of_one,
    started_from_zero,
    with_activation,
)
from backproof.judge.grounding import CONDITION, independent, rests_on_loss, stray_index, ungrounded
from backproof.judge.in_words import under_words
from backproof.judge.kinks import Sides, hidden, noted
from backproof.judge.premises import bearing
from backproof.judge.proving import with_proof
from backproof.judge.rounding import judge_rounding, numbers
from backproof.judge.signs import judge_sign
from backproof.judge.stepping import fixed_step
from backproof.judge.tables import judge_row
from backproof.judge.worked import judge_worked
from backproof.notes.diagnostics import Diagnostic
from backproof.numeric.directions import Disagreement
from backproof.numeric.environment import Binding, CannotEvaluate
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import FALLING, Instance
from backproof.numeric.premises import settle
from backproof.terms.model import Model
from backproof.terms.nodes import Compare, Derivative, Index, Limit, Number, Position
from backproof.terms.sizes import spelt
from backproof.terms.traversal import reached

INSTANCES = 3
TOLERANCE = 1e-9
"""Largest relative difference that rounding explains. True formulas err by 2e-15 or so, mutants by more than 1e-6."""
APART = 1e-6
TINY = 1e-9
"""Below this on both sides, agreement in floating point says little."""
LOSS_POINT = "what the loss depends on"
"""The choice of ``meaning.losses`` that can excuse a line but never confirm one."""
EXCUSING = frozenset((("taken", "before the limit"), ("elementwise derivative", "its diagonal")))
"""Readings that can excuse a line but never refute it."""


@dataclass(frozen=True)
class Trial:
    """One reading on instances: it holds (``error`` small), fails (at ``instance``) or has no value (``reason``)."""

    reading: Reading
    status: str
    evidence: Evidence | None = None
    size: float = 1.0
    """The largest value met on either side: zero where both vanish everywhere."""
    outcome: Outcome | None = None
    instance: Instance | None = None
    binding: tuple[tuple[Index, int], ...] = ()
    reason: str = ""
    code: str = "J306"
    meaning: Hashable = None
    """What the reading has in common with others that say the same (``judge.alike``)."""

    @property
    def telling(self) -> bool:
        """Whether it holds, and not only because both sides happen to vanish wherever it was tried."""
        return self.status == "holds" and (self.size > TINY or any(isinstance(e, Number) for e in self.reading.sides))


def judge(question: Question, model: Model, seed: int = 0, *, prove: bool = True) -> Verdict:
    """The verdict on a question, in the scope ``model``; without proofs where these are not asked for."""
    try:
        verdict = as_written(question, _judged(question, model, seed, prove=prove), model)
    except Disagreement as problem:
        return _unclear(question, "I902", f"internal error, please report: {problem}")
    if not question.mended or verdict.outcome == "unclear":
        return verdict
    if verdict.holds:
        return replace(verdict, remarks=(*verdict.remarks, f"as it was mended: {question.mended}"))
    return _unclear(question, "M203", f"this line is damaged, and fails as it was mended: {question.mended}")


def _judged(question: Question, model: Model, seed: int, *, prove: bool) -> Verdict:
    if question.problem is not None:
        return Verdict("unclear", question.problem.message, diagnostics=(question.problem,))
    if question.transposed:
        shown = Counterexample((), question.transposed.split(",")[0], question.transposed.split(", ")[-1], "shape")
        return Verdict(
            "wrong", f"the shapes do not fit: {question.transposed}", counterexample=shown, repair="transpose one side"
        )
    if question.row is not None:
        return judge_row(question, question.row, model, seed)
    if question.worked is not None:
        general = _judged(replace(question, worked=None), model, seed, prove=prove)
        return general if general.holds else judge_worked(question, question.worked, model, seed)
    rounded = judge_rounding(question, model, seed)
    if isinstance(rounded, Verdict):
        return rounded
    if rounded == "exact":
        question = replace(question, sign="=", printed=None)
    keys = meanings(question.readings, model)
    other = judge_sign(replace(question, readings=of_each(question.readings, keys)), model, seed)
    if other is not None:
        return other
    tried: dict[Hashable, Trial] = {}
    trials = [_tried(r, k, tried, model, seed) for r, k in zip(question.readings, keys, strict=True) if not _excuses(r)]
    holding = sure = [t for t in trials if t.status == "holds"]
    if not sure:
        trials += [
            _tried(r, k, tried, model, seed) for r, k in zip(question.readings, keys, strict=True) if _excuses(r)
        ]
        holding = [t for t in trials if t.status == "holds"]
    if (holding and not sure) or (question.readings and all(_excuses(r) for r in question.readings)):
        return _unclear(question, "M203", "it depends on what the loss depends on, which is not said")
    holding = sure
    if holding and idle_averages(holding[0].reading.sides, model)[1]:
        return _unclear(question, "J301", "nothing says what is random here")
    if holding:
        return _holds(question, holding[0], trials, model, seed, prove=prove)
    failing = [t for t in trials if t.status == "fails" and not EXCUSING & set(t.reading.choices)]
    if not failing:
        if any(t.status == "fails" for t in trials):
            return _unclear(question, "M203", "it does not hold as it stands, and may be meant otherwise")
        code, reason = (
            (trials[0].code, trials[0].reason) if trials else ("M206", "no reading of this line holds together")
        )
        return _unclear(question, code, reason)
    once = {t.meaning: t for t in reversed(failing)}
    return _fails(question, [t for t in failing if once[t.meaning] is t], model, seed)


def _tried(reading: Reading, meaning: Hashable, tried: dict[Hashable, Trial], model: Model, seed: int) -> Trial:
    """``try_aspects``, once for all readings of the same meaning."""
    known = tried.get(meaning)
    if known is not None:
        return replace(known, reading=chosen(known.reading, reading))
    tried[meaning] = made = replace(try_aspects(reading, model, seed), meaning=meaning)
    return made


def _excuses(reading: Reading) -> bool:
    """Whether a reading takes the loss to depend on less than it may: it can excuse a line, never confirm one."""
    return dict(reading.choices).get(LOSS_POINT, "all") != "all"


def try_aspects(reading: Reading, model: Model, seed: int) -> Trial:
    """All that a reading compares: the first that fails, else one that has no value, else one that holds."""
    trials = []
    for one in (reading, *reading.others):
        trials.append(try_reading(one, model, seed))
        if trials[-1].status == "fails":
            return trials[-1]
    return next((t for t in trials if t.status != "holds"), trials[0])


def _unclear(question: Question, code: str, reason: str, help: str = "") -> Verdict:
    return Verdict("unclear", reason, diagnostics=(Diagnostic(code, reason, question.span, help),))


def try_reading(reading: Reading, model: Model, seed: int, assumption: Assumption | None = None) -> Trial:
    """Evaluate both sides of a reading on generic instances."""
    done, worst, largest, sizes = 0, 0.0, 0.0, {}
    trouble: CannotEvaluate | None = None
    sides: Sides = {}
    conditions = (*reading.conditions, *(assumption.conditions if assumption is not None else ()))
    for number, instance in enumerate(instances(reading, model, seed, assumption)):
        if number >= 2 * INSTANCES and not done:
            break
        for binding in bindings(reading, model, turned=number % 2 == 1):
            evaluator = Evaluator(model, instance, checked=done == 1)
            try:
                outcome = compared(evaluator, reading.left, reading.right, conditions, dict(binding))
            except CannotEvaluate as problem:
                trouble = trouble or problem
                continue
            if outcome.error > APART and evaluator.empty and len(binding) > 1:
                # A point at which a range is empty may confirm, never refute.
                trouble = trouble or CannotEvaluate("a range was empty at the points tried")
                continue
            if outcome.error > APART:
                return Trial(reading, "fails", None, 1.0, outcome, instance, tuple(binding.items()))  # type: ignore[arg-type]
            if outcome.error > TOLERANCE and not only_rounding(reading, model, instance, dict(binding), outcome):
                reason = "the two sides differ by about as much as rounding could explain"
                if number >= 2 * INSTANCES:
                    trouble = trouble or CannotEvaluate(reason, "J306")
                    continue  # another point may be clearer
                return Trial(reading, "undefined", reason=reason, code="J306")
            if outcome.size < TINY and _apart_below_rounding(reading, model, instance, dict(binding), outcome):
                return Trial(reading, "undefined", reason="both sides are too small to be compared at the points tried")
            done += 1
            noted(sides, evaluator)
            largest = max(largest, outcome.size)
            worst = max(worst, outcome.error)
            sizes.update(instance.sizes)
        if done >= INSTANCES:
            break
    if done < 2:
        if trouble is not None:
            return Trial(reading, "undefined", reason=str(trouble), code=trouble.code)
        return Trial(reading, "undefined", reason="no generic point could be evaluated", code="J306")
    digits = 15 if worst == 0 else min(15, int(-log10(worst)))
    shown = tuple((k, v) for k, v in sorted(sizes.items()) if not k.startswith("size ") and k.isidentifier())
    stated_zero = any(isinstance(side, Number) for side in reading.sides) and not independent(reading, model)
    if largest < 1e-13 and not stated_zero and rests_on_loss(reading, model):
        return Trial(
            reading,
            "undefined",
            reason="both sides vanish everywhere: what is differentiated does not depend on anything here",
            code="M207",
        )
    if assumption is None and hidden(reading, model, sides, bindings, seed, APART):
        return Trial(
            reading, "undefined", reason="it holds on one side of a kink only, and nothing says which is meant"
        )
    return Trial(reading, "holds", Evidence(done, shown, worst, digits, ("float64",)), largest)


def _apart_below_rounding(
    reading: Reading, model: Model, instance: Instance, binding: Binding, outcome: Outcome
) -> bool:
    """Whether values that floating point cannot tell from zero differ when they are computed exactly."""
    if any(isinstance(side, Number) for side in reading.sides):
        return False
    return bool(certified(reading, model, instance, binding, outcome)[0])


def instances(reading: Reading, model: Model, seed: int, assumption: Assumption | None = None) -> Iterator[Instance]:
    """Generic instances: mixed signs first, then positive scalars for formulas about logs and roots; and other sizes,
    for what had a value at few of those before."""
    forced = dict(assumption.forced) if assumption is not None else {}
    forced.update(reading.forced)
    forced.update({name: 6 + k for k, name in enumerate(sorted(family_sizes(reading, model))) if name not in forced})
    for k, group in enumerate(_groups(reading.equal_sizes)):
        forced.update({_whole_family(key): 3 + k for key in group})
    domains = dict(assumption.domains) if assumption is not None else {}
    pairs = sorted(_ordered_sizes(reading, model, domains))
    for k in range(2 * INSTANCES + 2):
        made = Instance(seed * 101 + k, positive=k >= INSTANCES, mirrored=k % 2 == 1, shift=k % 4, forced=forced)
        if k >= 2 * INSTANCES:
            made.given_out, made.shift = FALLING, k - 2 * INSTANCES
        made.domains = domains
        for fewer, more in pairs:
            made.in_order(fewer, more)
        if not reading.assumed or settle(made, model, [p.residual for p in reading.assumed]):
            yield made


def _whole_family(key: str) -> str:
    """``n[l-1]`` and ``n[l]`` can only be equal for every l if all members are: the key of them all."""
    return f"{key.split('[')[0]}[]" if "[" in key else key


def _ordered_sizes(reading: Reading, model: Model, domains: dict[str, str]) -> set[tuple[str, str]]:
    """Sizes of which the first may not exceed the second: there are no more orthonormal rows than columns."""
    found: set[tuple[str, str]] = set()
    for name in reached(reading.sides, model):
        domain = domains.get(name, model[name].domain)
        sizes = [a.size.root.key for a in model[name].axes if not a.family]
        if len(sizes) == 2 and all(sizes) and domain in ("orthonormal rows", "orthonormal columns"):
            found.add((sizes[0], sizes[1]) if domain == "orthonormal rows" else (sizes[1], sizes[0]))
    return found


def _groups(pairs: tuple[tuple[str, str], ...]) -> list[set[str]]:
    groups: list[set[str]] = []
    for a, b in pairs:
        touching = [g for g in groups if a in g or b in g]
        merged = {a, b}.union(*touching)
        groups = [g for g in groups if g not in touching] + [merged]
    return groups


def bindings(reading: Reading, model: Model, *, turned: bool = False) -> list[Binding]:
    """Numbers for the layers and steps that are left free: distinct ones, then another choice.

    ``turned`` gives the smallest to the last: of two steps either may have to be the earlier one.
    """
    found = family_indices(reading.left, model) | family_indices(reading.right, model)
    for c in reading.conditions:
        found |= family_indices(c, model)
    order = sorted(found, key=lambda i: i.serial, reverse=turned)
    if not order:
        return [{}]
    first: Binding = {i: 2 + k for k, i in enumerate(order)}
    second: Binding = {i: 3 + 2 * k for k, i in enumerate(order)}
    return [first, second]


# ---------------------------------------------------------------------- when it holds


def _holds(question: Question, trial: Trial, trials: list[Trial], model: Model, seed: int, *, prove: bool) -> Verdict:
    remarks = _reading_remarks(trial, trials)
    condition = cancels(trial.reading, model, trial, seed)
    if condition:
        return Verdict(
            "conditional",
            f"right by cancellation: {condition} stands on both sides with different coefficients, and vanishes here",
            condition,
            (*remarks, "right by cancellation"),
            trial.evidence,
        )
    reason = f"holds at {trial.evidence.instances} generic points" if trial.evidence else "holds"
    held = Verdict("tested", reason, remarks=remarks, evidence=trial.evidence)
    return with_proof(held, trial.reading, model) if prove else held


def _reading_remarks(trial: Trial, trials: list[Trial]) -> tuple[str, ...]:
    """How the line has to be read for it to hold, where another reading fails."""
    failing = [t for t in trials if t.status == "fails"]
    remarks = []
    taken = dict(trial.reading.choices)
    for point, options in trial.reading.options:
        others = [t for t in failing if dict(t.reading.choices).get(point) not in (None, taken.get(point))]
        if others and len(options) > 1:
            remarks.append(f"holds with {point}: {taken.get(point)}")
    if trial.reading.equal_sizes:
        names = ", ".join(f"{spelt(a)} = {spelt(b)}" for a, b in trial.reading.equal_sizes)
        remarks.append(f"read with the sizes it needs: {names}")
    return tuple(remarks)


# ---------------------------------------------------------------------- when it fails


def _fails(question: Question, failing: list[Trial], model: Model, seed: int) -> Verdict:
    if question.stale:
        return _unclear(question, "M203", question.stale)
    if question.unknown:
        names = ", ".join(sorted(question.unknown))
        return _unclear(
            question,
            "M209",
            f"{names} is met here for the first time: what is it",
            f"say what {names} is before using it",
        )
    if question.solved and not (question.answer and numbers(failing[0].reading, model, seed) is not None):
        return _unclear(
            question,
            "M209",
            f"this gives {question.solved} a value: an equation was solved, and that is not checked",
            "state the equation that is solved",
        )
    if question.sign == "sim" and not question.asserted:
        return _unclear(question, "J301", "this law may be an assumption: as it stands it does not follow")
    if question.from_zero:
        started = started_from_zero(failing, model, seed)
        if isinstance(started, Verdict):
            return started
        failing = started or failing
    trial = failing[0]
    assert trial.instance is not None
    at_start = any(domain == "zero" for domain in trial.instance.domains.values())
    for name, value in reversed(question.examples):
        if any(n == name and v != value for n, v in question.examples):
            continue  # a label y = 1 or y = 0: all its values, and no example
        tried = try_reading(trial.reading, model, seed, Assumption("", forced=((name, value),)))
        if tried.telling:
            return Verdict(
                "tested",
                f"holds at {model[name].latex or name} = {value:g}, the number given before",
                evidence=tried.evidence,
            )
    if question.premises:
        found = _on_premises(question, failing, model, seed)
        if found is not None:
            return found
    alone = of_one(question, trial.reading, model, seed)
    if alone is not None:
        return alone
    named = with_activation(question, failing, model, seed)
    if named is not None:
        return named
    if question.circumstances:
        meant = under_words(question, failing, model, seed)
        if isinstance(meant, Verdict):
            return meant
        failing = meant or failing
        trial = failing[0]
    if question.tied and any(question.tied & set(reached(t.reading.sides, model)) for t in failing):
        return _unclear(question, "M209", "words tie a symbol here to others in a way that is not understood")
    for t in failing:
        if t.reading.premises:
            tried = try_reading(
                replace(t.reading, conditions=(*t.reading.conditions, *t.reading.premises)), model, seed
            )
            if tried.telling:
                return Verdict("tested", "holds under what was assumed before", evidence=tried.evidence)
    idle = independent(trial.reading, model)
    if idle:
        return _unclear(question, "M207", f"as it was understood, what is differentiated does not depend on {idle}")
    loose = undetermined(set(reached([e for t in failing for e in t.reading.sides], model)), model)
    if loose:
        return _unclear(question, "J301", f"the two sides differ, but the law of {loose} is only partly known")
    if any(idle_averages(t.reading.sides, model)[0] for t in failing):
        return _unclear(
            question, "J301", "the two sides differ, but nothing says what is random in one of the averages"
        )
    if question.perhaps_random:
        name = min(question.perhaps_random)
        reason = f"the two sides differ, and nothing says whether {model[name].latex or name} is random"
        return _unclear(question, "J301", reason, "say what is random, and how it is distributed")
    if question.stationary:
        return _unclear(question, "M209", "a derivative set to zero: an equation to be solved, not an identity")
    named = at_named_index(failing, model, seed) or at_distinct(question, trial, model, seed)
    if named is not None:
        return named
    exchanged = _exchanged(trial.reading, model, seed)
    if exchanged:
        shown = shown_at(trial, model, "")
        if shown is not None:
            return Verdict(
                "wrong",
                f"the index {exchanged[0]} stands on one side and {exchanged[1]} on the other",
                counterexample=shown,
                repair=f"the index {exchanged[1]} should be {exchanged[0]}",
            )
    name, out_of_scope = stray_index(trial.reading)
    points = list(instances(trial.reading, model, seed)) if name else []
    step = fixed_step(trial.reading, model, points, dict(trial.binding)) if name else None
    if step is not None:
        trial = replace(trial, instance=step.instance, binding=step.binding, outcome=step.outcome)
    instance = trial.instance
    assert instance is not None
    if name and not out_of_scope and step is None:
        return _unclear(question, "M204", f"the index {name} stands on one side only", f"say which {name} is meant")
    other = "" if at_start else ungrounded(trial.reading, model, instance, dict(trial.binding))
    if other == CONDITION and (question.concludes or _moves(trial.reading, model)):
        other = ""
    if not other and _value_at_a_point(trial, model, seed):
        other = "a derivative that varies set to a number: its value at a point that is not known"
    if other:
        return accent_missing(trial, model, seed) or _unclear(question, "M209", other)
    for assumption in assumptions([t.reading for t in failing], model):
        for t in failing:
            if t.reading.equal_sizes or assumption.reading not in (None, t.reading):
                continue
            tried = try_reading(t.reading, model, seed, assumption)
            if tried.telling:
                shown = shown_at(t, model, assumption.text)
                return Verdict(
                    "conditional",
                    f"holds only if {assumption.text}",
                    assumption.text,
                    evidence=tried.evidence,
                    counterexample=shown,
                )
    if question.hypothetical:
        return _unclear(
            question, "M203", f"stands under a condition in words that is not understood: {question.hypothetical}"
        )
    if trial.reading.equal_sizes and not question.declared:
        return _unclear(question, "M202", "shapes do not fit as they were understood", "declare the shapes")
    positive = _positive_only(trial, model, seed)
    if positive:
        return _unclear(question, "M203", positive)
    shown = shown_at(trial, model, "")
    if shown is None:
        return _unclear(question, "J306", "the two sides differ, but ball arithmetic does not keep them apart")
    return Verdict("wrong", _wording(question, trial, shown), counterexample=shown)


def _on_premises(question: Question, failing: list[Trial], model: Model, seed: int) -> Verdict | None:
    """The line on what the page assumes: it holds there, it fails there too, or nothing assumed bears on it."""
    again: list[Trial] = []
    missed: tuple[Premise, ...] = ()
    for t in failing:
        chosen, others = bearing(question.premises, t.reading, model, seed)
        missed += others
        if not chosen:
            continue
        tried = try_reading(replace(t.reading, assumed=chosen), model, seed)
        if tried.telling:
            stated = "; ".join(f"{p.text} (line {p.line})" for p in _needed(t.reading, chosen, model, seed))
            held = _holds(question, tried, [tried], model, seed, prove=True)
            return replace(held, remarks=(*held.remarks, f"holds on: {stated}"))
        again.append(tried)
    if not missed and not again:
        return None
    if not missed and all(t.status == "fails" for t in again):
        return _fails(replace(question, premises=()), again, model, seed)
    named = ", ".join(dict.fromkeys(f"{p.text} (line {p.line})" for p in (missed or again[0].reading.assumed)))
    return _unclear(question, "M203", f"the two sides differ, and no points could be found on what is assumed: {named}")


def _needed(reading: Reading, chosen: tuple[Premise, ...], model: Model, seed: int) -> tuple[Premise, ...]:
    """As few of the premises as the reading needs."""
    for p in chosen:
        fewer = tuple(q for q in chosen if q is not p)
        if fewer and try_reading(replace(reading, assumed=fewer), model, seed).status == "holds":
            chosen = fewer
    return chosen


def _exchanged(reading: Reading, model: Model, seed: int) -> tuple[str, str] | None:
    """A letter on the left and another on the right, each on one side only; the line holds once they are the same."""
    left = [(n, i) for n, i in reading.free if i in reading.left.free and i not in reading.right.free]
    right = [(n, i) for n, i in reading.free if i in reading.right.free and i not in reading.left.free]
    if len(left) != 1 or len(right) != 1 or left[0][0] == right[0][0]:
        return None
    same = Compare("=", Position(left[0][1]), Position(right[0][1]))
    tried = try_reading(replace(reading, conditions=(*reading.conditions, same)), model, seed)
    return (left[0][0], right[0][0]) if tried.telling else None


def _moves(reading: Reading, model: Model) -> bool:
    """Whether the left side is a limit of something that moves: then the right side is claimed to be its value."""
    side = reading.left
    return isinstance(side, Limit) and side.symbol in reached([side.body], model)


def _positive_only(trial: Trial, model: Model, seed: int) -> str:
    """Whether a failure at mixed signs disappears for positive numbers: then a domain is missing, not a term."""
    if trial.instance is not None and trial.instance.positive:
        return ""
    held = False
    for k in range(1, 4):
        assert trial.instance is not None
        instance = Instance(seed * 101 + k, positive=True, forced=trial.instance.forced)
        instance.domains, instance.sizes = trial.instance.domains, dict(trial.instance.sizes)
        if trial.reading.assumed and not settle(instance, model, [p.residual for p in trial.reading.assumed]):
            continue
        try:
            outcome = compared(
                Evaluator(model, instance),
                trial.reading.left,
                trial.reading.right,
                trial.reading.conditions,
                dict(trial.binding),
            )
        except CannotEvaluate:
            continue
        if outcome.error > APART:
            return ""
        held = True
    return "holds for positive numbers only, and nothing says that they are positive" if held else ""


def shown_at(trial: Trial, model: Model, condition: str) -> Counterexample | None:
    """The counterexample at the instance where a trial failed; None if nothing keeps the sides apart.

    Raises ``Disagreement`` where it rests on a derivative that differs between the directions.
    """
    assert trial.instance is not None and trial.outcome is not None
    with suppress(CannotEvaluate):
        evaluator = Evaluator(model, trial.instance, checked=True)
        compared(evaluator, trial.reading.left, trial.reading.right, trial.reading.conditions, dict(trial.binding))
    return counterexample(trial.reading, model, trial.instance, dict(trial.binding), trial.outcome)


def _wording(question: Question, trial: Trial, shown: Counterexample) -> str:
    scoped, _ = stray_index(trial.reading)
    if scoped:
        return f"the two sides differ: the index {scoped} stands on one side only and nothing binds it"
    if trial.reading.equal_sizes:
        a, b = (spelt(key) for key in trial.reading.equal_sizes[0])
        return f"shapes do not fit ({a} against {b}), and where they would the values differ"
    if trial.reading.aspect:
        return f"{trial.reading.aspect} of the left side is {shown.left}, that of the law {shown.right}"
    if question.answer:
        return f"{question.answer} does not solve the equation: {shown.left} against {shown.right}"
    return f"the two sides differ: {shown.left} against {shown.right}"


def _value_at_a_point(trial: Trial, model: Model, seed: int) -> bool:
    """``∂f/∂v = 3`` for a derivative that is not the same everywhere: an author's worked number, not an identity."""
    sides = trial.reading.sides
    if trial.outcome is None or not any(
        isinstance(a, Derivative) and isinstance(b, Number) and b.value not in (0, 1) for a, b in (sides, sides[::-1])
    ):
        return False
    again = try_reading(trial.reading, model, seed + 1)
    if again.outcome is None:
        return True
    first, second = trial.outcome, again.outcome
    return max(abs(first.left - second.left), abs(first.right - second.right)) > 1e-9 * max(abs(first.left), 1.0)
