"""Matrix notation as data: what a line such as ``X^T diag(s ⊙ (1 − s)) X`` is made of.

A form is a scalar, a column, a row or a matrix; it stands for a term in index notation whose free indices are its rows
and columns. ``derive`` finds forms, ``latex`` prints them. Constructors check nothing and rewrite nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from backproof.terms.nodes import Expr, Index


@dataclass(frozen=True)
class Form:
    """Base of all forms: ``tall`` where it has rows, ``wide`` where it has columns."""

    tall: bool
    wide: bool


@dataclass(frozen=True)
class Plain(Form):
    """A number in index notation; or a symbol as a whole: ``term`` is an entry of it, whose name is written."""

    term: Expr


@dataclass(frozen=True)
class Entrywise(Form):
    """A function, entry by entry. ``head`` is a term with that function, at whatever arguments."""

    head: Expr
    arguments: tuple[Form, ...]


@dataclass(frozen=True)
class Softmax(Form):
    """The softmax of a column."""

    argument: Form


@dataclass(frozen=True)
class Indicator(Form):
    """1 where ``left sign right``, entry by entry, else 0."""

    sign: str
    left: Form
    right: Form


@dataclass(frozen=True)
class Transposed(Form):
    argument: Form


@dataclass(frozen=True)
class Chain(Form):
    """A matrix product."""

    factors: tuple[Form, ...]


@dataclass(frozen=True)
class Hadamard(Form):
    """A product entry by entry."""

    factors: tuple[Form, ...]


@dataclass(frozen=True)
class Scaled(Form):
    """``coefficient · ∏ scalar^exponent · body``; the body is None where nothing but the scalars is left."""

    coefficient: Fraction
    scalars: tuple[tuple[Form, Fraction], ...]
    body: Form | None


@dataclass(frozen=True)
class Quotient(Form):
    """Entry by entry, above by below."""

    above: Form
    below: Form


@dataclass(frozen=True)
class Total(Form):
    """A sum. A number among columns stands for a column of that number."""

    terms: tuple[Form, ...]


@dataclass(frozen=True)
class Raised(Form):
    """A power, entry by entry."""

    base: Form
    exponent: Fraction


@dataclass(frozen=True)
class Diagonal(Form):
    """The diagonal matrix of a column, or the diagonal of a matrix as a column."""

    argument: Form


@dataclass(frozen=True)
class Trace(Form):
    argument: Form


@dataclass(frozen=True)
class Determinant(Form):
    argument: Form


@dataclass(frozen=True)
class Inverse(Form):
    argument: Form


@dataclass(frozen=True)
class Norm(Form):
    """The Euclidean norm of a column, the Frobenius norm of a matrix."""

    argument: Form


@dataclass(frozen=True)
class Ones(Form):
    """A column or row of ones, or a matrix of them."""


@dataclass(frozen=True)
class Identity(Form):
    """The identity matrix."""


SCALAR = (False, False)
COLUMN = (True, False)
ROW = (False, True)
MATRIX = (True, True)


@dataclass(frozen=True)
class Summed(Form):
    """A sum over the members of families: layers, steps, examples."""

    index: Index
    body: Form
    lower: Expr | None = None
    upper: Expr | None = None
