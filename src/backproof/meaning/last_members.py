"""Letters that count layers or steps although nothing says so: the ``N`` of o^{(N)} beside o^{(l-1)}."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backproof.latex.tree import Group, Node, Number, Sum
from backproof.meaning.names import letter

if TYPE_CHECKING:
    from backproof.meaning.usage import Usage


def last_members(usage: Usage) -> set[str]:
    """The one capital among the places of a layer or a step is a count: o^{(N)} by o^{(l-1)}, h_T by h_{t-1}."""
    found: set[str] = set()
    for base in sorted(usage.slots):
        for (kind, _), items in usage.slots[base].items():
            shifted = any(isinstance(_inner_of(i), Sum) and letter(_first(i)).islower() for i in items)
            lone = {letter(i) for i in items if letter(i).isupper()}
            if kind not in ("sub", "raised") or not shifted or len(lone) != 1:
                continue
            key = lone.pop()
            beside = usage.bare[key] > usage.compared[key] + usage.mentioned[key]
            if not (beside or usage.is_value(key) or usage.is_bound(key) or key in usage.numerators):
                found.add(key)
    return found


def _inner_of(node: Node) -> Node:
    return node.body if isinstance(node, Group) and node.body is not None else node


def _first(node: Node) -> Node:
    """The letter of ``l - 1``; for anything else, the node."""
    inner = _inner_of(node)
    if isinstance(inner, Sum) and len(inner.terms) == 2 and isinstance(inner.terms[1], Number):
        return inner.terms[0]
    return inner
