"""Where a report goes: a terminal with its width and colours, a pipe, or a file."""

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import TextIO

import click

from backproof.claims.statement import Checked
from backproof.report import terminal
from backproof.report.baseline import Compared

_WIDTH = 100
"""The width where there is no terminal to ask."""


def to_terminal(
    documents: Sequence[Checked],
    detail: terminal.Detail,
    output: str | None,
    seconds: float,
    baseline: Compared | None = None,
    since: Sequence[Checked] | None = None,
) -> bytes:
    """The report for people, plain unless it goes to a terminal."""
    on_screen = output is None
    text = terminal.report(
        documents,
        detail=detail,
        width=terminal_width() if on_screen else _WIDTH,
        colour=on_screen and colourful(sys.stdout, os.environ),
        seconds=seconds,
        baseline=baseline,
        since=since,
    )
    return text.encode("utf-8", "replace")


def colourful(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether colours are wanted: on a terminal that has them, unless ``NO_COLOR`` is set (https://no-color.org)."""
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return False
    return bool(environment.get("FORCE_COLOR")) or stream.isatty()


def terminal_width() -> int:
    """Columns of the terminal, or of an imagined one."""
    return shutil.get_terminal_size((_WIDTH, 24)).columns if sys.stdout.isatty() else _WIDTH


def write(report: bytes, output: str | None) -> None:
    """Write a report (UTF-8) to a file, or to standard output in whatever encoding that has."""
    if output is None:
        if sys.stdout.isatty():
            report = report.decode().encode(sys.stdout.encoding or "utf-8", "replace")
        _show(report)
        return
    try:
        with open(output, "wb") as file:
            file.write(report)
    except OSError as error:
        raise click.ClickException(f"cannot write {output}: {error.strerror or error}") from None


def _show(report: bytes) -> None:
    """Write to standard output; a reader who has seen enough (``| head``) changes nothing about the exit status."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(report)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains again at exit
