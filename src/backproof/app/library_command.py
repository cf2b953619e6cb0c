"""``backproof library``: what the packaged pages are and how they come out of the check; one of them, printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click
import msgspec

from backproof.app.check import check_files
from backproof.app.output import colourful, terminal_width, write
from backproof.app.progress import progress_bar
from backproof.app.shelf import NoPage, Page, page, pages, styled
from backproof.report.lines import Line, cells, clip, coloured, plain
from backproof.report.tally import OUTCOMES, many, tally


class Listed(msgspec.Struct):
    """A page with what its check found: the claims, and how many came out how."""

    name: str
    title: str
    summary: str
    path: str
    claims: int
    verdicts: dict[str, int]


def list_pages(form: str) -> int:
    """Check every page and print one line for each."""
    found = listed(pages())
    if form == "json":
        write(msgspec.json.format(msgspec.json.encode(found)) + b"\n", None)
        return 0
    width = terminal_width()
    name, count = max(cells(p.name) for p in found), max(cells(_counts(p)) for p in found)
    lines: list[Line] = []
    for p in found:
        counts = _counts(p)
        room = max(width - name - count - 4, 20)
        lines.append(
            (
                (p.name.ljust(name), "bold"),
                ("  ", ""),
                (counts.ljust(count), "dim"),
                ("  ", ""),
                (clip(p.title, room), ""),
            )
        )
    lines.append((("", ""),))
    total = sum(p.claims for p in found)
    lines.append(
        ((f"{many(len(found), 'page')}, {many(total, 'claim')}; `backproof library show NAME` prints one", ""),)
    )
    text = coloured(lines, width) if colourful(sys.stdout, os.environ) else plain(lines)
    write(text.encode("utf-8", "replace"), None)
    return 0


def listed(found: Sequence[Page]) -> list[Listed]:
    """Pages with the verdicts of their claims."""
    with progress_bar() as progress:
        checked = list(check_files([p.path for p in found], progress=progress))
    made = []
    for p, document in zip(found, checked, strict=True):
        count = tally([document])
        made.append(Listed(p.name, p.title, p.summary, p.path, count.claims, count.outcomes))
    return made


def _counts(listed: Listed) -> str:
    """``24 claims: 20 proved, 4 tested``."""
    verdicts = ", ".join(f"{listed.verdicts[o]} {o}" for o in OUTCOMES if listed.verdicts[o])
    return f"{many(listed.claims, 'claim')}: {verdicts}" if verdicts else many(listed.claims, "claim")


def show_page(name: str, where: bool) -> int:
    """Print a page, or only where its file is."""
    try:
        found = page(name)
    except NoPage as error:
        raise click.ClickException(str(error)) from None
    if where:
        click.echo(found.path)
    elif colourful(sys.stdout, os.environ):
        write(_in_colours(found.text).encode("utf-8", "replace"), None)
    else:
        write(found.text.encode("utf-8"), None)
    return 0


def _in_colours(text: str) -> str:
    """The page as it is written, with headings and formulas set apart."""
    from io import StringIO

    from rich.console import Console
    from rich.text import Text

    shown = Text(text.rstrip("\n"))
    for span, style in styled(text):
        shown.stylize(style, span.start, span.end)
    stream = StringIO()
    Console(file=stream, force_terminal=True, width=terminal_width(), highlight=False).print(shown, soft_wrap=True)
    return stream.getvalue()
