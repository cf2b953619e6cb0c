"""Pieces of LaTeX that know how tightly they hold together, so that brackets stand only where they must."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

SUM, MIXED, PRODUCT, ATOM = range(4)
"""How tightly a piece holds: a sum, a product that mixes ⊙ with others or ends openly, a product, one thing."""


@dataclass(frozen=True)
class Piece:
    """Text, how tightly it holds together, and whether it begins with a minus."""

    text: str
    hold: int = ATOM
    negative: bool = False

    @property
    def signed(self) -> str:
        return f"-{self.text}" if self.negative else self.text


def bracketed(p: Piece) -> str:
    return rf"\left({p.signed}\right)" if _tall(p.text) else f"({p.signed})"


def _tall(text: str) -> bool:
    return any(x in text for x in (r"\frac", r"\sum", r"\left", r"\prod", r"\sqrt"))


def held(p: Piece, hold: int) -> str:
    """The text of a piece, in brackets unless it holds together as tightly as that."""
    return bracketed(p) if p.hold < hold or (p.negative and hold > SUM) else p.signed


def beside(*texts: str) -> str:
    """Factors side by side: a command does not run into a letter after it."""
    out = ""
    for text in texts:
        if not text:
            continue
        if out and re.search(r"\\[A-Za-z]+$", out) and re.match(r"[A-Za-z]", text):
            out += " "
        elif out and re.search(r"[0-9]$", out) and re.match(r"[0-9]", text):
            out += r" \cdot "
        elif out:
            out += " "
        out += text
    return out


def total(pieces: Sequence[Piece]) -> Piece:
    """A sum with its signs."""
    if len(pieces) == 1:
        return pieces[0]
    first, *rest = pieces
    out = first.signed if first.hold > SUM or not first.negative else f"-{bracketed(Piece(first.text, SUM))}"
    for p in rest:
        inner = p.text if p.hold > SUM or not p.negative else bracketed(Piece(p.text, SUM))
        out += f" - {inner}" if p.negative else f" + {inner}"
    return Piece(out, SUM)


def fraction(above: str, below: str) -> str:
    return rf"\frac{{{above}}}{{{below}}}"


def rational(value: Fraction) -> Piece:
    """A number, as a fraction where it is one."""
    size = abs(value)
    text = str(size.numerator) if size.denominator == 1 else fraction(str(size.numerator), str(size.denominator))
    return Piece(text, ATOM, value < 0)


def script(base: str, sup: str) -> str:
    """``base`` with a superscript."""
    return f"{base}^{sup}" if len(sup) == 1 or re.fullmatch(r"\\[A-Za-z]+", sup) else f"{base}^{{{sup}}}"
