"""What must hold of every text: no exception, exact places, blocks in order, linear time."""

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backproof.text import Formula, Heading, Prose, Unreadable, read_text

PIECES = [
    "$", "$$", "\\[", "\\]", "\\(", "\\)", "\\\\[", "\\\\]",
    "\\begin{align}", "\\end{align}", "egin{bmatrix}",
    "\\end{bmatrix}", "```", "`", "\n", "\n\n", "# ", "> ", "- ", "|", "\t", "x", " ", "5", "\\frac{a}{b}", "{", "}",
    "\\newcommand{\\a}[1]{#1\\b}", "\\def\\b{\\a{x}}", "\\a{y}", "\\b", "%", "<!--", "-->", "Problem 1", "2.3", "---",
    "\\text{", "word and words",
    "\f", "\x08", "\r", "ight)", "\\ ", "é", "学", "😀", ":math:`", ".. math::", '"""', "\\",
    "\\section{", "_", "^", "=", "\\let\\a", "#1", "[", "]", "\0", '"cells"', "*", "===", "2 of 4", ">>> ",
]  # fmt: skip
soup = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(soup | st.text(max_size=200), st.sampled_from(["markdown", "latex", "python"]))
def test_no_text_raises_and_places_are_sane(text: str, kind: str) -> None:
    document = read_text(text, kind=kind)
    for block in document.blocks:
        assert 0 <= block.span.start <= block.span.end <= len(text)
        if isinstance(block, Formula):
            assert len(block.origins) == len(block.latex) + 1
            assert block.latex == block.latex.strip(" \t\r\n\f\v") != ""
            assert all(0 <= k <= len(text) for k in block.origins)
            whole = block.span_of(0, len(block.latex))
            assert block.span.start <= whole.start <= whole.end <= max(block.span.end, whole.start + 1)
    for note in (*document.repairs, *document.problems):
        assert 0 <= note.span.start <= note.span.end <= len(text)


@settings(max_examples=100, deadline=None)
@given(soup)
def test_notebooks_raise_nothing_but_unreadable(text: str) -> None:
    with suppress(Unreadable):
        read_text(text, kind="notebook")


@settings(max_examples=200, deadline=None)
@given(soup)
def test_blocks_come_in_order_and_every_character_is_where_it_says(text: str) -> None:
    document = read_text(text)
    spans = [b.span for b in document.blocks if isinstance(b, Formula | Prose)]
    assert all(a.end <= b.start for a, b in pairwise(spans))
    paragraphs = [b.paragraph for b in document.blocks]
    assert paragraphs == sorted(paragraphs)
    if document.repairs or "\\newcommand" in text or "\\def" in text or "\\let" in text:
        return
    for block in document.blocks:
        if isinstance(block, Formula):
            for k, character in enumerate(block.latex):
                span = block.span_of(k, k + 1)
                assert text[span.start : span.end] == character


@given(st.lists(st.sampled_from(["x", "a_1 = b", "\\frac{1}{2}", "f(x)'", "α^2"]), min_size=1, max_size=8), st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_found(latex: list[str], data: st.DataObject) -> None:
    wraps = [("$", "$"), ("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]"), ("\\begin{equation}", "\\end{equation}")]
    text = ""
    for each in latex:
        left, right = data.draw(st.sampled_from(wraps))
        text += data.draw(st.sampled_from(["so ", "\n\n", "- ", "> ", "其中"])) + left + each + right + " text\n"
    for kind in ("markdown", "latex"):
        assert [b.latex for b in read_text(text, kind=kind).blocks if isinstance(b, Formula)] == latex


def test_ten_thousand_braces() -> None:
    deep = "{" * 10_000 + "x" + "}" * 10_000
    (block,) = read_text(f"$${deep}$$").blocks
    assert isinstance(block, Formula) and block.latex == deep
    read_text("\\newcommand{\\a}[1]{#1}$" + "\\a{" * 10_000 + "x" + "}" * 10_000 + "$", kind="latex")


@pytest.mark.parametrize("kind", ["markdown", "latex"])
def test_a_heading_does_not_swallow_what_follows(kind: str) -> None:
    blocks = read_text("# A\n$x$" if kind == "markdown" else "\\section{A}$x$", kind=kind).blocks
    assert isinstance(blocks[0], Heading) and isinstance(blocks[1], Formula)
