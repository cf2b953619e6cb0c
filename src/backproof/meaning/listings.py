"""Names whose members are written out, or defined one by one, with their numbers."""

from __future__ import annotations

from backproof.latex.tree import Clause, Group, Listing, Matrix, Name, Node, Number, Relation, Scripted
from backproof.meaning.names import atom, letter, sort_superscript


def listed(node: Node) -> tuple[str, int, int] | None:
    """``φ = (φ_0, φ_1)^T`` makes φ_0 an entry of φ: the name, the first number and how many."""
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
    numbers = []
    for item in items:
        if not (
            isinstance(item, Scripted)
            and isinstance(item.base, Name)
            and atom(item.base) == key
            and isinstance(item.sub, Number)
            and item.sup is None
        ):
            return None
        numbers.append(int(item.sub.text))
    if len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return key, numbers[0], len(numbers)
    return None


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
