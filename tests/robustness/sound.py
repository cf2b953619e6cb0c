"""What must be true of whatever is read, and of whatever is checked: asserted by every test with random input."""

from backproof.app.check import check_document, deepen
from backproof.latex import parse
from backproof.report import json_report
from backproof.text import read_text

KINDS = ("markdown", "latex", "python")


def parse_soundly(latex: str) -> None:
    """Every row is read, or refused with a reason and a place. Raises ``AssertionError``, or what ``parse`` raises."""
    parsed = parse(latex)
    for row in parsed.rows:
        assert 0 <= row.start <= row.end <= len(latex)
        assert bool(row.clauses) != bool(row.problems) or not row.clauses
        for problem in row.problems:
            assert problem.code and problem.message and "internal error" not in problem.message
            assert 0 <= problem.start <= problem.end <= len(latex)


def check_soundly(text: str, kind: str) -> None:
    """A document gets its verdicts, each with what belongs to it, and a report can be written."""
    deepen()
    if kind == "latex":
        text = f"\\begin{{document}}\n{text}\n\\end{{document}}"
    elif kind == "python":
        text = f'def f():\n    r"""{text}"""\n'
    checked = check_document(read_text(text, "fuzz", kind))
    assert checked.readable, checked.error
    for statement in checked.statements:
        assert 0 <= statement.span.start <= statement.span.end <= len(text)
        verdict = statement.verdict
        if verdict is None:
            continue
        assert "internal error" not in verdict.reason, (statement.latex, verdict.reason)
        if verdict.outcome in ("unclear", "conditional"):
            assert verdict.reason
        if verdict.outcome == "conditional":
            assert verdict.condition
        if verdict.outcome == "wrong":
            assert verdict.counterexample is not None
    assert json_report.report([checked])
