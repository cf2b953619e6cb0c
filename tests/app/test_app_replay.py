"""``backproof replay``: the proofs of a report, checked again by the laws alone."""

import copy
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backproof.app.failures import Refused
from backproof.app.replaying import decoded, replayed

TEXT = r"""
Let $A \in \mathbb{R}^{m \times n}$, $b \in \mathbb{R}^m$ and $L = \tfrac12 \|A x - b\|^2$. Then

$$\nabla_x L = A^\top (A x - b)$$

and $(x_1 + 1)^2 = x_1^2 + 2 x_1 + 1$.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> bytes:
    """The report of a document with two proofs."""
    folder = tmp_path_factory.mktemp("replay")
    (folder / "note.md").write_text(TEXT)
    program = [sys.executable, "-m", "backproof", "check", "note.md", "--format", "json", "--proofs", "--no-cache"]
    done = subprocess.run(program, cwd=folder, capture_output=True, check=True)
    return done.stdout


@pytest.fixture
def report(made, tmp_path, monkeypatch):
    """Writes a report, changed by a function, and returns its name."""
    monkeypatch.chdir(tmp_path)

    def write(change=lambda report: None) -> str:
        data = json.loads(made)
        change(data)
        (tmp_path / "report.json").write_text(json.dumps(data))
        return "report.json"

    return write


def proofs(data: dict) -> list[dict]:
    return [s["evidence"] for d in data["documents"] for s in d["statements"] if s["verdict"] == "proved"]


def test_proofs_that_hold(report, backproof, capfd):
    assert backproof("replay", report()) == 0
    out = capfd.readouterr().out
    assert "replayed      note.md:4:3  \\nabla_x L = A^\\top (A x - b)" in out
    assert out.splitlines()[-1].startswith("2 proofs: 2 replayed · ")
    assert backproof("replay", "-q", "report.json") == 0
    assert len(capfd.readouterr().out.splitlines()) == 1


def test_a_report_has_each_proof_on_one_line(made):
    lines = [line for line in made.splitlines() if line.strip().startswith(b'"proof": {')]
    assert len(lines) == 2


def test_without_the_option_no_proofs_are_written(tmp_path, monkeypatch, backproof, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note.md").write_text(TEXT)
    assert backproof("check", "note.md", "--format", "json", "--output", "report.json") == 0
    assert {e["proof"] for e in proofs(json.loads((tmp_path / "report.json").read_text()))} == {None}
    assert backproof("replay", "report.json") == 2
    assert "carries no proofs; `backproof check --format json --proofs` writes them" in capfd.readouterr().err
    assert backproof("check", "note.md", "--proofs") == 2
    assert "--proofs needs --format json" in capfd.readouterr().err


def test_a_step_that_is_tampered_with(report, backproof, capfd):
    def change(data):
        steps = proofs(data)[0]["proof"]["steps"]
        steps[2][2] = steps[1][1]

    assert backproof("replay", report(change)) == 1
    out = capfd.readouterr().out
    assert "failed        note.md:4:3" in out and "because      step 3, by `" in out
    assert "2 proofs: 1 replayed, 1 failed" in out


def test_as_json(report, backproof, capfd):
    def change(data):
        proofs(data)[1]["proof"]["steps"][0][0] = "magic"
        proofs(data)[1]["laws"][0] = "magic"

    assert backproof("replay", "--format", "json", report(change)) == 1
    found = json.loads(capfd.readouterr().out)
    assert found["summary"] == {"proofs": 2, "replayed": 1, "failed": 1}
    good, bad = found["proofs"]
    assert good["replayed"] and good["path"] == "note.md" and good["line"] == 4
    assert (bad["replayed"], bad["step"], bad["law"]) == (False, 1, "magic")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda e: e.update(proof=None), "carries no proof of it"),
        (lambda e: e.update(laws=["chain rule"]), "names other laws"),
        (lambda e: e.update(steps=1), "another number of steps"),
        (lambda e: e.update(proof=3), "the record cannot be read"),
        (lambda e: e["proof"].update(table=[]), "the record cannot be read"),
        (lambda e: e["proof"].update(backproof_proof=9), "version"),
        (lambda e: e["proof"].update(left=e["proof"]["left"] - 1), ""),
    ],
)
def test_what_a_report_may_get_wrong(report, backproof, capfd, change, said):
    assert backproof("replay", report(lambda data: change(proofs(data)[0]))) == 1
    assert said in capfd.readouterr().out


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"schema": 2, "documents": []}', b'{"schema": 1}', b"\xff", b"[" * 100_000, b"# A"]
)
def test_files_that_are_no_report(tmp_path, backproof, capfd, content):
    (tmp_path / "x.json").write_bytes(content)
    assert backproof("replay", str(tmp_path / "x.json")) == 2
    assert "is no JSON report of backproof" in capfd.readouterr().err


def test_other_usage(tmp_path, report, backproof, made):
    assert backproof("replay", "missing.json") == 2
    assert backproof("replay") == 2
    program = [sys.executable, "-m", "backproof", "replay", "-"]
    done = subprocess.run(program, input=made, capture_output=True, check=False)
    assert done.returncode == 0 and b"2 replayed" in done.stdout


def test_nothing_is_proved(tmp_path, backproof, capfd):
    (tmp_path / "x.json").write_text('{"schema": 1, "documents": [{"path": "a.md", "statements": []}]}')
    assert backproof("replay", str(tmp_path / "x.json")) == 0
    assert capfd.readouterr().out.startswith("0 proofs")


def test_only_proofs_and_laws_are_needed(made, tmp_path):
    """Neither the reader nor the searcher nor arithmetic in floating point is loaded."""
    (tmp_path / "report.json").write_bytes(made)
    program = (
        "import sys; from backproof.app.main import run; status = run(['replay', 'report.json']);"
        "rooms = {m.split('.')[1] for m in sys.modules if m.startswith('backproof.')};"
        "print(status, sorted(rooms), sorted({'numpy', 'flint', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 ['app', 'laws', 'proof', 'report', 'terms'] []"


@given(st.data())
def test_reports_that_are_tampered_with(made, choose):
    """Whatever is changed in a step, the command answers, and a step that another step replaced is noticed."""
    data = json.loads(made)
    evidence = choose.draw(st.sampled_from(proofs(data)))
    record = evidence["proof"]
    here: object = record
    for _ in range(choose.draw(st.integers(1, 5))):
        keys = sorted(here) if isinstance(here, dict) else list(range(len(here)))
        if not keys:
            break
        key = choose.draw(st.sampled_from(keys))
        inside = here[key]
        if isinstance(inside, list | dict) and inside:
            here = inside
            continue
        here[key] = choose.draw(st.sampled_from([None, 0, -1, 10**30, "x", "#3", "=5", [], {}, True, 1.5]))
        break
    before = copy.deepcopy(record)
    answers = list(replayed(decoded(json.dumps(data).encode(), "report")))
    assert len(answers) == 2 and all(a.replayed or a.reason for a in answers)
    assert record == before


def test_a_report_is_refused_by_name():
    with pytest.raises(Refused, match=r"^a\.json is no JSON report"):
        decoded(b"{}", "a.json")
