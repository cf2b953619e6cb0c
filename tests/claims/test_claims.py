"""Documents that say themselves what the check should find in them, line by line.

A comment beside a claim is the verdict that it must get: ``<!-- tested -->`` (Markdown) or ``% tested`` (LaTeX).
``tested`` is met by ``proved`` as well; ``not wrong`` by everything but ``wrong``, ``not tested`` by what is no
confirmation; ``wanted: tested`` is what the claim deserves and does not get yet. Several claims on one line have their
verdicts in order, with commas between them.
A problem statement of the same name under ``statements`` is read before the document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from backproof.app.check import check_files
from backproof.claims.statement import Statement

HERE = Path(__file__).parent
VERDICT = r"(?:tested|wrong|conditional|unclear|not wrong|not tested)"
COMMENT = re.compile(rf"(?:<!--|%)\s*(wanted:)?\s*({VERDICT}(?:\s*,\s*{VERDICT})*)\s*(?:-->)?\s*$")
MEETS = {
    "tested": {"tested", "proved"},
    "wrong": {"wrong"},
    "conditional": {"conditional"},
    "unclear": {"unclear"},
    "not wrong": {"tested", "proved", "conditional", "unclear", "declaration", "definition", "question", "update"},
    "not tested": {"wrong", "conditional", "unclear"},
}


@dataclass(frozen=True)
class Expectation:
    """What a line of a document should get."""

    path: Path
    line: int
    verdicts: tuple[str, ...]
    wanted: bool


def expectations() -> list[Expectation]:
    """The annotated lines of every document of this folder."""
    found = []
    for path in sorted([*HERE.glob("*.md"), *HERE.glob("*.tex")]):
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            comment = COMMENT.search(text)
            if comment is not None:
                verdicts = tuple(v.strip() for v in comment[2].split(","))
                found.append(Expectation(path, number, verdicts, bool(comment[1])))
    return found


@cache
def outcomes(path: Path) -> dict[int, list[tuple[str, str]]]:
    """For each line, the outcome and the reason of every relation that begins on it."""
    statement = HERE / "statements" / path.name
    (document,) = check_files([str(path)], [str(statement)] if statement.exists() else [], cache=False)
    assert document.readable, document.error
    found: dict[int, list[tuple[str, str]]] = {}
    for statement in document.statements:
        line = document.text.count("\n", 0, statement.span.start) + 1
        found.setdefault(line, []).append(_outcome(statement))
    return found


def _outcome(statement: Statement) -> tuple[str, str]:
    if statement.verdict is None:
        return statement.role, statement.latex
    return statement.verdict.outcome, f"{statement.latex}: {statement.verdict.reason}"


def judged(expected: Expectation) -> list[tuple[str, str]]:
    """The outcomes on the line, without what only declares or defines where a verdict is expected."""
    found = outcomes(expected.path).get(expected.line, [])
    if "not wrong" in expected.verdicts:
        return found
    return [o for o in found if o[0] not in ("declaration", "definition", "question", "update")]


@pytest.mark.parametrize("expected", expectations(), ids=lambda e: f"{e.path.stem}:{e.line}")
def test_claim_gets_its_verdict(expected: Expectation) -> None:
    found = judged(expected)
    verdicts = expected.verdicts * len(found) if expected.verdicts == ("not wrong",) else expected.verdicts
    met = [outcome for outcome, _ in found]
    holds = len(found) == len(verdicts) and all(o in MEETS[v] for o, v in zip(met, verdicts, strict=True))
    if expected.wanted and not holds:
        pytest.xfail(f"wanted {', '.join(verdicts)}, found {', '.join(met) or 'no claim'}")
    assert holds, f"expected {', '.join(verdicts)}, found {found or 'no claim'}"


def test_documents_are_annotated() -> None:
    """A document without a readable annotation tests nothing."""
    annotated = {e.path for e in expectations()}
    assert annotated == {*HERE.glob("*.md"), *HERE.glob("*.tex")}
