"""What is known about one diagnostic code: its name, one line, and the parts of its page. Plain data."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """An entry of the table of codes.

    ``name`` says what is wrong, so that "allow *name*" reads well. ``summary`` is one lower-case line. ``meaning``
    and ``help`` are Markdown paragraphs; ``bad`` and ``good`` are Markdown documents, the second the first, mended.
    Where ``coped`` is set the reader mended the place with certainty and nothing was lost: reports show it only when
    asked for everything.
    """

    code: str
    name: str
    summary: str
    meaning: str
    help: str
    bad: str
    good: str
    level: Level = "note"
    coped: bool = False
