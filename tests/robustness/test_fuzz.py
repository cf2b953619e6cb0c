"""Random input from end to end: nothing is raised, nothing hangs, every refusal has a reason and a place.

A few examples that Hypothesis draws, and shrinks where one fails; ``make fuzz`` draws a million for the parser and ten
thousand for the whole road (``fuzz.py``).
"""

import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from fuzz import ROADS, run
from generator import Generator, Pages
from sound import KINDS, check_soundly, parse_soundly
from strategies import documents, relations, scraps

from backproof.app.check import deepen

PAGES = Pages.found()
deepen()


def examples(number: int) -> settings:
    return settings(max_examples=number, suppress_health_check=list(HealthCheck), deadline=None)


@examples(300)
@given(st.one_of(scraps(), relations()))
def test_the_parser_reads_anything(latex: str) -> None:
    parse_soundly(latex)


@examples(200)
@given(st.text(alphabet=st.sampled_from("\\{}()[]_^&=+-|'$ \n%#~,abxfracsumleftright0123αβ\u200b\x00"), max_size=60))
def test_the_parser_reads_any_characters(latex: str) -> None:
    parse_soundly(latex)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@examples(60)
@given(documents(), st.sampled_from(KINDS))
def test_the_whole_road(text: str, kind: str) -> None:
    check_soundly(text, kind)


def test_equal_seeds_draw_equal_texts() -> None:
    for number in range(300):
        first, second = (Generator(Random(number), PAGES) for _ in range(2))
        assert first.formula() == second.formula()
        assert first.document() == second.document()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_short_run() -> None:
    for road, count in zip(ROADS, (400, 8), strict=True):
        assert run(road, count, seed=0, jobs=1, say=lambda _: None).failures == ()


def test_a_failure_is_told_with_its_input(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(kind: str, text: str) -> None:
        assert "=" not in text

    road = ROADS[0].with_check(fails)
    found = run(road, 200, seed=0, jobs=1, say=lambda _: None).failures
    assert found and all("AssertionError" in f.reason and "=" in f.text for f in found)
