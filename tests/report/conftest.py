"""A small checked document, made by hand, in which every verdict and every field occurs."""

import pytest

from backproof.claims.statement import Checked, Counterexample, Evidence, Fix, Statement, SymbolFact, Verdict
from backproof.notes.diagnostics import Diagnostic, Label
from backproof.text.blocks import Span

TEXT = r"""# Notes on a quadratic form

Let $A \in \mathbb{R}^{n \times n}$ and $f(x) = x^\top A x$.

$$\nabla_x f(x) = 2 A x$$

For the square, $\frac{d}{dx} x^2 = 2 x$ and $\frac{d}{dx} x^3 = 3 x$, 100% sure: see, e.g., the table.

$$
\begin{align}
g(w) &= (w - 1)^2 \\
     &= w^2 - 2 w - 1
\end{align}
$$

The step is $w \leftarrow w - \alpha q$, where $h(q) = 3$ and $\log(ab) = \log a + \log b$. What is $g(2) = ?$
A rac{1}{2} was lost.
"""


def at(latex: str) -> Span:
    start = TEXT.index(latex)
    return Span(start, start + len(latex))


def statement(latex: str, verdict: Verdict | None = None, **fields) -> Statement:
    return Statement(at(latex), " ".join(latex.split()), verdict=verdict, **fields)


def conditional() -> Statement:
    example = Counterexample(
        (("A", "[[1, 2], [0, 1]]"), ("x", "[1, 1]")), "[4, 4]", "[6, 2]", "exact", at="i = 2", truth="[4, 4]"
    )
    verdict = Verdict("conditional", "A is not declared symmetric", "A = A^\\top", counterexample=example)
    return statement(
        r"\nabla_x f(x) = 2 A x", verdict, kind="gradient", reading=r"\nabla_x (x^\top A x) = 2 A x", symbols=("A", "x")
    )


def wrong() -> Statement:
    example = Counterexample(
        (("x", "2"),), "12", "6", "ball", "[6 +/- 1e-30]", snippet="x = 2\nprint(3 * x**2, 3 * x)\n"
    )
    verdict = Verdict(
        "wrong",
        "the right side lacks a factor",
        remarks=("right at x = 1, where the missing factor is 1",),
        counterexample=example,
        correction="3 x^2",
        repair="x should be x^2",
        fix=Fix(Span(at("3 x$").start, at("3 x$").end - 1), "3 x^2"),
    )
    return statement(
        r"\frac{d}{dx} x^3 = 3 x", verdict, kind="gradient", reading=r"\frac{d}{dx} x^{3} = 3 x", symbols=("x",)
    )


def wrong_in_a_chain() -> Statement:
    verdict = Verdict(
        "wrong",
        counterexample=Counterexample((("w", "0"),), "1", "-1", "exact"),
        correction="w^2 - 2 w + 1",
        root=at("g(w) &= (w - 1)^2"),
    )
    return statement("&= w^2 - 2 w - 1", verdict, left="(w - 1)^2", seconds=0.25)


def unclear() -> Statement:
    diagnostic = Diagnostic(
        "M201",
        "nothing introduces `h`",
        at("h(q)"),
        "say what `h` is, for example “let $h(q) = ...$”",
        (Label(at("q$, where"), "q is used here, too"),),
    )
    return statement("h(q) = 3", Verdict("unclear", diagnostics=(diagnostic,)))


def notes() -> Checked:
    tested = Verdict("tested", evidence=Evidence(30, (("n", 3),), 2e-16, 15, ("float64", "ball 106 bits")))
    proved = Verdict("proved", "log-product", remarks=("assumes a > 0 and b > 0",))
    return Checked(
        "notes.md",
        TEXT,
        (
            statement(r"f(x) = x^\top A x", role="definition"),
            conditional(),
            statement(r"\frac{d}{dx} x^2 = 2 x", tested, kind="gradient", symbols=("x",)),
            wrong(),
            statement("g(w) &= (w - 1)^2", role="definition"),
            wrong_in_a_chain(),
            statement(r"w \leftarrow w - \alpha q", role="update"),
            unclear(),
            statement(r"\log(ab) = \log a + \log b", proved),
            statement("g(2) = ?", role="question"),
        ),
        (
            *(unclear().verdict or Verdict("unclear")).diagnostics,
            Diagnostic("T101", "`rac` was read as `\\frac`", at("rac{1}{2}")),
        ),
        (
            SymbolFact("A", "variable", "matrix", r"n \times n", "declared", at("A \\in"), section="Notes"),
            SymbolFact("x", "variable", "vector", "n", "usage", convention="bold = vector"),
        ),
    )


@pytest.fixture
def documents() -> list[Checked]:
    return [notes(), Checked("gone, 50%.md", "", readable=False, error="no such file or folder")]
