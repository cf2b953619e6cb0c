"""Rules that are stated for any random variables: ``the variance of a product of independent variables is …``.

The formula that follows such words names its variables for the first time: what stands under an average in it is
random, of unsaid law, and independent where the words say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node
from backproof.latex.walk import walk
from backproof.meaning.hypotheses import sentence_before
from backproof.meaning.names import atom
from backproof.meaning.relations import Piece
from backproof.text.blocks import Block

AVERAGES = frozenset(("bb:E", "Var", "var", "bb:V", "Cov", "cov"))
_SPOKEN_OF = re.compile(
    r"\b(?P<free>independent )?(?:(?:real|scalar|arbitrary|two|any|such) )*"
    r"(?P<random>random )?(?:variables|quantities|factors|summands)\b(?! ⟦)",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|never|no longer) (?:\w+ ){0,2}independent|\b(?:dependent|correlated)\b", re.IGNORECASE)


def any_variables(pieces: Sequence[Piece], blocks: Sequence[Block]) -> Iterator[tuple[Name, bool]]:
    """The letters under averages in displays that words introduce as a rule, and whether they are independent."""
    for piece in pieces:
        if not piece.formula.display:
            continue
        before = sentence_before(piece.formula, blocks)
        said = _SPOKEN_OF.search(before)
        if said is None or not (said["free"] or said["random"]) or "uncorrelated" in before.lower():
            continue
        independent = said["free"] is not None and not _NOT.search(before)
        if not independent and not said["random"]:
            continue
        clauses = [c.node for row in piece.parsed.rows for c in row.clauses if c.node is not None]
        for name in {atom(n): n for c in clauses for n in _averaged(c)}.values():
            yield name, independent


def _averaged(node: Node) -> Iterator[Name]:
    for n in walk(node):
        parts = n.factors if isinstance(n, syntax.Product) else ()
        pairs = [*pairwise(parts)]
        if isinstance(n, syntax.Operator):
            pairs.append((n.head, n.argument))
        for head, argument in pairs:
            if isinstance(head, Name) and atom(head) in AVERAGES and isinstance(argument, syntax.Group):
                inside = walk(argument.body) if argument.body is not None else ()
                yield from (x for x in inside if isinstance(x, Name) and len(x.text) == 1 and x.font == "")
