"""Matrices that an equation makes orthogonal: ``with $W W^\\top = I$``, ``such that $Q^\\top Q = I$``.

Such an equation is a premise where the words before it introduce it. It then says from which matrices the instances
are drawn; anywhere else it is a claim like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.hypotheses import introduced, sentence_before
from backproof.meaning.names import Ref, is_identity
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Scope
from backproof.text.blocks import Block

_PREMISE = re.compile(r"\b(such that|satisf\w+|obey\w*|fulfil\w*|whose|assum\w+|suppos\w+|given)\b", re.IGNORECASE)
_OTHERWISE = re.compile(r"\b(if|when|unless|not|whether|iff|show|prove|check)\b", re.IGNORECASE)


def isometries(scope: Scope, raws: Sequence[Raw], blocks: Sequence[Block]) -> None:
    """Let the equations of a section that are premises say which matrices have orthonormal rows or columns."""
    for raw in raws:
        found = _isometry(scope, raw)
        if found is None:
            continue
        key, domain = found
        before = sentence_before(raw.piece.formula, blocks)
        if _OTHERWISE.search(before) or not (introduced(raw.piece.formula, blocks) or _PREMISE.search(before)):
            continue
        known = scope.facts.get(f"domain {key}", domain)
        scope.facts[f"domain {key}"] = domain if known == domain else "orthogonal"
        scope.conventions.add(raw)


def _isometry(scope: Scope, raw: Raw) -> tuple[str, str] | None:
    """The name of A and the domain that ``A A^T = I`` or ``A^T A = I`` gives it; None for any other relation."""
    if raw.problem is not None or raw.sign != "=" or not is_identity(raw.right):
        return None
    if (
        not isinstance(raw.left, syntax.Product)
        or len(raw.left.factors) != 2
        or raw.left.operators[0] not in ("", "cdot")
    ):
        return None
    refs = [_matrix(scope, f) for f in raw.left.factors]
    if refs[0] is None or refs[1] is None or refs[0].key != refs[1].key:
        return None
    if refs[0].sup.transposed == refs[1].sup.transposed:
        return None
    return refs[0].key, "orthonormal columns" if refs[0].sup.transposed else "orthonormal rows"


def _matrix(scope: Scope, node: Node) -> Ref | None:
    ref = Elaborator(scope).resolve(node) if isinstance(node, Name | syntax.Scripted) else None
    return ref if ref is not None and not ref.items and ref.sup.power is None and not ref.sup.inverted else None
