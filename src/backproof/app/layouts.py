"""Lines that hold once all derivatives of numbers are transposed, and the layout that a document keeps.

∂f/∂W has the shape of W in most texts, and that of its transpose in some. Nothing fixes the layout but the document:
what it says, and the lines of it that hold in one layout only. A line that is right in the other layout is wrong only
where the document keeps the first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from backproof.claims.reading import Question, Reading
from backproof.claims.statement import Verdict
from backproof.meaning.read import Read
from backproof.notes.diagnostics import Diagnostic, Label
from backproof.text.blocks import Source, Span

Decide = Callable[[Question], Verdict]
OTHER = "right in the other layout of derivatives"


@dataclass(eq=False)
class Kept:
    """The first line that holds only with ∂f/∂W in the shape of W, and the first that holds only transposed."""

    upright: Span | None = None
    turned: Span | None = None

    def note(self, r: Read, decide: Decide) -> None:
        """Learn from a line that holds."""
        stands = any(_is_upright(reading) for reading in r.question.readings)
        if not r.question.slopes or (self.upright if stands else self.turned) is not None:
            return
        also = r.question.turned is not None and _holds(r.question, decide)
        if stands and not also:
            self.upright = r.span
        elif also and not stands:
            self.turned = r.span


def _holds(question: Question, decide: Decide) -> bool:
    assert question.turned is not None
    asked = replace(question, readings=[question.turned], turned=None, transposed="", problem=None, clash=None)
    return decide(asked).holds


def _is_upright(reading: Reading) -> bool:
    """Whether a reading needs neither rows for columns nor the layout of rows."""
    taken = dict(reading.choices)
    return taken.get("layout") != "numerator" and taken.get("row against column", "strict") == "strict"


def in_layout(r: Read, verdict: Verdict, kept: Kept, decide: Decide, source: Source) -> Verdict:
    """The verdict on a line that fails, in view of the layout that the document keeps."""
    question = r.question
    failed = verdict.outcome == "wrong" or (verdict.outcome == "unclear" and question.problem is not None)
    if not failed or question.turned is None or not _holds(question, decide):
        return verdict
    if question.turns or (kept.turned is not None and kept.upright is None):
        return Verdict("tested", "holds in numerator layout, which the document keeps")
    if verdict.outcome == "wrong" and kept.upright is not None and kept.turned is None:
        line = source.place(kept.upright.start)[0]
        remark = f"{OTHER}, which the document does not keep: see line {line}"
        return replace(verdict, remarks=(*verdict.remarks, remark))
    if verdict.outcome == "unclear" and question.problem is not None and question.problem.code != "M202":
        return verdict
    reason = f"{OTHER}, and nothing says which is meant"
    labels = tuple(Label(s, "holds in one layout only") for s in (kept.upright, kept.turned) if s is not None)
    note = Diagnostic("M203", reason, r.span, "say in which layout derivatives are written", labels)
    return Verdict("unclear", reason, remarks=(OTHER,), diagnostics=(note,))
