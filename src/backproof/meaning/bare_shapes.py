"""Shapes that stand beside a derivative without a sign: a lone derivative, then ``$\\mathbb R^{m\\times n}$``.

The shape is read as a claim about the derivative: its text is that of the shape, its left neighbour the derivative.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from backproof.latex import tree as syntax
from backproof.latex.tree import Node
from backproof.meaning.relations import Piece, Raw
from backproof.meaning.signs import claimed_space
from backproof.text.blocks import Block, Prose

MARGIN = 12
"""At most so many characters of prose may stand between a derivative and its shape."""


def bare_shapes(blocks: Sequence[Block], pieces: Sequence[Piece], raws: list[Raw]) -> list[Raw]:
    """``raws`` with the claims that bare shapes make, in their places."""
    found: list[Raw] = []
    chain = 1 + max((r.chain for r in raws), default=0)
    for before, after in itertools.pairwise(pieces):
        left, right = _lone(before), _lone(after)
        if left is None or right is None or not before.formula.display or not _derivative(left):
            continue
        if not _shape(right) or not _adjacent(blocks, before, after):
            continue
        found.append(Raw(after, left, right, "in", "", right.start, right.end, True, chain, left_piece=before))
        chain += 1
    return sorted([*raws, *found], key=lambda r: r.span.start) if found else raws


def _lone(piece: Piece) -> Node | None:
    """The only thing that a formula holds, if it is no relation."""
    clauses = [c for row in piece.parsed.rows for c in row.clauses]
    node = clauses[0].node if len(clauses) == 1 else None
    return None if isinstance(node, syntax.Relation) else node


def _derivative(node: Node) -> bool:
    if not isinstance(node, syntax.Fraction):
        return False
    first = node.numerator.factors[0] if isinstance(node.numerator, syntax.Product) else node.numerator
    return isinstance(first, syntax.Name) and first.text in ("partial", "d")


def _shape(node: Node) -> bool:
    return claimed_space(node) is not None and not isinstance(node, syntax.Name | syntax.Group)


def _adjacent(blocks: Sequence[Block], before: Piece, after: Piece) -> bool:
    """Whether next to nothing stands between two formulas."""
    order = list(blocks)
    start = next((k for k, b in enumerate(order) if b is before.formula), None)
    end = next((k for k, b in enumerate(order) if b is after.formula), None)
    if start is None or end is None:
        return False
    between = order[start + 1 : end]
    return (
        all(isinstance(b, Prose) for b in between)
        and sum(len(b.text.strip()) for b in between if isinstance(b, Prose)) <= MARGIN
    )
