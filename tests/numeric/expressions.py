"""Random expressions over every node kind that is differentiated, and the model they live in."""

from __future__ import annotations

from hypothesis import strategies as st

from backproof.terms.functions import FUNCTIONS
from backproof.terms.model import Axis, Clause, Model, Parameter, Symbol
from backproof.terms.nodes import (
    ONE,
    Add,
    Apply,
    At,
    Call,
    Cases,
    Compare,
    Comprehension,
    Expr,
    Fold,
    Index,
    Linear,
    Mul,
    Position,
    Pow,
    Product,
    Substitute,
    Sum,
    inverse,
    negative,
    number,
)
from backproof.terms.sizes import Size

N, M, DEPTH = Size("3", number(3)), Size("2", number(2)), 4
UNARY = [f.name for f in FUNCTIONS if f.arity == 1 and f.name not in ("gamma", "lgamma", "factorial")]


def at(name: str, *indices: Expr) -> Expr:
    return At(name, indices)


def model() -> Model:
    """``s``, ``x`` (3), ``W`` (2 by 3), ``A`` (3 by 3, far from singular), ``y = tanh(Wx)``, an opaque ``f``, and the
    recursion ``h_t = sin(h_{t-1}) + s``."""
    t, i, j = Index("t", Size()), Index("i", M), Index("j", N)
    p, q = Index("p", N), Index("q", N)
    weighted = Sum(j, Mul((at("W", Position(i), Position(j)), at("x", Position(j)))))
    before = at("h", Add((Position(t), number(-1))))
    squares = Mul((at("x", Position(p)), at("x", Position(q))))
    three = Add((Mul((number(3), Compare("=", Position(p), Position(q)))), Apply("tanh", (squares,))))
    return {
        "s": Symbol("s"),
        "x": Symbol("x", [Axis(N)]),
        "W": Symbol("W", [Axis(M), Axis(N)]),
        "A": Symbol("A", [Axis(N), Axis(N)], clauses=[Clause((p, q), three)]),
        "y": Symbol("y", [Axis(M)], clauses=[Clause((i,), Apply("tanh", (weighted,)))]),
        "h": Symbol(
            "h",
            [Axis(Size(), family=True)],
            clauses=[Clause((0,), ONE), Clause((t,), Add((Apply("sin", (before,)), at("s"))))],
        ),
        "f": Symbol("f", opaque=True),
        "g": Symbol("g", clauses=[Clause((), Mul((at("u"), at("u"), at("s"))))], parameters=(Parameter("u", 0),)),
        "u": Symbol("u"),
    }


def scalars() -> st.SearchStrategy[Expr]:
    """Expressions without free indices."""
    return _expressions((), DEPTH)


def vectors(free: Index) -> st.SearchStrategy[Expr]:
    """Expressions that may vary along one index of three values."""
    return _expressions((free,), DEPTH)


def _expressions(free: tuple[Index, ...], depth: int) -> st.SearchStrategy[Expr]:
    if depth == 0:
        return _leaves(free)
    return st.one_of(_leaves(free), st.deferred(lambda: _composed(free, depth - 1)))


def _leaves(free: tuple[Index, ...]) -> st.SearchStrategy[Expr]:
    constant: list[Expr] = [at("s"), at("h", number(3)), at("x", number(2)), at("y", ONE), number(2)]
    for i in free:
        mirrored = Add((number(4), negative(Position(i))))
        constant += [at("x", Position(i)), at("x", mirrored), at("W", number(2), Position(i)), Position(i)]
        constant += [at("A", Position(i), j) for j in (number(2), *(Position(k) for k in free))]
    return st.sampled_from(constant)


@st.composite
def _composed(draw: st.DrawFn, free: tuple[Index, ...], depth: int) -> Expr:
    inner = _expressions(free, depth)
    kind = draw(st.sampled_from(_KINDS))
    return kind(draw, free, depth, inner)


def _sum(draw: st.DrawFn, free: tuple[Index, ...], depth: int, inner: st.SearchStrategy[Expr]) -> Expr:
    i = Index("i", N)
    body = draw(_expressions((*free, i), depth))
    apart = draw(st.sampled_from([None, Compare("!=", Position(i), number(2))]))
    upper = draw(st.sampled_from([None, *(Position(k) for k in free)]))
    return Sum(i, body, ONE if upper is not None else None, upper, apart)


