"""How far a definition reaches: the lines of a page that it may not be meant for.

A definition holds from where it stands, and behind it in words like ``where``. A page that treats the general case
first and then an example defines its names a second time without saying so; and ``another loss L of Z`` is not the loss
that an earlier paragraph defines. Neither is certain, so that this only says where to be in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from backproof.meaning.hypotheses import explained
from backproof.meaning.relations import Raw
from backproof.text.blocks import Block, Formula, Prose

_ANOTHER = re.compile(
    r"\b(?:an?|another|any|some|other|different|ein(?:e[mnrs]?)?|andere[mnrs]?|une?|autre|una?|otr[ao]|um(?:a)?|outr[ao]"
    r"|un'altra|un altro)\s+(?:[^\W\d]+[\s-]+){0,4}$|(?:一个|另一个?|某个?|任意)[^，。；,.;]{0,8}$",
    re.IGNORECASE,
)
"""Right before a name: words that introduce something not spoken of before."""


def in_doubt(definition: Raw, name: str, line: Raw, blocks: Sequence[Block]) -> bool:
    """Whether ``definition`` of ``name`` (as it is written) may not be meant for ``line`` of the section ``blocks``."""
    formula = definition.piece.formula
    if definition.span.start > line.span.start:
        return formula.paragraph != line.piece.formula.paragraph and not explained(formula, blocks)
    return _introduced_again(name, definition.span.end, line, blocks)


def _introduced_again(name: str, start: int, line: Raw, blocks: Sequence[Block]) -> bool:
    """Whether words between ``start`` and the line introduce the name as something new."""
    written = "".join(name.split())
    for words, formula in pairwise(blocks):
        if not isinstance(formula, Formula) or not isinstance(words, Prose) or formula.span.start < start:
            continue
        if formula.span.start >= line.span.start:
            return False
        if "".join(formula.latex.split()) == written and _ANOTHER.search(words.text):
            return True
    return False
