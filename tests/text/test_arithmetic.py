"""Equations between numbers in running text: what is one, and what could be something else."""

import pytest

from backproof.text.arithmetic import as_latex, equations
from backproof.text.mapped import plain


def found(text: str) -> list[str]:
    run = plain(text)
    return [as_latex(run, start, end).text for start, end in equations(run)]


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("weight: (1-2/3)/(1/3-0) = 1", [r"(1-2/3)/(1/3-0) = 1"]),
        ("in all 1,000 * 2 = 2,000 of them", [r"1000 \cdot  2 = 2000"]),
        ("2^10 = 1024", ["2^{10} = 1024"]),
        ("3x4 = 12, and 5/3 ≈ 1.67", [r"3\times 4 = 12", r"5/3 \approx  1.67"]),
        ("k = 3 + 4 = 7", ["3 + 4 = 7"]),
        ("20% * 50 = 10", [r"20\% \cdot  50 = 10"]),
    ],
)
def test_equations_are_found(text: str, formulas: list[str]) -> None:
    assert found(text) == formulas


@pytest.mark.parametrize(
    "text",
    [
        "x^2 + 3 = 7",
        "2x + 3 = 7",
        "f(3) - 2 + 3 = 7",
        "n - 3 + 1 = 7",
        "x_3 + 4 = 5",
        "log 8 - 3 = 0",
        "5 = 3",
        "1+1=2a",
        "see `3 + 4 = 8`",
        "version 1.2 - 3 = 4",
        "7 + 8 = 3 (mod 12)",
        "3.5.2 - 1 = 4",
        "2020-01-02 = a day",
    ],
)
def test_everything_else_stays_text(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text", ["(" * 9000 + "=1", "1+" * 9000 + "= 2", "= " * 9000, "1 = " * 9000, "-" * 9000 + "=1"]
)
def test_long_lines_are_no_trouble(text: str) -> None:
    assert found(text) == []
