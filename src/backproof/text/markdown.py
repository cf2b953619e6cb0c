"""Markdown, read by hand for the sake of exact places: which lines are what, and the formulas in them.

Not a Markdown renderer: emphasis, links and HTML stay in the prose. Code and comments are left out.
"""

from dataclasses import dataclass, field

from backproof.text import lines
from backproof.text.delimiters import OPENER, Cut, Finder, Unclosed
from backproof.text.ignoring import addressed
from backproof.text.levels import Levels
from backproof.text.mapped import Mapped, unquote
from backproof.text.page import Page
from backproof.text.skipping import past_code_span, past_comment, past_directive, past_fence, past_front_matter
from backproof.text.tables import find_table


def read_markdown(mapped: Mapped, page: Page, levels: Levels | None = None) -> None:
    """Put the blocks of a Markdown text on the page."""
    reader = _Reader(unquote(mapped), page, levels or Levels())
    reader.read()
    page.end_paragraph()


def _read_cell(cell: Mapped, page: Page) -> None:
    """The formulas and words of a cell of a table."""
    _Reader(cell, page, Levels())._running(0)


@dataclass
class _Reader:
    mapped: Mapped
    page: Page
    levels: Levels
    fresh: bool = True
    """Whether the line before was blank, a heading, or the beginning."""
    listed: bool = False
    finder: Finder = field(init=False)
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.mapped.text
        self.finder = Finder(self.text)

    def read(self) -> None:
        at = past_front_matter(self.text)
        while at < len(self.text):
            at = self._line(at)

    def _line(self, at: int) -> int:
        """Read from the beginning of a line; returns the beginning of another one further down."""
        end = self.text.find("\n", at)
        end = len(self.text) if end < 0 else end
        line = self.text[at:end].rstrip("\r")
        if not line.strip():
            self.page.end_paragraph()
            self.fresh = True
            return end + 1
        if (after := self._block(at, end, line)) >= 0:
            return after
        self.fresh = False
        if mark := lines.LIST.match(line):
            self.page.end_paragraph()
            self.listed = True
            return self._running(at + mark.end())
        self.listed = self.listed and (line[0] in " \t" or self.page.open)
        return self._running(at)

    def _block(self, at: int, end: int, line: str) -> int:
        """Read a line (or lines) that is no running text; -1 if it is."""
        first = line.lstrip()[0]
        if first in "`~-*+•" and (fence := lines.FENCE.match(line)):
            return self._fence(at, end, fence["fence"], fence["info"].strip())
        if first == "#" and (atx := lines.ATX.match(line)):
            return self._atx(at, end, atx["text"] or "", len(atx["hashes"]))
        if line.startswith(".. "):
            return self._directive(at, end, line)
        if found := find_table(self.mapped, at):
            rows, after = found
            self.page.table(rows, self.mapped.place(at, after), _read_cell)
            self.fresh = True
            return after + 1
        return self._fresh_block(at, end, line) if self.fresh else -1

    def _fresh_block(self, at: int, end: int, line: str) -> int:
        """As ``_block``, for what needs a blank line before it."""
        following = self._following(end)
        if line.startswith((">>>", "... ")):
            return self.finder.limit(at) + 1
        if line.startswith(("    ", "\t")) and not self.listed and not any(m in line for m in ("$$", "\\[", "\\begin")):
            return end + 1  # indented code; the next line of it is fresh again
        if lines.RULE.match(line):
            return end + 1
        if lines.SETEXT.match(following) and not any(m in line for m in ("$$", "\\[", "\\begin", "|")):
            self._heading(at, end, line.strip(), 1 if following.lstrip()[0] == "=" else 2)
            return self._end(end + 1) + 1
        if not following.strip() and lines.debris(line):
            self.page.repair("left out the number of a page", self.mapped.place(at, end), line.strip())
            return end + 1
        return self._numbered(at, end, line) if not following.strip() else -1

    def _numbered(self, at: int, end: int, line: str) -> int:
        label = lines.numbered(line)
        if label is None:
            return -1
        stop = at + label.length
        level = self.levels.numbered(label.family, label.number)
        self._title(at, stop, self.text[at:stop].strip().strip("*_").strip(), level)
        if not self.text[stop:end].strip():
            return end + 1
        self.page.end_paragraph()
        self.fresh = False
        return self._running(stop)

    def _atx(self, at: int, end: int, text: str, level: int) -> int:
        if text:
            self._heading(at, end, text.strip(), level)
        self.fresh = True
        return end + 1

    def _heading(self, at: int, end: int, text: str, level: int) -> None:
        label = lines.numbered(text)
        level = self.levels.numbered(label.family, label.number, level) if label else self.levels.titled(level)
        self._title(at, end, text, level)

    def _title(self, at: int, end: int, text: str, level: int) -> None:
        """A heading, followed by the formulas in it."""
        place = self.text.find(text, at, end) if text else at
        place = max(place, at)
        self.page.heading(text, self.mapped.place(place, place + len(text)), level)
        if "$" in text or "\\" in text:
            part = _Reader(self.mapped.cut(place, place + len(text)), self.page, self.levels)
            part._formulas_only()
        self.page.end_paragraph()
        self.listed, self.fresh = False, True

    def _formulas_only(self) -> None:
        at = 0
        while opener := OPENER.search(self.text, at):
            found = self.finder.find(opener)
            at = opener.end()
            if isinstance(found, Cut):
                self._formula(found)
                at = found.end

    def _fence(self, at: int, end: int, fence: str, info: str) -> int:
        inner_end, after = past_fence(self.text, end + 1, fence)
        self.page.end_paragraph()
        if info.strip("{} ").split(" ")[0] == "math":
            inner = self.mapped.cut(min(end + 1, inner_end), inner_end)
            self.page.remarks_within(self.mapped, min(end + 1, inner_end), inner_end)
            self.page.formula(inner, self.mapped.place(at, max(at, min(after - 1, len(self.text)))), True)
        if inner_end == len(self.text) and after > len(self.text):
            self.page.problem("this code fence is never closed", self.mapped.place(at, end))
        self.fresh = True
        return after

    def _directive(self, at: int, end: int, line: str) -> int:
        """``.. math::`` is a display, any other directive and its indented body is left out."""
        if "::" not in line:
            if not addressed(line):
                return -1
            self.page.remark(self.mapped, at, at + len(line))
            return end + 1
        inner, after = past_directive(self.text, at, end)
        self.page.end_paragraph()
        if line.startswith(".. math::"):
            inner = at + len(".. math::") if line[len(".. math::") :].strip() else inner
            body = self.mapped.cut(inner, after)
            self.page.remarks_within(self.mapped, inner, after)
            self.page.formula(body, self.mapped.place(at, after), True)
        elif line.split("::")[0] in {".. note", ".. warning", ".. seealso", ".. tip"}:
            return -1
        self.fresh = True
        return after + 1

    def _running(self, at: int) -> int:
        """Running text with formulas, up to the end of a line that no formula goes beyond."""
        text, start = self.text, at
        while opener := OPENER.search(text, at):
            at = opener.end()
            if opener["newline"]:
                self.page.prose(self.mapped.cut(start, at))
                return at
            if opener["code"]:
                at = past_code_span(text, opener, self.finder.limit(opener.start()))
                continue
            if opener["comment"]:
                self.page.prose(self.mapped.cut(start, opener.start()))
                at = start = past_comment(text, at)
                self.page.remark(self.mapped, opener.start(), at)
                continue
            found = self.finder.find(opener)
            if isinstance(found, Unclosed):
                self.page.problem(found.what, self.mapped.place(*opener.span()))
                at = max(at, found.end)
            elif found is not None:
                self.page.prose(self.mapped.cut(start, found.start))
                self._formula(found)
                at = start = found.end
        self.page.prose(self.mapped.cut(start, len(text)))
        return len(text)

    def _formula(self, found: Cut) -> None:
        span = self.mapped.place(found.start, found.end)
        if found.mended:
            self.page.repair(found.mended, span)
        self.page.remarks_within(self.mapped, found.inner, found.inner_end)
        self.page.formula(self.mapped.cut(found.inner, found.inner_end), span, found.display, found.environment)

    def _end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def _following(self, end: int) -> str:
        return self.text[end + 1 : self._end(end + 1)]
