"""Constants with a notation of their own: vectors of ones, identity matrices, Euler's number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Node
from backproof.meaning.names import Ref
from backproof.meaning.scope import Entry, Scope
from backproof.meaning.tensor import Misread, Tensor, fit
from backproof.terms.nodes import ONE, Compare, Index, Position

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator


def ones() -> Tensor:
    """A vector of ones, as long as what stands beside it."""
    i = Index("i")
    return Tensor((i,), ONE, literal=True)


def identity() -> Tensor:
    """The identity matrix, as large as what stands beside it."""
    i = Index("i")
    j = Index("j", i.size)
    return Tensor((i, j), Compare("=", Position(i), Position(j)), literal=True)


def sized(ela: Elaborator, t: Tensor, sub: Node) -> None:
    """``I_M`` and ``\\mathbf 1_n`` say how long they are."""
    try:
        size = ela.size(sub)
    except Misread:
        return
    for axis in t.axes:
        fit(axis, Index("", size), sub, "the size of the constant")


def is_eulers(scope: Scope, ref: Ref, known: Entry | None) -> bool:
    """Whether ``e^{z_i}`` is the exponential function on a page that has errors ``e_k``, but no ``e`` alone."""
    return (
        ref.key == "e"
        and not ref.items
        and ref.primes == 0
        and ref.sup.power is not None
        and not isinstance(ref.sup.power, syntax.Number)
        and scope.fact("e") != "variable"
        and (known is None or 0 not in known.counts)
    )
