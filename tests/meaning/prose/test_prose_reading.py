"""Layouts of written-out entries, places in the source, silence on ordinary words, and texts made to hurt."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prose_samples import blocks

from backproof.meaning.prose import KINDS, facts_of
from backproof.meaning.prose.layout import ENTRY_EXAMPLES


@pytest.mark.parametrize(("text", "value"), ENTRY_EXAMPLES)
def test_layout_of_an_entry(text, value):
    assert [f.value for f in facts_of(blocks(text)) if f.kind == "layout"] == [value]


def test_layout_needs_matching_indices():
    text = "the Jacobian has $\\partial a_r/\\partial b_c$ in row $p$ and column $q$"
    assert not facts_of(blocks(text))


@pytest.mark.parametrize(
    "text",
    [
        "The Hessian of the loss $L$ is positive definite.",
        "The derivative of $f$ with respect to $x$ is a matrix.",
        "the entries of $W$ are positive",
        "If $A$ is symmetric, then $B$ is invertible.",
        "Hence $A$ is invertible.",
        "We do not assume that $A$ is symmetric.",
        "Is $A$ symmetric?",
        "If the activation were tanh, $f$ would saturate.",
        "$f$ and $g$ are the sigmoid and the tanh.",
        "Large weights are a problem, and the sigmoid saturates.",
        "The network trains faster and more reliably, as in figure 3.",
        "I think a symmetric design is nice. A vector is an arrow.",
    ],
)
def test_silence(text):
    assert [f for f in facts_of(blocks(text)) if f.kind in {"function", "type", "size", "property"}] == []


@pytest.mark.parametrize(
    ("text", "kind", "value", "latex"),
    [
        ("where m_t is a vector of length d_h", "type", "vector", "m_t"),
        ("and \\mathbf{x} follows a normal distribution", "random", "normal", "\\mathbf{x}"),
        ("where σ is the logistic sigmoid", "function", "sigmoid", "σ"),
        ("the matrix W is symmetric.", "property", "symmetric", "W"),
        ("where `W_o` is a matrix", "type", "matrix", "W_o"),
        ("for j=1..M in turn", "range", "for", "j=1..M"),
        ("and I is the identity matrix.", "function", "identity-matrix", "I"),
        ("Here dX means dL/dX.", "adjoint", "", "dX"),
        ("**where** $\\sigma$ is the *logistic* **sigmoid**.", "function", "sigmoid", "\\sigma"),
    ],
)
def test_bare_formulas_and_markup(text, kind, value, latex):
    assert (kind, value, [latex]) in [(f.kind, f.value, [s.latex for s in f.subjects]) for f in facts_of(blocks(text))]


def test_places():
    text = "Words first.\n\nHere **we** say:\nwhere $\\sigma$ is the logistic sigmoid. More."
    (fact,) = facts_of(blocks(text))
    assert text[fact.span.start : fact.span.end] == "$\\sigma$ is the logistic sigmoid"
    assert text[fact.subjects[0].span.start : fact.subjects[0].span.end] == "$\\sigma$"


def test_facts_come_in_order():
    text = "with $Y$ fixed, where $\\sigma$ is the sigmoid and $W$ has size $n\\times m$.\n\nLet $a=b$."
    starts = [f.span.start for f in facts_of(blocks(text))]
    assert len(starts) >= 4
    assert starts == sorted(starts)


def test_a_definite_function_beats_a_vague_one():
    facts = facts_of(blocks("the ReLU activation function, we denote it as $f$"))
    assert [(f.kind, f.value) for f in facts] == [("function", "relu")]


PIECES = [
    "$x$", "$i=k$", "$$a=b$$", " if ", " is ", " symmetric", " and ", ",", ".", "\n\n", " a_", "\\frac{", "`", "*",
    "⟦1⟧", " the sigmoid ", " vector ", "$\\frac{\\partial L}{\\partial z_i}$", "σ",
    "设", "是", "矩阵", " row ", " in ", " column ",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_anything_is_read(text):
    for fact in facts_of(blocks(text)):
        assert fact.kind in KINDS
        assert 0 <= fact.span.start <= fact.span.end <= len(text)


@pytest.mark.parametrize(
    "piece",
    ["the matrix is symmetric and ", "$x$ and $y$, ", "\\frac{a{b}", "a_", "`a", "*a ", "x^{{", "If $i=k$ so it "],
)
def test_time_grows_with_length(piece):
    began = time.process_time()
    facts_of(blocks(piece * (40_000 // len(piece))))
    assert time.process_time() - began < 5  # a tenth of a second where nothing goes wrong
