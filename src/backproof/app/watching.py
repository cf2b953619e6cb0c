"""``backproof check --watch``: check again whenever a file changes, and show what that changed.

Changes are found by looking at times and sizes again and again, with nothing but the standard library: that works on
every system and every file system, network folders and containers included, and a few hundred files cost next to
nothing. Files may vanish, come, or be half-written at any moment; what cannot be read is said, and looked at again.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence

import click

from backproof.app.checking import Run, checked, concluded, status_of, to_screen
from backproof.app.failures import Refused
from backproof.app.main import INTERRUPTED
from backproof.app.options import Options
from backproof.app.paths import below, find
from backproof.claims.statement import Checked
from backproof.report.tally import many

PAUSE = 0.3
"""Seconds between two looks."""
SHARE = 0.1
"""No more than this part of the time is spent on looking, however many files there are."""
RESTLESS = 20
"""So often we wait for files to come to rest before they are checked all the same."""

Stamp = tuple[int, int, int]
Stamps = dict[str, Stamp | None]


def watch(paths: Sequence[str], options: Callable[[], Options], pause: Callable[[float], None] = time.sleep) -> int:
    """Check until interrupted; returns the exit status of the last check.

    ``options`` reads the options anew, with the configuration. Raises ``Refused`` or ``click.ClickException`` where the
    first check cannot be made; later such faults are shown, and waited out.
    """
    watcher = _Watcher(paths, options, pause)
    try:
        watcher.first()
        while True:
            watcher.wait()
            watcher.again()
    except KeyboardInterrupt:
        click.echo(err=True)
        return watcher.status


class _Watcher:
    def __init__(self, paths: Sequence[str], read: Callable[[], Options], pause: Callable[[float], None]) -> None:
        self.paths = paths
        self.read = read
        self.pause = pause
        self.options = read()
        self.stamps: Stamps = {}
        self.rest = 0.0
        """Seconds until the next look."""
        self.known: dict[str, Checked] = {}
        self.shown: list[Checked] | None = None
        self.status = INTERRUPTED

    def first(self) -> None:
        self.stamps = self.look()
        self.check(self.stamps)

    def again(self) -> None:
        """Check what changed; all of it where the configuration or a problem statement did."""
        before, self.stamps = self.stamps, self.settled()
        changed = [p for p in before | self.stamps if before.get(p) != self.stamps.get(p)]
        if not changed:
            return
        _clear()
        shown = [below(p, os.getcwd()) for p in changed[:3]]
        click.echo(f"changed: {', '.join(shown)}{f' and {len(changed) - 3} more' if len(changed) > 3 else ''}")
        try:
            around = {*self.options.around}
            self.options = self.read()
            if any(p in around or p in self.options.around for p in changed):
                self.known.clear()
            self.check(changed)
        except (Refused, click.ClickException) as error:
            text = error.format_message() if isinstance(error, click.ClickException) else str(error)
            click.echo(f"error: {text}", err=True)
            self.known.clear()  # what is waited for may change everything

    def check(self, changed: Sequence[str] | Stamps) -> None:
        """Check the documents that changed, or are not known, and show what is new."""
        found = find(self.paths, self.options.exclude, self.options.folder)
        self.known = {p: d for p, d in self.known.items() if p in found.files and p not in changed}
        unknown = [p for p in found.files if p not in self.known]
        run = checked(unknown, self.options)
        if run.status == INTERRUPTED:
            raise KeyboardInterrupt
        self.known |= dict(zip(unknown, run.documents, strict=False))  # fewer, if it was cut short
        documents = [self.known[p] for p in found.files if p in self.known]
        missing = [Checked(path, "", readable=False, error=why) for path, why in found.missing]
        whole = concluded(Run(documents + missing, run.status, run.seconds), self.options)
        to_screen(whole, self.options, self.shown)
        self.shown = whole.documents
        self.status = status_of(whole, self.options)
        click.echo(f"watching {many(len(found.files), 'document')}; Ctrl-C ends", err=True)

    def wait(self) -> None:
        """Until something is different."""
        while self.look() == self.stamps:
            pass

    def settled(self) -> Stamps:
        """What there is once nothing changes any more: an editor writes a file in several steps."""
        now = self.look()
        for _ in range(RESTLESS):
            before, now = now, self.look()
            if before == now:
                break
        return now

    def look(self) -> Stamps:
        """The documents, and what says something about all of them, with what tells that a file is another one now."""
        if self.rest:
            self.pause(self.rest)
        start = time.perf_counter()
        found = find(self.paths, self.options.exclude, self.options.folder)
        stamps = {p: _stamp(p) for p in (*found.files, *self.options.around)}
        self.rest = max(PAUSE, (time.perf_counter() - start) / SHARE)
        return stamps


def _stamp(path: str) -> Stamp | None:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _clear() -> None:
    """A fresh screen, where there is one."""
    if sys.stdout.isatty():
        click.clear()
