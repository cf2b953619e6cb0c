"""The JSON report as types. Other programs rely on it: fields may be added, never renamed, removed or given a new
meaning without a new ``VERSION``. ``docs/json-report.md`` explains every field; ``report.schema.json`` is generated
from here (``python -m backproof.report.schema``), and tests hold both against this file.
Every object writes all its fields, in this order.
"""

from typing import Any, Literal

import msgspec

from backproof.claims.statement import Certificate, Outcome, Role
from backproof.notes.diagnostics import Silence

VERSION: Literal[1] = 1


class Region(msgspec.Struct):
    line: int
    column: int
    end_line: int
    end_column: int


class Label(Region):
    text: str


class Diagnostic(Region):
    code: str
    name: str
    message: str
    help: str
    labels: list[Label]
    silenced: Silence


class Size(msgspec.Struct):
    symbol: str
    value: int


class Evidence(msgspec.Struct):
    instances: int
    sizes: list[Size]
    error: float | None
    digits: int
    precisions: list[str]
    laws: list[str]
    steps: int
    assumptions: list[str]
    proof: dict[str, Any] | None


class Value(msgspec.Struct):
    symbol: str
    value: str


class Counterexample(msgspec.Struct):
    values: list[Value]
    left: str
    right: str
    at: str
    truth: str
    certificate: Certificate
    enclosure: str
    snippet: str


class Statement(Region):
    latex: str
    left: str
    role: Role
    kind: str
    verdict: Outcome | None
    code: str
    reading: str
    reason: str
    condition: str
    remarks: list[str]
    counterexample: Counterexample | None
    correction: str
    repair: str
    evidence: Evidence | None
    root: Region | None
    symbols: list[str]
    diagnostics: list[Diagnostic]
    seconds: float | None
    silenced: Silence


class Symbol(msgspec.Struct):
    name: str
    kind: str
    type: str
    shape: str
    learnt: str
    convention: str
    section: str
    place: Region | None
    contradiction: Diagnostic | None


class Document(msgspec.Struct):
    path: str
    readable: bool
    error: str
    statements: list[Statement]
    diagnostics: list[Diagnostic]
    symbols: list[Symbol]


class Summary(msgspec.Struct):
    documents: int
    unreadable: int
    statements: int
    claims: int
    proved: int
    tested: int
    conditional: int
    wrong: int
    unclear: int
    unjudged: int
    ignored: int
    known: int
    silenced_notes: int
    definitions: int
    declarations: int
    updates: int
    questions: int
    complete: bool
    seconds: float | None


class Stale(msgspec.Struct):
    path: str
    code: str
    latex: str
    left: str
    count: int


class Baseline(msgspec.Struct):
    path: str
    findings: int
    stale: list[Stale]


class Report(msgspec.Struct):
    schema: Literal[1]
    version: str
    documents: list[Document]
    summary: Summary
    baseline: Baseline | None


class Symbols(msgspec.Struct):
    """What ``backproof symbols --format json`` writes."""

    schema: Literal[1]
    version: str
    path: str
    symbols: list[Symbol]


def schema_text() -> str:
    """The JSON schema of ``Report``, as it is shipped."""
    schema = msgspec.json.schema(Report)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "backproof report, schema 1"}
    return msgspec.json.format(msgspec.json.encode({**head, **schema}), indent=2).decode() + "\n"


if __name__ == "__main__":
    print(schema_text(), end="")
