"""Words inside mathematics: which ``\\text{…}`` is a name and which is prose."""

import re
from collections.abc import Iterator

from backproof.latex.words import CONNECTIVES, FUNCTIONS

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:(?:-|\\?_)[A-Za-z0-9]+)*\Z")
_SPACED = re.compile(r"(?:[A-Za-z0-9] )+[A-Za-z0-9]\Z")
_GAPS = re.compile(r"\\[,;:! ]|~|\\(?:thinspace|quad)\b")
_PIECES = re.compile(r"(?<!\\)\$([^$]*)(?<!\\)\$")

Piece = tuple[str, str, str, int, int]
"""Kind, value, font, start, end."""


def upright(content: str) -> str | None:
    """The word that ``\\mathrm{…}`` or ``\\operatorname{…}`` spells, or None if there is more than letters in it.

    OCR puts spaces between the letters, authors put ``\\,`` between ``arg`` and ``min``: both are dropped.
    """
    text = _GAPS.sub(" ", content).strip()
    if _SPACED.match(text):
        text = text.replace(" ", "")
    if text.replace(" ", "") in ("argmin", "argmax", "limsup", "liminf"):
        return text.replace(" ", "")
    if _IDENTIFIER.match(text):
        return text.replace("\\_", "_")
    return text if re.match(r"[A-Za-z][A-Za-z .,-]*\Z", text) and " " in text else None


def text_tokens(command: str, content: str, start: int) -> Iterator[Piece]:
    """Cut the inside of ``\\text{…}`` at ``$``: words, and stretches of kind ``math`` to be read as formulas."""
    last = 0
    for found in _PIECES.finditer(content):
        yield from _words(command, content[last : found.start()], start + last)
        yield "math", "", "", start + found.start(1), start + found.end(1)
        last = found.end()
    yield from _words(command, content[last:], start + last)


def _words(command: str, text: str, start: int) -> Iterator[Piece]:
    word = text.strip()
    if not word.strip("~"):
        if text:
            yield "gap", "", "", start, start + len(text)
        return
    plain = upright(word)
    if not command.startswith("math") and text != word and (text[0] == text[-1] == " " or plain not in FUNCTIONS):
        plain = None  # padded words are prose: `\\text{ units}`
    end = start + len(text)
    if plain is None or " " in plain or (plain.lower() in CONNECTIVES and plain not in ("A", "I")):
        yield "words", " ".join(word.replace("~", " ").replace("\\ ", " ").split()), "", start, end
    elif plain in FUNCTIONS and len(plain) > 1:
        yield "op", plain, "", start, end
    else:
        yield "name", plain, _font(command, plain), start, end


def _font(command: str, word: str) -> str:
    if command == "mathrm":
        return "rm"
    if command == "mathit":
        return ""
    if command == "mathsf":
        return "sf"
    if command == "textbf":
        return "bold"
    return "text"
