"""``backproof run``: updates of a document as loops on data, and what is said where they cannot run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backproof.app.main import run

SQUARES = r"""
Let $X \in \mathbb{R}^{n\times d}$, $y \in \mathbb{R}^n$, $w \in \mathbb{R}^d$, $\alpha > 0$.
$$L = \frac{1}{n} \|Xw - y\|^2$$
Gradient descent repeats
$$w \leftarrow w - \alpha \nabla_w L$$
"""
MOMENTUM = r"""
Let $X \in \mathbb{R}^{n\times d}$, $y \in \mathbb{R}^n$, $w, m \in \mathbb{R}^d$, $\alpha, \beta > 0$.
$$L = \frac{1}{n} \|Xw - y\|^2$$
$$m \leftarrow \beta m + (1-\beta) \frac{\partial L}{\partial w}$$
$$w \leftarrow w - \alpha m$$
"""
ADAM = r"""
Let $\theta_t, m_t, v_t, g_t \in \mathbb{R}^d$ and $A \in \mathbb{R}^{d\times d}$. Let $m_0 = 0$ and $v_0 = 0$.
$$f(\theta) = \frac12 \theta^\top A \theta$$
$$g_t = \nabla f(\theta_{t-1})$$
$$m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t, \quad v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2$$
$$\theta_t = \theta_{t-1} - \alpha \frac{m_t}{\sqrt{v_t} + \epsilon}$$
"""


@pytest.fixture
def numbers(tmp_path: Path) -> tuple[np.ndarray, np.ndarray, str]:
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(20, 3)), rng.normal(size=20)
    path = tmp_path / "data.csv"
    rows = ["x0,x1,x2,y", *(",".join(map(repr, map(float, [*x, t]))) for x, t in zip(X, y, strict=True))]
    path.write_text("\n".join(rows) + "\n")
    return X, y, str(path)


def page(tmp_path: Path, text: str) -> str:
    path = tmp_path / "notes.md"
    path.write_text(text)
    return str(path)


def test_gradient_descent(tmp_path: Path, numbers, capfd: pytest.CaptureFixture[str]) -> None:
    X, y, data = numbers
    saved = tmp_path / "model.npz"
    options = ["--data", data, "--set", "alpha=0.1", "--set", "w=0", "--steps", "40", "--trace", "L"]
    assert run(["run", page(tmp_path, SQUARES), *options, "--save", str(saved)]) == 0
    w, trace = np.zeros(3), []
    for _ in range(40):
        w = w - 0.1 * 2 / 20 * X.T @ (X @ w - y)
        trace.append(np.mean((X @ w - y) ** 2))
    found = np.load(saved)
    assert found["w"] == pytest.approx(w, rel=1e-12)
    assert found["trace_L"] == pytest.approx(np.array(trace), rel=1e-12)
    assert "done: 40 steps" in capfd.readouterr().out


def test_updates_follow_one_another(tmp_path: Path, numbers) -> None:
    X, y, data = numbers
    saved = tmp_path / "model.npz"
    options = [
        "--data",
        data,
        "--set",
        "alpha=0.1",
        "--set",
        "beta=0.9",
        "--set",
        "w=1",
        "--set",
        "m=0",
        "--steps",
        "7",
    ]
    assert run(["run", page(tmp_path, MOMENTUM), *options, "--save", str(saved)]) == 0
    w, m = np.ones(3), np.zeros(3)
    for _ in range(7):
        m = 0.9 * m + 0.1 * 2 / 20 * X.T @ (X @ w - y)
        w = w - 0.1 * m
    found = np.load(saved)
    assert found["w"] == pytest.approx(w, rel=1e-12)
    assert found["m"] == pytest.approx(m, rel=1e-12)


def test_a_recurrence_runs_too(tmp_path: Path) -> None:
    A = np.diag([1.0, 4.0])
    np.savez(tmp_path / "A.npz", A=A)
    saved = tmp_path / "model.npz"
    given = {"alpha": 0.1, "beta_1": 0.9, "beta_2": 0.99, "epsilon": 1e-8, "theta": 1.0}
    options = [x for k, v in given.items() for x in ("--set", f"{k}={v}")]
    command = ["run", page(tmp_path, ADAM), "--data", str(tmp_path / "A.npz"), *options, "--steps", "5"]
    assert run([*command, "--save", str(saved)]) == 0
    theta, m, v = np.ones(2), np.zeros(2), np.zeros(2)
    for _ in range(5):
        g = A @ theta
        m, v = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g**2
        theta = theta - 0.1 * m / (np.sqrt(v) + 1e-8)
    assert np.load(saved)["theta"] == pytest.approx(theta, rel=1e-12)


def test_the_same_seed_gives_the_same_numbers(tmp_path: Path, numbers, capfd: pytest.CaptureFixture[str]) -> None:
    _, _, data = numbers
    command = ["run", page(tmp_path, SQUARES), "--data", data, "--set", "alpha=0.1", "--batch", "5", "--trace", "L"]
    assert run([*command, "--seed", "3"]) == 0
    first = capfd.readouterr().out
    assert "w starts at random (--seed), since nothing says where: --set w=0" in first
    assert run([*command, "--seed", "3"]) == 0
    assert capfd.readouterr().out == first


def test_a_step_that_is_too_large_stops_and_keeps_the_trace(
    tmp_path: Path, numbers, capfd: pytest.CaptureFixture[str]
) -> None:
    _, _, data = numbers
    saved = tmp_path / "model.npz"
    options = ["--data", data, "--set", "alpha=100", "--set", "w=0", "--steps", "500", "--trace", "L"]
    assert run(["run", page(tmp_path, SQUARES), *options, "--save", str(saved)]) == 1
    assert "stopped: w diverges in step " in capfd.readouterr().out
    trace = np.load(saved)["trace_L"]
    assert 10 < len(trace) < 500
    assert np.all(np.isfinite(trace))


def test_it_stops_where_nothing_moves(tmp_path: Path, numbers, capfd: pytest.CaptureFixture[str]) -> None:
    _, _, data = numbers
    options = ["--data", data, "--set", "alpha=0.2", "--set", "w=0", "--steps", "10000", "--tolerance", "1e-9"]
    assert run(["run", page(tmp_path, SQUARES), *options]) == 0
    assert "done: nothing moved by more than 1e-09 in step " in capfd.readouterr().out


@pytest.mark.parametrize(
    ("columns", "rows", "message"),
    [
        ("x0,x1,y", ["1,2,3", "1,,3"], "the column x1 has a missing value in line 3"),
        ("x0,x1,y", ["1,2,3", "1,red,3"], "the column x1 has 'red' in line 3, which is no number"),
        ("x0,x1,y", ["1,2,3", "1,nan,3"], "X has no number in row 2"),
        ("x0,x1,y", ["1,2,inf", "1,2,3"], "y has an infinite value in row 1"),
        ("x0,x1", ["1,2", "1,3"], "has no column y, and nothing says what y is: --set y=…"),
        ("x0,x1,y", ["1,2"], "has 2 values, its first line 3 names"),
        ("x0,y", [], "has no rows below its names"),
    ],
)
def test_what_is_wrong_with_data_is_said(
    tmp_path: Path, columns: str, rows: list[str], message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data.csv"
    data.write_text("\n".join([columns, *rows]) + "\n")
    options = ["--data", str(data), "--set", "alpha=0.1", "--bind", "X=x0,x1"]
    assert run(["run", page(tmp_path, SQUARES), *options]) == 2
    assert message in capfd.readouterr().err


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (SQUARES, [], "nothing says what alpha is: --set alpha=…"),
        (SQUARES, ["--set", "alpha=x"], "'x' is no number: --set alpha=0.1"),
        (SQUARES, ["--set", "alpha"], "'alpha' does not say what is what: write name=value"),
        (SQUARES, ["--set", "alpha=1", "--trace", "Q"], "nothing in the document is called Q"),
        (SQUARES, ["--set", "alpha=1", "--plot", "a.png"], "there is nothing to plot: say what is traced, --trace L"),
        ("Let $x = 1$.", [], "nothing in the document is repeated"),
    ],
)
def test_what_is_missing_is_said(
    tmp_path: Path, numbers, text: str, options: list[str], message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    _, _, data = numbers
    assert run(["run", page(tmp_path, text), "--data", data, *options]) == 2
    said = capfd.readouterr().err
    assert message in said
    assert "internal" not in said


def test_a_file_that_is_not_there(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["run", page(tmp_path, SQUARES), "--data", "no.csv", "--set", "alpha=1"]) == 2
    assert "there is no file no.csv, and no set of data of that name" in capfd.readouterr().err


def test_sizes_that_do_not_fit(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    np.savez(tmp_path / "d.npz", X=np.zeros((4, 2)), y=np.zeros(5))
    options = ["--data", str(tmp_path / "d.npz"), "--set", "alpha=1"]
    assert run(["run", page(tmp_path, SQUARES), *options]) == 2
    assert "y has 5 entries along n, where n is 4" in capfd.readouterr().err


def test_sets_of_data_and_a_plot(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    pytest.importorskip("matplotlib")
    made = tmp_path / "loss.png"
    options = ["--data", "wine", "--set", "alpha=1e-7", "--set", "w=0", "--steps", "5", "--trace", "L"]
    assert run(["run", page(tmp_path, SQUARES), *options, "--plot", str(made)]) == 0
    assert made.stat().st_size > 1000


def test_newton_is_a_recurrence_whose_state_is_traced(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = "Let $f(x) = x^3 - 2x + 2$.\n" + r"$$x_{t+1} = x_t - \frac{f(x_t)}{f'(x_t)}$$"
    assert run(["run", page(tmp_path, text), "--set", "x=3", "--steps", "20", "--trace", "x"]) == 0
    said = capfd.readouterr().out
    assert "x = -1.76929235424" in said
    assert "2.08" in said.splitlines()[1]
    assert run(["run", page(tmp_path, text), "--set", "x=3", "--trace", "f"]) == 2
    assert "of a recurrence its states are traced: x" in capfd.readouterr().err


def test_a_network_is_trained_on_batches(tmp_path: Path) -> None:
    text = r"""
