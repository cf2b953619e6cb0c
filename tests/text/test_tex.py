"""Cutting LaTeX files: bodies, comments, environments, sections, macros with their places."""

import pytest

from backproof.text import Formula, Heading, Prose, Table, read_text


def formulas(text: str) -> list[str]:
    return [b.latex for b in read_text(text, kind="latex").blocks if isinstance(b, Formula)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\\documentclass{a}$no$\\begin{document}$x$\\end{document}$no$", ["x"]),
        ("$a % no $\n+ b$ 5\\% $c$", ["a + b", "c"]),
        ("\\begin{verbatim}$x$\\end{verbatim}\\begin{lstlisting}\n$y$\n\\end{lstlisting}$z$ \\verb|$w$|", ["z"]),
        ("\\[a\\] \\(b\\) $$c$$", ["a", "b", "c"]),
        ("\\begin{eqnarray*}a&=&b\\end{eqnarray*}", ["a&=&b"]),
        (
            "\\begin{theorem}[Name] If $x$ then\n\\begin{equation}\\label{e} y\\end{equation}\\end{theorem}",
            ["x", "\\label{e} y"],
        ),
        ("\\newcommand{\\R}{\\mathbb{R}}$x\\in\\R^n$", ["x\\in\\mathbb{R}^n"]),
        (
            "\\newcommand\\pd[2]{\\frac{\\partial #1}{\\partial #2}}$\\pd{L}{\\pd x y}$",
            ["\\frac{\\partial L}{\\partial \\frac{\\partial x}{\\partial y}}"],
        ),
        ("\\newcommand{\\n}[2][2]{\\|#2\\|_{#1}}$\\n{x}+\\n[1]{y}$", ["\\|x\\|_{2}+\\|y\\|_{1}"]),
        (
            "\\DeclareMathOperator{\\cov}{cov}\\DeclareMathOperator*{\\am}{arg\\,min}$\\cov x, \\am y$",
            ["\\operatorname{cov} x, \\operatorname*{arg\\,min} y"],
        ),
        ("\\def\\w{\\mathbf{w}}\\def\\g#1{\\nabla#1}$\\g\\w \\g x$", ["\\nabla\\mathbf{w} \\nabla x"]),
        ("\\let\\oldphi\\phi\\renewcommand{\\phi}{\\varphi}$\\phi\\oldphi$", ["\\varphi\\phi"]),
        ("\\let\\eps=\\epsilon$\\eps x$", ["\\epsilon x"]),
        ("\\newcommand{\\1}{\\mathbb{I}}$\\1(x)$", ["\\mathbb{I}(x)"]),
        ("\\newcommand{\\a}{x}\\providecommand{\\a}{y}$\\a$", ["x"]),
        ("$\\a$ \\newcommand{\\a}{x} $\\a$", ["\\a", "x"]),
        ("\\def\\be{\\begin{equation}}\\def\\ee{\\end{equation}}\\be a=b \\ee", ["a=b"]),
        ("\\DeclarePairedDelimiter{\\n}{\\|}{\\|}$\\n*{x}$", ["\\| x \\|"]),
        ("$\\newcommand{\\a}{x}$ $\\a$", ["x"]),
        ("\\newenvironment{q}{\\begin{align}}{\\end{align}}$x$", ["x"]),
        ("$\\pd{L}$ \\newcommand{\\pd}[2]{#1#2} $\\pd{L}$", ["\\pd{L}", "\\pd{L}"]),
    ],
)
def test_formulas(text: str, expected: list[str]) -> None:
    assert formulas(text) == expected


def test_sections() -> None:
    text = "\\section*{A $x$}\n\\subsection[s]{B \\emph{b}}\n\\paragraph{C.} text\\chapter"
    blocks = read_text(text, kind="latex").blocks
    assert [(b.level, b.text) for b in blocks if isinstance(b, Heading)] == [(1, "A $x$"), (2, "B b"), (4, "C.")]
    assert [b.latex for b in blocks if isinstance(b, Formula)] == ["x"]


def test_prose_is_plain() -> None:
    (block,) = read_text("i.i.d.\\ data, \\emph{see}~Fig.~\\ref{f} \\& ``so'' on\\cite{x}.", kind="latex").blocks
    assert isinstance(block, Prose)
    assert block.text == 'i.i.d. data, see Fig. f & "so" on.'


def test_places_of_an_expansion() -> None:
    text = "\\newcommand{\\pd}[2]{\\frac{\\partial #1}{\\partial #2}}\n$a = \\pd{L}{w} + b$"
    document = read_text(text, kind="latex")
    (block,) = document.blocks
    assert isinstance(block, Formula)

    def shown(part: str) -> str:
        span = block.span_of(block.latex.index(part), block.latex.index(part) + len(part))
        return text[span.start : span.end]

    assert shown("L") == "L" and shown("w") == "w" and shown("b") == "b"
    assert text[block.origins[block.latex.index("frac")] :].startswith("\\pd{L}")
    assert shown(block.latex) == "a = \\pd{L}{w} + b"


@pytest.mark.parametrize("definition", ["\\newcommand{\\a}{\\a}", "\\newcommand{\\a}{\\b\\b}\\newcommand{\\b}{\\a\\a}"])
def test_endless_macros_are_a_problem(definition: str) -> None:
    document = read_text(definition + "$\\a$ and $x$", kind="latex")
    assert [b.latex for b in document.blocks if isinstance(b, Formula)] == ["\\a", "x"]
    assert [p.what for p in document.problems] == ["macros expand without end here"]


def test_unclosed() -> None:
    document = read_text("\\begin{align} a\n\nb $x$ \\[ c\n\nd $y$", kind="latex")
    assert [b.latex for b in document.blocks if isinstance(b, Formula)] == ["x", "y"]
    assert len(document.problems) == 2


def test_tables_are_cut_into_cells() -> None:
    text = (
        "\\begin{tabular}[t]{l|c}\\toprule \\textbf{name} & value\\\\[2pt] \\midrule\n"
        "a \\& b & $\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}$ \\tabularnewline \\cmidrule(lr){1-2}\n"
        "\\multicolumn{2}{c}{\\(x\\)} \\\\ \\multirow{2}{*}{y} & \\\\ \\bottomrule\\end{tabular} and $z$"
    )
    table, *rest = read_text(text, kind="latex").blocks
    assert isinstance(table, Table)
    assert table.cells == (
        ("\\textbf{name}", "value"),
        ("a \\& b", "$\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}$"),
        ("\\(x\\)", ""),
        ("y", ""),
    )
    shown = [[[getattr(b, "latex", None) or b.text for b in cell] for cell in row] for row in table.contents]
    assert shown[0] == [["name"], ["value"]] and shown[1][0] == ["a & b"] and shown[2] == [["x"], []]
    for cells, spans in zip(table.cells, table.spans, strict=True):
        assert [text[s.start : s.end] for s in spans] == list(cells)
    assert [type(b).__name__ for b in rest] == ["Prose", "Formula"]


@pytest.mark.parametrize(
    "text",
    [
        "\\begin{tabular}{ll} $a$ & b",
        "\\begin{tabular}{l} $a$ \\\\ b \\end{tabular}",
        "\\begin{tabular}",
        "\\begin{tabular}{ll} } & { \\\\ $ & \\\\ \\end{tabular} $x$",
        "\\begin{tabularx}{3cm}",
    ],
)
def test_broken_tables_break_nothing(text: str) -> None:
    read_text(text, kind="latex")
