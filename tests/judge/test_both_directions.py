"""A derivative that comes out differently forward and backward is our fault: no verdict rests on it."""

from __future__ import annotations

import pytest

from backproof.app.check import check_document
from backproof.numeric import directions
from backproof.numeric.backward import adjoint_of
from backproof.numeric.duals import mul, scalar
from backproof.text import read_text

PAGE = r"""
Let $x \in \mathbb{R}^n$ and $L = \sum_{i=1}^n x_i^3$. Then

$$\frac{\partial L}{\partial x_j} = 3 x_j^2$$

$$\frac{\partial L}{\partial x_j} = 2 x_j^2$$
"""


def outcomes() -> list[str]:
    checked = check_document(read_text(PAGE))
    verdicts = [s.verdict for s in checked.statements if s.verdict is not None]
    return [v.outcome if not v.diagnostics else f"{v.outcome} {v.diagnostics[0].code}" for v in verdicts]


def test_both_directions_agree() -> None:
    assert outcomes() == ["proved", "wrong"]


def test_a_fault_of_one_direction_is_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directions, "adjoint_of", lambda *a: mul(scalar(1.001), adjoint_of(*a)))
    assert outcomes() == ["unclear I902", "unclear I902"]
