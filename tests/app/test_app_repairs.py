"""Wrong lines come with the right side as it should be: the pages under ``tests/repairs`` say which."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from backproof.app.check import check_document
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
