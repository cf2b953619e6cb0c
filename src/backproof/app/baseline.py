"""Findings that are known and accepted, kept in a file: a document with a past can be held to report nothing new.

The file is JSON, sorted, one finding an entry, so that a review can read what was accepted. Paths in it are relative
to the folder it lies in. Findings are matched by what they say (``report.identity``), never by their lines.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import msgspec

from backproof.app.failures import Refused
from backproof.claims.statement import Checked, Statement
from backproof.notes.diagnostics import Diagnostic
from backproof.report.baseline import Compared, Stale
from backproof.report.identity import Finding, Identity, findings
from backproof.report.json_report import to_bytes

VERSION: Literal[1] = 1


class Entry(msgspec.Struct, forbid_unknown_fields=True):
    """So many findings of a document that are alike."""

    path: str
    code: str
    text: str
    left: str = ""
    count: int = 1


class File(msgspec.Struct, forbid_unknown_fields=True):
    """A baseline as it is written. ``backproof_baseline`` is the version of the format, and says what the file is."""

    backproof_baseline: Literal[1]
    findings: list[Entry]


def load(path: str) -> list[Entry]:
    """The entries of a baseline. Raises ``Refused`` where there is none, or the file is something else."""
    try:
        return msgspec.json.decode(Path(path).read_bytes(), type=File).findings
    except FileNotFoundError:
        raise Refused(f"no baseline {path}; `--write-baseline {path}` makes one of what is found now") from None
    except OSError as error:
        raise Refused(f"cannot read the baseline {path}: {error.strerror or error}") from None
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Refused(f"{path} is no baseline of backproof: {error}") from None


def compared(documents: Sequence[Checked], entries: Iterable[Entry], path: str) -> tuple[list[Checked], Compared]:
    """The documents with the findings marked that the baseline knows, and which of its entries occur no more.

    Entries of documents that were not looked at are left alone, unless those are gone.
    """
    left: Counter[tuple[str, Identity]] = Counter()
    for e in entries:
        left[e.path, Identity(e.code, e.text, e.left)] += e.count
    total = left.total()
    marked = [_marked(d, _name(d.path, path), left) if d.readable else d for d in documents]
    looked_at = {_name(d.path, path) for d in documents if d.readable}
    unread = {_name(d.path, path) for d in documents if not d.readable}
    here = Path(path).parent
    stale = [
        Stale(name, who.code, who.text, who.left, count)
        for (name, who), count in sorted(left.items())
        if count > 0 and (name in looked_at or (name not in unread and not (here / name).exists()))
    ]
    return marked, Compared(path, total, tuple(stale))


def written(documents: Sequence[Checked], path: str) -> int:
    """Write what is found now as the baseline; returns how many findings that are.

    Entries of other documents are kept while these exist. Raises ``Refused`` if a file is in the way that is no
    baseline, or nothing can be written.
    """
    kept: list[Entry] = []
    if os.path.exists(path):
        names = {_name(d.path, path) for d in documents}
        kept = [e for e in load(path) if e.path not in names and (Path(path).parent / e.path).exists()]
    count: Counter[tuple[str, Identity]] = Counter()
    for d in documents:
        count.update((_name(d.path, path), f.identity) for f in findings(d) if not _by_somebody(f))
    fresh = [Entry(name, who.code, who.text, who.left, n) for (name, who), n in count.items()]
    entries = sorted(kept + fresh, key=lambda e: (e.path, e.code, e.text, e.left))
    try:
        Path(path).write_bytes(to_bytes(File(VERSION, entries)))
    except OSError as error:
        raise Refused(f"cannot write {path}: {error.strerror or error}") from None
    return count.total()


def _by_somebody(finding: Finding) -> bool:
    """Whether a finding is ignored for another reason than that an earlier baseline knows it."""
    return finding.source.silenced not in ("", "baseline")


def _marked(document: Checked, name: str, left: Counter[tuple[str, Identity]]) -> Checked:
    known: set[int] = set()
    for f in findings(document):
        if not f.silenced and left[name, f.identity] > 0:
            left[name, f.identity] -= 1
            known.add(id(f.source))

    def statement(s: Statement) -> Statement:
        return replace(s, silenced="baseline") if id(s) in known else s

    def diagnostic(d: Diagnostic) -> Diagnostic:
        return replace(d, silenced="baseline") if id(d) in known else d

    return replace(
        document,
        statements=tuple(statement(s) for s in document.statements),
        diagnostics=tuple(diagnostic(d) for d in document.diagnostics),
    )


def _name(document: str, baseline: str) -> str:
    """The path of a document as a baseline writes it."""
    here = os.path.dirname(os.path.abspath(baseline))
    try:
        found = os.path.relpath(os.path.abspath(document), here)
    except ValueError:  # another drive
        found = os.path.abspath(document)
    return Path(found).as_posix().encode("utf-8", "replace").decode()
