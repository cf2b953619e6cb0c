"""Edits that change the meaning of a relation must change its tree. The seed of the mutation harness."""

import re
from collections.abc import Iterator

import pytest

from backproof.latex import parse

RELATIONS = r"""
\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z^{(2)}} h_1^T
\frac{\partial \hat{y}_k}{\partial z_i^{(2)}} = -\hat{y}_k \hat{y}_i
\mathbf{z}^{(1)} = \mathbf{W}^{(1)} \mathbf{x} + \mathbf{b}^{(1)}
E[x^2] - E[x]^2 = \sigma^2
\mathbb{E}[\hat{Y}_{kl}] = \sum_{j=1}^M Y_{kl} - \beta_j
\delta^{(1)} = (W^{(2)})^T \delta^{(2)} \odot g'(z^{(1)})
x_{n+1} = x_n - \frac{f(x_n)}{f'(x_n)}
H_{ij} = \hat{y}_i(\delta_{ij} - \hat{y}_j)
\nabla_x (x^\top A x) = (A + A^\top) x
L = -\sum_{k=1}^K y_k \log \hat{y}_k
\text{Var}(\tilde{h}_i) = \mathbb{E}[\tilde{h}_i^2] - \mathbb{E}[\tilde{h}_i]^2
\frac{\partial c_T}{\partial c_0} = \prod_{t=1}^{T} \operatorname{diag}(f_t)
\mathbf{m}_{t+1} = \beta \cdot \mathbf{m}_t + (1 - \beta) \mathbf{g}_t
\int_0^\infty z e^{-z^2} dz = \left[-\frac{1}{2} e^{-z^2}\right]_0^\infty
D_{KL}(q\|p) = \mathbb{E}_q[\log q(z) - \log p(z)]
\frac{\partial}{\partial \alpha} L(g + \alpha f)\bigg|_{\alpha=0} = \sum_i f'(x_i)
\|A x - b\|_2^2 = (A x - b)^T (A x - b)
\frac{\partial f}{\partial \sigma^2} = \sum_{i=1}^m \frac{\partial f}{\partial \hat{x}_i} (x_i - \mu)
\max_{w} w^T x \leq \max(a, b)
Y_{kl} = \gamma_{l} \frac{X_{kl} - \mu_l}{\sqrt{\sigma_l^2 + \epsilon}}
\log h_\theta(x^{(2)}) \cdot y = \tanh^2(r) + \exp(-a)
p(y|x) = \frac{p(x|y) p(y)}{p(x)}
\frac{\partial h_t}{\partial h_{t-1}} = \operatorname{diag}(1 - h_t \odot h_t) W_{hh}
\mathbb{P}_{i\sim D}[f(x_i) \neq y_i] = \sum_{i=1}^n w_i
""".strip().splitlines()

EDITS = {
    "drop a transpose": (r"\^(\\top|T)(?![a-zA-Z])", ""),
    "drop a prime": (r"(?<=[a-z])'", ""),
    "plus for minus": (r"-", "+"),
    "minus for plus": (r"\+", "-"),
    "drop a minus": (r"-", ""),
    "swap subscripts": (r"_\{([a-z])([a-z])\}", r"_{\2\1}"),
    "drop a hat": (r"\\hat\{([a-zA-Z])\}", r"\1"),
    "hat for tilde": (r"\\tilde", r"\\hat"),
    "square outside": (r"\[([^\[\]]*)\^2\]", r"[\1]^2"),
    "square inside": (r"\[([^\[\]]*)\]\^2", r"[\1^2]"),
    "other layer": (r"\(2\)", "(1)"),
    "layer as power": (r"\^\{\(2\)\}", "^{2}"),
    "matrix for entrywise": (r"\\odot", r"\\cdot"),
    "other lower bound": (r"=1\}", "=0}"),
    "other upper bound": (r"\^\{?([A-Zmn])\}?(?= )", r"^{\1-1}"),
    "other variable": (r"\{\\partial ([a-zA-Z])", r"{\\partial q"),
    "other index": (r"_i(?![a-z])", "_j"),
    "next step": (r"_t(?![a-z])", "_{t+1}"),
    "drop bold": (r"\\mathbf\{([a-zA-Z])\}", r"\1"),
    "drop a square": (r"\^2", ""),
    "sine for tanh": (r"\\tanh", r"\\sinh"),
    "other relation": (r"\\leq", r"\\geq"),
    "not equal": (r"\\neq", "="),
    "condition turned": (r"\(y\|x\)", "(x|y)"),
    "condition as list": (r"\(y\|x\)", "(y,x)"),
    "norm one": (r"\\\|_2", r"\\|_1"),
    "evaluated elsewhere": (r"\\alpha=0\}", r"\\alpha=1}"),
    "evaluation dropped": (r"\\bigg\|_\{[^}]*\}", ""),
    "maximum for minimum": (r"\\max", r"\\min"),
    "sum for product": (r"\\prod", r"\\sum"),
}


def mutants(latex: str) -> Iterator[tuple[str, str]]:
    for name, (pattern, replacement) in EDITS.items():
        for found in re.finditer(pattern, latex):
            mutant = latex[: found.start()] + found.expand(replacement) + latex[found.end() :]
            if mutant != latex:
                yield name, mutant


CASES = [(latex, name, mutant) for latex in RELATIONS for name, mutant in mutants(latex)]


def test_every_edit_is_used() -> None:
    assert {name for _, name, _ in CASES} == set(EDITS)
    assert len(CASES) > 150


@pytest.mark.parametrize("latex", RELATIONS)
def test_edits_change_the_tree(latex: str) -> None:
    original = trees(latex)
    for relation, name, mutant in CASES:
        if relation == latex:
            assert trees(mutant) != original, f"{name}: {mutant}"


@pytest.mark.parametrize("latex", RELATIONS)
def test_layout_does_not_change_the_tree(latex: str) -> None:
    spaced = latex.replace(" = ", r"\; = \, ").replace("(", r"\left(").replace(")", r"\right)") + r" \quad ,"
    assert trees(spaced) == trees(latex)


def trees(latex: str) -> tuple[object, ...]:
    """What was read, without places: equal trees have equal nodes."""
    rows = parse(latex).rows
    assert not any(row.problems for row in rows), latex
    return tuple((clause.lead, clause.node) for row in rows for clause in row.clauses)
