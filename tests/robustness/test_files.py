"""Files that are none, files that are enormous, interruptions, determinism: from outside, as a user meets them."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

SOUND = "Let $q = 2 u$ with $u \\in \\mathbb{R}$.\n\n$$\\frac{\\partial q}{\\partial u} = 2$$\n"
WRONG = "Let $q = 2 u$ with $u \\in \\mathbb{R}$.\n\n$$\\frac{\\partial q}{\\partial u} = 3 u$$\n"


def backproof(
    folder: Path, *arguments: str, seconds: float = 60, **environment: str
) -> subprocess.CompletedProcess[str]:
    """One run of the program in a folder, with a cache of its own there. No traceback, ever."""
    done = subprocess.run(
        [sys.executable, "-m", "backproof", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=seconds,
        env=os.environ | {"XDG_CACHE_HOME": str(folder / "cache")} | environment,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def verdicts(done: subprocess.CompletedProcess[str]) -> list[str]:
    report: dict[str, Any] = json.loads(done.stdout)
    return [s["verdict"] for d in report["documents"] for s in d["statements"] if s["verdict"]]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("binary.md", bytes(range(256)) * 10, "is a binary file"),
        ("latin.md", "café $a = b$".encode("latin-1"), "is not utf-8 text"),
        ("bad.ipynb", b"{", "not a notebook"),
        ("deep.ipynb", b"[" * 100_000, "nested too deeply"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "sound.md").write_text(SOUND)
    alone = backproof(tmp_path, "check", name)
    assert alone.returncode == 2 and message in alone.stderr and name in alone.stderr
    beside = backproof(tmp_path, "check", name, "sound.md", "--format", "json")
    assert beside.returncode == 0 and verdicts(beside) == ["proved"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.md", ""), ("bad.ipynb", '{"cells": 3}'), ("bad.py", "def f(:\n  '''$a = b$"), ("blank.tex", "\n\n\n")],
)
def test_files_without_mathematics(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    done = backproof(tmp_path, "check", name)
    assert done.returncode == 0 and "0 claims" in done.stdout


def test_a_missing_path_and_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert backproof(tmp_path, "check", "missing.md").returncode == 2
    assert backproof(tmp_path, "check", "folder").returncode == 2
    (tmp_path / "folder" / "wrong.md").write_text(WRONG)
    assert backproof(tmp_path, "check", "missing.md", "folder").returncode == 1
    assert backproof(tmp_path, "symbols", "folder").returncode == 2
    assert backproof(tmp_path, "check", "folder/wrong.md", "--given", "folder").returncode == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("line.md", "a" * 5_000_000 + " $x = 2$\n\n"),
        ("prose.md", "lorem ipsum dolor sit amet consectetur adipiscing.\n\n" * 95_000),
        ("display.md", "$$" + "a + " * 1_250_000 + "b = c$$\n\n"),
        ("dollars.md", "$" * 1_000_001 + "\n\n" + "# A part\n\n"),
    ],
)
def test_five_megabytes(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text + SOUND)
    done = backproof(tmp_path, "check", name, "--format", "json", "--no-cache")
    assert done.returncode == 0
    if name != "dollars.md":
        assert verdicts(done)[-1] == "proved"


MACROS = {
    "itself": r"\newcommand{\a}{\a\a}" + "$$\\a = 3$$",
    "tenfold": r"\newcommand{\b}[1]{#1#1#1#1#1#1#1#1#1#1}" + r"$$\b{\b{\b{\b{\b{\b{\b{\b{x}}}}}}}} = 3$$",
    "threefold": "".join(
        rf"\newcommand{{\x{chr(97 + i)}}}{{\x{chr(98 + i)}\x{chr(98 + i)}\x{chr(98 + i)}}}" for i in range(24)
    )
    + r"\newcommand{\xy}{y}$$\xa = 3$$",
}


@pytest.mark.parametrize("name", MACROS)
def test_macros_that_explode(tmp_path: Path, name: str) -> None:
    (tmp_path / "m.tex").write_text(f"\\begin{{document}}\n{MACROS[name]}\n\n{SOUND}\\end{{document}}\n")
    done = backproof(tmp_path, "check", "m.tex", "--format", "json", "--no-cache", seconds=30)
    assert done.returncode == 0 and verdicts(done)[-1] == "proved"


def test_several_processes_say_the_same(tmp_path: Path) -> None:
    names = [f"{k}.md" for k in range(4)]
    for k, name in enumerate(names):
        (tmp_path / name).write_text(SOUND.replace("2", str(k + 2)) + "\n" + WRONG)
    options = ("check", *names, "missing.md", "--format", "json", "--no-cache")
    alone, together = backproof(tmp_path, *options), backproof(tmp_path, *options, "--jobs", "3")
    assert alone.returncode == together.returncode == 1
    assert alone.stdout == together.stdout
    bad = backproof(tmp_path, *options, "--jobs", "2", "--given", "missing.md")
    assert bad.returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_interrupting_keeps_what_is_done(tmp_path: Path) -> None:
    many = 1000  # more than any machine reads before it is interrupted
    for k in range(many):
        (tmp_path / f"{k:03}.md").write_text(WRONG * 40)
    process = subprocess.Popen(
        [sys.executable, "-m", "backproof", "check", ".", "--format", "json", "--no-cache"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(2.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130 and "Traceback" not in err
    if out:
        report = json.loads(out)
        assert report["summary"]["complete"] is False and 0 < len(report["documents"]) < many


@pytest.mark.parametrize("hashing", ["0", "1", "4711"])
def test_the_same_seed_gives_the_same_report(tmp_path: Path, hashing: str) -> None:
    """Byte for byte, in another process, with other hashes of strings, and from the cache."""
    folder = Path(__file__).parents[2] / "examples"
    documents = [str(folder / n) for n in ("batch-norm-one-unit.md", "momentum.tex", "logistic-solution.md")]
    options = ("check", *documents, "--given", str(folder / "logistic-problem.md"), "--format", "json")
    first = backproof(tmp_path, *options, "--no-cache", PYTHONHASHSEED="random")
    again = backproof(tmp_path, *options, PYTHONHASHSEED=hashing)
    cached = backproof(tmp_path, *options, PYTHONHASHSEED="77")
    assert json.loads(first.stdout)["summary"]["complete"] is True
    assert first.stdout == again.stdout == cached.stdout


def test_a_document_does_not_depend_on_those_before_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Problem 1\n\nLet $h = 3 x$.\n\n# Problem 2\n\nLet $h = x^2$.\n\n" + SOUND)
    part = "# Problem {n}\n\nLet $h \\in \\mathbb{{R}}^n$ and $f = h^\\top h$.\n\n$$\\nabla_h f = {n} h$$\n\n"
    (tmp_path / "b.md").write_text(part.format(n=1) + part.format(n=3))
    behind = json.loads(backproof(tmp_path, "check", "a.md", "b.md", "--format", "json", "--no-cache").stdout)
    alone = json.loads(backproof(tmp_path, "check", "b.md", "--format", "json", "--no-cache").stdout)
    assert behind["documents"][1] == alone["documents"][0]
