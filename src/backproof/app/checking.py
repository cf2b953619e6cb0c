"""``backproof check`` and ``backproof symbols``: run the check, keep what is done whatever happens, report it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import click

from backproof.app.baseline import Entry, compared, load, written
from backproof.app.globs import matches
from backproof.app.main import FAILED, INTERRUPTED, internal_error
from backproof.app.options import Options
from backproof.app.output import colourful, terminal_width, to_terminal, write
from backproof.app.paths import below, find
from backproof.app.progress import progress_bar
from backproof.app.silencing import heeded, left_out
from backproof.claims.statement import Checked
from backproof.report.baseline import Compared
from backproof.report.tally import many, tally
from backproof.text.blocks import Unreadable

if TYPE_CHECKING:
    from backproof.app.fixing import Mended


@dataclass
class Run:
    """What is done so far; ``status`` is None unless something ended the run early."""

    documents: list[Checked] = field(default_factory=list)
    status: int | None = None
    seconds: float = 0.0
    compared: Compared | None = None


def check_paths(paths: Sequence[str], options: Options) -> int:
    """Check, report, and return the exit status."""
    found = find(paths, options.exclude, options.folder)
    entries = load(options.baseline) if options.baseline is not None else None
    run = checked(found.files, options)
    run.documents += [Checked(path, "", readable=False, error=why) for path, why in found.missing]
    run = concluded(run, options, entries)
    if options.mend == "diff":
        return _difference(run, options)
    if options.mend == "fix" and run.status is None and _mended(run, options):
        return check_paths(paths, replace(options, mend=""))
    if run.documents:
        write(_report(run, options), options.output)
    if run.status == INTERRUPTED:
        click.echo("interrupted; this is what was done", err=True)
    return status_of(run, options) if run.status is None else run.status


def _difference(run: Run, options: Options) -> int:
    """Write the corrections that are proved as a patch; the status is 1 if there are any."""
    from backproof.app.fixing import corrections, diff

    found = list(corrections(run.documents, options))
    write("".join(diff(m) for m in found if m.fixes).encode("utf-8", "replace"), options.output)
    _say_what_was_mended(found)
    if run.status is not None:
        return run.status
    return FAILED if all(not d.readable for d in run.documents) else int(any(m.fixes for m in found))


def _mended(run: Run, options: Options) -> bool:
    """Put the corrections that are proved into the files; whether there were any."""
    from backproof.app.fixing import corrections, save

    found = list(corrections(run.documents, options))
    for m in found:
        if m.fixes:
            save(m)
    _say_what_was_mended(found)
    return any(m.fixes for m in found)


def _say_what_was_mended(found: Sequence[Mended]) -> None:
    put_in, left = sum(m.fixes for m in found), sum(m.left for m in found)
    files = many(sum(m.fixes > 0 for m in found), "document")
    said = f"{many(put_in, 'correction')} in {files}" if put_in else "no corrections"
    click.echo(f"{said}{f'; {left} left out, which are not proved' if left else ''}", err=True)


def concluded(run: Run, options: Options, entries: Sequence[Entry] | None = None) -> Run:
    """What was checked, with what is to be ignored and what the baseline knows; what could not be read is said.

    ``entries`` are those of the baseline, if they were read already.
    """
    documents, against = [silenced(d, options) for d in run.documents], None
    if options.write_baseline is not None:
        entries = _accepted(replace(run, documents=documents), options.write_baseline)
    elif options.baseline is not None and entries is None:
        entries = load(options.baseline)
    if entries is not None:
        documents, against = compared(documents, entries, options.write_baseline or options.baseline or "")
    for d in documents:
        if not d.readable:
            click.echo(f"error: {d.path}: {d.error or 'cannot be read'}", err=True)
    return replace(run, documents=documents, compared=against)


def to_screen(run: Run, options: Options, since: Sequence[Checked] | None) -> None:
    """Show on the terminal what was found; only what is different, if something was shown before."""
    write(to_terminal(run.documents, options.detail, None, run.seconds, run.compared, since), None)


def silenced(document: Checked, options: Options) -> Checked:
    """The document with what its comments and the options ask to ignore."""
    path = below(document.path, options.folder)
    codes = options.ignore.union(*(codes for pattern, codes in options.ignored_in if matches(pattern, path)))
    return left_out(heeded(document), codes)


def _accepted(run: Run, path: str) -> list[Entry] | None:
    """Write the baseline, and read it again; not after a run that was cut short, which did not see everything."""
    if run.status is not None:
        click.echo(f"{path} is not written: the check was cut short", err=True)
        return None
    count = written(run.documents, path)
    click.echo(f"wrote {path}: {many(count, 'finding')}", err=True)
    return load(path)


def checked(files: Sequence[str], options: Options) -> Run:
    """Check files; whatever ends that early, what is done is kept."""
    from backproof.app.check import check_files

    run, start = Run(), time.perf_counter()
    try:
        with progress_bar(wanted=options.detail != "quiet") as progress:
            for document in check_files(
                files,
                options.given,
                seed=options.seed,
                jobs=options.jobs,
                cache=options.cache,
                progress=progress,
            ):
                run.documents.append(document)
    except KeyboardInterrupt:
        run.status = INTERRUPTED
    except Unreadable as error:  # a file of --given: without it no document means what it should
        raise click.ClickException(str(error)) from None
    except Exception as error:  # whatever it is, the documents that are done are not lost
        run.status = internal_error(error)
    run.seconds = time.perf_counter() - start
    return run


def _report(run: Run, options: Options) -> bytes:
    complete = run.status is None
    match options.form:
        case "json":
            from backproof.report import json_report

            return json_report.report(
                run.documents,
                seconds=run.seconds if options.timings else None,
                complete=complete,
                baseline=run.compared,
                proofs=options.proofs,
            )
        case "sarif":
            from backproof.report import sarif

            return sarif.report(run.documents, complete=complete, baseline=run.compared)
        case "github":
            from backproof.report import github

            return github.report(run.documents).encode("utf-8", "replace")
        case "html":
            from backproof.report.html import page

            return page.report(run.documents, complete=complete)
        case _:
            return to_terminal(run.documents, options.detail, options.output, run.seconds, run.compared)


def status_of(run: Run, options: Options) -> int:
    """The exit status of a check that was not cut short."""
    count = tally(run.documents)
    if count.documents == count.unreadable:
        return FAILED
    out_of_date = count.warnings > 0 or (run.compared is not None and bool(run.compared.stale))
    return int(count.wrong > 0 or (options.strict and (count.unclear > 0 or out_of_date)))


def show_symbols(path: str, given: Sequence[str], form: str) -> int:
    """Print the symbols of one document, which is read and not judged."""
    from backproof.app.check import read_path

    try:
        found = read_path(path, given)
    except Unreadable as error:
        raise click.ClickException(str(error)) from None
    document = Checked(path, found.document.source.text, symbols=tuple(found.symbols))
    if form == "json":
        from backproof.report import json_report

        write(json_report.symbols(document), None)
    else:
        from backproof.report.symbols import table

        text = table(document, colour=colourful(sys.stdout, os.environ), width=terminal_width())
        write(text.encode("utf-8", "replace"), None)
    return 0
