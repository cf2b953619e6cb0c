"""The table of phrases that announce answers of equations: each row brings sentences that do and that do not."""

from __future__ import annotations

import re

import pytest

from backproof.meaning.prose.solving import TURNS, Turn, announced

_FORMULA = re.compile(r"\$(!?)([^$]+)\$")


def sides(sentence: str) -> tuple[str, str]:
    """The words before and after the marked formula, with placeholders for the others."""
    parts = ["", ""]
    at = 0
    done = 0
    for count, m in enumerate(_FORMULA.finditer(sentence)):
        parts[at] += sentence[done : m.start()]
        done = m.end()
        if m[1]:
            at = 1
        else:
            parts[at] += " 0 " if m[2] == "0" else f"⟦{count}⟧"
    parts[at] += sentence[done:]
    return parts[0], parts[1]


def cases(kind: str) -> list[tuple[Turn, str]]:
    return [(t, s) for t in TURNS for s in (t.examples if kind == "examples" else t.misses)]


@pytest.mark.parametrize(("turn", "sentence"), cases("examples"), ids=lambda x: getattr(x, "name", None) or x[:40])
def test_a_phrase_announces(turn: Turn, sentence: str) -> None:
    assert turn.goal in announced(*sides(sentence))


@pytest.mark.parametrize(("turn", "sentence"), cases("misses"), ids=lambda x: getattr(x, "name", None) or x[:40])
def test_a_near_miss_does_not(turn: Turn, sentence: str) -> None:
    assert announced(*sides(sentence)) == ()


def test_words_behind_announce_too() -> None:
    assert announced("Then ", " is the minimiser of ⟦1⟧.")[0] == "minimum"
    assert announced("Then ", " is the matrix of ⟦1⟧, which we minimise.") == ()
