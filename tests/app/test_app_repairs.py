"""Wrong lines come with the right side as it should be: the pages under ``tests/repairs`` say which."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from backproof.app.cache import Cache
from backproof.app.check import check_document
from backproof.app.document import check_document as check_whole
from backproof.claims.statement import Checked, Statement
from backproof.text import read_text

PAGES = sorted(p for p in (Path(__file__).parent.parent / "repairs").glob("*.md") if p.name != "README.md")
ROW = re.compile(r"\$\$(?P<line>.*)\$\$ <!-- (?P<correction>.*?) -- (?P<words>.*?) -->")


def wrong(text: str) -> list[Statement]:
    """The statements of a document that come out wrong."""
    return [s for s in checked(text).statements if s.verdict is not None and s.verdict.outcome == "wrong"]


@cache
def checked(text: str) -> Checked:
    return check_document(read_text(text, "page.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_every_slip_is_mended(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    wanted = {m["line"]: (m["correction"], m["words"]) for m in ROW.finditer(text)}
    found = {s.latex: (s.verdict.correction, s.verdict.repair) for s in wrong(text) if s.verdict is not None}
    assert found == wanted


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_the_fixes_make_the_page_right(page: Path) -> None:
    """All corrections put into the source where they say they belong: nothing is wrong any more."""
    text = page.read_text(encoding="utf-8")
    fixes = [s.verdict.fix for s in wrong(text) if s.verdict is not None and s.verdict.fix is not None]
    assert fixes
    for fix in sorted(fixes, key=lambda f: -f.span.start):
        text = text[: fix.span.start] + fix.text + text[fix.span.end :]
    assert [s.latex for s in wrong(text)] == []
    assert all(s.verdict is None or s.verdict.holds for s in checked(text).statements)


def test_a_line_true_under_an_assumption_is_mended_for_all() -> None:
    given = "Let $A \\in \\mathbb{R}^{n \\times n}$, $x \\in \\mathbb{R}^n$ and $f(x) = x^\\top A x$."
    text = f"{given}\n\n$$\\nabla f(x) = 2 A x$$\n"
    (verdict,) = [s.verdict for s in checked(text).statements if s.verdict is not None]
    assert verdict.outcome == "conditional"
    assert (verdict.correction, verdict.repair) == ("(A + A^\\top) x", "A is not symmetric")


def test_what_only_repeats_the_other_side_is_never_offered() -> None:
    text = "Let $g = \\sin(a)$.\n\n$$g = \\tanh(b) + 17 u$$\n"
    assert all(s.verdict is None or not s.verdict.correction for s in checked(text).statements)


def test_macros_stay_in_a_correction() -> None:
    text = (
        "\\newcommand{\\w}{\\mathbf{w}}\nLet $\\w \\in \\mathbb{R}^n$ and $c \\in \\mathbb{R}^n$.\n"
        "\\[ \\nabla_{\\w} \\|\\w - c\\|^2 = \\w - c \\]\n"
    )
    (found,) = [s for s in check_document(read_text(text, "page.tex", "latex")).statements if s.verdict is not None]
    assert found.verdict is not None and found.verdict.fix is not None
    assert found.verdict.correction == found.verdict.fix.text == "2 \\left(\\w - c\\right)"


def test_a_correction_is_remembered(tmp_path: Path) -> None:
    document = read_text(PAGES[0].read_text(encoding="utf-8"), "page.md")
    cache = Cache(tmp_path / "cache.db")
    first, _ = check_whole(document, cache=cache)
    again, _ = check_whole(document, cache=cache)
    corrected = [s.verdict.correction for s in first.statements if s.verdict is not None and s.verdict.correction]
    assert corrected
    assert [s.verdict for s in again.statements] == [s.verdict for s in first.statements]
