"""``check --watch``: what is checked again when, what is shown of it, and how it ends."""

import os
import signal
import subprocess
import sys
import time

import pytest

from backproof.app.options import options
from backproof.app.watching import watch
from backproof.claims.statement import Checked, Statement, Verdict
from backproof.report.changes import changes
from backproof.text.blocks import Span


@pytest.fixture
def edits(tmp_path, monkeypatch, capfd):
    """Runs ``--watch`` while edits are made, one after the other; returns what is shown after each, and the status."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def run(*steps, paths=(".",), **chosen):
        shown, left, quiet = [], list(steps), 0

        def pause(_: float) -> None:
            nonlocal quiet
            quiet += 1
            if quiet % 4:  # time for what was changed to be noticed and to come to rest
                return
            shown.append(capfd.readouterr())
            if not left:
                raise KeyboardInterrupt
            left.pop(0)()

        status = watch(paths, lambda: options(paths, dict(chosen), None, True), pause)
        return shown, status

    return run


def write(name: str, text: str):
    def edit() -> None:
        os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
        with open(name, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)

    return edit


def test_only_what_is_different_is_shown(edits):
    write("a.md", "$x = x + 1$\n\n$y = y + 2$")()
    shown, status = edits(
        write("a.md", "New words.\n\n$x = x + 1$\n\n$z = z + 3$"),
        write("a.md", "$x = x$"),
    )
    first, second, third = (s.out for s in shown)
    assert "x = x + 1" in first and "y = y + 2" in first and "2 claims: 2 wrong" in first
    assert second.startswith("changed: a.md\n") and "z = z + 3" in second and "x = x + 1" not in second
    assert "gone          a.md  V401 y = y + 2" in second.replace("./", "") and "2 claims: 2 wrong" in second
    assert third.count("gone ") == 2 and "1 claim: 1 proved" in third
    assert status == 0


def test_only_what_changed_is_checked_again(edits, pretend):
    calls = pretend(lambda path: Checked(path, ""))
    for name in ("a.md", "b.md"):
        write(name, "1")()
    edits(write("b.md", "22"), write("c.md", "1"), paths=("a.md", "b.md", "."))
    assert [[os.path.basename(p) for p in c["paths"]] for c in calls] == [["a.md", "b.md"], ["b.md"], ["c.md"]]


def test_nothing_changes(edits, pretend):
    calls = pretend(lambda path: Checked(path, ""))
    write("a.md", "1")()
    shown, _ = edits(lambda: None, lambda: os.utime("a.md"), lambda: None)
    assert len(calls) == 2 and [s.out != "" for s in shown] == [True, False, True, False]


def test_files_that_vanish_and_come_back(edits):
    write("a.md", "$x = x + 1$")()
    shown, status = edits(lambda: os.remove("a.md"), write("a.md", "$x = x + 2$"), paths=("a.md",))
    assert "no such file" in shown[1].err and "gone" in shown[1].out
    assert "x = x + 2" in shown[2].out and status == 1


def test_a_folder_that_is_empty_at_first_and_grows(edits):
    os.mkdir("docs")
    shown, status = edits(write("docs/new/a.md", "$x = x + 1$"), paths=("docs",))
    assert "no documents" in shown[0].err
    assert "x = x + 1" in shown[1].out and status == 1


def test_a_file_that_is_half_written(edits):
    write("a.md", "$x = x$")()
    shown, status = edits(write("a.md", "$x = \udcff"), write("a.md", "$x = x + 1$"), paths=("a.md",))
    assert "utf-8" in shown[1].err
    assert "x = x + 1" in shown[2].out and status == 1


def test_a_problem_statement_changes_everything(edits):
    write("a.md", "$f'(x) = 2 x$")()
    write("problem.txt", "Let $f(x) = x^2$.")()
    shown, status = edits(write("problem.txt", "Let $f(x) = x^3$."), paths=("a.md",), given=("problem.txt",))
    assert "1 proved" in shown[0].out and "1 wrong" in shown[1].out and status == 1


def test_the_configuration_and_the_baseline_are_read_again(edits):
    write("a.md", "$x = x + 1$")()
    write("pyproject.toml", "[tool.backproof]\n")()
    shown, status = edits(
        write("pyproject.toml", '[tool.backproof]\nignore = ["V401"]\n'),
        write("pyproject.toml", "[tool.backproof]\nignor = []\n"),
        write("pyproject.toml", "[tool.backproof]\nseed = 3\n"),
    )
    assert "1 claim: 1 ignored" in shown[1].out and "gone" in shown[1].out
    assert "unknown key `ignor`" in shown[2].err
    assert "x = x + 1" in shown[3].out and status == 1


def test_a_fault_at_the_beginning_ends_it(edits, backproof, tmp_path):
    write("a.md", "$x = x$")()
    assert backproof("check", "a.md", "--watch", "--baseline", "none.json") == 2
    assert backproof("check", "a.md", "--watch", "--format", "json") == 2
    assert backproof("check", "a.md", "--watch", "--output", "x.txt") == 2
    assert backproof("check", "a.md", "--watch", "--write-baseline", "x.json") == 2


def test_the_screen_is_cleared_only_where_there_is_one(edits):
    write("a.md", "$x = x$")()
    shown, _ = edits(write("a.md", "$x = 2 x - x$"))
    assert not any("\x1b" in s.out for s in shown)


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are sent otherwise there")
def test_it_ends_cleanly_when_interrupted(tmp_path):
    (tmp_path / "a.md").write_text("$x = x + 1$")
    program = [sys.executable, "-m", "backproof", "check", "a.md", "--watch", "--no-cache"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(program, cwd=tmp_path, text=True, **pipes) as running:
        line = running.stderr.readline()
        while "watching" not in line:
            line = running.stderr.readline()
            assert line
        time.sleep(0.2)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert running.returncode == 1 and "1 claim: 1 wrong" in out and "Traceback" not in err


def statement(text: str, at: int = 0, outcome: str = "wrong") -> Statement:
    return Statement(Span(at, at + 1), text, verdict=Verdict(outcome))


def test_changes_are_counted():
    before = [Checked("a", "…", (statement("x"), statement("x", 2), statement("y", 4)))]
    after = [Checked("a", "…", (statement("x", 9), statement("y", 12, "conditional"), statement("z", 14)))]
    found = changes(before, after)
    assert [s.latex for s in found.new[0].statements] == ["y", "z"]
    assert [(path, who.code, who.text) for path, who in found.gone] == [("a", "V401", "x"), ("a", "V401", "y")]
    assert changes(after, after) == changes([*after], [*after]) and not changes(after, after).gone


def test_what_is_ignored_is_gone():
    from dataclasses import replace

    before = [Checked("a", "…", (statement("x"),))]
    after = [Checked("a", "…", (replace(statement("x"), silenced="comment"),))]
    assert [who.text for _, who in changes(before, after).gone] == ["x"]
