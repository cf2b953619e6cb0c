"""How fast backproof is, against its budgets: figures to read, never a test that fails.

    python benchmarks/run.py [--repeat 3] [--backproof .venv/bin/backproof]

Everything is measured from outside, as a user meets it: one process per run, and the processor time that it takes,
which on an idle machine is what the clock shows, and on a busy one still says something. What is compared is
interleaved (one run of each in turn, then again); the figure is the median. No further turn begins once ``ENOUGH``
seconds are over. Every cache lies in a scratch directory (``XDG_CACHE_HOME``), fresh for a cold run; the user's is not
read. Python's own compiled files are there, as after an installation.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

if sys.platform != "win32":
    import resource

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
PAGE = EXAMPLES / "batch-norm-one-unit.md"
EPSILONS = ("alpha", "delta", "eta", "kappa", "nu", "omega", "rho", "tau", "xi", "zeta")  # one spelling of ε per page
PATIENCE = 30.0  # seconds until a run is given up
ENOUGH = 30.0  # seconds after which no further turn begins

START_BUDGET = 0.15  # seconds, backproof --version
DOCUMENT_BUDGET = 2.0  # seconds, ten pages from cold
EDIT_BUDGET = 0.1  # seconds, one edited line
RATE_BUDGET = 100.0  # statements per second and core

WHY_OVER = """\
Where the time goes that is over: an edited page is read again from its first line, since a definition may change what
any other line means, and only the verdicts and corrections of lines that still mean the same come from the cache; a
process that has to read or judge anything first imports about a quarter of a second of program. A derivative costs most
to judge: it is evaluated at three points or more, under every layout that makes a difference, and a third as much again
to prove and to replay. A wrong line costs more than all others, up to some hundreds of edits that are read and tried
for its correction; these documents are copies of examples with mistakes planted in them."""


@dataclass(frozen=True, slots=True)
class Run:
    """One process: the time it took, how many statements its report holds, and what went wrong, if anything did."""

    seconds: float
    statements: int = 0
    trouble: str = ""


class Bench:
    """Runs one command line of backproof, timed."""

    def __init__(self, program: Sequence[str], compiled: Path) -> None:
        self.program = tuple(program)
        self.environment = os.environ | {"PYTHONPYCACHEPREFIX": str(compiled)}
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def time(self, arguments: Sequence[str], cache: Path) -> Run:
        """The time of one run with its cache in ``cache``; exit status 1 means "something wrong", which is fine."""
        environment = self.environment | {"XDG_CACHE_HOME": str(cache)}
        start = spent()
        try:
            done = subprocess.run(
                [*self.program, *arguments],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                env=environment,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Run(PATIENCE, trouble=f"given up after {PATIENCE:.0f} s")
        seconds = spent() - start
        if done.returncode not in (0, 1):
            last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
            return Run(seconds, trouble=f"exit status {done.returncode}: {last[:80]}")
        if "--format" not in arguments:
            return Run(seconds)
        try:
            documents = json.loads(done.stdout)["documents"]
        except (ValueError, KeyError):
            return Run(seconds, trouble="the output is not the JSON report")
        return Run(seconds, sum(len(document["statements"]) for document in documents))

    def check(self, documents: Sequence[Path], cache: Path, *more: str) -> Run:
        return self.time(["check", "--format", "json", *map(str, documents), *more], cache)


def spent() -> float:
    """Processor time of all processes that were started and have ended; the clock, where the system does not count."""
    if sys.platform == "win32":
        return time.perf_counter()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def interleave(repeat: int, runs: dict[str, Callable[[int], Run]]) -> dict[str, list[Run]]:
    """Each of ``runs`` up to ``repeat`` times, in turn; what failed once is not run again."""
    found: dict[str, list[Run]] = {name: [] for name in runs}
    start = time.perf_counter()
    for turn in range(repeat):
        if turn and time.perf_counter() - start > ENOUGH:
            break
        for name, run in runs.items():
            if not any(one.trouble for one in found[name]):
                found[name].append(run(turn))
    return found


def long_document(pages: int = 10) -> str:
    """The same derivation ``pages`` times, each with its own name for ε, so that no page repeats another.

    Each page is a problem of its own: its names begin anew.
    """
    page = PAGE.read_text(encoding="utf-8")
    names = EPSILONS[:pages]
    return "\n".join(
        page.replace(r"\varepsilon", rf"\{name}").replace("# Batch", f"# Problem {number}. Batch", 1)
        for number, name in enumerate(names, 1)
    )


def edited(document: str, turn: int) -> str:
    """``document`` with one formula of its last page changed, differently at each turn, and still true."""
    head, formula, tail = document.rpartition(r"\sum_{k=1}^n r_k = 0")
    assert formula, "the line that this benchmark edits is gone from the example"
    return f"{head}{turn + 2} {formula}{tail}"


def copies(documents: Sequence[Path], folder: Path, times: int = 5) -> list[Path]:
    """The same documents several times over, under other names: a corpus so long that the start does not count."""
    folder.mkdir()
    made = [folder / f"{turn}-{document.name}" for turn in range(times) for document in documents]
    for path in made:
        shutil.copyfile(EXAMPLES / path.name.split("-", 1)[1], path)
    return made


def figure(name: str, runs: Sequence[Run]) -> float | None:
    """The median time, or None, with the reason printed, where a run failed."""
    trouble = next((run.trouble for run in runs if run.trouble), "")
    if trouble:
        print(f"  {name:<44} not measured: {trouble}")
        return None
    return median(run.seconds for run in runs)


def row(name: str, value: str, budget: str = "", ratio: float | None = None) -> None:
    """``ratio`` is cost over budget: at most 1 is kept."""
    verdict = "" if ratio is None else f"{ratio:6.2f} ×  {'kept' if ratio <= 1 else 'OVER'}"
    print(f"  {name:<44} {value:>14} {budget:>14} {verdict}")


def measure(bench: Bench, repeat: int, scratch: Path) -> None:
    def fresh(name: str) -> Path:
        folder = scratch / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder

    document = long_document()
    ten_pages = scratch / "ten-pages.md"
    ten_pages.write_text(document, encoding="utf-8")
    drafts = [scratch / f"edited-{turn}" / "ten-pages.md" for turn in range(repeat)]
    for turn, draft in enumerate(drafts):
        draft.parent.mkdir()
        draft.write_text(edited(document, turn), encoding="utf-8")
    warm = fresh("warm")
    seen = bench.check([ten_pages], warm)  # fills the cache that "with" uses; its time is not counted

    examples = [PAGE, EXAMPLES / "momentum.tex"]
    given = ("--given", str(EXAMPLES / "logistic-problem.md"))
    solution = [EXAMPLES / "logistic-solution.md"]
    corpus = copies(examples, scratch / "corpus")
    bare = Bench([sys.executable, "-c", "pass"], scratch)
    cold = {
        "python": lambda _: bare.time([], scratch),
        "version": lambda _: bench.time(["--version"], scratch),
        "examples": lambda _: bench.check(examples, fresh("empty")),
        "solution": lambda _: bench.check(solution, fresh("empty"), *given),
        "corpus": lambda _: bench.check(corpus, scratch, "--no-cache"),
        "pages": lambda _: bench.check([ten_pages], fresh("empty")),
        "edit without": lambda turn: bench.check([drafts[turn]], fresh("empty"), "--no-cache"),
        "edit with": lambda turn: bench.check([drafts[turn]], warm),
        "same with": lambda _: bench.check([ten_pages], warm),
    }
    found = interleave(repeat, cold)

    turns = max(len(runs) for runs in found.values())
    print(f"medians of {turns} interleaved runs, processor time, Python {sys.version.split()[0]}\n")
    row("what", "measured", "budget")
    python = figure("bare Python, for comparison", found["python"])
    version = figure("backproof --version", found["version"])
    if python is not None:
        row("bare Python, for comparison", f"{python:.3f} s")
    if version is not None:
        row("backproof --version", f"{version:.3f} s", f"{START_BUDGET} s", version / START_BUDGET)

    print()
    labels = {"examples": "two examples", "solution": "solution with its problem", "corpus": "a corpus, one process"}
    for name, label in labels.items():
        seconds = figure(label, found[name])
        if seconds is not None and version is not None:
            count = found[name][0].statements
            net = max(seconds - version, 1e-9)
            rate = count / net
            row(
                f"{label}: {count} statements", f"{rate:.1f} /s", f"{RATE_BUDGET:.0f} /s", RATE_BUDGET / max(rate, 1e-9)
            )

    print()
    pages = figure("ten pages, cold", found["pages"])
    if pages is not None:
        count = found["pages"][0].statements
        row(f"ten pages, cold: {count} statements", f"{pages:.3f} s", f"{DOCUMENT_BUDGET} s", pages / DOCUMENT_BUDGET)

    print()
    without = figure("one line edited, no cache", found["edit without"])
    again = figure("one line edited, cache", found["edit with"]) if not seen.trouble else None
    same = figure("nothing edited, cache", found["same with"]) if not seen.trouble else None
    if without is not None:
        row("one line edited, no cache", f"{without:.3f} s")
    if same is not None:
        row("nothing edited, cache", f"{same:.3f} s")
    if again is not None:
        row("one line edited, cache", f"{again:.3f} s", f"{EDIT_BUDGET} s", again / EDIT_BUDGET)
        if version is not None:
            net = max(again - version, 0.0)
            row("the same, less the start of the process", f"{net:.3f} s", f"{EDIT_BUDGET} s", net / EDIT_BUDGET)
        if without is not None:
            row("no cache : cache", f"{without / again:.1f} : 1")
    print(f"\n{WHY_OVER}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure backproof against its time budgets.")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each kind (default 3)")
    parser.add_argument("--backproof", default="", help="the program to measure (default: beside this Python)")
    options = parser.parse_args()
    beside = Path(sys.executable).parent / "backproof"
    program = options.backproof or (str(beside) if beside.exists() else shutil.which("backproof") or "")
    if not program:
        raise SystemExit("no backproof found: run `make bench`, or name it with --backproof")
    with tempfile.TemporaryDirectory(prefix="backproof-bench-") as folder:
        measure(Bench([program], Path(folder) / "compiled"), max(1, options.repeat), Path(folder))


if __name__ == "__main__":
    main()
