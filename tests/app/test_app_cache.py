"""The cache: what is known is not judged again, what changed is, and a bad cache is no cache."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from backproof.app import check as checking
from backproof.app import document, judging
from backproof.app.cache import place
from backproof.app.deadline import bounded
from backproof.claims.statement import Checked

TEXT = r"""Let $x \in \mathbb{R}^n$ and $A \in \mathbb{R}^{n \times n}$, and $f = x^\top A x$.

$$\nabla_x f = (A + A^\top) x$$

$$\nabla_x f = A x$$

$$f = \sum_{i=1}^n \sum_{j=1}^n A_{ij} x_i x_j$$

$$g_1 = \frobnicate{x}$$
"""


@pytest.fixture
def judged(monkeypatch, tmp_path) -> list[str]:
    """The kinds of the questions that were really judged, in a folder with a cache of its own."""
    calls: list[str] = []
    judge = judging.judge

    def counting(question, model, seed=0):
        if question.problem is None:
            calls.append(question.kind)
        return judge(question, model, seed)

    monkeypatch.setattr(judging, "judge", counting)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note.md").write_text(TEXT)
    return calls


def check(**options) -> Checked:
    (document,) = checking.check_files(["note.md"], **options)
    return document


def without_times(document: Checked) -> list[object]:
    return [(s.span, s.latex, s.left, s.role, s.kind, s.symbols, s.verdict) for s in document.statements]


def test_the_same_again_is_not_judged(judged):
    first = check()
    assert judged
    judged.clear()
    assert check() == first
    assert not judged


@pytest.mark.parametrize("change", ["seed", "given", "text", "no cache"])
def test_what_changes_the_answer_changes_the_key(judged, tmp_path, change):
    check()
    judged.clear()
    if change == "seed":
        check(seed=1)
    elif change == "given":
        (tmp_path / "given.md").write_text(r"Let $x \in \mathbb{R}^n$ be a unit vector.")
        check(given=["given.md"])
    elif change == "text":
        (tmp_path / "note.md").write_text(TEXT.replace(r"f = x^\top A x$", r"f = 2 x^\top A x$"))
        check()
    else:
        check(cache=False)
    assert len(judged) >= 3


def test_one_edited_line_is_judged_alone(judged, tmp_path):
    check()
    judged.clear()
    edited = "A word in front.\n\n" + TEXT.replace("= A x$$", "= 2 A x$$")
    (tmp_path / "note.md").write_text(edited)
    found = check()
    assert len(judged) == 1
    assert without_times(found) == without_times(check(cache=False))


def test_a_definition_that_changes_is_judged_again(judged, tmp_path):
    check()
    judged.clear()
    (tmp_path / "note.md").write_text(TEXT.replace(r"f = x^\top A x$", r"f = x^\top A^\top x$"))
    assert without_times(check()) == without_times(check(cache=False))


@pytest.mark.parametrize("harm", ["garbage", "truncated", "folder", "values", "columns", "locked", "read-only"])
def test_a_bad_cache_is_no_cache(judged, harm):
    first = check()
    path = place()
    assert path is not None and path.exists()
    held = None
    match harm:
        case "garbage":
            _without_log(path)
            path.write_bytes(b"no database" * 1000)
        case "truncated":
            _without_log(path)
            path.write_bytes(path.read_bytes()[:5000])
        case "folder":
            path.unlink()
            path.mkdir()
        case "values":
            with sqlite3.connect(path) as file:
                file.execute("UPDATE entries SET value = x'9301'")
        case "columns":
            with sqlite3.connect(path) as file:
                file.execute("DROP TABLE entries")
                file.execute("CREATE TABLE entries (a)")
        case "locked":
            held = sqlite3.connect(path, isolation_level=None)
            held.execute("BEGIN EXCLUSIVE")
        case "read-only":
            path.parent.chmod(0o500)
    judged.clear()
    try:
        assert without_times(check()) == without_times(first)
        if harm in ("garbage", "truncated", "values"):
            judged.clear()
            check()
            assert not judged, "the cache was not made anew"
    finally:
        if held is not None:
            held.close()
        path.parent.chmod(0o700)


def _without_log(path: Path) -> None:
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def test_the_cache_lies_where_the_user_wants_it(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert place() == tmp_path / "backproof" / "cache.db"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert str(tmp_path / "home") in str(place())


def test_without_a_cache_nothing_is_written(judged, tmp_path):
    check(cache=False)
    assert not (tmp_path / "cache").exists()


def test_what_is_known_imports_nothing_heavy(tmp_path):
    (tmp_path / "note.md").write_text(TEXT)
    program = (
        "import sys; from backproof.app.main import run; status = run(['check', 'note.md']);"
        "print(status, {'numpy', 'flint', 'rich'} & set(sys.modules))"
    )
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )
    assert done.stdout.splitlines()[-1].endswith("set()"), done.stdout


# ------------------------------------------------------------------- time


def test_a_statement_that_takes_too_long_is_unclear(judged, monkeypatch):
    judge = judging.judge
    slow: Callable[[], None] = lambda: spin(30)  # noqa: E731

    def sleepy(question, model, seed=0):
        if question.sign == "=" and TEXT[question.span.end - 3 : question.span.end] == "A x":
            slow()
        return judge(question, model, seed)

    monkeypatch.setattr(judging, "judge", sleepy)
    monkeypatch.setattr(judging, "PATIENCE", 0.3)
    start = time.process_time()
    verdicts = [s.verdict for s in check().statements if s.verdict is not None]
    assert time.process_time() - start < 5
    assert [v.outcome for v in verdicts[:3]] == ["proved", "unclear", "proved"]
    assert verdicts[1].diagnostics[0].code == "J308"
    slow = lambda: None  # noqa: E731
    assert [s.verdict.outcome for s in check().statements if s.verdict is not None][1] != "unclear"


@pytest.mark.parametrize(
    ("failure", "code"), [(MemoryError(), "J307"), (RecursionError(), "J307"), (KeyError("x"), "I901")]
)
def test_a_statement_that_fails_costs_no_other(judged, monkeypatch, failure, code):
    judge = judging.judge

    def failing(question, model, seed=0):
        if question.span.start < TEXT.index("$$f = "):
            raise failure
        return judge(question, model, seed)

    monkeypatch.setattr(judging, "judge", failing)
    monkeypatch.delenv("BACKPROOF_DEBUG", raising=False)
    verdicts = [s.verdict for s in check().statements if s.verdict is not None]
    assert [v.diagnostics[0].code for v in verdicts[:2]] == [code, code]
    assert verdicts[2].holds


@pytest.mark.parametrize(
    ("failure", "word"), [(MemoryError(), "memory"), (RecursionError(), "deeply"), (KeyError("x"), "internal error")]
)
def test_a_document_that_cannot_be_read_costs_no_other(judged, monkeypatch, tmp_path, failure, word):
    read = document.read
    (tmp_path / "other.md").write_text("$a = b$ and $$1 = 2$$")

    def failing(document, given):
        if document.source.path == "note.md":
            raise failure
        return read(document, given)

    monkeypatch.setattr(document, "read", failing)
    monkeypatch.delenv("BACKPROOF_DEBUG", raising=False)
    bad, good = checking.check_files(["note.md", "other.md"])
    assert not bad.readable and word in bad.error
    assert good.readable


def spin(seconds: float) -> None:
    """Work for so long; the bound counts processor time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_work_that_swallows_the_bell_hears_it_again():
    def stubborn() -> str:
        for _ in range(3):
            try:
                spin(10)
            except BaseException:
                continue
        spin(10)
        return "done"

    start = time.process_time()
    assert bounded(0.1, stubborn, lambda: "late") == "late"
    assert time.process_time() - start < 3
    assert bounded(5, lambda: "done", lambda: "late") == "done"


def test_progress_goes_by_statement(judged):
    seen: list[tuple[float, int]] = []
    check(progress=lambda done, total: seen.append((done, total)))
    assert [t for _, t in seen] == [1] * len(seen)
    assert seen == sorted(seen) and len(seen) >= 4 and seen[-1] == (1, 1)
