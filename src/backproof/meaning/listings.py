"""Names whose members are written out, or defined one by one, with their numbers."""

from __future__ import annotations

from dataclasses import dataclass

from backproof.latex.tree import Clause, Dots, Group, Listing, Matrix, Name, Node, Number, Relation, Scripted
from backproof.meaning.names import atom, letter, sort_superscript


@dataclass(frozen=True, slots=True)
class Listed:
    """A name written out by its entries: the number of the first one, and that of the last, also after dots."""

    key: str
    first: int
    last: int | Node


def listed(node: Node) -> Listed | None:
    """``φ = (φ_0, φ_1)^T`` makes φ_0 an entry of φ, and ``y = (y_1, …, y_n)`` makes y_1 one of y."""
    if not (isinstance(node, Relation) and node.signs[0] in ("=", ":=") and isinstance(node.members[0], Name)):
        return None
    key = atom(node.members[0])
    right = node.members[1]
    while isinstance(right, Scripted):
        right = right.base
    items: list[Node | None] = []
    if isinstance(right, Group) and isinstance(right.body, Listing):
        items = list(right.body.items)
    elif isinstance(right, Matrix) and (len(right.rows) == 1 or all(len(r) == 1 for r in right.rows)):
        items = [c for r in right.rows for c in r]
    if len(items) > 2 and isinstance(items[-2], Dots):
        before, last = _numbers(key, items[:-2]), _number(key, items[-1])
        if before is None or last is None:
            return None
        return Listed(key, before[0], int(last.text) if isinstance(last, Number) and last.text.isdigit() else last)
    numbers = _numbers(key, items)
    return Listed(key, numbers[0], numbers[-1]) if numbers is not None and len(numbers) >= 2 else None


def _numbers(key: str, items: list[Node | None]) -> list[int] | None:
    """The numbers of entries written one after the other; None if they are none, or not consecutive."""
    numbers = [int(n.text) for i in items if isinstance(n := _number(key, i), Number) and n.text.isdigit()]
    consecutive = numbers and numbers == list(range(numbers[0], numbers[0] + len(items)))
    return numbers if consecutive else None


def _number(key: str, item: Node | None) -> Node | None:
    """The subscript of an entry of a name."""
    entry = isinstance(item, Scripted) and isinstance(item.base, Name) and atom(item.base) == key and item.sup is None
    return item.sub if entry and isinstance(item, Scripted) else None


def numbered_heads(clauses: list[Clause]) -> bool:
    """Whether heads of equations carry numbers in raised brackets, and none carries a letter there."""
    numbers = letters = 0
    for clause in clauses:
        node = clause.node
        head = node.members[0] if isinstance(node, Relation) and node.signs[0] in ("=", ":=") else None
        if isinstance(head, Scripted) and isinstance(head.base, Name):
            for item in sort_superscript(head.sup).raised:
                if isinstance(item, Number):
                    numbers += 1
                elif letter(item) and letter(item) not in ("i", "n", "t"):
                    letters += 1
    return numbers >= 2 and letters == 0
