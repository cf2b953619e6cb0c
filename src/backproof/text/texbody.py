"""What of a LaTeX file is to be read: its body without comments and listings, and macros that hide environments."""

import re
from collections.abc import Callable

from backproof.text.definitions import DEFINERS
from backproof.text.environments import VERBATIM
from backproof.text.macros import Macros
from backproof.text.mapped import Edit, Mapped, edit

_COMMENT = re.compile(r"\\.|%[^\n]*(?:\n[ \t]*|\Z)", re.DOTALL)
_VERB = re.compile(r"\\verb\*?([^A-Za-z\s*])[^\n]*?\1|\\lstinline\*?([^A-Za-z\s*{\[])[^\n]*?\2")
_LISTING = re.compile(r"\\begin\{(" + "|".join(sorted(VERBATIM)) + r")\*?\}|\\iffalse\b")
_DEFINE = re.compile(r"(?P<define>\\(?:" + "|".join(sorted(d[1:] for d in DEFINERS)) + r")\b\*?)|\\.", re.DOTALL)
_HIDDEN = re.compile(r"(?<!\\)%")
_STRUCTURE = re.compile(r"\\(?:begin|end)\b|\\[\[\]]")


Remark = Callable[[Mapped, int, int], None]


def prepare(mapped: Mapped, macros: Macros, remark: Remark) -> Mapped:
    """The body, ready to be cut. The macros of the preamble are known afterwards, those of the body are still in it.

    ``remark`` is told of every comment.
    """
    whole = _without_comments(mapped, remark)
    start, end = _body(whole.text)
    _learn(whole.text[:start], macros)
    return _structural(whole.cut(start, end), macros)


def _without_comments(mapped: Mapped, remark: Remark) -> Mapped:
    """Without comments and listings. A comment takes its newline along, as in TeX."""
    mapped = _without_listings(mapped)
    if "%" not in mapped.text:
        return mapped
    edits: list[Edit] = []
    for match in _COMMENT.finditer(mapped.text):
        if match[0][0] == "%":
            start, end = match.span()
            remark(mapped, start, start + len(match[0].split("\n", 1)[0].rstrip()))
            alone = start == 0 or mapped.text[start - 1] == "\n"
            # A comment behind text keeps its newline if the next line is blank: the paragraph ends there.
            blank = mapped.text.startswith(("\n", "\r\n"), end) and not alone
            edits.append((start, end, "\n" if blank else ""))
    return edit(mapped, edits)


def _without_listings(mapped: Mapped) -> Mapped:
    text, at = mapped.text, 0
    edits: list[Edit] = []
    endless: set[str] = set()
    while match := _LISTING.search(text, at):
        at = match.end()
        line = text.rfind("\n", max(0, match.start() - 200), match.start()) + 1
        closing = f"\\end{{{match[1]}" if match[1] else "\\fi"
        end = -1 if closing in endless else text.find(closing, at)
        if end < 0:
            endless.add(closing)
        elif not _HIDDEN.search(text, max(line, at - 200), match.start()):
            at = text.find("}", end) + 1 or len(text) if match[1] else end + 3
            edits.append((match.start(), at, "\n\n"))
    mapped = edit(mapped, edits) if edits else mapped
    if "\\verb" not in mapped.text and "\\lstinline" not in mapped.text:
        return mapped
    return edit(mapped, [(m.start(), m.end(), " ") for m in _VERB.finditer(mapped.text)])


def _body(text: str) -> tuple[int, int]:
    start = re.search(r"\\begin\s*\{document\}", text)
    end = re.search(r"\\end\s*\{document\}", text)
    first = start.end() if start else 0
    return first, end.start() if end and end.start() >= first else len(text)


def _learn(text: str, macros: Macros) -> None:
    """Take in all definitions of a stretch of text."""
    at = 0
    while match := _DEFINE.search(text, at):
        at = match.end()
        if match["define"]:
            at = max(at, macros.define(text, match.start()))


def _structural(body: Mapped, macros: Macros) -> Mapped:
    """With macros such as ``\\be`` for ``\\begin{equation}`` expanded, so that the formulas can be found."""
    own = Macros(dict(macros.known))
    _learn(body.text, own)
    structural = {n: m for n, m in own.known.items() if _STRUCTURE.search(m.body) and n != m.body}
    if not structural:
        return body
    uses = re.compile(
        "(" + "|".join(re.escape(n) + (r"(?![A-Za-z])" if n[-1].isalpha() else "") for n in structural) + ")"
    )
    at, parts = 0, []
    edits: list[Edit] = []
    for match in _DEFINE.finditer(body.text):
        if match["define"] and match.start() >= at:
            end = Macros().define(body.text, match.start())
            parts.append((at, match.start()))
            at = max(match.end(), end)
    for start, end in [*parts, (at, len(body.text))]:
        for use in uses.finditer(body.text, start, max(start, end)):
            if structural[use[0]].arguments == 0:
                edits.append((use.start(), use.end(), structural[use[0]].body))
    return edit(body, edits) if edits else body
