"""Equations for a name that is defined already: claims about it, unless they give it a new meaning.

``L = …`` under a second heading may say something of the loss above, or be another loss. Words can settle that; where
they do not, both readings are open, and the caller takes the one under which more of the document holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from backproof.meaning.heads_of import Head
from backproof.meaning.hypotheses import sentence_before
from backproof.meaning.names import letter
from backproof.meaning.relations import Raw
from backproof.meaning.workspace import Meaning, Section, entry_key
from backproof.terms.traversal import symbols_in

_RESULT = re.compile(
    r"\b(?:thus|hence|therefore|so|then|becomes?|equals?|equivalent\w*|re-?writ\w+|written|simplif\w+|reduces?|gives?"
    r"|yields?|get|gets|obtain\w*|follows|i\.e\.|that is|identity|identities|check|verify|note|because|since|expand\w*"
    r"|now reads|same|again|recall|show\w*|prove\w*|claim\w*|find|can be|is just|is simply|agrees"
    r"|also|daher|folglich|somit|ergibt|wird zu|lässt sich|donc|devient|s'écrit|on a|vaut|luego|entonces|por tanto"
    r"|queda|resulta|es decir)\b|因此|所以|得到|可得|即|于是|从而|化为|改写|等于",
    re.IGNORECASE,
)
"""Words that put an equation forward as a result about what was defined before."""


_ANEW = re.compile(
    r"\b(?:let|define|defined|consider|now|take|taking|choose|for|with|instead|another|suppose|set|put|start from|sei"
    r"|seien|setze|betrachte|nun|für|mit|soit|soient|posons|considérons|pour|avec|sea|sean|definimos|considere|ahora|para|con)"
    r"\b[^.;]{0,40}$|(?:设|令|考虑|定义|取|若|对于)[^。；]{0,20}$",
    re.IGNORECASE,
)
"""Words right before an equation that give a name."""
_TITLE = re.compile(r"^\s*(?:[-*+]\s+|\d+[.)]\s+)?(\*\*|__|\*|_)(?=\S).{1,80}?\1[\s.:]*$", re.DOTALL)
"""A paragraph that opens with a title of its own and goes straight on to the equation."""


@dataclass(frozen=True, slots=True)
class Restated:
    """The other meaning that the head of an equation may have; ``said``: whether headings or words suggest it."""

    key: str
    meaning: Meaning
    said: bool = False


def other_meaning(state: Section, raw: Raw, head: Head) -> Restated | None:
    """The other meaning that the head of an equation may have, where an earlier paragraph speaks of it."""
    if raw in state.reopened:
        return Restated(entry_key(head), "old")
    return _new_meaning(state, raw, head) if state.roles.get(raw, "claim") == "claim" else None


def _new_meaning(state: Section, raw: Raw, head: Head) -> Restated | None:
    entry = state.scope.find(entry_key(head))
    if entry is None or raw.sign != "=" or not raw.first or head.inverted or head.logged or head.squared:
        return None
    earlier = [c for c in entry.symbol.clauses if isinstance(c.place, Raw)]
    places = [c.place for c in earlier if isinstance(c.place, Raw)]
    paragraph = raw.piece.formula.paragraph
    listed = any(place.piece.formula.paragraph == paragraph for place in places)
    if not places or (listed and head.parameters is None):
        return None
    if not all(letter(item) for item in head.ref.items) or any(entry.name in symbols_in(c.body) for c in earlier):
        return None  # a member of a family, or a recursion: instances of one definition
    before = sentence_before(raw.piece.formula, state.blocks.blocks)
    if _RESULT.search(before):
        return None
    apart = all(place not in state.sides for place in places)
    # One paragraph that says twice what a function is, and concludes nothing, lists examples.
    return Restated(entry_key(head), "new", apart or listed or bool(_ANEW.search(before) or _TITLE.match(before)))


def restate(state: Section, raw: Raw, head: Head) -> None:
    """From this equation on its head means something else."""
    key = entry_key(head)
    state.scope.redefine(key, raw.span.start)
