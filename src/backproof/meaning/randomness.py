"""The laws of random symbols, built from what ``announcing`` collected, once shapes are known.

Entries of a tensor are independent unless a full covariance is given. A variable of which only moments are said gets
a law that has these moments and nothing else; where even these are not all said, a *loose* law, under which a failing
identity is never called wrong.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

from backproof.latex import tree as syntax
from backproof.latex.tree import Node
from backproof.meaning.announcing import Chance, Moments, Stated
from backproof.meaning.contradictions import refuse
from backproof.meaning.conventions import assume
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.printed import value as value_of
from backproof.meaning.scope import Entry, Scope
from backproof.meaning.tensor import Misread, Tensor, renamed
from backproof.terms.distributions import BY_NAME, LOOSE
from backproof.terms.model import Distribution
from backproof.terms.nodes import ONE, Compare, Expr, Index, Mul, Position
from backproof.text.blocks import Span


def settle(scope: Scope) -> None:
    """Write the laws that a section states into its symbols, once their shapes are known."""
    said: Chance | None = scope.chance
    if said is None:
        return
    for one in said.stated:
        for node in one.subjects:
            scope.position = one.start or scope.position
            _give(scope, node, one)
    for m in said.moments.values():
        scope.position = m.start
        _give_moments(scope, m)


def _give_moments(scope: Scope, m: Moments) -> None:
    known = m.mean is not None and m.variance is not None
    if not (known or m.symmetric or m.mean is not None or m.variance is not None or m.random):
        return
    if m.symmetric and known:
        law = "symmetric moments"
    elif known:
        law = "moments"
    elif m.symmetric:
        law = "loose symmetric"
    elif m.mean is not None:
        law = "loose moments"
    else:
        law = "loose variance" if m.variance is not None else "unknown"
    if law == "unknown":
        _give(scope, m.node, Stated((), BY_NAME[law], independent=m.independent))
        return
    # What is left unsaid is some number of its own, one that no formula speaks of.
    odd = zlib.crc32(repr(m.node).encode()) % 997
    some = (syntax.Number(f"0.57{odd:03}"), syntax.Number(f"0.83{odd:03}"))
    given = (m.mean or some[0], m.variance or some[1])
    _give(scope, m.node, Stated((), BY_NAME[law], given, span=Span(m.start, m.start)))


_ALLOWED: dict[str, tuple[str, Callable[[float], bool]]] = {
    "variance": ("is not negative", lambda v: v >= 0),
    "probability": ("lies between 0 and 1", lambda p: 0 <= p <= 1),
    "trials": ("is a whole number", lambda n: n >= 0 and n == int(n)),
    **dict.fromkeys(("rate", "scale", "shape", "degrees"), ("is positive", lambda x: x > 0)),
}
"""What a parameter of a law has to be, in words and as a test of a written number."""


def impossible(one: Stated) -> str:
    """Why no variable can have a law, by the numbers that stand in it; empty where it can."""
    written = [(k, value_of(node)) for k, node in zip(one.law.parameters, one.parameters, strict=False)]
    for kind, value in written:
        words, allowed = _ALLOWED.get(kind, ("", lambda _: True))
        if value is not None and not allowed(value):
            return f"a {kind} {words}, and {value:g} is not so"
    ends = dict(written)
    low, high = ends.get("low"), ends.get("high")
    if low is not None and high is not None and low >= high:
        return f"there is nothing between {low:g} and {high:g}"
    return ""


def _give(scope: Scope, node: Node, one: Stated) -> None:
    ela = Elaborator(scope)
    ref = ela.resolve(node)
    entry = scope.find(ref.key) if ref is not None and ref.sup.power is None else None
    if ref is None or entry is None or entry.symbol.clauses or entry.function or entry.symbol.is_size:
        return
    wrong = impossible(one)
    if wrong:
        refuse(scope, entry, one.span, f"{entry.latex} cannot have this law: {wrong}")
        return
    law = entry.symbol.distribution
    if law is not None and one.law.name in ("moments", "symmetric moments", *LOOSE) and law.name not in LOOSE:
        return
    try:
        entry.symbol.distribution = law_of(ela, entry, ref.items, one, node)
    except Misread:
        return


def law_of(ela: Elaborator, entry: Entry, items: list[Node], one: Stated, node: Node) -> Distribution:
    """The law ``one`` for all entries of ``entry``, written at ``items``. Raises ``Misread``."""
    if items and any(isinstance(i, syntax.Number | syntax.Dots) for i in items):
        items = []
    items = list(items)
    if entry.total < len(items):
        raise Misread("J301", "a random variable with more indices than it has axes", node)
    place = ela.place(entry, items, node)
    axes = place.axes
    tensors = [ela.tensor(p) for p in one.parameters]
    indices = [i.index for i in place.body.indices if isinstance(i, Position)]  # type: ignore[attr-defined]
    if len(indices) != entry.total:
        raise Misread("J301", "a random variable at places that are not understood", node)
    if one.law.name == "normal" and len(tensors) == 2 and tensors[1].rank == 2:
        if not axes:
            raise Misread("J301", "a covariance matrix for a number", node)
        entries = diagonal(tensors[1], axes[-1])
        if entries is None:
            return _joint(place, tensors, node)
        tensors[1] = Tensor((), entries)
    bodies = []
    for t in tensors:
        if t.rank == 0:
            bodies.append(t.body)
        elif t.rank == len(axes):
            from backproof.meaning.arithmetic import spread

            bodies.append(spread(t, Tensor(axes, place.body), node))
        else:
            raise Misread("J301", "a parameter of a law whose shape does not fit", node)
    if one.law.name == "unknown":
        bodies = [ONE] if one.independent else []  # without independence, all such variables hang together
    return Distribution(one.law.name, tuple(bodies), tuple(indices))


def diagonal(t: Tensor, axis: Index) -> Expr | None:
    """The entries of a matrix written as a multiple of the identity or of a diagonal; None for any other."""
    factors = t.body.factors if isinstance(t.body, Mul) else (t.body,)
    rest: list[Expr] = []
    found = False
    todo = list(factors)
    while todo:
        f = todo.pop(0)
        if isinstance(f, Mul):
            todo = [*f.factors, *todo]
        elif (
            isinstance(f, Compare)
            and not found
            and f.sign == "="
            and {getattr(f.left, "index", None), getattr(f.right, "index", None)} == set(t.axes)
        ):
            found = True
        else:
            rest.append(f)
    if not found:
        return None
    body: Expr = Mul(tuple(rest)) if len(rest) > 1 else rest[0] if rest else ONE
    return renamed(Tensor(t.axes, body), (axis, axis))


def _joint(place: Tensor, tensors: list[Tensor], node: Node) -> Distribution:
    from backproof.meaning.tensor import fit

    mean, covariance = tensors
    axis = place.axes[-1]
    if len(place.axes) != 1 or mean.rank > 1:
        raise Misread("J301", "a covariance matrix for something that is no vector", node)
    other = Index(axis.hint, axis.size)
    for a in (*mean.axes, *covariance.axes):
        fit(a, axis, node, "the parameters of a law")
    written = [i.index for i in place.body.indices if isinstance(i, Position)]  # type: ignore[attr-defined]
    return Distribution(
        "joint normal", (renamed(mean, (axis,) * mean.rank), renamed(covariance, (axis, other))), (*written, other)
    )


# ---------------------------------------------------------------------- densities by name


def density_named(scope: Scope, key: str) -> Stated | None:
    """The law that a name such as ``q`` stands for."""
    at: Scope | None = scope
    while at is not None:
        said: Chance | None = at.chance
        for start, one in reversed(said.densities.get(key, ())) if said is not None else ():
            if start <= scope.position or at is not scope:
                return one
        at = at.parent
    return None


def variable(ela: Elaborator, node: Node, one: Stated, name: str) -> Entry:
    """The random variable that ``node`` names under a law, apart from any other use of the letter."""
    ref = ela.resolve(node)
    if ref is None:
        raise Misread("J301", "the random variable of an expectation is not understood", node)
    key = f"{ref.key} \\sim {name}"
    known = ela.scope.find(key)
    outer = ela.scope.find(ref.key)
    entry = ela.scope.create(key, ref.key)
    assume(ela.scope, entry, ref.base, 0)
    entry.counts = frozenset((0,))
    if outer is not None and outer.fixed:
        entry.total = outer.total
        entry.axes = list(outer.axes)
    elif len(one.parameters) == 2:
        entry.total = max(_rank(ela, one.parameters[0]), _rank(ela, one.parameters[1]) - 1, 0)
    entry.symbol.is_size = False
    entry.fixed = True
    entry.lay_out()
    law = entry.symbol.distribution = law_of(Elaborator(ela.scope), entry, [], one, node)
    if known is not None and known.symbol.distribution is not None:
        before = known.symbol.distribution
        if (before.name, before.parameters) == (law.name, law.parameters):
            del ela.scope.model[entry.symbol.name]
            ela.scope.entries[key] = known
            return known
    return entry


def _rank(ela: Elaborator, node: Node) -> int:
    try:
        return Elaborator(ela.scope).tensor(node).rank
    except Misread:
        return 0
