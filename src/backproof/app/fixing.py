"""``--fix`` and ``--diff``: corrections put into the documents, as far as they are proved.

A correction was found as one edit that makes a wrong line true. It is put in only if the document, checked again with
it, has that line proved, and no line wrong that was not wrong before. All others are left to their author.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from backproof.app.cache import Cache, place
from backproof.app.failures import Refused
from backproof.app.options import Options
from backproof.app.recursion import deepen
from backproof.claims.statement import Checked, Fix
from backproof.text import Document, Span, Unreadable, kind_of, read_file, read_text

_BOM = "\ufeff".encode()

Check = Callable[[str], Checked | None]


@dataclass(frozen=True, slots=True)
class Mended:
    """A document with corrections put in: its new text, how many they are, and how many were left out."""

    document: Checked
    text: str
    fixes: int
    left: int


def corrections(documents: Sequence[Checked], options: Options) -> Iterator[Mended]:
    """The documents for which there are corrections, with those put in that are proved.

    Raises ``Refused`` if a problem statement cannot be read.
    """
    deepen()
    store = Cache(place() if options.cache else None)
    try:
        given = [read_file(g) for g in options.given]
        for document in documents:
            if offered := _offered(document):
                own = [g for g in given if Path(g.source.path).resolve() != Path(document.path).resolve()]
                yield mended(document, offered, _checking(document.path, own, options.seed, store))
    except Unreadable as error:
        raise Refused(str(error)) from None
    finally:
        store.close()


def _checking(path: str, given: Sequence[Document], seed: int, store: Cache) -> Check:
    """How other texts are checked in the place of a document."""
    from backproof.app.document import check_document

    def check(text: str) -> Checked | None:
        try:
            return check_document(read_text(text, path, kind_of(path)), given, seed, store)[0]
        except Unreadable:
            return None

    return check


def mended(document: Checked, offered: Sequence[Fix], check: Check) -> Mended:
    """A document with those of its corrections, tried one after the other, that are proved in their place."""
    kept: list[Fix] = []
    wrong = _wrong(document)
    for fix in offered:
        if any(_overlap(fix.span, other.span) for other in kept):
            continue
        tried = sorted([*kept, fix], key=lambda f: f.span.start)
        after = check(applied(document.text, tried))
        if after is not None and _proved(after, _moved(fix, tried)) and not _wrong(after) - wrong:
            kept, wrong = tried, _wrong(after)
    return Mended(document, applied(document.text, kept), len(kept), len(offered) - len(kept))


def applied(text: str, fixes: Sequence[Fix]) -> str:
    """A text with corrections in it, which come in order and do not overlap."""
    parts, at = [], 0
    for fix in fixes:
        parts += [text[at : fix.span.start], fix.text]
        at = fix.span.end
    return "".join([*parts, text[at:]])


def diff(mended: Mended) -> str:
    """What is different, as patches are written; apply it with ``patch -p1`` or ``git apply``."""
    path = Path(mended.document.path).as_posix().removeprefix("/")
    before, after = (text.splitlines(keepends=True) for text in (mended.document.text, mended.text))
    lines = unified_diff(before, after, f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def save(mended: Mended) -> None:
    """Write a document back. Raises ``Refused`` where that cannot be done, or the file is not what was checked."""
    path = Path(mended.document.path)
    try:
        old = path.read_bytes()
        mark = _BOM if old.startswith(_BOM) else b""
        if old != mark + mended.document.text.encode():
            raise Refused(f"{path} has changed since it was checked; it is left as it is")
        path.write_bytes(mark + mended.text.encode())
    except OSError as error:
        raise Refused(f"cannot write {path}: {error.strerror or error}") from None


def _offered(document: Checked) -> list[Fix]:
    """The corrections of wrong lines that nobody asked to ignore."""
    found = [s.verdict for s in document.statements if s.verdict is not None and not s.silenced]
    return [v.fix for v in found if v.outcome == "wrong" and v.fix is not None]


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _moved(fix: Fix, fixes: Sequence[Fix]) -> Span:
    """Where a correction stands once all are put in."""
    by = sum(len(f.text) - (f.span.end - f.span.start) for f in fixes if f.span.start < fix.span.start)
    return Span(fix.span.start + by, fix.span.start + by + len(fix.text))


def _proved(document: Checked, place: Span) -> bool:
    """Whether every claim that reaches into a place is proved, and there is one."""
    there = [s.verdict for s in document.statements if s.verdict is not None and _overlap(s.span, place)]
    return bool(there) and all(v.outcome == "proved" for v in there)


def _wrong(document: Checked) -> Counter[str]:
    """The lines that are wrong."""
    return Counter(s.latex for s in document.statements if s.verdict is not None and s.verdict.outcome == "wrong")
