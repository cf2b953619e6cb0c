"""The long run over proofs: ``make mutants``, or ``python tests/mutations/many.py --most 10000 [DOCUMENT…]``.

Every relation that is proved is edited in the ways in which people slip (``meaning.repairing``), some hundreds of
mutants each, and a proof is sought of every mutant, whatever the numbers say. A mutant with a proof must hold at points
of its own: else the calculus proves what is false, and the status is 1.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from backproof.app.cache import Cache
from backproof.app.judging import Judging, rested_on
from backproof.claims.reading import Reading
from backproof.judge.proving import derivation_of
from backproof.judge.verdict import try_aspects
from backproof.laws.books import LAWS
from backproof.meaning.read import Read, ReadDocument, read
from backproof.meaning.repairing.candidates import candidates, node_of
from backproof.meaning.repairing.mending import Bounds, mended
from backproof.meaning.repairing.sources import line_of
from backproof.numeric.directions import Disagreement
from backproof.terms.model import Model
from backproof.text import read_file, read_text
from backproof.text.blocks import Document

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = ("examples/*.md", "examples/*.tex", "tests/claims/*.md", "tests/repairs/*.md")
GIVEN = "Let $x, y > 0$ be real numbers.\n\n"


@dataclass
class Count:
    """What was met so far."""

    proved: int = 0
    mutants: int = 0
    same: list[str] = field(default_factory=list)
    """Mutants that are proved and hold: other ways to write the same."""
    undefined: list[str] = field(default_factory=list)
    """Mutants that are proved where no numbers say anything, such as a division by zero: no verdict rests on them."""
    false: list[str] = field(default_factory=list)
    """Mutants that are proved and do not hold."""


def mutated(found: ReadDocument, r: Read) -> Iterator[tuple[str, Reading]]:
    """The mutants of a relation that can be read: how they are written, and what they say."""
    line = line_of(r, found.statements, rested_on(r, found.model), found.model)
    reading = next(iter(r.question.readings), None)
    if line is None or reading is None:
        return
    bounds = Bounds(dict(reading.choices), frozenset(name for name, _ in reading.free))
    for candidate in candidates(line):
        side = node_of(candidate, line)
        if side is None:
            continue
        with mended(r, side, bounds) as made:
            if made is not None:
                yield f"{line.text(line.side)}  ->  {candidate.latex}", made


def tried(found: ReadDocument, count: Count, most: int) -> None:
    """Seek proofs of the mutants of every relation of a document that is proved."""
    judging = Judging(found, 0, Cache(None))
    for r in found.statements:
        if r.role != "claim" or count.mutants >= most:
            continue
        if judging.statement(r).verdict is None or judging.verdicts[id(r)].outcome != "proved":
            continue
        count.proved += 1
        for text, made in mutated(found, r):
            count.mutants += 1
            if derivation_of(made, found.model) is not None:
                where = {True: count.same, False: count.false, None: count.undefined}
                where[holds(made, found.model)].append(text)


def holds(reading: Reading, model: Model) -> bool | None:
    """Whether a relation holds at points that no verdict was made at; None where it has no value there."""
    try:
        found = {try_aspects(reading, model, seed).status for seed in (11, 23)}
    except Disagreement:
        return False
    return False if "fails" in found else True if found == {"holds"} else None


def documents(paths: Iterable[str]) -> Iterator[Document]:
    """The documents named; else those of this repository, and the examples of all laws."""
    chosen = [Path(p) for p in paths]
    for path in chosen or sorted(p for pattern in PAGES for p in ROOT.glob(pattern)):
        yield read_file(path)
    if not chosen:
        for law in LAWS.values():
            for example in law.examples:
                yield read_text(example if "$$" in example else f"{GIVEN}$${example}$$\n")


def main() -> int:
    """Run; print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="*")
    parser.add_argument("--most", type=int, default=10_000, help="so many mutants (default: %(default)s)")
    arguments = parser.parse_args()
    count, start = Count(), time.process_time()
    for document in documents(arguments.documents):
        if count.mutants >= arguments.most:
            break
        tried(read(document, []), count, arguments.most)
    seconds = time.process_time() - start
    print(f"{count.mutants} mutants of {count.proved} proved relations in {seconds:.0f} s")
    print(f"  proved, and they hold: {len(count.same)}")
    print(f"  proved, where nothing has a value: {len(count.undefined)}")
    print(f"  proved, and they do not hold: {len(count.false)}")
    for text in count.false:
        print(f"    {text}")
    return 1 if count.false else 0


if __name__ == "__main__":
    sys.exit(main())
