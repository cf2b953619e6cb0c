"""``symbols``, ``explain``, ``--version``, ``--help``, and what is imported for them."""

import json
import subprocess
import sys

from backproof import __version__
from backproof.app.output import colourful
from backproof.notes.codes import CODES


def test_version_and_help(backproof, capfd):
    assert backproof("--version") == 0
    assert capfd.readouterr().out == f"backproof {__version__}\n"
    assert backproof("--help") == 0
    assert "explain" in capfd.readouterr().out
    assert backproof("check", "--help") == 0
    assert "Exit status" in capfd.readouterr().out


def test_version_imports_next_to_nothing():
    program = (
        "import sys; from backproof.app.main import run; run(['--version']);"
        "print({'click', 'rich', 'msgspec', 'numpy', 'flint'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("set()\n")


def test_module_can_be_run():
    done = subprocess.run([sys.executable, "-m", "backproof", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"backproof {__version__}\n"


def test_explain_prints_the_page_of_every_code(backproof, capfd):
    for code, entry in CODES.items():
        assert backproof("explain", code) == 0
        out = capfd.readouterr().out
        assert entry.bad in out and entry.good in out


def test_explain_by_name_and_without_a_code(backproof, capfd):
    assert backproof("explain", "unknown-symbol") == 0
    assert capfd.readouterr().out.startswith("# M201")
    assert backproof("explain") == 0
    assert "M201" in capfd.readouterr().out


def test_explain_unknown_code(backproof, capfd):
    assert backproof("explain", "M2O1") == 2
    assert "did you mean M201" in capfd.readouterr().err
    assert backproof("explain", "???") == 2
    assert "lists all codes" in capfd.readouterr().err


def test_symbols(backproof, note, tmp_path, capfd):
    (tmp_path / "note.md").write_text("Let $W \\in \\mathbb{R}^{m \\times n}$. $$W = 2 W$$")
    assert backproof("symbols", note) == 0
    assert r"m \times n" in capfd.readouterr().out
    assert backproof("symbols", note, "--format", "json") == 0
    found = {s["name"]: s for s in json.loads(capfd.readouterr().out)["symbols"]}
    assert found["W"]["type"] == "matrix" and found["W"]["place"]["line"] == 1


def test_symbols_are_read_and_not_judged(backproof, note, monkeypatch, capfd):
    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("backproof.judge.verdict.judge", fail)
    assert backproof("symbols", note) == 0


def test_symbols_of_what_cannot_be_read(backproof, note, tmp_path, capfd):
    (tmp_path / "binary.md").write_bytes(bytes(range(256)))
    assert backproof("symbols", "binary.md") == 2
    assert "binary" in capfd.readouterr().err
    assert backproof("symbols", note, "--given", "binary.md") == 2
    assert backproof("symbols", "missing.md") == 2


class Terminal:
    def __init__(self, tty: bool) -> None:
        self.tty = tty

    def isatty(self) -> bool:
        return self.tty


def test_colour_only_where_it_is_wanted():
    assert colourful(Terminal(True), {})
    assert not colourful(Terminal(False), {})
    assert not colourful(Terminal(True), {"NO_COLOR": "1"})
    assert not colourful(Terminal(True), {"TERM": "dumb"})
    assert colourful(Terminal(False), {"FORCE_COLOR": "1"})
    assert not colourful(Terminal(True), {"FORCE_COLOR": "1", "NO_COLOR": "1"})
