"""Updates of a document: what becomes of a name in one round, read in its scope."""

from __future__ import annotations

from dataclasses import replace

from backproof.claims.reading import Reading
from backproof.meaning.asking import NotUnderstood
from backproof.meaning.definitions import read_relation
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.read import Read
from backproof.meaning.tensor import Misread
from backproof.notes.diagnostics import Diagnostic


def update(statement: Read) -> Reading:
    """An update as its name and its new value, over the same axes. Raises ``NotUnderstood``."""
    if statement.question.problem is not None:
        raise NotUnderstood(statement.question.problem)
    statement.scope.position = statement.raw.span.start
    try:
        return read_relation(Elaborator(statement.scope, {}), replace(statement.raw, sign="="), [])
    except Misread as problem:
        raise NotUnderstood(Diagnostic(problem.code, problem.message, statement.span, problem.help)) from None
