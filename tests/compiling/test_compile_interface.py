"""``backproof compile``, ``doc.function``, ``backproof.compile``: what is written, and what is said instead."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import backproof
from backproof.app.cli import cli
from backproof.app.failures import CannotCompile
from backproof.app.main import run as run_main

PAGE = r"""
Let $X \in \mathbb{R}^{n\times d}$, $y \in \mathbb{R}^n$, $w \in \mathbb{R}^d$.

$$f = \frac12 \|X w - y\|^2$$
"""


@pytest.fixture
def page(tmp_path: Path) -> str:
    path = tmp_path / "notes.md"
    path.write_text(PAGE)
    return str(path)


def numbers() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    return {"X": rng.normal(size=(5, 3)), "y": rng.normal(size=5), "w": rng.normal(size=3)}


def test_a_function_with_its_gradient() -> None:
    f = backproof.read(PAGE).function("f", wrt="w")
    given = numbers()
    r = given["X"] @ given["w"] - given["y"]
    assert f(**given) == pytest.approx(0.5 * r @ r)
    assert f.gradient(**given) == pytest.approx(given["X"].T @ r)
    value, slope = f.value_and_derivative(**given)
    assert value == pytest.approx(0.5 * r @ r)
    assert slope == pytest.approx(given["X"].T @ r)
    assert f.arguments["f_gradient"] == ("X", "y", "w")


def test_a_hessian_and_its_product() -> None:
    f = backproof.compile(backproof.read(PAGE)["f"], wrt="w", hessian=True)
    X = numbers()["X"]
    direction = np.arange(3.0)
    assert f.hessian(X=X) == pytest.approx(X.T @ X)
    assert f.hessian_product(direction, X=X) == pytest.approx(X.T @ (X @ direction))


def test_a_formula_without_a_document() -> None:
    f = backproof.compile(r"f = x^\top A x", wrt="x")
    A, x = np.arange(9.0).reshape(3, 3), np.array([1.0, -2.0, 0.5])
    assert f.gradient(A=A, x=x) == pytest.approx((A + A.T) @ x)


def test_several_variables_give_several_derivatives() -> None:
    f = backproof.read(PAGE).function("f", wrt=("w", "y"))
    by_w, by_y = f.gradient(**numbers())
    assert (by_w.shape, by_y.shape) == ((3,), (5,))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"y": np.zeros(4)}, r"y is 4, expected n \(5\)"),
        ({"w": np.zeros((3, 1))}, r"w is 3 × 1, expected d \(3\)"),
        ({"X": np.zeros(5)}, r"X is 5, expected n × d"),
    ],
)
def test_sizes_are_checked(change: dict[str, np.ndarray], message: str) -> None:
    f = backproof.read(PAGE).function("f", wrt="w")
    with pytest.raises(ValueError, match=message):
        f.gradient(**{**numbers(), **change})


@pytest.mark.parametrize(
    ("of", "wrt", "backend", "message"),
    [
        ("f", "w", "fortran", "there is no backend 'fortran'; choose one of numpy, jax, torch"),
        ("f", "q", "numpy", "nothing in the document is called q"),
        ("g", "w", "numpy", "nothing in the document is called g"),
        ("f", "n", "numpy", "a derivative by a size"),
    ],
)
def test_what_cannot_be_compiled_is_said(of: str, wrt: str, backend: str, message: str) -> None:
    with pytest.raises(CannotCompile, match=message):
        backproof.read(PAGE).function(of, wrt, backend=backend)


def test_what_was_not_asked_for_is_not_there() -> None:
    f = backproof.read(PAGE).function("f")
    with pytest.raises(CannotCompile, match="f was not compiled to its gradient; there is: value"):
        f.gradient()


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        (r"Let $X \sim \mathcal N(0, 1)$." + "\n\n" + r"$$f = X^2$$", "X is random"),
        (
            r"Let $x \in \mathbb{R}^n$. Let $f$ be a smooth function." + "\n\n" + r"$$g = f(x)$$",
            "nothing says what f is",
        ),
    ],
)
def test_what_has_no_value_is_not_compiled(formula: str, message: str) -> None:
    with pytest.raises(CannotCompile, match=message):
        backproof.read(formula).function("f" if "random" in message else "g")


def test_a_backend_that_is_not_installed_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backproof.app.compiling.find_spec", lambda name: None)
    with pytest.raises(CannotCompile, match=r"the backend jax needs jax: pip install 'backproof\[jax\]'"):
        backproof.read(PAGE).function("f", "w", backend="jax")


def test_names_of_a_document_are_no_code() -> None:
    page = r"""
