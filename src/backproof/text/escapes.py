"""String literals of JSON and Python with their escapes undone, each character knowing where it was written."""

import re
from collections.abc import Callable

from backproof.text.damage import COMMANDS
from backproof.text.mapped import Mapped

_JSON = re.compile(r"\\(?:u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_PYTHON = re.compile(r"\\(?:\r?\n|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|N\{[^}]*\}|[0-7]{1,3}|.)", re.DOTALL)
_WORD = re.compile(r"[A-Za-z]+")
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "b": "\b", "\\": "\\", '"': '"', "'": "'", "/": "/"}
_PYTHON_ONLY = {"a": "\a", "v": "\v"}


def decode_json(raw: Mapped) -> Mapped:
    """The inside of a JSON string."""
    return _decode(raw, _JSON, _json_character)


def decode_python(raw: Mapped) -> Mapped:
    """The inside of a Python string that is not raw.

    ``\\nabla`` and ``\\theta`` keep their backslash although Python reads an escape: the author meant the command.
    """
    return _decode(raw, _PYTHON, _python_character)


def _json_character(match: re.Match[str]) -> str:
    body = match[0][1:]
    if body[0] == "u" and len(body) > 1:
        return bytes.fromhex(body.replace("\\u", "")[1:]).decode("utf-16-be", "replace")
    return _SIMPLE.get(body, body)


def _python_character(match: re.Match[str]) -> str:
    body = match[0][1:]
    if body[0] in "\r\n":
        return ""
    if body[0] in "xuU" and len(body) > 1:
        code = int(body[1:], 16)
        return chr(code) if code < 0x110000 else "\ufffd"
    if body.isdigit() and body[0] in "01234567":
        return chr(int(body, 8))
    word = _WORD.match(match.string, match.start() + 1)
    if word and word[0] in COMMANDS:
        return match[0]
    return _SIMPLE.get(body) or _PYTHON_ONLY.get(body) or match[0]


def _decode(raw: Mapped, pattern: re.Pattern[str], character: Callable[[re.Match[str]], str]) -> Mapped:
    if "\\" not in raw.text:
        return raw
    parts: list[str] = []
    origins: list[int] = []
    at = 0
    for match in pattern.finditer(raw.text):
        new = character(match)
        parts += (raw.text[at : match.start()], new)
        origins += raw.origins[at : match.start()]
        # A command that is kept as it was written keeps a place for each of its characters.
        here = raw.origins[match.start()]
        origins += raw.origins[match.start() : match.end()] if new == match[0] else [here] * len(new)
        at = match.end()
    parts.append(raw.text[at:])
    origins += raw.origins[at:]
    return Mapped("".join(parts), origins)
