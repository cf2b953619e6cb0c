"""Indices that a line takes from a set only: ``for $s \\in S$``, "for an entry $s$ in $S$".

What sums run over a set do not see the indices outside of it, so that such a line may hold for its members alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from backproof.latex import parse
from backproof.latex.tree import Name, Node, Relation, Scripted
from backproof.meaning.names import letter
from backproof.meaning.relations import Raw
from backproof.text.blocks import Block, Formula, Prose

_FOR = re.compile(
    r"\b(?:for|take|pick|given|let|at|für|bei|pour|soit|para|sea|per)\s+(?:\w+\s+){0,3}$|[对设取若][^。；]{0,8}$",
    re.IGNORECASE,
)
_IN = re.compile(
    r"\s*(?:be\s+)?(?:in|of|inside|within|from|belonging to|that (?:is|lies) in|aus|dans|de|en|属于|在)\s*$",
    re.IGNORECASE,
)


def taken_from(raw: Raw, raws: Sequence[Raw], blocks: Sequence[Block]) -> list[Relation]:
    """The memberships that the paragraph of a relation states up to it, in formulas or in words."""
    formula = raw.piece.formula
    before = [b for b in blocks if b.span.start < formula.span.start and isinstance(b, Formula | Prose)]
    # A display often stands in a paragraph of its own: the words that lead to it are in the one before.
    paragraphs = {formula.paragraph, *(b.paragraph for b in before[-1:])}
    stated: list[Relation] = [
        Relation((r.left, r.right), ("in",))
        for r in raws
        if r.sign == "in" and r.piece.formula.paragraph in paragraphs and letter(r.left) and _is_set(r.right)
    ]
    run = [b for b in before if b.paragraph in paragraphs]
    for words, element, link, collection in zip(run, run[1:], run[2:], run[3:], strict=False):
        found = _in_words(words, element, link, collection)
        if found is not None:
            stated.append(found)
    return stated


def _in_words(words: Block, element: Block, link: Block, collection: Block) -> Relation | None:
    """ "for an entry", a letter, "in", a name."""
    if not (isinstance(words, Prose) and isinstance(link, Prose)):
        return None
    if not (isinstance(element, Formula) and isinstance(collection, Formula)):
        return None
    if not _FOR.search(words.text) or not _IN.fullmatch(link.text):
        return None
    left, right = _only(element), _only(collection)
    return Relation((left, right), ("in",)) if letter(left) and _is_set(right) else None


def _is_set(node: Node | None) -> bool:
    base = node.base if isinstance(node, Scripted) else node
    return isinstance(base, Name) and base.font != "bb"


def _only(formula: Formula) -> Node | None:
    clauses = [c for row in parse(formula.latex).rows for c in row.clauses]
    return clauses[0].node if len(clauses) == 1 else None
