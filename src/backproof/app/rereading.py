"""Other readings of a document: names that are said twice may have another meaning than was taken first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from backproof.app.deadline import bounded
from backproof.app.judging import Judging
from backproof.claims.statement import Statement
from backproof.meaning.new_meanings import Restated
from backproof.meaning.read import ReadDocument
from backproof.meaning.workspace import Meaning

READING = 60.0
"""Seconds for reading one document."""
REREADINGS = 10
"""At most so many other readings of a whole document are tried."""

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
    outcome = statement.verdict.outcome if statement.verdict is not None else ""
    return 0 if outcome == "wrong" else 2 if outcome in ("tested", "proved") else 1
