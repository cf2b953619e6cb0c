"""Text that remembers where each of its characters stood in the source, through every cut and edit."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from backproof.text.blocks import Span

Edit = tuple[int, int, str]
"""Replace ``text[start:end]`` by a string, all of whose characters stand where ``start`` stood."""

_SPACE = " \t\r\n\f\v"


@dataclass(frozen=True, slots=True)
class Mapped:
    """``origins[k]`` is the source offset of ``text[k]``; one more entry than characters, for the end."""

    text: str
    origins: Sequence[int]

    @property
    def span(self) -> Span:
        """The source span from the first character to the end."""
        return Span(self.origins[0], max(self.origins[0], self.origins[-1]))

    def cut(self, start: int, end: int) -> "Mapped":
        """The part ``text[start:end]``."""
        return Mapped(self.text[start:end], self.origins[start : max(start, end) + 1])

    def place(self, start: int, end: int) -> Span:
        """The source span of ``text[start:end]``."""
        return Span(self.origins[start], max(self.origins[start], self.origins[end]))

    def trim(self, left: bool = True, right: bool = True) -> "Mapped":
        """Without white space at the chosen ends."""
        start = len(self.text) - len(self.text.lstrip(_SPACE)) if left else 0
        end = len(self.text.rstrip(_SPACE)) if right else len(self.text)
        # The last character tells the end better than the character after the white space does.
        return self.cut(start, end) if start < end else self.cut(start, start)


def plain(text: str) -> Mapped:
    """A whole source, each character at its own place."""
    return Mapped(text, range(len(text) + 1))


def join(parts: Sequence[Mapped]) -> Mapped:
    """The parts one after the other (at least one)."""
    if len(parts) == 1:
        return parts[0]
    origins = list(chain.from_iterable(part.origins[:-1] for part in parts))
    origins.append(parts[-1].origins[-1])
    return Mapped("".join(part.text for part in parts), origins)


def edit(mapped: Mapped, edits: Iterable[Edit]) -> Mapped:
    """Apply edits, which come in order and do not overlap."""
    parts, at = [], 0
    for start, end, new in edits:
        parts.append(mapped.cut(at, start))
        if new:
            here = mapped.origins[start]
            parts.append(Mapped(new, [here] * len(new) + [mapped.origins[end]]))
        at = end
    parts.append(mapped.cut(at, len(mapped.text)))
    return join(parts)


def wordset(words: str) -> frozenset[str]:
    """The words of a string; for tables that read better as a text."""
    return frozenset(words.split())


_QUOTE = re.compile(r"[ ]{0,3}(?:>[ ]?)+(?!>)")


def unquote(mapped: Mapped) -> Mapped:
    """Without the ``>`` of block quotes: a run of lines is a quote if its first line says so.

    A line of a display may begin with ``>`` too; it is no quote, for its run does not begin with one.
    """
    text = mapped.text
    if ">" not in text:
        return mapped
    edits: list[Edit] = []
    start, quoted, fresh = 0, False, True
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        mark = _QUOTE.match(text, start, end)
        if not text[start:end].strip():
            fresh = True
        else:
            doctest = text.startswith(">>>", start)
            quoted = (mark is not None and not doctest) if fresh else quoted
            fresh = False
            if quoted and mark:
                edits.append((start, mark.end(), ""))
                fresh = not text[mark.end() : end].strip()
        start = end
    return edit(mapped, edits) if edits else mapped
