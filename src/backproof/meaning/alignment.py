"""Which part of a problem statement each paragraph of a solution answers, where no numbers say so.

A sheet whose problems are bullets or bare paragraphs uses one letter for several things, one per problem. Each of its
paragraphs is compared with each problem of the statement by the words and symbols that tell the problems apart, and
the best path through the problems is found, where going on to another problem must pay for itself (the Viterbi path of
a segmentation; Rabiner 1989, section III.B).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from math import log

from backproof.meaning.sections import Section
from backproof.text.blocks import Block, Formula, Heading, Prose, Table

_TOKEN = re.compile(r"\\[A-Za-z]+|[A-Za-zÀ-ɏ]{4,}|[A-Za-z](?![A-Za-z])|[一-鿿]{2}")
_SWITCH = 3.0
"""What going on to another problem costs, in nats of evidence: one word that only one of a dozen problems has, or a
few weaker ones."""


def aligned(solution: list[Section], problems: list[Section]) -> list[tuple[Section, Section | None]]:
    """The sections of a solution, cut where another problem begins, each with the problem it answers.

    The problem is None for sections without a word of any problem before the first that has some. Sections come in the
    order of the document; nothing is cut within a paragraph.
    """
    units = [(section, blocks) for section in solution for blocks in _paragraphs(section)]
    weights = _weights([_words(p.blocks) | _words_of(p.title) for p in problems])
    scores = [[sum(w.get(token, 0.0) for token in _words(blocks)) for w in weights] for _, blocks in units]
    found: list[tuple[Section, Section | None]] = []
    started = False
    origin: Section | None = None
    for (section, blocks), which, row in zip(units, _path(scores), scores, strict=True):
        started = started or any(row)
        problem = problems[which] if started else None
        last = found[-1] if found else None
        if last is not None and last[1] is problem and origin is section:
            last[0].blocks.extend(blocks)
        else:
            found.append((replace(section, blocks=list(blocks), parent=None), problem))
        origin = section
    return found


def _paragraphs(section: Section) -> list[list[Block]]:
    """The blocks of a section, cut before each paragraph of prose; a display belongs to the words before it."""
    groups: list[list[Block]] = [[]]
    paragraph = -1
    for block in section.blocks:
        if isinstance(block, Prose) and block.paragraph != paragraph:
            groups.append([])
        paragraph = block.paragraph
        groups[-1].append(block)
    return [group for group in groups if group] or [[]]


def _words(blocks: Iterable[Block]) -> frozenset[str]:
    found: set[str] = set()
    for block in blocks:
        if isinstance(block, Formula):
            found |= _words_of(block.latex)
        elif isinstance(block, Prose | Heading):
            found |= _words_of(block.text)
        elif isinstance(block, Table):
            found |= {word for row in block.cells for cell in row for word in _words_of(cell)}
    return frozenset(found)


def _words_of(text: str) -> frozenset[str]:
    return frozenset(token if token.startswith("\\") else _stem(token) for token in _TOKEN.findall(text))


def _stem(word: str) -> str:
    """A word without its case and its plural; a single letter as it is."""
    return word if len(word) == 1 else word.lower().rstrip("s")


def _weights(problems: list[frozenset[str]]) -> list[dict[str, float]]:
    """How much each word speaks for a problem: the logarithm of how few problems have it."""
    count = Counter(token for words in problems for token in words)
    return [{token: log(len(problems) / count[token]) for token in sorted(words)} for words in problems]


def _path(scores: list[list[float]]) -> list[int]:
    """The problem of each paragraph on the path with the most evidence; earlier problems win ties."""
    if not scores:
        return []
    best = [value - (_SWITCH if k else 0.0) for k, value in enumerate(scores[0])]
    came = [list(range(len(best)))]
    for row in scores[1:]:
        top = max(range(len(best)), key=lambda k: (best[k], -k))
        back = [k if best[k] >= best[top] - _SWITCH else top for k in range(len(best))]
        best = [row[k] + (best[k] if b == k else best[b] - _SWITCH) for k, b in enumerate(back)]
        came.append(back)
    path = [max(range(len(best)), key=lambda k: (best[k], -k))]
    for back in reversed(came[1:]):
        path.append(back[path[-1]])
    return path[::-1]
