"""Which sides of kinks and conditions the points tried lie on: what shows on one side only was not tested."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from backproof.numeric.arrays import Array, combine
from backproof.numeric.duals import Value, primal

AT_ZERO = frozenset(("relu", "step", "abs", "sign", "softsign"))
LARGER = frozenset(("max", "min"))
ORDERS = frozenset(("<", "<=", ">", ">="))


def sides_of(function: str, arguments: Sequence[Value]) -> frozenset[bool]:
    """On which sides of its kink a function is evaluated; nothing for a smooth one."""
    if function in AT_ZERO:
        return seen(combine(lambda x: x > 0, primal(arguments[0])))
    if function in LARGER and len(arguments) == 2:
        return seen(combine(lambda x, y: x > y, primal(arguments[0]), primal(arguments[1])))
    return frozenset()


def seen(where: Array) -> frozenset[bool]:
    """Whether a condition holds somewhere, and whether it fails somewhere."""
    data: Any = np.asarray(where.data, dtype=bool)
    found = set()
    if data.any():
        found.add(True)
    if not data.all():
        found.add(False)
    return frozenset(found)
