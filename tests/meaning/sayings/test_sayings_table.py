"""Every row of the table of sayings understands its examples and leaves its near misses alone."""

from __future__ import annotations

import pytest

from backproof.meaning.sayings.reading import Said, sayings_of
from backproof.meaning.sayings.records import Saying
from backproof.meaning.sayings.table import SAYINGS
from backproof.text import read_text


def said(text: str) -> list[Said]:
    return list(sayings_of(read_text(text).blocks))


@pytest.mark.parametrize(
    ("saying", "example"), [(s, e) for s in SAYINGS for e in s.examples], ids=lambda x: getattr(x, "name", x)[:40]
)
def test_row_understands(saying: Saying, example: str) -> None:
    found = [x for x in said(example.replace("$!", "$")) if x.saying is saying]
    assert len(found) == 1


@pytest.mark.parametrize(
    ("saying", "miss"), [(s, m) for s in SAYINGS for m in s.misses], ids=lambda x: getattr(x, "name", x)[:40]
)
def test_row_refuses(saying: Saying, miss: str) -> None:
    assert not [x for x in said(miss) if x.saying is saying]


def test_names_are_distinct() -> None:
    assert len({s.name for s in SAYINGS}) == len(SAYINGS)


@pytest.mark.parametrize(
    "prose",
    [
        "Batch normalisation makes training faster and is often larger than expected in $n$.",
        "If $a$ is positive, the step is at most $b$.",
        "As $n \\to \\infty$, the variance of $m$ is $0$.",
        "With only one sample, $m$ does not depend on $x$.",
        "Is $H$ positive definite?",
        "Show that $H$ is positive definite.",
        "We assume that $L$ is convex in $w$.",
        "The learning rate $\\alpha$ is typically smaller than $1$.",
        "For $t = 1$ the mean of $m$ is $0$.",
        "It is not the case that $H$ is positive definite.",
        "The Hessian of $L$ is positive definite.",
    ],
)
def test_prose_claims_nothing(prose: str) -> None:
    assert said(prose) == []
