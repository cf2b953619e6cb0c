"""Cutting Markdown: which formulas, which headings, which tables, and what is none of them."""

import pytest

from backproof.text import Document, Formula, Heading, Prose, Table, read_text


def formulas(text: str, kind: str = "markdown") -> list[str]:
    return [b.latex for b in read_text(text, kind=kind).blocks if isinstance(b, Formula)]


def headings(text: str, kind: str = "markdown") -> list[tuple[int, str]]:
    return [(b.level, b.text) for b in read_text(text, kind=kind).blocks if isinstance(b, Heading)]


def tables(document: Document) -> list[Table]:
    return [b for b in document.blocks if isinstance(b, Table)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Let $x=1$ and $y$.", ["x=1", "y"]),
        ("$$a\n= b$$", ["a\n= b"]),
        (r"\(a_1\) and \[b^2\]", ["a_1", "b^2"]),
        (r"\\( a_1 \\) and \\[ b \\\\ c^2 \\]", ["a_1", r"b \\\\ c^2"]),
        ("```math\na = b\n```", ["a = b"]),
        ("```{math}\na = b\n```", ["a = b"]),
        ("$`a+b`$ and {math}`c`", ["a+b", "c"]),
        (r"- item $a$" + "\n\n  $$b$$\n> quote $c$", ["a", "b", "c"]),
        ("# Head $a^2$\n\n## Next", ["a^2"]),
        (r"$\$ 5 + x$", [r"\$ 5 + x"]),
        (r"$f = 0 \text{ if $x$ is even}$ and $y$", [r"f = 0 \text{ if $x$ is even}", "y"]),
        (" $\\mathbb{R}^{D_1}$ (size)", [r"\mathbb{R}^{D_1}"]),
        ("so $ x $ and $ y = 2 $ hold", ["x", "y = 2"]),
        ("$n$th and $1-p$, $0, 1$, $100$", ["n", "1-p", "0, 1", "100"]),
        ("其中 $v_0=0$，$0\\le\\mu<1$，$\\eta$是学习率", ["v_0=0", "0\\le\\mu<1", "\\eta"]),
        ("$$\na\n\n= b\n$$", ["a\n\n= b"]),
        ("$$\\begin{align*}a &= b\\\\ c &= d\\end{align*}$$", ["a &= b\\\\ c &= d"]),
        ("$$\\begin{aligned}a &= b\\end{aligned}$$", ["\\begin{aligned}a &= b\\end{aligned}"]),
        ("\\begin{equation}\\begin{split}a\\end{split}\\end{equation}", ["\\begin{split}a\\end{split}"]),
        ("\\begin{alignat}{2}a &= b\\end{alignat}", ["a &= b"]),
        ("\\begin{bmatrix}1\\end{bmatrix}", ["\\begin{bmatrix}1\\end{bmatrix}"]),
        (
            ":math:`a_1` is\n\n.. math:: b = c\n\n.. math::\n   :label: e\n\n   d = e\n   + f\n\ntext",
            ["a_1", "b = c", "d = e\n   + f"],
        ),
    ],
)
def test_formulas(text: str, expected: list[str]) -> None:
    assert formulas(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and $10 today",
        "between $5-$10, or $20 each",
        "paid $5, then US$ 7, and a_b $9",
        r"escaped \$x\$",
        "code `$x$` and ``$$y$$``",
        "```\n$x$\n```",
        "~~~python\n$$x$$\n~~~",
        "<!-- $x$\n\n$$y$$ -->",
        "    $HOME/$USER",
        "set $HOME and $PATH",
        r"a \[link\] and \(see below\)",
        ">>> f('$x$')",
        "[math](http://x.org/$a)",
        "| a |\n|---|\n| $x$ |",
    ],
)
def test_no_formulas(text: str) -> None:
    assert formulas(text) == []


def test_environment_is_named() -> None:
    (block,) = read_text("\\begin{align*}\na &= b\n\\end{align*}").blocks
    assert isinstance(block, Formula)
    assert (block.environment, block.display, block.latex) == ("align", True, "a &= b")