Let $\lambda \in \mathbb{R}$ and $\text{import os} \in \mathbb{R}$ and $x \in \mathbb{R}^n$.
$$\hat f = \lambda \text{import os} \sum_i x_i^2$$
"""
    f = backproof.read(page).function(r"\hat f", r"\lambda")
    assert "import os" not in f.source
    assert f.arguments["f_hat"][0] == "lambda_"


def test_the_command_writes_a_module_and_its_test(page: str, tmp_path: Path) -> None:
    made = tmp_path / "squares.py"
    status = CliRunner().invoke(
        cli, ["compile", page, "--of", "f", "--wrt", "w,y", "--emit", str(made), "--with-test"], standalone_mode=False
    )
    assert status.return_value == 0
    source = made.read_text()
    assert source.startswith(f'"""f and its derivatives by w, y of {page}:4, written by backproof')
    assert r"$\frac{\partial f}{\partial w} = X^\top (X w - y)$" in source
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_squares.py"],
        cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["--of", "f", "--backend", "fortran"],
        ["--of", "f", "--wrt", "q"],
        ["--of", "f", "--with-test"],
        ["--of", "f", "--wrt", "w", "--with-test"],
        ["--of", "f", "--vjp"],
        ["--of", "f", "--wrt", "w", "--vjp"],
    ],
)
def test_errors_end_with_status_two(page: str, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_main(["compile", page, *arguments]) == 2
    said = capsys.readouterr().err
    assert "Error: " in said
    assert "internal" not in said


def test_the_text_does_not_depend_on_hashing(page: str) -> None:
    def emitted(seed: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "backproof", "compile", page, "--of", "f", "--wrt", "w,X", "--emit", "-"],
            capture_output=True, text=True, timeout=120, check=True, env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        return done.stdout

    assert emitted("1") == emitted("2")


@pytest.mark.skipif(find_spec("jax") is None, reason="needs JAX")
def test_jax_gives_the_same_with_its_own_backward_pass(page: str, tmp_path: Path) -> None:
    import jax
    import jax.numpy as jnp

    from backproof.app.compiled_checks import load

    found = CliRunner().invoke(
        cli, ["compile", page, "--of", "f", "--wrt", "w", "--backend", "jax", "--vjp"], standalone_mode=False
    )
    names = load(found.output)
    given = {k: jnp.asarray(v, dtype=jnp.float32) for k, v in numbers().items()}
    plain = jax.grad(names["f"], argnums=2)(*given.values())
    assert np.allclose(jax.grad(names["f_with_backward"], argnums=2)(*given.values()), plain, rtol=1e-4)
    assert np.allclose(names["f_gradient"](**given), plain, rtol=1e-4)


@pytest.mark.skipif(find_spec("torch") is None, reason="needs PyTorch")
def test_torch_gives_the_same_with_its_own_backward_pass(page: str) -> None:
    import torch

    from backproof.app.compiled_checks import load

    found = CliRunner().invoke(
        cli, ["compile", page, "--of", "f", "--wrt", "w", "--backend", "torch", "--vjp"], standalone_mode=False
    )
    names = load(found.output)
    given = {k: torch.as_tensor(v) for k, v in numbers().items()}
    given["w"].requires_grad_(True)
    names["f_with_backward"].apply(*given.values()).backward()
    own = given["w"].grad.clone()
    given["w"].grad = None
    names["f"](**given).backward()
    assert torch.allclose(own, given["w"].grad)


def test_the_docstring_says_where_the_quantity_is_defined(page: str) -> None:
    found = CliRunner().invoke(cli, ["compile", page, "--of", "f"], standalone_mode=False)
    assert f"f of {page}:4, written by backproof" in found.output


def test_a_hessian_by_two_variables_is_refused() -> None:
    with pytest.raises(CannotCompile, match="a Hessian is compiled by one variable at a time"):
        backproof.read(PAGE).function("f", wrt=("w", "y"), hessian=True)


def test_hessians_of_matrices_and_their_products() -> None:
    page = r"""
Let $U \in \mathbb{R}^{n\times r}$, $V \in \mathbb{R}^{k\times r}$, $T \in \mathbb{R}^{n\times k}$.
$$g = \|T - U V^\top\|_F^2$$
"""
    g = backproof.read(page).function("g", "U", hessian=True)
    rng = np.random.default_rng(0)
    V, direction = rng.normal(size=(4, 2)), rng.normal(size=(3, 2))
    full = g.hessian(V=V, n=3)
    assert full.shape == (3, 2, 3, 2)
    assert full[1, :, 1, :] == pytest.approx(2 * V.T @ V)
    assert not full[0, :, 1, :].any()
    assert g.hessian_product(direction, V=V) == pytest.approx(np.tensordot(full, direction, 2))


def test_the_gradient_within_a_term() -> None:
    page = r"""
Let $A \in \mathbb{R}^{d\times d}$ and $x \in \mathbb{R}^d$.
$$f(x) = \frac12 x^\top A x, \qquad s = \| \nabla f(x) \|^2$$
"""
    s = backproof.read(page).function("s")
    rng = np.random.default_rng(0)
    A, x = rng.normal(size=(3, 3)), rng.normal(size=3)
    assert s(A=A, x=x) == pytest.approx(np.sum(((A + A.T) @ x / 2) ** 2))
