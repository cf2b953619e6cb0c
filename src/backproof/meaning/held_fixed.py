"""What words hold fixed in the derivatives of a sentence: "with $s$ held fixed", "treating $m_t$ as constant"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backproof.latex.tree import Name, Scripted
from backproof.meaning.premises import same_sentence
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Scope
from backproof.text.blocks import Block, Formula

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator
    from backproof.meaning.prose.facts import Fact


def note_held(scope: Scope, facts: Sequence[Fact], raws: Sequence[Raw], blocks: Sequence[Block]) -> None:
    """Note for each relation what the words of its sentence hold fixed."""
    from backproof.meaning.definitions import node_of

    formulas = [b for b in blocks if isinstance(b, Formula)]
    for fact in facts:
        if fact.kind != "held-fixed":
            continue
        for slot in fact.subjects:
            node = node_of(slot)
            at = next((f for f in formulas if f.span.start <= slot.span.start < f.span.end), None)
            if at is None or not isinstance(node, Name | Scripted):
                continue
            for raw in raws:
                if _together(at, raw.piece.formula, blocks):
                    scope.held[raw.span.start] = (*scope.held.get(raw.span.start, ()), node)


def _together(one: Formula, other: Formula, blocks: Sequence[Block]) -> bool:
    first, second = (one, other) if one.span.start <= other.span.start else (other, one)
    if first is not second and first.latex.rstrip().endswith("."):
        return False
    return same_sentence(first, second, blocks)


def held_fixed(ela: Elaborator, variable: str) -> tuple[str, ...]:
    """The symbols that are fixed where the elaborator stands, without the variable itself."""
    refs = (ela.resolve(node) for node in ela.scope.held.get(ela.scope.position, ()))
    entries = (ela.scope.find(ref.key) for ref in refs if ref is not None)
    return tuple(sorted({e.name for e in entries if e is not None and e.name != variable and e.symbol.clauses}))
