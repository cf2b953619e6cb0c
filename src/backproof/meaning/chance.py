"""Expectations, variances and probabilities, as far as they are read: over an index drawn from weights, or over random symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Node
from backproof.latex.walk import walk
from backproof.meaning.elaborate import Ref, scalar_condition
from backproof.meaning.names import letter
from backproof.meaning.tensor import Misread, Tensor, like, renamed
from backproof.terms.nodes import Add, Call, Comprehension, Expect, Expr, Index, Mul, Position, Sum, number

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator


def _drawn(ela: Elaborator, node: Node) -> tuple[str, Index, Tensor] | None:
    """``i \\sim D`` under an expectation: the letter and the weights of its values."""
    sub = node.sub if isinstance(node, syntax.Scripted) else None
    if not (isinstance(sub, syntax.Relation) and sub.signs == ("sim",)):
        return None
    key = letter(sub.members[0])
    if not key or not ela.scope.usage.is_bound(key):
        return None
    return key, Index(key), Tensor((), number(1))


def expectation(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    drawn = weights(ela, ref)
    if drawn is not None:
        key, index, weight = drawn
        with ela.binding({key: index}):
            t = ela.tensor(argument)
        return Tensor(t.axes, Sum(index, Mul((weight, t.body))), t.row)
    t = ela.tensor(argument)
    return Tensor(t.axes, Expect(t.body), t.row)


def weights(ela: Elaborator, ref: Ref) -> tuple[str, Index, Expr] | None:
    """The weights of ``\\mathbb E_{i \\sim D}``, where D is a function or a vector of weights."""
    node = ref.node
    found = _drawn(ela, node)
    if found is None:
        return None
    key, index, _ = found
    assert isinstance(node, syntax.Scripted) and isinstance(node.sub, syntax.Relation)
    other = node.sub.members[1]
    assert other is not None
    inner = ela.resolve(other)
    if inner is None:
        raise Misread("J301", "the distribution of an expectation is not understood", whole_of(node))
    entry = ela.scope.find(inner.key)
    if entry is None:
        raise Misread("J301", "the distribution of an expectation is not known", node)
    if entry.function:
        family = tuple(e for e in (ela.index(i) for i in inner.items) if e is not None)
        return key, index, Call(entry.name, family[: entry.symbol.family], (Comprehension((), Position(index)),))
    t = ela.place(entry, inner.items, other)
    if t.rank != 1:
        raise Misread("J301", "the distribution of an expectation is not understood", node)
    return key, index, renamed(t, (index,))


def whole_of(node: Node) -> Node:
    return node


def probability(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    drawn = weights(ela, ref)
    if drawn is not None and isinstance(argument, syntax.Relation):
        key, index, weight = drawn
        with ela.binding({key: index}):
            c = scalar_condition(ela, argument)
        return Tensor((), Sum(index, Mul((weight, c.body))))
    if any(isinstance(n, syntax.Relation | syntax.Words) for n in walk(argument) if argument is not None):
        raise Misread("J301", "claims about chance are not judged", whole)
    return density(ela, ref.key, argument, whole)


def density(ela: Elaborator, key: str, argument: Node | None, whole: Node) -> Tensor:
    """``Pr(y | x, φ)``: an unspecified positive function of what stands in the bracket, one for each list of names."""
    from backproof.meaning.heads import arguments_of

    nodes = arguments_of(argument)
    names = []
    for n in nodes:
        inner = ela.resolve(n)
        names.append(inner.base if inner is not None else "·")
    name = f"{key}({','.join(names)})"
    entry = ela.scope.find(name)
    if entry is None:
        entry = ela.scope.create(name)
        entry.function, entry.symbol.opaque, entry.symbol.domain = True, True, "positive"
    values = [ela.tensor(n) for n in nodes]
    return Tensor((), Call(entry.name, (), tuple(Comprehension(v.axes, v.body) for v in values)))


def variance(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    t = ela.tensor(argument)
    if t.rank == 0:
        square = Mul((t.body, t.body))
        return Tensor((), Add((Expect(square), Mul((number(-1), Expect(t.body), Expect(t.body))))))
    if t.rank == 1:
        i, j = like(t.axes[0]), like(t.axes[0])
        a, b = renamed(t, (i,)), renamed(t, (j,))
        return Tensor((i, j), Add((Expect(Mul((a, b))), Mul((number(-1), Expect(a), Expect(b))))))
    raise Misread("J301", "the variance of a matrix", whole)


def covariance(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    items = argument.items if isinstance(argument, syntax.Listing) else (argument,)
    if len(items) == 1:
        return variance(ela, ref, argument, whole)
    if len(items) != 2:
        raise Misread("J301", "a covariance of more than two", whole)
    x, y = (ela.tensor(i) for i in items)
    if x.rank > 1 or y.rank > 1:
        raise Misread("J301", "the covariance of matrices", whole)
    axes = tuple(like(a) for a in (*x.axes, *y.axes))
    a, b = renamed(x, axes[: x.rank]), renamed(y, axes[x.rank :])
    body: Expr = Add((Expect(Mul((a, b))), Mul((number(-1), Expect(a), Expect(b)))))
    return Tensor(axes, body)
