"""Functions at arguments: known ones, those of the document, and the named operations on matrices and probabilities."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.latex.walk import walk
from backproof.meaning.arithmetic import spread
from backproof.meaning.conditions import INDICATORS, scalar_condition
from backproof.meaning.events import MEASURES, about_random, event_in_words, probability_of
from backproof.meaning.names import Ref, Scripts, atom, parts, sort_superscript
from backproof.meaning.scope import Entry
from backproof.meaning.signatures import arguments_of, signature
from backproof.meaning.tensor import Misread, Tensor, elementwise, fit, like, renamed, scalar, substitute
from backproof.terms.functions import BY_SPELLING
from backproof.terms.nodes import (
    Apply,
    Call,
    Compare,
    Comprehension,
    Expr,
    Index,
    Linear,
    Mul,
    Number,
    Position,
    Pow,
    Sum,
    number,
)
from backproof.terms.nodes import (
    Entry as Place,
)

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator

PROBABILITY = frozenset(("Pr", "P", "bb:P", "p", "q"))


def call(ela: Elaborator, node: syntax.Product, k: int) -> tuple[Tensor, int] | None:
    """A call at factor ``k`` of a product: the head and the bracket after it; None if this is no call."""
    if k + 1 >= len(node.factors) or node.operators[k] != "":
        return None
    head, follow = node.factors[k], node.factors[k + 1]
    group = follow.base if isinstance(follow, Scripted) else follow
    if not (isinstance(group, syntax.Group) and group.left in ("(", "[", "{") and group.body is not None):
        return None
    if isinstance(head, Name | Scripted):
        value = _called(ela, head, group)
        if value is not None:
            if isinstance(follow, Scripted):
                value = _after(ela, value, follow)
            return value, 2
    return None


def _after(ela: Elaborator, value: Tensor, follow: Scripted) -> Tensor:
    """``E[x]^2``, ``f(x)_i``: scripts on the bracket act on the value."""
    if follow.sub is not None:
        items = [ela.index(p) for p in parts(follow.sub)]
        if len(items) > value.rank:
            raise Misread("M202", "an index on a value that has no axis", follow)
        names = {a: e for a, e in zip(value.axes, items, strict=False) if e is not None}
        for a, e in names.items():
            if isinstance(e, Position):
                fit(e.index, a, follow, "an index")
        value = Tensor(tuple(a for a in value.axes if a not in names), substitute(value.body, names))
    return ela.powered(value, sort_superscript(follow.sup), follow)


def _called(ela: Elaborator, head: Name | Scripted, group: syntax.Group) -> Tensor | None:
    base = head.base if isinstance(head, Scripted) else head
    if not isinstance(base, Name):
        return None
    key = atom(base)
    if key in INDICATORS and isinstance(group.body, syntax.Relation):
        return scalar_condition(ela, group.body)
    ref = ela.resolve(head)
    assert ref is not None
    if key == "E" and group.left == "[" and not _parametric(ela, ref):
        return ela.powered(expectation(ela, ref, group.body, head), ref.sup, head)
    entry = ela.scope.find(ref.key)
    if (
        group.left == "["
        and entry is not None
        and not entry.function
        and entry.total >= len(ref.items) + 1
        and not ref.primes
        and not ref.sup.transposed
        and not _is_expression(group.body)
    ):
        items = list(parts(group.body))
        joined = Ref(ref.node, ref.base, ref.key, [*ref.items, *items], Scripts(), 0)
        return ela.powered(ela.reference(joined), ref.sup, head)
    if group.left == "(" and entry is not None and entry.indexed_call and not entry.function and not ref.primes:
        joined = Ref(ref.node, ref.base, ref.key, [*ref.items, *parts(group.body)], Scripts(), 0)
        return ela.powered(ela.reference(joined), ref.sup, head)
    if group.left == "{" and not (entry is not None and entry.function):
        return None
    return apply(ela, ref, group.body, head, group)


def _is_expression(node: Node | None) -> bool:
    """``(1 - h^2) \\odot d`` in square brackets is a factor and picks no entry."""
    inside = list(walk(node)) if node is not None else []
    return any(isinstance(n, syntax.Product) and set(n.operators) & {"odot", "circ", "otimes"} for n in inside)


def _parametric(ela: Elaborator, ref: Ref) -> bool:
    """Whether a name is a function that the document defines by an equation."""
    entry = ela.scope.find(ref.key)
    return entry is not None and entry.function and bool(entry.symbol.parameters)


def apply_operator(ela: Elaborator, node: syntax.Operator) -> Tensor:
    """``\\log p``, ``\\tanh^2(c)``, ``\\operatorname{tr}(AB)``."""
    ref = ela.resolve(node.head)
    if ref is None:
        raise Misread("M206", "this operator is not understood", node)
    argument = node.argument
    trailing: Scripted | None = None
    if (
        isinstance(argument, Scripted)
        and isinstance(argument.base, syntax.Group)
        and argument.base.left in "([{"
        and _SPECIAL.get(ref.base) is not trace
    ):
        trailing, argument = argument, argument.base
    body = argument.body if isinstance(argument, syntax.Group) and argument.left in ("(", "[", "{") else argument
    value = apply(ela, ref, body, node.head, node)
    if value is None:
        raise Misread("M205", f"nothing says what {ref.key} does", node)
    if trailing is not None:
        return _after(ela, value, trailing)
    return value


def power_inside(ela: Elaborator, node: Scripted) -> Node | None:
    """``tr (A + I)^{-1}`` as the trace of an inverse, where that is chosen: people write it for both."""
    inner = node.base
    if not isinstance(node.sup, syntax.Sum) or node.sup.signs[:1] != ("-",):
        return None
    if not isinstance(inner, syntax.Operator) or node.sub is not None or not isinstance(inner.argument, syntax.Group):
        return None
    ref = ela.resolve(inner.head)
    if ref is None or _SPECIAL.get(ref.base) is not trace or ela.scope.find(ref.key) is not None:
        return None
    if ela.choose("power after a trace", ("of the trace", "of the matrix")) == "of the trace":
        return None
    powered = Scripted(inner.argument, None, node.sup, node.primes, start=inner.argument.start, end=node.end)
    return syntax.Operator(inner.head, powered, start=node.start, end=node.end)


def apply(ela: Elaborator, ref: Ref, argument: Node | None, head: Node, whole: Node) -> Tensor | None:
    """The function ``ref`` names, at ``argument``; None if ``ref`` names no function."""
    entry = ela.scope.find(ref.key)
    power = Scripts(ref.sup.raised, ref.sup.tags, ref.sup.power, ref.sup.transposed)
    if ref.base in PROBABILITY and drawn_from(ref.node) is not None:
        return ela.powered(probability(ela, ref, argument, whole), power, whole)
    from backproof.meaning.densities import known as known_law

    law = known_law(ela, ref, argument, whole)
    if law is None and argument is not None:
        law = event(ela, ref, argument, whole)
    if law is not None:
        return ela.powered(law, power, whole)
    if not ref.items and not ref.primes and (told := signature(ela.scope, ref.key, argument)) is not None:
        known_density = ela.scope.find(told[0])
        if known_density is not None and known_density.symbol.parameters is not None:
            nodes = syntax.Listing(told[1]) if len(told[1]) != 1 else told[1][0]
            named = Ref(ref.node, told[0], told[0], [], Scripts(), 0)
            return ela.powered(apply_entry(ela, known_density, named, nodes, whole), power, whole)
    if entry is not None and entry.function:
        ela.symbols[ref.key] = entry
        return ela.powered(apply_entry(ela, entry, ref, argument, whole), power, whole)
    if entry is not None and entry.learnt != "usage":
        return None
    name = ref.base
    if (
        ref.sup.power is not None
        and isinstance(ref.sup.power, syntax.Sum)
        and name in ("sin", "cos", "tan", "tanh", "sigmoid")
    ):
        raise Misread("M206", "an inverse function or a reciprocal: not decided", whole)
    special = _SPECIAL.get(name)
    if special is not None and not (name == "E" and ela.scope.fact("expectation E") == "no"):
        return ela.powered(special(ela, ref, argument, whole), power, whole)
    base = _logarithm_base(ref)
    if base is not None:
        value = known_at(ela, "log", 1, 0, argument, whole)
        scale = Pow(Apply("log", (number(base),)), number(-1))
        return ela.powered(elementwise(value, Mul((scale, value.body))), power, whole)
    known = BY_SPELLING.get(name)
    if known is not None and not (ref.items or ref.key != ref.base):
        return ela.powered(known_at(ela, known.name, known.arity, ref.primes, argument, whole), power, whole)
    if ref.primes and entry is None and known is None:
        return None
    return None


def event(ela: Elaborator, ref: Ref, argument: Node, whole: Node) -> Tensor | None:
    """The probability of an event, about known random symbols or said in words; None if the bracket holds none."""
    if ref.base not in MEASURES or ref.key != ref.base or ref.items:
        return None
    said = event_in_words(ela.scope, ref.base, argument)
    if said is not None:
        key, nodes = said
        entry = ela.scope.find(key)
        if entry is None:
            entry = ela.scope.create(key, key)
            entry.function, entry.symbol.opaque, entry.symbol.domain = True, True, "positive"
        named = Ref(ref.node, key, key, [], Scripts(), 0)
        return apply_entry(ela, entry, named, syntax.Listing(nodes) if len(nodes) != 1 else nodes[0], whole)
    if isinstance(argument, syntax.Relation | syntax.Bar | syntax.Listing) and about_random(ela, argument):
        return probability_of(ela, argument)
    return None


def _logarithm_base(ref: Ref) -> int | None:
    """The base of ``\\log_2`` and ``\\log_{10}``."""
    base = ref.key.removeprefix("log_")
    return int(base) if base != ref.key and base in ("2", "10") and not ref.items and not ref.primes else None


def known_at(ela: Elaborator, name: str, arity: int, primes: int, argument: Node | None, whole: Node) -> Tensor:
    """A function of the table, entry by entry; primes differentiate it."""
    items = argument.items if isinstance(argument, syntax.Listing) else (argument,)
    values = [ela.tensor(i) for i in items]
    if (arity == 1 and len(values) != 1) or (arity > 1 and len(values) != arity):
        raise Misread("M206", f"{name} takes {arity} arguments", whole)
    shape = max(values, key=lambda t: t.rank)
    bodies = tuple(spread(v, shape, whole) for v in values)
    if not primes:
        return elementwise(shape, Apply(name, bodies))
    return elementwise(shape, derived(ela, name, bodies[0], primes))


def derived(ela: Elaborator, name: str, body: Expr, primes: int) -> Expr:
    """The derivative of a known function at a scalar, as a call differentiated by its slot."""
    symbol = known_symbol(ela, name)
    slots = tuple((0, Place(())) for _ in range(primes))
    return Call(symbol, (), (Comprehension((), body),), (), slots)


def known_symbol(ela: Elaborator, name: str) -> str:
    """A symbol that stands for a function of the table, so that it can be differentiated by its slot."""
    from backproof.terms.model import Symbol

    key = f"known {name}"
    if key not in ela.scope.model:
        ela.scope.model[key] = Symbol(key, known=name, latex=name)
    return key


def apply_entry(ela: Elaborator, entry: Entry, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    """A function of the document at its arguments."""
    symbol = entry.symbol
    entry.lay_out()
    nodes = arguments_of(argument)
    if any(isinstance(n, syntax.Dots) for n in nodes):
        raise Misread("M206", "arguments with dots", whole)
    values = [_argument(ela, n) for n in nodes]
    family = [ela.index(i) for i in ref.items]
    if any(f is None for f in family):
        raise Misread("M206", "a slice of functions", whole)
    count = symbol.family
    keys = tuple(f for f in family[:count] if f is not None)
    rest = [f for f in family[count:] if f is not None]
    if len(keys) < count:
        raise Misread("M206", f"{entry.latex} needs an index", whole)
    if symbol.known:
        shape = max(values, key=lambda t: t.rank)
        bodies = tuple(spread(v, shape, whole) for v in values)
        if ref.primes:
            return elementwise(shape, derived(ela, symbol.known, bodies[0], ref.primes))
        return elementwise(shape, Apply(symbol.known, bodies))
    if (
        symbol.domain == "positive"
        and symbol.parameters is None
        and not symbol.clauses
        and not ref.primes
        and (ref.base in PROBABILITY or isinstance(argument, syntax.Bar))
    ):
        from backproof.meaning.chance import density

        return density(ela, ref.key, argument, whole)
    if symbol.parameters is not None:
        return _defined_at(ela, entry, keys, rest, values, ref.primes, whole)
    return _opaque_at(ela, entry, keys, rest, values, ref.primes, whole)


def _argument(ela: Elaborator, node: Node) -> Tensor:
    if isinstance(node, syntax.Relation) and node.signs == ("=",):
        return ela.tensor(node.members[1])
    return ela.tensor(node)


def _defined_at(
    ela: Elaborator,
    entry: Entry,
    keys: tuple[Expr, ...],
    rest: list[Expr],
    values: list[Tensor],
    primes: int,
    whole: Node,
) -> Tensor:
    symbol = entry.symbol
    assert symbol.parameters is not None
    if len(values) != len(symbol.parameters):
        raise Misread("M206", f"{entry.latex} takes {len(symbol.parameters)} arguments, not {len(values)}", whole)
    arguments: list[Comprehension] = []
    mapped: Tensor | None = None
    for value, parameter in zip(values, symbol.parameters, strict=True):
        own = ela.scope.model[parameter.symbol]
        rank = len(own.axes) - own.family
        parameter.rank = rank
        if value.rank == rank:
            for axis, spec in zip(value.axes, [a for a in own.axes if not a.family], strict=True):
                fit(axis, Index("", spec.size), whole, f"the argument of {entry.latex}")
            arguments.append(Comprehension(value.axes, value.body))
        elif rank == 0:
            mapped = value if mapped is None else mapped
            arguments.append(Comprehension((), spread(value, mapped, whole)))
        else:
            raise Misread("M202", f"the argument of {entry.latex} has rank {value.rank}, not {rank}", whole)
    slots: tuple[tuple[int, Place], ...] = ()
    if primes:
        if len(values) != 1 or symbol.parameters[0].rank != 0:
            raise Misread("M206", "a prime on a function of more than one number", whole)
        slots = tuple((0, Place(())) for _ in range(primes))
    out = [a for a in symbol.axes if not a.family]
    fresh = tuple(Index("i", a.size) for a in out)
    indices: list[Expr] = [*rest, *(Position(i) for i in fresh[len(rest) :])]
    body = Call(symbol.name, keys, tuple(arguments), tuple(indices), slots)
    axes = fresh[len(rest) :]
    if mapped is not None:
        if axes:
            raise Misread("M206", "a function of numbers with a tensor value, at a tensor", whole)
        return elementwise(mapped, body)
    return Tensor(axes, body)


def _taken(entry: Entry, value: Tensor, whole: Node) -> None:
    """An argument from the space that is declared as the domain of a function. Raises ``Misread``."""
    if value.rank != len(entry.takes):
        raise Misread("M202", f"the argument of {entry.latex} has rank {value.rank}, not {len(entry.takes)}", whole)
    for axis, size in zip(value.axes, entry.takes, strict=True):
        fit(axis, Index("", size), whole, f"the argument of {entry.latex}")


def _opaque_at(
    ela: Elaborator,
    entry: Entry,
    keys: tuple[Expr, ...],
    rest: list[Expr],
    values: list[Tensor],
    primes: int,
    whole: Node,
) -> Tensor:
    symbol = entry.symbol
    if entry.takes and len(values) == 1:
        _taken(entry, values[0], whole)
    if entry.elementwise and len(values) == 1:
        value = values[0]
        slots = tuple((0, Place(())) for _ in range(primes))
        body = Call(symbol.name, keys, (Comprehension((), value.body),), (), slots)
        result = Tensor(value.axes, body, value.row)
        if rest:
            if len(rest) > value.rank:
                raise Misread("M202", f"{entry.latex} is given too many indices", whole)
            names = dict(zip(value.axes, rest, strict=False))
            return Tensor(value.axes[len(rest) :], substitute(body, names))
        return result
    arguments = tuple(Comprehension(v.axes, v.body) for v in values)
    slots = ()
    if primes:
        if len(values) != 1 or values[0].rank:
            raise Misread("M206", "a prime on a function of more than one number", whole)
        slots = tuple((0, Place(())) for _ in range(primes))
    out = [a for a in symbol.axes if not a.family]
    fresh = tuple(Index("i", a.size) for a in out)
    if len(rest) > len(fresh):
        raise Misread("M202", f"{entry.latex} is given too many indices", whole)
    indices = (*rest, *(Position(i) for i in fresh[len(rest) :]))
    return Tensor(fresh[len(rest) :], Call(symbol.name, keys, arguments, tuple(indices), slots))


# ---------------------------------------------------------------------- named operations


def _square(ela: Elaborator, argument: Node | None, what: str, whole: Node) -> Tensor:
    t = ela.tensor(argument)
    if t.rank == 0:
        return t
    if t.rank != 2:
        raise Misread("M202", f"{what} of something that is no matrix", whole)
    fit(t.axes[0], t.axes[1], whole, f"{what} of a matrix that is not square")
    return t


def trace(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    t = _square(ela, argument, "the trace", whole)
    if t.rank == 0:
        return t
    i = like(t.axes[0])
    return scalar(Sum(i, renamed(t, (i, i))))


def determinant(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    t = _square(ela, argument, "the determinant", whole)
    return t if t.rank == 0 else scalar(Linear("determinant", Comprehension(t.axes, t.body)))


def diagonal(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    """diag of a vector is a matrix, of a matrix its diagonal; of entries with a free index, the matrix over it."""
    before = set(ela.free)
    items = argument.items if isinstance(argument, syntax.Listing) else None
    t = ela.vector_of(items, whole) if items else ela.tensor(argument)
    if t.rank == 0:
        fresh = [i for key, i in ela.free.items() if i in t.body.free and key not in before]
        if len(fresh) != 1:
            return t
        for key in [key for key, i in ela.free.items() if i is fresh[0]]:
            del ela.free[key]
        t = Tensor((fresh[0],), t.body)
    if t.rank == 2:
        fit(t.axes[0], t.axes[1], whole, "the diagonal of a matrix that is not square")
        i = like(t.axes[0])
        body = renamed(t, (i, i))
        if ref.base in ("Diag",) or ela.choose("diagonal", ("vector", "matrix")) == "matrix":
            j = Index("j", i.size)
            return Tensor((i, j), Mul((Compare("=", Position(i), Position(j)), body)))
        return Tensor((i,), body)
    if t.rank != 1:
        raise Misread("M202", "diag of something that is neither vector nor matrix", whole)
    i = t.axes[0]
    j = Index("j", i.size, i.lower)
    return Tensor((i, j), Mul((Compare("=", Position(i), Position(j)), t.body)))


def softmax(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    """exp z_i / Σ_j exp z_j, along the last axis. A definition, not a primitive."""
    t = ela.tensor(argument)
    if t.rank == 0:
        raise Misread("M202", "the softmax of a number", whole)
    axis = t.axes[-1] if t.rank == 1 or ela.choose("softmax over", ("rows", "columns")) == "rows" else t.axes[0]
    j = like(axis)
    other = substitute(t.body, {axis: Position(j)})
    body = Mul((Apply("exp", (t.body,)), Pow(Sum(j, Apply("exp", (other,))), number(-1))))
    result = Tensor(t.axes, body, t.row)
    items = [ela.index(i) for i in ref.items]
    if items and items[0] is not None:
        return Tensor(t.axes[1:], substitute(body, {t.axes[0]: items[0]}))
    return result


def log_softmax(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    t = softmax(ela, ref, argument, whole)
    return elementwise(t, Apply("log", (t.body,)))


def log_sum_exp(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    t = ela.tensor(argument)
    if t.rank != 1:
        raise Misread("M202", "log-sum-exp of something that is no vector", whole)
    return scalar(Apply("log", (Sum(t.axes[0], Apply("exp", (t.body,))),)))


def vec(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    from backproof.meaning.matrices import stacked_columns

    return stacked_columns(ela.tensor(argument), whole)


def norm(ela: Elaborator, group: syntax.Group, sub: Node | None) -> Tensor:
    """``|x|``, ``\\|x\\|``, ``\\|x\\|_1``, ``\\|A\\|_F``, ``\\|A\\|_2``, ``|A|`` of a matrix (its determinant)."""
    t = ela.tensor(group.body)
    kind = sub.text if isinstance(sub, syntax.Number | Name) else ""
    if sub is not None and not kind:
        raise Misread("M206", "this norm is not understood", group)
    if t.rank == 0 and kind == "F":
        raise Misread("M202", "a Frobenius norm of a number: what is meant is a matrix", group)
    if t.rank == 0:
        return scalar(Apply("abs", (t.body,)))
    if group.left == "|":
        if t.rank == 2:
            fit(t.axes[0], t.axes[1], group, "the determinant of a matrix that is not square")
            return scalar(Linear("determinant", Comprehension(t.axes, t.body)))
        return elementwise(t, Apply("abs", (t.body,)))
    if kind == "1" and t.rank == 1:
        return scalar(Sum(t.axes[0], Apply("abs", (t.body,))))
    if t.rank == 2 and kind == "2":
        return scalar(Linear("spectral norm", Comprehension(t.axes, t.body)))
    if kind not in ("", "2", "F"):
        raise Misread("M206", f"the norm with index {kind} is not understood", group)
    if t.rank == 2 and kind == "" and ela.choose("matrix norm", ("Frobenius", "spectral")) == "spectral":
        return scalar(Linear("spectral norm", Comprehension(t.axes, t.body)))
    body: Expr = Pow(t.body, number(2))
    for axis in t.axes:
        body = Sum(axis, body)
    return scalar(Apply("sqrt", (body,)))


def angle(ela: Elaborator, group: syntax.Group) -> Tensor:
    """``\\langle a, b \\rangle``: the inner product, of matrices entry by entry."""
    if group.left != "⟨" or not isinstance(group.body, syntax.Listing) or len(group.body.items) != 2:
        raise Misread("M206", "this bracket is not understood", group)
    a, b = (ela.tensor(i) for i in group.body.items)
    if a.rank != b.rank:
        raise Misread("M202", "an inner product of tensors of different rank", group)
    body: Expr = Mul((a.body, spread(b, a, group)))
    for axis in a.axes:
        body = Sum(axis, body)
    return scalar(body)


def square_root(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    t = ela.tensor(argument)
    return elementwise(t, Apply("sqrt", (t.body,)))


def expectation(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    from backproof.meaning.chance import expectation as read

    return read(ela, ref, argument, whole)


def variance(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    from backproof.meaning.chance import variance as read

    return read(ela, ref, argument, whole)


def covariance(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    from backproof.meaning.chance import covariance as read

    return read(ela, ref, argument, whole)


def probability(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    from backproof.meaning.chance import probability as read

    return read(ela, ref, argument, whole)


def mean(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    """The mean of the entries of a vector."""
    t = ela.tensor(argument)
    if t.rank != 1:
        raise Misread("M206", "the mean of something that is no vector", whole)
    i, j = t.axes[0], like(t.axes[0])
    return scalar(Mul((Sum(i, t.body), Pow(Sum(j, Number(number(1).value)), number(-1)))))


def drawn_from(node: Node) -> syntax.Relation | None:
    """``i \\sim D`` below a sign of chance; None if nothing of the kind stands there."""
    sub = node.sub if isinstance(node, Scripted) else None
    return sub if isinstance(sub, syntax.Relation) and sub.signs == ("sim",) else None


def order_of(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor:
    raise Misread("J302", "orders of magnitude are not judged", whole)


_SPECIAL: dict[str, Callable[[Elaborator, Ref, Node | None, Node], Tensor]] = {
    "tr": trace,
    "Tr": trace,
    "trace": trace,
    "det": determinant,
    "diag": diagonal,
    "Diag": diagonal,
    "softmax": softmax,
    "Softmax": softmax,
    "SoftMax": softmax,
    "logsoftmax": log_softmax,
    "LogSoftmax": log_softmax,
    "logsumexp": log_sum_exp,
    "LogSumExp": log_sum_exp,
    "LSE": log_sum_exp,
    "vec": vec,
    "sqrt": square_root,
    "mean": mean,
    "bb:E": expectation,
    "E": expectation,
    "Var": variance,
    "var": variance,
    "bb:V": variance,
    "Cov": covariance,
    "cov": covariance,
    "bb:P": probability,
    "O": order_of,
    "o": order_of,
    "cal:O": order_of,
    "Pr": probability,
}
