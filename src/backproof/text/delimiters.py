"""Where formulas begin and end in running text: dollars, brackets, environments, roles. No block structure here."""

import re
from dataclasses import dataclass, field

from backproof.text import looks
from backproof.text.environments import BEGIN, INNER, MATHS, Pairs, pairs, skip_arguments

OPENER = re.compile(
    r"(?P<double>\\\\[\[(])|(?P<bracket>\\[\[(])|" + BEGIN + r"|(?P<escape>\\.)"
    r"|(?P<dollar>\$\$?)|(?P<role>(?::math:|\{math\})`)|(?P<code>`+)|(?P<comment><!--)|(?P<newline>\n)",
    re.DOTALL,
)
_BLANK = re.compile(r"\n[ \t\r\f]*(?=\n)")
_NESTING = re.compile(r"(?P<text>\\(?:text\w*|mbox|hbox|intertext)\s*\{)|\\.|[{}$]", re.DOTALL)
_HEADING = re.compile(r"\n[ ]{0,3}#{1,6}[ \t]")
_CLOSERS = {
    "$$": re.compile(r"\\.|(?P<close>\$\$)", re.DOTALL),
    "\\[": re.compile(r"(?P<close>\\\])|\\.", re.DOTALL),
    "\\(": re.compile(r"(?P<close>\\\))|\\.", re.DOTALL),
    "\\\\[": re.compile(r"(?P<close>\\\\\])"),
    "\\\\(": re.compile(r"(?P<close>\\\\\))"),
    "`": re.compile(r"(?P<close>`)"),
}
_NESTED = 400
_ACROSS = 20_000
"""Bounds that keep reading linear: how far a ``\\text{… $x$ …}`` and a display with blank lines may reach."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A formula found: its extent with delimiters, and the extent of what is between them."""

    start: int
    end: int
    inner: int
    inner_end: int
    display: bool
    environment: str = ""
    mended: str = ""


@dataclass(frozen=True, slots=True)
class Unclosed:
    """An opening delimiter without a closing one; costs everything up to ``end``."""

    end: int
    what: str


