"""Depth and time: the backward pass as a recursion, stated once."""

from __future__ import annotations

import pytest

from backproof.app.deriving import Request, derived
from backproof.claims.derived import Derived, Refused

DEEP = r"""
Let $W_i \in \mathbb{R}^{D_i \times D_{i-1}}$, $b_i, z_i, h_i \in \mathbb{R}^{D_i}$ for $i = 1, \dots, L$, and $h_0 = x$
with $x \in \mathbb{R}^{D_0}$.
$$z_i = W_i h_{i-1} + b_i, \qquad h_i = \sigma(z_i)$$
Let $\ell$ be a loss that depends on $h_L$.
"""
RECURRENT = r"""
Let $h_t \in \mathbb{R}^m$, $x_t \in \mathbb{R}^d$, $V \in \mathbb{R}^{k\times m}$, $W \in \mathbb{R}^{m\times m}$,
$U \in \mathbb{R}^{m\times d}$.
$$a_t = W h_{t-1} + U x_t, \quad h_t = \tanh(a_t), \quad o_t = V h_t, \quad L = \sum_{t=1}^T \ell(o_t)$$
"""
ONE_LINE = r"""
Let $h_t \in \mathbb{R}^m$, $x_t \in \mathbb{R}^d$, $W \in \mathbb{R}^{m\times m}$, $U \in \mathbb{R}^{m\times d}$,
$b \in \mathbb{R}^m$.
$$h_t = \tanh(W h_{t-1} + U x_t + b)$$
Let $\mathcal{L}$ be a loss that depends on $h_T$.
"""
LAYERS = (
    (r"\frac{\partial \ell}{\partial z_L}", r"\frac{\partial \ell}{\partial h_L} \odot \sigma'(z_L)"),
    (
        r"\frac{\partial \ell}{\partial z_i}",
        r"\sigma'(z_i) \odot \left(W_{i + 1}^\top \frac{\partial \ell}{\partial z_{i + 1}}\right) \quad (i < L)",
    ),
)
STEPS = (
    (
        r"\frac{\partial L}{\partial a_T}",
        r"(1 - h_T \odot h_T) \odot \left(V^\top \frac{\partial \ell}{\partial o_T}\right)",
    ),
    (
        r"\frac{\partial L}{\partial a_t}",
        r"(1 - h_t \odot h_t) \odot \left(W^\top \frac{\partial L}{\partial a_{t + 1}}"
        r" + V^\top \frac{\partial \ell}{\partial o_t}\right) \quad (t < T)",
    ),
)


def answer(page: str, of: str, by: str) -> Derived:
    found = derived(page, Request(of, by))
    assert isinstance(found, Derived), found
    return found


@pytest.mark.parametrize(
    ("by", "line"),
    [
        ("W_i", r"\frac{\partial \ell}{\partial z_i} h_{i - 1}^\top"),
        ("b_i", r"\frac{\partial \ell}{\partial z_i}"),
    ],
)
def test_layers(by: str, line: str) -> None:
    found = answer(DEEP, r"\ell", by)
    assert found.latex == line
    assert found.where == LAYERS


@pytest.mark.parametrize(
    ("by", "line", "where"),
    [
        ("W", r"\sum_{t = 1}^{T} \frac{\partial L}{\partial a_t} h_{t - 1}^\top", STEPS),
        ("U", r"\sum_{t = 1}^{T} \frac{\partial L}{\partial a_t} x_t^\top", STEPS),
        ("V", r"\sum_{t = 1}^{T} \frac{\partial \ell}{\partial o_t} h_t^\top", ()),
    ],
)
def test_time(by: str, line: str, where: tuple[tuple[str, str], ...]) -> None:
    found = answer(RECURRENT, "L", by)
    assert found.latex == line
    assert found.where == where


def test_a_recurrence_in_one_line() -> None:
    found = answer(ONE_LINE, r"\mathcal{L}", "W")
    state = r"\frac{\partial \mathcal{L}}{\partial h_t}"
    assert found.latex == rf"\sum_{{t = 1}}^{{T}} \left({state} \odot (1 - h_t \odot h_t)\right) h_{{t - 1}}^\top"
    assert found.where[-1][1].endswith(r"(t < T)")


def test_the_derivative_by_a_state() -> None:
    found = answer(RECURRENT, "L", "h_t")
    assert found.latex == (
        r"V^\top \frac{\partial \ell}{\partial o_t} + W^\top \left(\frac{\partial L}{\partial h_{t + 1}}"
        r" \odot (1 - h_{t + 1} \odot h_{t + 1})\right) \quad (t < T)"
    )
    assert answer(RECURRENT, "L", "h_T").latex == r"V^\top \frac{\partial \ell}{\partial o_T}"


@pytest.mark.parametrize("by", ["h_0", "h_3"])
def test_one_step_of_many_is_refused_in_words(by: str) -> None:
    found = derived(RECURRENT, Request("L", by))
    assert isinstance(found, Refused)
    assert found.code == "V421"


def test_it_is_confirmed_by_numbers() -> None:
    found = answer(RECURRENT, "L", "W")
    assert found.evidence is not None
    assert found.evidence.digits >= 9
