"""Layers and steps in a plain superscript: ``v^{l} = \\varphi(W^{l} v^{l-1})`` counts, it does not multiply.

A superscript is an index where an equation defines a name that carries it from the same name at a shifted
superscript, and where the name never stands without one: a power has a base that can stand alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from backproof.latex.tree import Clause, Group, Listing, Matrix, Name, Node, Number, Relation, Scripted, Sum
from backproof.latex.walk import children
from backproof.meaning.names import Scripts, atom, letter, sort_superscript

HEADS = ("=", ":=", "leftarrow", "equiv")


def raised_names(clauses: Sequence[Clause], letters: set[str]) -> tuple[set[str], set[str]]:
    """The letters that count in superscripts (``letters`` around this section do), and the names that carry them."""
    scripts: dict[str, list[Node | None]] = defaultdict(list)
    found = set(letters)
    for clause in clauses:
        if clause.node is not None:
            _collect(clause.node, scripts)
    for clause in clauses:
        found |= _counted(clause.node, scripts)
    for base in _given_one_by_one(clauses):
        powers = scripts[base]
        if all(p is not None for p in powers):
            found |= {key for p in powers if p is not None and (key := letter(_inner(p))).islower()}
    names = {
        base
        for base, powers in scripts.items()
        if any(_speaks(p, found) for p in powers)
        and all(p is not None and (_speaks(p, found) or isinstance(_inner(p), Number | Name)) for p in powers)
    }
    return found, names


def with_raised(scripts: Scripts) -> Scripts:
    """The superscript of such a name: what looked like a power is an index."""
    if scripts.power is None:
        return scripts
    return Scripts((*scripts.raised, scripts.power), scripts.tags, None, scripts.transposed, scripts.inverted)


def _collect(node: Node, scripts: dict[str, list[Node | None]]) -> None:
    """For each name, the power it stands under at every place (None where there is none)."""
    todo = [node]
    while todo:
        here = todo.pop()
        if isinstance(here, Name):
            scripts[atom(here)].append(None)
            continue
        if isinstance(here, Scripted) and isinstance(here.base, Name):
            scripts[atom(here.base)].append(sort_superscript(here.sup).power)
            if here.sub is not None:
                todo.append(here.sub)
            continue
        todo.extend(children(here))


def _counted(node: Node | None, scripts: dict[str, list[Node | None]]) -> set[str]:
    """The letter of ``v^{l} = …``, if the same equation or another speaks of ``v^{l-1}`` and v never stands alone."""
    if not (isinstance(node, Relation) and node.signs[0] in HEADS):
        return set()
    head = node.members[0]
    if not (isinstance(head, Scripted) and isinstance(head.base, Name) and head.sub is None):
        return set()
    powers = scripts[atom(head.base)]
    own = sort_superscript(head.sup).power
    if own is None or any(p is None for p in powers):
        return set()
    base = _letter_of(own)
    shifts = {_shift_of(p) for p in powers if p is not None and _letter_of(p) == base}
    return {base} if base and len(shifts) > 1 else set()


def _given_one_by_one(clauses: Sequence[Clause]) -> set[str]:
    """The names of ``x^1 = (0, 1)``, ``x^2 = (1, 1)``: a tuple is no power of anything, so that the number counts."""
    numbers: dict[str, set[str]] = defaultdict(set)
    for clause in clauses:
        node = clause.node
        head = node.members[0] if isinstance(node, Relation) and node.signs[0] in ("=", ":=") else None
        if not (isinstance(node, Relation) and isinstance(head, Scripted) and isinstance(head.base, Name)):
            continue
        right, power = node.members[1], sort_superscript(head.sup).power
        listed = isinstance(right, Group) and isinstance(right.body, Listing)
        if (listed or isinstance(right, Matrix)) and isinstance(power, Number) and head.sub is None:
            numbers[atom(head.base)].add(power.text)
    return {base for base, found in numbers.items() if len(found) > 1}


def _inner(node: Node) -> Node:
    return node.body if isinstance(node, Group) and node.body is not None else node


def _letter_of(node: Node) -> str:
    """The letter of ``l``, ``l+1``, ``l-1``."""
    inner = _inner(node)
    if isinstance(inner, Sum):
        rest = inner.terms[1:]
        return letter(inner.terms[0]) if rest and all(isinstance(t, Number) for t in rest) else ""
    found = letter(inner)
    return found if found.islower() else ""


def _shift_of(node: Node) -> str:
    inner = _inner(node)
    if not isinstance(inner, Sum):
        return "0"
    return "".join(s + getattr(t, "text", "") for s, t in zip(inner.signs[1:], inner.terms[1:], strict=True))


def _speaks(node: Node | None, letters: set[str]) -> bool:
    return node is not None and _letter_of(node) in letters
