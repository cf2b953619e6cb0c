"""``backproof run``: a document on data, its trace, its states saved and drawn."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import click

from backproof.app.data import load
from backproof.app.failures import Refused
from backproof.app.output import write
from backproof.app.running import Outcome, Plan, run
from backproof.compiling.identifiers import plain_name
from backproof.text import Unreadable, read_file

SHOWN = 10
"""So many lines of a trace are printed."""


@dataclass(frozen=True)
class Options:
    """How the command was called."""

    document: str
    data: str
    settings: tuple[str, ...]
    columns: tuple[str, ...]
    steps: int
    trace: tuple[str, ...]
    seed: int
    batch: int
    tolerance: float
    save: str
    plot: str
    given: tuple[str, ...]


def run_and_print(options: Options) -> int:
    """Run a document and print what came of it; 1 where it diverges."""
    if options.plot:
        if not options.trace:
            raise click.UsageError("there is nothing to plot: say what is traced, --trace L")
        if find_spec("matplotlib") is None:
            raise Refused("a plot needs matplotlib: pip install 'backproof[plot]'")
    settings = dict(_setting(s) for s in options.settings)
    columns = {name: tuple(rest.split(",")) for name, rest in (_pair(c) for c in options.columns)}
    try:
        document, given = read_file(options.document), [read_file(g) for g in options.given]
    except Unreadable as problem:
        raise click.ClickException(str(problem)) from None
    table = load(options.data) if options.data else None
    plan = Plan(options.steps, settings, columns, options.trace, options.seed, options.batch, options.tolerance)
    made = run(document, given, plan, table, _progress(options.steps))
    write(_told(made).encode(), None)
    if options.save:
        _save(made, options.save)
    if options.plot:
        _plot(made, options.plot)
    return 1 if made.diverged else 0


def _pair(text: str) -> tuple[str, str]:
    name, sign, rest = text.partition("=")
    if not sign or not name or not rest:
        raise click.UsageError(f"{text!r} does not say what is what: write name=value")
    return name.strip(), rest.strip()


def _setting(text: str) -> tuple[str, float]:
    name, rest = _pair(text)
    try:
        return name, float(rest)
    except ValueError:
        raise click.UsageError(f"{rest!r} is no number: --set {name}=0.1") from None


def _progress(steps: int) -> Any:
    """A line that counts steps, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def show(k: int) -> None:
        if k == steps or k % max(steps // 100, 1) == 0:
            click.echo(f"\r  step {k} of {steps}" + ("\n" if k == steps else ""), nl=False, err=True)

    return show


def _told(made: Outcome) -> str:
    rows = [f"note: {n}" for n in made.notes]
    count = made.steps
    marks = sorted({*range(1, count + 1, max(count // SHOWN, 1)), count} - {0})
    if made.trace:
        rows.append("  ".join(["step".rjust(8), *(n.rjust(14) for n in made.trace)]))
        rows += ["  ".join([f"{k:8d}", *(f"{v[k - 1]:14.8g}" for v in made.trace.values())]) for k in marks]
    rows += [f"{plain_name(n)} = {v:.12g}" for n, v in made.states.items() if isinstance(v, float)]
    rows.append(f"{'stopped' if made.diverged else 'done'}: {made.ended}")
    return "\n".join(rows) + "\n"


def _save(made: Outcome, path: str) -> None:
    import numpy as np

    arrays = {plain_name(n): v for n, v in made.states.items()}
    arrays |= {f"trace_{plain_name(n)}": np.array(v) for n, v in made.trace.items()}
    try:
        np.savez(path, **arrays)
    except OSError as error:
        raise click.ClickException(f"cannot write {path}: {error.strerror or error}") from None


def _plot(made: Outcome, path: str) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 4), layout="constrained")
    for name, values in made.trace.items():
        axes.plot(range(1, len(values) + 1), values, label=name)
    axes.set_xlabel("step")
    axes.legend()
    try:
        figure.savefig(path)
    except (OSError, ValueError) as error:
        raise click.ClickException(f"cannot write {path}: {error}") from None
    pyplot.close(figure)
