"""Findings that comments and options ask to ignore: what is reported, in every format, and the exit status."""

import json

import pytest

from backproof.notes.codes import CODES

WRONG = "(x + 1)^2 = x^2 + 1"
RIGHT = "(x + 1)^2 = x^2 + 2 x + 1"


@pytest.fixture
def page(tmp_path, monkeypatch):
    """Writes a document and returns its name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def write(text: str, name: str = "note.md") -> str:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
        return name

    return write


def report(backproof, capfd, *arguments: str) -> tuple[int, dict]:
    status = backproof("check", "--format", "json", *arguments)
    return status, json.loads(capfd.readouterr().out)


def codes(found: dict) -> list[str]:
    return [d["code"] for d in found["documents"][0]["diagnostics"]]


def test_a_finding_that_is_ignored_does_not_count(page, backproof, capfd):
    name = page(f"${WRONG}$ <!-- backproof: ignore[V401] -->\n\n${RIGHT}$")
    status, found = report(backproof, capfd, name)
    first, second = found["documents"][0]["statements"]
    assert status == 0 and codes(found) == []
    assert (first["verdict"], first["silenced"], second["silenced"]) == ("wrong", "comment", "")
    assert (found["summary"]["wrong"], found["summary"]["ignored"], found["summary"]["claims"]) == (0, 1, 2)


@pytest.mark.parametrize("what", ["ignore", "ignore[wrong]", "ignore[V411,v401]", "ignore[V401; M201] reason"])
def test_codes_names_and_everything(page, backproof, capfd, what):
    status, found = report(backproof, capfd, page(f"${WRONG}$ <!-- backproof: {what} -->"))
    assert status == 0 and found["summary"]["ignored"] == 1


def test_another_code_ignores_nothing_and_is_reported(page, backproof, capfd):
    status, found = report(backproof, capfd, page(f"${WRONG}$ <!-- backproof: ignore[V411] -->"))
    assert status == 1 and codes(found) == ["T107"]


@pytest.mark.parametrize(
    ("comment", "code"),
    [("ignore", "T107"), ("ignore[V401]", "T107"), ("ignore[X100]", "T108"), ("ignore V401", "T109"), ("no", "T109")],
)
def test_comments_that_do_nothing_are_reported(page, backproof, capfd, comment, code):
    name = page(f"${RIGHT}$ <!-- backproof: {comment} -->")
    status, found = report(backproof, capfd, name)
    assert (status, codes(found)) == (0, [code])
    assert backproof("check", name) == 0
    assert f"warning       note.md:1:29  {code}" in capfd.readouterr().out
    assert backproof("check", "--strict", name) == 1


@pytest.mark.parametrize("code", ["T107", "T108", "T109"])
def test_the_examples_of_their_pages(page, backproof, capfd, code):
    assert code in codes(report(backproof, capfd, page(CODES[code].bad))[1])
    status, found = report(backproof, capfd, page(CODES[code].good))
    assert status == 0 and codes(found) == [] and found["summary"]["ignored"] == 1


def test_only_the_row_that_is_meant(page, backproof, capfd):
    rows = f"$$\n\\begin{{align}}\n{WRONG} \\\\ % backproof: ignore[V401]\n(x + 2)^2 &= x^2 + 4\n\\end{{align}}\n$$"
    status, found = report(backproof, capfd, page(rows))
    assert status == 1 and (found["summary"]["wrong"], found["summary"]["ignored"]) == (1, 1)


def test_latex_notebooks_and_docstrings(page, backproof, capfd):
    notebook = {"cells": [{"cell_type": "markdown", "source": [f"${WRONG}$ <!-- backproof: ignore -->"]}]}
    files = {
        "a.tex": f"\\begin{{document}}\n% backproof: ignore[V401]\n${WRONG}$\n\\end{{document}}\n",
        "b.ipynb": json.dumps(notebook),
        "c.py": f'def f(x):\n    """Because\n\n    ${WRONG}$\n    """  # backproof: ignore[V401]\n',
        "d.py": f'def f(x):\n    """Because\n\n    .. backproof: ignore[V401]\n\n    ${WRONG}$\n    """\n',
    }
    status, found = report(backproof, capfd, *(page(text, name) for name, text in files.items()))
    assert status == 0 and found["summary"]["ignored"] == 4 and found["summary"]["wrong"] == 0


def test_diagnostics_without_a_statement(page, backproof, capfd):
    text = "<!-- backproof: ignore[unclosed-formula] -->\nThe gradient $$g = 2 x\n\nis $x = x$."
    status, found = report(backproof, capfd, page(text))
    [diagnostic] = found["documents"][0]["diagnostics"]
    assert (status, diagnostic["code"], diagnostic["silenced"]) == (0, "T102", "comment")
    assert found["summary"]["silenced_notes"] == 1


def test_unclear_statements_with_strict(page, backproof, capfd):
    unclear = "Then $a + b = c + d$"
    assert backproof("check", "--strict", page(unclear)) == 1
    capfd.readouterr()
    status, found = report(backproof, capfd, "--strict", page(f"{unclear} <!-- backproof: ignore[M209] -->"))
    assert status == 0 and found["summary"]["ignored"] == 1 and found["summary"]["unclear"] == 0


def test_by_option(page, backproof, capfd):
    name = page(f"${WRONG}$")
    status, found = report(backproof, capfd, "--ignore", "M201,wrong", name)
    assert status == 0 and found["documents"][0]["statements"][0]["silenced"] == "configuration"
    assert backproof("check", "--ignore", "V4O1", name) == 2
    assert "did you mean V401" in capfd.readouterr().err


def test_terminal_shows_and_counts_what_is_ignored(page, backproof, capfd):
    name = page(f"${WRONG}$ <!-- backproof: ignore -->")
    backproof("check", name)
    out = capfd.readouterr().out
    assert out.startswith("1 claim: 1 ignored")
    backproof("check", "-v", name)
    assert f"ignored       note.md:1:2  {WRONG}" in capfd.readouterr().out


def test_sarif_has_suppressions_and_github_nothing(page, backproof, capfd):
    name = page(f"${WRONG}$ <!-- backproof: ignore -->\n\n$x = x + 1$")
    backproof("check", "--format", "sarif", "--ignore", "V401", name)
    results = json.loads(capfd.readouterr().out)["runs"][0]["results"]
    assert [r["suppressions"] for r in results] == [[{"kind": "inSource"}], [{"kind": "external"}]]
    backproof("check", "--format", "github", "--ignore", "V401", name)
    assert "::error" not in capfd.readouterr().out
