"""Expectations, variances and probabilities: over an index drawn from weights, or over random symbols."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Node
from backproof.latex.walk import walk
from backproof.meaning.announcing import Stated, law_call
from backproof.meaning.conditions import scalar_condition
from backproof.meaning.names import Ref, letter
from backproof.meaning.randomness import density_named, variable
from backproof.meaning.scope import Entry, Scope
from backproof.meaning.signatures import arguments_of, density_name
from backproof.meaning.tensor import Misread, Tensor, like, renamed, substitute
from backproof.terms.nodes import Add, Call, Comprehension, Expect, Expr, Index, Mul, Position, Pow, Sum, number

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator


def _drawn(ela: Elaborator, node: Node) -> tuple[str, Index, Tensor] | None:
    """``i \\sim D`` under an expectation: the letter and the weights of its values."""
    from backproof.meaning.heads import drawn_from

    sub = drawn_from(node)
    if sub is None:
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
    named = over(ela, ref, argument)
    if named is not None:
        return named
    t = ela.tensor(argument)
    return Tensor(t.axes, averaged(ela, t.body), t.row)


def averaged(ela: Elaborator, body: Expr) -> Expr:
    """E[body]: over the random symbols, or the mean over the index that the words name."""
    key = ela.scope.fact("average over")
    if not key:
        return Expect(body)
    index = ela.free.get(key)
    if index is None or index not in body.free:
        return body
    i, j = like(index), like(index)
    return Mul((Sum(i, substitute(body, {index: Position(i)})), Pow(Sum(j, number(1)), number(-1))))


def over(ela: Elaborator, ref: Ref, argument: Node | None) -> Tensor | None:
    """``\\mathbb E_R``, ``\\mathbb E_{x \\sim p}``, ``\\mathbb E_q``: over what is named; None if nothing is."""
    sub = ref.node.sub if isinstance(ref.node, syntax.Scripted) else None
    if sub is None:
        return None
    names: list[str] = []
    inner = dict[str, Entry]()
    items = sub.items if isinstance(sub, syntax.Listing) else (sub,)
    for item in items:
        subject: Node
        law: Node | None
        if isinstance(item, syntax.Relation) and item.signs == ("sim",) and item.members[0] is not None:
            subject, law = item.members[0], item.members[1]
        elif isinstance(item, syntax.Name | syntax.Scripted):
            subject, law = item, None
        else:
            return None
        found = ela.resolve(subject)
        if found is None:
            return None
        stated = _law_of(ela, law) if law is not None else density_named(ela.scope, found.key)
        if stated is not None:
            node = subject if law is not None else _argument_of(ela, found.key, stated, argument)
            entry = variable(ela, node, stated, found.key if law is None else "given")
            key = ela.resolve(node)
            assert key is not None
            inner[key.key] = entry
            names.append(entry.name)
            continue
        entry_ = ela.scope.find(found.key)
        if entry_ is None:
            return None
        names.append(entry_.name)
    with under(ela, inner):
        t = ela.tensor(argument)
    return Tensor(t.axes, Expect(t.body, tuple(names)), t.row)


@contextmanager
def under(ela: Elaborator, entries: dict[str, Entry]) -> Iterator[None]:
    """Names that mean something of their own under an expectation."""
    saved = ela.scope
    inner = Scope(saved.usage, saved.model, saved, saved.title, position=saved.position)
    inner.entries.update(entries)
    ela.scope = inner
    try:
        yield
    finally:
        ela.scope = saved


def _law_of(ela: Elaborator, node: Node | None) -> Stated | None:
    """The law on the right of ``x \\sim p``: a call such as ``\\mathcal N(0, 1)`` or a name that stands for one."""
    found = law_call(node)
    if found is not None:
        return Stated((), *found)
    ref = ela.resolve(node) if isinstance(node, syntax.Name | syntax.Scripted) else None
    return density_named(ela.scope, ref.key) if ref is not None else None


def _argument_of(ela: Elaborator, key: str, stated: Stated, argument: Node | None) -> Node:
    """The variable of ``\\mathbb E_q[…]``: what ``q`` is called with, else the only name that could be random."""
    held: set[str] = {key}
    for p in stated.parameters:
        held |= {
            r.key for n in walk(p) if isinstance(n, syntax.Name | syntax.Scripted) and (r := ela.resolve(n)) is not None
        }
    found: dict[str, Node] = {}
    for n in walk(argument) if argument is not None else ():
        if isinstance(n, syntax.Product) and len(n.factors) >= 2:
            for k, f in enumerate(n.factors[:-1]):
                r = ela.resolve(f) if isinstance(f, syntax.Name | syntax.Scripted) else None
                group = n.factors[k + 1]
                if (
                    r is not None
                    and r.key == key
                    and isinstance(group, syntax.Group)
                    and isinstance(group.body, syntax.Name | syntax.Scripted)
                ):
                    return group.body
        r = ela.resolve(n) if isinstance(n, syntax.Name | syntax.Scripted) else None
        if (
            r is None
            or r.key in held
            or (isinstance(n, syntax.Name) and (n.font in ("op", "rm", "text") or n.text in ("pi", "e", "infty")))
        ):
            continue
        entry = ela.scope.find(r.key)
        if (entry is not None and (entry.function or entry.symbol.clauses or entry.symbol.is_size)) or density_named(
            ela.scope, r.key
        ):
            continue
        found.setdefault(r.key, n.base if isinstance(n, syntax.Scripted) and not r.items else n)
    if len(found) != 1:
        raise Misread("J301", "the random variable of an expectation is not named", argument)
    return next(iter(found.values()))


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
    if argument is not None and any(isinstance(n, syntax.Relation | syntax.Words) for n in walk(argument)):
        raise Misread("J301", "claims about chance are not judged", whole)
    return density(ela, ref.key, argument, whole)


def density(ela: Elaborator, key: str, argument: Node | None, whole: Node) -> Tensor:
    """``Pr(y | x, φ)``: an unspecified positive function of what stands in the bracket, one for each list of names."""
    nodes = arguments_of(argument)
    names = []
    for n in nodes:
        inner = ela.resolve(n)
        names.append(inner.base if inner is not None else "·")
    name = density_name(key, names)
    entry = ela.scope.find(name)
    if entry is None:
        entry = ela.scope.create(name)
        entry.function, entry.symbol.opaque, entry.symbol.domain = True, True, "positive"
    values = [ela.tensor(n) for n in nodes]
    return Tensor((), Call(entry.name, (), tuple(Comprehension(v.axes, v.body) for v in values)))


def variance(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    drawn = weights(ela, ref)
    if drawn is not None:
        return _spread_of(ela, drawn, argument, whole)
    t = ela.tensor(argument)
    if t.rank == 0:
        square = Mul((t.body, t.body))
        return Tensor((), Add((averaged(ela, square), Mul((number(-1), averaged(ela, t.body), averaged(ela, t.body))))))
    if (t.rank == 1 and ela.choose("variance of a vector", ("covariance", "entries")) == "entries") or (
        t.rank == 2 and not written_bold(argument)
    ):
        square = Mul((t.body, t.body))
        return Tensor(
            t.axes, Add((averaged(ela, square), Mul((number(-1), averaged(ela, t.body), averaged(ela, t.body)))))
        )
    if t.rank == 1:
        i, j = like(t.axes[0]), like(t.axes[0])
        a, b = renamed(t, (i,)), renamed(t, (j,))
        return Tensor((i, j), Add((averaged(ela, Mul((a, b))), Mul((number(-1), averaged(ela, a), averaged(ela, b))))))
    raise Misread("J301", "the variance of a matrix", whole)


def _spread_of(ela: Elaborator, drawn: tuple[str, Index, Expr], argument: Node | None, whole: Node) -> Tensor:
    """The variance of a number whose index is drawn from weights: E[a²] − E[a]²."""
    key, index, weight = drawn
    with ela.binding({key: index}):
        t = ela.tensor(argument)
    if t.rank:
        raise Misread("J301", "the variance of an array over a drawn index", whole)
    mean = Sum(index, Mul((weight, t.body)))
    return Tensor((), Add((Sum(index, Mul((weight, t.body, t.body))), Mul((number(-1), mean, mean)))))


def written_bold(node: Node | None) -> bool:
    """Whether a matrix is set in bold: then its variance is no matrix of variances of entries by habit."""
    return isinstance(node, syntax.Name) and node.font == "bold"


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
    body: Expr = Add((averaged(ela, Mul((a, b))), Mul((number(-1), averaged(ela, a), averaged(ela, b)))))
    return Tensor(axes, body)
