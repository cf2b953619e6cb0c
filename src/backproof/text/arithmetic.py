"""Equations between numbers that stand in running text without any marks: ``weight: (1-2/3)/(1/3-0) = 1``.

Only what cannot be anything else: digits, operators and brackets on both sides of the sign, at least one operator, and
around it nothing that it could be a part of. Everything else in a sentence stays a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from backproof.text.mapped import Edit, Mapped, edit

MOST = 500
"""Signs of equality that are looked at in one run of prose."""
LONGEST = 160
"""An equation in running text is short."""
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_TIMES = r"\*\*|[-+*/^·×÷−]|(?<=\d)x(?=\d)|(?<=\d )x(?= \d)"
_TOKEN = re.compile(rf"(?P<num>{_NUMBER})|(?P<op>{_TIMES})|(?P<open>\()|(?P<close>\))|(?P<pc>%)|(?P<gap> )")
_SIGN = re.compile(r"(?<![=<>!:≈~])(?:=|≈|~=)(?![=>])")
_NO_WORDS = r"(?:sin|cos|tan|log|ln|exp|sqrt|max|min|tanh|mod|div|step|version|v)"
_BEFORE = re.compile(rf"(?:^|[.,;:(>!?\n\t\"']|\b(?!{_NO_WORDS}\b)[^\W\d_]{{2,}}\b|=)[ ]*$")
_AFTER = re.compile(r"[ ]*(?:$|[.,;:)?\"'*\n\t]|[ ](?!mod\b)[^\W\d_]+\b(?![ ]*[=^(+*/]))|[ ]*(?==|≈)")
_WRITTEN = {"**": "^", "*": r"\cdot ", "×": r"\times ", "x": r"\times ", "·": r"\cdot ", "÷": "/", "−": "-", "%": r"\%"}


def equations(run: Mapped) -> Iterator[tuple[int, int]]:
    """Where equations between numbers stand in a run of prose, from left to right."""
    text, done = run.text, 0
    for sign in islice(_SIGN.finditer(text), MOST):
        if sign.start() < done or not _numbers_beside(text, sign):
            continue
        start = _reach(text, sign.start(), max(done, sign.start() - LONGEST))
        end = _extent(text, sign.end(), min(len(text), sign.end() + LONGEST))
        while end is not None and (more := _SIGN.match(text, _spaces(text, end))) is not None:
            further = _extent(text, more.end(), min(len(text), more.end() + LONGEST))
            if further is None:
                break
            end = further
        done = end or done
        if start is None or end is None or not _apart(text, start, end):
            continue
        if any(m["op"] for m in _TOKEN.finditer(text, start, end)) and not _quoted(text, start):
            yield start, end


def as_latex(run: Mapped, start: int, end: int) -> Mapped:
    """The equation as a formula: operators as commands, whole exponents, no commas in large numbers."""
    part = run.cut(start, end)
    edits: list[Edit] = []
    raised = False
    for m in _TOKEN.finditer(part.text):
        if m["op"] or m["pc"]:
            written = _WRITTEN.get(m[0])
            if written is not None:
                edits.append((m.start(), m.end(), written))
            raised = m["op"] in ("^", "**")
        elif m["num"]:
            plain = m[0].replace(",", "")
            if raised or plain != m[0]:
                edits.append((m.start(), m.end(), f"{{{plain}}}" if raised else plain))
            raised = False
    edits += [(m.start(), m.end(), r"\approx ") for m in re.finditer(r"≈|~=", part.text)]
    return edit(part, sorted(edits)) if edits else part


def _numbers_beside(text: str, sign: re.Match[str]) -> bool:
    """A quick look at the characters next to a sign."""
    left, right = (
        text[max(0, sign.start() - 8) : sign.start()].rstrip(" "),
        text[sign.end() : sign.end() + 8].lstrip(" "),
    )
    return left[-1:] in tuple("0123456789)%") and right[:1] in tuple("0123456789.(-−")


def _spaces(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _extent(text: str, at: int, limit: int) -> int | None:
    """The end of the expression in numbers that begins at ``at``; None if none does."""
    depth, end, wants, fresh = 0, None, True, True
    while at < limit and (m := _TOKEN.match(text, at, limit)) is not None:
        if m["gap"]:
            at = m.end()
            continue
        if m["num"] or m["open"]:
            if not wants:
                break
            depth += m["open"] is not None
            wants = m["open"] is not None
        elif m["close"]:
            if wants or not depth:
                break
            depth -= 1
        elif m["pc"]:
            if wants:
                break
        else:
            if wants and not (m[0] in "-−" and fresh):
                return end
            wants = True
        at, fresh = m.end(), m["open"] is not None
        if not wants and not depth:
            end = at
    return end


def _reach(text: str, sign: int, floor: int) -> int | None:
    """The beginning of the longest expression in numbers that ends at the sign."""
    last = sign
    while last > floor and text[last - 1] == " ":
        last -= 1
    best = None
    for start in _starts(text, floor, last):
        if _extent(text, start, last) == last:
            best = start
            break
    return best


def _starts(text: str, floor: int, last: int) -> Iterator[int]:
    """Places where such an expression can begin, the furthest first."""
    at = last
    while at > floor and (text[at - 1] in "0123456789.,+-*/^·×÷−()%x "):
        at -= 1
    return (
        k for k in range(at, last) if text[k] in "0123456789.(-−" and (k == at or text[k - 1] not in "0123456789.,")
    )


def _apart(text: str, start: int, end: int) -> bool:
    """Whether nothing around an equation could belong to it."""
    return _BEFORE.search(text, max(0, start - 40), start) is not None and _AFTER.match(text, end) is not None


def _quoted(text: str, start: int) -> bool:
    """Whether a place stands in a code span."""
    return text.count("`", text.rfind("\n", 0, start) + 1, start) % 2 == 1