Let $X \in \mathbb{R}^{n\times d}$, $Y \in \mathbb{R}^{n\times K}$, $W \in \mathbb{R}^{d\times h}$,
$V \in \mathbb{R}^{h\times K}$ and $\alpha > 0$.
$$A = \tanh(X W), \quad Z = A V, \quad P_{ik} = \frac{e^{Z_{ik}}}{\sum_j e^{Z_{ij}}}, \quad
L = -\frac1n \sum_i \sum_k Y_{ik} \log P_{ik}$$
$$W \leftarrow W - \alpha \frac{\partial L}{\partial W}$$
$$V \leftarrow V - \alpha \frac{\partial L}{\partial V}$$
"""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 4))
    np.savez(tmp_path / "d.npz", X=X, Y=np.eye(3)[np.argmax(X[:, :3], axis=1)])
    saved = tmp_path / "model.npz"
    options = [
        "--data",
        str(tmp_path / "d.npz"),
        "--set",
        "alpha=0.5",
        "--set",
        "h=6",
        "--steps",
        "300",
        "--trace",
        "L",
    ]
    assert run(["run", page(tmp_path, text), *options, "--batch", "20", "--save", str(saved)]) == 0
    found = np.load(saved)
    assert found["trace_L"][0] > 1.0
    assert found["trace_L"][-1] < 0.4
    P = np.tanh(X @ found["W"]) @ found["V"]
    assert np.mean(np.argmax(P, axis=1) == np.argmax(X[:, :3], axis=1)) > 0.9
