"""SARIF and workflow commands: what the formats require, and hostile text.

No package ships the published SARIF schema, so its demands on the objects that we write are spelled out here.
"""

import json

import pytest

from backproof.claims.statement import Checked, Statement, Verdict
from backproof.notes.diagnostics import Diagnostic
from backproof.report import github, sarif
from backproof.text.blocks import Span

LOG = {"$schema", "version", "runs"}
RUN = {"tool", "columnKind", "invocations", "results"}
RESULT = {
    "ruleId",
    "ruleIndex",
    "level",
    "message",
    "locations",
    "relatedLocations",
    "partialFingerprints",
    "properties",
    "fixes",
}
RULE = {"id", "name", "shortDescription", "fullDescription", "help", "defaultConfiguration"}
LEVELS = {"none", "note", "warning", "error"}


def run_of(documents, **options) -> dict:
    return json.loads(sarif.report(documents, **options))["runs"][0]


def test_log_has_what_sarif_requires(documents):
    log = json.loads(sarif.report(documents))
    assert set(log) == LOG and log["version"] == "2.1.0"
    assert log["$schema"].endswith("/sarif-schema-2.1.0.json")
    for run in log["runs"]:
        assert set(run) <= RUN
        assert run["tool"]["driver"]["name"] and run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
        for invocation in run["invocations"]:
            assert isinstance(invocation["executionSuccessful"], bool)
            for said in invocation["toolExecutionNotifications"]:
                assert said["message"]["text"] and said["level"] in LEVELS


def test_rules_are_unique_and_used(documents):
    run = run_of(documents)
    rules = run["tool"]["driver"]["rules"]
    assert len({r["id"] for r in rules}) == len(rules)
    for rule in rules:
        assert set(rule) <= RULE
        assert rule["shortDescription"]["text"] and rule["fullDescription"]["text"] and rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in LEVELS
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_results(documents):
    for result in run_of(documents)["results"]:
        assert set(result) <= RESULT
        assert result["message"]["text"] and result["level"] in LEVELS
        assert all(isinstance(v, str) for v in result["partialFingerprints"].values())
        for location in [*result["locations"], *result.get("relatedLocations", [])]:
            physical = location["physicalLocation"]
            region = physical["region"]
            assert physical["artifactLocation"]["uri"] == "notes.md"
            assert 1 <= region["startLine"] <= region["endLine"]
            assert region["startColumn"] >= 1 and region["endColumn"] >= 1


def test_a_correction_is_a_fix_of_one_side(documents):
    (result,) = [r for r in run_of(documents)["results"] if "fixes" in r]
    (fix,) = result["fixes"]
    (change,) = fix["artifactChanges"]
    (replacement,) = change["replacements"]
    assert fix["description"]["text"] == "x should be x^2"
    assert replacement["insertedContent"] == {"text": "3 x^2"}
    region, around = replacement["deletedRegion"], result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["endColumn"]) == (around["startLine"], around["endColumn"])
    assert region["endColumn"] - region["startColumn"] == len("3 x")


def test_levels_follow_the_verdicts(documents):
    levels = [(r["properties"]["verdict"], r["level"]) for r in run_of(documents)["results"]]
    assert set(levels) == {("wrong", "error"), ("conditional", "warning"), ("unclear", "note")}


def test_fingerprints_do_not_depend_on_the_place_but_tell_twins_apart():
    verdict = Verdict("wrong")
    one = Checked("n.md", "a = b", (Statement(Span(0, 5), "a = b", verdict=verdict),))
    twins = tuple(Statement(Span(6, 11), "a = b", verdict=verdict) for _ in range(2))
    two = Checked("n.md", "c = d\na = b", twins)
    marks = [r["partialFingerprints"]["statement/v1"] for r in run_of([two])["results"]]
    assert len(set(marks)) == 2
    assert run_of([one])["results"][0]["partialFingerprints"]["statement/v1"] == marks[0]


def test_a_run_cut_short_says_so(documents):
    assert run_of(documents[:1])["invocations"][0]["executionSuccessful"] is True
    assert run_of(documents[:1], complete=False)["invocations"][0]["executionSuccessful"] is False


@pytest.mark.parametrize(
    ("path", "uri"), [("a b/ü.md", "a%20b/%C3%BC.md"), ("c:x.md", "c%3Ax.md"), ("/tmp/x y.md", "file:///tmp/x%20y.md")]
)
def test_uri(path, uri):
    assert sarif.uri(path) == uri


def test_unknown_code_is_no_accident():
    document = Checked("n.md", "a", (), (Diagnostic("X999", "said by a plug-in", Span(0, 1)),))
    assert run_of([document])["tool"]["driver"]["rules"] == [{"id": "X999"}]
    assert "::notice" in github.report([document])


def test_github_escapes():
    text = "50%\r\n::error::a, b: c\n::set-output"
    assert github.escape(text) == "50%25%0A::error::a, b: c%0A::set-output"
    assert github.escape_property("a,b:c\n%") == "a%2Cb%3Ac%0A%25"


def test_a_document_cannot_smuggle_in_a_command():
    text = "a\n::error::injected\n = b"
    verdict = Verdict("wrong", "differs\r\n::warning::injected", correction="x\n::stop-commands::now")
    document = Checked("n\n::error::path.md", text, (Statement(Span(0, len(text)), text, verdict=verdict),))
    rows = github.report([document]).splitlines()
    assert len(rows) == 2 and rows[0].startswith("::error file=n%0A%3A%3Aerror")


def test_github_omits_columns_over_several_lines():
    document = Checked("n.md", "a\n= b", (Statement(Span(0, 5), "a = b", verdict=Verdict("wrong")),))
    row = github.report([document])
    assert row.startswith("::error file=n.md,line=1,endLine=2,title=wrong V401::") and "col=" not in row
