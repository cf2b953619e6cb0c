"""An edit of a formula: pieces of its text are replaced, by words of the trade or by text that stands elsewhere.

The tree says where to cut; what is edited is the text. So what is not edited stays as the author wrote it, and what is
shown is what was read again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from backproof.text.blocks import Formula


@dataclass(frozen=True, slots=True)
class Copied:
    """A piece of a formula that stands somewhere in the documents, to be written a second time."""

    formula: Formula
    start: int
    end: int

    @property
    def latex(self) -> str:
        return self.formula.latex[self.start : self.end]


Part = str | Copied


@dataclass(frozen=True, slots=True)
class Splice:
    """``parts`` instead of what stands from ``start`` to ``end``."""

    start: int
    end: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """What is wrong with a line, in words; how far-fetched that is; and the line mended."""

    words: str
    cost: float
    splices: tuple[Splice, ...]
    whole: bool = False
    """Whether the side as a whole is multiplied or divided by something."""


def latex_of(edit: Edit, latex: str, start: int, end: int) -> str:
    """What stands from ``start`` to ``end``, edited."""
    pieces: list[str] = []
    at = start
    for splice in sorted(edit.splices, key=lambda s: (s.start, s.end)):
        pieces += [latex[at : splice.start], *(text_of(p) for p in splice.parts)]
        at = splice.end
    return joined([*pieces, latex[at:end]])


def text_of(part: Part) -> str:
    """The LaTeX of a part, with macros spelt out."""
    return part if isinstance(part, str) else part.latex


def joined(pieces: Iterable[str]) -> str:
    """Pieces of LaTeX one after the other; a command does not swallow the letter behind it, nor a number a digit."""
    text = ""
    for piece in pieces:
        if text and piece and text[-1].isdigit() and piece[0].isdigit():
            text += " \\cdot "
        elif piece and piece[0].isalpha() and ends_with_command(text):
            text += " "
        text += piece
    return text


def ends_with_command(text: str) -> bool:
    """Whether the text ends with the name of a command, which a letter would lengthen."""
    bare = text.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return bare != text and bare.endswith("\\")
