"""Corrections for the lines that are wrong: edits are read again in their scope and kept where the line holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from backproof.app.deadline import bounded
from backproof.app.judging import Judging, rested_on
from backproof.claims.statement import Fix, Statement, Verdict
from backproof.judge.repair import Failure, agrees, equal_sides, failure, holds
from backproof.latex.tree import Node
from backproof.meaning.read import Read
from backproof.meaning.repairing.candidates import Candidate, candidates, node_of
from backproof.meaning.repairing.line import Line
from backproof.meaning.repairing.mending import Bounds, mended, sizes_needed, transposed
from backproof.meaning.repairing.sources import line_of
from backproof.meaning.repairing.written import written

MOST = 600
"""So many edits of a line are read and tried."""
FULLY = 12
"""So many of them are tried as claims."""
PATIENCE = 5.0
"""Seconds for one line."""


def repaired(judging: Judging, statements: Sequence[Statement]) -> list[Statement]:
    """The statements; those that are wrong with a correction, where one edit of their right side is found to do."""
    done = []
    for r, s in zip(judging.read.statements, statements, strict=True):
        if s.verdict is not None and s.verdict.outcome == "wrong" and _can_be_mended(r):
            s = replace(s, verdict=_with_correction(judging, r, s.verdict))
        done.append(s)
    return done


def _can_be_mended(r: Read) -> bool:
    asked = r.question
    other = asked.row is not None or asked.worked is not None or asked.solution is not None or asked.answer
    return not other and r.raw.said is None and asked.sign in ("=", "equiv", ":=")


def _with_correction(judging: Judging, r: Read, verdict: Verdict) -> Verdict:
    line = line_of(r, judging.read.statements, rested_on(r, judging.model), judging.model)
    if line is None:
        return verdict
    found = bounded(PATIENCE, lambda: _mending(judging, r, line), lambda: _late(judging))
    if found is None:
        return verdict
    side = written(found.edit, line.formula, line.side.start, line.side.end, judging.read.document)
    fix = Fix(side.place, side.text) if side.place is not None else None
    return replace(verdict, correction=side.text, repair=found.edit.words, fix=fix)


def _late(judging: Judging) -> Candidate | None:
    judging.sure = False
    return None


def _mending(judging: Judging, r: Read, line: Line) -> Candidate | None:
    """The least edit that makes a line true, as it was read where it failed."""
    model, seed = judging.model, judging.seed
    failed = failure(r.question, model, seed)
    if failed is None and not r.question.transposed:
        return None
    bounds = _bounds(r, failed)
    turned = transposed(line.text(line.side)) if failed is None else None
    left = FULLY
    for candidate in candidates(line)[:MOST]:
        side = node_of(candidate, line)
        if side is None or (turned is not None and not _turns(r, side, turned, bounds, judging)):
            continue
        with mended(r, side, bounds) as reading:
            if reading is None or (failed is not None and not agrees(failed, reading, model)):
                continue
            left -= 1
            if holds(failed, r.question, reading, model, seed + 1):
                return candidate
        if not left:
            break
    return None


def _bounds(r: Read, failed: Failure | None) -> Bounds:
    if failed is None:
        return Bounds({}, None)
    reading = failed.trial.reading
    choices = dict(reading.choices)
    equal = sizes_needed(r, choices) if reading.equal_sizes else frozenset()
    return Bounds(choices, frozenset(name for name, _ in reading.free), equal)


def _turns(r: Read, side: Node, turned: Node, bounds: Bounds, judging: Judging) -> bool:
    """Whether a mended side is the transpose of what was written: then it is what was meant, and no other thing of
    that shape."""
    with mended(r, side, bounds, turned) as reading:
        return reading is not None and equal_sides(reading, judging.model, judging.seed)
