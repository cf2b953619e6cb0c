"""Mending formulas whose LaTeX an escape sequence has damaged. Only inside of formulas, and only what is certain."""

import re
import sys
from bisect import bisect_right

from backproof.text.blocks import Repair
from backproof.text.damage import AFTER_NEWLINE, BARE, COMMANDS, CONTROL, SUSPECTED, Table
from backproof.text.mapped import Edit, Mapped, edit
from backproof.text.rows import lost_rows


def _pattern(table: Table) -> re.Pattern[str]:
    rows = sorted(table.items(), key=lambda item: -len(item[0]))
    return re.compile(r"(?<![\\A-Za-z])(?:" + "|".join(word + tail for word, (_, tail) in rows) + ")")


_BARE = _pattern(BARE)
_SUSPECTED = _pattern(SUSPECTED)
_CONTROLLED = re.compile(r"([\x07\x08\x0b\x0c\t]|\r(?!\n)|\r?\n)([A-Za-z]+)")
_FRAC = re.compile(r"(?<![\\A-Za-z])frac(?=\{)")
_WORDS = re.compile(r"\\(?:text\w*|mbox|hbox|operatorname\*?|label|tag\*?|math(?:rm|it|sf|tt))\s*\{[^{}]*\}")


def mend(formula: Mapped) -> tuple[Mapped, list[Repair]]:
    """The formula with lost letters and row separators put back, and what was done."""
    text = formula.text
    edits = _controls(text) + [(a, b, "\\frac") for a, b in _matches(_FRAC, text)]
    taken = [(a, b) for a, b, _ in edits]
    edits += _lost(text, _BARE, BARE, taken)
    if edits:
        edits += _lost(text, _SUSPECTED, SUSPECTED, [(a, b) for a, b, _ in edits])
    repairs = [_repair(formula, each) for each in sorted(edits)]
    if edits:
        formula = edit(formula, sorted(edits))
    rows = lost_rows(formula.text, damaged=bool(edits))
    if rows:
        what = "a row separator had lost a backslash"
        repairs += [Repair(what, formula.place(a, a + 1), "\\", new) for a, _, new in rows]
        formula = edit(formula, rows)
    return formula, repairs


def _matches(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]


def _controls(text: str) -> list[Edit]:
    """Commands of which a control character has been left."""
    found: list[Edit] = []
    words = _matches(_WORDS, text) if "\n" in text or "\t" in text else []
    for match in _CONTROLLED.finditer(text):
        character, rest = match[1][-1], match[2]
        if _within(words, match.start()):
            continue
        letter = CONTROL[character]
        if letter + rest in COMMANDS and _certain(text, match.start(), character, rest):
            # The newline of an eaten \n is no longer white space: it was the command itself.
            found.append((match.start(), match.end(), "\\" + letter + rest))
        elif character == "\n" and rest in AFTER_NEWLINE:
            found.append((match.start(2), match.end(), "\\r" + rest))
    return found


def _certain(text: str, at: int, character: str, rest: str) -> bool:
    """A tab or a newline may just be white space; then the rest must be no product that anyone writes."""
    if character in "\x07\x08\x0b\x0c":
        return True
    if character == "\n":
        return rest in AFTER_NEWLINE
    indented = at == 0 or text[at - 1] in "\n \t"
    return len(rest) >= (3 if indented or character == "\r" else 2)


def _lost(text: str, pattern: re.Pattern[str], table: Table, taken: list[tuple[int, int]]) -> list[Edit]:
    """Commands whose first letter went without a trace."""
    matches = _matches(pattern, text)
    if not matches:
        return []
    words = sorted(taken + _matches(_WORDS, text))
    return [(a, b, "\\" + table[text[a:b]][0] + text[a:b]) for a, b in matches if not _within(words, a)]


def _within(extents: list[tuple[int, int]], at: int) -> bool:
    """Whether ``at`` lies in one of the extents, which come in order."""
    k = bisect_right(extents, (at, sys.maxsize)) - 1
    return any(a <= at < b for a, b in extents[max(0, k - 1) : k + 1])


def _repair(formula: Mapped, change: Edit) -> Repair:
    start, end, new = change
    what = f"put back what an escape sequence had eaten of {new}"
    return Repair(what, formula.place(start, end), formula.text[start:end], new)
