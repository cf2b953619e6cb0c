"""Reverse sweeps: adjoints sent back along what a value was computed from, last step first.

One sweep gives the derivatives of one number by all entries of a variable. Where the result has axes, its adjoint
begins as the identity over copies of them, so that one sweep carries all entries at once.
Source: Griewank and Walther, *Evaluating Derivatives*, section 3.2.
"""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np

from backproof.numeric.arrays import Array, Axis
from backproof.numeric.duals import Boxed, NotReversible, Taped, Value, add, mul, primal, rename, scalar


def adjoint_of(result: Value, variable: Taped, names: dict[Axis, Axis]) -> Value:
    """∂ result / ∂ variable, over the axes of ``result`` and, by their ``names``, those of ``variable``.

    Zero where the result does not depend on the variable. Raises ``NotReversible`` where a step has no transpose,
    or where the variable has more axes than ``names``.
    """
    tag = variable.tag
    if any(axis not in names for axis in primal(variable).axes):
        raise NotReversible  # an index that its definition leaves free: each of its values is a variable of its own
    if isinstance(result, Boxed) and result.tag > tag:
        raise NotReversible
    if not isinstance(result, Taped) or result.tag != tag:
        return scalar(0.0)
    copies: dict[Axis, Axis] = {axis: ("seed", tag, axis) for axis in primal(result).axes}
    adjoints: dict[int, Value] = {result.serial: _identity(primal(result), copies)}
    waiting = [-result.serial]
    nodes = {result.serial: result}
    while waiting:
        serial = -heappop(waiting)
        if serial <= variable.serial:
            break
        node, adjoint = nodes.pop(serial), adjoints.pop(serial)
        for operand, pull in node.parents:
            part = pull(adjoint)
            if operand.serial in adjoints:
                adjoints[operand.serial] = add(adjoints[operand.serial], part)
                continue
            adjoints[operand.serial] = part
            nodes[operand.serial] = operand
            heappush(waiting, -operand.serial)
    found = adjoints.get(variable.serial)
    return scalar(0.0) if found is None else rename(found, {**names, **{copy: axis for axis, copy in copies.items()}})


def _identity(result: Array, copies: dict[Axis, Axis]) -> Value:
    seed: Value = scalar(1.0)
    for axis, copy in copies.items():
        seed = mul(seed, Array((axis, copy), np.eye(result.length(axis))))
    return seed
