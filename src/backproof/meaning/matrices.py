"""Matrices written out, also with dots; stacking and Kronecker products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Node
from backproof.meaning.tensor import Misread, Tensor, like
from backproof.terms.nodes import Add, Apply, Cases, Compare, Comprehension, Expr, Index, Linear, Mul, Position, number
from backproof.terms.sizes import Size

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator


def matrix(ela: Elaborator, node: syntax.Matrix) -> Tensor:
    """A matrix written out entry by entry; one column is a vector, one row a row vector."""
    rows = [list(r) for r in node.rows]
    if all(len(r) == 1 and isinstance(r[0], syntax.Listing) for r in rows):
        rows = [list(r[0].items) for r in rows if isinstance(r[0], syntax.Listing)]
    if any(isinstance(c, syntax.Dots) for r in rows for c in r):
        from backproof.meaning.dotted import dotted_matrix

        return dotted_matrix(ela, node)
    width = max(len(r) for r in rows)
    if any(len(r) != width for r in rows) or any(c is None for r in rows for c in r):
        raise Misread("M206", "a matrix with rows of different length", node)
    if width == 1 and any(ela.tensor(r[0]).rank == 1 for r in rows):
        return concatenated(ela, tuple(r[0] for r in rows if r[0] is not None), node)
    values = [[ela.scalar(c, "an entry") for c in r] for r in rows]
    i = Index("i", Size(str(len(rows)), number(len(rows))))
    j = Index("j", Size(str(width), number(width)))
    if width == 1:
        return Tensor((i,), _pick(i, [r[0] for r in values]))
    if len(rows) == 1:
        return Tensor((j,), _pick(j, values[0]), True)
    t = Tensor((i, j), _pick(i, [_pick(j, r) for r in values]))
    if node.kind == "vmatrix":
        fit_square(i, j, node)
        return Tensor((), Linear("determinant", Comprehension(t.axes, t.body)))
    return t


def one_below_the_other(ela: Elaborator, items: tuple[Node, ...], node: Node) -> Tensor:
    """``[h; x]`` as a vector, ``[x_1^T; …; x_n^T]`` as the rows of a matrix."""
    if any(isinstance(i, syntax.Dots) for i in items):
        from backproof.meaning.dotted import dotted_sequence

        return dotted_sequence(ela, list(items), node, down=True)
    return concatenated(ela, items, node)


def concatenated(ela: Elaborator, items: tuple[Node, ...], node: Node) -> Tensor:
    """``[h; x]``: vectors one after the other."""
    from backproof.meaning.tensor import substitute

    parts = [ela.tensor(i) for i in items]
    if any(p.rank > 1 for p in parts):
        raise Misread("M206", "matrices stacked in blocks", node)
    lengths: list[Expr] = [size_expr(p.axes[0]) if p.rank else number(1) for p in parts]
    key = "+".join(repr(p.axes[0].size) if p.rank else "1" for p in parts)
    place = Index("i", Size(key, Add(tuple(lengths))))
    branches: list[tuple[Expr | None, Expr]] = []
    before: list[Expr] = []
    for p, n in zip(parts, lengths, strict=True):
        offset: Expr = Add((Position(place), *(Mul((number(-1), b)) for b in before))) if before else Position(place)
        body = substitute(p.body, {p.axes[0]: offset}) if p.rank else p.body
        before.append(n)
        end: Expr = Add(tuple(before)) if len(before) > 1 else before[0]
        branches.append((Compare("<=", Position(place), end), body))
    return Tensor((place,), Cases(tuple(branches)))


def fit_square(i: Index, j: Index, node: Node) -> None:
    from backproof.meaning.tensor import fit

    fit(i, j, node, "a determinant of a matrix that is not square")


def _pick(index: Index, values: list[Expr]) -> Expr:
    return Cases(tuple((Compare("=", Position(index), number(k + 1)), v) for k, v in enumerate(values)))


def dotted_vector(ela: Elaborator, items: tuple[Node, ...], node: Node) -> Tensor:
    from backproof.meaning.dotted import dotted_sequence

    return dotted_sequence(ela, list(items), node)


def stacked_columns(t: Tensor, node: Node) -> Tensor:
    """vec X: entry p is X at row (p−1) mod m + 1, column ⌊(p−1)/m⌋ + 1."""
    if t.rank == 1:
        return t
    if t.rank != 2:
        raise Misread("M202", "vec of something that is no matrix", node)
    rows = size_expr(t.axes[0])
    p = Index("p", product_size(t.axes[1], t.axes[0]))
    row, column = split_position(p, rows)
    from backproof.meaning.tensor import substitute

    # Columns are stacked: the fast part of the position is the row.
    return Tensor((p,), substitute(t.body, {t.axes[0]: row, t.axes[1]: column}))


def kronecker(a: Tensor, b: Tensor, node: Node) -> Tensor:
    """(A ⊗ B)_{(i,k),(j,l)} = A_{ij} B_{kl}; a column is a matrix with one column, a row one with one row."""
    from backproof.meaning.tensor import substitute

    if not (a.rank in (1, 2) and b.rank in (1, 2)):
        raise Misread("M202", "a Kronecker product of something that is neither vector nor matrix", node)
    axes: list[Index | None] = []
    left: dict[Index, Expr] = {}
    right: dict[Index, Expr] = {}
    for i, k in zip(_rows_and_columns(a), _rows_and_columns(b), strict=True):
        if i is None or k is None:
            axes.append(i or k)
            continue
        p = Index("p", product_size(i, k))
        fast, slow = split_position(p, size_expr(k))
        left[i], right[k] = slow, fast
        axes.append(p)
    made = tuple(i for i in axes if i is not None)
    return Tensor(made, Mul((substitute(a.body, left), substitute(b.body, right))), axes[0] is None)


def _rows_and_columns(t: Tensor) -> tuple[Index | None, Index | None]:
    """The axis of the rows and that of the columns; None for the one that has one place only."""
    if t.rank == 2:
        return t.axes[0], t.axes[1]
    return (None, t.axes[0]) if t.row else (t.axes[0], None)


def size_expr(index: Index) -> Expr:
    """The length of an axis as an expression: the number of its positions."""
    from backproof.terms.nodes import Sum

    k = like(index)
    return Sum(k, number(1))


def product_size(slow: Index, fast: Index) -> Size:
    """The size m·n. Two such products are the same size where their factors are, in either order."""
    names = sorted((repr(slow.size), repr(fast.size)))
    made = Size(f"{names[0]}·{names[1]}", Mul((size_expr(slow), size_expr(fast))))
    made.factors = (slow.size, fast.size)
    return made


def split_position(p: Index, fast: Expr) -> tuple[Expr, Expr]:
    """Position p as (fast, slow), both from 1, where the fast part runs over ``fast`` values."""
    zero = Add((Position(p), number(-1)))
    slow = Apply("floor quotient", (zero, fast))
    remainder = Add((zero, Mul((number(-1), slow, fast))))
    return Add((remainder, number(1))), Add((slow, number(1)))
