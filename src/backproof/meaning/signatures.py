"""Densities that go by the names of their arguments: ``p(w)`` and ``p(t \\mid w)`` are two functions.

Where a document writes one letter before brackets with different names in them, each list of names has a function of
its own, and an equation for one of them defines that one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.scope import Scope

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator

LETTERS = frozenset(("p", "q", "Pr", "P", "bb:P", "pi"))


def arguments_of(node: Node | None) -> list[Node]:
    """The arguments of a call: listed, or on both sides of a conditional bar."""
    if isinstance(node, syntax.Bar):
        return [*arguments_of(node.left), *arguments_of(node.right)]
    if isinstance(node, syntax.Listing):
        return [a for i in node.items for a in ([i] if not isinstance(i, syntax.Bar) else arguments_of(i))]
    return [] if node is None else [node]


def told_apart(ela: Elaborator, calls: dict[str, list[tuple[Node, syntax.Group, int]]]) -> None:
    """Note which letters stand for several densities in a section."""
    for key, found in calls.items():
        if key not in LETTERS or any(primes for _, _, primes in found):
            continue
        lists = {names for _, group, _ in found if (names := _names(ela, arguments_of(group.body))) is not None}
        several = len(lists) > 1 and any(isinstance(g.body, syntax.Bar) for _, g, _ in found)
        if several or (lists and key in ("Pr", "bb:P")):
            ela.scope.facts[f"densities {key}"] = "yes"


def _names(ela: Elaborator, nodes: Sequence[Node]) -> tuple[str, ...] | None:
    refs = [ela.resolve(n) if isinstance(n, Name | Scripted) else None for n in nodes]
    return None if any(r is None for r in refs) else tuple(r.base for r in refs if r is not None)


def signature(scope: Scope, key: str, body: Node | None) -> tuple[str, tuple[Node, ...]] | None:
    """The name of one of several densities, and its arguments; None where the letter is one function."""
    from backproof.meaning.elaborate import Elaborator

    if key not in LETTERS or not scope.fact(f"densities {key}"):
        return None
    nodes = arguments_of(body)
    names = _names(Elaborator(scope), nodes)
    return (density_name(key, names), tuple(nodes)) if names else None


def density_name(key: str, names: Sequence[str]) -> str:
    """The key of the density of some names: ``p(t,w)``."""
    return f"{key}({','.join(names)})"
