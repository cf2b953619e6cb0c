"""Forward and backward differentiation: against each other, against differences, against a second program."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backproof.numeric import differentiation, directions
from backproof.numeric.arrays import Array
from backproof.numeric.backward import adjoint_of
from backproof.numeric.directions import Differentiation, Disagreement
from backproof.numeric.duals import Taped, Value, add, linear, mul, primal, reduce_sum, scalar
from backproof.numeric.environment import CannotEvaluate, Ragged, next_tag
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.terms.nodes import (
    Add,
    Apply,
    Compare,
    Comprehension,
    Derivative,
    Expr,
    Index,
    Linear,
    Mul,
    Position,
    Sum,
    number,
)
from backproof.terms.traversal import reached

from .expressions import M, N, at, model, scalars, vectors

SHAPES = {"s": (), "x": (3,), "W": (2, 3)}
ROW = Index("r", N)


def values_of(seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {name: rng.uniform(0.2, 1.4, shape) * rng.choice([-1, 1], shape) for name, shape in SHAPES.items()}


def evaluated(e: Expr, values: dict[str, Any], *, wide: int, checked: bool = False) -> Any:
    """The value with backward differentiation from ``wide`` entries on."""
    saved = differentiation.WIDE
    differentiation.WIDE = wide
    try:
        evaluator = Evaluator(model(), Instance(5, forced=values), checked=checked)
        found = primal(evaluator.value(e))
    finally:
        differentiation.WIDE = saved
    return found


def derivative(e: Expr, name: str) -> tuple[Expr, list[Index]]:
    axes = [Index("d", s) for s in {"s": [], "x": [N], "W": [M, N]}[name]]
    return Derivative(e, name, tuple(Position(a) for a in axes)), axes


def both(e: Expr, values: dict[str, Any]) -> tuple[Array, Array]:
    try:
        forward, backward = evaluated(e, values, wide=10**9), evaluated(e, values, wide=0)
    except (CannotEvaluate, Ragged):
        assume(False)
    return forward, backward


def over(value: Array, axes: list[Index]) -> Any:
    data = value.data.astype(float)
    data = data.reshape(data.shape + (1,) * sum(a not in value.axes for a in axes))
    have = [*value.axes, *(a for a in axes if a not in value.axes)]
    return np.broadcast_to(data.transpose([have.index(a) for a in axes]), [int(a.size.root.term.value) for a in axes])


def close(a: Any, b: Any, tolerance: float) -> bool:
    size = max(1.0, float(np.max(np.abs(a), initial=0.0)), float(np.max(np.abs(b), initial=0.0)))
    return bool(np.all(np.abs(a - b) <= tolerance * size))


SEEDS = st.integers(0, 10_000)


def read_by(e: Expr) -> list[str]:
    """The variables that an expression depends on; all of them where it depends on none."""
    return sorted(set(SHAPES) & set(reached([e], model()))) or sorted(SHAPES)


CASES = scalars().flatmap(lambda e: st.tuples(st.just(e), st.sampled_from(read_by(e)), st.sampled_from(read_by(e))))


@given(CASES, SEEDS)
@settings(max_examples=150)
def test_forward_is_backward_is_a_difference(case: tuple[Expr, str, str], seed: int) -> None:
    e, name, _ = case
    values = values_of(seed)
    request, axes = derivative(e, name)
    forward, backward = (over(v, axes) for v in both(request, values))
    assume(np.isfinite(forward).all())
    assert close(forward, backward, 1e-9)
    steps = [differences(e, name, values, h) for h in (1e-5, 3e-6)]
    if close(*steps, 1e-6):
        assert close(forward, steps[0], 1e-5)


def differences(e: Expr, name: str, values: dict[str, Any], step: float) -> Any:
    out = np.zeros(SHAPES[name])
    for place in np.ndindex(SHAPES[name]):
        ends = []
        for sign in (1, -1):
            moved = {k: np.array(v, dtype=float) for k, v in values.items()}
            moved[name][place] += sign * step
            ends.append(float(evaluated(e, moved, wide=10**9).data))
        out[place] = (ends[0] - ends[1]) / (2 * step)
    return out


@given(vectors(ROW), st.sampled_from(sorted(SHAPES)), SEEDS)
@settings(max_examples=60)
def test_a_vector_by_anything(e: Expr, name: str, seed: int) -> None:
    request, axes = derivative(e, name)
    values = values_of(seed)
    forward = evaluated_or_skip(request, values)
    evaluated(request, values, wide=10**9, checked=True)
    assert set(forward.axes) <= {ROW, *axes}


def evaluated_or_skip(e: Expr, values: dict[str, Any]) -> Array:
    try:
        return evaluated(e, values, wide=10**9)
    except (CannotEvaluate, Ragged):
        assume(False)
        raise


@given(CASES, SEEDS)
@settings(max_examples=60)
def test_second_derivatives_in_every_mixture_of_directions(case: tuple[Expr, str, str], seed: int) -> None:
    e, outer, inner = case
    values = values_of(seed)
    first, columns = derivative(e, inner)
    second, rows = derivative(first, outer)
    once, early = derivative(e, outer)
    swapped, late = derivative(once, inner)
    forward, backward = (over(v, [*rows, *columns]) for v in both(second, values))
    assume(np.isfinite(forward).all() and np.max(np.abs(forward), initial=0.0) < 1e8)
    mixed = over(evaluated(second, values, wide=3), [*rows, *columns])
    assert close(forward, backward, 1e-8)
    assert close(forward, mixed, 1e-8)
    other = over(evaluated(swapped, values, wide=10**9), [*early, *late])
    assert close(forward, other, 1e-7)


def network() -> Expr:
    """Σ_i softplus(tanh(W x)_i · s)²."""
    i, j = Index("i", M), Index("j", N)
    inner = Sum(j, Mul((at("W", Position(i), Position(j)), at("x", Position(j)))))
    one = Apply("softplus", (Mul((Apply("tanh", (inner,)), at("s"))),))
    return Sum(i, Mul((one, one)))


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_against_jax(name: str) -> None:
    jax = pytest.importorskip("jax")
    values = values_of(1)

    def loss(s: Any, x: Any, W: Any) -> Any:
        return (jax.nn.softplus(jax.numpy.tanh(W @ x) * s) ** 2).sum()

    request, axes = derivative(network(), name)
    order = ["s", "x", "W"]
    wanted = jax.grad(loss, order.index(name))(*(jax.numpy.asarray(values[k]) for k in order))
    for found in both(request, values):
        assert np.allclose(over(found, axes), wanted, rtol=1e-4)


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_against_torch(name: str) -> None:
    torch = pytest.importorskip("torch")
    values = values_of(1)
    leaves = {k: torch.tensor(v, dtype=torch.float64, requires_grad=True) for k, v in values.items()}
    torch.nn.functional.softplus(torch.tanh(leaves["W"] @ leaves["x"]) * leaves["s"]).square().sum().backward()
    request, axes = derivative(network(), name)
    for found in both(request, values):
        assert np.allclose(over(found, axes), leaves[name].grad.numpy(), rtol=1e-12)


def test_one_number_by_many_entries_goes_backward(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    either = Differentiation.either
    monkeypatch.setattr(
        Differentiation, "either", lambda self, *, backward: asked.append(backward) or either(self, backward=backward)
    )
    request, _ = derivative(network(), "W")
    evaluated(request, values_of(1), wide=6)
    evaluated(request, values_of(1), wide=7)
    assert asked == [True, False]


def test_a_wrong_transpose_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    request, _ = derivative(network(), "x")
    monkeypatch.setattr(directions, "adjoint_of", lambda *a: mul(scalar(1.001), adjoint_of(*a)))
    with pytest.raises(Disagreement, match="differentiated forward this is"):
        evaluated(request, values_of(1), wide=10**9, checked=True)


def test_a_step_without_transpose_goes_forward() -> None:
    axis = "a"
    here = Array((axis,), np.arange(3.0))

    def body(variable: Value) -> Value:
        return reduce_sum(linear(variable, lambda a: a), axis, 3)

    one = Differentiation(here, (axis,), body)
    assert primal(one.either(backward=True)).data.tolist() == [1.0, 1.0, 1.0]
    one.check(scalar(5.0), backward=True)  # nothing to hold it against


def test_an_axis_that_is_none_of_the_variable_keeps_to_forward() -> None:
    """A definition may leave an index free: the variable is another one for each of its values."""
    here = Array(("own", "left free"), np.arange(6.0).reshape(3, 2))

    def body(variable: Value) -> Value:
        return reduce_sum(mul(variable, variable), "own", 3)

    one = Differentiation(here, ("own",), body)
    found = primal(one.either(backward=True))
    assert set(found.axes) == {("∂", 0), "left free"}
    one.check(found, backward=True)


def test_one_value_used_twice_collects_both_adjoints() -> None:
    variable = Taped(next_tag(), Array((), np.asarray(3.0)))
    result = add(mul(variable, variable), mul(scalar(math.pi), variable))
    assert float(primal(adjoint_of(result, variable, {})).data) == pytest.approx(6.0 + math.pi)


def test_a_matrix_whose_entries_all_move_alike() -> None:
    """det(4 I + s 1 1ᵀ) = 64 + 48 s: the tangent of the matrix has no axes of its own."""
    i, j = Index("i", N), Index("j", N)
    same = Compare("=", Position(i), Position(j))
    matrix = Comprehension((i, j), Add((Mul((number(4), same)), at("s"))))
    for found in both(derivative(Linear("determinant", matrix), "s")[0], values_of(1)):
        assert float(found.data) == pytest.approx(48.0)
    corner = derivative(Linear("inverse", matrix, (number(1), number(2))), "s")[0]
    s = values_of(1)["s"]
    for found in both(corner, values_of(1)):
        assert float(found.data) == pytest.approx(-16 / (4 * (4 + 3 * s)) ** 2 * 1.0)


def test_what_is_not_differentiated_has_no_derivative() -> None:
    i, j = Index("i", M), Index("j", N)
    norm = Linear("spectral norm", Comprehension((i, j), at("W", Position(i), Position(j))))
    with pytest.raises(CannotEvaluate, match="the spectral norm of a matrix is not differentiated"):
        evaluated(derivative(norm, "W")[0], values_of(1), wide=10**9)
