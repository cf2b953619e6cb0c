"""Notation that shows that a small letter has entries: under a norm, beside ``\\odot``, after a matrix."""

from __future__ import annotations

from backproof.latex.tree import Group, Name, Node, Product, Scripted, Sum
from backproof.meaning.names import atom, capital

Seen = dict[str, list[Node]]
Multiplied = dict[str, list[tuple[str, Node]]]


def beside(dense: Seen, multiplied: Multiplied, node: Product) -> None:
    """``a \\odot b``: both have entries."""
    for k, operator in enumerate(node.operators):
        if operator == "odot":
            _has_entries(dense, node.factors[k])
            _has_entries(dense, node.factors[k + 1])
    if len(node.factors) > 1 and node.operators[-1] == "":
        first, last = (f.base if isinstance(f, Scripted) else f for f in node.factors[-2:])
        if isinstance(first, Name) and isinstance(last, Name) and capital(atom(first)) and not capital(atom(last)):
            multiplied[atom(last)].append((atom(first), node.factors[-1]))


def added(multiplied: Multiplied, node: Sum) -> None:
    """``Wx + b``, ``U(r \\odot h) + b``: what is added to a matrix times something has entries, as the product does."""
    firsts = [first for term in node.terms if (first := _matrix_first(term))]
    if not firsts:
        return
    for term in node.terms:
        base = term.base if isinstance(term, Scripted) else term
        if isinstance(base, Name) and not capital(atom(base)):
            multiplied[atom(base)].append((firsts[0], term))


def _matrix_first(term: Node) -> str:
    """The capital that begins a product of two, ``W x`` or ``W (x + y)``; empty for anything else."""
    if not isinstance(term, Product) or term.operators != ("",):
        return ""
    first, last = (f.base if isinstance(f, Scripted) else f for f in term.factors)
    if not isinstance(first, Name) or not capital(atom(first)):
        return ""
    small = isinstance(last, Name) and not capital(atom(last))
    return atom(first) if small or (isinstance(last, Group) and isinstance(last.body, Sum | Product)) else ""


def last_factors(dense: Seen, node: Group) -> None:
    """``\\|Wx - y\\|``, ``(x - \\mu)^T``: the last factor of each term has entries."""
    for term in node.body.terms if isinstance(node.body, Sum) else (node.body,):
        _has_entries(dense, term.factors[-1] if isinstance(term, Product) else term)


def _has_entries(dense: Seen, node: Node | None) -> None:
    base = node.base if isinstance(node, Scripted) else node
    if isinstance(base, Name) and node is not None and not capital(atom(base)):
        dense[atom(base)].append(node)
