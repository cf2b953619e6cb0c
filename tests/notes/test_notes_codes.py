"""Every code has a page, every page an example of the fault and of its cure, and the manual is what the table says."""

import ast
import re
from pathlib import Path

import pytest

import backproof
from backproof.notes.codes import CHAPTERS, CODES, bare, entry_of, find, index, manual, near, page

SOURCE = Path(backproof.__file__).parent
MANUAL = Path(__file__).parents[2] / "docs" / "diagnostics.md"
LETTERS = {
    "Reading files": "T1",
    "Reading formulas": "L1",
    "Meaning": "M2",
    "Judging": "J3",
    "Verdicts": "V4",
    "Internal": "I9",
}


@pytest.mark.parametrize("entry", CODES.values(), ids=CODES)
def test_page_is_complete(entry):
    text = page(entry)
    assert text.startswith(f"# {entry.code}: {entry.name}\n")
    for part in (entry.summary, entry.meaning, entry.help, entry.bad, entry.good):
        assert part.strip() == part and part and part in text
    assert entry.bad != entry.good
    assert "````" not in entry.bad + entry.good


@pytest.mark.parametrize("entry", CODES.values(), ids=CODES)
def test_wording(entry):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", entry.name)
    assert entry.summary[0].islower() or entry.summary.startswith("\\")
    assert not entry.summary.endswith(".") and "\n" not in entry.summary
    assert entry.meaning.endswith(".") and entry.help.endswith((".", "?", ")"))


def test_codes_and_names_are_unique_and_in_order():
    pages = [entry for _, chapter in CHAPTERS for entry in chapter]
    assert len(CODES) == len(pages) == len({e.name for e in pages})
    for title, chapter in CHAPTERS:
        codes = [e.code for e in chapter]
        assert codes == sorted(codes) and all(c.startswith(LETTERS[title]) for c in codes)


def test_manual_is_up_to_date():
    """``python -m backproof.notes.codes > docs/diagnostics.md`` mends it."""
    assert MANUAL.read_text(encoding="utf-8") == manual()


def test_codes_of_the_reader_of_formulas_have_pages():
    problems = pytest.importorskip("backproof.latex.problems")
    assert [(k.code, k.name) for k in problems.KINDS if entry_of(k.code) is None] == []
    assert [(k.code, k.name) for k in problems.KINDS if CODES[k.code].name != k.name] == []


def test_codes_in_the_source_have_pages():
    used = {
        (code, path.name)
        for path in SOURCE.rglob("*.py")
        if "notes" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for code in re.findall(r"^([TLMJVI]\d{3})(?: [a-z-]+)?$", node.value)
    }
    assert sorted(pair for pair in used if pair[0] not in CODES) == []


def test_find():
    assert find("m201") is CODES["M201"]
    assert find("[V401]") is CODES["V401"]
    assert find("Unknown-Symbol") is CODES["M201"]
    assert find("M999") is None and find("") is None
    assert bare("L101 unknown-command") == "L101" and entry_of("L101 unknown-command") is CODES["L101"]


def test_near():
    assert near("M2O1")[0] == "M201"
    assert "unknown-symbol" in near("unknown-simbol")
    assert near("%%%") == []


def test_index_has_a_line_for_every_code():
    assert all(f"  {entry.code}  {entry.name}" in index() for entry in CODES.values())
