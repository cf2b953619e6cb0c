"""A third opinion: the values of derivatives against JAX in double precision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from derivative_worklist import ATTENTION, LAYER_NORM, LEAST_SQUARES, LOGISTIC, MATRICES, PRIOR, SOFTMAX, TWO_LAYERS

from backproof.app.check import deepen
from backproof.derive.answers import answer
from backproof.meaning.asking import ask, understood
from backproof.numeric.arrays import ordered
from backproof.numeric.duals import primal
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.terms.nodes import Derivative, Index, Position

jax = pytest.importorskip("jax")
jax.config.update("jax_enable_x64", True)
jnp = jax.numpy

Values = dict[str, Any]


def cross_entropy(y: Any, logits: Any) -> Any:
    return -(y * jax.nn.log_softmax(logits)).sum()


def least_squares(v: Values) -> Any:
    return 0.5 * ((v["X"] @ v["beta"] - v["y"]) ** 2).sum()


def logistic(v: Values) -> Any:
    z = v["X"] @ v["w"]
    return -(v["y"] * jax.nn.log_sigmoid(z) + (1 - v["y"]) * jax.nn.log_sigmoid(-z)).sum()


def softmax_regression(v: Values) -> Any:
    return cross_entropy(v["y"], v["W"] @ v["x"] + v["b"])


def two_layers(v: Values) -> Any:
    z = v["W_1"] @ v["x"] + v["b_1"]
    return cross_entropy(v["y"], v["W_2"] @ jnp.maximum(z, 0.1 * z) + v["b_2"])


def two_gaussians(v: Values) -> Any:
    inverse, apart = jnp.linalg.inv(v["S"]), v["m_1"] - v["m_0"]
    logs = jnp.linalg.slogdet(v["S"])[1] - jnp.linalg.slogdet(v["A"])[1]
    return 0.5 * (jnp.trace(inverse @ v["A"]) + apart @ inverse @ apart - len(apart) + logs)


def attention(v: Values) -> Any:
    scores = v["Q"] @ v["K"].T / jnp.sqrt(v["Q"].shape[1])
    return (v["C"] * (jax.nn.softmax(scores, axis=1) @ v["V"])).sum()


def layer_norm(v: Values) -> Any:
    x = v["x"]
    scaled = (x - x.mean()) / jnp.sqrt(((x - x.mean()) ** 2).mean() + v["epsilon"])
    return (v["c"] * (v["gamma"] * scaled + v["beta"])).sum()


def prior(v: Values) -> Any:
    return -v["lambda"] / 2 * ((v["X"] @ v["w"] - v["y"]) ** 2).sum() - v["tau"] / 2 * (v["w"] ** 2).sum()


ATTENDED = ATTENTION.split("Let $L$")[0] + r"Let $C \in \mathbb{R}^{n\times m}$. $$L = \operatorname{tr}(C^\top O)$$"
NORMED = LAYER_NORM.split("Let $L$")[0] + r"Let $c \in \mathbb{R}^n$. $$L = \sum_i c_i y_i$$"

CASES: tuple[tuple[str, str, str, int, Callable[[Values], Any]], ...] = (
    (LEAST_SQUARES, "f", r"\beta", 1, least_squares),
    (LEAST_SQUARES, "f", r"\beta", 2, least_squares),
    (LOGISTIC, "J", "w", 1, logistic),
    (LOGISTIC, "J", "w", 2, logistic),
    (SOFTMAX, "L", "W", 1, softmax_regression),
    (SOFTMAX, "L", "x", 2, softmax_regression),
    (TWO_LAYERS, "L", "W_1", 1, two_layers),
    (TWO_LAYERS, "L", "x", 1, two_layers),
    (MATRICES, "q", "x", 2, lambda v: v["x"] @ v["A"] @ v["x"]),
    (MATRICES, "t", "X", 1, lambda v: jnp.trace(v["A"] @ v["X"] @ v["B"])),
    (MATRICES, "f", "A", 1, lambda v: ((v["A"] @ v["X"] - v["C"]) ** 2).sum()),
    (MATRICES, "l", "M", 1, lambda v: jnp.linalg.slogdet(v["M"])[1]),
    (MATRICES, "g", "V", 1, lambda v: ((v["T"] - v["U"] @ v["V"].T) ** 2).sum()),
    (MATRICES, "D", "S", 1, two_gaussians),
    (MATRICES, "D", "A", 1, two_gaussians),
    (ATTENDED, "L", "Q", 1, attention),
    (ATTENDED, "L", "K", 1, attention),
    (NORMED, "L", "x", 1, layer_norm),
    (PRIOR, r"\ell", "w", 2, prior),
)


@pytest.mark.parametrize(("page", "of", "by", "order", "function"), CASES)
def test_the_value_is_that_of_jax(page: str, of: str, by: str, order: int, function: Callable[[Values], Any]) -> None:
    deepen()
    statement = ask(page, of, (by,))[-1]
    tensor = understood(statement, "denominator")
    model = statement.scope.model
    asked, axes = tensor.body, tensor.axes
    assert isinstance(asked, Derivative)
    symbol = model[asked.symbol]
    if order == 2:
        more = tuple(Index("j", a.size, a.lower) for a in symbol.axes)
        asked, axes = Derivative(asked, asked.symbol, tuple(map(Position, more)), asked.held), (*axes, *more)
    found = answer(asked, axes, model)
    evaluator = Evaluator(model, Instance(3, positive=True))
    ours = ordered(primal(evaluator.value(found.term)), axes).data
    values = {
        name: primal(evaluator.symbol_value(s, (), evaluator.root)).data
        for name, s in model.items()
        if not (s.clauses or s.is_size or s.known or s.opaque or s.family or s.parameters or " " in name)
    }
    derivative = jax.grad if order == 1 else jax.hessian

    def varied(x: Any) -> Any:
        return function({**values, symbol.name: x})

    theirs = np.asarray(derivative(varied)(values[symbol.name]))
    assert np.max(np.abs(ours - theirs)) <= 1e-12 * max(1.0, float(np.max(np.abs(theirs))))
