"""Reading and judging one document, from its text to its statements with their verdicts."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from backproof.app.borne_out import borne_out
from backproof.app.cache import Cache
from backproof.app.deadline import bounded
from backproof.app.judging import Judging, Step, told
from backproof.app.repairs import repaired
from backproof.app.rereading import READING, reread, set_aside
from backproof.claims.statement import Checked
from backproof.meaning.read import ReadDocument, read
from backproof.meaning.workspace import Meaning
from backproof.notes.diagnostics import Diagnostic
from backproof.text.blocks import Document


def check_document(
    document: Document,
    given: Sequence[Document] = (),
    seed: int = 0,
    cache: Cache | None = None,
    step: Step | None = None,
) -> tuple[Checked, bool]:
    """Read and judge one document; and whether that depends on nothing but the document (no time ran out)."""
    path, text = document.source.path, document.source.text
    try:
        found = bounded(READING, lambda: read(document, list(given)), lambda: None)
    except MemoryError:
        return Checked(path, text, readable=False, error="reading it needs more memory than there is"), False
    except RecursionError:
        return Checked(path, text, readable=False, error="it is nested too deeply to be read"), False
    except Exception as problem:
        if os.environ.get("BACKPROOF_DEBUG"):
            raise
        return Checked(path, text, readable=False, error=f"internal error[I901], please report: {told(problem)}"), False
    if found is None:
        return Checked(path, text, readable=False, error=f"it could not be read in {READING:.0f} s"), False
    judging = Judging(found, seed, cache or Cache(None))
    statements = judging.all(step)

    def reader(meanings: Mapping[int, Meaning]) -> ReadDocument:
        return read(document, list(given), meanings)

    again = reread(judging, statements, reader)
    judging, statements = again if again is not None else (judging, statements)
    statements = borne_out(judging, set_aside(judging, statements, reader))
    statements = repaired(judging, statements)
    judging.keep()
    notes = _notes(document, judging.read)
    symbols = tuple(judging.read.symbols)
    return Checked(path, text, tuple(statements), notes, symbols, ignores=document.ignores), judging.sure


def _notes(document: Document, found: ReadDocument) -> tuple[Diagnostic, ...]:
    repairs = [Diagnostic("T101", r.what, r.span) for r in document.repairs]
    problems = [Diagnostic("T102", r.what, r.span) for r in document.problems]
    return (*repairs, *problems, *found.diagnostics)
