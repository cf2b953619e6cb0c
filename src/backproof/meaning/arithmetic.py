"""Sums, quotients, inverses and powers of tensors: shapes fit, scalars and biases are spread."""

from __future__ import annotations

from fractions import Fraction as Rational
from typing import TYPE_CHECKING

from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.names import Scripts
from backproof.meaning.tensor import Misread, Tensor, elementwise, fit, like, renamed, scalar, transpose
from backproof.terms.nodes import (
    Add,
    At,
    Cases,
    Compare,
    Comprehension,
    Expr,
    Fold,
    Index,
    Linear,
    Mul,
    Number,
    Position,
    Pow,
    number,
)
from backproof.terms.sizes import differ, same

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator


def fresh_copy(t: Tensor) -> Tensor:
    """The same tensor over fresh axes."""
    axes = tuple(like(a) for a in t.axes)
    return Tensor(axes, renamed(t, axes), t.row)


def spread(t: Tensor, shape: Tensor, node: Node) -> Expr:
    """The body of ``t`` over the axes of ``shape``: equal ranks fit axis by axis, scalars spread."""
    if t.rank == 0:
        return t.body
    if t.rank != shape.rank:
        raise Misread("M202", f"a tensor of rank {t.rank} stands beside one of rank {shape.rank}", node)
    for a, b in zip(t.axes, shape.axes, strict=True):
        fit(a, b, node, "axes")
    return renamed(t, shape.axes)


def _is_identity(t: Tensor) -> bool:
    """The identity matrix, or a multiple of it."""
    factors = t.body.factors if isinstance(t.body, Mul) else (t.body,)
    return t.rank == 2 and any(isinstance(f, Compare) and f.free == set(t.axes) for f in factors)


def join(ela: Elaborator, a: Tensor, b: Tensor, node: Node) -> Tensor:
    """a + b: shapes fit; scalars and biases are spread where shapes demand it."""
    if a.rank == b.rank:
        if a.rank == 1 and a.row != b.row and not (a.literal or b.literal):
            ela.choose("row and column added", ("strict", "loose"))
            if ela.choices.get("row and column added") != "loose":
                raise Misread("M202", "a row is added to a column", node)
        if a.rank == 2 and b.rank == 2:
            pass
        body = spread(b, a, node)
        return Tensor(a.axes, Add((a.body, body)), a.row if not a.literal else b.row)
    if a.rank != 2 or b.rank != 2:
        for matrix, other in ((a, b), (b, a)):
            if _is_identity(matrix) and not isinstance(other.body, Number):
                raise Misread("M202", f"a tensor of rank {other.rank} is added to the identity matrix", node)
    if a.rank == 0 or b.rank == 0:
        shape = a if a.rank else b
        if shape.literal and shape.rank == 1 and not shape.body.free and not (a if not a.rank else b).literal:
            return Tensor((), Add((a.body, b.body)))
        return Tensor(shape.axes, Add((a.body, b.body)), shape.row)
    large, small = (a, b) if a.rank > b.rank else (b, a)
    if large.rank == 2 and small.rank == 1:
        place = ela.choose("bias spread over", spreads(large, small))
        axis = large.axes[0] if place == "columns" else large.axes[1]
        fit(small.axes[0], axis, node, "a bias")
        body = renamed(small, (axis,))
        pair = (large.body, body) if large is a else (body, large.body)
        return Tensor(large.axes, Add(pair))
    raise Misread("M202", f"tensors of rank {a.rank} and {b.rank} are added", node)


def spreads(large: Tensor, small: Tensor) -> tuple[str, ...]:
    """Over what a vector beside a matrix may be spread: its length decides, where it can be that of one axis only."""
    rows, columns = (not differ(axis.size, small.axes[0].size) for axis in large.axes)
    if rows != columns:
        return ("columns",) if rows else ("rows",)
    return ("rows", "columns") if small.row else ("columns", "rows")


def divide(ela: Elaborator, a: Tensor, b: Tensor, node: Node) -> Tensor:
    if b.rank == 0:
        return Tensor(a.axes, Mul((a.body, Pow(b.body, number(-1)))), a.row)
    if a.rank == 0:
        return Tensor(b.axes, Mul((a.body, Pow(b.body, number(-1)))), b.row)
    return Tensor(a.axes, Mul((a.body, Pow(spread(b, a, node), number(-1)))), a.row)


def inverted(t: Tensor, node: Node) -> Tensor:
    if t.rank == 0:
        return scalar(Pow(t.body, number(-1)))
    if t.rank == 1:
        return Tensor(t.axes, Pow(t.body, number(-1)), t.row)
    if t.rank != 2:
        raise Misread("M202", "an inverse of more than two axes", node)
    fit(t.axes[0], t.axes[1], node, "an inverse of a matrix that is not square")
    i, j = like(t.axes[0]), like(t.axes[1])
    return Tensor((i, j), Linear("inverse", Comprehension(t.axes, t.body), (Position(i), Position(j))))


