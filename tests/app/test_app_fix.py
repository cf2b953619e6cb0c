"""``--fix`` and ``--diff``: corrections that are proved are put in, and nothing else is touched."""

import json
import subprocess
from pathlib import Path

import pytest

from backproof.app.failures import Refused
from backproof.app.fixing import applied, mended, save
from backproof.claims.statement import Checked, Fix, Statement, Verdict
from backproof.text.blocks import Span

WRONG = "# Notes\n\n$(x + 1)^2 = x^2 + x + 1$ and $(y - 1)^2 = y^2 + 2 y + 1$.\n"
RIGHT = "# Notes\n\n$(x + 1)^2 = x^2 + 2 x + 1$ and $(y - 1)^2 = y^2 - 2 y + 1$.\n"


@pytest.fixture
def note(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def write(text: str | bytes = WRONG, name: str = "note.md") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_fix(note, backproof, capfd):
    path = note()
    assert backproof("check", "note.md", "--fix") == 0
    shown = capfd.readouterr()
    assert path.read_text() == RIGHT
    assert "2 corrections in 1 document" in shown.err and "2 claims: 2 proved" in shown.out
    assert backproof("check", "note.md", "--fix") == 0
    assert "no corrections" in capfd.readouterr().err


def test_diff_changes_nothing_and_can_be_applied(note, backproof, capfd, tmp_path):
    path = note()
    assert backproof("check", "note.md", "--diff") == 1
    patch = capfd.readouterr().out
    assert patch.startswith("--- a/note.md\n+++ b/note.md\n") and path.read_text() == WRONG
    subprocess.run(["git", "apply", "-p1"], input=patch, text=True, cwd=tmp_path, check=True)
    assert path.read_text() == RIGHT
    assert backproof("check", "note.md", "--diff") == 0
    assert capfd.readouterr().out == ""


def test_ends_of_lines_marks_and_the_missing_last_newline_stay(note, backproof, capfd):
    path = note(b"\xef\xbb\xbf# A\r\n\r\n$(x + 1)^2 = x^2 + x + 1$")
    backproof("check", "note.md", "--diff")
    assert capfd.readouterr().out.count("\\ No newline at end of file\n") == 2
    assert backproof("check", "note.md", "--fix") == 0
    assert path.read_bytes() == b"\xef\xbb\xbf# A\r\n\r\n$(x + 1)^2 = x^2 + 2 x + 1$"


def test_notebooks_and_docstrings_are_left_to_their_authors(note, backproof, capfd):
    cells = [{"cell_type": "markdown", "source": ["$(\\alpha + 1)^2 = \\alpha^2 + \\alpha + 1$"]}]
    notebook = note(json.dumps({"cells": cells}), "note.ipynb")
    program = note(f'"""Because {WRONG}"""', "note.py")
    assert backproof("check", "note.ipynb", "note.py", "--fix") == 1
    assert json.loads(notebook.read_text())["cells"] == cells and WRONG in program.read_text()
    assert "no corrections" in capfd.readouterr().err


def test_what_is_ignored_is_not_mended(note, backproof, capfd):
    text = "$(x + 1)^2 = x^2 + x + 1$ <!-- backproof: ignore[V401] -->\n"
    path = note(text)
    assert backproof("check", "note.md", "--fix") == 0
    assert path.read_text() == text and "no corrections" in capfd.readouterr().err


def test_one_statement_is_given(note, backproof):
    note("Let $f(x) = x^3$.", "problem.txt")
    path = note("$f'(x) = 3 x$")
    assert backproof("check", "note.md", "--fix", "--given", "problem.txt") == 0
    assert path.read_text() == "$f'(x) = 3 x^2$"


def test_usage(note, backproof):
    note()
    assert backproof("check", "note.md", "--fix", "--watch") == 2
    assert backproof("check", "note.md", "--diff", "--write-baseline", "a.json") == 2
    assert backproof("check", "missing.md", "--diff") == 2


def document(text: str, *lines: tuple[str, str, str]) -> Checked:
    """A document with lines, each as it stands there, its outcome, and what its last letter should be."""
    statements = []
    for line, outcome, instead in lines:
        at = text.index(line)
        fix = Fix(Span(at + len(line) - 1, at + len(line)), instead) if instead else None
        statements.append(Statement(Span(at, at + len(line)), line, verdict=Verdict(outcome, fix=fix)))
    return Checked("a.md", text, tuple(statements))


FIX = Fix(Span(4, 5), "c")


def test_only_what_is_proved_is_put_in():
    before = document("a = b", ("a = b", "wrong", "c"))
    for outcome, kept in (("proved", 1), ("tested", 0), ("unclear", 0), ("wrong", 0)):
        found = mended(before, [FIX], lambda text, o=outcome: document(text, (text, o, "")))
        assert (found.fixes, found.left, found.text) == (kept, 1 - kept, "a = c" if kept else "a = b")


def test_nothing_else_may_become_wrong():
    text = "a = b; p = q"
    before = document(text, ("a = b", "wrong", "c"), ("p = q", "proved", ""))
    found = mended(before, [FIX], lambda t: document(t, ("a = c", "proved", ""), ("p = q", "wrong", "")))
    assert found.fixes == 0 and found.text == text


def test_corrections_that_overlap_or_cannot_be_read():
    before = document("a = b", ("a = b", "wrong", "c"))
    found = mended(before, [FIX, Fix(Span(2, 5), "= d")], lambda t: document(t, (t, "proved", "")))
    assert (found.fixes, found.left) == (1, 1)
    assert mended(before, [FIX], lambda t: None).fixes == 0


def test_several_edits_find_their_places():
    fixes = [Fix(Span(0, 1), "long"), Fix(Span(2, 2), "in"), Fix(Span(4, 5), "")]
    assert applied("abcde", fixes) == "longbincd"


def test_a_file_that_changed_meanwhile_is_left_alone(note):
    path = note("new words")
    found = mended(document("a = b", ("a = b", "wrong", "c")), [FIX], lambda t: document(t, (t, "proved", "")))
    object.__setattr__(found.document, "path", str(path))
    with pytest.raises(Refused, match="has changed"):
        save(found)
    assert path.read_text() == "new words"
