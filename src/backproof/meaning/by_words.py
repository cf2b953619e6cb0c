"""Definitions by cases in words: ``$s=1$ if $x>0$ and $s=0$ otherwise``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backproof.latex import tree as syntax
from backproof.latex.tree import Node
from backproof.meaning.relations import Raw
from backproof.text.blocks import Block, Formula, Prose

_IF = re.compile(r"^,?\s*(?:if|when|whenever|for)\s*$", re.IGNORECASE)
_AND = re.compile(r"^\s*[,;]?\s*(?:and|or|but|while|else)?\s*$", re.IGNORECASE)
_OTHERWISE = re.compile(r"^\s*,?\s*(?:otherwise|else|if not|in all other cases|for all other)\b", re.IGNORECASE)
_ELSE = re.compile(r"^\s*[,;]?\s*(?:and |or )?(?:otherwise|else)\s*,?\s*$", re.IGNORECASE)


def by_cases(blocks: Sequence[Block], raws: list[Raw]) -> list[Raw]:
    """The relations, with each such sentence as one relation whose right side is a ``Cases``."""
    gone: set[int] = set()
    for k in range(len(blocks) - 4):
        found = blocks[k : k + 6]
        if not _is_sentence(found):
            continue
        first, condition, second = (_only(raws, b) for b in (found[0], found[2], found[4]))
        if first is None or condition is None or second is None or not _same_head(first, second):
            continue
        assert first.right is not None and second.right is not None and first.left is not None
        test = syntax.Relation((condition.left, condition.right), (condition.sign,))
        branches: tuple[tuple[Node, Node | None], ...] = ((first.right, test), (second.right, None))
        first.right = syntax.Cases(branches, start=first.right.start, end=first.right.end)
        gone |= {id(condition), id(second)}
        first.conditions = []
    return [r for r in raws if id(r) not in gone]


def _is_sentence(found: Sequence[Block]) -> bool:
    """Formula, "if", formula, "and", formula, "otherwise"; or "otherwise" before the last formula."""
    if not all(isinstance(found[k], Prose if k % 2 else Formula) for k in range(5)):
        return False
    words = [b.text for b in found if isinstance(b, Prose)]
    after = found[5].text if len(found) > 5 and isinstance(found[5], Prose) else ""
    return bool(_IF.match(words[0])) and (
        (bool(_AND.match(words[1])) and bool(_OTHERWISE.match(after))) or bool(_ELSE.match(words[1]))
    )


def _only(raws: Sequence[Raw], formula: Block) -> Raw | None:
    """The one relation of a formula that holds just one."""
    found = [r for r in raws if r.piece.formula is formula]
    return found[0] if len(found) == 1 and found[0].left is not None and found[0].right is not None else None


def _same_head(first: Raw, second: Raw) -> bool:
    texts = [r.text[r.left.start : r.left.end] if r.left is not None else "" for r in (first, second)]
    return first.sign == second.sign == "=" and texts[0] == texts[1] != ""
