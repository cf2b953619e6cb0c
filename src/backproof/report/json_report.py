"""The report for programs: checked documents as the types of ``schema``, and those as bytes.

The same documents give the same bytes. Times are never the same twice, so they are null unless asked for.
"""

import math
import re
from collections.abc import Sequence

import msgspec

from backproof import __version__
from backproof.claims import statement as claims
from backproof.notes import diagnostics as notes
from backproof.notes.codes import bare, entry_of
from backproof.report import schema
from backproof.report.baseline import Compared
from backproof.report.places import place
from backproof.report.tally import tally
from backproof.report.wording import code_of
from backproof.text.blocks import Span

_NO_PROOF = re.compile(rb'(?<=\n            )"proof": null(?=\n)')
"""Where the record of a proof goes; within texts JSON has no line breaks."""


def report(
    documents: Sequence[claims.Checked],
    *,
    seconds: float | None = None,
    complete: bool = True,
    baseline: Compared | None = None,
    proofs: bool = False,
) -> bytes:
    """The JSON report.

    ``seconds`` is how long the check took, None where times are not wanted; ``complete``: nothing cut it short;
    ``baseline`` is what the documents were compared with; ``proofs``: whether the records of proofs are written.
    """
    timings = seconds is not None
    made = to_bytes(
        schema.Report(
            schema=schema.VERSION,
            version=__version__,
            documents=[_document(d, timings) for d in documents],
            summary=_summary(documents, seconds, complete),
            baseline=_baseline(baseline) if baseline is not None else None,
        )
    )
    return _with_proofs(made, documents) if proofs else made


def _with_proofs(report: bytes, documents: Sequence[claims.Checked]) -> bytes:
    """The report with the records of the proofs in their places: each on one line, which nobody reads by eye."""
    found = [s.verdict.evidence for d in documents for s in d.statements if s.verdict and s.verdict.evidence]
    parts = _NO_PROOF.split(report)
    assert len(parts) == len(found) + 1
    records = [(e.proof or "null").encode() for e in found]
    return b"".join([parts[0], *(b'"proof": ' + r + rest for r, rest in zip(records, parts[1:], strict=True))])


def symbols(document: claims.Checked) -> bytes:
    """What the symbols of one document were taken to be."""
    facts = [_symbol(document, s) for s in document.symbols]
    return to_bytes(schema.Symbols(schema=schema.VERSION, version=__version__, path=document.path, symbols=facts))


def to_bytes(value: object) -> bytes:
    """Indented UTF-8; what UTF-8 cannot hold (halves of surrogate pairs, from odd file names) becomes ``?``."""
    try:
        raw = msgspec.json.encode(value)
    except UnicodeEncodeError:
        raw = msgspec.json.encode(_scrubbed(msgspec.to_builtins(value)))
    return msgspec.json.format(raw, indent=2) + b"\n"


def _scrubbed(value: object) -> object:
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case list():
            return [_scrubbed(v) for v in value]
        case dict():
            return {k: _scrubbed(v) for k, v in value.items()}
        case _:
            return value


def _document(document: claims.Checked, timings: bool) -> schema.Document:
    return schema.Document(
        path=document.path,
        readable=document.readable,
        error=document.error,
        statements=[_statement(document, s, timings) for s in document.statements],
        diagnostics=[_diagnostic(document, d) for d in document.diagnostics],
        symbols=[_symbol(document, s) for s in document.symbols],
    )


def _statement(document: claims.Checked, statement: claims.Statement, timings: bool) -> schema.Statement:
    verdict = statement.verdict or claims.Verdict("unclear")
    return schema.Statement(
        **_corners(document, statement.span),
        latex=statement.latex,
        left=statement.left,
        role=statement.role,
        kind=statement.kind,
        verdict=verdict.outcome if statement.verdict else None,
        code=code_of(verdict) if statement.verdict else "",
        reading=statement.reading,
        reason=verdict.reason,
        condition=verdict.condition,
        remarks=list(verdict.remarks),
        counterexample=_counterexample(verdict.counterexample),
        correction=verdict.correction,
        repair=verdict.repair,
        evidence=_evidence(verdict.evidence),
        root=_region(document, verdict.root),
        symbols=list(statement.symbols),
        diagnostics=[_diagnostic(document, d) for d in verdict.diagnostics],
        seconds=round(statement.seconds, 6) if timings else None,
        silenced=statement.silenced,
    )


def _counterexample(example: claims.Counterexample | None) -> schema.Counterexample | None:
    if example is None:
        return None
    return schema.Counterexample(
        values=[schema.Value(symbol=name, value=value) for name, value in example.values],
        left=example.left,
        right=example.right,
        at=example.at,
        truth=example.truth,
        certificate=example.certificate,
        enclosure=example.enclosure,
        snippet=example.snippet,
    )


def _evidence(found: claims.Evidence | None) -> schema.Evidence | None:
    if found is None:
        return None
    return schema.Evidence(
        instances=found.instances,
        sizes=[schema.Size(symbol=name, value=size) for name, size in found.sizes],
        error=found.error if math.isfinite(found.error) else None,
        digits=found.digits,
        precisions=list(found.precisions),
        laws=list(found.laws),
        steps=found.steps,
        assumptions=list(found.assumptions),
        proof=None,
    )


def _diagnostic(document: claims.Checked, diagnostic: notes.Diagnostic) -> schema.Diagnostic:
    entry = entry_of(diagnostic.code)
    return schema.Diagnostic(
        **_corners(document, diagnostic.span),
        code=bare(diagnostic.code),
        name=entry.name if entry else "",
        message=diagnostic.message,
        help=diagnostic.help,
        labels=[schema.Label(**_corners(document, label.span), text=label.text) for label in diagnostic.labels],
        silenced=diagnostic.silenced,
    )


def _symbol(document: claims.Checked, fact: claims.SymbolFact) -> schema.Symbol:
    return schema.Symbol(
        name=fact.name,
        kind=fact.kind,
        type=fact.type,
        shape=fact.shape,
        learnt=fact.learnt,
        convention=fact.convention,
        section=fact.section,
        place=_region(document, fact.span),
        contradiction=_diagnostic(document, fact.contradiction) if fact.contradiction else None,
    )


def _corners(document: claims.Checked, span: Span) -> dict[str, int]:
    where = place(document, span)
    return {"line": where.line, "column": where.column, "end_line": where.end_line, "end_column": where.end_column}


def _region(document: claims.Checked, span: Span | None) -> schema.Region | None:
    return None if span is None else schema.Region(**_corners(document, span))


def _baseline(compared: Compared) -> schema.Baseline:
    stale = [schema.Stale(path=s.path, code=s.code, latex=s.text, left=s.left, count=s.count) for s in compared.stale]
    return schema.Baseline(path=compared.path, findings=compared.findings, stale=stale)


def _summary(documents: Sequence[claims.Checked], seconds: float | None, complete: bool) -> schema.Summary:
    count = tally(documents)
    return schema.Summary(
        documents=count.documents,
        unreadable=count.unreadable,
        statements=count.statements,
        claims=count.claims,
        **count.outcomes,
        unjudged=count.unjudged,
        ignored=count.ignored,
        known=count.known,
        silenced_notes=count.notes,
        definitions=count.roles["definition"],
        declarations=count.roles["declaration"],
        updates=count.roles["update"],
        questions=count.roles["question"],
        complete=complete,
        seconds=None if seconds is None else round(seconds, 6),
    )
