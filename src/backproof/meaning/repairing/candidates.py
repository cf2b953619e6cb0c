"""The edits of a line, the nearest first, each text once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from backproof.latex import parse
from backproof.latex.tree import Node, Relation
from backproof.latex.walk import walk
from backproof.meaning.repairing.edit import Edit, Splice, latex_of
from backproof.meaning.repairing.line import Line
from backproof.meaning.repairing.table import KINDS, together

MOST = 600
"""So many edits of a line are read and tried; of those that were needed on pages with known slips, all but a few were
among the first hundred."""
PAIRS = 200
"""So many of those that change two indices at once, after all others."""
LIKELY = 1.1
"""Edits that cost no more are tried first whatever else is known."""
LONGEST = 2_000
"""Characters of a side; what is longer than that is no place to look for one slip."""


@dataclass(frozen=True, slots=True)
class Candidate:
    edit: Edit
    latex: str
    """The side, mended."""


def candidates(line: Line, *, proportional: bool = False) -> list[Candidate]:
    """Every edit of a line, the least far-fetched first; of those that write the same, the first.

    Where both sides are ``proportional``, those that multiply or divide the whole side come first.
    """
    if line.side.end - line.side.start > LONGEST:
        return []
    seen = {_plain(line.text(line.side))}
    single = _distinct((edit for kind in KINDS for edit in kind(line)), line, seen)
    if proportional:
        single.sort(key=lambda c: not c.edit.whole and c.edit.cost > LIKELY)
    single = single[:MOST]
    return single + _distinct(together(line), line, seen)[:PAIRS]


def _distinct(edits: Iterable[Edit], line: Line, seen: set[str]) -> list[Candidate]:
    found = []
    for edit in sorted(edits, key=lambda e: e.cost):
        edit = braced(edit, line)
        text = latex_of(edit, line.latex, line.side.start, line.side.end)
        if (key := _plain(text)) not in seen:
            seen.add(key)
            found.append(Candidate(edit, text))
    return found


def _plain(text: str) -> str:
    return "".join(text.split())


def braced(edit: Edit, line: Line) -> Edit:
    """The edit with braces where it makes more of a script that stands without them: ``x^{-2}`` for ``x^2``."""
    for start, end in line.bare_scripts:
        if all(start <= s.start < end and s.end <= end for s in edit.splices):
            inner = latex_of(edit, line.latex, start, end)
            bare = len(inner) < 2 or inner.startswith("{")
            return replace(edit, splices=(Splice(start, end, (inner if bare else f"{{{inner}}}",)),))
    return edit


def node_of(candidate: Candidate, line: Line) -> Node | None:
    """The mended side as a tree; None where it is no expression, or says what the other side says."""
    parsed = parse(candidate.latex, line.formula.environment)
    if len(parsed.rows) != 1 or parsed.problems:
        return None
    row = parsed.rows[0]
    node = row.clauses[0].node if len(row.clauses) == 1 and not row.problems and not row.mended else None
    if node is None or isinstance(node, Relation) or node == line.left:
        return None
    return None if _repeats(node, line) else node


def _repeats(node: Node, line: Line) -> bool:
    """Whether the other side stands within the mended one, where it did not before: that says nothing."""
    if line.left is None or not any(n == line.left for n in walk(node)):
        return False
    return not any(n == line.left for n in walk(line.side))
