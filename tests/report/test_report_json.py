"""The JSON report against its schema, its documentation and its promises."""

import dataclasses
import json
from pathlib import Path

import jsonschema
import pytest

import backproof.report
from backproof.app.check import check_document
from backproof.claims.statement import Checked, Evidence, Statement, Verdict
from backproof.report import json_report, schema
from backproof.text import read_text
from backproof.text.blocks import Span

SHIPPED = Path(backproof.report.__file__).parent / "report.schema.json"
DOCS = Path(__file__).parents[2] / "docs" / "json-report.md"


def test_report_is_valid(documents):
    shipped = json.loads(SHIPPED.read_text())
    jsonschema.Draft202012Validator.check_schema(shipped)
    for seconds in (None, 1.5):
        jsonschema.validate(json.loads(json_report.report(documents, seconds=seconds)), shipped)


def test_schema_refuses_other_verdicts(documents):
    report = json.loads(json_report.report(documents))
    report["documents"][0]["statements"][0]["verdict"] = "right"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(report, json.loads(SHIPPED.read_text()))


def test_shipped_schema_is_up_to_date():
    """``python -m backproof.report.schema > src/backproof/report/report.schema.json`` mends it."""
    assert SHIPPED.read_text() == schema.schema_text()


def test_every_field_is_documented():
    definitions = json.loads(SHIPPED.read_text())["$defs"]
    page = DOCS.read_text(encoding="utf-8")
    fields = {(kind, field) for kind, d in definitions.items() for field in d["properties"]}
    assert not [pair for pair in fields if f"`{pair[1]}`" not in page]


def test_times_are_written_only_when_asked_for(documents):
    slower = [dataclasses.replace(d, statements=tuple(_slow(s) for s in d.statements)) for d in documents]
    assert json_report.report(slower) == json_report.report(documents)
    timed = json.loads(json_report.report(slower, seconds=2.0))
    assert timed["summary"]["seconds"] == 2.0
    assert timed["documents"][0]["statements"][0]["seconds"] == 9.0


def _slow(statement: Statement) -> Statement:
    return dataclasses.replace(statement, seconds=9.0)


def test_summary_counts(documents):
    summary = json.loads(json_report.report(documents))["summary"]
    assert summary["claims"] == sum(summary[o] for o in ("proved", "tested", "conditional", "wrong", "unclear"))
    assert (summary["wrong"], summary["unreadable"], summary["definitions"]) == (2, 1, 2)


def test_odd_characters_and_numbers_are_survived():
    evidence = Evidence(1, error=float("inf"))
    statement = Statement(Span(0, 3), "a\ud800\x00", verdict=Verdict("tested", evidence=evidence))
    report = json.loads(json_report.report([Checked("\udcff.md", "a\ud800\x00", (statement,))]))
    document = report["documents"][0]
    assert document["path"] == "?.md"
    assert document["statements"][0]["latex"] == "a?\x00"
    assert document["statements"][0]["evidence"]["error"] is None


def test_lines_and_columns():
    document = Checked("n.md", "ab\ncd\n", (Statement(Span(1, 5), "b c"),))
    found = json.loads(json_report.report([document]))["documents"][0]["statements"][0]
    assert (found["line"], found["column"], found["end_line"], found["end_column"]) == (1, 2, 2, 3)


def test_a_notebook_is_reported_as_its_cells_say_it() -> None:
    cell = {"cell_type": "markdown", "source": ["Let $y = x^2$.\n", "\n", "$$\n", "\\frac{dy}{dx} = 2x\n", "$$"]}
    text = json.dumps({"cells": [cell]}, indent=1)
    checked = check_document(read_text(text, "page.ipynb", "notebook"))
    claim = json.loads(json_report.report([checked]))["documents"][0]["statements"][-1]
    assert (claim["latex"], claim["left"], claim["verdict"]) == ("\\frac{dy}{dx} = 2x", "\\frac{dy}{dx}", "proved")
    line = text.splitlines()[claim["line"] - 1]
    assert line[claim["column"] - 1 : claim["end_column"] - 1] == "\\\\frac{dy}{dx} = 2x"
