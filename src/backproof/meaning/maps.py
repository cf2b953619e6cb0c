"""Declarations of functions by their sets: ``f: \\mathcal X \\to \\{1, …, K\\}``, ``g^k: X \\to \\mathbb R``."""

from __future__ import annotations

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.labels import labels_of
from backproof.meaning.names import atom, letter, sort_superscript
from backproof.meaning.relations import Piece
from backproof.meaning.scope import Scope
from backproof.meaning.shapes import Space, size_of, space_of
from backproof.terms.model import Symbol

USUAL = frozenset(("sigma", "phi", "varphi", "rho", "psi"))
"""Letters that usually name one of a few activations: what they are is left to how they are used."""


def declare_maps(scope: Scope, piece: Piece) -> None:
    """Every ``f: A \\to B`` of a formula, where ``f`` is called somewhere."""
    for row in piece.parsed.rows:
        for clause in row.clauses:
            node = clause.node
            if not isinstance(node, syntax.Relation) or node.signs != ("colon", "to"):
                continue
            name, source, target = node.members
            if isinstance(name, Name | Scripted) and source is not None and target is not None:
                _declare(scope, name, source, target, piece)


def _declare(scope: Scope, name: Name | Scripted, source: Node, target: Node, piece: Piece) -> None:
    base = name.base if isinstance(name, Scripted) else name
    if not isinstance(base, Name):
        return
    if isinstance(name, Scripted) and letter(sort_superscript(name.sup).power):
        scope.usage.families.add(atom(base))  # nothing declares a power
    ref = Elaborator(scope).resolve(name)
    if ref is None or ref.sup.power is not None or ref.base not in scope.usage.called:
        return
    entry = scope.entries.get(ref.key)
    if entry is not None and (entry.function or entry.fixed or entry.symbol.clauses):
        return
    space, domain = space_of(target), space_of(source)
    of_arrays = domain is not None and bool(domain.sizes)
    if space is None or (ref.base in USUAL and not of_arrays) or (space.sizes and not of_arrays):
        return
    entry = entry or scope.create(ref.key)
    entry.function, entry.learnt, entry.span = True, "declared", piece.formula.span
    entry.symbol.opaque = True
    entry.elementwise = entry.symbol.elementwise = domain is not None and not of_arrays and space.domain == "real"
    entry.total = len(ref.items) + len(space.sizes)
    entry.family = set(range(len(ref.items)))
    entry.lay_out()
    entry.takes = tuple(size_of(Elaborator(scope), size) for size in domain.sizes) if domain is not None else ()
    for axis, size in zip(entry.axes[len(ref.items) :], space.sizes, strict=True):
        axis.size = size_of(Elaborator(scope), size)
    _valued(scope, entry.symbol, space)


def _valued(scope: Scope, symbol: Symbol, space: Space) -> None:
    """What values a function takes: real ones, labels, …"""
    if space.domain != "class":
        symbol.domain = space.domain
        return
    labels = labels_of(scope, *space.classes) if space.classes is not None else None
    symbol.domain = "class" if labels is not None else "whole"
    symbol.labels = labels
