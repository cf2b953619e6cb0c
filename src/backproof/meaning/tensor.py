"""What a piece of a formula means: a tensor in index notation, with how it was laid out on the page.

A tensor of rank 1 is a column unless it is marked as a row; a derivative remembers which of its axes belong to what
was differentiated and which to the variable, so that a product of derivatives can be read as the chain rule.
"""

from __future__ import annotations

from dataclasses import dataclass

from backproof.latex.tree import Node
from backproof.meaning.origins import origins
from backproof.notes.diagnostics import Label
from backproof.terms.nodes import Add, Expr, Index, Position, number
from backproof.terms.sizes import SizeClash, spelt, unify
from backproof.terms.substitution import affine_key, affine_terms, resized, size_of_term, substitute


class Misread(Exception):
    """A reading that does not hold together: a code, a sentence, and the place on the page."""

    def __init__(
        self, code: str, message: str, node: Node | None = None, help: str = "", labels: tuple[Label, ...] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.node = node
        self.help = help
        self.labels = labels
        """Where what contradicts itself was learnt."""
        self.swapped = False
        """Whether each side has the shape of the other's transpose."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """``body`` for all values of ``axes``.

    ``upper`` and ``lower`` split the axes of a derivative (numerator, variable); ``above`` and ``below`` name what was
    differentiated and by what.
    """

    axes: tuple[Index, ...]
    body: Expr
    row: bool = False
    upper: tuple[Index, ...] = ()
    lower: tuple[Index, ...] = ()
    above: str = ""
    below: str = ""
    literal: bool = False

    @property
    def rank(self) -> int:
        return len(self.axes)

    def plain(self) -> Tensor:
        """The same tensor, no longer known as a derivative."""
        return Tensor(self.axes, self.body, self.row)


def scalar(body: Expr) -> Tensor:
    return Tensor((), body)


def fit(a: Index, b: Index, node: Node | None, what: str) -> None:
    """Make two axes equally long. Raises ``Misread`` naming both sizes."""
    try:
        unify(a.size, b.size)
    except SizeClash as clash:
        message = f"{what}: sizes {spelt(clash.left)} and {spelt(clash.right)} do not fit"
        raise Misread("M202", message, node, labels=(*origins(a), *origins(b))) from None


def renamed(t: Tensor, axes: tuple[Index, ...]) -> Expr:
    """The body of ``t`` with its axes called ``axes``."""
    return substitute(t.body, {a: counted(a, b) for a, b in zip(t.axes, axes, strict=True) if a is not b})


def counted(old: Index, new: Index) -> Expr:
    """The position along ``old`` in terms of ``new``: the n-th place of one is the n-th of the other.

    The entries of φ = (φ_0, φ_1) count from 0, those of a column written beside it from 1.
    """
    apart = old.lower - new.lower
    return Add((Position(new), number(apart))) if apart else Position(new)


def like(index: Index) -> Index:
    """A fresh index over the same range."""
    return Index(index.hint, index.size, index.lower)


def transpose(t: Tensor) -> Tensor:
    """Rows and columns exchanged; a vector turns from column to row."""
    if t.rank == 0:
        return t.plain()
    if t.rank == 1:
        return Tensor(t.axes, t.body, not t.row)
    if t.rank == 2:
        return Tensor((t.axes[1], t.axes[0]), t.body)
    raise Misread("M202", "a transpose of more than two axes")


def elementwise(t: Tensor, body: Expr) -> Tensor:
    """``body`` laid out as ``t``."""
    return Tensor(t.axes, body, t.row)


__all__ = [
    "Misread",
    "Tensor",
    "affine_key",
    "affine_terms",
    "counted",
    "elementwise",
    "fit",
    "like",
    "renamed",
    "resized",
    "scalar",
    "size_of_term",
    "substitute",
    "transpose",
]
