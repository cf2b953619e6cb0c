"""Matrices of which nothing special may be assumed: maps from one space to another that only happen to be square.

The matrix of a quadratic form is often symmetric without a word, because the form sees no other part of it. The
weights of a layer never are: their entries are found one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backproof.meaning.scope import Scope
from backproof.terms.model import Clause, Model, Symbol
from backproof.terms.nodes import Apply, At, Call, Expr, Index, Position
from backproof.terms.traversal import nodes_in, symbols_in

GENERIC = "generic "
"""How the facts of a scope that call a name arbitrary begin."""
ACTIVATIONS = frozenset(("tanh", "sigmoid", "relu", "softplus", "softsign", "gelu", "silu"))
"""Functions of the table that are applied to what a layer of weights gives."""


def note_generic(scopes: Iterable[Scope], model: Model, sides: Iterable[Expr]) -> None:
    """Mark the matrices that the words call arbitrary, weights or parameters, and those that are maps.

    ``sides`` are those of the relations of the document: a form may stand in them alone.
    """
    for scope in scopes:
        for key in scope.facts:
            entry = scope.find(key.removeprefix(GENERIC)) if key.startswith(GENERIC) else None
            if entry is not None:
                entry.symbol.generic = True
    clauses = [c for s in model.values() for c in s.clauses]
    roots = [*sides, *(c.body for c in clauses)]
    for symbol in model.values():
        if _is_square(symbol) and not symbol.clauses and not symbol.generic:
            name = symbol.name
            seen = [e for e in roots if name in symbols_in(e)]
            maps = any(name in symbols_in(c.body) and _maps(c, name) for c in clauses)
            maps = maps or any(_activated(e, name, model) for e in seen)
            symbol.generic = maps and not any(_quadratic(e, name) for e in seen)


def _is_square(symbol: Symbol) -> bool:
    dense = [a for a in symbol.axes if not a.family]
    return len(dense) == 2 and dense[0].size.root is dense[1].size.root


def _places(e: Expr, name: str) -> Iterator[tuple[Index, Index]]:
    """The pairs of indices at which the matrix stands in an expression."""
    for n in nodes_in(e):
        if isinstance(n, At) and n.symbol == name and len(n.indices) >= 2:
            first, second = n.indices[-2:]
            if isinstance(first, Position) and isinstance(second, Position):
                yield first.index, second.index


def _quadratic(e: Expr, name: str) -> bool:
    """``Σ_ij x_i A_ij x_j``: the same vector at both indices."""
    ends: dict[Index, set[str]] = {}
    for n in nodes_in(e):
        if isinstance(n, At) and n.indices and n.symbol != name and isinstance(n.indices[-1], Position):
            ends.setdefault(n.indices[-1].index, set()).add(n.symbol)
    return any(ends.get(i, set()) & ends.get(j, set()) for i, j in _places(e, name))


def _maps(clause: Clause, name: str) -> bool:
    """``z_i = Σ_j W_ij x_j + …``: one index of the matrix is an axis of what is defined, and the other is not."""
    own = {i for i in clause.indices if isinstance(i, Index)}
    return any((i in own) != (j in own) for i, j in _places(clause.body, name))


def _activated(e: Expr, name: str, model: Model) -> bool:
    """Whether an activation is applied to something linear in the matrix."""
    for n in nodes_in(e):
        element = isinstance(n, Apply) and n.function in ACTIVATIONS
        element = element or (isinstance(n, Call) and n.symbol in model and model[n.symbol].elementwise)
        if element and any(True for _ in _places(n, name)):
            return True
    return False
