"""Whatever line of a page is edited, the report from a warm cache is the one that a cold run gives."""

import random
from pathlib import Path

import pytest

from backproof.app import check as checking
from backproof.report import json_report

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "examples" / "batch-norm-one-unit.md",
    ROOT / "tests" / "claims" / "names_given_anew.md",
    ROOT / "tests" / "claims" / "premise_unit_norm.md",
    ROOT / "tests" / "claims" / "answers_doubtful.md",
]
EDITS = 4
SIGNS = {"+": "-", "-": "+", "2": "3", "=": "= 2", "i": "j"}


def edited(text: str, rng: random.Random) -> str:
    """``text`` with one line of it left out, said twice, moved down by a word above it, or changed in one character."""
    lines = text.split("\n")
    k = rng.choice([k for k, line in enumerate(lines) if line.strip()])
    match rng.choice(("drop", "twice", "above", "change", "change")):
        case "drop":
            del lines[k]
        case "twice":
            lines.insert(k, lines[k])
        case "above":
            lines.insert(0, "A word in front.\n")
        case _:
            places = [p for p, c in enumerate(lines[k]) if c in SIGNS]
            if places:
                p = rng.choice(places)
                lines[k] = lines[k][:p] + SIGNS[lines[k][p]] + lines[k][p + 1 :]
    return "\n".join(lines)


def report(*, cache: bool) -> bytes:
    return json_report.report(list(checking.check_files(["note.md"], cache=cache)), seconds=None)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_an_edited_page_from_the_cache_is_as_from_cold(page, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    rng = random.Random(page.stem)
    text = page.read_text(encoding="utf-8")
    (tmp_path / "note.md").write_text(text)
    report(cache=True)
    for _ in range(EDITS):
        text = edited(text, rng)
        (tmp_path / "note.md").write_text(text)
        assert report(cache=True) == report(cache=False), text
