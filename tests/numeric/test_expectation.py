"""Expectations against closed forms: every law, kinks, sums of many numbers, derivatives by the parameters."""

from __future__ import annotations

import math

import numpy as np
import pytest

from backproof.numeric.arrays import Array
from backproof.numeric.duals import primal
from backproof.numeric.environment import CannotEvaluate
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.terms.model import Axis, Clause, Distribution, Model, Symbol
from backproof.terms.nodes import (
    ONE,
    Add,
    Apply,
    At,
    Compare,
    Constant,
    Derivative,
    Expect,
    Expr,
    Index,
    Mul,
    Position,
    Pow,
    Sum,
    negative,
    number,
)
from backproof.terms.sizes import Size

MU, SIGMA, RATE = 0.7, 1.3, 0.4
NUMBERS = {"mu": MU, "sigma": SIGMA, "p": RATE}


def at(name: str, *indices: Expr) -> Expr:
    return At(name, indices)


def model_of(**laws: Distribution) -> Model:
    """Numbers with fixed values and random scalars."""
    model: Model = {n: Symbol(n) for n in NUMBERS}
    for name, law in laws.items():
        model[name] = Symbol(name, distribution=law)
    return model


def number_of(model: Model, e: Expr, **forced: float) -> float:
    evaluator = Evaluator(model, Instance(3, forced={**NUMBERS, **forced}))
    value = primal(evaluator.value(e))
    assert not value.axes
    return float(value.data)


def law(name: str, *parameters: Expr) -> Distribution:
    return Distribution(name, parameters)


def squared(e: Expr) -> Expr:
    return Pow(e, number(2))


NORMAL = law("normal", at("mu"), squared(at("sigma")))
X = at("x")
RELU = Apply("relu", (X,))


@pytest.mark.parametrize(
    ("distribution", "body", "value"),
    [
        (NORMAL, X, MU),
        (NORMAL, squared(X), MU**2 + SIGMA**2),
        (NORMAL, Apply("exp", (X,)), math.exp(MU + SIGMA**2 / 2)),
        (law("normal", number(0), squared(at("sigma"))), RELU, SIGMA / math.sqrt(2 * math.pi)),
        (law("normal", number(0), squared(at("sigma"))), squared(RELU), SIGMA**2 / 2),
        (law("normal", number(0), squared(at("sigma"))), Apply("abs", (X,)), SIGMA * math.sqrt(2 / math.pi)),
        (NORMAL, Compare(">", X, number(0)), 0.5 * (1 + math.erf(MU / SIGMA / math.sqrt(2)))),
        (law("bernoulli", at("p")), squared(X), RATE),
        (law("binomial", number(4), at("p")), squared(X), 4 * RATE * (1 - RATE) + 16 * RATE**2),
        (law("poisson", at("sigma")), squared(X), SIGMA + SIGMA**2),
        (law("uniform", number(-2), number(3)), squared(X), (27 + 8) / 15),
        (law("exponential", at("sigma")), squared(X), 2 / SIGMA**2),
        (law("laplace", at("mu"), at("sigma")), squared(X), MU**2 + 2 * SIGMA**2),
        (law("rademacher"), squared(X), 1.0),
        (law("moments", at("mu"), at("sigma")), squared(X), MU**2 + SIGMA),
        (law("symmetric moments", number(0), at("sigma")), squared(RELU), SIGMA / 2),
    ],
)
def test_closed_form(distribution: Distribution, body: Expr, value: float) -> None:
    assert number_of(model_of(x=distribution), Expect(body)) == pytest.approx(value, rel=1e-11)


def test_skewness_of_moments_is_not_zero() -> None:
    third = Pow(X, number(3))
    assert abs(number_of(model_of(x=law("moments", number(0), number(1))), Expect(third))) > 0.1


@pytest.mark.parametrize(
    ("body", "by", "value"),
    [
        (squared(X), "mu", 2 * MU),
        (squared(X), "sigma", 2 * SIGMA),
        (Apply("exp", (X,)), "sigma", SIGMA * math.exp(MU + SIGMA**2 / 2)),
        (RELU, "mu", 0.5 * (1 + math.erf(MU / SIGMA / math.sqrt(2)))),
        (RELU, "sigma", math.exp(-(MU**2) / SIGMA**2 / 2) / math.sqrt(2 * math.pi)),
    ],
)
def test_derivative_by_a_parameter(body: Expr, by: str, value: float) -> None:
    model = model_of(x=NORMAL)
    assert number_of(model, Derivative(Expect(body), by, ())) == pytest.approx(value, rel=1e-10)


def test_derivative_of_a_weight() -> None:
    model = model_of(x=law("bernoulli", at("p")))
    assert number_of(model, Derivative(Expect(Apply("exp", (X,))), "p", ())) == pytest.approx(math.e - 1)


def test_a_jump_has_no_derivative_by_moving_nodes() -> None:
    with pytest.raises(CannotEvaluate):
        number_of(model_of(x=NORMAL), Derivative(Expect(Compare(">", X, number(0))), "mu", ()))


def test_two_kinks() -> None:
    """The mean of relu(x) relu(y) for independent x and y is the product of the means."""
    model = model_of(x=NORMAL, y=law("normal", number(0), number(1)))
    both = Mul((RELU, Apply("relu", (at("y"),))))
    one = number_of(model, Expect(RELU))
    assert number_of(model, Expect(both)) == pytest.approx(one / math.sqrt(2 * math.pi), rel=1e-9)


