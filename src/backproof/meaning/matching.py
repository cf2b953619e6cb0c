"""The two sides of a relation over common axes."""

from __future__ import annotations

from backproof.latex.tree import Name
from backproof.meaning.arithmetic import spread
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.origins import origins
from backproof.meaning.relations import Raw
from backproof.meaning.tensor import Misread, Tensor, fit, renamed
from backproof.terms.nodes import Compare, Constant, Mul, Number, Position
from backproof.terms.sizes import same
from backproof.terms.traversal import differentiates


def matched(ela: Elaborator, left: Tensor, right: Tensor, raw: Raw) -> tuple[Tensor, Tensor]:
    """Both sides over the same axes; a number may stand for a tensor of equal entries."""
    if left.rank == right.rank == 2 and _swapped(left, right):
        clash = Misread(
            "M202",
            f"the left side is {left.axes[0].size!r} by {left.axes[1].size!r},"
            f" the right side {right.axes[0].size!r} by {right.axes[1].size!r}",
            raw.right,
            labels=tuple(label for axis in (*left.axes, *right.axes) for label in origins(axis)),
        )
        clash.swapped = True
        raise clash
    if left.rank == right.rank:
        if left.rank == 1 and left.row != right.row and not (left.literal or right.literal):
            options = ("strict", "loose")
            if ela.choose("row against column", options) == "strict":
                raise Misread("M202", "a row stands on one side and a column on the other", raw.right)
        body = spread(right, left, raw.right or raw.left or Name(""))
        return left, Tensor(left.axes, body, left.row)
    if left.rank == 0 or right.rank == 0:
        small = left if left.rank == 0 else right
        if not _constant(small):
            raise Misread("M202", f"a tensor of rank {left.rank} is set equal to one of rank {right.rank}", raw.right)
        return left, right
    diagonal = _on_the_diagonal(ela, left, right, raw)
    if diagonal is not None:
        return diagonal
    raise Misread("M202", f"a tensor of rank {left.rank} is set equal to one of rank {right.rank}", raw.right)


def _on_the_diagonal(ela: Elaborator, left: Tensor, right: Tensor, raw: Raw) -> tuple[Tensor, Tensor] | None:
    """``∂a/∂z = g'(z)`` for an element-wise g: the Jacobian is diagonal, and the right side is its diagonal.

    A common convention of authors; it can excuse a line, never refute it (``judge`` knows the name of the choice).
    """
    if {left.rank, right.rank} != {1, 2} or not ela.scope.facts.get("settled"):
        return None
    jacobian, vector = (left, right) if left.rank == 2 else (right, left)
    rows, columns = jacobian.axes
    if not differentiates(jacobian.body) or not same(rows.size, columns.size):
        return None
    if ela.choose("elementwise derivative", ("strict", "its diagonal")) == "strict":
        return None
    fit(rows, vector.axes[0], raw.right, "the diagonal of a Jacobian")
    body = Mul((renamed(vector, (rows,)), Compare("=", Position(rows), Position(columns))))
    spread_out = Tensor(jacobian.axes, body, jacobian.row)
    return (left, spread_out) if jacobian is left else (spread_out, right)


def _swapped(left: Tensor, right: Tensor) -> bool:
    """Whether two matrices of known sizes have the shapes of each other's transposes."""
    (a, b), (c, d) = ((x.size for x in t.axes) for t in (left, right))
    if not all(s.root.key for s in (a, b, c, d)):
        return False
    return not same(a, b) and same(a, d) and same(b, c)


def _constant(t: Tensor) -> bool:
    return isinstance(t.body, Number | Constant)
