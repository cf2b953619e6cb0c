"""Findings that somebody asked to ignore: by comments in the document, or by the configuration.

A verdict stays what it is. What is ignored is marked, so that it is not reported as a finding and does not count for
the exit status. A comment that ignores nothing is reported itself.
"""

from collections.abc import Callable, Collection
from dataclasses import replace

from backproof.claims.statement import Checked, Statement
from backproof.notes.codes import bare, find, no_code
from backproof.notes.diagnostics import Diagnostic, Silence
from backproof.report.wording import code_of, loose
from backproof.text.blocks import Ignore, Span


def heeded(document: Checked) -> Checked:
    """The document with the comments in it heeded; those that ignore nothing, or are not understood, are reported."""
    if not document.ignores or not document.readable:
        return document
    used: set[tuple[Span, str]] = set()
    asked = [(ignore, _codes(ignore)) for ignore in document.ignores if not ignore.fault]

    def asks(codes: Collection[str], span: Span) -> bool:
        found = False
        for ignore, wanted in asked:
            if not _touch(ignore.reach, span) or ignore.reach == ignore.span:
                continue
            for word, code in wanted.items() if ignore.codes else [("", "")]:
                if not word or code in codes:
                    used.add((ignore.span, word))
                    found = True
        return found

    silent = _silenced(document, asks, "comment")
    return replace(silent, diagnostics=(*silent.diagnostics, *_faults(document.ignores, used)))


def left_out(document: Checked, codes: frozenset[str]) -> Checked:
    """The document without the findings that have one of these codes; they are known codes."""
    return _silenced(document, lambda found, _: not codes.isdisjoint(found), "configuration") if codes else document


def codes_of(statement: Statement) -> frozenset[str]:
    """The codes by which a finding can be called: that of its verdict, and those of the diagnostics under it."""
    verdict = statement.verdict
    if verdict is None or verdict.holds:
        return frozenset()
    return frozenset((code_of(verdict), *(bare(d.code) for d in verdict.diagnostics)))


def _silenced(document: Checked, asks: Callable[[Collection[str], Span], bool], by: Silence) -> Checked:
    def statement(s: Statement) -> Statement:
        wanted = s.calls_for_action and not s.silenced and asks(codes_of(s), s.span)
        return replace(s, silenced=by) if wanted else s

    on_their_own = set(loose(document))

    def diagnostic(d: Diagnostic) -> Diagnostic:
        wanted = d in on_their_own and not d.silenced and asks((bare(d.code),), d.span)
        return replace(d, silenced=by) if wanted else d

    return replace(
        document,
        statements=tuple(statement(s) for s in document.statements),
        diagnostics=tuple(diagnostic(d) for d in document.diagnostics),
    )


def _codes(ignore: Ignore) -> dict[str, str]:
    """The codes of the words of a comment, as far as there are such codes."""
    return {word: entry.code for word in ignore.codes if (entry := find(word)) is not None}


def _touch(reach: Span, span: Span) -> bool:
    """Whether a finding stands, at least in part, where a comment reaches."""
    return reach.start < max(span.end, span.start + 1) and span.start < max(reach.end, reach.start + 1)


def _faults(ignores: Collection[Ignore], used: Collection[tuple[Span, str]]) -> list[Diagnostic]:
    """What is to be said about the comments."""
    found: list[Diagnostic] = []
    for ignore in ignores:
        if ignore.fault:
            found.append(Diagnostic("T109", ignore.fault, ignore.span, help="write `backproof: ignore[CODE]`"))
        elif not ignore.codes and (ignore.span, "") not in used:
            found.append(Diagnostic("T107", "nothing is reported that this comment could ignore", ignore.span))
        for word in ignore.codes:
            if find(word) is None:
                found.append(Diagnostic("T108", no_code(word), ignore.span))
            elif (ignore.span, word) not in used:
                found.append(Diagnostic("T107", f"`{word}` does not occur where this comment ignores it", ignore.span))
    return found
