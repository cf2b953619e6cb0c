"""Generated code against what people write by hand and against automatic differentiation: times, ratios, goals.

    python benchmarks/compiled.py [--repeat N] [--large] [CASE ...]

One thread, 64-bit floats, the routes of a case interleaved, medians. A ratio is the time of a route divided by that of
the generated code beside it: above 1, the generated code is faster. Routes whose library is missing are left out.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from statistics import median
from typing import Any

import numpy as np

import backproof

HAS_JAX = find_spec("jax") is not None
HAS_TORCH = find_spec("torch") is not None

LOGISTIC = r"""
Let $X \in \mathbb{R}^{n\times d}$, $y \in \mathbb{R}^n$, $w \in \mathbb{R}^d$.
Let $\sigma$ be the logistic sigmoid.
$$s = \sigma(Xw), \qquad J = -\sum_{i=1}^n \left( y_i \log s_i + (1-y_i) \log(1-s_i) \right)$$
"""
QUADRATIC = r"""
Let $A \in \mathbb{R}^{n\times n}$ and $x \in \mathbb{R}^n$.
$$q = x^\top A x$$
"""
FACTORISATION = r"""
Let $U \in \mathbb{R}^{n\times r}$, $V \in \mathbb{R}^{k\times r}$, $T \in \mathbb{R}^{n\times k}$.
$$g = \|T - U V^\top\|_F^2$$
"""
SOFTMAX = r"""
Let $X \in \mathbb{R}^{n\times d}$, $W \in \mathbb{R}^{d\times K}$, $Y \in \mathbb{R}^{n\times K}$.
$$Z = X W, \qquad P_{ik} = \frac{e^{Z_{ik}}}{\sum_j e^{Z_{ij}}}, \qquad L = -\sum_i \sum_k Y_{ik} \log P_{ik}$$
"""
BATCH_NORM = r"""
Let $X \in \mathbb{R}^{n\times d}$, $\gamma, \beta \in \mathbb{R}^d$ and $\epsilon > 0$.
$$m_j = \frac1n \sum_{i=1}^n X_{ij}, \quad v_j = \frac1n \sum_{i=1}^n (X_{ij}-m_j)^2$$
$$\hat X_{ij} = \frac{X_{ij}-m_j}{\sqrt{v_j + \epsilon}}, \quad Y_{ij} = \gamma_j \hat X_{ij} + \beta_j$$
Let $\ell$ be a loss that depends on $Y$.
"""


@dataclass(frozen=True)
class Route:
    """One way to compute a thing. ``beside`` is the generated route that it is measured against."""

    name: str
    run: Callable[[], Any]
    beside: str = ""
    goal: float = 0.0
    """The generated code should be at least so many times faster."""


@dataclass(frozen=True)
class Case:
    """A thing to be computed, at some size."""

    name: str
    routes: tuple[Route, ...]


def jax_routes(
    generated: Callable[..., Any], plain: Callable[..., Any], given: dict[str, Any], goal: float, what: str
) -> list[Route]:
    """The generated JAX code and ``jax.jit`` of automatic differentiation on the same arrays, ready."""
    import jax
    import jax.numpy as jnp

    arrays = {k: jnp.asarray(v) for k, v in given.items()}
    compiled = jax.jit(plain)
    return [
        Route("generated JAX", lambda: jax.block_until_ready(generated(**arrays))),
        Route(f"jax.jit of {what}", lambda: jax.block_until_ready(compiled(arrays)), "generated JAX", goal),
        Route(f"jax.jit of {what}", lambda: jax.block_until_ready(compiled(arrays)), "generated NumPy", goal),
    ]


def used(function: Any, kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """The arguments that a generated function takes."""
    name = next(n for n in function.arguments if n.endswith(kind))
    return {k: given[k] for k in function.arguments[name]}


def logistic(n: int, d: int, hessian: bool) -> Case:
    rng = np.random.default_rng(0)
    given = {"X": rng.normal(size=(n, d)) / np.sqrt(d), "y": (rng.uniform(size=n) < 0.5) * 1.0, "w": rng.normal(size=d)}
    f = backproof.read(LOGISTIC).function("J", "w", hessian=hessian)
    kind = "hessian" if hessian else "gradient"
    call, few = (f.hessian if hessian else f.gradient), used(f, kind, given)
    X, y, w = given["X"], given["y"], given["w"]

    def by_hand() -> Any:
        s = 1 / (1 + np.exp(-(X @ w)))
        return X.T @ (X * (s * (1 - s))[:, None]) if hessian else X.T @ (s - y)

    routes = [Route("generated NumPy", lambda: call(**few)), Route("by hand", by_hand, "generated NumPy", 0.83)]
    if HAS_JAX:
        import jax
        import jax.numpy as jnp

        def loss(w: Any, X: Any, y: Any) -> Any:
            z = X @ w
            return jnp.sum(jnp.logaddexp(0, z) - y * z)

        make = jax.hessian if hessian else jax.grad
        g = backproof.read(LOGISTIC).function("J", "w", hessian=hessian, backend="jax")
        goal = (4.0 if n >= 1000 else 1.0) if hessian else 1.0
        routes += jax_routes(
            lambda **a: (g.hessian if hessian else g.gradient)(**{k: a[k] for k in few}),
            lambda a: make(loss)(a["w"], a["X"], a["y"]),
            given,
            goal,
            f"jax.{make.__name__}",
        )
    return Case(f"logistic {kind}, n = {n}, d = {d}", tuple(routes))


def quadratic(n: int) -> Case:
    rng = np.random.default_rng(0)
    given = {"A": rng.normal(size=(n, n)), "x": rng.normal(size=n)}
    f = backproof.read(QUADRATIC).function("q", "x", hessian=True)
    A = given["A"]
    routes = [
        Route("generated NumPy", lambda: f.hessian(A=A)),
        Route("by hand", lambda: A + A.T, "generated NumPy", 0.83),
    ]
    if HAS_JAX:
        import jax

        g = backproof.read(QUADRATIC).function("q", "x", hessian=True, backend="jax")
        plain = jax.hessian(lambda x, A: x @ A @ x)
        routes += jax_routes(
            lambda **a: g.hessian(A=a["A"]),
            lambda a: plain(a["x"], a["A"]),
            given,
            15.0 if n >= 300 else 4.0,
            "jax.hessian",
        )
    return Case(f"quadratic form hessian, n = {n}", tuple(routes))


def factorisation(n: int, r: int) -> Case:
    rng = np.random.default_rng(0)
    given = {"U": rng.normal(size=(n, r)), "V": rng.normal(size=(n, r)), "T": rng.normal(size=(n, n))}
    f = backproof.read(FACTORISATION).function("g", "U", hessian=True)
    V, direction = given["V"], rng.normal(size=(n, r))

    def by_hand() -> Any:
        full = np.zeros((n, r, n, r))
        places = np.arange(n)
        full[places, :, places, :] = 2 * (V.T @ V)
        return full

    routes = [
        Route("generated NumPy", lambda: f.hessian(V=V, n=n)),
        Route("by hand", by_hand, "generated NumPy", 0.83),
        Route("generated NumPy, times a direction", lambda: f.hessian_product(direction, V=V)),
    ]
    if HAS_JAX:
        import jax
        import jax.numpy as jnp

        arrays = {k: jnp.asarray(v) for k, v in given.items()}
        plain = jax.jit(jax.hessian(lambda U, V, T: jnp.sum((T - U @ V.T) ** 2)))

        def run() -> Any:
            return jax.block_until_ready(plain(arrays["U"], arrays["V"], arrays["T"]))

        routes += [
            Route("jax.jit of jax.hessian", run, "generated NumPy", 90.0),
            Route("jax.jit of jax.hessian", run, "generated NumPy, times a direction", 1000.0),
        ]
    return Case(f"factorisation hessian, n = {n}, r = {r}", tuple(routes))


def softmax(n: int, d: int, K: int) -> Case:
    rng = np.random.default_rng(0)
    Y = np.eye(K)[rng.integers(0, K, n)]
    given = {"X": rng.normal(size=(n, d)), "W": rng.normal(size=(d, K)) / np.sqrt(d), "Y": Y}
    f = backproof.read(SOFTMAX).function("L", "W", hessian=True)
    X, W = given["X"], given["W"]

    def by_hand() -> Any:
        Z = X @ W
        P = np.exp(Z - Z.max(axis=1, keepdims=True))
        P /= P.sum(axis=1, keepdims=True)
        full = np.empty((d, K, d, K))
        for j in range(K):
            for k in range(K):
                weight = P[:, j] * ((j == k) - P[:, k])
                full[:, j, :, k] = X.T @ (X * weight[:, None])
        return full

    few = used(f, "hessian", given)
    routes = [Route("generated NumPy", lambda: f.hessian(**few)), Route("by hand", by_hand, "generated NumPy", 0.83)]
    if HAS_JAX:
        import jax
        import jax.numpy as jnp

        g = backproof.read(SOFTMAX).function("L", "W", hessian=True, backend="jax")

        def loss(W: Any, X: Any, Y: Any) -> Any:
            return -jnp.sum(Y * jax.nn.log_softmax(X @ W, axis=-1))

        routes += jax_routes(
            lambda **a: g.hessian(**{k: a[k] for k in few}),
            lambda a: jax.hessian(loss)(a["W"], a["X"], a["Y"]),
            given,
            8.0,
            "jax.hessian",
        )
    return Case(f"softmax regression hessian, n = {n}, d = {d}, K = {K}", tuple(routes))


def batch_norm(n: int, d: int) -> Case:
    rng = np.random.default_rng(0)
    given = {
        "X": rng.normal(size=(n, d)),
        "gamma": rng.normal(size=d),
        "beta": rng.normal(size=d),
        "epsilon": 1e-5,
        "dell_dY": rng.normal(size=(n, d)),
    }
    f = backproof.read(BATCH_NORM).function(r"\ell", ("X", r"\gamma", r"\beta"))
    few = used(f, "gradient", given)
    X, gamma, G = given["X"], given["gamma"], given["dell_dY"]

    def by_hand() -> Any:
        m = X.mean(axis=0)
        centred = X - m
        root = np.sqrt((centred**2).mean(axis=0) + 1e-5)
        x_hat = centred / root
        by_gamma, by_beta = (G * x_hat).sum(axis=0), G.sum(axis=0)
        return gamma / root * (G - x_hat * (by_gamma / n) - by_beta / n), by_gamma, by_beta

    routes = [Route("generated NumPy", lambda: f.gradient(**few)), Route("by hand", by_hand, "generated NumPy", 0.83)]
    if HAS_JAX:
        import jax
        import jax.numpy as jnp

        g = backproof.read(BATCH_NORM).function(r"\ell", ("X", r"\gamma", r"\beta"), backend="jax")

        def forward(X: Any, gamma: Any, beta: Any) -> Any:
            m = X.mean(axis=0)
            return gamma * (X - m) / jnp.sqrt(((X - m) ** 2).mean(axis=0) + 1e-5) + beta

        def plain(a: Any) -> Any:
            _, back = jax.vjp(forward, a["X"], a["gamma"], a["beta"])
            return back(a["dell_dY"])

        goal = 1.8 if d >= 1000 else 1.0
        found = jax_routes(lambda **a: g.gradient(**{k: a[k] for k in few}), plain, given, goal, "jax.vjp")
        routes += found[:2]
    return Case(f"batch norm backward, n = {n}, d = {d}", tuple(routes))


def cases(large: bool) -> Iterator[Callable[[], Case]]:
    """The run-time table; ``large`` adds its largest sizes, which take minutes."""
    for n in (100, 300, 1000, *((3000,) if large else ())):
        yield lambda n=n: logistic(n, n, True)  # type: ignore[misc]
    for n in (100, 300, 1000, *((3000,) if large else ())):
        yield lambda n=n: quadratic(n)  # type: ignore[misc]
    for n in (50, *((200,) if large else ())):
        yield lambda n=n: factorisation(n, 5)  # type: ignore[misc]
    for n, d, K in ((200, 10, 5), (500, 20, 10), (1000, 30, 10)):
        yield lambda n=n, d=d, K=K: softmax(n, d, K)  # type: ignore[misc]
    for n, d in ((64, 100), (256, 300), (256, 1000), (256, 3000)):
        yield lambda n=n, d=d: batch_norm(n, d)  # type: ignore[misc]
    for n, d in ((100, 10), (1000, 100), (5000, 500)):
        yield lambda n=n, d=d: logistic(n, d, False)  # type: ignore[misc]


def measured(case: Case, repeat: int) -> dict[str, float]:
    """Median seconds of each route, one after the other, again and again."""
    distinct = {r.name: r.run for r in case.routes}
    times: dict[str, list[float]] = {name: [] for name in distinct}
    for run in distinct.values():
        run()
    for _ in range(repeat):
        for name, run in distinct.items():
            run()  # the route before has filled the caches with other arrays
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    return {name: median(found) for name, found in times.items()}


ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
}


def in_one_thread() -> None:
    """Start this program again where the libraries were told to use one thread: they read that when they load."""
    if any(os.environ.get(k) != v for k, v in ONE_THREAD.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})


def main() -> int:
    in_one_thread()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=11)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("only", nargs="*", metavar="CASE")
    chosen = parser.parse_args()
    if HAS_JAX:
        import jax

        jax.config.update("jax_enable_x64", True)
    met = total = 0
    for make in cases(chosen.large):
        case = make()
        if chosen.only and not any(o in case.name for o in chosen.only):
            continue
        times = measured(case, chosen.repeat)
        print(case.name)
        for name, seconds in times.items():
            line = f"  {name:<36}{1000 * seconds:>11.3f} ms"
            for r in case.routes:
                if r.name != name or not r.beside:
                    continue
                ratio = seconds / times[r.beside]
                good = ratio >= r.goal
                total, met = total + 1, met + good
                line += f"   {ratio:>8.2f} × {r.beside} (goal {r.goal:g}: {'met' if good else 'MISSED'})"
            print(line, flush=True)
    print(f"goals met: {met} of {total}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
