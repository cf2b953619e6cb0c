"""Sections of a document: where names live.

A heading that numbers a problem opens a scope of its own, beside its siblings; any other heading continues the
section before it, with all its names. A problem of a solution sheet stands on the problem of the same number in
the statement given with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from backproof.meaning.tabulated import sentences
from backproof.text.blocks import Block, Document, Heading, Table

_NOUN = (
    r"(?:problem|question|exercise|task|part|activity|bullet|aufgabe|frage|übung|exercice|problème|ejercicio|problema"
    r"|习题|问题|题)"
)
_PROBLEM = re.compile(
    rf"\b{_NOUN}s?\s*[:#.(-]*\s*(?:\d+|[ivxIVX]+\b|[a-hA-H]\b)|\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth)\s+{_NOUN}\b|^\s*(?:习题|问题|题)\s*\S{{1,3}}\s*$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_ORDINALS = {
    w: str(n) for n, w in enumerate(("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"), 1)
}


@dataclass(eq=False)
class Section:
    """A heading with the blocks up to the next one. ``parent`` is the section whose names it sees."""

    title: str
    level: int
    blocks: list[Block] = field(default_factory=list)
    parent: Section | None = None
    isolated: bool = False
    document: int = 0
    heading: int = -1
    """The paragraph of its heading, in which the formulas of the heading stand, too."""


def sections_of(document: Document, number: int = 0) -> list[Section]:
    """The sections of a document in order; the first has no heading."""
    found = [Section("", 0, document=number)]
    for block in document.blocks:
        if isinstance(block, Heading):
            found.append(_opened(block, found, number))
        else:
            found[-1].blocks.append(block)
            if isinstance(block, Table):
                found[-1].blocks.extend(sentences(block))
    return found


def _opened(heading: Heading, found: list[Section], number: int) -> Section:
    isolated = is_problem(heading.text)
    previous = found[-1]
    if isolated:
        parent = previous
        while parent.parent is not None and (
            parent.level >= heading.level or (parent.isolated and parent.level >= heading.level)
        ):
            parent = parent.parent
        while parent.level >= heading.level and parent.parent is not None:
            parent = parent.parent
    else:
        parent = previous
    return Section(heading.text, heading.level, [], parent, isolated, number, heading.paragraph)


def is_problem(title: str) -> bool:
    """Whether a heading sets a problem apart: it is called one, or it is a bare number."""
    bare = title.strip(" #*:.()")
    return bool(_PROBLEM.search(title)) or bool(
        re.fullmatch(r"\d+(?:\.\d+)*[.):]?(?:\s.*)?", bare) and bool(re.match(r"\d+(\.\d+)+|\d+[.)]?$|\d+\.", bare))
    )


def label(title: str) -> str:
    """The number by which a problem goes: ``2`` of ``2 Problem 2``, ``Question 2:``, ``Second bullet``."""
    match = _NUMBER.search(title)
    if match:
        return match.group()
    for word in re.findall(r"[a-z]+", title.lower()):
        if word in _ORDINALS:
            return _ORDINALS[word]
    return ""
