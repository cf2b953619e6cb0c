"""Loops: families whose members rest on each other, along layers or time, and sums that run along them.

Nothing is unrolled. A loop keeps the members that are read after it, or at another step, by their number in the
document.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from backproof.compiling.values import Value


@dataclass(eq=False)
class Loop:
    """A recursion: ``step`` runs from ``first`` upwards, or from ``last`` downwards to ``first``."""

    letter: str
    step: Value
    families: tuple[str, ...]
    descending: bool = False
    first: int = 1
    last: Value | None = None
    starts: dict[str, dict[int | Value, Value]] = field(default_factory=dict)
    """Members that are given or defined apart, by number; those at the end of a recursion by its last step."""
    bodies: dict[str, Value] = field(default_factory=dict)
    """The member at ``step`` of each family."""
    kept: dict[str, Value] = field(default_factory=dict)
    """The families of which members are read by number, and all their members as one value."""
    reads: list[Value] = field(default_factory=list)
    """The numbers at which members are read from outside."""


@dataclass(frozen=True, eq=False)
class Run:
    """A running variable with the values that it takes: ``first`` to ``last``."""

    letter: str
    step: Value
    first: Value
    last: Value
