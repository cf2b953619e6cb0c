"""Sizes that belong to one vector: "the output $f_3$ has $D_f$ entries"; ``D_{f_3}``, named after what it measures.

The former is no size of the whole family: where the equations tell the length of that member, it is another name of it.
"""

from __future__ import annotations

from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.names import atom, tag_text
from backproof.meaning.scope import Scope
from backproof.meaning.shapes import size_of
from backproof.meaning.tensor import Misread
from backproof.terms.model import Clause
from backproof.terms.nodes import At, Expr, Index
from backproof.terms.sizes import Size, alias, mark, undo

MEASURES = frozenset(("D", "d", "N", "n", "M", "m", "dim"))
"""Letters that lengths are written with."""


def settle_members(scope: Scope) -> None:
    """Give the sizes that are declared for single members their values."""
    for node, sizes in scope.members:
        point = mark()
        try:
            _member(scope, node, sizes)
        except Misread:
            undo(point)


def _member(scope: Scope, node: Node, sizes: tuple[Node, ...]) -> None:
    ela = Elaborator(scope)
    axes = ela.tensor(node).axes
    if len(axes) != len(sizes):
        return
    for axis, written in zip(axes, sizes, strict=True):
        _same(scope, axis, size_of(ela, written))


def _same(scope: Scope, axis: Index, written: Size) -> None:
    """One size under two names. A size that the equations do not tell stays open: the other members may differ."""
    known, term = axis.size.root, written.term
    if not isinstance(known.term, Expr) or known.term.free or not isinstance(term, At) or term.indices:
        return
    symbol = scope.model[term.symbol]
    if symbol.is_size and not symbol.clauses and known.key != written.key:
        alias(symbol.name, known.key)
        symbol.clauses.append(Clause((), known.term))


def named_after(ela: Elaborator, node: Node) -> Size | None:
    """``D_{f_3}``, ``n_x``: a size that carries the name of a vector is the length of that vector.

    None where the name has a meaning of its own, or where its subscript is no vector of known length.
    """
    if not isinstance(node, Scripted) or node.sup is not None or not isinstance(node.sub, Name | Scripted):
        return None
    if not isinstance(node.base, Name) or node.base.text not in MEASURES:
        return None
    entry = ela.scope.find(f"{atom(node.base)}_{tag_text(node.sub)}")
    measured = ela.resolve(node.sub)
    if entry is not None or measured is None or ela.scope.find(measured.key) is None:
        return None
    vector = ela.entry(measured)
    if vector.total != len(measured.items) + 1 or vector.function:
        return None
    size = ela.tensor(node.sub).axes[0].size.root
    return size if isinstance(size.term, Expr) and not size.term.free else None
