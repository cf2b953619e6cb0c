"""A derivative that was found: plain data that ``app`` writes and ``report`` shows."""

from __future__ import annotations

from dataclasses import dataclass

from backproof.claims.statement import Evidence


@dataclass(frozen=True, slots=True)
class Line:
    """One step: an equation in LaTeX, and the names of the laws by which it holds."""

    latex: str
    laws: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Derived:
    """``left = latex``, in matrix notation where there is such a line, else in index notation.

    ``where`` says what names in it stand for that the document does not define, ``notes`` which conventions were
    taken, ``assumed`` what the question left open and was filled in.
    """

    of: str
    by: str
    kind: str
    layout: str
    left: str
    latex: str
    entry: str
    index_form: str
    matrix: bool
    where: tuple[tuple[str, str], ...] = ()
    steps: tuple[Line, ...] = ()
    laws: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    evidence: Evidence | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no answer: a code, a sentence, and what would help."""

    of: str
    by: str
    code: str
    message: str
    help: str = ""
