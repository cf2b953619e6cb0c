"""Claims that something follows a law are proved by their transforms, which tell the law."""

from __future__ import annotations

import pytest

from backproof.app.check import check_document
from backproof.text import read_text

CLAIMS = [
    (r"Let $x\in\mathbb{R}^n$ with $x\sim\mathcal N(\mu, \Sigma)$, and let $A\in\mathbb{R}^{m\times n}$. Hence",
     r"Ax \sim \mathcal N(A\mu, A\Sigma A^\top)", "proved"),
    (r"Let $X\sim\mathcal N(a, b^2)$ and $Y\sim\mathcal N(c, d^2)$ be independent. Hence",
     r"X - Y \sim \mathcal N(a - c, b^2 + d^2)", "proved"),
    (r"Let $X\sim\mathrm{Poisson}(a)$ and $Y\sim\mathrm{Poisson}(c)$ be independent. Hence",
     r"X + Y \sim \mathrm{Poisson}(a + c)", "proved"),
    (r"Let $X\sim\mathrm{Poisson}(a)$ and $Y\sim\mathrm{Poisson}(c)$ be independent. Hence",
     r"X + Y \sim \mathrm{Poisson}(a c)", "wrong"),
    (r"Let $g\in\{0,1\}^K$ have independent entries with $P(g_k=1)=a$ and $0<a<1$. Hence",
     r"\sum_{k=1}^K g_k \sim \mathrm{Binomial}(K, a)", "proved"),
    (r"Let $g\in\{0,1\}^K$ have independent entries with $P(g_k=1)=a$ and $0<a<1$. Hence",
     r"\sum_{k=1}^K g_k \sim \mathrm{Binomial}(K, 1 - a)", "wrong"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "claim", "outcome"), CLAIMS)
def test_a_law_that_is_claimed(given: str, claim: str, outcome: str) -> None:
    verdict = check_document(read_text(f"{given}\n\n$${claim}$$\n")).statements[-1].verdict
    assert verdict is not None
    assert verdict.outcome == outcome, verdict.reason
