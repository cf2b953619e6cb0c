"""LaTeX prose as plain words: commands taken off, their text kept, every character still knowing its place."""

import re
from unicodedata import normalize

from backproof.text.mapped import Edit, Mapped, edit

_DROPPED = (
    "label|cite[a-z]*|nocite|includegraphics|vspace|hspace|usepackage|documentclass|bibliography|bibliographystyle|"
    "input|include|pagestyle|thispagestyle|setlength|setcounter|addtocounter|hypersetup|graphicspath|index|vskip|hskip"
)
_COMMAND = re.compile(
    r"\\(?P<dropped>" + _DROPPED + r")\*?(?:\[[^\[\]]*\])*(?:\{[^{}]*\})*"
    r"|\\(?P<reference>(?:eq|auto|c|C|page)?ref)\*?\{(?P<key>[^{}]*)\}"
    r"|\\(?P<symbol>[%&#_{}$ ,;:!\\/\n-])"
    r"|\\(?P<mark>[cvHukr])\{(?P<marked>[A-Za-z])\}"
    r"|\\(?P<name>[A-Za-z@]+)\*?(?P<space>[ \t]*)"
    r"|\\(?P<accent>[`'^\"~=.])[ \t]*(?P<bracket>\{)?(?:\\(?=[ij]\b))?(?P<letter>[A-Za-z])(?(bracket)\})"
    r"|\\(?P<other>[^A-Za-z])"
    r"|(?P<tie>~)|(?P<quote>``|'')|(?P<brace>[{}])"
)
_ACCENTS = dict(
    zip("`'^\"~=.cvHukr", "\u0300\u0301\u0302\u0308\u0303\u0304\u0307\u0327\u030c\u030b\u0306\u0328\u030a", strict=True)
)
"""The combining character of each accent command."""
_SPACES = frozenset(" ,;:\\/\n")
_WORDS = {
    "ldots": "…",
    "dots": "…",
    "ss": "ß",
    "S": "§",
    "quad": " ",
    "qquad": " ",
    "LaTeX": "LaTeX",
    "TeX": "TeX",
    "newline": " ",
}


def readable(text: Mapped) -> Mapped:
    """The same without LaTeX commands: ``\\emph{x}`` → x, ``~`` and ``\\ `` → a space. Dollars stay (in headings)."""
    if not any(character in text.text for character in "\\~`'{}"):
        return text
    edits: list[Edit] = []
    dollars = _dollars(text.text)
    at = 0
    for match in _COMMAND.finditer(text.text):
        while at < len(dollars) and dollars[at][1] <= match.start():
            at += 1
        if at < len(dollars) and dollars[at][0] < match.start():
            continue
        edits.append((match.start(), match.end(), _instead(match)))
    return edit(text, edits)


def _dollars(text: str) -> list[tuple[int, int]]:
    places = [m.start() for m in re.finditer(r"(?<!\\)\$", text)]
    return list(zip(places[::2], places[1::2], strict=False))


def _instead(match: re.Match[str]) -> str:
    if symbol := match["symbol"]:
        return " " if symbol in _SPACES else "" if symbol in "!-" else symbol
    if match["tie"]:
        return " "
    if match["quote"]:
        return '"'
    if match["reference"]:
        return match["key"]
    if name := match["name"]:
        return _WORDS.get(name, "")
    if letter := match["letter"] or match["marked"]:
        return normalize("NFC", letter + _ACCENTS[match["accent"] or match["mark"]])
    return ""
