"""``backproof derive`` and the Python interface."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import backproof
from backproof.app.cli import cli
from backproof.app.interface import NoDerivative

PAGE = r"""
Let $X \in \mathbb{R}^{n\times d}$, $y \in \mathbb{R}^n$, $w \in \mathbb{R}^d$.

$$f = \frac12 \|X w - y\|^2$$
"""
LINE = r"\frac{\partial f}{\partial w} = X^\top (X w - y)"


@pytest.fixture
def page(tmp_path: Path) -> str:
    path = tmp_path / "notes.md"
    path.write_text(PAGE)
    return str(path)


def run(*arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(cli, list(arguments), standalone_mode=False)
    status = found.return_value if isinstance(found.return_value, int) else 2
    return status, found.output


def test_the_line_comes_first(page: str) -> None:
    status, text = run("derive", page, "--of", "f", "--wrt", "w")
    assert status == 0
    assert text.splitlines()[0] == LINE
    assert "checked      against automatic differentiation" in text


def test_several_variables_and_steps(page: str) -> None:
    status, text = run("derive", page, "--of", "f", "--wrt", "w,y", "--steps")
    assert status == 0
    assert LINE in text
    assert "power rule" in text


def test_json_and_latex(page: str) -> None:
    _, text = run("derive", page, "--of", "f", "--wrt", "w", "--hessian", "--format", "json")
    (one,) = json.loads(text)["derivatives"]
    assert one["latex"] == r"X^\top X"
    assert one["kind"] == "hessian"
    _, text = run("derive", page, "--of", "f", "--wrt", "w", "--format", "latex")
    assert text == f"\\[\n{LINE}\n\\]\n"


def test_a_formula_in_place_of_a_file() -> None:
    status, text = run("derive", r"f = x^\top A x", "--wrt", "x")
    assert status == 0
    assert r"(A + A^\top) x" in text
    assert r"Let $A$ be a matrix." in text


def test_what_has_no_answer_ends_with_two(page: str) -> None:
    status, text = run("derive", page, "--of", "f", "--wrt", "q")
    assert status == 2
    assert "unclear[M201]: nothing in the document is called q" in text


def test_a_document_in_python() -> None:
    doc = backproof.read(PAGE)
    found = doc["f"].gradient("w")
    assert found.latex == r"X^\top (X w - y)"
    assert found._repr_latex_() == f"$\\displaystyle {LINE}$"
    assert found._repr_markdown_() == f"$${LINE}$$"
    assert "15 digits" in found.check() or "14 digits" in found.check()
    assert found.steps
    assert doc["f"].hessian("w").latex == r"X^\top X"
    assert doc.check().readable
    with pytest.raises(NoDerivative, match="M201"):
        doc["f"].gradient("q")


def test_a_file_in_python(page: str) -> None:
    assert backproof.read(page)["f"].jacobian("y").latex == "y - X w"
