"""Canonical forms: equal to what they are made of at every point, and the same however a term is written."""

from __future__ import annotations

import math
from fractions import Fraction

import hypothesis.strategies as st
from hypothesis import given, settings

from backproof.laws.arithmetic import Arithmetic
from backproof.laws.setting import Setting, TooLong
from backproof.numeric.duals import primal
from backproof.numeric.environment import CannotEvaluate
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.terms.model import Axis, Model, Symbol
from backproof.terms.nodes import Add, Apply, At, Compare, Expr, Index, Mul, Number, Position, Pow, Sum, number
from backproof.terms.sizes import Size

N, M = Size("n", At("n", ())), Size("m", At("m", ()))
I, J = Index("i", N), Index("j", N)  # noqa: E741 (the index i of the page)
MODEL: Model = {
    "n": Symbol("n", is_size=True),
    "m": Symbol("m", is_size=True),
    "x": Symbol("x", domain="positive"),
    "y": Symbol("y"),
    "a": Symbol("a", [Axis(N)]),
    "b": Symbol("b", [Axis(N)]),
    "B": Symbol("B", [Axis(N), Axis(N)]),
}


def at(name: str, *indices: Index) -> At:
    return At(name, tuple(Position(i) for i in indices))


LEAVES = [
    at("x"),
    at("y"),
    at("a", I),
    at("b", I),
    at("a", J),
    at("B", I, J),
    at("B", J, I),
    Compare("=", Position(I), Position(J)),
    number(2),
    number(-1),
    Number(Fraction(1, 2)),
]


def branches(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    some = st.lists(inner, min_size=2, max_size=3).map(tuple)
    square = st.builds(Mul, st.tuples(inner, inner))
    return st.one_of(
        some.map(Add),
        some.map(Mul),
        st.builds(lambda e: Pow(e, number(2)), inner),
        st.builds(lambda e: Pow(Add((number(1), Mul((e, e)))), number(-1)), inner),
        st.builds(lambda e: Pow(Add((number(1), Mul((e, e)))), Number(Fraction(-1, 2))), inner),
        st.builds(lambda e: Apply("exp", (Apply("sin", (e,)),)), inner),
        st.builds(lambda e: Apply("log", (Add((number(1), Apply("exp", (Apply("cos", (e,)),)))),)), inner),
        st.builds(lambda e: Compare(">", e, number(0)), inner),
        st.builds(lambda e: Sum(I, e), inner),
        st.builds(lambda e: Sum(J, e), inner),
        square,
    )


TERMS = st.recursive(st.sampled_from(LEAVES), branches, max_leaves=8)


def values(e: Expr) -> list[float]:
    """The values of a term at all entries of a small instance."""
    evaluator = Evaluator(MODEL, Instance(3, forced={"n": 3, "m": 2}))
    found = []
    for i in (1, 2, 3):
        for j in (1, 2, 3):
            found.append(float(primal(evaluator.value(e, {I: i, J: j})).data))
    return found


@settings(max_examples=150, deadline=None)
@given(TERMS)
def test_the_canonical_form_has_the_same_values(e: Expr) -> None:
    try:
        tidied = Arithmetic(Setting(MODEL)).tidy(e)
        before, after = values(e), values(tidied)
    except (TooLong, CannotEvaluate, OverflowError):
        return
    scale = max(1.0, *(abs(v) for v in before))
    if scale < 1e9:
        assert all(math.isclose(u, v, rel_tol=1e-7, abs_tol=1e-8 * scale) for u, v in zip(before, after, strict=True))


@settings(max_examples=100, deadline=None)
@given(TERMS)
def test_the_canonical_form_is_its_own(e: Expr) -> None:
    setting = Setting(MODEL)
    try:
        tidied = Arithmetic(setting).tidy(e)
        again = Arithmetic(Setting(MODEL, setting.numbering)).tidy(tidied)
    except TooLong:
        return
    assert again is tidied


@settings(max_examples=100, deadline=None)
@given(TERMS, TERMS)
def test_the_order_of_writing_is_no_matter(p: Expr, q: Expr) -> None:
    a = Arithmetic(Setting(MODEL))
    try:
        assert a.tidy(Add((p, q))) is a.tidy(Add((q, p)))
        assert a.tidy(Mul((p, q))) is a.tidy(Mul((q, p)))
        assert a.tidy(Sum(I, Sum(J, p))) is a.tidy(Sum(J, Sum(I, p)))
    except TooLong:
        return


def test_names_of_bound_indices_are_no_matter() -> None:
    a = Arithmetic(Setting(MODEL))
    k = Index("k", N)
    one = Sum(I, Sum(J, Mul((at("B", I, J), at("a", I), at("b", J)))))
    other = Sum(k, Sum(I, Mul((at("B", I, k), at("a", I), at("b", k)))))
    assert a.tidy(one) is a.tidy(other)
    turned = Sum(k, Sum(I, Mul((at("B", k, I), at("a", I), at("b", k)))))
    assert a.tidy(one) is not a.tidy(turned)


def test_traces_of_powers_are_told_apart() -> None:
    """tr A⁶ and (tr A³)²: one cycle of six against two of three, which refinement by neighbours alone merges."""
    a = Arithmetic(Setting(MODEL))

    def cycle(length: int) -> Expr:
        k = [Index("k", N) for _ in range(length)]
        e: Expr = Mul(tuple(at("B", k[n], k[(n + 1) % length]) for n in range(length)))
        for index in k:
            e = Sum(index, e)
        return e

    three = a.tidy(cycle(3))
    assert a.tidy(Mul((three, three))) is not a.tidy(cycle(5))
    assert a.tidy(cycle(3)) is three
