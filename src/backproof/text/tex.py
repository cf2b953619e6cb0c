"""A LaTeX file: its sections, formulas and prose, in order."""

import re
from dataclasses import dataclass, field

from backproof.text.definitions import DEFINERS, group
from backproof.text.delimiters import Cut, Finder, Unclosed
from backproof.text.environments import BEGIN, MATHS
from backproof.text.mapped import Mapped
from backproof.text.page import Page
from backproof.text.tabular import find_tabular
from backproof.text.texbody import prepare
from backproof.text.texprose import readable

_LEVELS = {
    "part": 0, "chapter": 1, "section": 1, "subsection": 2, "subsubsection": 3, "frametitle": 4,
    "paragraph": 4, "subparagraph": 5,
}  # fmt: skip
_TOKEN = re.compile(
    r"(?P<bracket>\\[\[(])|" + BEGIN + r"|\\(?P<section>" + "|".join(_LEVELS) + r")\*?\s*(?=[\[{])"
    r"|(?P<define>\\(?:" + "|".join(sorted(d[1:] for d in DEFINERS)) + r")\b\*?)"
    r"|(?P<apart>\\(?:item|par)(?![A-Za-z])|\\end\s*\{[^{}]*\})|(?P<escape>\\.)"
    r"|(?P<dollar>\$\$?)|(?P<blank>\n[ \t\r]*\n)"
    r"|(?P<double>(?!))|(?P<role>(?!))",
    re.DOTALL,
)
_CHAPTERS = re.compile(r"\\(?:chapter|part)\*?\s*[\[{]")


def read_tex(mapped: Mapped, page: Page) -> None:
    """Put the blocks of a LaTeX text on the page."""
    body = prepare(mapped, page.macros, page.remark)
    _Reader(body, page, shift=1 if _CHAPTERS.search(body.text) else 0).read()
    page.end_paragraph()


def _read_cell(cell: Mapped, page: Page) -> None:
    """The formulas and words of a cell of a table."""
    _Reader(cell, page).read()


@dataclass
class _Reader:
    mapped: Mapped
    page: Page
    shift: int = 0
    """Sections stand one level lower in a document with chapters."""
    start: int = 0
    """Where the prose begins that is not on the page yet."""
    finder: Finder = field(init=False)

    def __post_init__(self) -> None:
        self.finder = Finder(self.mapped.text, strict=True)

    def read(self) -> None:
        """Walk through the text, token by token."""
        at, end = 0, len(self.mapped.text)
        while token := _TOKEN.search(self.mapped.text, at):
            at = self._token(token)
        self._take(end, end)

    def _token(self, token: re.Match[str]) -> int:
        """Treat one token; returns where to go on."""
        start, end = token.span()
        if token["escape"]:
            return end
        if token["blank"] or token["apart"]:
            self._take(start, end)
            self.page.end_paragraph()
            return end - 1 if token["blank"] else end  # the newline may begin another blank line
        if token["section"]:
            return self._section(token)
        if token["define"]:
            after = self.page.macros.define(self.mapped.text, start)
            if after > start:
                self._take(start, after)
            return max(after, end)
        if token["name"] and token["name"] not in MATHS:
            found = find_tabular(self.mapped, token)
            self._take(start, end if found is None else found.end)
            if found is not None:
                self.page.table(found.rows, self.mapped.place(start, found.end), _read_cell)
                return found.end
            self.page.end_paragraph()
            return end
        return self._formula(token)

    def _formula(self, token: re.Match[str]) -> int:
        found = self.finder.find(token)
        if isinstance(found, Unclosed):
            self.page.problem(found.what, self.mapped.place(*token.span()))
            return max(found.end, token.end())
        if not isinstance(found, Cut):
            return token.end()
        self._take(found.start, found.end)
        self._add(self.mapped, found)
        return found.end

    def _add(self, mapped: Mapped, found: Cut) -> None:
        inner, span = mapped.cut(found.inner, found.inner_end), mapped.place(found.start, found.end)
        if found.mended:
            self.page.repair(found.mended, span)
        self.page.formula(inner, span, found.display, found.environment)

    def _section(self, token: re.Match[str]) -> int:
        text, at = self.mapped.text, token.end()
        if text.startswith("[", at):
            at = max(at, text.find("]", at, at + 1000) + 1)
        inside, after = group(text, at)
        if inside is None:
            return token.end()
        self._take(token.start(), after)
        title = self.mapped.cut(after - 1 - len(inside), after - 1)
        level = max(1, _LEVELS[token["section"]] + self.shift)
        self.page.heading(readable(title).trim().text, self.mapped.place(token.start(), after), level)
        self._formulas(title)
        self.page.end_paragraph()
        return after

    def _formulas(self, title: Mapped) -> None:
        """The formulas in a heading come after it."""
        finder, at = Finder(title.text, strict=True), 0
        while token := _TOKEN.search(title.text, at):
            found = finder.find(token) if token["dollar"] or token["bracket"] else None
            at = found.end if isinstance(found, Cut) else token.end()
            if isinstance(found, Cut):
                self._add(title, found)

    def _take(self, stop: int, after: int) -> None:
        """Add the prose up to ``stop``; the next begins at ``after``."""
        if self.start < stop:
            self.page.prose(readable(self.mapped.cut(self.start, stop)))
        self.start = max(self.start, after)
