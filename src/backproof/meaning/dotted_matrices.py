"""Matrices with dots in both directions: what is shown in the corners says what stands between.

Either everything off the diagonal is zero, and the diagonal goes on by itself, or each shown row is a sequence with
dots, and the rows go on as terms do. Rows and columns of dots only separate what is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Node
from backproof.meaning.dotted import pattern_of
from backproof.meaning.tensor import Misread, Tensor, affine_key, fit, renamed, substitute
from backproof.terms.nodes import Add, Compare, Expr, Index, Mul, Number, Position, number
from backproof.terms.sizes import Size

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator

Cell = Node | None


def continued(ela: Elaborator, node: syntax.Matrix) -> Tensor:
    """A matrix with dots in both directions. Raises ``Misread`` (M208) where the corners do not say how it goes on."""
    grid = _shown(node)
    if len(grid) == len(grid[0]) and all(_zero(c) for i, r in enumerate(grid) for j, c in enumerate(r) if i != j):
        return _diagonal(ela, [row[k] for k, row in enumerate(grid)], node)
    if any(c is None for row in grid for c in row):
        raise Misread("M208", "a matrix with dots in both directions", node)
    rows = [_sequence(ela, [c for c in row if c is not None], node) for row in grid]
    column = rows[0].axes[0]
    for t in rows[1:]:
        fit(t.axes[0], column, node, "the rows of a matrix with dots")
    flat = [Tensor((), renamed(t, (column,))) for t in rows]
    row, body = _along(flat, node)
    return Tensor((row, column), body)


def _shown(node: syntax.Matrix) -> list[list[Cell]]:
    """The cells that are no dots: one, two or more before them and one after, in both directions."""
    width = max(len(r) for r in node.rows)
    rows = [[*r, *([None] * (width - len(r)))] for r in node.rows]
    kept = [r for r in rows if any(_said(c) for c in r)]
    columns = [k for k in range(width) if any(_said(r[k]) for r in kept)]
    grid = [[r[k] for k in columns] for r in kept]
    if (
        len(grid) < 2
        or len(grid) == len(rows)
        or len(columns) < 2
        or any(isinstance(c, syntax.Dots) for r in grid for c in r)
    ):
        raise Misread("M208", "a matrix with dots in both directions", node)
    return grid


def _said(cell: Cell) -> bool:
    """Whether a cell shows an entry; a zero beside dots may stand for a whole block."""
    return cell is not None and not isinstance(cell, syntax.Dots)


def _zero(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, syntax.Number) and cell.text == "0")


def _diagonal(ela: Elaborator, cells: list[Cell], node: Node) -> Tensor:
    """``diag(d_1, …, d_n)``, or a multiple of the identity of a size that its surroundings say."""
    if any(c is None for c in cells):
        raise Misread("M208", "a diagonal with an empty place", node)
    shown = [ela.tensor(c) for c in cells]
    if any(t.rank for t in shown):
        raise Misread("M208", "a matrix of blocks with dots", node)
    if all(t.body is shown[0].body for t in shown):
        i = Index("i")
        body = shown[0].body
    else:
        i, body = _along(shown, node)
    j = Index("j", i.size)
    same = Compare("=", Position(i), Position(j))
    one = isinstance(body, Number) and body.value == 1
    return Tensor((i, j), same if one else Mul((body, same)), literal=one)


def _sequence(ela: Elaborator, cells: list[Node], node: Node) -> Tensor:
    shown = [ela.tensor(c) for c in cells]
    if any(t.rank for t in shown):
        raise Misread("M208", "a matrix of blocks with dots", node)
    index, body = _along(shown, node)
    return Tensor((index,), body)


def _along(shown: list[Tensor], node: Node) -> tuple[Index, Expr]:
    """The entry at a position, from the first ones and the last."""
    if len(shown) > 3:
        shown = [shown[0], shown[1], shown[-1]]
    pattern, body, _ = pattern_of(shown, node)
    length = Add((pattern.upper(), number(1)))
    place = Index("i", Size(affine_key(length), length))
    return place, substitute(body, {pattern.step: Add((Position(place), number(-1)))})
