"""Every true relation is tested, and no edit that changes its meaning leaves it so. Mutants are made, not written."""

import sys
from functools import cache
from pathlib import Path

import pytest

from backproof.app.check import check_document
from backproof.claims.statement import Statement
from backproof.judge.proving import derivation_of
from backproof.judge.verdict import try_reading
from backproof.latex import parse
from backproof.meaning.read import read
from backproof.text import read_text

sys.path.insert(0, str(Path(__file__).parent))
from edits import EDITS, mutants
from relations import TRUE, True_
from reviewed import BLESSED, SAME, UNTESTED

GOOD = ("tested", "proved")


@cache
def judged(document: str) -> Statement:
    """The statement that the document ends with."""
    return check_document(read_text(document)).statements[-1]


def outcome(document: str) -> tuple[str, str]:
    statement = judged(document)
    return (statement.verdict.outcome, statement.verdict.reason) if statement.verdict else (statement.role, "")


def trees(latex: str) -> list[object]:
    rows = parse(latex).rows
    assert not any(row.problems for row in rows), latex
    return [(clause.lead, clause.node) for row in rows for clause in row.clauses]


@pytest.mark.parametrize("relation", TRUE, ids=lambda r: r.name)
def test_true_relation_is_tested(relation: True_) -> None:
    found, reason = outcome(relation.document())
    if relation.name in UNTESTED and found not in GOOD:
        assert found != "wrong"
        pytest.xfail(UNTESTED[relation.name])
    assert found in GOOD, reason


@pytest.mark.parametrize("relation", TRUE, ids=lambda r: r.name)
def test_no_mutant_is_tested(relation: True_) -> None:
    open_findings = []
    for name, mutant in mutants(relation.latex):
        found, reason = outcome(relation.document(mutant))
        assert "internal error" not in reason, mutant
        if found not in GOOD or (relation.name, mutant) in SAME:
            continue
        assert (relation.name, mutant) in BLESSED, f"{name}: {mutant}: {found}, {reason}"
        open_findings.append(BLESSED[relation.name, mutant])
    if open_findings:
        pytest.xfail("; ".join(open_findings))


@pytest.mark.parametrize("relation", TRUE, ids=lambda r: r.name)
def test_every_mutant_reads_differently(relation: True_) -> None:
    original = trees(relation.latex)
    for name, mutant in mutants(relation.latex):
        assert trees(mutant) != original, f"{name}: {mutant}"


def test_the_harness_is_in_use() -> None:
    """Enough relations and mutants, every kind of edit somewhere, and no review of a mutant that is not made."""
    made = {(r.name, mutant): name for r in TRUE for name, mutant in mutants(r.latex)}
    assert len(TRUE) >= 80 and len(made) >= 500
    assert set(made.values()) == set(EDITS)
    assert set(SAME) | set(BLESSED) <= set(made)
    assert set(UNTESTED) <= {r.name for r in TRUE}


@pytest.mark.parametrize("relation", TRUE, ids=lambda r: r.name)
def test_no_mutant_is_proved_whatever_the_points_say(relation: True_) -> None:
    """The laws alone, without the numeric witness: where a reading fails at some point, none of them proves it."""
    for name, mutant in mutants(relation.latex):
        found = read(read_text(relation.document(mutant)))
        for reading in found.statements[-1].question.readings[:2] if found.statements else ():
            if try_reading(reading, found.model, 0).status == "fails":
                assert derivation_of(reading, found.model) is None, f"{name}: {mutant}"
