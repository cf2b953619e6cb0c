"""The packaged pages: every claim of theirs is confirmed, and errors put into them are found."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import backproof
from backproof.app.check import check_files
from backproof.app.cli import cli
from backproof.app.shelf import Page, page, pages
from backproof.claims.statement import Checked, Statement

EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "pages.toml").read_text(encoding="utf-8"))
CONFIRMED = {"proved", "tested"}
NAMES = sorted(EXPECTED)


def checked(path: Path | str) -> Checked:
    (document,) = check_files([str(path)], cache=False)
    assert document.readable, document.error
    return document


def outcomes(document: Checked) -> list[tuple[Statement, str]]:
    """The statements that were judged, each with what came out."""
    return [(s, s.verdict.outcome) for s in document.statements if s.verdict is not None]


def said(document: Checked, s: Statement) -> str:
    assert s.verdict is not None
    return (
        f"line {document.text.count(chr(10), 0, s.span.start) + 1}: {s.latex}: {s.verdict.outcome}, {s.verdict.reason}"
    )


def test_every_page_is_expected() -> None:
    assert [p.name for p in pages()] == NAMES
    assert len(NAMES) >= 17


@pytest.mark.parametrize("name", NAMES)
def test_a_page_holds(name: str) -> None:
    document = checked(page(name).path)
    found = outcomes(document)
    wanted = EXPECTED[name].get("wanted", [])
    bad = [said(document, s) for s, outcome in found if outcome not in CONFIRMED and s.latex not in wanted]
    assert not bad, "\n".join(bad)
    assert len(found) >= EXPECTED[name]["claims"]
    read = [s.latex for s, outcome in found if outcome in CONFIRMED]
    assert not set(wanted) & set(read), "what was wanted is read now: take it off the list"


@cache
def mutated(name: str) -> str:
    text = page(name).text
    for planted in EXPECTED[name]["planted"]:
        assert text.count(planted["right"]) == 1, planted["right"]
        text = text.replace(planted["right"], planted["wrong"])
    return text


@pytest.mark.parametrize("name", NAMES)
def test_what_is_planted_in_a_page_is_found(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.md"
    path.write_text(mutated(name), encoding="utf-8")
    document = checked(path)
    places = [(at := document.text.index(p["wrong"]), at + len(p["wrong"])) for p in EXPECTED[name]["planted"]]
    found = outcomes(document)
    for place, planted in zip(places, EXPECTED[name]["planted"], strict=True):
        here = [(s, outcome) for s, outcome in found if s.span.start < place[1] and place[0] < s.span.end]
        assert "wrong" in [o for _, o in here], (planted["wrong"], [said(document, s) for s, _ in here])
    missed = [s for s, o in found if o == "wrong" and not any(s.span.start < b and a < s.span.end for a, b in places)]
    assert not missed, [said(document, s) for s in missed]


@pytest.mark.parametrize("one", pages(), ids=lambda p: p.name)
def test_a_page_says_what_it_is(one: Page) -> None:
    assert one.title and one.summary.endswith((".", "!", "?"))
    lines = one.text.splitlines()
    assert 40 <= len(lines) <= 160
    assert max(map(len, lines)) <= 160


def test_a_page_is_a_document_that_answers() -> None:
    assert backproof.library.names() == tuple(NAMES)
    assert backproof.library.text("softmax_regression").startswith("# Softmax regression")
    found = backproof.library.load("softmax-regression")["L"].gradient("W")
    assert found.latex.endswith(r"- y) x^\top")


def test_what_the_library_does_not_have() -> None:
    with pytest.raises(ValueError, match="did you mean lstm"):
        backproof.library.load("lstn")


def test_show_prints_a_page() -> None:
    done = CliRunner().invoke(cli, ["library", "show", "LSTM"])
    assert done.exit_code == 0 and done.output == page("lstm").text
    there = CliRunner().invoke(cli, ["library", "show", "lstm", "--path"])
    assert there.output.strip() == page("lstm").path


def test_show_of_nothing_is_an_error() -> None:
    done = CliRunner().invoke(cli, ["library", "show", "transformer"])
    assert done.exit_code == 1 and "no page 'transformer'" in done.output


def test_a_page_on_a_terminal_is_the_page_in_colours() -> None:
    done = CliRunner().invoke(cli, ["library", "show", "newton"], env={"FORCE_COLOR": "1"}, color=True)
    assert "\x1b[" in done.output and r"x_{k+1} = x_k - \frac{f(x_k)}{f'(x_k)}" in done.output


def test_the_list_counts_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    from backproof.app import library_command

    monkeypatch.setattr(library_command, "pages", lambda: (page("newton"), page("attention")))
    table = CliRunner().invoke(cli, ["library"])
    assert table.exit_code == 0 and "newton" in table.output and "Scaled dot-product" in table.output
    (newton, _) = json.loads(CliRunner().invoke(cli, ["library", "--format", "json"]).output)
    assert newton["name"] == "newton" and newton["claims"] == sum(newton["verdicts"].values()) >= 14
    assert not newton["verdicts"]["wrong"] and not newton["verdicts"]["unclear"]
