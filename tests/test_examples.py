"""The documents under ``examples/``: what was planted there is found, and nothing else is accused."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from backproof.app.check import check_files
from backproof.claims.statement import Statement

ROOT = Path(__file__).resolve().parent.parent
EXPECTED: dict[str, Any] = json.loads((ROOT / "tests" / "examples_expected.json").read_text(encoding="utf-8"))
GIVEN: dict[str, str] = EXPECTED["given"]
DOCUMENTS = sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "examples").iterdir())
ENOUGH = 25
"""At least so many claims of the examples are tested."""


@cache
def claims(document: str) -> dict[int, list[Statement]]:
    """The claims of a document by their line."""
    given = [str(ROOT / GIVEN[document])] if document in GIVEN else []
    (checked,) = check_files([str(ROOT / document)], given, cache=False)
    assert checked.readable, checked.error
    found: dict[int, list[Statement]] = {}
    for statement in checked.statements:
        if statement.verdict is not None:
            found.setdefault(checked.text.count("\n", 0, statement.span.start) + 1, []).append(statement)
    return found


@pytest.mark.parametrize("planted", EXPECTED["planted"], ids=lambda p: f"{p['file']}:{p['line']}")
def test_what_was_planted_is_found(planted: dict[str, Any]) -> None:
    (statement,) = [s for s in claims(planted["file"])[planted["line"]] if flat(s.latex) == flat(planted["latex"])]
    verdict = statement.verdict
    assert verdict is not None and verdict.outcome == planted["verdict"], planted["why"]
    assert verdict.counterexample is not None
    assert verdict.correction and verdict.repair
    assert bool(verdict.condition) == (verdict.outcome == "conditional")


@pytest.mark.parametrize("planted", EXPECTED["planted"], ids=lambda p: f"{p['file']}:{p['line']}")
def test_what_should_stand_there_is_right(planted: dict[str, Any], tmp_path: Path) -> None:
    text = (ROOT / planted["file"]).read_text(encoding="utf-8")
    wrong = planted["latex"].rsplit("= ", 1)[1]
    mended = text.replace(wrong, planted["right"])
    assert mended != text
    path = tmp_path / Path(planted["file"]).name
    path.write_text(mended, encoding="utf-8")
    given = [str(ROOT / GIVEN[planted["file"]])] if planted["file"] in GIVEN else []
    (checked,) = check_files([str(path)], given, cache=False)
    (outcome,) = [
        s.verdict.outcome for s in checked.statements if s.verdict and flat(s.latex).endswith(flat(planted["right"]))
    ]
    assert outcome in ("tested", "proved")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_nothing_else_is_accused(document: str) -> None:
    apart = {(p["file"], p["line"]) for p in EXPECTED["planted"]}
    later = {(p["file"], p["line"]) for p in EXPECTED["not yet"]}
    for line, statements in claims(document).items():
        for statement in statements:
            assert statement.verdict is not None
            if (document, line) in apart:
                continue
            right = ("tested", "proved", "unclear") if (document, line) in later else ("tested", "proved")
            assert statement.verdict.outcome in right, (
                f"{document}:{line} {statement.latex}: {statement.verdict.reason}"
            )


def test_the_demonstration_shows_every_kind_of_verdict() -> None:
    outcomes = [s.verdict.outcome for d in DOCUMENTS for on_line in claims(d).values() for s in on_line if s.verdict]
    assert {"proved", "tested", "wrong", "conditional", "unclear"} <= set(outcomes)
    assert outcomes.count("tested") + outcomes.count("proved") >= ENOUGH


def flat(latex: str) -> str:
    """Without alignment marks, space and the punctuation of the sentence."""
    return "".join(latex.replace("&", "").replace("\\,", "").split()).rstrip(".,")
