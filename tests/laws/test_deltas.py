"""A Kronecker delta picks one term out of a sum; one over it does not."""

from __future__ import annotations

from backproof.laws.arithmetic import Arithmetic
from backproof.laws.setting import Setting
from backproof.terms.model import Axis, Model, Symbol
from backproof.terms.nodes import At, Compare, Expr, Index, Mul, Position, Sum, inverse
from backproof.terms.sizes import Size

SIZE = Size("n")
MODEL: Model = {"n": Symbol("n", is_size=True), "a": Symbol("a", [Axis(SIZE)])}
ROW, COLUMN = (Index(hint, SIZE) for hint in "ij")


def entry(index: Index) -> Expr:
    return At("a", (Position(index),))


def test_a_delta_picks_an_entry() -> None:
    delta = Compare("=", Position(ROW), Position(COLUMN))
    arithmetic = Arithmetic(Setting(MODEL))
    assert arithmetic.tidy(Sum(COLUMN, Mul((delta, entry(COLUMN))))) is arithmetic.tidy(entry(ROW))


def test_one_over_a_delta_picks_none() -> None:
    delta = Compare("=", Position(ROW), Position(COLUMN))
    arithmetic = Arithmetic(Setting(MODEL))
    assert arithmetic.tidy(Sum(COLUMN, Mul((inverse(delta), entry(COLUMN))))) is not arithmetic.tidy(entry(ROW))
