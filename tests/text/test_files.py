"""Files: kinds by suffix, notebooks, docstrings, and what cannot be read."""

import json
from pathlib import Path

import pytest

from backproof.text import Document, Formula, Heading, Unreadable, read_file, read_text


def formulas(document: Document) -> list[Formula]:
    return [b for b in document.blocks if isinstance(b, Formula)]


def points_at(document: Document, formula: Formula) -> str:
    return "".join(document.source.text[k] for k in formula.origins[:-1])


def test_kinds(tmp_path: Path) -> None:
    for name, text, expected in [
        ("a.md", "% $x$", ["x"]),
        ("a.tex", "% $x$\n$y$", ["y"]),
        ("a.py", '"""$z$"""\nx = "$no$"', ["z"]),
        ("a.unknown", "$x$", ["x"]),
        ("bom.txt", "\ufeff# A\n\n$x$", ["x"]),
    ]:
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert [f.latex for f in formulas(read_file(tmp_path / name))] == expected


def test_unreadable(tmp_path: Path) -> None:
    (tmp_path / "nul.md").write_bytes(b"a\0b")
    (tmp_path / "latin.md").write_bytes(b"caf\xe9")
    (tmp_path / "bad.ipynb").write_text("{")
    (tmp_path / "list.ipynb").write_text("[]")
    (tmp_path / "deep.ipynb").write_text("[" * 100_000)
    for name in ("missing.md", ".", "nul.md", "latin.md", "bad.ipynb", "list.ipynb", "deep.ipynb"):
        with pytest.raises(Unreadable) as caught:
            read_file(tmp_path / name)
        assert str(caught.value)[0].islower()


def test_unknown_kind_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        read_text("", kind="word")


@pytest.mark.parametrize("ascii_only", [True, False])
def test_notebook_points_into_the_file(ascii_only: bool) -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Tïtle 😀\n", "\n", "Let $\\alpha = β$\n", "and"]},
        {"cell_type": "code", "source": ["$no$"], "outputs": [{"data": {"text/markdown": "$no$"}}]},
        {"cell_type": "markdown", "source": '$$\\frac{1}{2}\n= "a"$$'},
    ]
    text = json.dumps({"cells": cells, "metadata": {}}, indent=1, ensure_ascii=ascii_only)
    document = read_text(text, kind="notebook")
    first, second = formulas(document)
    assert first.latex == "\\alpha = β" and second.latex == '\\frac{1}{2}\n= "a"'
    assert text[first.origins[1] :].startswith("alpha")
    assert text[second.span.start :].startswith("$$\\\\frac")
    assert document.source.place(first.span.start)[0] == text[: text.index("alpha")].count("\n") + 1
    end = second.span_of(0, len(second.latex)).end
    assert text[:end].endswith('\\"a\\"')


def test_notebook_cell_without_source_is_a_problem() -> None:
    document = read_text(
        '{"cells": [{"cell_type": "markdown"}, {"cell_type": "markdown", "source": "$x$"}]}', kind="notebook"
    )
    assert len(formulas(document)) == 1 and len(document.problems) == 1


def test_macros_reach_later_cells() -> None:
    cells = [{"cell_type": "markdown", "source": s} for s in ("$\\newcommand{\\R}{\\mathbb{R}}$", "$x \\in \\R$")]
    assert [f.latex for f in formulas(read_text(json.dumps({"cells": cells}), kind="notebook"))] == [
        "x \\in \\mathbb{R}"
    ]


PYTHON = '''"""Module, é: $a$."""


class C:
    r"""Class.

    .. math::

        b = \\frac{1}{2}
        + c

    where :math:`d`.
    """

    def f(self):
        """Not raw: $\\\\alpha + \\theta\\nabla$ and $e$."""
        return "$no$"
'''


def test_docstrings() -> None:
    document = read_text(PYTHON, kind="python")
    found = formulas(document)
    assert [f.latex for f in found] == ["a", "b = \\frac{1}{2}\n    + c", "d", "\\alpha + \\theta\\nabla", "e"]
    assert points_at(document, found[1]) == found[1].latex
    assert points_at(document, found[4]) == "e"
    assert [(b.level, b.text) for b in document.blocks if isinstance(b, Heading)] == [(1, "C"), (2, "f")]


def test_broken_python_falls_back() -> None:
    document = read_text("def f(:\n    '''Doc $x$.'''\n", kind="python")
    assert [f.latex for f in formulas(document)] == ["x"]
    assert len(document.problems) == 1


def test_a_formula_is_told_as_the_author_of_the_cell_wrote_it() -> None:
    source = ["A \\newcommand{\\w}{w} macro.\n", "\n", "$$\n", "\\frac{a}{\\w}\n", '= \\text{"β"}\n', "$$"]
    cells = [{"cell_type": "markdown", "source": "$\\nu$"}, {"cell_type": "markdown", "source": source}]
    text = json.dumps({"cells": cells}, indent=1)
    document = read_text(text, kind="notebook")
    first, second = formulas(document)
    assert document.written(first.span) == "$\\nu$"
    assert document.written(second.span_of(0, len(second.latex))) == '\\frac{a}{\\w}\n= \\text{"β"}'
    assert "\\\\frac" in text[second.span.start : second.span.end]


def test_a_formula_is_told_as_the_author_of_the_docstring_wrote_it() -> None:
    text = 'def f(x):\n    """Of $\\\\frac{a}{b}$ and $\\nabla f$."""\n\ndef g(x):\n    r"""$\\sigma(x)$"""\n    $odd'
    for source in (text, text.replace("\n    $odd", "\n    return x")):
        document = read_text(source, kind="python")
        assert [document.written(f.span) for f in formulas(document)] == [
            "$\\frac{a}{b}$",
            "$\\nabla f$",
            "$\\sigma(x)$",
        ]


def test_outside_of_literals_the_source_speaks_for_itself() -> None:
    document = read_text("$a$ and $b$")
    assert [document.written(f.span) for f in formulas(document)] == ["$a$", "$b$"]
