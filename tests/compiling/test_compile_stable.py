"""Generated code is finite where its formula is, far out; and silent: NumPy has nothing to warn of."""

from __future__ import annotations

import numpy as np
import pytest

import backproof

FAR = np.array([-1000.0, -40.0, 0.0, 40.0, 1000.0])
PAGES = {
    "logistic loss": (
        r"""Let $z, y \in \mathbb{R}^n$, and let $\sigma$ be the logistic sigmoid.
$$L = -\sum_i \left(y_i \log \sigma(z_i) + (1 - y_i) \log(1 - \sigma(z_i))\right)$$""",
        {"y": np.array([1.0, 0.0, 1.0, 0.0, 1.0])},
    ),
    "logistic loss, written out": (
        r"""Let $z, y \in \mathbb{R}^n$.
$$q_i = \frac{1}{1 + e^{-z_i}}, \qquad L = -\sum_i \left(y_i \ln q_i + (1 - y_i) \ln(1 - q_i)\right)$$""",
        {"y": np.array([1.0, 0.0, 1.0, 0.0, 1.0])},
    ),
    "cross-entropy": (
        r"""Let $z \in \mathbb{R}^n$, and let $y \in \mathbb{R}^n$ be one-hot.
$$r = \mathrm{softmax}(z), \quad L = -\sum_k y_k \log r_k$$""",
        {"y": np.array([0.0, 0.0, 0.0, 1.0, 0.0])},
    ),
    "log-sum-exp": (r"Let $z \in \mathbb{R}^n$." + "\n" + r"$$L = \log \sum_{j=1}^n e^{z_j}$$", {}),
    "softplus": (r"Let $z \in \mathbb{R}^n$." + "\n" + r"$$L = \sum_{j=1}^n \log(1 + e^{z_j})$$", {}),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", PAGES)
def test_far_out(name: str) -> None:
    page, given = PAGES[name]
    loss = backproof.read(page).function("L", "z")
    assert np.isfinite(loss(z=FAR, **given))
    slope = loss.gradient(z=FAR, **{k: v for k, v in given.items() if k in loss.arguments["L_gradient"]})
    assert np.all(np.isfinite(slope))
    assert np.max(np.abs(slope)) <= 1.0


def test_the_loss_is_right_where_probabilities_are_rounded_to_one() -> None:
    page, _ = PAGES["logistic loss, written out"]
    loss = backproof.read(page).function("L")
    assert loss(z=np.array([40.0]), y=np.array([0.0])) == pytest.approx(40.0)
    assert loss(z=np.array([40.0]), y=np.array([1.0])) == pytest.approx(np.exp(-40.0), rel=1e-12)


def test_a_branch_that_is_not_taken_does_no_harm() -> None:
    page = r"""Let $x \in \mathbb{R}^n$.
$$h_i = \begin{cases} x_i & \text{if } x_i > 0 \\ e^{x_i} - 1 & \text{otherwise} \end{cases}, \qquad L = \sum_i h_i$$"""
    loss = backproof.read(page).function("L", "x")
    assert loss(x=np.array([1000.0, -1.0])) == pytest.approx(1000.0 + np.expm1(-1.0))
