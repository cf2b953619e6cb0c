"""Lines that mean something by themselves: headings, numbers of problems, list items, rows of tables, page debris."""

import re
from dataclasses import dataclass

from backproof.text.mapped import Mapped

ATX = re.compile(r"[ ]{0,3}(?P<hashes>#{1,6})(?:[ \t]+(?P<text>.*?))?(?:[ \t]+#+)?[ \t]*$")
FENCE = re.compile(r"[ \t]*(?:[-*+•][ \t]+)?(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`]*)$")
LIST = re.compile(r"[ \t]*(?:[-*+•◦▪–][ \t]+|\d{1,3}[.)][ \t]+)(?=\S)")
SETEXT = re.compile(r"[ ]{0,3}(=+|-{3,})[ \t\r]*$")
RULE = re.compile(r"[ ]{0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,})\r?$")
DELIMITERS = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t\r]*$")

_WORDS = "Problem|Question|Exercise|Task|Part|Section|Chapter|Activity|Appendix|Aufgabe|Exercice"
_NAMED = re.compile(
    rf"(?:(?P<before>\d+(?:\.\d+)*)[.)]?\s+)?(?P<paren>\()?(?P<word>{_WORDS}|Q(?=\d))\s*\.?\s*"
    r"(?P<number>\d+(?:\.\d+)*|(?-i:[IVX]+|[A-Z]))(?![^\W_])(?:\s*\([a-z0-9]{1,3}\))?(?(paren)\))"
    r"(?P<colon>\s*[:.–—-](?=\s|$))?(?P<title>.*)$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?P<number>\d+(?:\.\d+)+|\d+(?=\s))[.]?(?:\s+(?P<title>[^\W\d_].*))?$")
_OF = re.compile(r"(?:page\s+)?(\d{1,4})\s*(?:of|/)\s*(\d{1,4})", re.IGNORECASE)
_PAGE = re.compile(r"(?:page\s+\d{1,4}|[-–—]\s*\d{1,4}\s*[-–—])", re.IGNORECASE)
_TITLE = 60
"""A title is no longer than this many characters; what is longer is prose behind a label."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A bare line that numbers or names a part: which family it belongs to, its number, how much of the line it is."""

    family: str
    number: str
    length: int


def numbered(line: str) -> Numbered | None:
    """The line read as “Problem 2”, “3 Problem 3”, “1. (Problem 6.10)”, “2.3”, “2.3 Dropout”; None if it is prose."""
    shown = line.strip().strip("*_").strip()
    if not shown or len(shown) > 4000 or not (shown[0].isdigit() or shown[0] in "PQETSCAp("):
        return None
    start = line.index(shown)
    if match := _NAMED.match(shown):
        return _named(match, start, len(line.rstrip()))
    match = _NUMBERED.match(shown)
    if match is None:
        return None
    title = match["title"] or ""
    good = title == "" or (title[0].isupper() and len(title) <= _TITLE and title[-1] not in ".,;:" and "$" not in title)
    if not good or ("." not in match["number"] and not title):
        return None
    return Numbered("", match["number"], len(line.rstrip()))


def _named(match: re.Match[str], start: int, whole: int) -> Numbered | None:
    title = match["title"].strip().strip("*_:. ")
    family = ("#" if match["before"] else "") + match["word"].lower()
    label = Numbered(family, match["before"] or match["number"], start + match.start("title"))
    if not match["colon"] and not match["paren"] and title:
        # “Problem 1 asks us to …” is a sentence, “Problem 1 Momentum” a title, “Part of …” neither.
        good = title[0].isupper() and len(title) <= _TITLE and title[-1] not in ",;"
        return _whole(label, whole) if good else None
    short = len(_without_formulas(title)) <= _TITLE and not match["title"].rstrip().endswith(".")
    return _whole(label, whole) if short else label


def _whole(label: Numbered, length: int) -> Numbered:
    return Numbered(label.family, label.number, length)


def _without_formulas(title: str) -> str:
    return re.sub(r"\$[^$]*\$", "x", title)


def debris(line: str) -> bool:
    """Whether a line by itself is the number of a page: “2 of 4”, “Page 3”, “– 7 –”."""
    shown = line.strip()
    if match := _OF.fullmatch(shown):
        return 0 < int(match[1]) <= int(match[2]) and "/" not in shown
    return bool(_PAGE.fullmatch(shown))


def row(line: Mapped, separator: str) -> list[Mapped]:
    """The cells of a row, trimmed. A separator inside of dollars or after a backslash separates nothing."""
    text, cells, start, dollars = line.text, [], 0, text_dollars(line.text)
    for k, character in enumerate(text):
        if character == separator and not (k and text[k - 1] == "\\") and not any(a < k < b for a, b in dollars):
            cells.append(line.cut(start, k).trim())
            start = k + 1
    cells.append(line.cut(start, len(text)).trim())
    if separator == "|":
        cells = cells[1:] if not cells[0].text else cells
        cells = cells[:-1] if cells and not cells[-1].text else cells
    return cells


def text_dollars(text: str) -> list[tuple[int, int]]:
    """The extents of ``$…$`` in one line, those that pair up."""
    places = [m.start() for m in re.finditer(r"(?<!\\)\$", text)]
    return list(zip(places[::2], places[1::2], strict=False)) if len(places) < 200 else []
