"""Pages that contradict themselves: both places are named, in every kind of report, and the rest is judged."""

import json
from typing import Any

import pytest

from backproof.app.check import check_document
from backproof.claims.statement import Checked
from backproof.report import json_report, sarif, symbols, terminal
from backproof.text import read_text

TWICE = """Let $W \\in \\mathbb{R}^{m \\times n}$ and $x \\in \\mathbb{R}^n$.

The same matrix $W \\in \\mathbb{R}^{n \\times m}$ maps back.

$$\\nabla_x (x^\\top W^\\top W x) = 2 W^\\top W x$$

$$\\nabla_x (x^\\top x) = 2 x$$
"""
PRODUCT = """Let $x \\in \\mathbb{R}^n$.

Let $y \\in \\mathbb{R}^{n+1}$.

$$x^\\top y = 1$$

$$\\nabla_y (y^\\top y) = 2 y$$
"""
DEFINITION = """Let $B \\in \\mathbb{R}^{m \\times n}$.

Let $h \\in \\mathbb{R}^m$ and

$$z = B h$$

$$\\frac{\\partial z}{\\partial h} = B$$

$$\\nabla_h (h^\\top h) = 2 h$$
"""
BOTH = {"two declarations": TWICE, "a definition": DEFINITION}


def checked(text: str) -> Checked:
    return check_document(read_text(text, "page.md"))


def lines(diagnostic: dict[str, Any]) -> set[int]:
    return {label["line"] for label in diagnostic["labels"]}


@pytest.mark.parametrize("name", BOTH)
def test_both_places_in_the_terminal(name: str) -> None:
    for detail in ("normal", "verbose"):
        text = terminal.report([checked(BOTH[name])], detail=detail)
        assert "(lines 1 and 3)" in text
    assert "page.md:1:" in text and "page.md:3:" in text


@pytest.mark.parametrize("name", BOTH)
def test_both_places_in_json(name: str) -> None:
    (document,) = json.loads(json_report.report([checked(BOTH[name])]))["documents"]
    noted = [d for d in document["diagnostics"] if d["code"] == "M202"]
    assert [lines(d) for d in noted] == [{1, 3}]
    first, *_, last = [s for s in document["statements"] if s["verdict"]]
    assert first["verdict"] == "unclear" and lines(first["diagnostics"][0]) == {1, 3}
    assert last["verdict"] == "proved"


@pytest.mark.parametrize("name", BOTH)
def test_both_places_in_sarif(name: str) -> None:
    (run,) = json.loads(sarif.report([checked(BOTH[name])]))["runs"]
    found = [r for r in run["results"] if r["ruleId"] == "M202"]
    assert found
    for result in found:
        places = result["relatedLocations"]
        assert {p["physicalLocation"]["region"]["startLine"] for p in places} >= {1, 3}


@pytest.mark.parametrize("name", BOTH)
def test_both_places_beside_the_symbols(name: str) -> None:
    document = checked(BOTH[name])
    assert "(lines 1 and 3)" in symbols.table(document)
    facts = json.loads(json_report.symbols(document))["symbols"]
    assert [lines(f["contradiction"]) for f in facts if f["contradiction"]] == [{1, 3}]


def test_a_clash_within_a_line_names_what_declared_either_side() -> None:
    clash, last = [s.verdict for s in checked(PRODUCT).statements if s.verdict]
    assert clash.outcome == "unclear" and "(lines 1 and 3)" in clash.reason
    assert [label.text for label in clash.diagnostics[0].labels] == ["x gets the size n", "y gets the size 1+n"]
    assert last.holds


def test_a_wrong_shape_names_what_declared_it() -> None:
    text = "Let $A \\in \\mathbb{R}^{m\\times n}$.\n\nLet $v \\in \\mathbb{R}^m$ and $f = v^\\top A A^\\top v$.\n\n"
    (verdict,) = [s.verdict for s in checked(text + "$$\\nabla_v f = 2 A^\\top A v$$\n").statements if s.verdict]
    assert verdict.outcome == "wrong"
    assert [label.text for d in verdict.diagnostics for label in d.labels] == ["A gets the size n", "v gets the size m"]


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        (r"x \in \mathbb{R}^{-3}", "x is declared with -3 entries along an axis"),
        (r"x \in \mathbb{R}^{0.5}", "x is declared with 0.5 entries along an axis"),
        (r"x \in \mathbb{R}^{m \times -1}", "x is declared with -1 entries along an axis"),
        (r"x \in \{\}", "x is declared to be in a set that has no members"),
        (r"x \in \varnothing", "x is declared to be in a set that has no members"),
        (r"x \in (3, 2)", "x is declared to be in a set that has no members"),
    ],
)
def test_what_cannot_be_is_said_where_it_is_declared(declared: str, said: str) -> None:
    document = checked(f"Let $y \\in \\mathbb{{R}}$.\n\nLet ${declared}$.\n\n$$x + x = 2 x$$\n\n$$y + y = 2 y$$\n")
    (note,) = document.diagnostics
    assert (note.code, note.message) == ("M210", said)
    assert document.text[note.span.start : note.span.end] == declared
    first, second = [s.verdict for s in document.statements if s.verdict]
    assert first.outcome == "unclear" and first.diagnostics[0].code == "M210"
    assert [document.text[x.span.start : x.span.end] for x in first.diagnostics[0].labels] == [declared]
    assert second.holds
