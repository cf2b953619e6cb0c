"""Odd documents, checked within a bounded time."""

import time
from collections.abc import Callable

import pytest

from backproof.app.check import check_document
from backproof.claims.statement import Checked, Statement
from backproof.text import read_text

SOUND = "\n\n# Another part\n\nLet $q = 2 u$ with $u \\in \\mathbb{R}$.\n\n$$\\frac{\\partial q}{\\partial u} = 2$$\n"
"""What is right and must be found so, whatever stands before it."""


@pytest.fixture
def odd() -> Callable[..., list[Statement]]:
    """Checks a text with ``SOUND`` behind it, and gives the statements of the text.

    That nothing is raised, that it ends in time, that no failure of ours is reported and that the sound part gets its
    verdict is part of it; so is that every verdict that is not given has a reason and a place inside of the text.
    """

    def check(text: str, seconds: float = 60.0) -> list[Statement]:
        start = time.process_time()
        checked = check_document(read_text(text + SOUND))
        assert time.process_time() - start < seconds
        return explained(checked, len(text))

    return check


def explained(checked: Checked, length: int) -> list[Statement]:
    """The statements that begin before ``length``; what stands behind must be sound."""
    assert checked.readable, checked.error
    sound = [s for s in checked.statements if s.span.start >= length]
    assert [s.verdict.holds for s in sound if s.verdict] == [True]
    before = [s for s in checked.statements if s.span.start < length]
    for statement in before:
        verdict = statement.verdict
        if verdict is not None and verdict.outcome == "unclear":
            assert verdict.reason and verdict.diagnostics, statement.latex
            assert "internal error" not in verdict.reason, (statement.latex[:100], verdict.reason)
            assert all(0 <= d.span.start <= d.span.end <= length for d in verdict.diagnostics)
    return before
