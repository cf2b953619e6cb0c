"""The intermediate form between terms and source: a graph of array operations, each value made once.

A value is an operation on values with a shape. Axes have places, not names: two sums that differ only in the letters
that run become one value, and so shared subexpressions are found by making them. Values know nothing of any array
library; ``spelling`` writes them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction

Shape = tuple[str, ...]
"""One key per axis; the key of an axis of length one that only serves to line up is ``1``."""


@dataclass(frozen=True, eq=False)
class Value:
    """An operation on values. ``steps`` are the running variables of loops that it depends on.

    ``scalar`` is set where it is a number of Python itself: a size, a step, or arithmetic of those.
    """

    operation: str
    arguments: tuple[Value, ...]
    detail: Hashable
    shape: Shape
    steps: frozenset[str]
    scalar: bool
    serial: int

    @property
    def rank(self) -> int:
        return len(self.shape)


@dataclass
class Graph:
    """Makes values, each once. ``names`` are what values are called, where the document has a name for them.

    ``hints`` are names for those that have none, should they need one.
    """

    names: dict[Value, str] = field(default_factory=dict)
    hints: dict[Value, str] = field(default_factory=dict)
    _made: dict[Hashable, Value] = field(default_factory=dict)

    def make(
        self,
        operation: str,
        arguments: Iterable[Value] = (),
        detail: Hashable = None,
        shape: Shape = (),
        steps: Iterable[str] = (),
        without: str = "",
        scalar: bool | None = None,
    ) -> Value:
        """A value; the same one for the same operation on the same values. ``without`` is a step that it binds."""
        given = tuple(arguments)
        key = (operation, given, detail, type(detail))
        found = self._made.get(key)
        if found is None:
            inner = frozenset(steps).union(*(a.steps for a in given)) - {without}
            plain = all(a.scalar for a in given) if scalar is None else scalar
            found = Value(operation, given, detail, shape, inner, plain, len(self._made))
            self._made[key] = found
        return found

    def name(self, value: Value, name: str) -> Value:
        """Call a value by a name, unless it has one."""
        self.names.setdefault(value, name)
        return value

    # ------------------------------------------------------------------ leaves

    def number(self, value: Fraction | int) -> Value:
        """An exact number."""
        return self.make("number", detail=Fraction(value), scalar=True)

    def constant(self, name: str) -> Value:
        """``pi``, ``e`` or ``inf``."""
        return self.make("constant", detail=name, scalar=True)

    def argument(self, name: str, shape: Shape) -> Value:
        """An argument of the function that is written."""
        return self.make("argument", detail=name, shape=shape, scalar=False)

    def size(self, key: str) -> Value:
        """How many entries an axis has."""
        return self.make("size", detail=key, scalar=True)

    def step(self, name: str) -> Value:
        """The running variable of a loop."""
        return self.make("step", detail=name, steps=(name,), scalar=True)


def common_shape(values: Iterable[Value]) -> Shape:
    """The shape to which values broadcast, aligned at their last axes."""
    shapes = [v.shape for v in values]
    rank = max((len(s) for s in shapes), default=0)
    found = []
    for k in range(rank):
        keys = [s[k - rank + len(s)] for s in shapes if k - rank + len(s) >= 0]
        found.append(next((key for key in keys if key != "1"), "1"))
    return tuple(found)


def number_of(value: Value) -> Fraction | None:
    """The exact number that a value is."""
    return value.detail if value.operation == "number" and isinstance(value.detail, Fraction) else None
