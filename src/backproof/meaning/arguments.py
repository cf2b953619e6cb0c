"""Lines about a function itself: ``σ'(z) = σ(z)(1 - σ(z))`` on a page whose layers have vectors z."""

from __future__ import annotations

from collections.abc import Iterator

from backproof.latex.tree import Name, Node
from backproof.latex.walk import walk
from backproof.meaning.calls import adjacent
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.names import atom
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Entry, Scope


def of_arguments(scope: Scope, raw: Raw) -> Scope | None:
    """The scope in which the letters of a line are the formal arguments of the functions that it is about.

    None unless every letter that the functions of the page were defined with stands in their brackets only.
    """
    sides = [side for side in (raw.left, raw.right) if side is not None]
    inner = Scope(scope.usage, scope.model, scope, scope.title)
    inner.position = scope.position
    letters = {atom(n) for side in sides for n in walk(side) if isinstance(n, Name)}
    for key in sorted(letters & scope.formal_nodes.keys()):
        standing = [id(n) for side in sides for n in walk(side) if isinstance(n, Name) and atom(n) == key]
        taken = {id(n): formal for side in sides for n, formal in _arguments(scope, side, key)}
        if set(standing) <= taken.keys():
            inner.entries[key] = taken[standing[0]]
    return inner if inner.entries else None


def _arguments(scope: Scope, side: Node, key: str) -> Iterator[tuple[Node, Entry]]:
    """The places of a letter in the brackets of functions that were defined with it, and the argument it stands for."""
    ela = Elaborator(scope)
    for node in walk(side):
        for head, group, _ in adjacent(node):
            ref = ela.resolve(head)
            formal = _formal(scope, ref.key, key) if ref is not None else None
            if formal is not None and not formal.total and group.body is not None:
                yield from ((n, formal) for n in walk(group.body) if isinstance(n, Name) and atom(n) == key)


def _formal(scope: Scope, function: str, key: str) -> Entry | None:
    """The formal argument that a function was defined with, where it has that letter."""
    found = (s.entries.get(f"formal {function} {key}") for s in scope.around())
    return next((entry for entry in found if entry is not None), None)