@dataclass
class Finder:
    """Finds the end of a formula. Remembers closers and paragraph ends, so that a whole text costs linear time."""

    text: str
    strict: bool = False
    """In a LaTeX file dollars always mean mathematics; elsewhere they may be prices."""
    _pairs: Pairs | None = None
    _closers: dict[str, tuple[int, int]] = field(default_factory=dict)
    _limit: tuple[int, int] = (0, -1)

    def limit(self, at: int) -> int:
        """Where the paragraph around ``at`` ends: its blank line, or the end of the text."""
        start, end = self._limit
        if not start <= at <= end:
            match = _BLANK.search(self.text, at)
            end = match.start() if match else len(self.text)
            self._limit = at, end
        return end

    def closer(self, kind: str, at: int) -> int:
        """The next closing delimiter of this kind, or -1."""
        since, found = self._closers.get(kind, (0, -2))
        if found == -2 or at < since or (-1 < found < at):
            found = -1
            for match in _CLOSERS[kind].finditer(self.text, at):
                if match["close"]:
                    found = match.start()
                    break
            self._closers[kind] = at, found
        return found

    def find(self, opener: re.Match[str]) -> Cut | Unclosed | None:
        """The formula that this match of ``OPENER`` opens, or None if it opens none."""
        if opener["double"] or opener["bracket"]:
            return self._bracket(opener)
        if opener["name"]:
            return self._environment(opener)
        if opener["dollar"] == "$$":
            return self._display(opener)
        if opener["dollar"]:
            return self._inline(opener)
        if opener["role"]:
            end = self.closer("`", opener.end())
            good = opener.end() < end <= self.limit(opener.end())
            return Cut(opener.start(), end + 1, opener.end(), end, False) if good else None
        return None

    def _across(self, start: int, end: int) -> bool:
        """Whether a display may reach from ``start`` to ``end``: over blank lines only if it holds no sentence."""
        if end < 0:
            return False
        limit = self.limit(start)
        if end <= limit:
            return True
        rest = self.text[limit:end]
        if self.strict:
            # TeX itself ends a display at a blank line; be kinder, but not over a section.
            return end - start <= _ACROSS and "\\section" not in rest and not looks.wordy(rest)
        return end - start <= _ACROSS and not looks.wordy(rest) and not _HEADING.search(rest)

    def _display(self, opener: re.Match[str]) -> Cut | Unclosed | None:
        start, inner = opener.span()
        end = self.closer("$$", inner)
        if self._across(inner, end):
            return Cut(start, end + 2, inner, end, True)
        limit = self.limit(inner)
        rest = self.text[inner:limit].rstrip()
        if rest.endswith("$") and rest.count("$") == 1 and looks.mathematical(rest[:-1]):
            stop = inner + len(rest)
            return Cut(start, stop, inner, stop - 1, True, mended="a display opened by $$ was closed by $")
        return Unclosed(limit, "this $$ is never closed")

    def _inline(self, opener: re.Match[str]) -> Cut | Unclosed | None:
        text, (start, inner) = self.text, opener.span()
        end = self._dollar(inner, self.limit(inner))
        if end < 0:
            return Unclosed(inner, "this $ is never closed") if self.strict else None
        if text.startswith("`", inner) and text[end - 1] == "`" and end - inner > 2:
            return Cut(start, end + 1, inner + 1, end - 1, False)
        content = text[inner:end]
        if not self.strict and (not looks.inline(content, text[end + 1 : end + 2]) or _HEADING.search(content)):
            return None
        return Cut(start, end + 1, inner, end, False)

    def _dollar(self, at: int, limit: int) -> int:
        """The closing single dollar before ``limit``, skipping those inside of ``\\text{…}``; -1 if none."""
        first, depth, words = -1, 0, []
        for match in _NESTING.finditer(self.text, at, limit):
            if match["text"]:
                words.append(depth)
                depth += 1
            elif match[0] == "{":
                depth += 1
            elif match[0] == "}":
                depth -= 1
                if words and depth <= words[-1]:
                    words.pop()
            elif match[0] == "$" and not words:
                return match.start()
            elif match[0] == "$" and first < 0:
                first = match.start()
            if first >= 0 and match.start() > first + _NESTED:
                break
        return first

    def _bracket(self, opener: re.Match[str]) -> Cut | Unclosed | None:
        kind, (start, inner) = opener[0], opener.span()
        display = kind.endswith("[")
        end = self.closer(kind, inner)
        near = self._across(inner, end) if display else 0 <= end <= self.limit(inner)
        content = self.text[inner:end] if near else ""
        if near and (self.strict or looks.mathematical(content)):
            return Cut(start, end + len(kind), inner, end, display)
        if self.strict and not near and not opener["double"]:
            return Unclosed(self.limit(inner) if display else inner, f"this {kind} is never closed")
        # In Markdown a lone \[ is an escaped bracket, unless mathematics follows.
        rest = self.text[inner : self.limit(inner)]
        if display and end < 0 and not opener["double"] and "\\" in rest and not looks.wordy(rest):
            return Unclosed(self.limit(inner), f"this {kind} is never closed")
        return None

    def _environment(self, opener: re.Match[str]) -> Cut | Unclosed | None:
        name, start = opener["name"], opener.start()
        if name not in MATHS:
            return None
        if self._pairs is None:
            self._pairs = pairs(self.text)
        if start not in self._pairs:
            return Unclosed(self.limit(opener.end()), f"this \\begin{{{name}}} is never closed")
        inner_end, end = self._pairs[start]
        if name in INNER:
            return Cut(start, end, start, end, True)
        inner = skip_arguments(self.text, name, opener.end())
        return Cut(start, end, min(inner, inner_end), inner_end, name != "math", name)
