"""What the words around formulas say: "where σ is the logistic sigmoid", "for symmetric A", "with Y fixed".

``facts_of`` reads blocks and gives facts; the wordings are rows of an open table (``table.TABLE``), each with
the sentences that it must and must not understand. A doubtful sentence says nothing: a wrong fact is worse
than none. Nothing here reads LaTeX beyond the shape of a name; nothing here decides what a fact is good for.
"""

from backproof.meaning.prose.facts import KINDS, Fact, Slot
from backproof.meaning.prose.reading import facts_of
from backproof.meaning.prose.records import Record
from backproof.meaning.prose.table import TABLE

__all__ = ["KINDS", "TABLE", "Fact", "Record", "Slot", "facts_of"]
