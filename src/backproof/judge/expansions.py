"""By convention ``H`` and ``g`` in an expansion are the Hessian and the gradient of what is expanded.

Only where the line itself is the first to speak of them, and only in an approximation: elsewhere a letter is a letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from backproof.claims.reading import Reading
from backproof.terms.model import Clause, Model
from backproof.terms.nodes import Call, Comprehension, Entry, Expr, Index, Position, Substitute, number
from backproof.terms.traversal import symbols_in

ORDERS = {"H": 2, "g": 1}


@contextmanager
def expanded(reading: Reading, unknown: frozenset[str], small: str, model: Model) -> Iterator[str]:
    """Within this context the unknown letters are the derivatives that they stand for; yields how they were read."""
    function = reading.left
    made: list[tuple[str, list[Clause]]] = []
    if small and isinstance(function, Call) and len(function.arguments) == 1 and not function.slots:
        for name in sorted(symbols_in(reading.right)):
            letter = name.split("′")[0]
            clause = (
                _derivative(function, ORDERS[letter], name, small, model) if letter in unknown & ORDERS.keys() else None
            )
            if clause is not None:
                made.append((name, model[name].clauses))
                model[name].clauses = [clause]
    try:
        read = {n.split("′")[0] for n, _ in made}
        words = {"H": "the Hessian", "g": "the gradient"}
        yield ", ".join(f"{n} read as {words[n]}" for n in sorted(read)) if read == unknown else ""
    finally:
        for name, clauses in made:
            model[name].clauses = clauses


def _derivative(e: Call, order: int, name: str, small: str, model: Model) -> Clause | None:
    """The clause that makes ``name`` the derivative of a call, where the small quantity is zero."""
    symbol, argument = model.get(name), e.arguments[0]
    if symbol is None or symbol.clauses or len(symbol.axes) != order or symbol.family or len(argument.indices) != 1:
        return None
    if model[small].axes:
        return None
    at = Comprehension(argument.indices, Substitute(argument.body, small, Comprehension((), number(0))))
    indices = tuple(Index("i", axis.size) for axis in symbol.axes)
    slots: tuple[tuple[int, Entry], ...] = tuple((0, Entry((_place(i),))) for i in indices)
    return Clause(indices, Call(e.symbol, e.family, (at,), e.indices, slots))


def _place(i: Index) -> Expr:
    return Position(i)
