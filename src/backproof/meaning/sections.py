"""Sections of a document: where names live.

A heading that numbers a problem opens a scope of its own, beside its siblings; any other heading continues the
section before it, with all its names. A problem of a solution sheet stands on the problem of the same number in
the statement given with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from backproof.text.blocks import Block, Document, Heading, Prose

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


def sections_of(document: Document, number: int = 0) -> list[Section]:
    """The sections of a document in order; the first has no heading."""
    root = Section("", 0, document=number)
    found = [root]
    bullets = 0
    for block in document.blocks:
        if isinstance(block, Heading):
            found.append(_opened(block, found, number))
        else:
            if isinstance(block, Prose) and block.text.lstrip().startswith("•"):
                bullets += 1
                found.append(_opened(Heading(f"bullet {bullets}", block.span, 6), found, number))
            found[-1].blocks.append(block)
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
    return Section(heading.text, heading.level, [], parent, isolated, number)


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


def attach(solution: list[Section], given: list[Section]) -> None:
    """Let the sections of a solution see the statement they answer: the section of the same number, else all of it."""
    if not given:
        return
    by_label: dict[str, Section] = {}
    for section in given:
        own = label(section.title)
        if own and is_problem(section.title):
            by_label.setdefault(own, section)
    last = _last_of(given, None)
    matched: dict[Section, Section] = {}
    for section in solution:
        if section.parent is None:
            section.parent = given[0] if by_label and any(s.isolated for s in solution) else last
        elif section.isolated:
            match = by_label.get(label(section.title))
            outer = matched.get(section.parent)
            nested = (
                match is not None and _inside(match, outer, given)
                if outer is not None
                else section.parent is solution[0]
            )
            if match is not None and (nested or "." in label(section.title)):
                matched[section] = match
                section.parent = _last_of(given, match)
    if not matched:
        # The sheet is not divided as the statement is: all of the statement is its scope, the last word first.
        for before, other in pairwise(given):
            other.parent = before
        solution[0].parent = given[-1]


def _inside(section: Section, outer: Section, given: list[Section]) -> bool:
    """Whether a section of the statement is a part of another."""
    for other in given[given.index(outer) + 1 :]:
        if other.level <= outer.level:
            return False
        if other is section:
            return True
    return False


def _last_of(given: list[Section], section: Section | None) -> Section:
    """The last section that continues ``section`` (its names are all visible there)."""
    last = section or given[-1]
    if section is None:
        return last
    start = given.index(section)
    for other in given[start + 1 :]:
        if other.level <= section.level:
            break
        if not other.isolated or other.level > section.level:
            last = other
            _reach(other, section, given)
    return last


def _reach(other: Section, section: Section, given: list[Section]) -> None:
    """Make sub-sections of one problem see each other in order: an answer may speak of any of them."""
    k = given.index(other)
    other.parent = given[k - 1] if k > 0 and given[k - 1] is not other else section
