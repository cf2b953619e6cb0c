"""Row separators ``\\\\`` that have lost a backslash: a lone ``\\ `` where rows must be separated somehow."""

import re
from itertools import pairwise

from backproof.text.environments import INNER, ROWS
from backproof.text.mapped import Edit, wordset

_ROWED = INNER | ROWS | wordset("align alignat flalign gather eqnarray")
_TOKEN = re.compile(
    r"\\begin\{(?P<begin>[A-Za-z]+)\*?\}|\\end\{(?P<end>[A-Za-z]+)\*?\}|(?P<row>\\)(?=\s|\Z)|\\.|[{}&=]", re.DOTALL
)


def lost_rows(text: str, damaged: bool) -> list[Edit]:
    """Where ``\\`` followed by white space is to become ``\\\\``; nothing if a true ``\\\\`` stands anywhere.

    ``\\ `` is also a space. In an alignment it is taken for a row separator if both sides have their ``&``, in a matrix
    if white space stands before it too; in a formula damaged otherwise, also between two equations of no environment.
    """
    if "\\\\" in text or not re.search(r"\\\s", text):
        return []
    inside, outside = _candidates(text)
    if not inside and damaged and outside:
        pieces = _split(text, outside)
        inside = outside if all("=" in piece for piece in pieces) else []
    elif inside and not damaged:
        pieces = _split(text, inside)
        aligned = sum("&" in piece for piece in pieces)
        spaced = all(at and text[at - 1] in " \n\t" for at in inside)
        inside = inside if aligned == len(pieces) or (spaced and not aligned) else []
    return [(at, at + 1, "\\\\") for at in inside]


def _candidates(text: str) -> tuple[list[int], list[int]]:
    """Lone backslashes in the body of an environment with rows, and outside of every environment and brace."""
    inside: list[int] = []
    outside: list[int] = []
    stack: list[str] = []
    for match in _TOKEN.finditer(text):
        if match["begin"]:
            stack.append(match["begin"])
        elif match[0] == "{":
            stack.append("{")
        elif match["end"] or match[0] == "}":
            if stack:
                stack.pop()
        elif match["row"] and not stack:
            outside.append(match.start())
        elif match["row"] and stack[-1] in _ROWED:
            inside.append(match.start())
    return inside, outside


def _split(text: str, places: list[int]) -> list[str]:
    edges = [0, *places, len(text)]
    return [text[a:b] for a, b in pairwise(edges)]
