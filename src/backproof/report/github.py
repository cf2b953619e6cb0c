"""Workflow commands of GitHub Actions: annotations on the lines of a pull request, then the line that counts."""

from collections.abc import Sequence

from backproof.claims.statement import Checked, Statement, Verdict
from backproof.notes.codes import bare
from backproof.notes.diagnostics import Diagnostic
from backproof.report.lines import clean
from backproof.report.places import place
from backproof.report.tally import sentence, tally
from backproof.report.wording import code_of, full_message, level, remarkable
from backproof.text.blocks import Span

COMMANDS = {"wrong": "error", "conditional": "warning", "unclear": "notice"}
_BY_LEVEL = {"error": "error", "warning": "warning", "note": "notice"}


def report(documents: Sequence[Checked]) -> str:
    """One command per finding. What the reader mended is left out: an annotation asks for attention."""
    lines = [line for d in documents for line in _document(d)]
    return "\n".join([*lines, sentence(tally(documents))]) + "\n"


def _document(document: Checked) -> list[str]:
    if not document.readable:
        why = document.error or "cannot be read"
        return [f"::error file={escape_property(document.path)},title=cannot be read::{escape(why)}"]
    judged = [(s, s.verdict) for s in document.statements if s.verdict and not s.silenced]
    lines = [_statement(document, s, v) for s, v in judged if v.outcome in COMMANDS]
    return lines + [_note(document, d) for d in remarkable(document)]


def _statement(document: Checked, statement: Statement, verdict: Verdict) -> str:
    title = f"{verdict.outcome} {code_of(verdict)}"
    return _command(COMMANDS[verdict.outcome], document, statement.span, title, full_message(statement, verdict))


def _note(document: Checked, diagnostic: Diagnostic) -> str:
    text = diagnostic.message + (f"\nhelp: {diagnostic.help}" if diagnostic.help else "")
    return _command(_BY_LEVEL[level(diagnostic.code)], document, diagnostic.span, f"note {bare(diagnostic.code)}", text)


def _command(command: str, document: Checked, span: Span, title: str, message: str) -> str:
    where = place(document, span)
    fields = {"file": document.path, "line": str(where.line)}
    if where.line == where.end_line:  # GitHub refuses columns where the lines differ
        fields |= {"col": str(where.column), "endLine": str(where.end_line), "endColumn": str(where.end_column)}
    else:
        fields |= {"endLine": str(where.end_line)}
    fields["title"] = title
    return f"::{command} {','.join(f'{k}={escape_property(v)}' for k, v in fields.items())}::{escape(message)}"


def escape(text: str) -> str:
    """The data of a command; lines survive, everything else that could start a command of its own does not."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "%0A".join(clean(row).replace("%", "%25") for row in rows)


def escape_property(text: str) -> str:
    """The value of a property of a command."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return clean(text).replace(":", "%3A").replace(",", "%2C")
