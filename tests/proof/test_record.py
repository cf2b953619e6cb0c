"""Records of proofs: what is written is read back and replays; what was tampered with proves nothing false."""

import json
import os
import subprocess
import sys
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backproof.app.check import check_document
from backproof.judge.compare import compared
from backproof.laws.books import ARITHMETIC, LAWS
from backproof.laws.setting import Setting
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.proof.reading import read, read_data
from backproof.proof.record import Malformed
from backproof.proof.replay import fault
from backproof.text import read_text

SCALARS = (
    r"$(x + 1)^2 = x^2 + 2 x + 1$",
    r"Let $f(x) = x^2 e^{3 x}$. Then $f'(x) = (2 x + 3 x^2) e^{3 x}$.",
    r"Let $s = \frac{1}{1 + e^{-z}}$. Then $\frac{\partial s}{\partial z} = s (1 - s)$.",
)
WITH_INDICES = (
    r"Let $A \in \mathbb{R}^{m \times n}$, $b \in \mathbb{R}^m$ and $L = \tfrac12 \|A x - b\|^2$."
    r" $\nabla_x L = A^\top (A x - b)$",
    r"Let $p_k = \frac{e^{a_k}}{\sum_j e^{a_j}}$ and $L = -\sum_k y_k \log p_k$, where $\sum_k y_k = 1$."
    r" $\frac{\partial p_i}{\partial a_j} = p_i (\delta_{ij} - p_j)$",
    r"Let $m_{t} = \beta m_{t-1} + (1 - \beta) g_t$. Then $m_{t+1} - m_t = (1 - \beta)(g_{t+1} - m_t)$.",
    r"Let $h_l = W_l h_{l-1}$ with $W_l \in \mathbb{R}^{D_l \times D_{l-1}}$."
    r" $\frac{\partial h_l}{\partial h_{l-1}} = W_l$",
    r"Let $\ell$ be a loss of $z = W x + b$. $\nabla_b \ell = \nabla_z \ell$",
)


@cache
def records(text: str) -> tuple[str, ...]:
    checked = check_document(read_text(text))
    evidence = [s.verdict.evidence for s in checked.statements if s.verdict and s.verdict.outcome == "proved"]
    return tuple(e.proof for e in evidence)


@pytest.mark.parametrize("text", SCALARS + WITH_INDICES)
def test_a_record_replays(text):
    assert records(text)
    for written in records(text):
        record = read(written)
        assert fault(record.derivation, record.model) is None


@pytest.mark.parametrize("text", SCALARS + WITH_INDICES)
def test_the_same_document_gives_the_same_record(text):
    first = records(text)
    check_document(read_text("Other things before it, such as $q_i = q_i + 0$ for $i = 1, …, n$."))
    records.cache_clear()
    assert records(text) == first


def data_of(text: str) -> dict:
    return json.loads(records(text)[-1])


@given(st.sampled_from(SCALARS + WITH_INDICES), st.data())
def test_a_step_that_is_not_what_its_law_gives_is_caught_there(text, choose):
    data = data_of(text)
    number = choose.draw(st.integers(0, len(data["steps"]) - 1))
    part = choose.draw(st.integers(1, 2))
    nodes = [row for row, entry in enumerate(data["table"]) if entry[0] not in ("Size", "Index", "Entry")]
    data["steps"][number][part] = choose.draw(st.sampled_from(nodes))
    record = read_data(data)
    found = fault(record.derivation, record.model)
    step = record.derivation.steps[number]
    setting = Setting(record.model, record.derivation.numbering)
    given = LAWS[step.law].apply(step.before, setting)
    tidy = (ARITHMETIC.apply(e, setting) if e is not None else None for e in (given, step.after))
    one, other = tidy
    if one is not other:
        assert found is not None and found.step == number + 1 and found.law == step.law


@given(st.sampled_from(SCALARS), st.data())
def test_whatever_is_changed_nothing_false_is_accepted(text, choose):
    data = data_of(text)
    for _ in range(choose.draw(st.integers(1, 3))):
        _change(data, choose)
    try:
        record = read_data(data)
    except Malformed:
        return
    try:
        found = fault(record.derivation, record.model)
    except Exception:  # ``backproof replay`` calls it a fault of the record
        return
    if found is None:
        derivation = record.derivation
        for seed in range(3):
            evaluator = Evaluator(record.model, Instance(seed, positive=True))
            assert compared(evaluator, derivation.left, derivation.right, (), {}).error < 1e-6


def _change(data: dict, choose) -> None:
    """Change one number, text or row somewhere."""
    part = choose.draw(st.sampled_from(["table", "table", "steps", "left", "right", "symbols"]))
    here, key = data, part
    for _ in range(12):
        value = here[key]
        if not isinstance(value, list | dict) or not value:
            break
        here = value
        key = choose.draw(st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value))))
    old = here[key]
    if isinstance(old, str) and old.lstrip("-").replace("/", "").isdigit():
        here[key] = str(choose.draw(st.integers(-3, 5)))
    elif isinstance(old, int) and not isinstance(old, bool):
        here[key] = choose.draw(st.integers(0, len(data["table"]) - 1))
    elif isinstance(old, str):
        here[key] = choose.draw(st.sampled_from(["x", "z", "s", "f", "Add", "Mul", "chain rule", "arithmetic", "1"]))
    else:
        here[key] = choose.draw(st.sampled_from([None, True, [], 0, "1"]))


