"""Sayings as relations of a section, for those whose subject the document defines."""

from __future__ import annotations

from collections.abc import Iterator

from backproof.latex import Parsed
from backproof.latex.tree import Name, Node, Operator, Product, Scripted
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.relations import Piece, Raw
from backproof.meaning.sayings.reading import Said, sayings_of, side
from backproof.meaning.workspace import Section
from backproof.text.blocks import Formula

MOST = 40
"""At most so many sentences of one section are taken as claims."""


def said_claims(state: Section) -> Iterator[Raw]:
    """The relations that the sentences of a section claim; each has the sentence as its place and its text."""
    count = 0
    for said in sayings_of(state.blocks.blocks):
        left, right, subject = side(said.left), side(said.right), side(said.subject)
        if left is None or right is None or subject is None or count >= MOST:
            continue
        state.scope.position = said.span.start
        if said.saying.defined and not _is_defined(state, subject):
            continue
        count += 1
        yield _raw(said, left, right)


def _raw(said: Said, left: Node, right: Node) -> Raw:
    # What was read does not stand in the source, so the formula is empty, and all of it is the sentence.
    formula = Formula("", said.span, (said.span.start,))
    return Raw(Piece(formula, Parsed("", ())), left, right, said.sign, "", 0, 0, True, -2, said=said.span)


def _is_defined(state: Section, node: Node) -> bool:
    """Whether the document says what a subject is: a name with a definition, or an expression of several parts."""
    if isinstance(node, Product) and len(node.factors) == 2:
        node = node.factors[0] if _names_function(state, node.factors[0]) else node
    elif isinstance(node, Operator):
        return True
    if not isinstance(node, Name | Scripted):
        return True
    ref = Elaborator(state.scope).resolve(node)
    if (ref is None and isinstance(node, Scripted) and not isinstance(node.base, Name)) or (
        ref is not None and ref.sup.power is not None
    ):
        return True
    entry = state.scope.find(ref.key) if ref is not None else None
    return entry is not None and bool(entry.symbol.clauses) and not entry.symbol.broken


def _names_function(state: Section, node: Node) -> bool:
    ref = Elaborator(state.scope).resolve(node) if isinstance(node, Name | Scripted) else None
    entry = state.scope.find(ref.key) if ref is not None else None
    return entry is not None and entry.function
