"""Relations inside the branches of cases: ``γ(1-1/n) = 0, i = j`` claims something where i = j, beside the case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from backproof.latex import tree as syntax
from backproof.latex.tree import Node
from backproof.latex.walk import walk
from backproof.meaning.names import letter
from backproof.meaning.relations import Raw, trimmed
from backproof.meaning.words import OTHERWISE

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def with_branches(raws: Sequence[Raw]) -> list[Raw]:
    """The relations of a section, each chain followed by those that stand in the branches of its cases."""
    out: list[Raw] = []
    waiting: list[Raw] = []
    for k, raw in enumerate(raws):
        out.append(raw)
        for node in (raw.left,) if raw.first else ():
            waiting.extend(_inside(raw, node))
        waiting.extend(_inside(raw, raw.right))
        after = raws[k + 1] if k + 1 < len(raws) else None
        if after is None or after.left is not raw.right:
            out.extend(waiting)
            waiting = []
    return out


def _inside(raw: Raw, node: Node | None) -> Iterator[Raw]:
    """The relations in the branches of a node, in order, each with the conditions under which its branch is taken."""
    if not isinstance(node, syntax.Cases) or raw.problem is not None:
        return
    for number, (value, _) in enumerate(node.branches):
        conditions = _taken(node, number)
        if not isinstance(value, syntax.Relation) or conditions is None:
            continue
        for k, sign in enumerate(value.signs):
            left, right = value.members[k], value.members[k + 1]
            if left is None or right is None:
                continue
            start, end = trimmed(raw.text, left.start, right.end)
            # A chain number of its own: the head of the chain around it is not its head.
            yield replace(
                raw,
                left=left,
                right=right,
                sign=sign,
                start=start,
                end=end,
                first=False,
                chain=-2 - start,
                lead="",
                conditions=[*(c for c in conditions if _concerns(c, left, right)), *raw.conditions],
                left_piece=raw.piece,
                branch=True,
            )


def _concerns(condition: Node, left: Node, right: Node) -> bool:
    """Whether a condition speaks of a letter of the relation: ``γ = 2γ/2`` is the same for i = j and i ≠ j."""
    assert isinstance(condition, syntax.Relation)
    letters = {letter(m) for m in condition.members}
    if "" in letters:
        return True
    return any(letter(n) in letters for side in (left, right) for n in walk(side))


def _taken(node: syntax.Cases, number: int) -> list[Node] | None:
    """The conditions of one branch; None where they are in words that are not understood."""
    case = node.branches[number][1]
    stated = _relations(case)
    if stated is not None:
        return stated
    others = [c for k, (_, c) in enumerate(node.branches) if k != number]
    if case is not None and not (isinstance(case, syntax.Words) and case.text.strip(" .,").lower() in OTHERWISE):
        return None
    opposite: list[Node] = []
    for other in others:
        found = _relations(other)
        if found is None or len(found) != 1 or not isinstance(found[0], syntax.Relation) or len(found[0].signs) != 1:
            return None
        sign = _OPPOSITE.get(found[0].signs[0])
        if sign is None:
            return None
        opposite.append(replace(found[0], signs=(sign,)))
    return opposite


def _relations(case: Node | None) -> list[Node] | None:
    """``i = j``, ``i = j, n = 1`` as a list of relations; None for anything else."""
    items = case.items if isinstance(case, syntax.Listing) else (case,)
    found = [n for n in items if isinstance(n, syntax.Relation)]
    return list(found) if found and len(found) == len(items) else None
