"""The words of a snippet: a row per known function, identifiers without clashes, exact rationals, pleasant numbers."""

import math

import numpy as np
import pytest

from backproof.judge.exact import Exact, Irrational, RationalArithmetic, difference, exact
from backproof.judge.nice import nice
from backproof.judge.snippet_text import Piece, plus
from backproof.judge.snippet_words import FUNCTIONS, Names, nested
from backproof.numeric.duals import primal
from backproof.numeric.primitives import FLOAT, lift
from backproof.terms.functions import FUNCTIONS as TABLE

GENERIC = np.array([[1.37, -0.42], [0.9, 1.2]])
RNG = np.random.default_rng(0)


def test_every_known_function_has_a_row() -> None:
    assert {f.name for f in TABLE} == set(FUNCTIONS)


@pytest.mark.parametrize("row", TABLE, ids=lambda f: f.name)
def test_rows_compute_what_the_table_computes(row) -> None:  # type: ignore[no-untyped-def]
    point = (0.3, 0.7)[: max(row.arity, 1)] if row.arity >= 0 else (0.3, 0.7)
    point = (5.0, 2.0) if row.name in ("binomial", "floor quotient") else point
    wanted = (
        float(primal(lift(row.evaluate(FLOAT, *map(lift, point)))).data) if row.name != "artanh" else math.atanh(0.3)
    )
    assert float(eval(FUNCTIONS[row.name], {"np": np, "math": math})(*point)) == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("sigma^2", "sigma2"),
        ("hat x", "x_hat"),
        ("W^(1)", "W1"),
        ("lambda", "lambda_"),
        ("formal f x", "x"),
        ("c'", "c_prime"),
    ],
)
def test_identifiers_read_like_the_document(key: str, name: str) -> None:
    assert Names().of(key) == name


def test_identifiers_never_clash() -> None:
    names = Names()
    assert len({names.of(k) for k in ("x", "formal f x", "x′3", "d", "np", "sum")} | {"d", "np", "sum"}) == 9


@pytest.mark.parametrize(
    ("text", "level", "k", "out"),
    [("t", 4, -1, "t - 1"), ("3", 4, 2, "5"), ("t - 1", 1, 1, "t"), ("t + 2", 1, -3, "t - 1")],
)
def test_shifts_are_folded(text: str, level: int, k: int, out: str) -> None:
    assert plus(Piece(text, level), k).text == out


@pytest.mark.parametrize("style", ["integers", "halves", "tenths", "thousandths"])
def test_nice_numbers_keep_their_domain(style: str) -> None:
    def made(domain: str) -> np.ndarray:
        start = (
            np.abs(GENERIC) / np.abs(GENERIC).sum(axis=-1, keepdims=True)
            if domain == "simplex"
            else GENERIC @ GENERIC.T
        )
        return np.asarray(nice(style, domain, RNG, start, positive=False))

    assert np.allclose(made("simplex").sum(axis=-1), 1) and np.all(made("simplex") > 0)
    assert np.allclose(made("symmetric"), made("symmetric").T) or style in ("integers", "halves")
    symmetric = made("symmetric")
    assert np.array_equal(symmetric, symmetric.T)
    assert np.all(np.linalg.eigvalsh(made("definite")) > 0)
    assert np.all(made("positive") > 0)


def test_exact_numbers_stay_exact() -> None:
    third = RationalArithmetic().number(1, 3)
    total = primal(third + third + third).data.item()  # type: ignore[operator]
    assert difference(total, 1) == "0"
    assert isinstance(exact(np.array([0.5]))[0], Exact)


def test_exact_arithmetic_refuses_roots() -> None:
    with pytest.raises(Irrational):
        RationalArithmetic().sqrt  # noqa: B018
    with pytest.raises(Irrational):
        Exact(exact(np.array(2.0)).q) ** 0.5


def test_arrays_read_back_exactly() -> None:
    assert np.array_equal(np.array(eval(nested(GENERIC))), GENERIC)
