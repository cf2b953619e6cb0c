"""A solution that repeats a declaration of its problem statement makes a claim; other sizes declare anew."""

from pathlib import Path

from backproof.app.check import check_files

PROBLEM = "# Problem 1\n\nLet $W\\in\\mathbb R^{m\\times n}$, $x\\in\\mathbb R^n$ and $y = Wx$.\n"


def outcomes(folder: Path, solution: str) -> list[str]:
    problem, answer = folder / "given.md", folder / "answer.md"
    problem.write_text(PROBLEM, encoding="utf-8")
    answer.write_text(f"# Problem 1\n\n{solution}\n", encoding="utf-8")
    (document,) = check_files([str(answer)], [str(problem)], cache=False)
    return [s.verdict.outcome if s.verdict is not None else s.role for s in document.statements]


def test_the_same_sizes_are_a_claim_that_holds(tmp_path: Path) -> None:
    assert outcomes(tmp_path, "Note that $W \\in \\mathbb R^{m\\times n}$.") == ["tested"]


def test_other_sizes_are_a_declaration(tmp_path: Path) -> None:
    assert outcomes(tmp_path, "Note that $W \\in \\mathbb R^{n\\times m}$.") == ["declaration"]


def test_a_name_of_its_own_is_declared(tmp_path: Path) -> None:
    assert outcomes(tmp_path, "Let $V \\in \\mathbb R^{m\\times n}$.") == ["declaration"]
