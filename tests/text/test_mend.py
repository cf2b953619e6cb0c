"""Escape damage: what is put back, and what is left alone."""

import pytest

from backproof.text import Formula, Prose, read_text


def mended(text: str) -> tuple[list[str], int]:
    document = read_text(text)
    return [b.latex for b in document.blocks if isinstance(b, Formula)], len(document.repairs)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$rac{a}{b}$", "\\frac{a}{b}"),
        ("$\frac{a}{b}$", "\\frac{a}{b}"),
        ("$x = \tanh(y)$", "x = \\tanh(y)"),
        ("$x = anh(y)$", "x = \\tanh(y)"),
        ("$n imes m$", "n \\times m"),
        ("$n\times m$", "n\\times m"),
        ("$\\left(a\night)$", "\\left(a\n\\right)"),
        ("$\\left(a\right)$", "\\left(a\\right)"),
        ("$\\left(a ight)$", "\\left(a \\right)"),
        ("$a\neq b$", "a\\neq b"),
        ("$\\sum_{k\neq \\hat y}x$", "\\sum_{k\\neq \\hat y}x"),
        ("$m{\\mu}_k$", "\\bm{\\mu}_k"),
        ("$oldsymbol{w}$", "\\boldsymbol{w}"),
        ("$\beta + \alpha$", "\\beta + \\alpha"),
        ("$rac{eta}{m{x}}$", "\\frac{\\beta}{\\bm{x}}"),
        ("$g = \nabla f$", "g = \\nabla f"),
        ("$x + \varepsilon$", "x + \\varepsilon"),
        ("$$egin{aligned} a &= b \\ c &= d \\end{aligned}$$", "\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}"),
        ("egin{aligned} a &= b \\ c &= d \\end{aligned}", "a &= b \\ c &= d"),
        ("$$\\begin{bmatrix} a \\ b \\end{bmatrix}$$", "\\begin{bmatrix} a \\\\ b \\end{bmatrix}"),
        ("$$a = anh(b) \\ c = d$$", "a = \\tanh(b) \\\\ c = d"),
    ],
)
def test_mended(text: str, expected: str) -> None:
    latex, count = mended(text)
    assert latex[0].strip() == expected
    assert count or text.startswith("egin")


@pytest.mark.parametrize(
    "text",
    [
        "$\\frac{a}{b}$",
        "$a\\ b = c$",
        "$$\\begin{aligned} a\\ b &= c \\end{aligned}$$",
        "$$\\begin{bmatrix} a\\ b \\\\ c \\end{bmatrix}$$",
        "$\\text{the right imes sight)}$",
        "$\\mathrm{ight)}$",
        "$m\\{x\\}$",
        "$m{x}$",
        "$eta$",
        "$\\eta + ar{x}$",
        "$a\n= b$",
        "$a\tb$",
        "$$\na\n\tx\n$$",
        "$\\left( x \\right)$",
    ],
)
def test_left_alone(text: str) -> None:
    latex, count = mended(text)
    assert latex == [text.strip("$").strip()] and count == 0


def test_prose_is_never_mended() -> None:
    (block,) = read_text("the sight) of rac{x} and egin").blocks
    assert isinstance(block, Prose) and block.text == "the sight) of rac{x} and egin"


def test_repairs_say_where() -> None:
    document = read_text("so $a = rac{1}{2}$")
    (repair,) = document.repairs
    assert (repair.before, repair.after) == ("rac", "\\frac")
    assert document.source.text[repair.span.start : repair.span.end] == "rac"
    (block,) = (b for b in document.blocks if isinstance(b, Formula))
    span = block.span_of(0, len(block.latex))
    assert document.source.text[span.start : span.end] == "a = rac{1}{2}"
