"""Lines that rest on a wrong one: judged again as the document has it, so that one slip is one finding."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from backproof.claims.reading import Question, Reading
from backproof.judge.compare import bound_in
from backproof.terms.model import Clause, Model
from backproof.terms.nodes import At, Expr, Index, Number, Position, number
from backproof.terms.substitution import substitute
from backproof.terms.traversal import nodes_in
from backproof.text.blocks import Span

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, eq=False)
class Claimed:
    """What a wrong line says of a symbol: the clause it would be if it were a definition."""

    symbol: str
    clause: Clause
    span: Span


def claimed(question: Question) -> Claimed | None:
    """The clause that a line of the form ``m_1 = …`` claims; None for other lines."""
    for reading in question.readings if question.sign in ("=", "equiv", ":=") else ():
        made = _clause(reading)
        if made is not None:
            return Claimed(made[0], made[1], question.span)
    return None


def _clause(reading: Reading) -> tuple[str, Clause] | None:
    left = reading.left
    if (
        reading.minimised is not None
        or reading.remainder is not None
        or not isinstance(left, At)
        or left.symbol in _reads(reading)
    ):
        return None
    indices: list[Index | int] = []
    for e in left.indices:
        if isinstance(e, Number):
            indices.append(int(e.value))
        elif isinstance(e, Position) and e.index not in indices:
            indices.append(e.index)
        else:
            return None
    return left.symbol, Clause(tuple(indices), reading.right)


def _reads(reading: Reading) -> set[str]:
    """Symbols that the right side reads at the very place that is claimed."""
    found, todo = set(), [reading.right]
    while todo:
        e = todo.pop()
        if (
            isinstance(e, At)
            and isinstance(reading.left, At)
            and e.symbol == reading.left.symbol
            and e.indices == reading.left.indices
        ):
            found.add(e.symbol)
        todo.extend(e.children())
    return found


STEP = 0
"""What a loose letter stands for while a line is judged in the light of others: the start, which nothing defines."""


def loose_letters(lines: Sequence[Claimed]) -> set[str]:
    """The letters that the claimed clauses leave free: the unsaid step ``t`` of ``m_1 = b m_0 + g_t``."""
    return {i.hint for c in lines for i in c.clause.body.free if i not in c.clause.indices}


def fixed_in_line(line: Claimed, letters: set[str]) -> Claimed:
    """The claimed clause with its loose letters at one step."""
    names = _numbers(line.clause.body, letters, {i for i in line.clause.indices if isinstance(i, Index)})
    return replace(line, clause=replace(line.clause, body=substitute(line.clause.body, names)))


def loose_in(question: Question, lines: Sequence[Claimed]) -> set[str]:
    """The letters that lines leave loose, as far as a question does, too: they do not count what the lines speak of."""
    letters = loose_letters(lines)
    heads = {c.symbol for c in lines}
    for reading in question.readings:
        for e in nodes_in(*reading.sides):
            if isinstance(e, At) and e.symbol in heads:
                letters -= {i.hint for i in e.free}
    return letters


def fixed_in_question(question: Question, letters: set[str]) -> Question:
    """A question with these letters at the same step."""
    readings = []
    for r in question.readings:
        names = _numbers(r.left, letters, set()) | _numbers(r.right, letters, set())
        free = tuple((n, i) for n, i in r.free if i not in names)
        readings.append(replace(r, left=substitute(r.left, names), right=substitute(r.right, names), free=free))
    return replace(question, readings=readings)


def _numbers(e: Expr, letters: set[str], kept: set[Index]) -> dict[Index, Expr]:
    return {i: number(STEP) for i in e.free if i.hint in letters and i not in kept}


@contextmanager
def taken(model: Model, lines: Sequence[Claimed]) -> Iterator[None]:
    """Within this context the wrong lines count as the definitions that they look like."""
    kept = {c.symbol: list(model[c.symbol].clauses) for c in lines if c.symbol in model}
    for c in lines:
        if c.symbol in model:
            pinned = any(isinstance(i, int) for i in c.clause.indices)
            clauses = model[c.symbol].clauses
            model[c.symbol].clauses = (
                [c.clause, *clauses]
                if pinned
                else [*(k for k in clauses if any(isinstance(i, int) for i in k.indices)), c.clause]
            )
    try:
        yield
    finally:
        for name, clauses in kept.items():
            model[name].clauses = clauses


_ = bound_in