def test_unclosed_display_costs_its_paragraph() -> None:
    document = read_text("$$ a = b and so on\n\nthe next one $x$\n\n$$c$$\n")
    assert [b.latex for b in document.blocks if isinstance(b, Formula)] == ["x", "c"]
    assert [p.what for p in document.problems] == ["this $$ is never closed"]


def test_display_closed_by_one_dollar_is_mended() -> None:
    document = read_text("$$ a = b $\n\ntext")
    assert [b.latex for b in document.blocks if isinstance(b, Formula)] == ["a = b"]
    assert len(document.repairs) == 1 and not document.problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A\n\ntext\n\n### B ###", [(1, "A"), (3, "B")]),
        ("A\n===\n\nB\n---\n", [(1, "A"), (2, "B")]),
        ("Problem 2\n\ntext\n\nQuestion 3:\n\ntext", [(1, "Problem 2"), (2, "Question 3:")]),
        (
            "1 Problem 1\n\n1.1\n\n1.2\n\n2 Problem 2\n\n2.1\n\n",
            [(1, "1 Problem 1"), (2, "1.1"), (2, "1.2"), (1, "2 Problem 2"), (2, "2.1")],
        ),
        ("1. (Problem 6.10)\n\n2. (Problem 7.3)", [(1, "1. (Problem 6.10)"), (1, "2. (Problem 7.3)")]),
        (
            "### Question 1\n\nx\n\nQuestion 2:\n\nx\n\n#### Question 3",
            [(3, "Question 1"), (3, "Question 2:"), (3, "Question 3")],
        ),
        ("2.3\n\nProblem 1: $a$\n\n2.4", [(2, "2.3"), (3, "Problem 1: $a$"), (2, "2.4")]),
        ("**Problem 1**\n\ntext", [(1, "Problem 1")]),
        ("2.3 Dropout\n\ntext", [(2, "2.3 Dropout")]),
    ],
)
def test_headings(text: str, expected: list[tuple[int, str]]) -> None:
    assert headings(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "**(b)** Gradient. The log likelihood",
        "Solution:",
        "Problem 1 asks us to compute the gradient of the loss.",
        "1.5 times as much",
        "a)",
        "Part of the answer",
        "$$a$$\n---",
        "text\n#hashtag",
    ],
)
def test_no_headings(text: str) -> None:
    assert headings(text) == []


def test_long_label_leaves_its_sentence_as_prose() -> None:
    blocks = read_text(
        "Question 3: Let $x$ be a vector of the kind that we have met before, and let it stay there.\n"
    ).blocks
    assert isinstance(blocks[0], Heading) and blocks[0].text == "Question 3:"
    assert isinstance(blocks[1], Prose) and isinstance(blocks[2], Formula)


def test_tables() -> None:
    document = read_text("| a | $|b|$ |\n|---|:-:|\n| 1 | `x` |\n\nt\t1\t2\n$z$\t90\t-1\n\nend")
    first, second = tables(document)
    assert first.cells == (("a", "$|b|$"), ("1", "`x`"))
    assert second.cells == (("t", "1", "2"), ("$z$", "90", "-1"))
    span = second.spans[1][2]
    assert document.source.text[span.start : span.end] == "-1"


def test_page_numbers_are_left_out() -> None:
    document = read_text("text\n\n2 of 4\n\nPage 3\n\nmore 2 of 4")
    assert [b.text for b in document.blocks if isinstance(b, Prose)] == ["text", "more 2 of 4"]
    assert len(document.repairs) == 2


def test_paragraphs() -> None:
    blocks = read_text("Let $x$ be\n$$y$$\nwhere $z$.\n\n$$w$$\n\nend").blocks
    assert [b.paragraph for b in blocks] == [0, 0, 0, 0, 1, 1, 1, 2, 3]
    own = read_text("text\n\n$$y$$").blocks
    assert own[0].paragraph != own[1].paragraph


def test_front_matter_is_left_out() -> None:
    assert formulas("---\ntitle: $x$\n---\n\n$y$") == ["y"]
