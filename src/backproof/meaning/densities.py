"""Densities of known laws at a point, Kullback–Leibler divergences between them, entropies.

``\\mathcal N(x \\mid \\mu, \\Sigma)``, ``\\mathrm{Norm}_x[\\mu, \\sigma^2]`` and ``q(z)`` for a ``q`` that the document
sets equal to a law are formulas; ``D_{KL}(q \\| p)`` and ``H[q]`` are expectations of their logarithms. What is no
known law stays an unspecified function.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node
from backproof.meaning.announcing import Stated, is_normal, law_call
from backproof.meaning.randomness import density_named, diagonal, variable
from backproof.meaning.tensor import Misread, Tensor, fit, like, renamed, scalar
from backproof.terms.nodes import (
    Add,
    Apply,
    Comprehension,
    Constant,
    Expect,
    Expr,
    Index,
    Linear,
    Mul,
    Position,
    Pow,
    Sum,
    negative,
    number,
)

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator
    from backproof.meaning.names import Ref

DIVERGENCES = frozenset(("D_KL", "KL", "cal:D_KL", "bb:D_KL", "d_KL", "D_{KL}", "KLD"))
ENTROPIES = frozenset(("H", "cal:H", "bb:H", "h", "S"))
VARIATE = Name("variate", "op")
"""What is drawn where the text names no variable: none of its letters, which may have shapes of their own."""
TWO_PI = Mul((number(2), Constant("pi")))
HALF = Pow(number(2), number(-1))


def known(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor | None:
    """The value of a call that speaks of known laws; None if it does not."""
    if ref.key in DIVERGENCES and isinstance(argument, syntax.Bar):
        q, p = stated(ela, argument.left), stated(ela, argument.right)
        return divergence(ela, q, p, argument) if q is not None and p is not None else None
    if (
        ref.base in ENTROPIES
        and not ref.items
        and ref.key == ref.base
        and isinstance(argument, Name | syntax.Product | syntax.Operator)
    ):
        q = stated(ela, argument)
        return entropy(ela, q, argument) if q is not None else None
    if ref.primes:
        return None
    base = ref.node.base if isinstance(ref.node, syntax.Scripted) else ref.node
    if isinstance(base, Name) and is_normal(base, argument):
        return _normal_call(ela, ref, argument, whole)
    named = density_named(ela.scope, ref.key)
    if isinstance(argument, syntax.Bar) and any(
        s.chance is not None and ref.key in s.chance.conditionals for s in ela.scope.around()
    ):
        raise Misread("J301", f"a conditional law of {ref.key} is stated, and is not used", whole)
    if named is None or argument is None or isinstance(argument, syntax.Listing | syntax.Bar | syntax.Relation):
        return None
    return Tensor((), Apply("exp", (log_density(ela, named, ela.tensor(argument), whole),)))


def _normal_call(ela: Elaborator, ref: Ref, argument: Node | None, whole: Node) -> Tensor | None:
    nodes: tuple[Node, ...] = ()
    sub = ref.node.sub if isinstance(ref.node, syntax.Scripted) else None
    if isinstance(argument, syntax.Bar) and argument.kind == "|" and isinstance(argument.right, syntax.Listing):
        nodes = (argument.left, *argument.right.items)
    elif isinstance(argument, syntax.Listing) and sub is not None and len(argument.items) == 2:
        nodes = (sub, *argument.items)
    elif isinstance(argument, syntax.Listing) and ";" in argument.separators:
        nodes = argument.items
        if isinstance(nodes[0], syntax.Bar):
            nodes = (nodes[0].left, nodes[0].right, *nodes[1:])
    elif isinstance(argument, syntax.Listing) and isinstance(argument.items[0], syntax.Bar):
        nodes = (argument.items[0].left, argument.items[0].right, *argument.items[1:])
    if len(nodes) != 3:
        raise Misread("J301", "a distribution stands where a number is expected", whole)
    point, mean, spread = (ela.tensor(n) for n in nodes)
    return Tensor((), Apply("exp", (_log_normal(point, mean, spread, whole),)))


def stated(ela: Elaborator, node: Node | None) -> Stated | None:
    """The law that a node names: a call such as ``\\mathcal N(0, 1)``, a name set equal to one, ``q(z)``."""
    found = law_call(node)
    if found is not None:
        return Stated((), *found)
    if isinstance(node, syntax.Product) and len(node.factors) == 2 and isinstance(node.factors[1], syntax.Group):
        node = node.factors[0]
    if isinstance(node, syntax.Name | syntax.Scripted):
        ref = ela.resolve(node)
        return density_named(ela.scope, ref.key) if ref is not None else None
    return None


def divergence(ela: Elaborator, q: Stated, p: Stated, whole: Node) -> Tensor:
    """KL(q‖p) = E_q[log q − log p]."""
    entry = variable(ela, VARIATE, q, f"q{whole.start}")
    point = ela.place(entry, [], whole)
    body = Add((log_density(ela, q, point, whole), negative(log_density(ela, p, point, whole))))
    return scalar(Expect(body, (entry.name,)))


def entropy(ela: Elaborator, q: Stated, whole: Node) -> Tensor:
    """H[q] = −E_q[log q]."""
    entry = variable(ela, VARIATE, q, f"h{whole.start}")
    point = ela.place(entry, [], whole)
    return scalar(negative(Expect(log_density(ela, q, point, whole), (entry.name,))))


def log_density(ela: Elaborator, one: Stated, point: Tensor, whole: Node) -> Expr:
    """The logarithm of the density or probability of a law at a point. Raises ``Misread`` where it has none here."""
    values = [ela.tensor(p) for p in one.parameters]
    if one.law.name == "normal":
        return _log_normal(point, values[0], values[1], whole)
    if point.rank or any(v.rank for v in values):
        raise Misread("J301", "the density of a vector of this law", whole)
    z = point.body
    a = values[0].body if values else number(0)
    if one.law.name == "bernoulli":
        return Add(
            (
                Mul((z, Apply("log", (a,)))),
                Mul((Add((number(1), negative(z))), Apply("log", (Add((number(1), negative(a))),)))),
            )
        )
    if one.law.name == "binomial":
        p = values[1].body
        rest = Add((a, negative(z)))
        return Add(
            (
                Apply("log", (Apply("binomial", (a, z)),)),
                Mul((z, Apply("log", (p,)))),
                Mul((rest, Apply("log", (Add((number(1), negative(p))),)))),
            )
        )
    if one.law.name == "exponential":
        return Add((Apply("log", (a,)), negative(Mul((a, z)))))
    if one.law.name == "poisson":
        return Add((Mul((z, Apply("log", (a,)))), negative(a), negative(Apply("log", (Apply("factorial", (z,)),)))))
    if one.law.name == "laplace":
        b = values[1].body
        return Add(
            (
                negative(Apply("log", (Mul((number(2), b)),))),
                negative(Mul((Apply("abs", (Add((z, negative(a))),)), Pow(b, number(-1))))),
            )
        )
    raise Misread("J301", f"the density of this law ({one.law.name}) is not computed", whole)


def _log_normal(point: Tensor, mean: Tensor, spread: Tensor, whole: Node) -> Expr:
    """−½ (x−μ)ᵀ Σ⁻¹ (x−μ) − ½ log det(2πΣ)."""
    if point.rank == 0:
        if mean.rank or spread.rank:
            raise Misread("M202", "a number with the density of a vector", whole)
        gap = Add((point.body, negative(mean.body)))
        square = Mul((gap, gap, Pow(spread.body, number(-1))))
        return negative(Mul((HALF, Add((square, Apply("log", (Mul((TWO_PI, spread.body)),)))))))
    if point.rank != 1 or mean.rank > 1:
        raise Misread("M202", "the shapes of a normal density do not fit", whole)
    axis = point.axes[0]
    for a in (*mean.axes, *spread.axes):
        fit(a, axis, whole, "the parameters of a normal density")
    i, j, k = like(axis), like(axis), like(axis)

    def gap_at(index: Index) -> Expr:
        return Add((renamed(point, (index,)), negative(renamed(mean, (index,) * mean.rank))))

    entries = diagonal(spread, axis) if spread.rank == 2 else renamed(spread, (axis,) * spread.rank)
    if entries is not None:
        here = renamed(Tensor((axis,), entries), (i,))
        return negative(
            Mul(
                (
                    HALF,
                    Sum(
                        i,
                        Add((Mul((gap_at(i), gap_at(i), Pow(here, number(-1)))), Apply("log", (Mul((TWO_PI, here)),)))),
                    ),
                )
            )
        )
    inner = Linear("inverse", Comprehension(spread.axes, spread.body), (Position(i), Position(j)))
    form = Sum(i, Sum(j, Mul((gap_at(i), inner, gap_at(j)))))
    size = Sum(k, number(1))
    volume = Add(
        (
            Mul((size, Apply("log", (TWO_PI,)))),
            Apply("log", (Linear("determinant", Comprehension(spread.axes, spread.body)),)),
        )
    )
    return negative(Mul((HALF, Add((form, volume)))))
