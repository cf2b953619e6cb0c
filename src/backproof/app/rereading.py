"""Other readings of a document: names that are said twice may have another meaning than was taken first.

And a definition may not be meant where a line stands: ``a loss L of Z`` below one loss speaks of another, and the
example of a quadratic that ends a page says nothing of the general loss at its top. So a line that fails is read once
more without each definition that may not be meant for it; one that holds so is not wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from backproof.app.deadline import bounded
from backproof.app.judging import Judging
from backproof.claims.statement import Statement, Verdict
from backproof.meaning.new_meanings import Restated
from backproof.meaning.read import ReadDocument
from backproof.meaning.workspace import Meaning
from backproof.notes.diagnostics import Diagnostic, Label
from backproof.text.blocks import Span

READING = 60.0
"""Seconds for reading one document."""
REREADINGS = 10
"""At most so many other readings of a whole document are tried."""
ASIDE = 12
"""At most so many definitions of a document are set aside, one at a time."""

Reader = Callable[[Mapping[int, Meaning]], ReadDocument]


def reread(first: Judging, judged: list[Statement], reader: Reader) -> tuple[Judging, list[Statement]] | None:
    """The document with other meanings of names that are said twice, where it holds better so; else None."""
    best: tuple[Judging, list[Statement]] | None = None
    refused: set[int] = set()
    meanings: dict[int, Meaning] = {}
    together = True
    for _ in range(REREADINGS):
        judging, statements = best or (first, judged)
        candidates = _restated(judging.read, statements, refused)
        more = candidates if together else dict(sorted(candidates.items())[:1])
        if not more or not judging.sure:
            break
        found = bounded(READING, lambda: reader(meanings | {k: r.meaning for k, r in more.items()}), lambda: None)  # noqa: B023 (called at once)
        if found is None:
            break
        other = Judging(found, first.seed, first.cache, first.known)
        others = other.all(None)
        if _holds_better(others, statements, all(r.said for r in more.values())):
            best = other, others
            meanings |= {k: r.meaning for k, r in more.items()}
        elif len(more) > 1:
            together = False
        else:
            refused |= more.keys()
    return best


def _restated(found: ReadDocument, statements: Sequence[Statement], refused: set[int]) -> dict[int, Restated]:
    """For each name said twice, the first equation that may mean something else, if lines from there on do not hold."""
    first: dict[str, tuple[int, Restated]] = {}
    pairs = list(zip(found.statements, statements, strict=True))
    last = max((r.span.start for r, s in pairs if s.verdict is not None and _rank(s) < 2), default=-1)
    for r, s in pairs:
        start = r.span.start
        if r.restates and start not in refused and start <= last and (s.verdict is None or _rank(s) < 2):
            first.setdefault(r.restates.key, (start, r.restates))
    return dict(first.values())


def _holds_better(new: Sequence[Statement], old: Sequence[Statement], said: bool) -> bool:
    """Whether a reading of the document makes lines hold that did not, and spoils none that held.

    Where the document suggests it (``said``), it is enough that lines are not wrong any more.
    """
    pairs = [(_rank(a), _rank(b)) for a, b in zip(new, old, strict=True)]
    if any(before == 2 > after for after, before in pairs):
        return False
    held = sum(after == 2 > before for after, before in pairs)
    excused = sum(after > before == 0 for after, before in pairs)
    worse = sum(after == 0 < before for after, before in pairs)
    return held > worse or (said and excused > 0 and worse == 0)


def _rank(statement: Statement) -> int:
    """0 for a line that is wrong, 2 for one that holds, 1 for all others."""
    verdict = statement.verdict
    return 1 if verdict is None else 2 if verdict.holds else int(verdict.outcome != "wrong")


def set_aside(judging: Judging, statements: list[Statement], reader: Reader) -> list[Statement]:
    """The statements, with what fails only on a definition that may not be meant there no longer called wrong."""
    failing = {i for i, s in enumerate(statements) if s.verdict is not None and s.verdict.outcome == "wrong"}
    rests = {i: judging.doubtful_definitions(judging.read.statements[i]) for i in failing}
    done = list(statements)
    for place in _most_doubtful(rests, [s.span for s in statements])[:ASIDE]:
        asked = [i for i in sorted(failing) if place in rests[i]]
        found = bounded(READING, lambda: reader({place.start: "aside"}), lambda: None) if asked else None  # noqa: B023 (called at once)
        if found is None:
            continue
        other = Judging(found, judging.seed, judging.cache, judging.known)
        again = {r.span: r for r in found.statements if r.role == "claim"}
        for i in asked:
            line = again.get(statements[i].span)
            if line is not None and other.judged(line.question).holds:
                done[i] = replace(statements[i], verdict=_contradicting(judging.read, statements[i].span, place))
                failing.discard(i)
    return done


def _contradicting(found: ReadDocument, line: Span, place: Span) -> Verdict:
    number = found.document.source.place(place.start)[0]
    reason = f"the two sides differ on the definition on line {number}, and agree where that is left aside"
    told = Label(place, f"this definition of {found.document.written(place).split('=')[0].strip()}")
    return Verdict("unclear", reason, diagnostics=(Diagnostic("M203", reason, line, labels=(told,)),))


def _most_doubtful(rests: Mapping[int, set[Span]], lines: Sequence[Span]) -> list[Span]:
    """The definitions that lines rest on: those behind such a line first, then by how far away they are."""
    found: dict[Span, tuple[bool, int]] = {}
    for number, places in rests.items():
        for place in places:
            away = place.start - lines[number].start
            found[place] = min(found.get(place, (True, abs(away))), (away < 0, abs(away)))
    return sorted(found, key=lambda place: (*found[place], place.start))
