"""Whether a line fails only because a definition before it was written wrongly: an inverse or a transpose forgotten.

Only matrices are tried, and only those that the line does not name itself: it reads them through other definitions.
A slip in the line is not undone by inverting something far behind it; a slip of sign or of a factor two often would
be by a change of sign or a square in a definition, so that these are not tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from backproof.claims.reading import Question
from backproof.terms.model import Clause, Model
from backproof.terms.nodes import Comprehension, Derivative, Index, Linear, Position
from backproof.terms.traversal import nodes_in, reached, symbols_in

MOST = 4
"""At most so many definitions are tried for one line."""


def edits(question: Question, model: Model) -> Iterator[tuple[str, str, Clause]]:
    """A matrix that a line rests on, what its definition may have left out, and the definition with that put in."""
    sides = [e for r in question.readings for e in r.sides]
    named = set().union(*(symbols_in(e) for e in sides)) if sides else set()
    varied = {n.symbol for n in nodes_in(*sides) if isinstance(n, Derivative)}
    tried = 0
    for name in reached(sides, model):
        symbol = model[name]
        if name in named or name in varied or len(symbol.clauses) != 1 or tried >= MOST:
            continue
        clause = symbol.clauses[0]
        square = _square(clause)
        if square is None or symbol.family or len(symbol.axes) != 2:
            continue
        tried += 1
        yield name, "inverse", _inverted(clause, *square)
        yield name, "transpose", _transposed(clause, *square)


@contextmanager
def rewritten(model: Model, name: str, clause: Clause) -> Iterator[None]:
    """Within this context a symbol has another definition."""
    kept = model[name].clauses
    model[name].clauses = [clause]
    try:
        yield
    finally:
        model[name].clauses = kept


def _square(clause: Clause) -> tuple[Index, Index] | None:
    """The two axes of a square matrix."""
    if len(clause.indices) != 2 or clause.condition is not None:
        return None
    a, b = clause.indices
    if not isinstance(a, Index) or not isinstance(b, Index):
        return None
    x, y = a.size.root, b.size.root
    return (a, b) if x is y or (x.key and x.key == y.key) else None


def _inverted(clause: Clause, row: Index, column: Index) -> Clause:
    whole = Comprehension((row, column), clause.body)
    return replace(clause, body=Linear("inverse", whole, (Position(row), Position(column))))


def _transposed(clause: Clause, row: Index, column: Index) -> Clause:
    return replace(clause, indices=(column, row))
