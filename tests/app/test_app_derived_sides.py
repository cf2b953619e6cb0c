"""Where no single slip explains a wrong derivative, the report shows what the laws make of it."""

from __future__ import annotations

import pytest

from backproof.app.check import check_document
from backproof.claims.statement import Verdict
from backproof.text import read_text

RIDGE = r"""
Let $M \in \mathbb{R}^{m \times n}$, $u \in \mathbb{R}^n$, $c \in \mathbb{R}^m$ and
$g = \|Mu - c\|^2 + \kappa\, u^\top u$.
"""
SHARES = r"""
Let $s_a = \frac{e^{h_a}}{\sum_{b=1}^A e^{h_b}}$ be the softmax of $h \in \mathbb{R}^A$.

$$\sum_{a=1}^A s_a = 1$$
"""


def verdict(given: str, relation: str) -> Verdict:
    found = check_document(read_text(f"{given}\n\n$${relation}$$\n")).statements[-1].verdict
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("given", "left", "wrong"),
    [
        (RIDGE, r"\frac{\partial g}{\partial u}", r"3 M^\top M u - \kappa M^\top c"),
        (RIDGE, r"\nabla_u g", r"M^\top M u + 5 \kappa u - 3 M^\top c"),
        (SHARES, r"\frac{\partial s_a}{\partial h_b}", r"-s_a s_b"),
    ],
)
def test_what_is_shown_instead_holds(given: str, left: str, wrong: str) -> None:
    found = verdict(given, f"{left} = {wrong}")
    assert found.outcome == "wrong"
    assert found.correction and not found.repair
    again = verdict(given, f"{left} = {found.correction}")
    assert again.holds, (found.correction, again.reason)


def test_a_single_slip_is_named_as_one() -> None:
    found = verdict(RIDGE, r"\frac{\partial g}{\partial u} = M^\top (M u - c) + 2 \kappa u")
    assert found.outcome == "wrong"
    assert found.repair
