"""Names that a variation brings with it: the s of "With $g = e^s$ instead, …" is not the s of the next paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backproof.meaning.conventions import assume
from backproof.meaning.relations import Raw
from backproof.meaning.workspace import Section
from backproof.text.blocks import Block, Formula, Prose

_INSTEAD = re.compile(
    r"\s*,?\s*(?:instead|stattdessen|statt ?dessen|à la place|plutôt|en su lugar|en cambio|invece|em vez disso)\b",
    re.IGNORECASE,
)


def for_a_while(state: Section, raw: Raw) -> None:
    """Let the names that a definition in passing introduces end with its paragraph."""
    formula, blocks = raw.piece.formula, state.blocks.blocks
    if formula.display or not _is_variation(formula, blocks):
        return
    end = next((b.span.start for b in blocks if _is_below(b, formula)), None)
    _, right = state.sides[raw]
    for key in sorted(k for k in right if state.first_seen.get(k) is raw):
        if end is not None:
            assume(state.scope, state.scope.redefine(key, end), key.split("_")[0], 0)


def _is_variation(formula: Formula, blocks: Sequence[Block]) -> bool:
    after = next((b for b in blocks if b.span.start >= formula.span.end), None)
    return isinstance(after, Prose) and _INSTEAD.match(after.text) is not None


def _is_below(block: Block, formula: Formula) -> bool:
    """Whether words begin another paragraph: a display after the first one goes on with it."""
    below = block.span.start > formula.span.start and getattr(block, "paragraph", -1) != formula.paragraph
    return below and isinstance(block, Prose)
