"""Questions of many kinds: entries, layouts, names between, whole documents; and those that have no answer."""

from __future__ import annotations

import pytest

from backproof.app.deriving import Request, derived, from_formula
from backproof.claims.derived import Derived, Refused


def answer(page: str, of: str, by: str, order: int = 1, layout: str = "", index_form: bool = False) -> Derived:
    found = derived(page, Request(of, by, order, layout, index_form))
    assert isinstance(found, Derived), found
    return found


def refusal(page: str, of: str, by: str, order: int = 1) -> Refused:
    found = derived(page, Request(of, by, order))
    assert isinstance(found, Refused), found
    return found


LINEAR = r"Let $A \in \mathbb{R}^{m\times n}$, $x \in \mathbb{R}^n$. $$z = A x, \quad f = \sum_i z_i^2$$"


def test_layouts_are_transposes_of_each_other() -> None:
    assert answer(LINEAR, "z", "x", layout="numerator").latex == "A"
    assert answer(LINEAR, "z", "x", layout="denominator").latex == r"A^\top"
    assert answer(LINEAR, "f", "A", layout="denominator").latex == r"2 z x^\top"


def test_a_layout_that_the_document_states_is_kept() -> None:
    stated = LINEAR + " We use the denominator layout."
    assert answer(stated, "z", "x").latex == r"A^\top"


def test_an_entry() -> None:
    assert answer(LINEAR, "f", "x_j").latex == r"2 \sum_i A_{ij} z_i"
    assert answer(LINEAR, "f", "A_{ij}").latex == r"2 x_j z_i"


def test_a_quantity_between_is_made_free() -> None:
    assert answer(LINEAR, "f", "z").latex == "2 z"
    assert answer(LINEAR, "f", "z", order=2).latex == "2 I"


def test_index_notation_on_request() -> None:
    found = answer(LINEAR, "f", "A", index_form=True)
    assert found.latex == r"2 x_j z_i"
    assert found.left == r"\left[\frac{\partial f}{\partial A}\right]_{ij}"


def test_what_has_no_matrix_form_is_told_by_entries() -> None:
    found = answer(LINEAR, "z", "A")
    assert not found.matrix
    assert found.latex == r"x_k \mathbb{1}[i = j]"


def test_a_kink_has_its_convention_told() -> None:
    page = r"Let $x \in \mathbb{R}^n$. $$f = \sum_i \mathrm{ReLU}(x_i)^2$$"
    found = answer(page, "f", "x")
    assert found.notes == ("the derivative of ReLU at 0 is taken as 0",)


def test_names_are_written_as_in_the_document() -> None:
    page = r"Let $\mathbf{x}, \boldsymbol{\mu} \in \mathbb{R}^d$. $$f = \tfrac12\|\mathbf{x} - \boldsymbol{\mu}\|^2$$"
    assert answer(page, "f", r"\mathbf{x}").latex == r"\mathbf{x} - \boldsymbol{\mu}"


def test_a_name_of_the_document_is_taken_for_what_it_defines() -> None:
    page = r"""Let $X \in \mathbb{R}^{n\times d}$, $w \in \mathbb{R}^d$, $y \in \mathbb{R}^n$.
$$f = \|Xw - y\|^2, \qquad r = Xw - y$$"""
    assert answer(page, "f", "w").latex == r"2 X^\top r"


def test_steps_name_their_laws() -> None:
    found = answer(LINEAR, "f", "x")
    assert (r"\frac{\partial f}{\partial z} = 2 z", ("chain rule",)) in [(s.latex, s.laws) for s in found.steps]
    assert "power rule" in found.laws


def test_every_answer_was_confirmed() -> None:
    found = answer(LINEAR, "f", "x")
    assert found.evidence is not None
    assert found.evidence.instances >= 2
    assert found.evidence.digits >= 12


def test_a_formula_alone() -> None:
    text, assumed = from_formula(r"L = -\sum_k y_k \log p_k,\; p = \mathrm{softmax}(Wx+b)")
    assert r"Let $W$ be a matrix." in assumed
    found = derived(text, Request("L", "W"), (), assumed)
    assert isinstance(found, Derived)
    assert found.latex == r"(p - y) x^\top"
    assert found.assumed == assumed


@pytest.mark.parametrize(
    ("formula", "by", "line"),
    [
        (r"f = x^\top A x", "x", r"(A + A^\top) x"),
        (r"f = \frac12\|Xw - y\|^2 + \frac\lambda2\|w\|^2", "w", r"\lambda w + X^\top (X w - y)"),
        (r"f = \log\det A + \operatorname{tr}(A B)", "A", r"A^{-\top} + B^\top"),
        (r"f = \sigma(w^\top x + b)", "w", r"f (1 - f) x"),
        (r"f = \log\sum_i e^{x_i}", "x", r"\mathrm{softmax}(x)"),
        (r"f = e^{-x^2/2}", "x", r"-f x"),
    ],
)
def test_formulas(formula: str, by: str, line: str) -> None:
    text, assumed = from_formula(formula)
    found = derived(text, Request("f", by), (), assumed)
    assert isinstance(found, Derived), found
    assert found.latex == line


@pytest.mark.parametrize(
    ("of", "by", "code"),
    [("f", "q", "M201"), ("g", "x", "M201"), ("f", "n", "M206"), ("A", "x", "M207"), ("f", r"\frac", "L103")],
)
def test_bad_questions_have_a_diagnostic(of: str, by: str, code: str) -> None:
    assert refusal(LINEAR, of, by).code == code


def test_there_is_no_derivative_by_what_takes_separate_values() -> None:
    page = r"Let $y$ be one-hot and $p \in \mathbb{R}^K$. $$L = -\sum_k y_k \log p_k$$"
    assert refusal(page, "L", "y").code == "M206"


def test_a_hessian_is_of_a_number() -> None:
    assert refusal(LINEAR, "z", "x", order=2).code == "M206"


def test_a_recurrence_that_looks_ahead_is_refused_in_words() -> None:
    page = r"""Let $h_t, x_t \in \mathbb{R}^m$ and $W \in \mathbb{R}^{m\times m}$.
$$h_t = \tanh(W h_{t-1} + W h_{t+1} + x_t)$$
Let $L$ be a loss that depends on $h_T$."""
    assert refusal(page, "L", "W").code in ("V421", "J309", "J306")


def test_shapes_that_clash() -> None:
    page = r"Let $A \in \mathbb{R}^{m\times n}$, $x \in \mathbb{R}^m$. $$z = A x, \quad f = \sum_i z_i$$"
    assert refusal(page, "f", "x").code in ("M202", "M206", "M207")


def test_a_function_written_out_is_the_known_one() -> None:
    text = (
        r"Let $p_k = s(w^\top a_k)$ with $s(z) = \frac{1}{1 + e^{-z}}$ and $w, a_k \in \mathbb{R}^d$, and let "
        r"$E = -\sum_{k=1}^N (t_k \log p_k + (1 - t_k) \log(1 - p_k))$."
    )
    found = derived(text, Request("E", "w"))
    assert found.latex == r"a^\top (p - t)"
