"""Expressions made anew with the same indices: two that differ in the names of what runs become one object.

Whenever a formula is read its indices are new ones, so what was computed for it is not known when it is read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

from backproof.terms.nodes import Expr, Index, field_names
from backproof.terms.rebuilding import rebuilt


class SameIndices:
    """Gives expressions that are read one after the other the same indices, as far as these are alike.

    Alike are the k-th index of one and the k-th of the other with the same letter, over the same values.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, Index] = {}

    def taken(self, *roots: Expr) -> tuple[tuple[Expr, ...], dict[Index, Index]]:
        """The expressions over indices that were known before, and which one stands for which.

        As they are, where the size of an index speaks of another index.
        """
        found: dict[Index, None] = {}
        for root in roots:
            _collect(root, found, set())
        if any(isinstance(t := i.size.root.term, Expr) and t.free for i in found):
            return roots, {}
        names: dict[Index, Index] = {}
        met: Counter[Hashable] = Counter()
        for index in found:
            size = index.size.root
            kind = (index.hint, index.lower, size)
            met[kind] += 1
            key = (*kind, met[kind])
            if key not in self._known:
                self._known[key] = Index(index.hint, size, index.lower)
            names[index] = self._known[key]
        memo: dict[Expr, Expr] = {}
        return tuple(_renamed(root, names, memo) for root in roots), names


def _collect(e: Expr, found: dict[Index, None], seen: set[Expr]) -> None:
    if e in seen:
        return
    seen.add(e)
    for name in field_names(type(e)):
        for index in _indices(getattr(e, name)):
            found[index] = None
    for child in e.children():
        _collect(child, found, seen)


def _indices(value: object) -> tuple[Index, ...]:
    if isinstance(value, Index):
        return (value,)
    return tuple(v for v in value if isinstance(v, Index)) if isinstance(value, tuple) else ()


def _renamed(e: Expr, names: dict[Index, Index], memo: dict[Expr, Expr]) -> Expr:
    found = memo.get(e)
    if found is None:
        found = memo[e] = rebuilt(e, lambda part: _renamed(part, names, memo), names)
    return found
