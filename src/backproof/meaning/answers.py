"""Equations that are solved: ``2/3 + b = 0 → b = -2/3``, "$2w + 1 = 0$, so $w = -1/2$".

The second relation is the answer to the first. It says what the name is from the first one on, and what it claims is
that the first one holds with it. The equation itself claims nothing apart from that.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from backproof.latex.tree import Name, Node, Scripted
from backproof.latex.walk import walk
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.heads_of import Head, head_of
from backproof.meaning.relations import Raw
from backproof.meaning.workspace import Section, entry_key
from backproof.text.blocks import Formula, Prose

_LEADS = frozenset(("arrow", "so", "hence", "thus", "therefore", "then", "gives", "yields", "implies"))
_LINK = re.compile(
    r"\s*[,;.]?\s*(?:and\s+)?(?:so|hence|thus|therefore|then|i\.e\.|(?:which\s+)?(?:gives|yields|implies|means)|giving|yielding"
    r"|(?:so|hence|thus|therefore)?,?\s*(?:we\s+)?(?:get|obtain|find|have)|it\s+follows)(?:\s+that)?\s*[,:]?\s*",
    re.IGNORECASE,
)
"""The words between an equation and its answer, where these are formulas of their own."""


def answers(state: Section) -> None:
    """Find the equations of a section that are solved, and what they are solved for."""
    for before, raw in pairwise(state.raws):
        if (
            raw in state.answers
            or raw.problem
            or before.problem
            or not raw.first
            or raw.sign != "="
            or raw.right is None
        ):
            continue
        joined = raw.piece is before.piece and raw.lead in _LEADS
        told = not joined and raw.piece is not before.piece and _linked(state, before, raw)
        head = head_of(Elaborator(state.scope), raw.left) if joined or told else None
        if head is None or head.parameters is not None or head.ref.items:
            continue
        if told and any(isinstance(n, Name | Scripted) for n in walk(raw.right)):
            continue  # "$a = b$, so $c = d$" is a step, unless the answer is a number
        _answered(state, before, raw, head)


def _answered(state: Section, before: Raw, raw: Raw, head: Head) -> None:
    key = entry_key(head)
    if key not in state.sides[before][0] | state.sides[before][1] or _stands_in(state, raw.right, head):
        return
    if before in state.heads and entry_key(state.heads[before][0]) == key:
        return
    assert raw.right is not None
    steps = _steps(state, before, key)
    state.scope.redefine(key, steps[-1].span.start)
    state.heads[raw] = (head, raw.right)
    if before in state.heads:
        state.roles[raw] = "definition"
        return
    state.roles.pop(raw, None)
    state.answered[raw] = before
    for equation in steps:
        state.solved[equation] = key
    state.solved[raw] = key


def _steps(state: Section, last: Raw, key: str) -> list[Raw]:
    """The equations of one solution, back from the last: ``2w + 1 = 0 ⇒ 2w = -1``."""
    found = [last]
    k = state.raws.index(last)
    while k > 0 and found[-1].lead in _LEADS and state.raws[k - 1].piece is last.piece:
        k -= 1
        earlier = state.raws[k]
        if earlier in state.heads or earlier.problem or key not in set().union(*state.sides[earlier]):
            break
        found.append(earlier)
    return found


def _stands_in(state: Section, node: Node | None, head: Head) -> bool:
    """Whether the name of a head stands in an expression."""
    ela = Elaborator(state.scope)
    refs = (ela.resolve(n) for n in walk(node) if isinstance(n, Name | Scripted)) if node is not None else ()
    return any(ref is not None and ref.key == head.ref.key for ref in refs)


def _linked(state: Section, before: Raw, raw: Raw) -> bool:
    """Whether only words of conclusion stand between the formulas of two relations."""
    order = list(state.blocks.blocks)
    start = next((k for k, b in enumerate(order) if b is before.piece.formula), None)
    end = next((k for k, b in enumerate(order) if b is raw.piece.formula), None)
    if start is None or end is None or end <= start:
        return False
    between = order[start + 1 : end]
    if not between or any(isinstance(b, Formula) or not isinstance(b, Prose) for b in between):
        return False
    return _LINK.fullmatch("".join(b.text for b in between if isinstance(b, Prose))) is not None


def equation_of(state: Section, raw: Raw) -> Raw | None:
    """The equation that a relation answers, as it is to be judged: at the place of the answer."""
    found = state.answered.get(raw)
    return replace(found, conditions=raw.conditions) if found is not None else None
