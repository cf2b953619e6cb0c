"""Comments that speak to backproof: where each format has them, and what each of them is about."""

import json

import pytest

from backproof.text import read_text


def about(text: str, kind: str = "markdown") -> list[tuple[tuple[str, ...], str]]:
    """The codes of every comment, with the text that it is about."""
    document = read_text(text, kind=kind)
    return [(i.codes, text[i.reach.start : i.reach.end]) for i in document.ignores]


def faults(text: str, kind: str = "markdown") -> list[str]:
    return [i.fault for i in read_text(text, kind=kind).ignores]


def formulas(text: str, kind: str = "markdown") -> list[str]:
    return [b.latex for b in read_text(text, kind=kind).blocks if hasattr(b, "latex")]


def test_a_comment_that_shares_its_line_is_about_that_line():
    text = "One $a = b$.\n\nTwo $c = d$, $e = f$ <!-- backproof: ignore[V401, M203] the book says so -->\n\n$g = h$"
    [(codes, line)] = about(text)
    assert codes == ("V401", "M203") and line.startswith("Two $c") and "$g" not in line


@pytest.mark.parametrize(
    "comment",
    ["<!-- backproof: ignore -->", "<!--backproof:ignore-->", "<!-- backproof : ignore : as in the book -->"],
)
def test_without_codes_everything_is_meant(comment):
    assert about(f"$a = b$ {comment}") == [((), f"$a = b$ {comment}")]


def test_alone_on_its_line_it_is_about_the_next_line_with_a_formula():
    text = "$p = q$\n\n<!-- backproof: ignore[V401] -->\n\nSome words first.\nNow $a = b$ and $c = d$\nand $e = f$."
    [(_, line)] = about(text)
    assert line == "Now $a = b$ and $c = d$"


def test_alone_before_a_display_it_is_about_all_of_it():
    text = "<!-- backproof: ignore[V401] -->\n$$\na &= b \\\\\nc &= d\n$$\n\n$e = f$"
    [(_, line)] = about(text)
    assert line.startswith("$$\na") and line.endswith("d\n$$")


@pytest.mark.parametrize("comment", ["<!-- backproof: ignore -->", "% backproof: ignore"])
def test_behind_the_end_of_a_display_it_is_about_all_of_it(comment):
    text = f"$$\na = b\n$$ {comment}\n\n$c = d$"
    found = about(text)
    assert comment.startswith("%") or (found[0][1].startswith("$$") and "c = d" not in found[0][1])


@pytest.mark.parametrize("opening", ["$$ % backproof: ignore[V401]", "\\[ % backproof: ignore[V401]"])
def test_behind_the_beginning_of_a_display_it_is_about_all_of_it(opening):
    closing = "$$" if "$" in opening else "\\]"
    text = f"{opening}\na = b \\\\\nc = d\n{closing}"
    assert about(text) == [(("V401",), text)]


def test_within_a_display():
    text = "$$\n\\begin{align}\na &= b \\\\ % backproof: ignore[V401]\n% backproof: ignore[V411]\n% why\nc &= d \\\\\n"
    text += "e &= f\n\\end{align}\n$$"
    assert about(text) == [(("V401",), "a &= b \\\\ % backproof: ignore[V401]"), (("V411",), "c &= d \\\\")]


def test_a_latex_file():
    text = (
        "\\begin{document}\n$x = y$ % backproof: ignore[M203]\n% backproof: ignore\n\\begin{align}\na &= b \\\\\n"
        "c &= d % backproof: ignore[V402] because\n\\end{align}\n\\begin{equation}\ne = f\n"
        "\\end{equation} % backproof: ignore[V403]\n\\end{document}"
    )
    found = about(text, "latex")
    assert [codes for codes, _ in found] == [("M203",), (), ("V402",), ("V403",)]
    assert found[0][1].startswith("$x = y$") and found[1][1].startswith("\\begin{align}")
    assert found[2][1].startswith("c &= d") and found[3][1].startswith("\\begin{equation}")


