"""Random formulas and documents from a seed: grown from fragments, or real pages cut, spliced and damaged.

Faster than Hypothesis by two orders of magnitude, which is what a million inputs need; it shrinks nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent))
from fragments import CONSTANTS, GROWN, LAID_OUT, NAMES, SAID, SCRIPTS, SIGNS, TOKENS

from backproof.text import read_file
from backproof.text.blocks import Formula

ROOT = Path(__file__).parents[2]
CHARACTERS = "\\{}()[]_^&=+-|'$ \n%#~,;:.!?<>*/`\"abxfij0123αβσ∂∇ℝ²\u0302\u200b\x00\U0001d53c"
LONGEST = 4000
"""Characters of a formula or a document: what is longer has tests of its own."""


@dataclass(frozen=True)
class Pages:
    """What is spliced and damaged: the formulas and the paragraphs of real pages."""

    formulas: tuple[str, ...]
    paragraphs: tuple[str, ...]

    @classmethod
    def found(cls) -> Pages:
        """The pages that the repository has: the examples, and the claims that tests make."""
        formulas: dict[str, None] = {}
        paragraphs: dict[str, None] = {}
        for path in sorted([*(ROOT / "examples").iterdir(), *(ROOT / "tests" / "claims").iterdir()]):
            if path.suffix not in (".md", ".tex"):
                continue
            document = read_file(str(path))
            formulas |= dict.fromkeys(b.latex for b in document.blocks if isinstance(b, Formula))
            paragraphs |= dict.fromkeys(document.source.text.split("\n\n"))
        return cls(tuple(formulas), tuple(paragraphs))


class Generator:
    """What one source of random numbers draws: equal seeds draw equal texts."""

    def __init__(self, random: Random, pages: Pages) -> None:
        self._random = random
        self._pages = pages

    def formula(self) -> str:
        """One formula, well-formed or not."""
        match self._random.randrange(8):
            case 0 | 1:
                made = self._relation()
            case 2:
                made = " ".join(self._some(TOKENS, 25))
            case 3:
                made = "".join(self._some(CHARACTERS, 60))
            case 4:
                made = self._damaged(self._relation())
            case 5:
                made = self._spliced(self._one(self._pages.formulas), self._one(self._pages.formulas))
            case _:
                made = self._damaged(self._one(self._pages.formulas))
        return made[:LONGEST]

    def document(self) -> str:
        """A few paragraphs: sentences and displays grown here, and those of real pages, whole or damaged."""
        blocks = [self._block() for _ in range(self._random.randint(1, 6))]
        made = "\n\n".join(blocks)
        return (made if self._random.randrange(8) else self._damaged(made))[:LONGEST]

    def _block(self) -> str:
        match self._random.randrange(10):
            case 0 | 1:
                return self._filled(self._one(SAID), 2)
            case 2 | 3:
                return f"$$\n{self._relation()}\n$$"
            case 4:
                rows = [self._expression(2) for _ in range(self._random.randint(2, 4))]
                return "$$\n\\begin{aligned}\n" + " \\\\\n&= ".join(rows) + "\n\\end{aligned}\n$$"
            case 5:
                return f"$$ {self.formula()} $$"
            case 6:
                return self._one(LAID_OUT)
            case 7:
                return self._damaged(self._one(self._pages.paragraphs))
            case _:
                return self._one(self._pages.paragraphs)

    def _relation(self) -> str:
        return f"{self._expression(3)} {self._one(SIGNS)} {self._expression(3)}"

    def _expression(self, depth: int) -> str:
        if depth == 0 or not self._random.randrange(4):
            return self._one(NAMES + CONSTANTS) + self._one(SCRIPTS)
        return self._filled(self._one(GROWN), depth - 1)

    def _filled(self, template: str, depth: int) -> str:
        parts = {"@": lambda: self._expression(depth), "!": lambda: self._one(NAMES)}
        return "".join(parts[c]() if c in parts else c for c in template)

    def _damaged(self, text: str) -> str:
        """``text`` after one to four slips of the pen."""
        for _ in range(self._random.randint(1, 4)):
            text = self._slip(text)
        return text

    def _slip(self, text: str) -> str:
        start = self._random.randint(0, len(text))
        end = min(len(text), start + self._random.choice((1, 1, 2, 5, 20)))
        match self._random.randrange(7):
            case 0:
                return text[:start] + text[end:]
            case 1:
                return text[:start] + self._one(CHARACTERS) + text[start:]
            case 2:
                return text[:start] + self._one(TOKENS) + " " + text[end:]
            case 3:
                return text[:end] + text[start:end] * self._random.choice((1, 2, 30)) + text[end:]
            case 4:
                return text[:start]
            case 5:
                return self._spliced(text, self._one(self._pages.formulas))
            case _:
                return text[:start] + self._one(NAMES) + text[end:]

    def _spliced(self, first: str, second: str) -> str:
        """A piece of the second text in the middle of the first."""
        start, end = sorted(self._random.randint(0, len(second)) for _ in range(2))
        place = self._random.randint(0, len(first))
        return first[:place] + second[start:end] + first[place:]

    def _some(self, choices: Sequence[str], most: int) -> list[str]:
        return self._random.choices(choices, k=self._random.randint(0, most))

    def _one(self, choices: Sequence[str]) -> str:
        return self._random.choice(choices)
