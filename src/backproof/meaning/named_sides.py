"""Names for a side of the display before: "the right-hand side, call it ℓ(s), …".

Such words define a name as an equation would, and become one; it is no statement of the document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from backproof.latex import parse
from backproof.latex.tree import Node, Relation
from backproof.meaning.named_derivatives import worded
from backproof.meaning.relations import Raw
from backproof.text.blocks import Block, Formula, Prose

_SIDE = r"(?P<side>right|left)[- ]hand[- ]side"
_CALLED = r"(?:call(?:ed)?|denoted?|named?|written?)"
_NAMED = (
    re.compile(
        rf"\b{_SIDE},?\s+(?:(?:which|that|we|I|is|will be|to be)\s+)*{_CALLED}\s+(?:(?:it|this|by|as)\s+)*$", re.I
    ),
    re.compile(rf"\b{_CALLED}\s+(?:the|this|its)\s+{_SIDE}\s+(?:(?:by|as)\s+)?$", re.I),
)


def named_sides(blocks: Sequence[Block], raws: Sequence[Raw]) -> list[Raw]:
    """The equations that such words stand for."""
    found: list[Raw] = []
    display: Formula | None = None
    for words, name in pairwise(blocks):
        if isinstance(words, Formula) and words.display:
            display = words
        if display is None or not isinstance(words, Prose) or not isinstance(name, Formula) or name.display:
            continue
        match = next((m for pattern in _NAMED if (m := pattern.search(words.text))), None)
        members = [r for r in raws if r.piece.formula is display and r.sign == "="]
        left = _only(name)
        if match is None or left is None or not members:
            continue
        value = members[-1].right if match["side"].lower() == "right" else members[0].left
        if value is not None:
            found.append(worded(left, value, name.span))
    return found


def _only(formula: Formula) -> Node | None:
    """The expression of a formula that is nothing else."""
    clauses = [c for row in parse(formula.latex).rows for c in row.clauses]
    node = clauses[0].node if len(clauses) == 1 else None
    return None if isinstance(node, Relation) else node
