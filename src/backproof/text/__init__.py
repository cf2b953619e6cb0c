"""Files, spans, and cutting formulas and prose out of Markdown, LaTeX, notebooks and docstrings.

Knows nothing of what a formula means; never fails on a text, only on a file that is none.
"""

from backproof.text.blocks import (
    Block,
    Document,
    Formula,
    Heading,
    Ignore,
    Prose,
    Repair,
    Source,
    Span,
    Table,
    Unreadable,
)
from backproof.text.reading import kind_of, read_file, read_text

__all__ = [
    "Block",
    "Document",
    "Formula",
    "Heading",
    "Ignore",
    "Prose",
    "Repair",
    "Source",
    "Span",
    "Table",
    "Unreadable",
    "kind_of",
    "read_file",
    "read_text",
]
