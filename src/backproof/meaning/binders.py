"""Big operators: sums and products over ranges, sets and conditions; limits and integrals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.chains import falls, ordered_product
from backproof.meaning.conditions import scalar_condition
from backproof.meaning.names import atom, letter, parts
from backproof.meaning.tensor import Misread, Tensor, affine_key, scalar, substitute
from backproof.terms.nodes import (
    At,
    Constant,
    Expr,
    Index,
    Limit,
    Member,
    Mul,
    Number,
    Position,
    Product,
    Sum,
    number,
)
from backproof.terms.sizes import Size
from backproof.terms.traversal import symbols_in

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator


class Binder:
    """One bound letter with its range and conditions."""

    __slots__ = ("condition", "index", "key", "lower", "upper")

    def __init__(
        self,
        key: str,
        index: Index,
        lower: Expr | None = None,
        upper: Expr | None = None,
        condition: Expr | None = None,
    ) -> None:
        self.key = key
        self.index = index
        self.lower = lower
        self.upper = upper
        self.condition = condition


def big(ela: Elaborator, node: syntax.Big) -> Tensor:
    """The meaning of a big operator with its body."""
    if node.kind == "sum":
        return total(ela, node, Sum)
    if node.kind == "prod":
        return multiplied(ela, node)
    if node.kind == "lim":
        return limit(ela, node)
    if node.kind == "int":
        from backproof.meaning.integrals import integral

        return integral(ela, node)
    if node.kind in ("argmin", "argmax", "min", "max", "sup", "inf"):
        raise Misread("J304", "minimisers are not judged", node)
    raise Misread("M206", f"the operator {node.kind} is not understood", node)


def total(ela: Elaborator, node: syntax.Big, kind: type[Sum] | type[Product]) -> Tensor:
    if node.body is None:
        raise Misread("M206", "a sum of nothing", node)
    binders, body = bound(ela, node)
    result = body.body
    for b in reversed(binders):
        result = kind(b.index, result, b.lower, b.upper, b.condition)
    return Tensor(body.axes, result, body.row)


def multiplied(ela: Elaborator, node: syntax.Big) -> Tensor:
    if node.body is None:
        raise Misread("M206", "a product of nothing", node)
    binders, body = bound(ela, node)
    if body.rank == 0:
        result = body.body
        for b in reversed(binders):
            result = Product(b.index, result, b.lower, b.upper, b.condition)
        return scalar(result)
    if body.rank != 2 or len(binders) != 1 or binders[0].condition is not None or binders[0].upper is None:
        raise Misread("M206", "an ordered product that is not understood", node)
    b = binders[0]
    lower = b.lower if b.lower is not None else number(1)
    assert b.upper is not None
    if falls(lower, b.upper):
        return ordered_product(b.index, body, b.upper, lower, descending=True)
    rising = ela.choose("order of a product of matrices", ("rising", "falling")) == "rising"
    return ordered_product(b.index, body, lower, b.upper, descending=not rising)


def bound(ela: Elaborator, node: syntax.Big) -> tuple[list[Binder], Tensor]:
    """The binders of an operator and its body read under them."""
    binders: list[Binder] = []
    late: list[Node] = []
    subs = node.sub.items if isinstance(node.sub, syntax.Listing) else (node.sub,)
    names: dict[str, Index] = {}
    for sub in _joined(subs):
        for b in _binders(ela, sub, node, names, late):
            binders.append(b)
            names[b.key] = b.index
    if not binders:
        binders, names = _from_conditions(ela, node, late)
    with ela.binding(names):
        for condition in late:
            assert isinstance(condition, syntax.Relation)
            c = scalar_condition(ela, condition).body
            last = binders[-1]
            last.condition = c if last.condition is None else Mul((last.condition, c))
        body = ela.tensor(node.body)
    return binders, body


def _joined(subs: tuple[Node | None, ...]) -> list[Node | None]:
    """``i,j=1`` is cut by its comma into ``i`` and ``j=1``: both start at 1."""
    out = list(subs)
    if (
        len(out) > 1
        and isinstance(out[-1], syntax.Relation)
        and out[-1].signs == ("=",)
        and all(isinstance(s, Name) for s in out[:-1])
    ):
        last = out[-1]
        return [*(syntax.Relation((s, last.members[1]), ("=",)) for s in out[:-1]), last]
    return out


def _binders(
    ela: Elaborator, sub: Node | None, node: syntax.Big, names: dict[str, Index], late: list[Node]
) -> list[Binder]:
    if sub is None:
        return []
    if isinstance(sub, syntax.Relation):
        first = sub.members[0]
        key = letter(first)
        if sub.signs == ("=",) and key and not _is_condition(ela, sub, key):
            with ela.binding(names):
                return [_ranged(ela, key, sub.members[1], node.sup)]
        if sub.signs[0] == "colon" and len(sub.signs) > 1 and key:
            late.append(syntax.Relation(sub.members[1:], sub.signs[1:], start=sub.start, end=sub.end))
            return [_open(ela, key, node.sup)]
        if sub.signs == ("=", "colon") and key:
            with ela.binding(names):
                return [_ranged(ela, key, sub.members[1], sub.members[2])]
        if sub.signs[0] == "in" and len(sub.signs) == 1:
            keys = [letter(p) for p in parts(first)]
            if all(keys):
                return [_member(ela, k, sub.members[1], names) for k in keys]
        if (
            sub.signs == ("!=",)
            and key
            and not isinstance(first, syntax.Group)
            and key not in ela.bound
            and key not in names
        ):
            index = _open(ela, key, node.sup)
            late.append(sub)
            return [index]
        if len(sub.signs) == 2 and sub.signs[0] in ("<", "<=") and sub.signs[1] in ("<", "<="):
            middle = letter(sub.members[1])
            if middle:
                with ela.binding(names):
                    return [_between(ela, middle, sub)]
        if sub.signs[0] in ("<", ">", "<=", ">=") and len(sub.signs) == 1 and key and key not in ela.bound:
            late.append(sub)
            other = letter(sub.members[1])
            made = [_open(ela, key, None)]
            if (
                other
                and other not in ela.bound
                and other not in names
                and ela.scope.usage.is_bound(other)
                and ela.scope.find(other) is None
                and not ela.free.get(other)
            ):
                made.append(_open(ela, other, None))
            return made
        late.append(sub)
        return []
    made = []
    for item in parts(sub):
        key = letter(item)
        if not key:
            raise Misread("M206", "what a sum runs over is not understood", node)
        made.append(_open(ela, key, node.sup))
    return made


def _is_condition(ela: Elaborator, sub: syntax.Relation, key: str) -> bool:
    """``\\sum_{y_i = G(x_i)}``: a condition rather than a lower bound."""
    return isinstance(sub.members[0], Scripted) and sub.members[0].sub is not None


def _ranged(ela: Elaborator, key: str, low: Node | None, high: Node | None) -> Binder:
    if isinstance(low, syntax.Relation) or low is None:
        raise Misread("M206", "the range of a sum is not understood", low)
    upper_node = high
    if isinstance(low, syntax.Product | syntax.Listing):
        items = low.items if isinstance(low, syntax.Listing) else low.factors
        dots = [k for k, i in enumerate(items) if isinstance(i, syntax.Dots)]
        if dots and high is None:
            low, upper_node = items[0], items[-1]
    lower = ela.scalar(low, "the lower bound of a sum")
    if upper_node is None:
        return _started(ela, key, lower)
    if isinstance(upper_node, Name) and upper_node.text == "infty":
        return Binder(key, _partial(ela, key, 1), lower, Constant("infty"))
    upper = ela.scalar(upper_node, "the upper bound of a sum")
    whole = isinstance(lower, Number) and lower.value in (0, 1)
    if whole and _is_size(ela, upper):
        start = int(lower.value) if isinstance(lower, Number) else 1
        if start == 1:
            return Binder(key, Index(key, Size(affine_key(upper), upper)))
        index = Index(key, Size(), 0)
        ela.partial.add(index)
        return Binder(key, index, lower, upper)
    counted(ela, lower, upper)
    return Binder(key, _partial(ela, key, 1), lower, upper)


def counted(ela: Elaborator, *bounds: Expr) -> None:
    """The free letters in the bounds of a sum, or below a binomial, are whole numbers, also where a t is no index."""
    for bound in bounds:
        for name in symbols_in(bound):
            symbol = ela.scope.model[name]
            if symbol.clauses or symbol.axes or symbol.parameters is not None:
                continue
            if symbol.domain in ("real", "positive", "nonnegative", "interval 0.0 inf", "interval 1.0 inf"):
                symbol.domain = "whole"
            elif symbol.domain.startswith("interval"):
                symbol.domain = symbol.domain.replace("interval", "whole")


def _started(ela: Elaborator, key: str, lower: Expr) -> Binder:
    """``\\sum_{i=1}`` without an end: to the end of what it runs over."""
    known = ela.scope.range(key)
    index = Index(key, known[0], known[1]) if known else Index(key)
    if isinstance(lower, Number) and lower.value == index.lower:
        return Binder(key, index)
    return Binder(key, index, lower, None)


def _partial(ela: Elaborator, key: str, lower: int) -> Index:
    index = Index(key, Size(), lower)
    ela.partial.add(index)
    return index


def _is_size(ela: Elaborator, e: Expr) -> bool:
    """Whether an upper bound is the length of an axis: a number or a size, not another index."""
    return isinstance(e, Number) or (isinstance(e, At) and ela.scope.model[e.symbol].is_size)


def _open(ela: Elaborator, key: str, high: Node | None) -> Binder:
    """``\\sum_i``, ``\\sum_i^I``: over the whole range of the letter."""
    if high is not None:
        upper = ela.scalar(high, "the upper bound of a sum")
        return (
            Binder(key, Index(key, Size(affine_key(upper), upper)))
            if _is_size(ela, upper)
            else Binder(key, _partial(ela, key, 1), number(1), upper)
        )
    known = ela.scope.range(key)
    return Binder(key, Index(key, known[0], known[1]) if known else Index(key))


def _member(ela: Elaborator, key: str, collection: Node | None, names: dict[str, Index]) -> Binder:
    base = collection.base if isinstance(collection, Scripted) else collection
    if isinstance(collection, syntax.Group):
        raise Misread("M206", "a sum over a listed set", collection)
    if not isinstance(base, Name):
        raise Misread("M206", "what a sum runs over is not understood", collection)
    index = Index(key, Size(f"|{atom(base)}|"))
    ela.scope.sets.add(atom(base))
    items = [ela.index(p) for p in parts(collection.sub)] if isinstance(collection, Scripted) else []
    if any(i is None for i in items):
        raise Misread("M206", "a slice of sets", collection)
    return Binder(
        key, index, None, None, Member(Position(index), f"set {atom(base)}", tuple(i for i in items if i is not None))
    )


def _between(ela: Elaborator, key: str, sub: syntax.Relation) -> Binder:
    low, high = ela.scalar(sub.members[0]), ela.scalar(sub.members[2])
    from backproof.terms.nodes import Add

    if sub.signs[0] == "<":
        low = Add((low, number(1)))
    if sub.signs[1] == "<":
        high = Add((high, number(-1)))
    return Binder(key, _partial(ela, key, 1), low, high)


def _from_conditions(ela: Elaborator, node: syntax.Big, late: list[Node]) -> tuple[list[Binder], dict[str, Index]]:
    """``\\sum_{y_i \\ne G(x_i)} w_i``: the letter that the condition leaves free is the one bound."""
    from backproof.latex.walk import walk

    for condition in late:
        for inner in walk(condition):
            if isinstance(inner, Scripted) and inner.sub is not None:
                for item in parts(inner.sub):
                    key = letter(item)
                    if key and key not in ela.bound and ela.scope.usage.is_bound(key):
                        b = _open(ela, key, None)
                        return [b], {key: b.index}
    if isinstance(node.sub, Node) or node.sub is None:
        found = _only_letter(ela, node)
        if found:
            b = _open(ela, found, node.sup)
            return [b], {found: b.index}
    raise Misread("M206", "what a sum runs over is not said", node)


def _only_letter(ela: Elaborator, node: syntax.Big) -> str:
    """A sum that names no index runs over the one free letter of its body, if there is just one."""
    from backproof.latex.walk import walk

    if node.sub is not None or node.body is None:
        return ""
    keys: set[str] = set()
    for inner in walk(node.body):
        if isinstance(inner, Scripted) and isinstance(inner.base, Name):
            ref = ela.resolve(inner)
            for item in ref.items if ref else ():
                if letter(item) and letter(item) not in ela.bound:
                    keys.add(letter(item))
    return keys.pop() if len(keys) == 1 else ""


def limit(ela: Elaborator, node: syntax.Big) -> Tensor:
    """``\\lim_{x \\to a} f``; along an index, the index becomes a whole number of its own."""
    sub = node.sub
    if not (isinstance(sub, syntax.Relation) and sub.signs == ("to",)) or node.body is None:
        raise Misread("M206", "a limit that is not understood", node)
    first, target, side = sub.members[0], sub.members[1], ""
    if isinstance(first, syntax.Group) and first.left == "|":
        first, side = first.body, "both"
    if (
        isinstance(target, Scripted)
        and target.sub is None
        and isinstance(target.sup, Name)
        and target.sup.text in ("plus", "minus", "+", "-")
    ):
        side = "+" if target.sup.text in ("plus", "+") else "-"
        target = target.base
    key = letter(first)
    value = ela.tensor(target)
    if not key or value.rank:
        raise Misread("M206", "the variable of a limit is not understood", node)
    if key in ela.free or (ela.scope.usage.is_bound(key) and ela.scope.find(key) is None):
        return _limit_along(ela, node, key, value.body, side)
    body = ela.tensor(node.body)
    var = ela.tensor(first)
    if not isinstance(var.body, At) or var.rank:
        raise Misread("M206", "the variable of a limit is not understood", node)
    return Tensor(body.axes, Limit(body.body, var.body.symbol, value.body, side), body.row)


def _limit_along(ela: Elaborator, node: syntax.Big, key: str, value: Expr, side: str) -> Tensor:
    name = f"limit {key}"
    entry = ela.scope.find(name)
    if entry is None:
        entry = ela.scope.create(name, key)
        entry.symbol.domain = "whole"
    index = Index(key)
    with ela.binding({key: index}):
        body = ela.tensor(node.body)
    return Tensor(
        body.axes, Limit(substitute(body.body, {index: At(entry.name, ())}), entry.name, value, side), body.row
    )
