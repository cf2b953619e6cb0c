"""``backproof derive``: from a document or a formula to derivatives, printed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import click

from backproof.app.deadline import bounded
from backproof.app.deriving import Request, derived, first_defined, from_formula
from backproof.app.output import write
from backproof.claims.derived import Derived, Refused
from backproof.report import derivation
from backproof.text import Document, Unreadable, read_file

FAILED = 2
PATIENCE = 30.0
"""Seconds for one derivative."""


@dataclass(frozen=True)
class Options:
    """How the command was called."""

    source: str
    of: str
    by: str
    order: int
    layout: str
    index_form: bool
    steps: bool
    form: str
    given: tuple[str, ...]


def derive_and_print(options: Options) -> int:
    """Answer each request and print the answers; 2 where one has none."""
    text, given, assumed = source_of(options.source, options.given)
    of = options.of or first_defined(text[text.rfind("$$", 0, -2) :])
    if not of:
        raise click.UsageError("say what is to be differentiated: --of L")
    found: list[Derived | Refused] = []
    for by in names_in(options.by):
        request = Request(of, by, options.order, options.layout, options.index_form)
        found.append(_in_time(text, request, given, assumed))
    write(_report(found, options), None)
    return FAILED if any(isinstance(d, Refused) for d in found) else 0


def _in_time(text: str, request: Request, given: tuple[Document, ...], assumed: tuple[str, ...]) -> Derived | Refused:
    late = Refused(request.of, request.by, "J308", "the time for one derivative ran out")
    return bounded(PATIENCE, lambda: derived(text, request, given, assumed), lambda: late)


def source_of(source: str, before: Sequence[str]) -> tuple[str, tuple[Document, ...], tuple[str, ...]]:
    """The text in which a question is put, the documents before it, and what was assumed of a formula."""
    try:
        given = [read_file(g) for g in before]
        if not os.path.exists(source):
            if "=" not in source:
                raise click.UsageError(f"{source!r} is neither a file nor a formula")
            text, assumed = from_formula(source)
            return text, tuple(given), assumed
        document = read_file(source)
    except Unreadable as problem:
        raise click.ClickException(str(problem)) from None
    if source.endswith((".md", ".txt")):
        return document.source.text, tuple(given), ()
    return "", (*given, document), ()


def names_in(text: str) -> list[str]:
    """The variables of ``W,b``: commas within braces do not part them."""
    found, depth = [""], 0
    for c in text:
        depth += (c in "{([") - (c in "})]")
        if c == "," and depth == 0:
            found.append("")
        else:
            found[-1] += c
    return [f.strip() for f in found if f.strip()]


def _report(found: Sequence[Derived | Refused], options: Options) -> bytes:
    match options.form:
        case "json":
            return derivation.json(found)
        case "latex":
            return derivation.latex(found, steps=options.steps).encode()
        case _:
            return derivation.terminal(found, steps=options.steps).encode("utf-8", "replace")
