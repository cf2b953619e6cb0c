"""The long run over random input: ``make fuzz``, or ``python tests/robustness/fuzz.py --jobs 4 --seed 7``.

Input number n of a road depends on the seed and on n alone, so that a failure can be met again by its number
(``--only parser:123``). What raises, breaks a rule of ``sound.py``, or takes longer than its road allows is written to
the folder ``fuzz-failures``, and the status is 1.
"""

from __future__ import annotations

import argparse
import resource
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from random import Random
from types import FrameType

sys.path.insert(0, str(Path(__file__).parent))
from generator import Generator, Pages
from sound import KINDS, check_soundly, parse_soundly

MEMORY = 4 * 2**30
"""Bytes that a process may have: what needs more fails, and the machine goes on."""
FOLDER = Path("fuzz-failures")


class TooLong(BaseException):
    """An input takes too long. The program has a timer of its own for each statement, which this one leaves alone."""


@dataclass(frozen=True)
class Road:
    """How far an input goes: what is drawn, what must hold of it, and the processor time that it may take."""

    name: str
    draw: Callable[[Generator], str]
    check: Callable[[str, str], None]
    seconds: float
    batch: int

    def with_check(self, check: Callable[[str, str], None]) -> Road:
        return replace(self, check=check)


@dataclass(frozen=True)
class Failure:
    """An input that failed: its number, the kind of file, the text, and what went wrong."""

    road: str
    number: int
    kind: str
    text: str
    reason: str


@dataclass(frozen=True)
class Outcome:
    """A run: how many inputs, in how many seconds of the wall, and what failed."""

    inputs: int
    seconds: float
    failures: tuple[Failure, ...]


def _parse(kind: str, text: str) -> None:
    parse_soundly(text)


def _check(kind: str, text: str) -> None:
    check_soundly(text, kind)


ROADS = (
    Road("parser", Generator.formula, _parse, 10.0, 2000),
    Road("whole", Generator.document, _check, 120.0, 10),
)


@cache
def _pages() -> Pages:
    return Pages.found()


def _tried(road: Road, seed: int, number: int) -> Failure | None:
    random = Random(f"{road.name} {seed} {number}")
    kind = random.choice(KINDS)
    text = road.draw(Generator(random, _pages()))

    signal.signal(signal.SIGVTALRM, _ring)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, road.seconds, road.seconds)
        road.check(kind, text)
    except (Exception, TooLong):
        return Failure(road.name, number, kind, text, traceback.format_exc())
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return None


def _ring(number: int, frame: FrameType | None) -> None:
    raise TooLong("not done in the processor time that it may take")


def _batch(name: str, seed: int, numbers: range) -> tuple[int, list[Failure]]:
    road = next(r for r in ROADS if r.name == name)
    return len(numbers), [f for n in numbers if (f := _tried(road, seed, n)) is not None]


def _begin() -> None:
    """A process of the pool: bounded memory, no chatter about divisions by zero."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.simplefilter("ignore")


def _batches(road: Road, count: int, seed: int, jobs: int) -> Iterator[tuple[int, list[Failure]]]:
    parts = [range(n, min(n + road.batch, count)) for n in range(0, count, road.batch)]
    if jobs == 1:
        for part in parts:
            yield len(part), [f for n in part if (f := _tried(road, seed, n)) is not None]
        return
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin) as pool:
        waiting = [pool.submit(_batch, road.name, seed, part) for part in parts]
        for one in waiting:
            yield one.result()


def run(road: Road, count: int, *, seed: int, jobs: int, say: Callable[[str], None]) -> Outcome:
    """``count`` inputs of one road; ``say`` hears how far it is."""
    start, done, failures = time.monotonic(), 0, []
    for number, found in _batches(road, count, seed, jobs):
        done += number
        failures += found
        passed = time.monotonic() - start
        left = passed / done * (count - done)
        say(f"{road.name}: {done:,} of {count:,} inputs, {len(failures)} failures, {passed:.0f} s, {left:.0f} s to go")
    return Outcome(done, time.monotonic() - start, tuple(failures))


def _kept(failure: Failure) -> Path:
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{failure.road}-{failure.number}.{failure.kind}.txt"
    path.write_text(f"{failure.text}\n\n---\n{failure.reason}\n", encoding="utf-8", errors="backslashreplace")
    return path


def _progress() -> Callable[[str], None]:
    """One line that is written over on a terminal; elsewhere a line a minute."""
    last = [0.0]

    def say(line: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
        elif time.monotonic() - last[0] > 60:
            last[0] = time.monotonic()
            print(line, file=sys.stderr, flush=True)

    return say


def main() -> int:
    """Both roads, one after the other; 1 if anything failed."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--parser", type=int, default=1_000_000, metavar="N", help="inputs for the parser")
    options.add_argument("--whole", type=int, default=10_000, metavar="N", help="documents for the whole road")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--jobs", type=int, default=1)
    options.add_argument("--only", metavar="ROAD:NUMBER", help="one input again")
    chosen = options.parse_args()
    _begin()
    if chosen.only:
        name, number = chosen.only.split(":")
        failure = _tried(next(r for r in ROADS if r.name == name), chosen.seed, int(number))
        print(f"{failure.text}\n---\n{failure.reason}" if failure else "nothing fails")
        return bool(failure)
    status = 0
    for road, count in zip(ROADS, (chosen.parser, chosen.whole), strict=True):
        outcome = run(road, count, seed=chosen.seed, jobs=chosen.jobs, say=_progress())
        if sys.stderr.isatty():
            print(file=sys.stderr)
        rate = outcome.inputs / outcome.seconds if outcome.seconds else 0.0
        print(f"{road.name}: {outcome.inputs:,} inputs in {outcome.seconds:.0f} s ({rate:.1f} a second),", end=" ")
        print(f"{len(outcome.failures)} failures", flush=True)
        for failure in outcome.failures:
            print(f"  {road.name}:{failure.number}: {failure.reason.splitlines()[-1]} ({_kept(failure)})")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
