"""Lines that stand under a condition in words: ``if the activation were tanh instead, …``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backproof.text.blocks import Block, Formula, Prose

_WORDS = re.compile(
    r"\b(if|suppose|supposing|assume|assuming|assumes|were|instead|unless|provided|under the|in case|special case|for the case|when|approximately|roughly"
    r"|falls|wenn|angenommen|statt|supposons|lorsque|si|suponga|supongamos|cuando|en lugar)\b|如果|假设|若|设|当",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?。！？](?:\s|$)|\n\s*\n")


def hypothesis(formula: Formula, blocks: Sequence[Block]) -> str:
    """The word in the same sentence before a formula that makes it conditional; empty if there is none."""
    before = _sentence_before(formula, blocks)
    match = _WORDS.search(before)
    return match.group() if match else ""


def _sentence_before(formula: Formula, blocks: Sequence[Block]) -> str:
    k = next((i for i, b in enumerate(blocks) if b is formula), 0)
    parts: list[str] = []
    for block in reversed(blocks[max(0, k - 8) : k]):
        if isinstance(block, Prose):
            pieces = _END.split(block.text)
            parts.append(pieces[-1])
            if len(pieces) > 1:
                break
        elif isinstance(block, Formula):
            if block.display and (formula.display or block.latex.rstrip().endswith(".")):
                break
            parts.append(" ⟦⟧ ")
        else:
            break
    return "".join(reversed(parts))
