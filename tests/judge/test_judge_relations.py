"""Relations other than equality, in documents that say themselves which verdict each line must get.

A comment beside a claim is its verdict, as in ``tests/claims``: ``tested``, ``wrong``, ``unclear``, ``not wrong``.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from backproof.app.check import check_files

DOCUMENTS = sorted((Path(__file__).parent / "relations").glob("*.md"))
COMMENT = re.compile(r"<!--\s*(.*?)\s*-->\s*$")


def expectations() -> list[tuple[Path, int, tuple[str, ...]]]:
    """The annotated lines of every document."""
    found = []
    for path in DOCUMENTS:
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            comment = COMMENT.search(text)
            if comment is not None:
                found.append((path, number, tuple(v.strip() for v in comment[1].split(","))))
    return found


@cache
def outcomes(path: Path) -> dict[int, list[tuple[str, str]]]:
    """For each line, the verdict and its reason of every claim that begins on it."""
    (document,) = check_files([str(path)], cache=False)
    found: dict[int, list[tuple[str, str]]] = {}
    for s in document.statements:
        if s.verdict is not None:
            line = document.text.count("\n", 0, s.span.start) + 1
            found.setdefault(line, []).append((s.verdict.outcome, f"{s.latex}: {s.verdict.reason}"))
    return found


@pytest.mark.parametrize(
    ("path", "line", "verdicts"), expectations(), ids=lambda x: x.stem if isinstance(x, Path) else str(x)
)
def test_line_gets_its_verdict(path: Path, line: int, verdicts: tuple[str, ...]) -> None:
    found = outcomes(path).get(line, [])
    if verdicts == ("not wrong",):
        assert all(outcome != "wrong" for outcome, _ in found), found
    else:
        assert ["tested" if outcome == "proved" else outcome for outcome, _ in found] == list(verdicts), found
