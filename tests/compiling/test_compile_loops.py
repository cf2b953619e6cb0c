"""Layers and time as loops: values and derivatives against central differences of plain NumPy."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import backproof

RECURRENT = r"""
Let $h_t \in \mathbb{R}^m$, $x_t \in \mathbb{R}^d$, $W \in \mathbb{R}^{m\times m}$, $U \in \mathbb{R}^{m\times d}$,
$b, y \in \mathbb{R}^m$.
$$h_t = \tanh(W h_{t-1} + U x_t + b), \qquad L = \frac12 \|h_T - y\|^2$$
"""
DEEP = r"""
Let $W_i \in \mathbb{R}^{D_i \times D_{i-1}}$, $b_i, z_i, h_i \in \mathbb{R}^{D_i}$ for $i = 1, \dots, K$, and $h_0 = x$
with $x \in \mathbb{R}^{D_0}$, $y \in \mathbb{R}^{D_K}$.
$$z_i = W_i h_{i-1} + b_i, \qquad h_i = \mathrm{ReLU}(z_i), \qquad L = \frac12 \|h_K - y\|^2$$
"""


def differences(function: Callable[..., Any], given: dict[str, Any], name: str, step: float = 1e-6) -> Any:
    base = given[name]
    found = np.zeros(base.shape)
    for place in np.ndindex(base.shape):
        moved = [base.copy(), base.copy()]
        moved[0][place] += step
        moved[1][place] -= step
        above, below = (function(**{**given, name: m}) for m in moved)
        found[place] = (above - below) / (2 * step)
    return found


def test_a_recurrent_network() -> None:
    loss = backproof.read(RECURRENT).function("L", ("W", "U", "b"))
    rng = np.random.default_rng(1)
    m, d, steps = 3, 2, 5
    given = {
        "x": rng.normal(size=(steps, d)),
        "W": rng.normal(size=(m, m)),
        "U": rng.normal(size=(m, d)),
        "b": rng.normal(size=m),
        "y": rng.normal(size=m),
        "h_0": rng.normal(size=m),
    }

    def plain(x: Any, W: Any, U: Any, b: Any, y: Any, h_0: Any) -> Any:
        h = h_0
        for row in x:
            h = np.tanh(W @ h + U @ row + b)
        return 0.5 * ((h - y) ** 2).sum()

    slopes = loss.gradient(**{k: given[k] for k in loss.arguments["L_gradient"]})
    for name, slope in zip(("W", "U", "b"), slopes, strict=True):
        assert slope == pytest.approx(differences(plain, given, name), rel=1e-5, abs=1e-7)
    assert "for t in range(T - 1, 0, -1):" in loss.source
    assert loss.source.count("for t in range(1, T + 1):") >= 2


def test_one_backward_pass_serves_all_weights() -> None:
    loss = backproof.read(RECURRENT).function("L", ("W", "U", "b"))
    gradient = loss.source.split("def L_gradient")[1].split("\ndef ")[0]
    assert gradient.count("range(T - 1, 0, -1)") == 1
    assert gradient.count("for t in range(1, T + 1):") == 2  # forward, and one sum for all three


def test_layers_of_different_widths() -> None:
    loss = backproof.read(DEEP).function("L", ("W_i", "b_i"))
    rng = np.random.default_rng(2)
    widths = (4, 5, 3, 2)
    W = [rng.normal(size=(a, b)) for b, a in pairwise(widths)]
    b = [rng.normal(size=a) for a in widths[1:]]
    x, y = rng.normal(size=widths[0]), rng.normal(size=widths[-1])

    def plain(W: Any, b: Any) -> Any:
        h = x
        for w, c in zip(W, b, strict=True):
            h = np.maximum(w @ h + c, 0)
        return 0.5 * ((h - y) ** 2).sum()

    dW, db = loss.gradient(W=W, b=b, x=x, y=y)
    for k, (w, c) in enumerate(zip(W, b, strict=True)):
        by_w = differences(lambda v, k=k: plain([*W[:k], v, *W[k + 1 :]], b), {"v": w}, "v")
        by_b = differences(lambda v, k=k: plain(W, [*b[:k], v, *b[k + 1 :]]), {"v": c}, "v")
        assert dW[k] == pytest.approx(by_w, rel=1e-5, abs=1e-7)
        assert db[k] == pytest.approx(by_b, rel=1e-5, abs=1e-7)