def rooted(t: Tensor, node: Node) -> Tensor:
    fit(t.axes[0], t.axes[1], node, "a root of a matrix that is not square")
    i, j = like(t.axes[0]), like(t.axes[1])
    return Tensor((i, j), Linear("square root", Comprehension(t.axes, t.body), (Position(i), Position(j))))


def powered(ela: Elaborator, t: Tensor, sup: Scripts, node: Node) -> Tensor:
    """A superscript on a tensor: transpose, inverse, power."""
    if (
        sup.raised
        and sup.power is None
        and not sup.transposed
        and isinstance(node, Scripted)
        and not isinstance(node.base, Name)
    ):
        raise Misread("M206", "a bracketed superscript on an expression", node)
    if sup.transposed and t.rank == 0 and not sup.inverted:
        time = ela.scope.find("T")
        if time is not None and time.symbol.is_size and not t.literal:
            return Tensor((), Pow(t.body, At(time.name, ())))
        if isinstance(t.body, At) and ela.scope.model[t.body.symbol].is_size:
            raise Misread("M202", "the transpose of a size", node)
    if sup.inverted:
        t = inverted(t, node)
    if sup.transposed:
        t = transpose(t)
    if sup.power is None:
        return t
    return power(ela, t, sup.power, node)


def power(ela: Elaborator, t: Tensor, power: Node, node: Node) -> Tensor:
    if isinstance(power, Name) and power.text in ("ast", "star", "dagger"):
        raise Misread("M206", "a star on an expression", node)
    exponent = ela.tensor(power)
    if exponent.rank:
        if t.rank:
            raise Misread("M206", "a tensor to the power of a tensor", node)
        return elementwise(exponent, Pow(t.body, exponent.body))
    e = exponent.body
    if t.rank == 2:
        known = worth(e)
        return symbolic_power(ela, t, e, node) if known is None else matrix_power(ela, t, Number(known), node)
    return Tensor(t.axes, Pow(t.body, e), t.row)


def worth(e: Expr) -> Rational | None:
    """The value of arithmetic of numbers (``-1/2``); None where anything else stands in it."""
    match e:
        case Number():
            return e.value
        case Add():
            terms = [worth(t) for t in e.terms]
            return sum((t for t in terms if t is not None), Rational(0)) if None not in terms else None
        case Mul():
            value: Rational | None = Rational(1)
            for factor in e.factors:
                one = worth(factor)
                value = None if value is None or one is None else value * one
            return value
        case Pow():
            base, exponent = worth(e.base), worth(e.exponent)
            return Rational(1) / base if base and exponent == -1 else None
    return None


def matrix_power(ela: Elaborator, t: Tensor, e: Number, node: Node) -> Tensor:
    if e.value == -1:
        return inverted(t, node)
    if e.value == Rational(1, 2) or e.value == Rational(-1, 2):
        _is_definite(ela, t)
        root = rooted(t, node)
        return root if e.value > 0 else inverted(root, node)
    if e.value.denominator != 1:
        raise Misread("M206", f"the power {e.value} of a matrix is not understood", node)
    square = same(t.axes[0].size, t.axes[1].size)
    options = ("product", "entries") if square else ("entries", "product")
    count = abs(int(e.value))
    if e.value.denominator == 1 and 1 < count <= 8 and ela.choose("matrix power", options) == "product":
        from backproof.meaning.products import multiply

        try:
            factor = t if e.value > 0 else inverted(t, node)
            result = factor
            for _ in range(count - 1):
                result = multiply(ela, result, fresh_copy(factor), "", node)
            return result
        except Misread:
            pass
    return Tensor(t.axes, Pow(t.body, e), t.row)


def _is_definite(ela: Elaborator, t: Tensor) -> None:
    """``\\Sigma^{-1/2}``: a matrix that nothing defines has a root because it is positive definite."""
    if isinstance(t.body, At):
        symbol = ela.scope.model[t.body.symbol]
        if symbol.domain in ("real", "symmetric") and not symbol.clauses:
            symbol.domain = "definite"


def symbolic_power(ela: Elaborator, t: Tensor, e: Expr, node: Node) -> Tensor:
    """A matrix to a symbolic power: an ordered product of equal factors, the identity for exponent 0."""
    i, j = like(t.axes[0]), like(t.axes[1])
    fit(i, j, node, "a power of a matrix that is not square")
    step = Index("p")
    fold = Fold(step, Comprehension(t.axes, t.body), number(1), e, (Position(i), Position(j)))
    zero = Compare("=", e, number(0))
    return Tensor((i, j), Cases(((zero, Compare("=", Position(i), Position(j))), (None, fold))))
