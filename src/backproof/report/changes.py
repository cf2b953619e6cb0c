"""What is different between two checks of the same documents: findings that came, and findings that went.

Findings are compared by what they say (``identity``): one that only moved to another line is no change.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from backproof.claims.statement import Checked
from backproof.report.identity import Identity, findings


@dataclass(frozen=True, slots=True)
class Changes:
    """``new`` are the documents with only those findings that came; ``gone`` what went, with its document."""

    new: tuple[Checked, ...]
    gone: tuple[tuple[str, Identity], ...]


def changes(before: Sequence[Checked], after: Sequence[Checked]) -> Changes:
    """What came and what went; ignored findings are none."""
    known, now = _counted(before), _counted(after)
    gone = tuple(sorted((known - now).elements()))
    return Changes(tuple(_only(d, known) for d in after), gone)


def _counted(documents: Sequence[Checked]) -> Counter[tuple[str, Identity]]:
    return Counter((d.path, f.identity) for d in documents for f in findings(d) if not f.silenced)


def _only(document: Checked, known: Counter[tuple[str, Identity]]) -> Checked:
    """The document with the findings that are not known, in its order: of several that are alike the last are new."""
    left = known.copy()
    kept: set[int] = set()
    for f in findings(document):
        if f.silenced:
            continue
        if left[document.path, f.identity] > 0:
            left[document.path, f.identity] -= 1
        else:
            kept.add(id(f.source))
    return replace(
        document,
        statements=tuple(s for s in document.statements if id(s) in kept),
        diagnostics=tuple(d for d in document.diagnostics if id(d) in kept),
    )
