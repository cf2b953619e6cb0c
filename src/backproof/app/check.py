"""Checking files: read, judge, and yield one ``Checked`` per document. The seam between the rooms and the command line."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from backproof.claims.statement import Checked, Statement, Verdict
from backproof.judge.carried import Claimed, claimed, taken
from backproof.judge.verdict import judge, reached
from backproof.meaning.read import Read, ReadDocument, read
from backproof.notes.diagnostics import Diagnostic
from backproof.terms.model import Model
from backproof.text import Document, Unreadable, read_file

Progress = Callable[[int, int], None]
RECURSION = 20_000
"""Terms may be deep; the readers bound their own depth well below this."""


def check_files(
    paths: Sequence[str],
    given: Sequence[str] = (),
    *,
    seed: int = 0,
    jobs: int = 1,
    cache: bool = True,
    progress: Progress | None = None,
) -> Iterator[Checked]:
    """Check documents one after the other, each in the scope of the problem statements ``given``.

    Raises ``Unreadable`` if a problem statement cannot be read; a document that cannot be read is yielded so marked.
    """
    sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION))
    statements = [read_file(g) for g in given]
    for number, path in enumerate(paths):
        if progress is not None:
            progress(number, len(paths))
        try:
            document = read_file(path)
        except Unreadable as problem:
            yield Checked(path, "", readable=False, error=str(problem))
            continue
        yield check_document(document, statements, seed)
    if progress is not None:
        progress(len(paths), len(paths))


def check_document(document: Document, given: Sequence[Document] = (), seed: int = 0) -> Checked:
    """Read and judge one document."""
    found = read(document, list(given))
    wrong: list[Claimed] = []
    loose: list[Read] = []
    verdicts: dict[int, Verdict | None] = {}
    statements = tuple(_judged(r, found, seed, wrong, verdicts, loose) for r in found.statements)
    return Checked(document.source.path, document.source.text, statements, _notes(document, found), tuple(found.symbols))


def _judged(r: Read, found: ReadDocument, seed: int, wrong: list[Claimed], verdicts: dict[int, Verdict | None], loose: list[Read]) -> Statement:
    start = time.perf_counter()
    statement = Statement(r.span, r.latex, r.left, r.role, r.kind, symbols=r.symbols)
    if r.role != "claim":
        return statement
    verdict = _safely(r, found.model, seed)
    if verdict.outcome == "wrong":
        verdict = _in_context(r, found.model, seed, wrong, verdicts, verdict)
    if verdict.outcome == "wrong":
        verdict = _resting(r, found, verdict, loose)
    if verdict.outcome == "unclear" and r.mentions:
        loose.append(r)
    if verdict.outcome == "wrong":
        line = claimed(r.question)
        if line is not None:
            wrong.append(line)
    verdicts[id(r)] = verdict
    return replace(statement, verdict=verdict, seconds=time.perf_counter() - start)


def _resting(r: Read, found: ReadDocument, verdict: Verdict, loose: list[Read]) -> Verdict:
    """An equation of the section that was read but not used may be a premise of a line that fails: then it is not wrong."""
    for trial in r.question.readings[:1]:
        rests = reached(trial, found.model)
        for other in loose:
            if other is not r and other.section is r.section and other.span.start < r.span.start and other.mentions & rests:
                line = found.document.source.place(other.span.start)[0]
                reason = f"the two sides differ, but the equation on line {line} was not used and may be a premise"
                return Verdict("unclear", reason, diagnostics=(Diagnostic("M203", reason, r.span),))
    return verdict


def _in_context(r: Read, model: Model, seed: int, wrong: list[Claimed], verdicts: dict[int, Verdict | None], verdict: Verdict) -> Verdict:
    """A line that fails may only carry an earlier error on: then it says so, and is no finding of its own."""
    before = verdicts.get(id(r.before)) if r.before is not None else None
    if before is not None and before.outcome == "wrong" and r.before is not None:
        across = r.across()
        if across is not None:
            again = judge(across, model, seed)
            if again.outcome in ("tested", "proved"):
                return replace(again, remarks=(*again.remarks, "follows from the member before the wrong one"), root=r.before.span)
    reads = [c for c in wrong if c.symbol in model]
    if reads:
        with taken(model, reads):
            again = judge(r.question, model, seed)
        if again.outcome in ("tested", "proved"):
            return Verdict("conditional", "holds only if an earlier line that is wrong is taken as it stands", "the earlier line as written", evidence=again.evidence, counterexample=verdict.counterexample, root=reads[-1].span)
    return verdict


def _safely(r: Read, model: Model, seed: int) -> Verdict:
    """One statement's failure never loses another's result."""
    try:
        return judge(r.question, model, seed)
    except (KeyboardInterrupt, MemoryError):
        raise
    except Exception as problem:
        import os

        if os.environ.get("BACKPROOF_DEBUG"):
            raise
        message = f"internal error, please report: {type(problem).__name__}: {problem}"
        return Verdict("unclear", message, diagnostics=(Diagnostic("I901", message, r.span),))


def _notes(document: Document, found: ReadDocument) -> tuple[Diagnostic, ...]:
    repairs = [Diagnostic("T101", r.what, r.span) for r in document.repairs]
    problems = [Diagnostic("T102", r.what, r.span) for r in document.problems]
    return (*repairs, *problems, *found.diagnostics)