def test_nested_expectation_is_a_constant() -> None:
    centred = Add((X, negative(Expect(X))))
    assert number_of(model_of(x=NORMAL), Expect(squared(centred))) == pytest.approx(SIGMA**2)


def test_law_that_rests_on_another() -> None:
    """The law of total variance: x given m is N(m, σ²), m is N(μ, 1)."""
    model = model_of(m=law("normal", at("mu"), ONE), x=law("normal", at("m"), squared(at("sigma"))))
    variance = Add((Expect(squared(X)), negative(squared(Expect(X)))))
    assert number_of(model, variance) == pytest.approx(SIGMA**2 + 1)


def vector(model: Model, name: str, size: str, law_: Distribution | None = None) -> None:
    model[name] = Symbol(name, [Axis(Size(size))], distribution=law_)


def test_sum_of_many_squares_splits() -> None:
    """E (Σ x_i²)² would need all entries at once; Σ E x_i⁴ does not."""
    model = model_of()
    vector(model, "x", "n", NORMAL)
    i = Index("i", Size("n"))
    e = Sum(i, Expect(Pow(at("x", Position(i)), number(4))))
    whole = Expect(Sum(i, Pow(at("x", Position(i)), number(4))))
    evaluator = Evaluator(model, Instance(0, forced={**NUMBERS, "n": 9}))
    assert float(primal(evaluator.value(e)).data) == pytest.approx(
        float(primal(evaluator.value(whole)).data), rel=1e-11
    )


def test_joint_normal() -> None:
    model = model_of()
    model["S"] = Symbol("S", [Axis(Size("n")), Axis(Size("n"))], domain="definite")
    i, j = Index("i", Size("n")), Index("j", Size("n"))
    vector(model, "m", "n")
    vector(
        model, "x", "n", Distribution("joint normal", (at("m", Position(i)), at("S", Position(i), Position(j))), (i, j))
    )
    a, b = Index("a", Size("n")), Index("b", Size("n"))
    xa, xb = at("x", Position(a)), at("x", Position(b))
    covariance = Add((Expect(Mul((xa, xb))), negative(Mul((Expect(xa), Expect(xb))))))
    evaluator = Evaluator(model, Instance(1, forced=NUMBERS))
    found = primal(evaluator.value(Add((covariance, negative(at("S", Position(a), Position(b)))))))
    assert isinstance(found, Array)
    assert np.max(np.abs(found.data)) < 1e-12


def projected() -> tuple[Evaluator, Expr, Expr]:
    """z = W x for a standard normal x; an entry z_a, and |w_a|²."""
    model = model_of()
    model["W"] = Symbol("W", [Axis(Size("m")), Axis(Size("n"))])
    k = Index("k", Size("n"))
    vector(model, "x", "n", Distribution("normal", (number(0), number(1)), (k,)))
    i, j = Index("i", Size("m")), Index("j", Size("n"))
    model["z"] = Symbol(
        "z",
        [Axis(Size("m"))],
        clauses=[Clause((i,), Sum(j, Mul((at("W", Position(i), Position(j)), at("x", Position(j))))))],
    )
    a, b = Index("a", Size("m")), Index("b", Size("n"))
    norm = Sum(b, squared(at("W", Position(a), Position(b))))
    return Evaluator(model, Instance(1, forced=NUMBERS)), at("z", Position(a)), norm


def largest(evaluator: Evaluator, left: Expr, right: Expr) -> float:
    """The largest difference of two expressions."""
    return float(np.max(np.abs(primal(evaluator.value(Add((left, negative(right))))).data)))


def test_relu_of_a_projection() -> None:
    """The moments of relu(z_a) are those of a normal number with variance |w_a|²."""
    evaluator, z, norm = projected()
    relu = Apply("relu", (z,))
    assert largest(evaluator, Expect(squared(relu)), Mul((norm, Pow(number(2), number(-1))))) < 1e-12
    mean = Mul((Apply("sqrt", (norm,)), Pow(Mul((number(2), Constant("pi"))), Pow(number(-2), number(-1)))))
    assert largest(evaluator, Expect(relu), mean) < 1e-12


def test_relu_of_two_projections() -> None:
    """E relu(z_a) relu(z_b) is the arc-cosine kernel of Cho and Saul."""
    evaluator, z, _ = projected()
    b = Index("b", Size("m"))
    j = Index("j", Size("n"))
    other = At("z", (Position(b),))
    weights = [np.asarray(primal(evaluator.value(At("W", (Position(b), Position(j))))).data)][0]
    found = primal(evaluator.value(Expect(Mul((Apply("relu", (z,)), Apply("relu", (other,)))))))
    sizes = np.linalg.norm(weights, axis=1)
    cosine = np.clip(weights @ weights.T / np.outer(sizes, sizes), -1, 1)
    angle = np.arccos(cosine)
    kernel = np.outer(sizes, sizes) * (np.sin(angle) + (math.pi - angle) * cosine) / (2 * math.pi)
    assert np.max(np.abs(found.data - kernel)) < 1e-9


def test_nothing_random_is_refused() -> None:
    with pytest.raises(CannotEvaluate):
        number_of(model_of(), Expect(at("mu")))