@pytest.mark.parametrize("text", WITH_INDICES)
def test_another_right_side_is_not_accepted(text):
    data = data_of(text)
    data["table"].append(["Add", [data["right"], data["left"]]])
    data["right"] = len(data["table"]) - 1
    record = read_data(data)
    assert fault(record.derivation, record.model) is not None


def test_without_its_steps_a_proof_fails():
    data = data_of(WITH_INDICES[0])
    data["steps"] = data["steps"][:1]
    record = read_data(data)
    assert "do not turn both sides into the same" in str(fault(record.derivation, record.model))
    data["steps"] = [["magic", data["left"], data["right"]]]
    record = read_data(data)
    assert str(fault(record.derivation, record.model)) == "step 1, by `magic`: there is no such law"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(backproof_proof=2), "version"),
        (lambda d: d.update(backproof_proof=True), "version"),
        (lambda d: d.pop("table"), "`table`"),
        (lambda d: d.update(table={}), "`table`"),
        (lambda d: d.update(left=10**6), "no earlier row"),
        (lambda d: d.update(left=-1), "no earlier row"),
        (lambda d: d.update(left=True), "no earlier row"),
        (lambda d: d.update(symbols=[]), "`symbols`"),
        (lambda d: d["table"].append(["Number", "1e9"]), "exact number"),
        (lambda d: d["table"].append(["Number", "1/0"]), "makes no sense"),
        (lambda d: d["table"].append(["Number", "9" * 5000]), "exact number"),
        (lambda d: d["table"].append(["Number", 3]), "exact number"),
        (lambda d: d["table"].append(["__import__", "os"]), "no kind of term"),
        (lambda d: d["table"].append(["Node"]), "no kind of term"),
        (lambda d: d["table"].append(["Add", len(d["table"])]), "a list is missing"),
        (lambda d: d["table"].append(["Add", [len(d["table"])]]), "no earlier row"),
        (lambda d: d["table"].append(["At", "x" * 20_000, []]), "text"),
        (lambda d: d["table"].append(["Pow", 0]), "2 parts, not 1"),
        (lambda d: d["table"].append([]), "not a list"),
        (lambda d: d["table"].append(["Size", "#99999", None]), "no earlier row"),
        (lambda d: d["steps"].append([]), "makes no sense"),
        (lambda d: d["steps"].append("step"), "no earlier row"),
        (lambda d: d["symbols"].update(x={"name": "y"}), "symbols have no `name`"),
        (lambda d: d["symbols"].update(x={"evil": 1}), "symbols have no `evil`"),
        (lambda d: d["symbols"].update(x={"clauses": [[["=x"], 0, None]]}), "marked number"),
        (lambda d: d["symbols"].update(x={"opaque": 1}), "truth value"),
    ],
)
def test_what_is_no_record_is_refused(change, said):
    data = data_of(SCALARS[0])
    change(data)
    with pytest.raises(Malformed, match=said):
        read_data(data)


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '"x"', "[" * 100_000, "null", "{}", "\x00"])
def test_what_is_no_json_object_is_refused(text):
    with pytest.raises(Malformed):
        read(text)


def test_powers_that_nobody_would_write_out_end_the_replay():
    data = data_of(SCALARS[0])
    rows = len(data["table"])
    data["table"] += [["Number", "7"], ["Number", "999999999999"], ["Pow", rows, rows + 1]]
    data["left"] = rows + 2
    record = read_data(data)
    assert fault(record.derivation, record.model) is not None


def test_terms_that_grow_when_multiplied_out_end_the_replay():
    data = data_of(SCALARS[0])
    rows = data["table"]
    rows.append(["At", "x", []])
    rows.append(["At", "w", []])
    rows.append(["Add", [len(rows) - 2, len(rows) - 1]])
    for _ in range(60):
        rows.append(["Mul", [len(rows) - 1, len(rows) - 1]])
    data["left"] = len(rows) - 1
    record = read_data(data)
    assert fault(record.derivation, record.model) is not None


def test_records_are_the_same_in_every_process(tmp_path):
    (tmp_path / "note.md").write_text("\n\n".join(WITH_INDICES[:2]))
    program = [sys.executable, "-m", "backproof", "check", "note.md", "--format", "json", "--proofs", "--no-cache"]
    reports = {
        subprocess.run(
            program, cwd=tmp_path, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=False
        ).stdout
        for seed in ("1", "2")
    }
    assert len(reports) == 1 and b"backproof_proof" in reports.pop()
