"""How a piece of a formula is spelt in the sentence that tells of a repair."""

from __future__ import annotations

import re

_SIZES = re.compile(r"\\(?:left|right|[bB]igg?[lrm]?|displaystyle|textstyle|,|;|!|:|\s)(?![a-zA-Z])")
_FRACTION = re.compile(r"\\[td]?frac\s*\{?([\w^]+|\\[a-zA-Z]+)\}?\s*\{([\w^_]+|\\[a-zA-Z]+)\}")


def shown(latex: str) -> str:
    """A piece of LaTeX in a sentence: without spacing and sizes, simple fractions with a stroke."""
    return " ".join(_FRACTION.sub(r"\1/\2", _SIZES.sub("", latex)).split())
