"""``parse``: a formula into rows of clauses. Nothing is decided here, and nothing is ever raised.

A row is read wholly or it carries the problem that stopped its reading; it never costs another row.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from backproof.latex.atoms import Parser
from backproof.latex.clauses import Cutter, Part, drop_torn_brackets
from backproof.latex.closing import closed
from backproof.latex.layout import tidy
from backproof.latex.pairs import Pairs
from backproof.latex.problems import Unread
from backproof.latex.rows import cut_rows
from backproof.latex.token import Token
from backproof.latex.tokens import tokenise
from backproof.latex.tree import Clause, Parsed, Problem, Row

LONGEST = 30_000
"""Characters that a formula may have; a longer one is no formula."""

LONGEST_ROW = 4_000
"""Tokens that a row may have."""

_IGNORED = frozenset(("gap", "stop", "comma"))


def parse(latex: str, environment: str = "") -> Parsed:
    """Read ``latex``, the inside of a formula that stood in ``environment`` (``""`` for dollars and brackets).

    ``Parsed.problems`` are those that belong to no row (the formula as a whole is too long).
    """
    if len(latex) > LONGEST:
        too_long = Unread("too-long", f"a formula of {len(latex)} characters", 0, len(latex))
        return Parsed(latex, (), (too_long.problem(),))
    rows = cut_rows(tidy(tokenise(_gaps(latex))), environment)
    read = [(row, _row(row)) for row in rows if not all(t.kind in _IGNORED for t in row)]
    return Parsed(latex, tuple(_after_a_cut(read)))


def _after_a_cut(rows: list[tuple[list[Token], Row]]) -> Iterator[Row]:
    """Behind an environment that was never closed, rows with environments may be made of pieces of several."""
    cut = False
    for tokens, row in rows:
        suspicious = cut and not row.problems and any(t.kind == "begin" for t in tokens)
        yield replace(row, mended="an environment before it was never closed") if suspicious else row
        cut = cut or any("unbalanced-environment" in p.code for p in row.problems)


_SPACE = re.compile(r"\\(?:hspace\*?\{\s*(-?)[^{}]*\}|hskip\s*(-?)[\d.]+\s*[a-z]{2}|hfill(?![a-zA-Z]))")


def _gaps(latex: str) -> str:
    """Wide spaces written out (``\\hspace{1cm}``) as the gap that they are, without moving a character."""
    if "\\h" not in latex:
        return latex
    return _SPACE.sub(lambda m: (" " if "-" in m.groups() else "\\quad").ljust(len(m.group())), latex)


def _row(tokens: list[Token]) -> Row:
    """One row of a display. The depth limit makes a ``RecursionError`` rare, not impossible: the caller may be deep."""
    start, end = _extent(tokens)
    if len(tokens) > LONGEST_ROW:
        return Row((), start, end, (Unread("too-long", f"a row of {len(tokens)} tokens", start, end).problem(),))
    bad = tuple(_bad(t) for t in tokens if t.kind == "bad")
    if bad:
        return Row((), start, end, bad)
    solid = drop_torn_brackets(_single_gaps(tokens))
    try:
        return Row(_clauses(list(solid)), start, end)
    except Unread as stop:
        return _mended(solid, start, end, stop)
    except RecursionError:
        return Row((), start, end, (Unread("too-deep", "nested too deep to be read here", start, end).problem(),))
    except (IndexError, KeyError, ValueError, TypeError, AttributeError, AssertionError) as mistake:
        message = f"internal error, please report it: {type(mistake).__name__} {mistake}"
        return Row((), start, end, (Unread("internal-error", message, start, end).problem(),))


def _mended(tokens: list[Token], start: int, end: int, stop: Unread) -> Row:
    """A row whose brackets do not fit, with the missing ones put back; else the problem that stopped its reading."""
    found = closed(tokens) if stop.name in ("unbalanced-braces", "unbalanced-brackets") else None
    if found is not None:
        try:
            return Row(_clauses(found[0]), start, end, (), found[1])
        except Unread:
            pass
    return Row((), start, end, (stop.problem(),))


def _single_gaps(tokens: list[Token]) -> list[Token]:
    return [t for i, t in enumerate(tokens) if t.kind != "gap" or i == 0 or tokens[i - 1].kind != "gap"]


def _clauses(tokens: list[Token]) -> tuple[Clause, ...]:
    partner = Pairs(tokens).run()
    parts = Cutter(tokens, partner).run()
    parser = Parser(tokens, partner)
    return tuple(_clause(parser, part) for part in parts)


def _clause(parser: Parser, part: Part) -> Clause:
    if part.lo == part.hi:
        at = parser.tokens[part.lo]
        return Clause(None, part.lead, at.start, at.end)
    parser.pos, parser.end = part.lo, part.hi
    node = parser.lone_operator(part.hi) or parser.relation()
    parser.skip_gaps()
    if parser.pos < part.hi:
        raise parser.unexpected()
    return Clause(node, part.lead, node.start, node.end)


def _extent(tokens: list[Token]) -> tuple[int, int]:
    solid = [t for t in tokens if t.kind not in _IGNORED] or tokens
    return solid[0].start, solid[-1].end


def _bad(token: Token) -> Problem:
    return Unread(token.side, token.value, token.start, token.end, token.font).problem()
