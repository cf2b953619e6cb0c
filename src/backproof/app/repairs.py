"""Corrections for the lines that are wrong: edits are read again in their scope and kept where the line holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backproof.app.deadline import bounded
from backproof.app.derived_sides import derived_side
from backproof.app.fingerprint import fingerprint
from backproof.app.judging import Judging, rested_on
from backproof.claims.statement import Fix, Statement, Verdict
from backproof.judge.repair import Failure, agrees, equal_sides, failure, holds, proportional
from backproof.latex.tree import Node
from backproof.meaning.read import Read
from backproof.meaning.repairing.candidates import Candidate, candidates, node_of
from backproof.meaning.repairing.edit import Edit, Splice
from backproof.meaning.repairing.line import Line
from backproof.meaning.repairing.mending import Bounds, mended, sizes_needed, transposed
from backproof.meaning.repairing.sources import line_of, symbols_named
from backproof.meaning.repairing.written import place_of, written
from backproof.terms.digest import digest

SLOWLY = 80
"""So many edits are tried where there is no quick look, but only the whole test of a claim."""
FULLY = 12
"""So many of those that pass the quick look are tried as claims."""
PATIENCE = 5.0
"""Seconds for one line."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A correction as it is remembered; ``exact`` says whether it can take the place of the side in the source."""

    correction: str = ""
    repair: str = ""
    exact: bool = False


def repaired(judging: Judging, statements: Sequence[Statement]) -> list[Statement]:
    """The statements; those that fail with a correction, where one edit of their right side is found to do."""
    done = []
    for r, s in zip(judging.read.statements, statements, strict=True):
        if s.verdict is not None and _calls_for_one(s.verdict) and _can_be_mended(r):
            s = replace(s, verdict=_with_correction(judging, r, s.verdict))
        done.append(s)
    return done


def _calls_for_one(verdict: Verdict) -> bool:
    """Whether a line fails by itself: not only because another one is wrong, and not because something vanishes."""
    if verdict.outcome == "conditional":
        return verdict.root is None and verdict.counterexample is not None
    return verdict.outcome == "wrong"


def _can_be_mended(r: Read) -> bool:
    asked = r.question
    other = asked.row is not None or asked.worked is not None or asked.solution is not None or asked.answer
    return not other and r.raw.said is None and asked.sign in ("=", "equiv", ":=", "approx", "in")


def _with_correction(judging: Judging, r: Read, verdict: Verdict) -> Verdict:
    line = line_of(r, judging.read.statements, rested_on(r, judging.model), judging.model)
    if line is None:
        return verdict
    key = _key(judging, r, line)
    kept = judging.cache.get(key, Kept)
    if kept is None:
        kept = bounded(PATIENCE, lambda: _found(judging, r, line), lambda: None)
        if kept is None:
            judging.sure = False
            return verdict
        judging.fresh.append((key, kept))
    if not kept.correction:
        return verdict
    place = place_of(line.formula, line.side.start, line.side.end, judging.read.document) if kept.exact else None
    fix = Fix(place, kept.correction) if place is not None else None
    return replace(verdict, correction=kept.correction, repair=kept.repair, fix=fix)


def _key(judging: Judging, r: Read, line: Line) -> bytes:
    """What a correction depends on: the question, and everything that an edit may be made of."""
    document = judging.read.document
    texts = [line.text(line.side), line.formula.environment, line.transpose]
    for piece in line.sources:
        place = place_of(piece.formula, piece.node.start, piece.node.end, document)
        texts += [piece.latex, document.written(place) if place is not None else "", str(piece.near)]
    asked = fingerprint(r.question, judging.model, judging.seed, judging.readers)
    names = digest(tuple(symbols_named(r, line)), judging.model, judging.readers)
    return judging.cache.key("repair", asked, names, *(t.encode("utf-8", "surrogatepass") for t in texts))


def _found(judging: Judging, r: Read, line: Line) -> Kept:
    candidate = _mending(judging, r, line)
    if candidate is None:
        return Kept()
    side = written(candidate.edit, line.formula, line.side.start, line.side.end, judging.read.document)
    return Kept(side.text, candidate.edit.words, side.place is not None)


def _mending(judging: Judging, r: Read, line: Line) -> Candidate | None:
    """The least edit that makes a line true, as it was read where it failed."""
    model, seed = judging.model, judging.seed
    quick = r.question.sign not in ("approx", "in") and not any(x.remainder for x in r.question.readings)
    failed = failure(r.question, model, seed) if quick else None
    if quick and failed is None and not r.question.transposed:
        return None
    bounds = _bounds(r, failed)
    turned = transposed(line.text(line.side)) if r.question.transposed else None
    left = FULLY if quick else SLOWLY
    for candidate in candidates(line, proportional=failed is not None and proportional(failed)):
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
    return _derivative(judging, r, line, bounds, failed) if failed is not None else None


def _derivative(judging: Judging, r: Read, line: Line, bounds: Bounds, failed: Failure) -> Candidate | None:
    """What a derivative comes to by the laws, where no edit makes its line true."""
    text = derived_side(failed.trial.reading, judging.model, judging.read.document)
    if not text:
        return None
    candidate = Candidate(Edit("", 0.0, (Splice(line.side.start, line.side.end, (text,)),)), text)
    side = node_of(candidate, line)
    if side is None:
        return None
    with mended(r, side, bounds) as reading:
        true = reading is not None and holds(failed, r.question, reading, judging.model, judging.seed + 1)
    return candidate if true else None


def _bounds(r: Read, failed: Failure | None) -> Bounds:
    reading = failed.trial.reading if failed is not None else next(iter(r.question.readings), None)
    if reading is None:
        return Bounds({}, None)
    choices = dict(reading.choices)
    equal = sizes_needed(r, choices) if reading.equal_sizes else frozenset()
    return Bounds(choices, frozenset(name for name, _ in reading.free), equal, reading.remainder)


def _turns(r: Read, side: Node, turned: Node, bounds: Bounds, judging: Judging) -> bool:
    """Whether a mended side is the transpose of what was written: then it is what was meant, and no other thing of
    that shape."""
    with mended(r, side, bounds, turned) as reading:
        return reading is not None and equal_sides(reading, judging.model, judging.seed)
