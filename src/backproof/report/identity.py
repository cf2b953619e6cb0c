"""What a finding is known by from one run to the next: what it says, and not where it stands.

Line numbers change with every edit above them. The text of the statement, its neighbour in a chain and the code do not;
of several findings that are alike in all of this only the number counts.
"""

from dataclasses import dataclass

from backproof.claims.statement import Checked, Statement
from backproof.notes.codes import bare
from backproof.notes.diagnostics import Diagnostic
from backproof.report.lines import flat
from backproof.report.wording import code_of, noted
from backproof.text.blocks import Span

_LONGEST = 400


@dataclass(frozen=True, slots=True, order=True)
class Identity:
    """A finding of a document: its code, the text it is about, and what that was compared with."""

    code: str
    text: str
    left: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is reported: a statement with its verdict, or a diagnostic without one."""

    identity: Identity
    span: Span
    source: Statement | Diagnostic

    @property
    def silenced(self) -> bool:
        return bool(self.source.silenced)


def findings(document: Checked) -> list[Finding]:
    """Everything that a report of the document may show as a finding, what is ignored included, in order of place."""
    found = [Finding(_of_statement(s), s.span, s) for s in document.statements if s.calls_for_action]
    found += [Finding(_of_diagnostic(document, d), d.span, d) for d in noted(document)]
    return sorted(found, key=lambda f: (f.span.start, f.span.end))


def _of_statement(statement: Statement) -> Identity:
    assert statement.verdict is not None
    left = "" if statement.left in statement.latex else statement.left
    return Identity(code_of(statement.verdict), _short(statement.latex), _short(left))


def _of_diagnostic(document: Checked, diagnostic: Diagnostic) -> Identity:
    about = document.text[diagnostic.span.start : diagnostic.span.end]
    return Identity(bare(diagnostic.code), _short(about) or _short(diagnostic.message))


def _short(text: str) -> str:
    return flat(text)[:_LONGEST]
