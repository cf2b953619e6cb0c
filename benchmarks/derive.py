"""How long deriving takes: the work list of derivatives, each several times; median and worst in milliseconds.

    python benchmarks/derive.py [--repeat N]

Reading the document and confirming the answer by numbers are told apart from finding the derivative and its line.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "derive"))

from derivative_worklist import ITEMS, Item

from backproof.app.check import deepen
from backproof.app.deriving import Request, derived
from backproof.claims.derived import Derived
from backproof.derive.answers import answer
from backproof.meaning.asking import ask, understood
from backproof.terms.nodes import Derivative, Index, Position


def measured(item: Item) -> tuple[float, float, str]:
    """Milliseconds to find the derivative and its matrix form, milliseconds for all, and the line."""
    statement = ask(item.page, item.of, (item.by,))[-1]
    tensor = understood(statement, item.layout)
    asked, axes = tensor.body, tensor.axes
    if item.order == 2 and isinstance(asked, Derivative):
        more = tuple(Index("j", a.size, a.lower) for a in statement.scope.model[asked.symbol].axes)
        asked, axes = Derivative(asked, asked.symbol, tuple(map(Position, more)), asked.held), (*axes, *more)
    premises = [(a.premise.reading.left, a.premise.reading.right) for a in statement.scope.assumed]
    start = time.process_time()
    answer(asked, axes, statement.scope.model, premises)
    found = time.process_time()
    told = derived(item.page, Request(item.of, item.by, item.order, item.layout))
    done = time.process_time()
    return 1000 * (found - start), 1000 * (done - found), told.latex if isinstance(told, Derived) else told.message


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    repeat = parser.parse_args().repeat
    deepen()
    every: list[float] = []
    print(f"{'item':<42}{'derive':>9}{'all':>9}   line")
    for item in ITEMS:
        runs = [measured(item) for _ in range(repeat)]
        if len({line for _, _, line in runs}) > 1:
            print(f"{item.name}: the text differs between runs")
            return 1
        every.append(median(r[0] for r in runs))
        name = f"{item.name}: {item.of} by {item.by}" + (" twice" if item.order == 2 else "")
        print(f"{name:<42}{every[-1]:>8.1f} {median(r[1] for r in runs):>8.1f}   {runs[0][2]}")
    print(f"{'median':<42}{median(every):>8.1f}\n{'worst':<42}{max(every):>8.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
