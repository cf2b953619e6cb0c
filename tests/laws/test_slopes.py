"""Every derivative that is written with the function itself follows from the identities and the calculus."""

from __future__ import annotations

import pytest

from backproof.derive.proving import proof
from backproof.judge.confirming import confirmed
from backproof.laws.law import Law
from backproof.laws.setting import Setting
from backproof.laws.slopes import SLOPES, softmax_of
from backproof.terms.model import Axis, Model, Symbol
from backproof.terms.nodes import Add, Apply, At, Derivative, Expr, Index, Mul, Position, Sum, inverse, number
from backproof.terms.sizes import Size

SIZE = Size("n")
MODEL: Model = {"n": Symbol("n", is_size=True), "x": Symbol("x", [Axis(SIZE)]), "t": Symbol("t")}
FIRST, SECOND, THIRD = (Index(h, SIZE) for h in "ijk")

UNPROVED = {"derivative of gelu", "derivative of normal distribution", "derivative of abs"}
"""What canonical forms do not reach (a root of 2π, the square of a condition) is held against numbers."""


def x(i: Index) -> Expr:
    return At("x", (Position(i),))


def inner(i: Index) -> Expr:
    """``x_i² + 3 x_i``: no law may take its argument for the variable."""
    return Add((Mul((x(i), x(i))), Mul((number(3), x(i)))))


def softmax() -> Expr:
    return Mul((Apply("exp", (inner(FIRST),)), inverse(Sum(SECOND, Apply("exp", (inner(SECOND),))))))


def body(law: Law) -> Expr:
    name = law.name.removeprefix("derivative of ")
    if name == "softmax":
        return softmax()
    if name == "log-sum-exp":
        return Apply("log", (Sum(SECOND, Apply("exp", (inner(SECOND),))),))
    return Apply(name, (inner(FIRST),))


@pytest.mark.parametrize("law", SLOPES, ids=lambda law: law.name)
def test_it_follows_from_the_identities(law: Law) -> None:
    before = Derivative(body(law), "x", (Position(THIRD),))
    after = law.apply(before, Setting(MODEL))
    assert after is not None
    if law.name in UNPROVED:
        assert confirmed(before, after, (FIRST, THIRD), MODEL).digits >= 12
    else:
        assert proof(before, after, (), MODEL) is not None


@pytest.mark.parametrize("law", SLOPES, ids=lambda law: law.name)
def test_it_does_not_apply_to_another_function(law: Law) -> None:
    assert law.apply(Derivative(Apply("sin", (inner(FIRST),)), "x", (Position(THIRD),)), Setting(MODEL)) is None
    assert law.apply(body(law), Setting(MODEL)) is None


def test_a_quotient_of_exponentials_that_is_no_softmax() -> None:
    other = Mul((Apply("exp", (inner(FIRST),)), inverse(Sum(SECOND, Apply("exp", (x(SECOND),))))))
    assert softmax_of(other, Setting(MODEL)) is None
    assert softmax_of(softmax(), Setting(MODEL)) is not None
