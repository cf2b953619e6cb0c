"""Shapes that stand beside an expression without a sign: a lone derivative, then ``$\\mathbb R^{m\\times n}$``.

The shape is read as a claim about the expression: its text is that of the shape, its left neighbour the expression.
In running text the two are joined by words (``has shape``, ``is of size``, ``is an … matrix``) or by a colon. A name
that gets its shape in this way is declared, and that is no claim; the rows of ``prose`` read it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from backproof.latex import tree as syntax
from backproof.latex.tree import Node
from backproof.meaning.relations import Piece, Raw
from backproof.meaning.signs import claimed_space
from backproof.text.blocks import Block, Prose

MARGIN = 12
"""At most so many characters of prose may stand between a displayed derivative and its shape."""
_NOUN = r"(?:shape|size|dimensions?|dimensionality)"
_LINK = r"(?:which|that|and|it|here|also|therefore|thus|then)"
_VERB = rf"(?:has|have|having|with|is|are|is of|are of|of)(?:\s+(?:the|an|a))?(?:\s+{_NOUN})?(?:\s+of)?"
_JOINED = re.compile(rf"\s*,?\s*(?:{_LINK}\s+)*(?P<words>{_VERB})?\s*(?P<mark>[:(])?\s*", re.IGNORECASE)
"""What may join an expression to its shape in running text."""
_GOES_ON = re.compile(
    r"\s*(?:$|[.,;:)!]|(?:and|or|as|since|because|while|which|where|so|but|like|for|(?:\w+\s+)?(?:matrix|vector|array|tensor))\b)"
)
"""How a sentence goes on after a shape; ``is $n \\times m$ times as large`` names none."""


def bare_shapes(blocks: Sequence[Block], pieces: Sequence[Piece], raws: list[Raw]) -> list[Raw]:
    """``raws`` with the claims that bare shapes make, in their places."""
    found: list[Raw] = []
    chain = 1 + max((r.chain for r in raws), default=0)
    for before, after in itertools.pairwise(pieces):
        left, right = _lone(before), _lone(after)
        if left is None or right is None or not _shape(right):
            continue
        words = _between(blocks, before, after)
        if words is None or not (_displayed(before, left, words) or _said(left, right, words)):
            continue
        if not (before.formula.display or _GOES_ON.match(_following(blocks, after))):
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
    return claimed_space(node) is not None and not isinstance(node, syntax.Name)


def _displayed(before: Piece, left: Node, words: str) -> bool:
    """A displayed derivative, and next to nothing between it and its shape."""
    return before.formula.display and _derivative(left) and len(words.strip()) <= MARGIN


def _said(left: Node, right: Node, words: str) -> bool:
    """An expression of running text, joined to its shape by words that say so."""
    joined = _JOINED.fullmatch(words)
    if joined is None or not (joined["words"] or joined["mark"]):
        return False
    if isinstance(right, syntax.Group) and not re.search(_NOUN, joined["words"] or "", re.IGNORECASE):
        return False
    first = left.factors[0] if isinstance(left, syntax.Product) else left
    base = first.base if isinstance(first, syntax.Scripted) else first
    slope = isinstance(base, syntax.Name) and base.text == "nabla"
    return _derivative(left) or slope or (isinstance(left, syntax.Product) and bool(joined["words"]))


def _between(blocks: Sequence[Block], before: Piece, after: Piece) -> str | None:
    """The words between two formulas; None if anything but words stands there."""
    order = list(blocks)
    start = next((k for k, b in enumerate(order) if b is before.formula), None)
    end = next((k for k, b in enumerate(order) if b is after.formula), None)
    if start is None or end is None:
        return None
    between = order[start + 1 : end]
    if not all(isinstance(b, Prose) for b in between):
        return None
    return "".join(b.text for b in between if isinstance(b, Prose))


def _following(blocks: Sequence[Block], piece: Piece) -> str:
    """The words directly after a formula."""
    order = list(blocks)
    k = next((k for k, b in enumerate(order) if b is piece.formula), len(order)) + 1
    block = order[k] if k < len(order) else None
    return block.text if isinstance(block, Prose) and block.paragraph == piece.formula.paragraph else ""
