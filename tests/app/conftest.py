"""``backproof.app.check`` is replaced: these tests are about everything around the check."""

import sys
import types
from collections.abc import Callable

import pytest

from backproof.app.main import run
from backproof.claims.statement import Checked, Statement, Verdict
from backproof.text.blocks import Span


def checked(path: str, *outcomes: str) -> Checked:
    text = "\n".join("a = b" for _ in outcomes)
    spans = [Span(6 * k, 6 * k + 5) for k in range(len(outcomes))]
    statements = [Statement(s, "a = b", verdict=Verdict(o)) for s, o in zip(spans, outcomes, strict=True)]
    return Checked(path, text, tuple(statements))


@pytest.fixture
def pretend(monkeypatch) -> Callable[..., list]:
    """Make ``check_files`` give what a function of the path gives; returns the list of its calls."""

    def install(give: Callable[[str], Checked]) -> list:
        calls = []

        def check_files(paths, given=(), *, seed=0, jobs=1, cache=True, progress=None):
            calls.append({"paths": list(paths), "given": list(given), "seed": seed, "jobs": jobs, "cache": cache})
            for number, path in enumerate(paths):
                if progress:
                    progress(number, len(paths))
                yield give(path)

        fake = types.ModuleType("backproof.app.check")
        fake.check_files = check_files
        monkeypatch.setitem(sys.modules, "backproof.app.check", fake)
        monkeypatch.setattr("backproof.app.check", fake, raising=False)
        return calls

    return install


@pytest.fixture
def outcomes(pretend) -> Callable[..., list]:
    """Every document has statements with these outcomes."""
    return lambda *names: pretend(lambda path: checked(path, *names))


@pytest.fixture
def note(tmp_path, monkeypatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note.md").write_text("a = b")
    return "note.md"


@pytest.fixture
def backproof() -> Callable[..., int]:
    return lambda *arguments: run(arguments)
