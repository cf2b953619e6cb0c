"""A closed form that is put forward as the answer of equations, with the equations that were found for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from backproof.claims.reading import Reading
from backproof.terms.nodes import Expr, Index

Extremum = Literal["", "minimum", "maximum"]


@dataclass(frozen=True, eq=False)
class Residual:
    """What has to vanish: an expression with an entry for every value of ``axes``."""

    body: Expr
    axes: tuple[Index, ...]


@dataclass(frozen=True, eq=False)
class System:
    """Equations, and the symbols that they determine together.

    ``gradient`` says whether the residuals are the derivatives of one function by the unknowns, in their order: then
    their Jacobian is its Hessian, and ``extremum`` is what the page says the point is. ``firm`` systems are stated on
    the page for this very claim; the others were the nearest that fit, and can confirm but not refute. ``told`` is
    what was solved, in words.
    """

    residuals: tuple[Residual, ...]
    unknowns: tuple[str, ...]
    gradient: bool = False
    extremum: Extremum = ""
    firm: bool = False
    told: str = ""
    together: System | None = None
    """The same function made stationary in everything that the page solves for at once."""


@dataclass(frozen=True, eq=False)
class Solution:
    """A claim written in the plain variables (``w`` for ``\\hat w``), and the systems that it may be the answer of."""

    claim: Reading
    variable: str
    systems: tuple[System, ...] = ()
    explicit: bool = False
    """Whether its left side is the variable itself, at all its entries."""
