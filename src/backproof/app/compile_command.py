"""``backproof compile``: from a document or a formula to a module of NumPy, JAX or PyTorch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from backproof.app.compiling import Compiled, Wish, compiled
from backproof.app.deadline import bounded
from backproof.app.derive_command import names_in, source_of
from backproof.app.deriving import first_defined, line_of
from backproof.app.failures import CannotCompile
from backproof.app.output import write
from backproof.text import read_file

PATIENCE = 60.0
"""Seconds for one module."""


@dataclass(frozen=True)
class Options:
    """How the command was called."""

    source: str
    of: str
    by: str
    order: int
    backend: str
    emit: str
    vjp: bool
    with_test: bool
    given: tuple[str, ...]


def compile_and_write(options: Options) -> int:
    """Write the module that is asked for, and its test; 2 where there is none."""
    text, given, _ = source_of(options.source, options.given)
    of = options.of or first_defined(text[text.rfind("$$", 0, -2) :])
    if not of:
        raise click.UsageError("say what is to be compiled: --of L")
    by = tuple(names_in(options.by))
    if (options.vjp or options.with_test) and not by:
        raise click.UsageError("there is nothing to differentiate: say by what, --wrt W,b")
    if options.with_test and options.emit == "-":
        raise click.UsageError("a test stands beside a module: say where that goes, --emit FILE.py")
    place = _place(options.source, of)
    wish = Wish(of, by, options.backend, options.order, (), place, options.vjp)
    found = bounded(PATIENCE, lambda: compiled(text, wish, given), _late)
    output = None if options.emit == "-" else options.emit
    write(found.source.encode(), output)
    if options.with_test:
        from backproof.compiling.tensors import NotCompiled
        from backproof.compiling.tests_beside import test_module

        path = Path(options.emit)
        try:
            test = test_module(found.program, path.stem)
        except NotCompiled as problem:
            raise CannotCompile(str(problem)) from None
        write(test.encode(), str(path.with_name(f"test_{path.name}")))
    return 0


def _place(source: str, of: str) -> str:
    """Where the document defines what is compiled: its path and the line."""
    if not Path(source).exists():
        return ""
    line = line_of(read_file(source), of)
    return f"{source}:{line}" if line else source


def _late() -> Compiled:
    raise CannotCompile("the time for one module ran out")