def test_percent_signs_that_are_no_comments():
    assert about("50\\% backproof: ignore $a = b$", "latex") == []
    assert about("\\begin{verbatim}\n% backproof: ignore\n\\end{verbatim}\n$a = b$", "latex") == []


@pytest.mark.parametrize(
    "text",
    ["```\n<!-- backproof: ignore -->\n```\n$a = b$", "`<!-- backproof: ignore -->` $a = b$", "backproof: ignore"],
)
def test_code_and_prose_ask_for_nothing(text):
    assert about(text) == []


def test_rows_of_tables():
    text = "| f | g |\n|---|---|\n| $a = b$ | $c = d$ <!-- backproof: ignore[V401] --> |\n| $e = f$ | $g = h$ |\n"
    [(codes, row)] = about(text)
    assert codes == ("V401",) and "a = b" in row and "e = f" not in row


def test_a_quotation_and_a_list():
    [(_, line)] = about("> <!-- backproof: ignore[V401] -->\n> $a = b$\n\n$c = d$")
    assert "a = b" in line and "c = d" not in line


def test_the_cells_of_a_notebook_keep_apart():
    cells = ["<!-- backproof: ignore -->\n$a = b$", "Words <!-- backproof: ignore[V401] -->\n", "$c = d$"]
    text = json.dumps({"cells": [{"cell_type": "markdown", "source": c} for c in cells]})
    found = about(text, "notebook")
    assert found[0][1] == "$a = b$" and "$c" not in found[1][1]


def test_docstrings():
    text = (
        'def f(x):\n    """The gradient\n\n    .. backproof: ignore[V401]\n\n    $a = b$\n\n    $c = d$\n'
        '    """  # backproof: ignore[V411]\n\n\ndef g(x):\n    # backproof: ignore[V402]\n    """Is $e = f$."""\n'
        '    return "# backproof: ignore"\n'
    )
    found = dict(about(text, "python"))
    assert found[("V401",)].strip() == "$a = b$"
    assert found[("V411",)].startswith('"""The') and found[("V411",)].endswith('"""')
    assert "e = f" in found[("V402",)] and len(found) == 3


def test_python_that_does_not_end():
    assert about('def f(:\n    """$a = b$"""  # backproof: ignore\n(', "python")


def test_places_of_comments_in_python_count_characters():
    text = 'É = "é"; """é"""  # backproof: ignore\n'
    [ignore] = read_text(text, kind="python").ignores
    assert text[ignore.span.start : ignore.span.end] == "# backproof: ignore"


@pytest.mark.parametrize(
    ("comment", "fault"),
    [
        ("backproof: ignore V401", "brackets"),
        ("backproof: ignore V401]", "brackets"),
        ("backproof: ignore[]", "no code"),
        ("backproof: ignor[V401]", "nothing that can be asked"),
        ("backproof: ignore-all", "nothing that can be asked"),
        ("backproof:", "nothing that can be asked"),
    ],
)
def test_what_is_not_understood_is_said(comment, fault):
    [said] = faults(f"$a = b$ <!-- {comment} -->")
    assert fault in said
    [said] = faults(f"$a = b$ % {comment}", "latex")
    assert fault in said


@pytest.mark.parametrize(
    ("with_comment", "without", "kind"),
    [
        ("$a = b$ <!-- backproof: ignore --> and $c$", "$a = b$  and $c$", "markdown"),
        ("a\n.. backproof: ignore\n\n$a = b$", "a\n\n$a = b$", "markdown"),
        ("$a = b$ % backproof: ignore\n$c$", "$a = b$\n$c$", "latex"),
    ],
)
def test_a_comment_changes_nothing_of_what_is_read(with_comment, without, kind):
    assert formulas(with_comment, kind) == formulas(without, kind)


def test_a_comment_that_never_ends():
    assert about("$a = b$ <!-- backproof: ignore[V401]") == [(("V401",), "$a = b$ <!-- backproof: ignore[V401]")]
