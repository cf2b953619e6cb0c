"""Rows of displays, and the clauses of rows."""

import pytest

from backproof.latex import parse
from backproof.latex.show import show_row


def rows(latex: str, environment: str = "") -> list[str]:
    return [show_row(row) for row in parse(latex, environment).rows]


CLAUSES = [
    (r"a = b, \quad c = d", "[a = b] ‹,› [c = d]"),
    (r"a = b \quad c = d.", "[a = b] ‹quad› [c = d]"),
    (r"a = b; c", "[a = b] ‹;› c"),
    (r"a = 0 \rightarrow b = \sum_n y_n,", "[a = 0] ‹arrow› [b = (sum _ n : (y _ n))]"),
    (r"\rightarrow a = b", "‹arrow› [a = b]"),
    (r"a \Rightarrow b \iff c", "a ‹arrow› b ‹arrow› c"),
    (r"\therefore a = b", "‹therefore› [a = b]"),
    (r"a = 1/n \to 0", "[a = (* 1 slash n) to 0]"),
    (r"E = 1 \text{ when } i = k", "[E = 1] ‹when› [i = k]"),
    (r"E = 1 \text{ (since } \text{Var}(x) = s)", "[E = 1] ‹since› [(call @Var (x)) = s]"),
    (r"E = 1 \text{ (since both have mean 1)}", "[E = 1] ‹since both have mean 1›"),
    (r"E = 1 (\text{by the chain rule})", "[E = 1] ‹by the chain rule›"),
    (r"dW = (\text{from backprop}) + w", '[(* d W) = (+ ("from backprop") + w)]'),
    (r"f(x) = x,\qquad\text{where}\quad x = 1", "[(* f (x)) = x] ‹where› [x = 1]"),
    (r"x_i > 0 \quad \forall i", "[(x _ i) > 0] ‹for all› i"),
    (r"1/3 + \text{bias} = 0", "[(+ (* 1 slash 3) + @bias) = 0]"),
    (r"a = b \quad \text{if $i = k$}", "[a = b] ‹if› [i = k]"),
    (r"\implies", "‹arrow›"),
    (r"a = b \Rightarrow", "[a = b] ‹arrow›"),
    (r"i, j = 1, \dots, n", "i ‹,› [j = 1] ‹,› … ‹,› n"),
]


@pytest.mark.parametrize(("latex", "expected"), CLAUSES)
def test_clauses(latex: str, expected: str) -> None:
    assert rows(latex) == [expected]


def test_a_row_that_begins_with_its_sign_has_no_first_member() -> None:
    assert rows(r"\begin{aligned} a &= b \\ &= c, & d &= e \\[2ex] f &\le g . \end{aligned}") == [
        "[a = b]",
        "[∅ = c] ‹,› [d = e]",
        "[f <= g]",
    ]


def test_what_stands_outside_the_inner_display_belongs_to_the_neighbouring_row() -> None:
    assert rows(r"L = \begin{aligned} a \\ = b \end{aligned} = c") == ["[L = a]", "[∅ = b = c]"]


def test_a_brace_around_a_display_is_layout() -> None:
    assert rows(r"\left\{\begin{aligned} x &= 1 \\ y &= 2 \end{aligned}\right.") == ["[x = 1]", "[y = 2]"]


def test_an_array_of_relations_is_a_display() -> None:
    assert rows(r"\begin{array}{rcl} a &=& b \\ c &=& d\end{array}") == ["[a = b]", "[c = d]"]


@pytest.mark.parametrize(
    "latex",
    [
        r"a &= b + c \\ &\quad - d",
        r"a &= b + c - \\ & d",
        r"a &= b \\ & + c - d",
    ],
)
def test_a_continued_row_is_one_row(latex: str) -> None:
    (row,) = rows(latex, "align")
    assert row.endswith("- d)]")


def test_brackets_may_reach_over_a_line_end() -> None:
    assert rows(r"a &= \left( b \right. \\ & \left. + c \right)", "align") == ["[a = ((+ b + c))]"]
    assert rows(r"a &= ( b \\ & + c )", "align") == ["[a = ((+ b + c))]"]


def test_a_negative_left_side_is_no_continuation() -> None:
    assert rows(r"x &= 1 \\ -y &= 2", "align") == ["[x = 1]", "[(- y) = 2]"]


def test_multline_is_one_row() -> None:
    assert rows(r"a = b \\ + c", "multline") == ["[a = (+ b + c)]"]


def test_a_matrix_keeps_its_line_ends() -> None:
    assert rows(r"x = \begin{bmatrix} 1 \\ 2 \end{bmatrix} \\ y = 3") == ["[x = (bmatrix [1] [2])]", "[y = 3]"]


def test_empty_formulas_have_no_rows() -> None:
    assert parse("").rows == parse(r" \\ \quad . ").rows == ()
