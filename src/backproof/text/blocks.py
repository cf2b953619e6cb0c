"""What reading a file yields: a source, and its blocks in order, each with its place in the source.

Plain data only; how the blocks are cut out lives in the other files of this room.
Offsets are characters from 0, ends are exclusive; lines and columns start at 1.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters of a source."""

    start: int
    end: int


@dataclass(frozen=True)
class Source:
    """A file as it was read: its path (or a label such as ``<text>``) and its characters."""

    path: str
    text: str

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(i + 1 for i, c in enumerate(self.text) if c == "\n")]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of the character at ``offset``."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of line ``number`` (from 1), without its newline."""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        return self.text[start:end]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula cut out of a source, after repairs and macro expansion.

    ``origins[k]`` is the source offset of the character ``latex[k]``; it has one more entry than ``latex``
    has characters, so that ends can be looked up too.
    """

    latex: str
    span: Span
    origins: tuple[int, ...] = field(repr=False)
    display: bool = False
    environment: str = ""
    """``""`` for dollars and brackets, else the LaTeX environment: ``align``, ``equation``, … (star dropped)."""
    paragraph: int = 0
    composed: bool = False
    """Put together from the cells of a table: it says more than what stands at its span."""

    def span_of(self, start: int, end: int) -> Span:
        """The source span of ``latex[start:end]``."""
        if start >= end:
            return Span(self.origins[start], self.origins[start])
        first, last = min(self.origins[start:end]), max(self.origins[start:end])
        if self.latex[end - 1].isspace():
            return Span(first, last + 1)
        # A macro or an escape is one character here and several there: it reaches up to its successor.
        return Span(first, max(last + 1, min(self.origins[end], self.span.end)))


@dataclass(frozen=True, slots=True)
class Prose:
    """A run of ordinary text between formulas (inline formulas break a paragraph into several runs)."""

    text: str
    span: Span
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, or a line that numbers a problem; it opens a section. ``level`` 1 is the highest."""

    text: str
    span: Span
    level: int = 1
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table of cells as text, with the source span of every cell; row 0 is the header if there is one.

    ``contents`` are the formulas and the words in each cell.
    """

    cells: tuple[tuple[str, ...], ...]
    spans: tuple[tuple[Span, ...], ...]
    span: Span
    paragraph: int = 0
    contents: tuple[tuple[tuple[Formula | Prose, ...], ...], ...] = field(default=(), repr=False)


Block = Formula | Prose | Heading | Table


@dataclass(frozen=True, slots=True)
class Repair:
    """Something mended while reading: what (a short lower-case sentence), where, and the new text."""

    what: str
    span: Span
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Literal:
    """A string literal of the source: what it says, and where each character of that stands, and the end."""

    text: str
    origins: tuple[int, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ignore:
    """A comment ``backproof: ignore[…]``: where it stands, and the part of the source whose findings it is about.

    ``codes`` are the codes or names as written, none for all of them; ``fault`` says why it was not understood.
    """

    span: Span
    reach: Span
    codes: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True)
class Document:
    """A source cut into blocks, in the order of the source, with everything that was repaired."""

    source: Source
    blocks: tuple[Block, ...]
    repairs: tuple[Repair, ...] = ()
    problems: tuple[Repair, ...] = ()
    """What could not be mended (an unclosed display, a broken notebook cell): ``what`` and where."""
    literals: tuple[Literal, ...] = ()
    """The strings of a notebook or a program that were read, in order; none where the source is the text itself."""
    ignores: tuple[Ignore, ...] = ()
    """The comments that speak to backproof."""

    def written(self, span: Span) -> str:
        """What the author wrote at ``span``: the source, but without the escapes of a string literal around it."""
        k = bisect_right(self.literals, span.start, key=lambda literal: literal.origins[0]) - 1
        if k < 0 or self.literals[k].origins[-1] < span.end:
            return self.source.text[span.start : span.end]
        literal = self.literals[k]
        first, end = (bisect_left(literal.origins, offset) for offset in (span.start, span.end))
        return literal.text[first:end]


class Unreadable(Exception):
    """A file that cannot be read at all: missing, a directory, binary, not valid JSON as a notebook."""
