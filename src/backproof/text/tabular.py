"""Tables of LaTeX: ``tabular`` and its relatives, cut into rows of cells; rules and spans of columns undone."""

import re
from dataclasses import dataclass

from backproof.text.definitions import group
from backproof.text.environments import pairs
from backproof.text.mapped import Mapped, edit, wordset

TABLES = wordset("tabular tabularx tabulary longtable tabu supertabular tblr")
_WIDE = wordset("tabularx tabulary")
MOST = 20_000
"""Characters of a table that is still cut into cells."""
_RULE = re.compile(
    r"\\(?:(?:top|mid|bottom|specialh?|h|c|cmid)(?:rule|line)|addlinespace|(?:first|last|no)hline|morecmidrules"
    r"|arrayrulecolor|rowcolors?|cellcolor|end(?:first|last)?(?:head|foot)|noalign|(?:small|med|big)skip|centering"
    r"|small|footnotesize)(?![A-Za-z])\*?(?:\([^()]*\))?(?:\[[^\[\]]*\])?(?:\{[^{}]*\})*"
)
_CUT = re.compile(
    r"\\\\\*?(?:\[[^\[\]]*\])?|\\tabularnewline(?![A-Za-z])|\\(?P<open>\()|\\(?P<close>\))|\\.|[{}&$]", re.DOTALL
)
_MULTI = re.compile(r"\\multi(?P<kind>column|row)\s*(?:\[[^\[\]]*\])?\s*")


@dataclass(frozen=True)
class Tabular:
    """The rows of a table, and where it ends."""

    rows: list[list[Mapped]]
    end: int


def find_tabular(mapped: Mapped, begin: re.Match[str]) -> Tabular | None:
    """The table that the ``\\begin`` at hand opens; None if it opens none, or one without two rows and two columns."""
    if begin["name"] not in TABLES:
        return None
    text = mapped.text
    closing = pairs(text[begin.start() : begin.start() + MOST]).get(0)
    if closing is None:
        return None
    rows = _rows(mapped.cut(_past_arguments(text, begin), begin.start() + closing[0]))
    width = max((len(r) for r in rows), default=0)
    if len(rows) < 2 or width < 2:
        return None
    return Tabular([[*r, *(_empty(r[-1]) for _ in range(width - len(r)))] for r in rows], begin.start() + closing[1])


def _past_arguments(text: str, begin: re.Match[str]) -> int:
    """Past the width, the placement and the columns."""
    at = begin.end()
    for _ in range(2 if begin["name"] in _WIDE or "*" in begin[0] else 1):
        while text[at : at + 1] == "[" and "]" in text[at : at + 20]:
            at = text.index("]", at) + 1
        inside, after = group(text, at)
        at = after if inside is not None else at
    return at


def _rows(body: Mapped) -> list[list[Mapped]]:
    body = edit(body, [(m.start(), m.end(), "") for m in _RULE.finditer(body.text)])
    rows: list[list[Mapped]] = [[]]
    start, depth, dollar = 0, 0, False
    for match in _CUT.finditer(body.text):
        mark = match[0]
        if mark in ("{", "}"):
            depth += 1 if mark == "{" else -1
        elif mark == "$" or match["open"] or match["close"]:
            dollar = not dollar
        elif depth == 0 and not dollar and (mark == "&" or mark.startswith(("\\\\", "\\tabularnewline"))):
            rows[-1].append(body.cut(start, match.start()).trim())
            start = match.end()
            if mark != "&":
                rows.append([])
    rows[-1].append(body.cut(start, len(body.text)).trim())
    spread = [[part for cell in row for part in _spanned(cell)] for row in rows]
    return [row for row in spread if any(cell.text for cell in row)]


def _spanned(cell: Mapped) -> list[Mapped]:
    """What a cell shows, followed by empty cells where it goes over several columns."""
    match = _MULTI.match(cell.text)
    if match is None:
        return [cell]
    number, at = group(cell.text, match.end())
    _, at = group(cell.text, at)
    inner, after = group(cell.text, at)
    if inner is None or number is None:
        return [cell]
    shown = cell.cut(after - 1 - len(inner), after - 1).trim()
    columns = number.strip() if match["kind"] == "column" else "1"
    more = int(columns) - 1 if columns.isdecimal() and len(columns) < 3 else 0
    return [shown, *(_empty(shown) for _ in range(more))]


def _empty(beside: Mapped) -> Mapped:
    return beside.cut(len(beside.text), len(beside.text))
