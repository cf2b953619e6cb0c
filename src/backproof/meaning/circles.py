"""Equations that lead back to their own heads: steps, and earlier equations turned round. They define nothing."""

from __future__ import annotations

from backproof.latex import tree as syntax
from backproof.latex.tree import Node
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.heads_of import Head
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Entry
from backproof.meaning.solutions import names_read
from backproof.meaning.workspace import Section, entry_key
from backproof.terms.traversal import reached


def reads_itself(ela: Elaborator, node: Node, head: Head) -> bool:
    """Whether the very same head stands in an expression."""
    for n in names_read(node):
        ref = ela.resolve(n)
        if ref is not None and ref.key == head.ref.key and ref.items == head.ref.items:
            return True
    return False


def self_reading(state: Section, raw: Raw, head: Head) -> bool:
    return raw.right is not None and reads_itself(Elaborator(state.scope), raw.right, head)


def rearranges(state: Section, raw: Raw, head: Head) -> bool:
    """``x_0 = (x_t - b e)/a`` after ``x_t = a x_0 + b e``, ``e = …`` of both: an earlier equation, turned round.

    Two plain names may still be defined by the second of two such equations (``_turned_round``); a family that reads
    itself through others at generic indices is a recursion.
    """
    key = entry_key(head)
    read = state.sides[raw][1]
    if head.parameters is not None:
        return False
    known = state.scope.find(key)
    if head.ref.items:
        made = key in state.rests or (known is not None and bool(known.symbol.clauses))
        return made and key in read and len(constant_items(head)) == len(head.ref.items)
    direct = {k for k in read if key in state.rests.get(k, ()) and not _has_items(state, k)}
    others = read - direct - {key}
    return _reaches(state, others, key) or (known is not None and _reached(state, others, known))


def leads_back(state: Section, raw: Raw, head: Head) -> bool:
    """``μ ← Σ r x / Σ r`` with an r that rests on μ, directly or through others: a step, and no definition of μ."""
    key = entry_key(head)
    known = state.scope.find(key)
    others = state.sides[raw][1] - {key}
    return (
        self_reading(state, raw, head)
        or _reaches(state, others, key)
        or (known is not None and _reached(state, others, known))
    )


def _reached(state: Section, keys: set[str], goal: Entry) -> bool:
    """Whether what some names are in the sections around rests on a symbol."""
    entries = [e for k in sorted(keys - state.rests.keys()) if (e := state.scope.find(k)) is not None and e is not goal]
    return goal.name in reached([c.body for e in entries for c in e.symbol.clauses], state.scope.model)


def _reaches(state: Section, keys: set[str], goal: str) -> bool:
    """Whether the definitions of the section lead from some names to another one."""
    seen: set[str] = set()
    todo = sorted(keys)
    while todo:
        here = todo.pop()
        rests = state.rests.get(here, set()) if here not in seen else set()
        if goal in rests:
            return True
        seen.add(here)
        todo.extend(rests - seen)
    return False


def _has_items(state: Section, key: str) -> bool:
    """Whether the equation that defines a name has indices on its head."""
    return any(head.ref.items for head, _ in state.heads.values() if entry_key(head) == key)


def constant_items(head: Head) -> list[str]:
    return [i.text for i in (getattr(x, "body", x) for x in head.ref.items) if isinstance(i, syntax.Number)]
