"""Claims about shapes: the sizes of the axes of a formula against those that are written after ``∈``.

Sizes get pairwise distinct numbers, so that no transpose passes by accident. An axis of length one may be left out; a
derivative may be laid out either way, where the document does not say. Only where every size is known from a
declaration can a shape be wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import prod

from backproof.claims.reading import Question, Reading
from backproof.claims.statement import Counterexample, Evidence, Verdict
from backproof.judge.compare import family_indices, family_sizes
from backproof.notes.diagnostics import Diagnostic
from backproof.numeric.arrays import TooLarge
from backproof.numeric.duals import primal
from backproof.numeric.environment import Binding, CannotEvaluate, Ragged
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.terms.model import Model
from backproof.terms.nodes import Index
from backproof.terms.traversal import differentiates

POINTS = 3
MOST = 6
"""Axes of an array that is still tried to be flattened."""
HOLDING = {
    "fits": "",
    "turned": "holds in the other layout of derivatives",
    "flattened": "holds with the entries of an array written one after the other (vec)",
}
"""The ways in which an expression has a shape that is claimed, with what is said of each."""


@dataclass(frozen=True)
class Fitting:
    """How a reading fits the claimed shape: ``fits``, ``turned`` (transposed), ``flattened``, ``misfits``; or it is
    ``undefined``."""

    status: str
    found: tuple[int, ...] = ()
    claimed: tuple[int, ...] = ()
    sizes: tuple[tuple[str, int], ...] = ()
    named: bool = False
    """Whether the claim names a size that stands nowhere else."""


def judge_shape(question: Question, model: Model, seed: int) -> Verdict:
    """The verdict on ``question``, a membership in a space of arrays."""
    tried = [fitting(r, model, seed) for r in question.readings]
    for status, remark in HOLDING.items():
        for f in tried:
            if f.status == status:
                remarks: tuple[str, ...] = (remark,) if remark else ()
                if f.named:
                    remarks = (*remarks, "a size gets its name here")
                shape = _shown(f.found)
                return Verdict(
                    "tested",
                    f"the shape is {shape} as claimed, for {POINTS} choices of distinct sizes",
                    remarks=remarks,
                    evidence=Evidence(POINTS, f.sizes),
                )
    wrong = [f for f in tried if f.status == "misfits"]
    if (
        not wrong
        or len(wrong) < len(tried)
        or not question.declared
        or question.stale
        or question.unknown
        or question.hypothetical
    ):
        reason = (
            "the sizes of the left side are not all known"
            if not wrong
            else "the shape does not fit as it was understood"
        )
        return Verdict(
            "unclear", reason, diagnostics=(Diagnostic("M202", reason, question.span, "declare the shapes"),)
        )
    f = wrong[0]
    reason = f"the shape is {_shown(f.found)} where {_shown(f.claimed)} is claimed"
    values = tuple((name, str(n)) for name, n in f.sizes)
    return Verdict("wrong", reason, counterexample=Counterexample(values, _shown(f.found), _shown(f.claimed), "shape"))


def _shown(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) if shape else "that of a single number"


def fitting(reading: Reading, model: Model, seed: int) -> Fitting:
    """The shape of the left side on some instances, held against the claimed one."""
    assert reading.sizes is not None
    result = Fitting("undefined")
    statuses = set()
    order = sorted(family_indices(reading.left, model) | family_indices(reading.right, model), key=lambda i: i.serial)
    forced = {name: 6 + k for k, name in enumerate(sorted(family_sizes(reading, model)))}
    fresh = list(reading.named)
    for k in range(POINTS):
        evaluator = Evaluator(model, Instance(seed * 101 + k, shift=k, forced=forced))
        binding: Binding = {i: 2 + k + n for n, i in enumerate(order)}
        try:
            found = [_length(evaluator, i, binding) for i in reading.axes]
            claimed = [round(float(primal(evaluator.value(s, binding)).data)) for s in reading.sizes]
        except (CannotEvaluate, Ragged, TooLarge, RecursionError, ValueError):
            return Fitting("undefined")
        if any(n is None for n in found):
            return Fitting("undefined")
        known = [n for n in found if n is not None]
        status = _compare(known, claimed, fresh, turnable=differentiates(reading.left))
        statuses.add(status)
        sizes = tuple(sorted((k, v) for k, v in evaluator.instance.sizes.items() if k.isidentifier()))
        result = Fitting(status, tuple(known), tuple(claimed), sizes, any(fresh))
    return result if len(statuses) == 1 else Fitting("undefined")


def _length(evaluator: Evaluator, axis: Index, binding: Binding) -> int | None:
    root = axis.size.root
    if not root.key:
        return None
    return evaluator.size_of(root.key, root.term, evaluator.root, binding, root)


def _compare(found: list[int], claimed: list[int], fresh: list[bool], *, turnable: bool) -> str:
    """A size that only the claim speaks of fits anything, but always the same."""
    actual = [n for n in found if n != 1]
    wanted = [(n, f) for n, f in zip(claimed, fresh, strict=True) if n != 1]
    if len(actual) != len(wanted):
        if not turnable or any(f for _, f in wanted):
            return "undefined" if turnable else "misfits"
        if len(wanted) == 1 and actual == [wanted[0][0]] * 2:
            return "undefined"  # the diagonal of a Jacobian, written as if it were all of it
        return "flattened" if _grouped(actual, [n for n, _ in wanted]) else "misfits"
    for status, order in (("fits", actual), ("turned", actual[::-1])):
        names: dict[int, int] = {}
        if (status == "fits" or turnable) and all(
            names.setdefault(w, a) == a if f else w == a for a, (w, f) in zip(order, wanted, strict=True)
        ):
            return status
    return "undefined" if any(f for _, f in wanted) else "misfits"


def _grouped(found: list[int], claimed: list[int]) -> bool:
    """Whether the axes can be put into groups, in some order, whose lengths multiply to the claimed ones."""
    if not claimed or len(found) > MOST:
        return not found and not claimed
    return any(
        prod(found[k] for k in chosen) == claimed[0]
        and _grouped([n for k, n in enumerate(found) if k not in chosen], claimed[1:])
        for count in range(1, len(found) + 1)
        for chosen in combinations(range(len(found)), count)
    )
