"""How a document writes its names, so that an answer writes them alike."""

from __future__ import annotations

from backproof.latex import parse
from backproof.latex.tree import Name
from backproof.latex.walk import walk
from backproof.meaning.names import atom
from backproof.text.blocks import Document, Formula


def spellings(*documents: Document) -> dict[str, str]:
    """Names as they are written first, by their keys: ``x`` → ``\\mathbf{x}``."""
    found: dict[str, str] = {}
    for document in documents:
        for block in document.blocks:
            if not isinstance(block, Formula):
                continue
            for row in parse(block.latex).rows:
                for clause in row.clauses:
                    for node in walk(clause.node) if clause.node is not None else ():
                        if isinstance(node, Name) and node.end > node.start:
                            found.setdefault(atom(node), _tight(block.latex[node.start : node.end]))
    return found


def _tight(text: str) -> str:
    return " ".join(text.split())
