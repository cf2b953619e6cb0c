"""What is random in an expression: the laws behind names, and what an expectation averages over."""

from __future__ import annotations

from collections.abc import Iterable

from backproof.terms.model import Model, Symbol
from backproof.terms.nodes import Expect
from backproof.terms.traversal import symbols_in


def law_reads(symbol: Symbol) -> set[str]:
    """What the parameters of the law of a symbol read."""
    law = symbol.distribution
    return set().union(*(symbols_in(p) for p in law.parameters)) if law is not None and law.parameters else set()


def downstream(names: Iterable[str], model: Model) -> set[str]:
    """Everything that the definitions and laws behind ``names`` read, ``names`` included."""
    seen: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        symbol = model.get(name)
        if symbol is None or name in seen:
            continue
        seen.add(name)
        for clause in symbol.clauses:
            todo.extend(symbols_in(clause.body) - seen)
        todo.extend(law_reads(symbol) - seen)
    return seen


def averaged_over(e: Expect, model: Model) -> set[str]:
    """The random symbols that an expectation averages over."""
    found = {
        n for n in downstream(symbols_in(e.body), model) if model[n].distribution is not None and not model[n].clauses
    }
    return found & downstream({s for s in e.symbols if s in model}, model) if e.symbols else found
