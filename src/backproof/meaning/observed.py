"""Data that a model explains: ``y_i = w^T x_i + ε_i`` with noise ε is observed, and no function of w in the error.

An error that reads w and the data is differentiated with the data as they are. A value that noise is scaled into
(``z = μ + σ ε``) is a path to its parameters (Kingma, Welling 2014, section 2.4), and moves with them.
"""

from __future__ import annotations

from backproof.terms.model import Clause, Model
from backproof.terms.nodes import Add, At, Expect, Expr
from backproof.terms.traversal import nodes_in, reached, symbols_in


def observed(body: Expr, variable: str, model: Model) -> tuple[str, ...]:
    """The names that ``body`` reads as data although their definitions speak of the variable."""
    if any(isinstance(n, Expect) for n in nodes_in(body)):
        return ()
    names = reached((body,), model)
    data = [n for n in names if n != variable and any(_is_noisy(c, model) for c in model[n].clauses)]
    data = [n for n in data if variable in reached([c.body for c in model[n].clauses], model)]
    return tuple(sorted(data)) if data and _reads_without(body, variable, frozenset(data), model) else ()


def _is_noisy(clause: Clause, model: Model) -> bool:
    """Whether a definition adds a random variable to something, as it is."""
    terms = clause.body.terms if isinstance(clause.body, Add) else ()
    return any(isinstance(t, At) and t.symbol in model and model[t.symbol].distribution is not None for t in terms)


def _reads_without(body: Expr, variable: str, without: frozenset[str], model: Model) -> bool:
    """Whether an expression rests on the variable by another way than through some names."""
    todo, seen = set(symbols_in(body)), set[str]()
    while todo:
        name = todo.pop()
        if name == variable:
            return True
        if name not in seen and name not in without and name in model:
            seen.add(name)
            todo |= {n for c in model[name].clauses for n in symbols_in(c.body)}
    return False
