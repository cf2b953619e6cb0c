"""Every law on its own examples: with composite arguments it is used and the line is proved; near misses never hold."""

from __future__ import annotations

import pytest

from backproof.app.check import check_document
from backproof.claims.statement import Verdict
from backproof.laws.books import LAWS
from backproof.text import read_text

GIVEN = "Let $x, y > 0$ be real numbers."
NAMED_ELSEWHERE = {"a membership is constant"}
"""Laws without an example of their own: no usual line differentiates whether something lies in a set."""


def verdict(relation: str) -> Verdict:
    text = relation if "$$" in relation else f"{GIVEN}\n\n$${relation}$$\n"
    found = check_document(read_text(text)).statements[-1].verdict
    assert found is not None, relation
    return found


@pytest.mark.parametrize(("name", "example"), [(law.name, e) for law in LAWS.values() for e in law.examples])
def test_the_law_proves_its_examples(name: str, example: str) -> None:
    found = verdict(example)
    assert found.outcome == "proved", found.reason
    assert found.evidence is not None
    assert name in found.evidence.laws


@pytest.mark.parametrize("near_miss", [n for law in LAWS.values() for n in law.near_misses])
def test_near_misses_do_not_hold(near_miss: str) -> None:
    assert not verdict(near_miss).holds


def test_every_law_has_an_example_and_a_near_miss() -> None:
    bare = {law.name for law in LAWS.values() if not (law.examples and law.near_misses)}
    assert bare == NAMED_ELSEWHERE
