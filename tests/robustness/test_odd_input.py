"""Documents that nobody should write: every one is read to its end, in time, and told what is wrong with it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from backproof.app.check import check_document
from backproof.claims.statement import Statement
from backproof.text import read_text

Odd = Callable[..., list[Statement]]


def codes(statements: list[Statement]) -> list[str]:
    """The verdict of each claim, by the code of its reason where there is one."""
    verdicts = [s.verdict for s in statements if s.verdict is not None]
    return [v.diagnostics[0].code if v.diagnostics else v.outcome for v in verdicts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$$a = \frac{1}{2$$", ["L102"]),
        (r"$$a = (b + c]$$ and $$\left( x = 3$$ and $$a^{2 = 3$$", ["L104", "L104", "L102"]),
        (r"$$x = \frobnicate{y} + 1$$", ["L101"]),
        (r"$$\begin{aligned} a &= b \end{matrix}$$", None),
        (r"$$\frac{\partial Q}{\partial z} = 3 k + \zeta$$", ["M209"]),
    ],
)
def test_broken_formulas_are_named(odd: Odd, text: str, expected: list[str] | None) -> None:
    found = codes(odd(text))
    assert found == expected if expected is not None else True


def test_what_is_never_closed_is_noted() -> None:
    checked = check_document(read_text("Text $$ a = b + \n\n and more text.\n\n$$ x = "))
    assert next((d.code, d.message) for d in checked.diagnostics) == ("T102", "this $$ is never closed")


def test_contradicting_shapes_name_both_sizes(odd: Odd) -> None:
    (claim,) = [
        s for s in odd(r"Let $x \in \mathbb{R}^n$ and $y \in \mathbb{R}^{n+1}$. $$x^\top y = 1$$") if s.role == "claim"
    ]
    assert claim.verdict is not None and claim.verdict.outcome == "unclear"
    assert "n and 1+n" in claim.verdict.reason or "n and n+1" in claim.verdict.reason


DEEP = {
    "braces": "$$x = " + "{" * 10_000 + "y" + "}" * 10_000 + "$$",
    "open braces": "$$x = " + "{" * 10_000 + "y$$",
    "parentheses": "$$x = " + "(" * 10_000 + "y" + ")" * 10_000 + "$$",
    "left and right": "$$x = " + r"\left(" * 3000 + "y" + r"\right)" * 3000 + "$$",
    "powers": "$$x = " + "x^{" * 3000 + "y" + "}" * 3000 + "$$",
    "fractions": "$$x = " + r"\frac{1}{1+" * 5000 + "y" + "}" * 5000 + "$$",
    "roots": "$$x = " + r"\sqrt{1+" * 2000 + "y" + "}" * 2000 + "$$",
    "signs": "$$x = " + "-" * 20_000 + "y$$",
    "primes": "$$f" + "'" * 5000 + "(x) = 0$$",
    "matrices": "$$" + r"\begin{pmatrix}" * 2000 + "a" + r"\end{pmatrix}" * 2000 + " = 1$$",
    "cells": "$$" + "&" * 20_000 + " = 3$$",
    "rows": r"$$\begin{aligned}" + r"\\" * 20_000 + r"\end{aligned}$$",
    "long sum": "$$x = " + " + ".join(f"x_{{{i}}}" for i in range(3000)) + "$$",
    "long product": "$$x = " + "x " * 3000 + "$$",
    "long text": r"$$\text{" + "x" * 100_000 + "} = 1$$",
    "digits": "$$" + "9" * 20_000 + " = 1." + "3" * 5000 + "$$",
    "relations": "$$\\begin{aligned}\n" + "\\\\\n".join(f"a_{{{i}}} &= b" for i in range(1500)) + "\\end{aligned}$$",
    "a chain": "$$x = " + " = ".join(f"x + {i} - {i}" for i in range(400)) + "$$",
    "headings": "\n".join(f"## Part {i}\n\n$x = {i}$\n" for i in range(200)),
    "problems": "\n".join(f"# Problem {i}\n\n$x = {i}$\n" for i in range(200)),
    "a table": "|a|b|\n|-|-|\n" + "|1|2|\n" * 20_000,
}


@pytest.mark.parametrize("name", DEEP)
def test_depth_and_length_are_bounded(odd: Odd, name: str) -> None:
    odd(DEEP[name])


HUGE = {
    "towers": r"Let $x \in \mathbb{R}$. $$x^{10^{10^{10}}} = 2$$ $$10^{10^{10^{10}}} = 3$$ $$2^{10^{9}} = 4$$",
    "a number": r"Let $x = 10^{10^{10}}$. $$x + 1 = 10^{10^{10}} + 1$$ $$(x+1)^{1000000007} = 0$$",
    "overflow": r"$$10^{400} = 10^{401}$$ $$e^{1000} = e^{1001}$$ $$e^{e^{e^{e^{e}}}} = 1$$",
    "a vector": r"Let $x \in \mathbb{R}^{10^{12}}$. $$\nabla_x (x^\top x) = 2 x$$",
    "a matrix": r"Let $A \in \mathbb{R}^{1000000 \times 1000000}$. $$\operatorname{tr}(A^\top) = \operatorname{tr}(A)$$",  # noqa: E501
    "a power of a size": r"Let $B \in \mathbb{R}^{2^{100} \times 2}$. $$\operatorname{tr}(B B^\top) = \|B\|_F^2$$",
    "sums": r"$$\sum_{i=1}^{10^{9}} i = 5$$ $$\sum_{i=1}^{10^5} \sum_{j=1}^{10^5} i j = 3$$ $$\prod_{i=1}^{10^8} i = 0$$",  # noqa: E501
    "many sums": r"$$\sum_{a=1}^{n} \sum_{b=1}^{n} \sum_{c=1}^n \sum_{d=1}^n \sum_{e=1}^n \sum_{f=1}^n \sum_{g=1}^n u_{ab} v_{cd} w_{efg} = 3$$",  # noqa: E501
    "factorials": r"$$1000000! = 3$$ $$\binom{10^9}{5 \cdot 10^8} = 2$$ $$(10^6)! = 1$$",
    "products of matrices": r"Let $W_l \in \mathbb{R}^{n \times n}$. $$\prod_{l=1}^{10^9} W_l = 1$$",
    "a late step": r"Let $h_0 = 0$ and $h_t = \beta h_{t-1} + 1$. $$h_{100000} = 1$$",
    "powers of a matrix": r"Let $A \in \mathbb{R}^{n \times n}$. $$A^{-1000} A^{1000} = 2$$",
    "indices": r"$$T_{abcdefghijklmnopqrstuvwxyz} = 1$$ $$\sum_{ijklmnopqrst} T_{ijklmnopqrst} = 3$$",
    "nested derivatives": r"Let $x \in \mathbb{R}$. $$" + r"\frac{\partial}{\partial x}" * 16 + r" \sin(x^2) = 3$$",
    "orders": r"Let $f(x) = x^{20}$. $$f''''''''(x) = 3$$ $$\frac{\partial^{12} f}{\partial x^{12}} = 3$$",
    "integrals": r"$$\int_0^\infty \int_0^\infty \int_0^\infty e^{-x-y-z} dx dy dz = 2$$ $$\int_0^1 \frac{1}{x} dx = 3$$",  # noqa: E501
}


@pytest.mark.parametrize("name", HUGE)
def test_what_cannot_be_counted_out_is_unclear(odd: Odd, name: str) -> None:
    verdicts = [s.verdict for s in odd(HUGE[name], 45.0) if s.verdict is not None]
    assert all(v.outcome in ("unclear", "wrong") for v in verdicts)


@pytest.mark.parametrize(
    ("name", "said"),
    [("a vector", "1e+12 entries, more than"), ("a matrix", ""), ("integrals", ""), ("a power of a size", "more than")],
)
def test_what_is_too_large_is_said(odd: Odd, name: str, said: str) -> None:
    verdicts = [s.verdict for s in odd(HUGE[name], 45.0) if s.verdict is not None]
    assert all(v.reason and v.diagnostics for v in verdicts if v.outcome == "unclear")
    assert any(said in v.reason for v in verdicts)


ENDLESS = {
    "a sequence": r"Let $a_n = a_n + 1$. $$a_3 = a_2 + 1$$",
    "a function": r"Let $f(x) = f(x) + 1$. $$f(2) = f(1) + 2$$ $$f'(x) = 1$$",
    "steps": r"Let $x_t = x_{t+1}$ and $x_{t+1} = x_t$. $$x_3 = 2 x_5$$",
    "both ways": r"Let $h_t = \tanh(h_{t-1} + h_{t+1})$. $$h_3 = h_2$$",
    "a ring": r"Let $a = b$, $b = c$, $c = a$. $$a = 2 b$$",
    "two functions": r"Let $f(x) = g(x) + 1$ and $g(x) = f(x) - 1$. $$f(x) = 2 g(x)$$",
    "without a start": r"Let $f(n) = f(n-1) + f(n-2)$. $$f(30) = 3$$",
    "ackermann": r"Let $A(m, n) = A(m-1, A(m, n-1))$. $$A(4, 4) = 3$$",
    "a size": r"Let $n \in \mathbb{R}^{n}$ and $W \in \mathbb{R}^{W \times W}$. $$n = 2n$$",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_definitions_without_an_end(odd: Odd, name: str) -> None:
    verdicts = [s.verdict for s in odd(ENDLESS[name], 30.0) if s.verdict is not None]
    assert all(v.outcome in ("unclear", "wrong", "tested", "proved") for v in verdicts)


@pytest.mark.parametrize(
    "text",
    [
        r"Let $x \in \mathbb{R}$. $$\frac{1}{x - x} = 3$$",
        r"Let $x \in \mathbb{R}$. $$\frac{x}{0} = \frac{2x}{0}$$",
        r"Let $x \in \mathbb{R}$. $$\log(-e^x) = x$$",
        r"$$\frac{0}{0} = 1$$",
        r"$$0^{-1} = 1$$",
        r"$$\infty - \infty = 0$$",
        r"Let $x \in \mathbb{R}$. $$\sqrt{-1 - x^2} = 1$$",
    ],
)
def test_nowhere_a_number(odd: Odd, text: str) -> None:
    (verdict,) = [s.verdict for s in odd(text) if s.verdict is not None]
    assert verdict.outcome == "unclear"


@pytest.mark.parametrize(
    "text",
    [
        "$$α = β + \u200b γ$$ $$\U0001f600 = 3$$ $$x\u0301 = y$$ \u2028 \x0c \x1b[31m $$a = \x1b b$$",
        "\ufeff$$a = b \ufeff$$",
        "$" * 10_000,
        "\\" * 10_000,
        "$$" + "\\" * 9_999 + "$$",
        "a" + "`" * 5_000 + "~" * 5_000,
        "- " * 5_000,
        "> " * 5_000 + "$x = y$",
        "\r\n\r\r\n$a = b$\r",
    ],
)
def test_odd_characters(odd: Odd, text: str) -> None:
    odd(text)


@pytest.mark.parametrize("number", ["3", "0", "-2", r"\frac{1}{2}"])
def test_a_derivative_that_is_another_number_is_wrong(odd: Odd, number: str) -> None:
    text = rf"Let $f = 2 v$ with $v \in \mathbb{{R}}$. $$\frac{{\partial f}}{{\partial v}} = {number}$$"
    (outcome,) = [s.verdict.outcome for s in odd(text) if s.verdict]
    assert outcome == ("unclear" if number == "0" else "wrong")


@pytest.mark.parametrize("path", sorted((Path(__file__).parent / "found").iterdir()), ids=lambda p: p.stem)
def test_what_the_generator_found_is_no_internal_error(odd: Odd, path: Path) -> None:
    assert "I901" not in codes(odd(path.read_text()))
