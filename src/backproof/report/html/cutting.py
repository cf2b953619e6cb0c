"""Cutting a formula into rows, cells and the pieces that are statements, so that each can carry its own mark.

Only places outside of every brace, environment and ``\\left … \\right`` are cut at: each piece is a formula by itself.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from backproof.latex.rows import DISPLAYS
from backproof.latex.token import Token
from backproof.latex.tokens import tokenise
from backproof.report.html.places import Mention

_UNNUMBERED = re.compile(r"\\(?:nonumber|notag)(?![A-Za-z])|\\(?:label|hspace|vspace)\*?\s*\{[^{}]*\}")
_TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")
_NUMBER = re.compile(r"\\(?:eqno|leqno)(?![A-Za-z])\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a cell: its LaTeX, the statements it belongs to, and those that end with it."""

    latex: str
    within: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


@dataclass
class Row:
    """A row of a display: its cells from left to right, and the number that the author gave it."""

    cells: list[list[Piece]] = field(default_factory=list)
    tag: str = ""

    @property
    def ends(self) -> list[int]:
        """The statements that end in this row."""
        return [number for cell in self.cells for piece in cell for number in piece.ends]


def rows(latex: str, mentions: Sequence[Mention] = ()) -> list[Row]:
    """The rows of a formula. Every mention ends in exactly one piece."""
    tokens, first, end = _unframed(tokenise(latex), latex)
    cuts = _separators(tokens)
    outside = _outside(tokens, len(latex))
    edges = [first, *(edge for token in cuts for edge in (token.start, token.end)), end]
    spans = list(zip(edges[::2], edges[1::2], strict=True))
    made, pending = [Row()], list(mentions)
    for k, span in enumerate(spans):
        last = k + 1 == len(spans)
        ending = [m for m in pending if m.end <= span[1] or last]
        pending = [m for m in pending if m not in ending]
        _add_cell(made[-1], latex, span, mentions, ending, outside)
        if not last and cuts[k].kind == "row":
            made.append(Row())
    return _without_empty(made)


def one_line(latex: str) -> str:
    """A formula without its alignment and its row ends, for a line of its own."""
    return " ".join(piece.latex for row in rows(latex) for cell in row.cells for piece in cell)


def _unframed(tokens: list[Token], latex: str) -> tuple[list[Token], int, int]:
    """The tokens inside of the display environments that are the whole formula, and where their content stands."""
    start, end = 0, len(latex)
    while tokens and tokens[0].kind == "begin" and tokens[0].value in DISPLAYS:
        last = _partner(tokens)
        if last is None or latex[start : tokens[0].start].strip():
            break
        tail = _TAG.sub("", _UNNUMBERED.sub("", latex[tokens[last].end : end]))
        if tail.strip(" .,;\n\t") or _TAG.search(latex[tokens[last].end : end]):
            break
        start, end = tokens[0].end, tokens[last].start
        tokens = tokens[1:last]
    return tokens, start, end


def _partner(tokens: Sequence[Token]) -> int | None:
    """Where the environment ends that the first token begins."""
    depth = 0
    for k, token in enumerate(tokens):
        depth += (token.kind == "begin") - (token.kind == "end")
        if depth == 0:
            return k
    return None


def _separators(tokens: Iterable[Token]) -> list[Token]:
    """The ``&`` and ``\\\\`` that stand in no brace and no environment."""
    found, depth = [], 0
    for token in tokens:
        depth = max(0, depth + _step(token))
        if depth == 0 and token.kind in ("amp", "row"):
            found.append(token)
    return found


def _step(token: Token) -> int:
    if token.kind in ("lbrace", "begin") or (token.kind == "open" and token.side == "left"):
        return 1
    if token.kind in ("rbrace", "end") or (token.kind == "close" and token.side == "right"):
        return -1
    return 0


def _outside(tokens: Iterable[Token], length: int) -> list[bool]:
    """For each place of the formula, whether it can be cut there."""
    free = [True] * (length + 1)
    depth, at = 0, 0
    for token in tokens:
        after = depth + _step(token)
        if depth > 0:
            free[at : token.start + 1] = [False] * (token.start + 1 - at)
        inner = range(token.start + 1, token.end)
        free[inner.start : inner.stop] = [False] * len(inner)
        depth, at = max(0, after), token.end
    if depth > 0:
        free[at:] = [False] * (length + 1 - at)
    return free


def _add_cell(
    row: Row,
    latex: str,
    span: tuple[int, int],
    mentions: Sequence[Mention],
    ending: Sequence[Mention],
    outside: Sequence[bool],
) -> None:
    start, end = span
    here = [m for m in mentions if m.start < end and start < m.end]
    cuts = {start, end}
    cuts |= {edge for m in here for edge in (m.start, m.end) if start < edge < end and outside[edge]}
    places = sorted(cuts)
    pieces = []
    for a, b in pairwise(places):
        inside, row.tag = _clean(latex[a:b], row.tag)
        within = tuple(m.number for m in here if m.start < b and a < m.end)
        ends = tuple(m.number for m in ending if a < m.end <= b or m.end <= start == a or m.end > end == b)
        if inside or ends:
            pieces.append(Piece(inside, within, ends))
    missing = [m.number for m in ending if not any(m.number in p.ends for p in pieces)]
    if missing:
        pieces.append(Piece("", (), tuple(missing)))
    row.cells.append(_joined(pieces))


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Pieces between which nothing has to be told apart are one; what is left of a comma stays with its relation."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if before is not None and not piece.latex:
            joined[-1] = Piece(before.latex, before.within, before.ends + piece.ends)
        elif before is not None and not piece.within and piece.latex.strip() in {".", ",", ";", r"\,.", r"\,,"}:
            joined[-1] = Piece(before.latex + piece.latex, before.within, before.ends)
        else:
            joined.append(piece)
    return joined


def _clean(latex: str, tag: str) -> tuple[str, str]:
    """The LaTeX without what numbers and names it, and that number."""
    if match := _TAG.search(latex) or _NUMBER.search(latex):
        tag = match[1].strip().strip("()")
        latex = latex[: match.start()] + latex[match.end() :]
    return _UNNUMBERED.sub("", latex).strip(), tag


def _without_empty(made: list[Row]) -> list[Row]:
    kept: list[Row] = []
    for row in made:
        if any(p.latex for cell in row.cells for p in cell):
            kept.append(row)
        elif kept and row.ends:
            last = kept[-1].cells[-1]
            last.append(Piece("", (), tuple(row.ends)))
        elif row.ends:
            kept.append(row)
    return kept