def _product(draw: st.DrawFn, free: tuple[Index, ...], depth: int, inner: st.SearchStrategy[Expr]) -> Expr:
    i = Index("i", N)
    return Product(i, Apply("tanh", (draw(_expressions((*free, i), depth)),)))


def _function(draw: st.DrawFn, free: tuple[Index, ...], depth: int, inner: st.SearchStrategy[Expr]) -> Expr:
    name = draw(st.sampled_from(UNARY))
    argument: Expr = Apply("tanh", (draw(inner),))
    domain = {f.name: f.domain for f in FUNCTIONS}[name]
    if domain in ("positive", "nonnegative"):
        argument = Add((argument, number(2)))
    elif domain == "unit":
        argument = Apply("sigmoid", (argument,))
    return Apply(name, (argument,))


def _gamma(draw: st.DrawFn, free: tuple[Index, ...], depth: int, inner: st.SearchStrategy[Expr]) -> Expr:
    return Apply("lgamma", (Add((Apply("sin", (draw(inner),)), number(2))),))


def _power(draw: st.DrawFn, free: tuple[Index, ...], depth: int, inner: st.SearchStrategy[Expr]) -> Expr:
    base = Add((Apply("sin", (draw(inner),)), number(2)))
    return Pow(base, draw(st.one_of(st.sampled_from([number(3), number(-1)]), st.just(Apply("cos", (draw(inner),))))))


def _larger(draw: st.DrawFn, free: tuple[Index, ...], depth: int, inner: st.SearchStrategy[Expr]) -> Expr:
    return Apply(draw(st.sampled_from(["max", "min"])), (draw(inner), draw(inner)))


def _cases(draw: st.DrawFn, free: tuple[Index, ...], depth: int, inner: st.SearchStrategy[Expr]) -> Expr:
    return Cases(((Compare("<", draw(inner), draw(inner)), draw(inner)), (None, draw(inner))))


def _matrix(draw: st.DrawFn, free: tuple[Index, ...], depth: int, inner: st.SearchStrategy[Expr]) -> Expr:
    i, j = Index("i", N), Index("j", N)
    body = Add(
        (
            Mul((number(4), Compare("=", Position(i), Position(j)))),
            Apply("tanh", (draw(_expressions((*free, i, j), depth)),)),
        )
    )
    if draw(st.booleans()):
        return Linear("determinant", Comprehension((i, j), body))
    return Linear("inverse", Comprehension((i, j), body), (ONE, draw(_places(free))))


def _chained(draw: st.DrawFn, free: tuple[Index, ...], depth: int, inner: st.SearchStrategy[Expr]) -> Expr:
    i, j, k = Index("i", N), Index("j", N), Index("k", Size())
    factor = Apply("tanh", (Add((Position(k), draw(_expressions((*free, i, j), depth)))),))
    return Fold(k, Comprehension((i, j), factor), ONE, number(3), (draw(_places(free)), ONE))


def _places(free: tuple[Index, ...]) -> st.SearchStrategy[Expr]:
    return st.sampled_from([number(2), *(Position(k) for k in free)])


def _called(draw: st.DrawFn, free: tuple[Index, ...], depth: int, inner: st.SearchStrategy[Expr]) -> Expr:
    return Call(draw(st.sampled_from(["f", "g"])), (), (Comprehension((), draw(inner)),))


def _replaced(draw: st.DrawFn, free: tuple[Index, ...], depth: int, inner: st.SearchStrategy[Expr]) -> Expr:
    i = Index("i", N)
    value = Apply("sin", (draw(_expressions((*free, i), depth)),))
    return Substitute(draw(inner), "x", Comprehension((i,), value))


_KINDS = [
    lambda draw, free, depth, inner: Add((draw(inner), draw(inner))),
    lambda draw, free, depth, inner: Mul((draw(inner), draw(inner))),
    lambda draw, free, depth, inner: inverse(Add((Apply("exp", (Apply("sin", (draw(inner),)),)), ONE))),
    _sum,
    _product,
    _function,
    _gamma,
    _power,
    _larger,
    _cases,
    _matrix,
    _chained,
    _called,
    _replaced,
]
