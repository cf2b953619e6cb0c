"""What cannot be read costs its row, says why, and says where."""

import time

import pytest

from backproof.latex import parse
from backproof.latex.problems import KINDS
from backproof.latex.show import show_row

PLACES = [
    (r"x = \foo y", "L101", r"\foo"),
    (r"x = {y", "L102", "{"),
    (r"x = y}", "L102", "}"),
    (r"\frac{a}", "L103", "}"),
    (r"x^", "L103", "^"),
    (r"x = (y", "L104", "("),
    (r"x = (y]", "L104", "]"),
    (r"x = \begin{bmatrix} y", "L105", r"\begin{bmatrix}"),
    (r"\end{bmatrix}", "L105", r"\end{bmatrix}"),
    (r"x = |y", "L106", "|"),
    (r"x =", "L107", "="),
    (r"x + - + y", "L108", "+"),
    (r"a \cdot", "L107", r"\cdot"),
    (r"x # y", "L111", "#"),
    (r"x = \begin{tikzpicture} y \end{tikzpicture}", "L112", r"\begin{tikzpicture}"),
    (r"a . b", "L108", "."),
]


@pytest.mark.parametrize(("latex", "code", "place"), PLACES)
def test_place(latex: str, code: str, place: str) -> None:
    (row,) = parse(latex).rows
    problem = row.problems[0]
    assert problem.code.startswith(code), problem
    assert latex[problem.start : problem.end] == place
    assert row.clauses == ()


def test_one_bad_row_costs_that_row_only() -> None:
    parsed = parse(r"\begin{aligned} a &= b \\ c &= \foo{ d \\ e &= x_{1 \\ f &= g \end{aligned}")
    assert [bool(row.problems) for row in parsed.rows] == [False, True, True, False]


def test_an_unclosed_display_costs_its_last_row() -> None:
    parsed = parse(r"\begin{aligned} a &= b \\ c &= d")
    assert [show_row(row) for row in parsed.rows] == ["[a = b]", "! L105 unbalanced-environment"]


@pytest.mark.parametrize("unit", ["(", r"\hat ", r"\log ", r"\sum ", "x^{", r"\frac{1}{", "[", r"\sqrt{", r"\left|"])
def test_deep_nesting_is_a_problem(unit: str) -> None:
    closing = {"(": ")", "[": "]", "x^{": "}", r"\frac{1}{": "}", r"\sqrt{": "}", r"\left|": r"\right|"}.get(unit, "")
    (row,) = parse(unit * 300 + "x" + closing * 300).rows
    assert row.problems[0].code == "L109 too-deep"


@pytest.mark.parametrize(
    "unit", ["{", "}", "&", "|", "+", r"\\", r"\text{", r"\sqrt[", r"\to ", r"\quad ", r"\begin{array}{c}", "a,"]
)
def test_hostile_input_is_quick(unit: str) -> None:
    start = time.process_time()
    for size in (1_000, 29_000, 1_000_000):
        parse(unit * (size // len(unit)))
    assert time.process_time() - start < 5


def test_braces_that_print_nothing_may_nest() -> None:
    (row,) = parse("{" * 1000 + "x" + "}" * 1000).rows
    assert show_row(row) == "x"


def test_towers_are_only_towers() -> None:
    (row,) = parse("x^{10^{10^{10}}}").rows
    assert show_row(row) == "(x ^ (10 ^ (10 ^ 10)))"


def test_codes_are_distinct() -> None:
    assert len({kind.code for kind in KINDS}) == len({kind.name for kind in KINDS}) == len(KINDS)
