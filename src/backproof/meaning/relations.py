"""Relations of a section: every ``a = b`` with its two neighbours, its place, and the words that lead to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from backproof.latex import Clause, Parsed, Problem, parse
from backproof.latex.tree import Node, Relation
from backproof.text.blocks import Block, Formula, Span

QUESTION = re.compile(r"=\s*\?")


@dataclass(eq=False)
class Piece:
    """A parsed formula of a section."""

    formula: Formula
    parsed: Parsed


@dataclass(eq=False)
class Raw:
    """One relation. ``left`` is its neighbour (of an earlier row where the row begins with the sign); ``first`` says
    whether it opens its chain. ``conditions`` stand beside it in the display (``i = k``, ``t \\ge 1``)."""

    piece: Piece
    left: Node | None
    right: Node | None
    sign: str
    note: str
    start: int
    end: int
    first: bool
    chain: int
    lead: str = ""
    row: int = 0
    conditions: list[Node] = field(default_factory=list)
    left_piece: Piece | None = None
    problem: Problem | None = None
    branch: bool = False
    """Whether it stands inside a branch of cases: a claim under the condition of the branch, never a definition."""
    mended: str = ""
    """What was put back for its row to be read: it can be confirmed so, not refuted."""
    said: Span | None = None
    """The sentence that claims it, where it is said in words."""
    worded: bool = False
    """Whether words define a name by it: no statement of the document."""

    @property
    def span(self) -> Span:
        return self.said or self.piece.formula.span_of(self.start, self.end)

    @property
    def text(self) -> str:
        return self.piece.formula.latex


def pieces_of(blocks: list[Block]) -> list[Piece]:
    return [Piece(b, parse(b.latex, b.environment)) for b in blocks if isinstance(b, Formula)]


def clauses_of(pieces: list[Piece]) -> list[Clause]:
    return [c for p in pieces for row in p.parsed.rows for c in row.clauses]


class _State:
    """What a row that begins with its sign can attach to."""

    def __init__(self) -> None:
        self.member: Node | None = None
        self.piece: Piece | None = None
        self.chain = 0
        self.broken = False
        self.mended = ""
        self.mended_chain = 0


def relations(pieces: list[Piece]) -> Iterator[Raw]:
    """All relations of the formulas, in order."""
    state = _State()
    for piece in pieces:
        for problem in piece.parsed.problems:
            yield Raw(piece, None, None, "=", "", 0, min(len(piece.formula.latex), 200), True, -1, problem=problem)
        rows = piece.parsed.rows
        for number, row in enumerate(rows):
            if row.problems and not row.clauses:
                yield from _unread(piece, row.start, row.end, row.problems[0], number)
                if piece.formula.display:
                    state.member, state.broken = None, True
                continue
            for raw in _row(piece, list(row.clauses), number, state):
                raw.mended = row.mended or (state.mended if raw.chain == state.mended_chain else "")
                yield raw
            if row.mended:
                state.mended, state.mended_chain = row.mended, state.chain


def _unread(piece: Piece, start: int, end: int, problem: Problem, row: int) -> Iterator[Raw]:
    text = piece.formula.latex[start:end]
    if "=" in text or "\\in" in text:
        yield Raw(piece, None, None, "=", "", start, end, True, -1, row=row, problem=problem)


def _row(piece: Piece, clauses: list[Clause], number: int, state: _State) -> Iterator[Raw]:
    conditions = [c.node for c in clauses if c.node is not None and _is_condition(c)]
    for clause in clauses:
        node = clause.node
        if node is None or (_is_condition(clause) and not isinstance(node, Relation)):
            continue
        if not isinstance(node, Relation):
            if piece.formula.display:
                state.member, state.piece, state.broken = node, piece, False
                state.chain += 1
            continue
        yield from _chain(piece, node, clause, number, conditions, state)


_CONDITIONS = frozenset(
    (
        "if",
        "when",
        "for",
        "where",
        "whenever",
        "all",
        "falls",
        "s.t.",
        "s.t",
        "subject",
        "wenn",
        "si",
        "quand",
        "cuando",
        "若",
        "当",
    )
)


def _is_condition(clause: Clause) -> bool:
    words = clause.lead.lower()
    return any(w in words.split() for w in _CONDITIONS) and not (
        "where" in words and isinstance(clause.node, Relation) and "=" in clause.node.signs and len(words.split()) == 1
    )


def _chain(
    piece: Piece, node: Relation, clause: Clause, number: int, conditions: list[Node], state: _State
) -> Iterator[Raw]:
    inherited = node.members[0] is None
    if not inherited:
        state.chain += 1
    left, left_piece = node.members[0], piece
    if inherited:
        left, left_piece = state.member, state.piece or piece
    is_condition = _is_condition(clause)
    for k, sign in enumerate(node.signs):
        right = node.members[k + 1]
        before = node.members[k]
        start = clause.start if k == 0 else (before.end if before is not None else clause.start)
        end = right.end if right is not None else clause.end
        start, end = trimmed(piece.formula.latex, start, max(end, start))
        note = node.notes[k] if k < len(node.notes) else ""
        if not is_condition:
            others = [c for c in conditions if c is not node]
            yield Raw(
                piece,
                left,
                right,
                sign,
                note,
                start,
                end,
                k == 0 and not inherited,
                state.chain,
                clause.lead,
                number,
                others,
                left_piece,
            )
        left, left_piece = right, piece
    if piece.formula.display and not is_condition:
        state.member, state.piece = left, left_piece


def trimmed(latex: str, start: int, end: int) -> tuple[int, int]:
    """A range without the alignment marks and space at its ends."""
    while start < end and (latex[start] in " \n\t&" or latex.startswith("\\\\", start)):
        start += 2 if latex.startswith("\\\\", start) else 1
    while end > start and latex[end - 1] in " \n\t&":
        end -= 1
    return start, end
