"""The names under which symbols are kept, as LaTeX: ``hat y`` → ``\\hat{y}``, ``W^(2)`` → ``W^{(2)}``."""

import re

from backproof.latex.commands import GREEK, SYMBOLS
from backproof.report.html.formulas import typeset
from backproof.report.html.markup import Markup, element

_ACCENTS = frozenset(("hat", "tilde", "bar", "vec", "dot", "ddot", "check", "breve", "acute", "grave"))
_WIDE = {"widehat": "hat", "widetilde": "tilde", "overline": "overline", "underline": "underline"}
_FONTS = {"cal": "mathcal", "bb": "mathbb", "frak": "mathfrak"}
_COMMANDS = frozenset((*GREEK, *SYMBOLS))
_NAME = re.compile(
    r"(?:(?P<font>cal|bb|frak):)?(?P<letters>[^\W\d_]+|\d+)(?P<primes>'*)(?:_(?P<sub>[\w,{}]+))?"
    r"(?:\^(?P<sup>\([^()^_\\{}]*\)|[\w*+\-]+))?(?P<slots>\[[·,]*\])?"
)


_VARIANTS = ("epsilon", "theta", "rho", "sigma", "pi")
"""Letters that are kept under one name however they are drawn."""


def drawn(text: str) -> frozenset[str]:
    """The letters that a document draws in their other form only (``\\varepsilon``)."""
    return frozenset(v for v in _VARIANTS if f"\\var{v}" in text and not re.search(rf"\\{v}(?![A-Za-z])", text))


def name(key: str, drawn: frozenset[str] = frozenset()) -> Markup:
    """The name of a symbol, typeset where it can be; ``drawn`` are letters in their other form."""
    latex = latex_of(key)
    for letter in drawn:
        latex = re.sub(rf"\\{letter}(?![A-Za-z])", rf"\\var{letter}", latex)
    return typeset(latex) if latex else element("code", key, class_="name")


def latex_of(key: str) -> str:
    """The LaTeX of a name, ``""`` where that is not certain."""
    *accents, base = key.split(" ") if key.strip() else [""]
    match = _NAME.fullmatch(base)
    if match is None or any(a not in _ACCENTS and a not in _WIDE for a in accents):
        return ""
    latex = _letters(match["letters"])
    latex = f"\\{_FONTS[match['font']]}{{{latex}}}" if match["font"] else latex
    for accent in reversed(accents):
        latex = f"\\{_WIDE.get(accent, accent)}{{{latex}}}"
    latex += match["primes"]
    if match["sub"]:
        latex += f"_{{{_script(match['sub'].strip('{}'))}}}"
    if match["sup"]:
        latex += f"^{{{_script(match['sup'])}}}"
    return latex + (match["slots"] or "").replace("·", r"\cdot ")


def _letters(word: str) -> str:
    if word in _COMMANDS:
        return f"\\{word}"
    return word if len(word) == 1 else f"\\mathrm{{{word}}}" if word.isascii() else ""


def _script(word: str) -> str:
    inner = word.strip("()")
    spelt = {"ast": r"\ast", "star": r"\star", "prime": r"\prime", "dagger": r"\dagger"}.get(inner) or (
        f"\\{inner}" if inner in _COMMANDS else f"\\mathrm{{{inner}}}" if len(inner) > 2 and inner.isalpha() else inner
    )
    return word.replace(inner, spelt) if inner else word
