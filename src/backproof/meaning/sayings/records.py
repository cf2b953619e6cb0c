"""A row of the table of sentences that claim: a wording, and the relation in LaTeX that it stands for.

Templates are those of ``meaning.prose.records``. The relation is written with ``{s}``, ``{o}``, ``{o2}`` for the
formulas of the sentence; its sign is one of the syntax tree, or ``convex`` and its kin.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Saying:
    """One row. In ``examples`` sentences that must be understood, in ``misses`` near ones that must not.

    ``needs``: lower-case strings one of which the sentence must contain. ``bare``: whether the subject must be
    something that the document defines: of a free symbol such words are an assumption, no claim.
    """

    name: str
    forms: tuple[str, ...]
    left: str
    sign: str
    right: str
    needs: tuple[str, ...]
    examples: tuple[str, ...]
    misses: tuple[str, ...]
    defined: bool = True
