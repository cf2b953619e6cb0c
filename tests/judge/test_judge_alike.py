"""A choice that a line does not depend on costs nothing: each meaning of a line is tried once."""

import pytest

from backproof.app.check import check_document
from backproof.judge import verdict as judging
from backproof.text import read_text


@pytest.fixture
def tried(monkeypatch) -> list[object]:
    """The readings that were really tried."""
    seen: list[object] = []
    try_reading = judging.try_reading

    def counting(reading, model, seed, assumption=None):
        if assumption is None:
            seen.append(dict(reading.choices))
        return try_reading(reading, model, seed, assumption)

    monkeypatch.setattr(judging, "try_reading", counting)
    return seen


def outcomes(text: str) -> list[str]:
    checked = check_document(read_text(text))
    return [s.verdict.outcome for s in checked.statements if s.verdict is not None]


def test_the_layout_of_a_derivative_of_numbers_is_no_matter(tried):
    assert outcomes("Let $x, y \\in \\mathbb{R}$ and $f = x^2 y$.\n\n$$\\frac{\\partial f}{\\partial x} = 2xy$$") == [
        "proved"
    ]
    assert len(tried) == 1


def test_a_layout_that_matters_is_tried_and_named(tried):
    page = (
        "Let $x \\in \\mathbb{R}^n$ and $W \\in \\mathbb{R}^{m \\times n}$, and $y = W x$.\n\n"
        "$$\\frac{\\partial y}{\\partial x} = W$$"
    )
    assert outcomes(page) == ["proved"]
    assert len(tried) >= 1
