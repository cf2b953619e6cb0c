"""The right side of a derivative as the laws give it, in the names of the document: what stands in for a wrong one."""

from __future__ import annotations

from backproof.app.spellings import spellings
from backproof.app.telling import Teller
from backproof.claims.reading import Reading
from backproof.derive.answers import Wording, answer
from backproof.derive.sheet import NoAnswer
from backproof.latex.printing.matrices import matrix_text
from backproof.terms.model import Model
from backproof.terms.nodes import Derivative
from backproof.text import Document

LONGEST = 160
"""What is longer than that is no formula that an author would write."""


def derived_side(reading: Reading, model: Model, document: Document) -> str:
    """LaTeX for what the left side of a reading is, if it is a derivative and one short line says it; else empty."""
    if not isinstance(reading.left, Derivative):
        return ""
    try:
        found = answer(reading.left, reading.axes, model)
    except (NoAnswer, RecursionError):
        return ""
    letters = {index: letter for letter, index in reading.free}
    teller = Teller(found, "", "", spellings(document))

    def line(wording: Wording) -> str:
        printer = teller.printer()
        printer.letters.update(letters)
        if wording.form is not None:
            return matrix_text(wording.form, printer)
        return "" if reading.axes else printer.text(found.sheet.arithmetic.tidy(wording.term))

    lines = [line(w) for w in found.wordings if not w.slopes]
    return min((x for x in lines if 0 < len(x) <= LONGEST), key=len, default="")
