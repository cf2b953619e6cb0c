"""Derivatives through layers and through time: the recursions of backpropagation are proved, their mutants are not."""

from __future__ import annotations

import pytest

from backproof.app.check import check_document
from backproof.claims.statement import Verdict
from backproof.text import read_text

NETWORK = r"""
For $l = 1, \dots, D$ let $z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}$ and $a^{(l)} = \phi(z^{(l)})$, where
$a^{(l)} \in \mathbb{R}^{n_l}$, $W^{(l)} \in \mathbb{R}^{n_l \times n_{l-1}}$, $b^{(l)} \in \mathbb{R}^{n_l}$, and
$\phi$ acts element-wise. The loss $E$ is a function of $a^{(D)}$. Let
$\delta^{(l)} = \frac{\partial E}{\partial z^{(l)}}$.
"""

RECURRENT = r"""
Let $s_t = \tanh(A s_{t-1} + B u_t)$ with $s_t \in \mathbb{R}^m$, $u_t \in \mathbb{R}^k$,
$A \in \mathbb{R}^{m \times m}$, $B \in \mathbb{R}^{m \times k}$, and let $o_t = C s_t$ with
$C \in \mathbb{R}^{q \times m}$.
The loss is $J = \sum_{t=1}^T \ell_t(o_t)$.
"""

CELL = r"""
Let $c_t = f_t \odot c_{t-1} + g_t$ and $f_t = \sigma(p_t)$ with $c_t, f_t, g_t, p_t \in \mathbb{R}^n$, where
$\sigma$ is the logistic sigmoid. The loss is $J = \sum_{t=1}^T \ell_t(c_t)$.
"""

HOLD = [
    (NETWORK, r"\delta^{(l)} = \phi'(z^{(l)}) \odot \left( (W^{(l+1)})^\top \delta^{(l+1)} \right)"),
    (NETWORK, r"\frac{\partial E}{\partial b^{(l)}} = \delta^{(l)}"),
    (NETWORK, r"\frac{\partial E}{\partial W^{(l)}_{ij}} = \delta^{(l)}_i a^{(l-1)}_j"),
    (NETWORK, r"\frac{\partial E}{\partial a^{(l-1)}} = (W^{(l)})^\top \delta^{(l)}"),
    (
        RECURRENT,
        r"\frac{\partial J}{\partial s_t} = C^\top \frac{\partial \ell_t}{\partial o_t} + "
        r"A^\top \left( (1 - s_{t+1}^2) \odot \frac{\partial J}{\partial s_{t+1}} \right)",
    ),
    (CELL, r"\frac{\partial J}{\partial f_t} = \frac{\partial J}{\partial c_t} \odot c_{t-1}"),
    (
        CELL,
        r"\frac{\partial J}{\partial p_t} = \frac{\partial J}{\partial c_t} \odot c_{t-1} \odot f_t \odot (1 - f_t)",
    ),
]
FAIL = [
    (NETWORK, r"\delta^{(l)} = \phi'(z^{(l)}) \odot \left( (W^{(l)})^\top \delta^{(l+1)} \right)"),
    (NETWORK, r"\delta^{(l)} = \phi'(z^{(l+1)}) \odot \left( (W^{(l+1)})^\top \delta^{(l+1)} \right)"),
    (NETWORK, r"\frac{\partial E}{\partial W^{(l)}_{ij}} = \delta^{(l)}_i a^{(l)}_j"),
    (NETWORK, r"\frac{\partial E}{\partial a^{(l-1)}} = (W^{(l)})^\top \delta^{(l-1)}"),
    (
        RECURRENT,
        r"\frac{\partial J}{\partial s_t} = C^\top \frac{\partial \ell_t}{\partial o_t} + "
        r"A^\top \left( (1 - s_t^2) \odot \frac{\partial J}{\partial s_{t+1}} \right)",
    ),
    (
        RECURRENT,
        r"\frac{\partial J}{\partial s_t} = "
        r"A^\top \left( (1 - s_{t+1}^2) \odot \frac{\partial J}{\partial s_{t+1}} \right)",
    ),
    (CELL, r"\frac{\partial J}{\partial f_t} = \frac{\partial J}{\partial c_t} \odot c_t"),
    (
        CELL,
        r"\frac{\partial J}{\partial p_t} = \frac{\partial J}{\partial c_t} \odot c_{t-1} \odot f_t \odot (1 - f_t^2)",
    ),
]


def verdict(given: str, relation: str) -> Verdict:
    found = check_document(read_text(f"{given}\n\n$${relation}$$\n")).statements[-1].verdict
    assert found is not None, relation
    return found


@pytest.mark.parametrize(("given", "relation"), HOLD)
def test_it_is_proved_without_unrolling(given: str, relation: str) -> None:
    found = verdict(given, relation)
    assert found.outcome == "proved", found.reason


@pytest.mark.parametrize(("given", "relation"), FAIL)
def test_its_mutants_do_not_hold(given: str, relation: str) -> None:
    assert not verdict(given, relation).holds
