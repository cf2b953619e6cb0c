"""SARIF 2.1.0, for code scanning and editors: wrong is an error, conditional a warning, unclear a note.

Columns count characters, as everywhere in backproof. A correction stands in the message, and as a fix where it can take
the place of one side in the file as it is. What is ignored is written as suppressed; where there is a baseline, every
result says whether that knows it.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from backproof import __version__
from backproof.claims.statement import Checked, Fix, Statement, Verdict
from backproof.notes.code import Code
from backproof.notes.codes import bare, entry_of, page
from backproof.notes.diagnostics import Diagnostic, Label, Silence
from backproof.report.baseline import Compared, Stale
from backproof.report.json_report import to_bytes
from backproof.report.places import place
from backproof.report.wording import code_of, full_message, level, noted
from backproof.text.blocks import Span

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"wrong": "error", "conditional": "warning", "unclear": "note"}

Json = dict[str, Any]


def report(documents: Sequence[Checked], *, complete: bool = True, baseline: Compared | None = None) -> bytes:
    """A SARIF log with one run; deterministic for the same documents."""
    results = [r for d in documents for r in _results(d)]
    if baseline is not None:
        for r in results:
            r.setdefault("baselineState", "new")
        results += [_absent(stale) for stale in baseline.stale]
    _fingerprint(results)
    rules = sorted({r["ruleId"] for r in results})
    for r in results:
        r["ruleIndex"] = rules.index(r["ruleId"])
    driver = {"name": "backproof", "version": __version__, "rules": [_rule(code) for code in rules]}
    unread = [_notification(d) for d in documents if not d.readable]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": complete and not unread, "toolExecutionNotifications": unread}],
        "results": results,
    }
    return to_bytes({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _results(document: Checked) -> list[Json]:
    found = [_result(document, s, s.verdict) for s in document.statements if s.verdict and s.verdict.outcome in LEVELS]
    return found + [_noted(document, d) for d in noted(document)]


def _silence(by: Silence) -> Json:
    """What says that a result is not reported, and why."""
    match by:
        case "":
            return {}
        case "baseline":
            return {"baselineState": "unchanged"}
        case "comment":
            return {"suppressions": [{"kind": "inSource"}]}
        case "configuration":
            return {"suppressions": [{"kind": "external"}]}


def _absent(stale: Stale) -> Json:
    """An entry of the baseline that occurs no more."""
    return {
        "ruleId": stale.code,
        "level": "none",
        "message": {"text": f"does not occur any more: {stale.text}"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(stale.path)}}}],
        "properties": {"latex": stale.text},
        "baselineState": "absent",
    }


def _result(document: Checked, statement: Statement, verdict: Verdict) -> Json:
    result = {
        "ruleId": code_of(verdict),
        "level": LEVELS[verdict.outcome],
        "message": {"text": full_message(statement, verdict)},
        "locations": [_location(document, statement.span)],
        "properties": {"latex": statement.latex, "kind": statement.kind, "verdict": verdict.outcome},
        **_silence(statement.silenced),
    }
    if verdict.fix is not None:
        result["fixes"] = [_fix(document, verdict.fix, verdict.repair)]
    labels = [label for d in verdict.diagnostics for label in d.labels]
    labels += [Label(verdict.root, "follows from this statement")] if verdict.root else []
    return result | _related(document, labels)


def _fix(document: Checked, fix: Fix, words: str) -> Json:
    where = _location(document, fix.span)["physicalLocation"]
    change = {"deletedRegion": where["region"], "insertedContent": {"text": fix.text}}
    return {
        "description": {"text": words},
        "artifactChanges": [{"artifactLocation": where["artifactLocation"], "replacements": [change]}],
    }


def _noted(document: Checked, diagnostic: Diagnostic) -> Json:
    text = diagnostic.message + (f"\nhelp: {diagnostic.help}" if diagnostic.help else "")
    result = {
        "ruleId": bare(diagnostic.code),
        "level": level(diagnostic.code),
        "message": {"text": text},
        "locations": [_location(document, diagnostic.span)],
        **_silence(diagnostic.silenced),
    }
    return result | _related(document, list(diagnostic.labels))


def _related(document: Checked, labels: list[Label]) -> Json:
    places = [_location(document, label.span) | {"message": {"text": label.text}} for label in labels]
    return {"relatedLocations": places} if places else {}


def _location(document: Checked, span: Span) -> Json:
    where = place(document, span)
    region = {
        "startLine": where.line,
        "startColumn": where.column,
        "endLine": where.end_line,
        "endColumn": where.end_column,
    }
    return {"physicalLocation": {"artifactLocation": {"uri": uri(document.path)}, "region": region}}


def uri(path: str) -> str:
    """A path as a URI reference: relative as it is, absolute with its scheme."""
    pure = PurePath(path)
    return pure.as_uri() if pure.is_absolute() else quote(pure.as_posix(), errors="replace")


def _rule(code: str) -> Json:
    entry = entry_of(code)
    if entry is None:
        return {"id": code}
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in entry.name.split("-")),
        "shortDescription": {"text": entry.summary},
        "fullDescription": {"text": entry.meaning},
        "help": {"text": _plain_help(entry), "markdown": page(entry)},
        "defaultConfiguration": {"level": entry.level},
    }


def _plain_help(entry: Code) -> str:
    return f"{entry.meaning}\n\n{entry.help}"


def _fingerprint(results: list[Json]) -> None:
    """Mark each result by what it says and not by where, so that an edit elsewhere does not make it a new one."""
    seen: Counter[str] = Counter()
    for r in results:
        file = r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        said = r.get("properties", {}).get("latex", r["message"]["text"])
        key = "\0".join((file, r["ruleId"], " ".join(said.split())))
        seen[key] += 1
        digest = hashlib.sha256(f"{key}\0{seen[key]}".encode("utf-8", "replace")).hexdigest()
        r["partialFingerprints"] = {"statement/v1": digest[:32]}


def _notification(document: Checked) -> Json:
    return {
        "level": "error",
        "message": {"text": document.error or "cannot be read"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(document.path)}}}],
    }
