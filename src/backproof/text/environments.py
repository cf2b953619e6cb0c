"""The LaTeX environments that hold mathematics, and which ``\\end`` belongs to which ``\\begin``."""

import re

from backproof.text.mapped import wordset

OUTER = wordset(
    "equation align alignat xalignat xxalignat flalign gather multline eqnarray displaymath math dmath dgroup "
    "IEEEeqnarray empheq"
)
"""Environments that open mathematics by themselves."""

ROWS = wordset("aligned alignedat gathered split multlined")
"""Environments that stand inside of mathematics; met outside of it, they are read as if they opened it."""

INNER = wordset("cases dcases rcases array matrix bmatrix pmatrix vmatrix Vmatrix Bmatrix smallmatrix")
"""Environments that are one part of a formula; their ``\\begin`` stays in its LaTeX."""

MATHS = OUTER | ROWS | INNER
VERBATIM = wordset("verbatim Verbatim lstlisting minted comment filecontents tikzpicture alltt")

BEGIN = r"(?:\\begin\s*|(?<![A-Za-z\\])\x08?egin)\{[ ]*(?P<name>[A-Za-z]+)\*?[ ]*\}"
"""``\\begin{name}``, also where a lost escape has left ``egin{name}``."""

_ENDS = re.compile(BEGIN + r"|\\end\s*\{[ ]*(?P<end>[A-Za-z]+)\*?[ ]*\}|\\.", re.DOTALL)
_ARGUMENT = re.compile(r"(?:\[[A-Za-z]\])?(?:\{\d+\})?")
_ALONE = re.compile(BEGIN)

Pairs = dict[int, tuple[int, int]]


def pairs(text: str) -> Pairs:
    """Offset of each ``\\begin`` → the extent of its ``\\end``; names are matched each for themselves."""
    found: Pairs = {}
    if "\\end" not in text:
        return found
    opened: dict[str, list[int]] = {}
    for match in _ENDS.finditer(text):
        if name := match["name"]:
            opened.setdefault(name, []).append(match.start())
        elif (name := match["end"]) and opened.get(name):
            found[opened[name].pop()] = match.span()
    return found


def skip_arguments(text: str, name: str, at: int) -> int:
    """Past ``{2}`` of ``alignat`` and ``[t]`` of ``aligned``, which belong to ``\\begin``."""
    if name not in OUTER | ROWS:
        return at
    match = _ARGUMENT.match(text, at)
    return match.end() if match else at


def unwrap(text: str) -> tuple[str, int, int] | None:
    """Name and inside of the one outer environment that the whole text consists of, or None.

    ``$$\\begin{align*}…\\end{align*}$$`` is what people write for MathJax.
    """
    match = _ALONE.match(text)
    if match is None or match["name"] not in OUTER:
        return None
    start, end = pairs(text).get(0, (0, 0))
    if end != len(text):
        return None
    return match["name"], skip_arguments(text, match["name"], match.end()), start
