"""What a written number is worth, and to how many decimals it is printed.

``0.73`` to two, ``1.5 \\times 10^{-3}`` to four, ``73\\%`` to two.
"""

from __future__ import annotations

from dataclasses import dataclass

from backproof.latex import tree as syntax
from backproof.latex.tree import Node

MOST = 40
"""More decimals than anyone prints; an exponent beyond that is no rounding."""


@dataclass(frozen=True, slots=True)
class Printed:
    """``decimals`` counts those of the last digit (negative for ``1.2e5``); ``digits`` the significant ones."""

    decimals: int
    digits: int


def printed(node: Node | None) -> Printed | None:
    """How a number, or the least precise of several, is printed; None for anything else."""
    if isinstance(node, syntax.Number):
        return _number(node.text)
    if isinstance(node, syntax.Sum) and len(node.terms) == 1:
        return printed(node.terms[0])
    if isinstance(node, syntax.Group) and node.left in "([{":
        return printed(node.body)
    if isinstance(node, syntax.Scripted) and isinstance(node.base, syntax.Group) and _turned(node.sup):
        return printed(node.base)
    if isinstance(node, syntax.Listing):
        return _coarsest(node.items)
    if isinstance(node, syntax.Matrix):
        return _coarsest(tuple(cell for row in node.rows for cell in row if cell is not None))
    if isinstance(node, syntax.Product):
        return _scaled(node)
    return None


def value(node: Node | None) -> float | None:
    """What a number, signed or a quotient of numbers, is worth; None for anything else."""
    if isinstance(node, syntax.Number):
        return float(node.text)
    if isinstance(node, syntax.Sum) and len(node.terms) == 1:
        inner = value(node.terms[0])
        return None if inner is None else -inner if node.signs[0] == "-" else inner
    quotient: tuple[Node | None, ...] = ()
    if isinstance(node, syntax.Fraction):
        quotient = (node.numerator, node.denominator)
    elif isinstance(node, syntax.Product) and node.operators == ("slash",):
        quotient = node.factors
    if not quotient:
        return None
    above, below = (value(part) for part in quotient)
    return above / below if above is not None and below else None


def _turned(node: Node | None) -> bool:
    return isinstance(node, syntax.Name) and node.text in ("T", "top", "intercal")


def _number(text: str) -> Printed | None:
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    if not all(part.isdigit() for part in (whole + fraction, exponent.lstrip("-") or "0")):
        return None
    decimals = len(fraction) - int(exponent or "0")
    digits = (whole + fraction).lstrip("0")
    if not fraction:
        digits = digits.rstrip("0")
        decimals -= len(whole) - len(whole.rstrip("0")) if digits else 0
    return Printed(decimals, len(digits)) if abs(decimals) <= MOST else None


def _scaled(node: syntax.Product) -> Printed | None:
    """``1.5 \\times 10^{-3}``, ``73\\%``."""
    first = printed(node.factors[0]) if isinstance(node.factors[0], syntax.Number) else None
    if first is None or len(node.factors) != 2:
        return None
    other = node.factors[1]
    if isinstance(other, syntax.Name) and other.text == "percent":
        return Printed(first.decimals + 2, first.digits)
    if isinstance(other, syntax.Scripted) and isinstance(other.base, syntax.Number) and other.base.text == "10":
        power = _whole(other.sup)
        if power is not None and abs(power) <= MOST:
            return Printed(first.decimals - power, first.digits)
    return None


def _whole(node: Node | None) -> int | None:
    if isinstance(node, syntax.Group):
        return _whole(node.body)
    if isinstance(node, syntax.Sum) and len(node.terms) == 1:
        inner = _whole(node.terms[0])
        return None if inner is None else -inner if node.signs[0] == "-" else inner
    return int(node.text) if isinstance(node, syntax.Number) and node.text.isdigit() and len(node.text) < 4 else None


def _coarsest(items: tuple[Node, ...]) -> Printed | None:
    """Of several numbers the one with the fewest decimals; whole numbers among decimals are taken to be exact."""
    found = [printed(item) for item in items]
    known = [p for p in found if p is not None]
    if len(known) < len(found) or not known:
        return None
    rounded = [p for p in known if p.decimals > 0]
    return min(rounded or known, key=lambda p: p.decimals)
