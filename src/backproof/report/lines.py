"""Styled lines of text for a terminal, and how they become characters.

A style is a style of rich, or ``""``. Nothing here imports rich unless colour is wanted. Documents are untrusted:
characters that steer a terminal (escapes, bidirectional overrides) never reach it.
"""

from collections.abc import Iterable, Sequence
from unicodedata import category, combining, east_asian_width

Piece = tuple[str, str]
Line = tuple[Piece, ...]

_UNSAFE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def clean(text: str) -> str:
    """``text`` with the same number of characters and none that would move or restyle anything."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_safe(c) for c in text)


def _safe(char: str) -> str:
    if char in "\t\n\r":
        return " "
    return "\ufffd" if category(char) in _UNSAFE else char


def flat(text: str) -> str:
    """``text`` on one line, runs of white space made one blank."""
    return " ".join(text.split())


def cells(text: str) -> int:
    """How many columns of a terminal ``text`` takes."""
    return len(text) if text.isascii() else sum(_cell(c) for c in text)


def _cell(char: str) -> int:
    if combining(char) or category(char) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def clip(text: str, room: int) -> str:
    """The beginning of ``text``, at most ``room`` columns, with an ellipsis where something was cut off."""
    return text if fits(text, room) else window(text, 0, 0, room)[0]


def fits(text: str, room: int) -> bool:
    """Whether ``text`` takes at most ``room`` columns; never looks at more characters than that needs."""
    return len(text) <= 4 * room and cells(text) <= room


def window(text: str, start: int, end: int, room: int) -> tuple[str, int, int]:
    """The part of ``text`` around ``text[start:end]`` that takes at most ``room`` columns.

    Returns it with ellipses where it was cut, and where the wanted part then starts and ends in it. If the wanted
    part is itself too wide, its beginning is kept.
    """
    if fits(text, room):
        return text, start, end
    lo, hi, left = start, start, room - 2
    while hi < end and (left := left - _cell(text[hi])) >= 0:
        hi += 1
    before = hi == end
    after = before
    while before or after:
        if before := before and lo > 0 and _cell(text[lo - 1]) <= left:
            lo, left = lo - 1, left - _cell(text[lo - 1])
        if after := after and hi < len(text) and _cell(text[hi]) <= left:
            hi, left = hi + 1, left - _cell(text[hi])
    head, tail = "…" * (lo > 0), "…" * (hi < len(text))
    shift = len(head) - lo
    return head + text[lo:hi] + tail, start + shift, min(end, hi) + shift


def plain(lines: Iterable[Line]) -> str:
    """The characters of ``lines``, without colour or trailing blanks."""
    return "".join("".join(clean(text) for text, _ in line).rstrip() + "\n" for line in lines)


def coloured(lines: Sequence[Line], width: int) -> str:
    """The same with the colours that the terminal can show; rich finds out which."""
    from io import StringIO

    from rich.console import Console
    from rich.text import Text

    console = Console(file=StringIO(), force_terminal=True, width=width, highlight=False, soft_wrap=True)
    with console.capture() as capture:
        for line in lines:
            console.print(Text.assemble(*((clean(text), style) for text, style in line)), soft_wrap=True)
    return capture.get()
