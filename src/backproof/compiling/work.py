"""What the functions of one module share: the graph, its loops, the ranges of its running variables."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from backproof.compiling.loops import Loop, Run
from backproof.compiling.values import Graph, Value
from backproof.terms.nodes import Expr, Index


@dataclass
class Work:
    """``lengths`` are assumed sizes by their keys; the order of contractions is chosen by them."""

    lengths: Mapping[str, float] = field(default_factory=dict)
    graph: Graph = field(default_factory=Graph)
    loops: dict[Hashable, Loop] = field(default_factory=dict)
    loop_values: dict[Value, Loop] = field(default_factory=dict)
    """The loop that makes all members of a family, by the value that stands for them."""
    runs: dict[Value, Run] = field(default_factory=dict)
    run_values: dict[str, Run] = field(default_factory=dict)
    counted: dict[str, str] = field(default_factory=dict)
    """By the name of a family that is given: the size that says how many members it has."""
    counted_now: dict[str, str] = field(default_factory=dict)
    """The same with those that are only read step by step, once all is lowered."""
    stepped: dict[str, Value] = field(default_factory=dict)
    """The running variables at which families are read that are given."""
    upstream: dict[str, tuple[Expr, tuple[Index, ...]]] = field(default_factory=dict)
    """What stands behind an argument that is the derivative of a loss: the term, over axes."""
    given: dict[str, Value] = field(default_factory=dict)
    """States that were renewed: what their names stand for from now on."""
    count: int = 0

    def step(self, letter: str) -> Value:
        """A new running variable."""
        self.count += 1
        return self.graph.step(f"{letter}#{self.count}")

    def run(self, letter: str, first: Value, last: Value, taken: frozenset[Value]) -> Run:
        """A running variable over a range: the same one for the same range, unless it is taken."""
        for known in self.runs.values():
            if (known.letter, known.first, known.last) == (letter, first, last) and known.step not in taken:
                return known
        made = Run(letter, self.step(letter), first, last)
        self.runs[made.step] = self.run_values[str(made.step.detail)] = made
        return made
