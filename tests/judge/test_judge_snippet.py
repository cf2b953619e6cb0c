"""Every wrong line comes with NumPy code that a person can paste: run alone, it prints the two numbers of the report.

The documents are small; each has right definitions and one wrong claim, and none is taken from a public text.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from backproof.app.check import check_document
from backproof.claims.statement import Counterexample
from backproof.text import read_file

DOCUMENTS = {
    "least squares, sign lost": r"""
Let $P \in \mathbb{R}^{r\times s}$, $q \in \mathbb{R}^{s}$, $c \in \mathbb{R}^{r}$ and
$$F = \frac12 \sum_{a=1}^{r} \left(c_a - \sum_{d=1}^{s} P_{ad} q_d\right)^2$$
Then
$$\frac{\partial F}{\partial q_d} = \sum_{a=1}^{r} \left(c_a - \sum_{e=1}^{s} P_{ae} q_e\right) P_{ad}$$
""",
    "normalisation, root forgotten": r"""
Let $u \in \mathbb{R}^{B}$ and $\delta > 0$, and let
$$\nu = \frac1B \sum_{n=1}^{B} u_n$$
$$w = \frac1B \sum_{n=1}^{B} (u_n - \nu)^2$$
$$\hat u_n = \frac{u_n - \nu}{\sqrt{w + \delta}}$$
Then
$$\frac{\partial \hat u_n}{\partial w} = -\frac12 \frac{u_n - \nu}{w + \delta}$$
""",
    "running average, power off by one": r"""
Let $\rho$ be a scalar, $a_0 = 0$ and, for $t \ge 1$,
$$a_t = \rho a_{t-1} + (1 - \rho) g_t$$
Then
$$a_3 = (1-\rho)\left(g_3 + \rho g_2 + \rho^3 g_1\right)$$
""",
    "softmax, the case i = k": r"""
Let $v \in \mathbb{R}^{K}$ and
$$s_k = \frac{e^{v_k}}{\sum_{j=1}^{K} e^{v_j}}$$
where $e$ is Euler's number. Then
$$\frac{\partial s_i}{\partial v_k} = \begin{cases} s_i (1 + s_k) & i = k \\ -s_i s_k & i \ne k \end{cases}$$
""",
    "log determinant, factor two": r"""
Let $M \in \mathbb{R}^{n\times n}$ be symmetric positive definite. Then
$$\log\det(M M) = 3 \log\det M$$
""",
    "inverse of a product, order": r"""
Let $G \in \mathbb{R}^{n\times n}$ and $H \in \mathbb{R}^{n\times n}$. Then
$$(G H)^{-1} = G^{-1} H^{-1}$$
""",
    "unknown loss, chain rule without the factor": r"""
Let $z \in \mathbb{R}^{m}$, let $y_i = \kappa z_i$ where $\kappa$ is a scalar, and let $\ell = \ell(y)$ be a loss
of $y \in \mathbb{R}^{m}$. Then
$$\frac{\partial \ell}{\partial z_i} = \frac{\partial \ell}{\partial y_i}$$
""",
    "rectifier, the derivative as the value": r"""
Let $x \in \mathbb{R}^{d}$, $w \in \mathbb{R}^{d}$ and
$$h = \mathrm{ReLU}\left(\sum_{i=1}^{d} w_i x_i\right)$$
Then
$$\frac{\partial h}{\partial x_i} = w_i\, h$$
""",
    "sigmoid, second factor lost": r"""
Let $\varsigma(r) = \frac{1}{1 + \exp(-r)}$. Then
$$\varsigma'(r) = \varsigma(r)^2$$
""",
    "product over samples": r"""
Let $p \in \mathbb{R}^{N}$ with $p_n > 0$. Then
$$\log \prod_{n=1}^{N} p_n = 2\sum_{n=1}^{N} \log p_n$$
""",
}


def found(directory: Path, text: str) -> list[Counterexample]:
    """The counterexamples of a document."""
    path = directory / "page.md"
    path.write_text(text, encoding="utf-8")
    checked = check_document(read_file(str(path)))
    return [s.verdict.counterexample for s in checked.statements if s.verdict and s.verdict.counterexample]


def printed(snippet: str) -> list[float]:
    """What a snippet prints in a Python of its own."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", snippet], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, f"{snippet}\n{done.stderr}"
    return [float(x) for x in done.stdout.split(",")]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_snippet_prints_both_numbers(name: str, tmp_path: Path) -> None:
    shown = found(tmp_path, DOCUMENTS[name])
    assert shown, "the wrong line was not called wrong"
    for c in shown:
        assert c.snippet, f"no snippet for {c}"
        left, right = printed(c.snippet)
        assert left == pytest.approx(float(c.left), rel=1e-5, abs=1e-8)
        assert right == pytest.approx(float(c.right), rel=1e-5, abs=1e-8)
        assert abs(left - right) > 1e-3 * max(abs(left), abs(right))


def test_a_rational_claim_is_refuted_exactly(tmp_path: Path) -> None:
    (c,) = found(tmp_path, DOCUMENTS["running average, power off by one"])
    assert c.certificate == "exact"


def test_a_derivative_worked_out_is_the_truth(tmp_path: Path) -> None:
    (c,) = found(tmp_path, DOCUMENTS["least squares, sign lost"])
    assert c.truth == c.left


def test_the_numbers_are_small(tmp_path: Path) -> None:
    (c,) = found(tmp_path, DOCUMENTS["least squares, sign lost"])
    assert all(len(value) < 40 for _, value in c.values), c.values


def test_snippets_import_nothing_else(tmp_path: Path) -> None:
    for text in DOCUMENTS.values():
        for c in found(tmp_path, text):
            lines = [line for line in c.snippet.splitlines() if line.startswith(("import", "from"))]
            assert set(lines) <= {"import numpy as np", "import math"}
