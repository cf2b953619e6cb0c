"""Random input from end to end: nothing is raised, nothing hangs, every refusal has a reason and a place.

A few examples in an ordinary run; ``make fuzz`` draws a million for the parser and ten thousand for the whole road.
"""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backproof.app.check import check_document, deepen
from backproof.latex import parse
from backproof.report import json_report
from backproof.text import read_text

sys.path.insert(0, str(Path(__file__).parent))
from fragments import documents, relations, scraps

deepen()
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "fuzz"
KINDS = ("markdown", "latex", "python")


def examples(short: int, long: int) -> settings:
    """How many examples to draw in an ordinary run and in ``make fuzz``."""
    return settings(max_examples=long if LONG else short, suppress_health_check=list(HealthCheck), deadline=None)


@examples(300, 500_000)
@given(st.one_of(scraps(), relations()))
def test_the_parser_reads_anything(latex: str) -> None:
    _parsed(latex)


@examples(200, 500_000)
@given(st.text(alphabet=st.sampled_from("\\{}()[]_^&=+-|'$ \n%#~,abxfracsumleftright0123αβ\u200b\x00"), max_size=60))
def test_the_parser_reads_any_characters(latex: str) -> None:
    _parsed(latex)


def _parsed(latex: str) -> None:
    parsed = parse(latex)
    for row in parsed.rows:
        assert 0 <= row.start <= row.end <= len(latex)
        assert bool(row.clauses) != bool(row.problems) or not row.clauses
        for problem in row.problems:
            assert problem.code and problem.message and "internal error" not in problem.message
            assert 0 <= problem.start <= problem.end <= len(latex)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@examples(60, 10_000)
@given(documents(), st.sampled_from(KINDS))
def test_the_whole_road(text: str, kind: str) -> None:
    if kind == "latex":
        text = f"\\begin{{document}}\n{text}\n\\end{{document}}"
    elif kind == "python":
        text = f'def f():\n    r"""{text}"""\n'
    checked = check_document(read_text(text, "fuzz", kind))
    assert checked.readable, checked.error
    for statement in checked.statements:
        assert 0 <= statement.span.start <= statement.span.end <= len(text)
        verdict = statement.verdict
        if verdict is None:
            continue
        assert "internal error" not in verdict.reason, (statement.latex, verdict.reason)
        if verdict.outcome in ("unclear", "conditional"):
            assert verdict.reason
        if verdict.outcome == "conditional":
            assert verdict.condition
        if verdict.outcome == "wrong":
            assert verdict.counterexample is not None
    assert json_report.report([checked])
