"""Slips of every kind put into true lines: where one is found out, what is offered instead is true."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from backproof.app.check import check_document, deepen
from backproof.claims.statement import Statement
from backproof.meaning.read import read
from backproof.meaning.repairing.edit import latex_of
from backproof.meaning.repairing.sources import line_of
from backproof.meaning.repairing.table import KINDS
from backproof.text import read_text

TRUE = {
    "logistic": (
        r"Let $s(t) = \frac{1}{1 + e^{-t}}$.",
        r"s'(t) = s(t) (1 - s(t))",
    ),
    "spread": (
        r"Let $c = \frac{1}{N} \sum_{i=1}^N u_i$ and $q = \frac{1}{N} \sum_{i=1}^N (u_i - c)^2$.",
        r"\frac{\partial q}{\partial u_k} = \frac{2}{N} (u_k - c)",
    ),
    "ridge": (
        r"Let $A \in \mathbb{R}^{m \times n}$, $w \in \mathbb{R}^n$, $y \in \mathbb{R}^m$ and $\mu > 0$.",
        r"\nabla_w \left( \tfrac{1}{2} \|A w - y\|^2 + \tfrac{\mu}{2} \|w\|^2 \right) = A^\top (A w - y) + \mu w",
    ),
    "softmax": (
        r"Let $\pi_a = \frac{e^{h_a}}{\sum_{b=1}^A e^{h_b}}$.",
        r"\frac{\partial \pi_a}{\partial h_b} = \pi_a (\delta_{ab} - \pi_b)",
    ),
}


def page(given: str, line: str) -> str:
    return f"{given}\n\n$${line}$$\n"


def statement(text: str) -> Statement:
    """The last claim of a page."""
    return [s for s in check_document(read_text(text, "page.md")).statements if s.verdict is not None][-1]


def slips(given: str, line: str) -> Iterator[str]:
    """The line with one slip of each kind, as far as the kind finds something to take hold of."""
    deepen()
    found = read(read_text(page(given, line), "page.md"))
    (r,) = [r for r in found.statements if r.role == "claim"]
    place = line_of(r, found.statements, tuple(found.model), found.model)
    assert place is not None
    before, side = line.split(" = ", 1)
    for kind in KINDS:
        edit = next(kind(place), None)
        text = latex_of(edit, place.latex, place.side.start, place.side.end) if edit is not None else side
        if "".join(text.split()) != "".join(side.split()):
            yield f"{before} = {text}"


@pytest.mark.parametrize("name", TRUE)
def test_a_slip_is_undone(name: str) -> None:
    given, line = TRUE[name]
    assert statement(page(given, line)).verdict.holds  # type: ignore[union-attr]
    caught, mended = 0, 0
    for slip in dict.fromkeys(slips(given, line)):
        verdict = statement(page(given, slip)).verdict
        if verdict is None or verdict.outcome != "wrong":
            continue
        caught += 1
        if not verdict.correction:
            continue
        mended += 1
        again = slip.split(" = ", 1)[0] + " = " + verdict.correction
        offered = statement(page(given, again)).verdict
        assert offered is not None and offered.holds, (slip, verdict.repair, verdict.correction)
    assert caught >= 8
    assert mended >= 0.8 * caught
