"""``backproof check``: exit status, formats, and every way a run can go wrong."""

import json
import os

import pytest

from backproof.claims.statement import Checked
from backproof.text.blocks import Unreadable


@pytest.mark.parametrize(
    ("found", "options", "status"),
    [
        (("proved", "tested", "conditional", "unclear"), (), 0),
        (("proved", "unclear"), ("--strict",), 1),
        (("tested", "conditional"), ("--strict",), 0),
        (("wrong", "tested"), (), 1),
        ((), (), 0),
    ],
)
def test_exit_status(backproof, note, outcomes, found, options, status):
    outcomes(*found)
    assert backproof("check", note, *options) == status


def test_options_reach_the_check(backproof, note, outcomes):
    calls = outcomes("tested")
    backproof("check", note, "--given", note, "--given", note, "--seed", "7", "--jobs", "3", "--no-cache")
    assert calls == [{"paths": [note], "given": [note, note], "seed": 7, "jobs": 3, "cache": False}]


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "note.md", "--format", "pdf"),
        ("check", "note.md", "--given", "missing.md"),
        ("check", "note.md", "--jobs", "0"),
        ("check", "note.md", "--quiet", "--verbose"),
        ("check", "note.md", "--output", "no/such/folder/x"),
        ("check", "missing.md"),
        ("nonsense",),
        ("--nonsense",),
    ],
)
def test_usage_errors(backproof, note, outcomes, arguments, capfd):
    outcomes("wrong")
    assert backproof(*arguments) == 2
    error = capfd.readouterr().err
    assert error and "Traceback" not in error


def test_folders_are_walked_for_documents(backproof, note, outcomes, tmp_path):
    for name in ("sub/b.tex", "sub/a.py", ".git/c.md", "node_modules/d.md", "sub/e.png", "sub/.f.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    calls = outcomes("tested")
    assert backproof("check", ".", note) == 0
    assert calls[0]["paths"] == ["./note.md", "./sub/a.py", "./sub/b.tex"]


def test_empty_folder(backproof, note, outcomes, tmp_path, capfd):
    (tmp_path / "empty").mkdir()
    outcomes("tested")
    assert backproof("check", "empty") == 2
    assert "no documents" in capfd.readouterr().err
    assert backproof("check", "empty", note) == 0


def test_one_unreadable_document_does_not_lose_the_others(backproof, note, pretend, tmp_path, capfd):
    (tmp_path / "bad.ipynb").write_text("{")
    good = Checked("note.md", "")
    bad = Checked("bad.ipynb", "", readable=False, error="not a notebook")
    pretend(lambda path: bad if path == "bad.ipynb" else good)
    assert backproof("check", note, "bad.ipynb", "missing.md") == 0
    error = capfd.readouterr().err
    assert "error: bad.ipynb: not a notebook" in error and "error: missing.md: no such file" in error
    assert backproof("check", "bad.ipynb") == 2


@pytest.mark.parametrize("form", ["terminal", "json", "sarif", "github", "html"])
def test_output_file(backproof, note, outcomes, form, tmp_path, capfd):
    outcomes("wrong")
    assert backproof("check", note, "--format", form) == 1
    shown = capfd.readouterr().out
    assert backproof("check", note, "--format", form, "--output", "out") == 1
    assert capfd.readouterr().out == ""
    written = (tmp_path / "out").read_text(encoding="utf-8")
    assert written.split(" · ")[0] == shown.split(" · ")[0] and "wrong" in written


def test_json_is_the_same_every_time_unless_timed(backproof, note, outcomes, capfd):
    outcomes("tested", "wrong")
    reports = []
    for options in ((), (), ("--timings",)):
        backproof("check", note, "--format", "json", *options)
        reports.append(capfd.readouterr().out)
    assert reports[0] == reports[1]
    assert json.loads(reports[0])["summary"]["seconds"] is None
    assert json.loads(reports[2])["summary"]["seconds"] >= 0


def test_interrupt_prints_what_is_done(backproof, note, pretend, tmp_path, capfd):
    (tmp_path / "slow.md").write_text("")

    def give(path: str) -> Checked:
        if path == "slow.md":
            raise KeyboardInterrupt
        return Checked(path, "")

    pretend(give)
    assert backproof("check", note, "slow.md", "--format", "json") == 130
    report = json.loads(capfd.readouterr().out)
    assert [d["path"] for d in report["documents"]] == [note]
    assert report["summary"]["complete"] is False


def test_our_own_failure_is_reported_and_loses_nothing(backproof, note, pretend, tmp_path, capfd, monkeypatch):
    (tmp_path / "worse.md").write_text("")

    def give(path: str) -> Checked:
        if path == "worse.md":
            raise RuntimeError("a law\nfailed")
        return Checked(path, "")

    pretend(give)
    monkeypatch.delenv("BACKPROOF_DEBUG", raising=False)
    assert backproof("check", note, "worse.md") == 2
    out, err = capfd.readouterr()
    assert "0 claims" in out
    assert "internal error[I901]: RuntimeError: a law failed; please report it" in err and "Traceback" not in err
    monkeypatch.setenv("BACKPROOF_DEBUG", "1")
    assert backproof("check", note, "worse.md") == 2
    assert "Traceback" in capfd.readouterr().err


def test_failure_outside_the_check(backproof, note, monkeypatch, capfd):
    def fail(word: str) -> None:
        raise RecursionError("deep")

    monkeypatch.setattr("backproof.notes.codes.find", fail)
    assert backproof("explain", "M201") == 2
    assert "please report" in capfd.readouterr().err


def test_unreadable_problem_statement(backproof, note, pretend, capfd):
    def give(path: str) -> Checked:
        raise Unreadable("given.md is binary")

    pretend(give)
    assert backproof("check", note) == 2
    error = capfd.readouterr().err
    assert "given.md is binary" in error and "internal error" not in error


def test_reader_of_the_output_may_leave(backproof, note, outcomes, monkeypatch, tmp_path):
    outcomes("tested")
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as gone:
        monkeypatch.setattr("sys.stdout", gone)
        assert backproof("check", note) == 0
