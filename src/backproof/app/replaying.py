"""``backproof replay``: the proofs of a report checked again, by ``proof`` and the laws alone.

No document is read and nothing is searched for, so that whoever does not trust the reader or the searcher need not.
What a proof starts from, the definitions as they were read, stands in its record and is taken as it is.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import click
import msgspec

from backproof.app.deadline import bounded
from backproof.app.failures import Refused
from backproof.app.recursion import deepen
from backproof.proof.reading import Record, read
from backproof.proof.record import Malformed
from backproof.proof.replay import Fault, fault
from backproof.report.lines import clean, clip, flat

PATIENCE = 20.0
"""Seconds of processor time for one proof."""
_WIDTH = 100


class _Evidence(msgspec.Struct):
    laws: list[str] = []
    steps: int = 0
    proof: msgspec.Raw = msgspec.Raw(b"null")


class _Statement(msgspec.Struct):
    line: int = 0
    column: int = 0
    latex: str = ""
    verdict: str | None = None
    evidence: _Evidence | None = None


class _Document(msgspec.Struct):
    path: str
    statements: list[_Statement] = []


class _Report(msgspec.Struct):
    """What is read of a report; ``report.schema`` has all of it."""

    schema: Literal[1]
    documents: list[_Document]


class Replayed(msgspec.Struct):
    """What came of one proof; ``step`` counts from 1 and is 0 where no single step is at fault."""

    path: str
    line: int
    column: int
    latex: str
    steps: int
    replayed: bool
    step: int = 0
    law: str = ""
    reason: str = ""


class Summary(msgspec.Struct):
    proofs: int
    replayed: int
    failed: int


class Answer(msgspec.Struct):
    """What ``backproof replay --format json`` writes."""

    schema: Literal[1]
    proofs: list[Replayed]
    summary: Summary


@dataclass(frozen=True, slots=True)
class Style:
    """How the answer is written."""

    form: str = "terminal"
    quiet: bool = False


def replay_report(report: bytes, name: str, style: Style) -> int:
    """Check the proofs of a report, say what came of each, and return the exit status: 1 if any failed.

    Raises ``Refused`` if it is no report, or one without proofs.
    """
    deepen()
    start = time.perf_counter()
    found = []
    for one in replayed(decoded(report, name)):
        found.append(one)
        if style.form == "terminal" and not (style.quiet and one.replayed):
            click.echo(_shown(one))
    good = sum(p.replayed for p in found)
    count = Summary(len(found), good, len(found) - good)
    if style.form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(Answer(1, found, count)), indent=2))
    else:
        click.echo(f"{_told(count)} · {time.perf_counter() - start:.1f} s")
    return int(count.failed > 0)


def decoded(report: bytes, name: str) -> _Report:
    """The parts of a report that matter here. Raises ``Refused``."""
    try:
        found = msgspec.json.decode(report, type=_Report)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(f"{name} is no JSON report of backproof: {error}") from None
    proved = [s for d in found.documents for s in d.statements if s.verdict == "proved"]
    if proved and not any(s.evidence is not None and bytes(s.evidence.proof) != b"null" for s in proved):
        raise Refused(f"{name} carries no proofs; `backproof check --format json --proofs` writes them")
    return found


def replayed(report: _Report) -> Iterator[Replayed]:
    """What came of the proof of every statement that the report calls proved, in order."""
    for document in report.documents:
        for s in document.statements:
            if s.verdict == "proved":
                evidence = s.evidence or _Evidence()
                found = bounded(PATIENCE, lambda e=evidence: _fault(e), lambda: Fault("it takes too long"))  # type: ignore[misc]
                good = found is None
                step, law, why = (0, "", "") if found is None else (found.step, found.law, found.why)
                yield Replayed(document.path, s.line, s.column, s.latex, evidence.steps, good, step, law, why)


def _fault(evidence: _Evidence) -> Fault | None:
    """What is wrong with a proof; records are not trusted, so that whatever happens is a fault of the record."""
    if bytes(evidence.proof) == b"null":
        return Fault("the report carries no proof of it")
    try:
        record = read(bytes(evidence.proof))
        return fault(record.derivation, record.model) or _other_words(record, evidence)
    except Malformed as error:
        return Fault(f"the record cannot be read: {error}")
    except MemoryError:
        return Fault("it needs more memory than there is")
    except Exception as error:
        return Fault(f"the record makes no sense ({type(error).__name__})")


def _other_words(record: Record, evidence: _Evidence) -> Fault | None:
    """Whether the report says something else of the proof than what stands in it."""
    derivation = record.derivation
    if len(derivation.steps) != evidence.steps or list(derivation.laws) != evidence.laws:
        return Fault("the report names other laws than stand in the proof, or another number of steps")
    return None


def _shown(one: Replayed) -> str:
    head = f"{'replayed' if one.replayed else 'failed':<13} {clean(one.path)}:{one.line}:{one.column}  "
    text = head + clip(clean(flat(one.latex)), max(_WIDTH - len(head), 20))
    if one.replayed:
        return text
    where = f"step {one.step}, by `{one.law}`: " if one.step else ""
    return f"{text}\n  because      {clean(flat(where + one.reason))}"


def _told(count: Summary) -> str:
    proofs = f"{count.proofs} proof{'' if count.proofs == 1 else 's'}"
    parts = [f"{n} {word}" for n, word in ((count.replayed, "replayed"), (count.failed, "failed")) if n]
    return f"{proofs}: {', '.join(parts)}" if parts else proofs
