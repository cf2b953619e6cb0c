"""Integrands that see their normal variables only through one linear form: f(z) = g(b·z), the same b everywhere.

The gradients at random points, by automatic differentiation, are then all parallel to b, and the expectation over
the independent standard normals z is an integral over one. Source: Constantine, *Active Subspaces*, 2015.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backproof.numeric.duals import primal, tangent_of
from backproof.numeric.softening import softened

if TYPE_CHECKING:
    from backproof.numeric.expectation import Problem

POINTS = 24
AXIS = ("ridge",)


def directions(problem: Problem, active: tuple[int, ...], smooth: list[int], tag: int) -> Any:
    """For each entry of the body (axes as in ``problem.data``) the unit vector b; NaN where gradients are not parallel.

    None if some number is not normal, or has a law for which the base variables cannot be turned.
    """
    if any(
        problem.randoms.bases[k] != "normal" or problem.randoms.owner[k][0].joint or problem.randoms.owner[k][0].varying
        for k in smooth
    ):
        return None
    child = problem.child()
    problem.randoms.value(problem.randoms.sampled(POINTS, problem.rng), active, child, (tag, tuple(smooth)))
    with softened(problem.evaluator, problem.sample):
        value = problem.evaluator._value(problem.body, child, problem.bind)
    axes, _ = problem.data(value)
    slope = primal(tangent_of(value, tag))
    if AXIS not in slope.axes:
        return None
    data, have = slope.data.astype(float), list(slope.axes)
    for a in (*axes, problem.sample):
        if a not in have:
            data, have = data[..., None], [*have, a]
    if set(have) != {*axes, problem.sample, AXIS}:
        return None
    data = data.transpose([have.index(a) for a in (*axes, problem.sample, AXIS)])
    size = np.linalg.norm(data, axis=-1, keepdims=True)
    with np.errstate(all="ignore"):
        unit = np.where(size > 1e-9 * np.max(size, axis=-2, keepdims=True), data / size, np.nan)
    best = np.argmax(size[..., 0], axis=-1)
    chosen = np.take_along_axis(unit, best[..., None, None], axis=-2)
    along = np.abs(np.sum(unit * chosen, axis=-1))
    parallel = np.all(np.isnan(along) | (along > 1 - 1e-13), axis=-1)
    return np.where(parallel[..., None], chosen[..., 0, :], np.nan)
