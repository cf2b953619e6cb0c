"""The derivatives that people derive by hand: documents, questions, and the line that should come out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """``page`` defines ``of``; its derivative by ``by`` (twice, where ``order`` is 2) is ``line``."""

    name: str
    page: str
    of: str
    by: str
    line: str
    order: int = 1
    layout: str = ""
    where: tuple[tuple[str, str], ...] = ()


LEAST_SQUARES = r"""
Let $X \in \mathbb{R}^{n\times d}$, $y \in \mathbb{R}^n$, $\beta \in \mathbb{R}^d$.
$$f = \frac12 \|X\beta - y\|^2$$
"""
LOGISTIC = r"""
Let $X \in \mathbb{R}^{n\times d}$, $y \in \mathbb{R}^n$, $w \in \mathbb{R}^d$.
$$s = \sigma(Xw), \qquad J = -\sum_{i=1}^n \left( y_i \log s_i + (1-y_i) \log(1-s_i) \right)$$
where $\sigma$ is the logistic sigmoid.
"""
SOFTMAX = r"""
Let $W \in \mathbb{R}^{K\times d}$, $x \in \mathbb{R}^d$, $b \in \mathbb{R}^K$, and let $y$ be one-hot.
$$z = Wx + b, \quad p = \mathrm{softmax}(z), \quad L = -\sum_k y_k \log p_k$$
"""
TWO_LAYERS = r"""
Let $x \in \mathbb{R}^d$, $W_1 \in \mathbb{R}^{h\times d}$, $W_2 \in \mathbb{R}^{K\times h}$, $b_1 \in \mathbb{R}^h$,
$b_2 \in \mathbb{R}^K$, $y \in \mathbb{R}^K$ with $\sum_k y_k = 1$.
$$z_1 = W_1 x + b_1, \quad a_1 = \phi(z_1), \quad z_2 = W_2 a_1 + b_2$$
$$\hat p = \mathrm{softmax}(z_2), \quad L = -\sum_k y_k \log \hat p_k$$
where $\phi(u) = \max(u, 0.1u)$ is the leaky ReLU.
"""
BATCH_NORM = r"""
A batch of $m$ inputs $x_1, \dots, x_m \in \mathbb{R}$ is normalised:
$$\mu = \frac1m \sum_{i=1}^m x_i, \quad \sigma^2 = \frac1m \sum_{i=1}^m (x_i-\mu)^2$$
$$\hat x_i = \frac{x_i-\mu}{\sqrt{\sigma^2 + \epsilon}}, \quad y_i = \gamma \hat x_i + \beta$$
Let $\ell$ be a loss that depends on $y_1, \dots, y_m$.
"""
LAYER_NORM = r"""
Let $x, \gamma, \beta \in \mathbb{R}^n$.
$$\mu = \frac1n \sum_i x_i, \quad \sigma^2 = \frac1n \sum_i (x_i-\mu)^2$$
$$\hat x_i = \frac{x_i-\mu}{\sqrt{\sigma^2 + \epsilon}}, \quad y = \gamma \odot \hat x + \beta$$
Let $L$ be a loss that depends on $y$.
"""
RMS_NORM = r"""
Let $x, g \in \mathbb{R}^n$.
$$r = \sqrt{\frac1n \sum_i x_i^2 + \epsilon}, \quad y = \frac{g\odot x}{r}$$
Let $L$ be a loss that depends on $y$.
"""
ATTENTION = r"""
Let $Q, K \in \mathbb{R}^{n\times d}$, $V \in \mathbb{R}^{n\times m}$.
$$S = \frac{1}{\sqrt d} Q K^\top, \quad A_{ij} = \frac{e^{S_{ij}}}{\sum_k e^{S_{ik}}}, \quad O = A V$$
Let $L$ be a loss that depends on $O$.
"""
MATRICES = r"""
Let $A, S, M \in \mathbb{R}^{n\times n}$, $X \in \mathbb{R}^{n\times p}$, $B \in \mathbb{R}^{p\times n}$,
$x \in \mathbb{R}^n$, $U \in \mathbb{R}^{n\times r}$, $V \in \mathbb{R}^{k\times r}$, $T \in \mathbb{R}^{n\times k}$,
$C \in \mathbb{R}^{n\times p}$, $m_0, m_1 \in \mathbb{R}^n$.
$$q = x^\top A x$$
$$t = \operatorname{tr}(A X B)$$
$$f = \|A X - C\|_F^2$$
$$l = \log\det M$$
$$g = \|T - U V^\top\|_F^2$$
$$D = \frac12\left(\operatorname{tr}(S^{-1} A) + (m_1-m_0)^\top S^{-1}(m_1-m_0) - n + \log\det S - \log\det A\right)$$
"""
PRIOR = r"""
Let $X \in \mathbb{R}^{n\times d}$, $y \in \mathbb{R}^n$, $w \in \mathbb{R}^d$, $\tau > 0$ and $\lambda > 0$.
$$\ell = -\frac{\lambda}{2} \|Xw - y\|^2 - \frac{\tau}{2} \|w\|^2$$
"""

ITEMS: tuple[Item, ...] = (
    Item("least squares", LEAST_SQUARES, "f", r"\beta", r"X^\top (X \beta - y)"),
    Item("least squares", LEAST_SQUARES, "f", r"\beta", r"X^\top X", 2),
    Item("logistic regression", LOGISTIC, "J", "w", r"X^\top (s - y)"),
    Item("logistic regression", LOGISTIC, "J", "w", r"X^\top \operatorname{diag}(s \odot (1 - s)) X", 2),
    Item("softmax", SOFTMAX, "p", "z", r"\operatorname{diag}(p) - p p^\top"),
    Item("cross-entropy", SOFTMAX, "L", "z", r"p - y"),
    Item("cross-entropy", SOFTMAX, "L", "z", r"\operatorname{diag}(p) - p p^\top", 2),
    Item("cross-entropy", SOFTMAX, "L", "W", r"(p - y) x^\top"),
    Item("cross-entropy", SOFTMAX, "L", "b", r"p - y"),
    Item("cross-entropy", SOFTMAX, "L", "x", r"W^\top (p - y)"),
    Item("two layers", TWO_LAYERS, "L", "W_1", r"(\phi'(z_1) \odot (W_2^\top (\hat p - y))) x^\top"),
    Item("two layers", TWO_LAYERS, "L", "b_1", r"\phi'(z_1) \odot (W_2^\top (\hat p - y))"),
    Item("two layers", TWO_LAYERS, "L", "W_2", r"(\hat p - y) a_1^\top"),
    Item("batch norm", BATCH_NORM, r"\ell", r"\gamma", r"\hat x^\top \frac{\partial \ell}{\partial y}"),
    Item("batch norm", BATCH_NORM, r"\ell", r"\beta", r"\mathbf 1^\top \frac{\partial \ell}{\partial y}"),
    Item(
        "batch norm",
        BATCH_NORM,
        r"\ell",
        r"\mu",
        r"-\frac{\gamma \mathbf 1^\top \frac{\partial \ell}{\partial y}}{\sqrt{\sigma^2 + \epsilon}}",
    ),
    Item(
        "batch norm",
        BATCH_NORM,
        r"\ell",
        r"\sigma^2",
        r"-\frac{\gamma \hat x^\top \frac{\partial \ell}{\partial y}}{2 (\sigma^2 + \epsilon)}",
    ),
    Item(
        "batch norm",
        BATCH_NORM,
        r"\ell",
        "x",
        r"\frac{g - \frac{\hat x^\top g}{m} \hat x - \frac{\mathbf 1^\top g}{m} \mathbf 1}{\sqrt{\sigma^2 + \epsilon}}",
        where=(("g", r"\frac{\partial \ell}{\partial \hat x} = \gamma \frac{\partial \ell}{\partial y}"),),
    ),
    Item("layer norm", LAYER_NORM, "L", r"\gamma", r"\hat x \odot \frac{\partial L}{\partial y}"),
    Item(
        "layer norm",
        LAYER_NORM,
        "L",
        "x",
        r"\frac{g - \frac{\hat x^\top g}{n} \hat x - \frac{\mathbf 1^\top g}{n} \mathbf 1}{\sqrt{\sigma^2 + \epsilon}}",
        where=(("g", r"\frac{\partial L}{\partial \hat x} = \gamma \odot \frac{\partial L}{\partial y}"),),
    ),
    Item("RMS norm", RMS_NORM, "L", "g", r"\frac{1}{r} \left(x \odot \frac{\partial L}{\partial y}\right)"),
    Item(
        "RMS norm",
        RMS_NORM,
        "L",
        "x",
        r"\frac{1}{r} (g \odot \delta) - \frac{(x \odot g)^\top \delta}{n r^3} x",
        where=((r"\delta", r"\frac{\partial L}{\partial y}"),),
    ),
    Item("attention", ATTENTION, "L", "V", r"A^\top \frac{\partial L}{\partial O}"),
    Item(
        "attention",
        ATTENTION,
        "L",
        "Q",
        r"\frac{1}{\sqrt{d}} (A \odot (g V^\top - (A \odot (g V^\top)) \mathbf 1 \mathbf 1^\top)) K",
        where=(("g", r"\frac{\partial L}{\partial O}"),),
    ),
    Item(
        "attention",
        ATTENTION,
        "L",
        "K",
        r"\frac{1}{\sqrt{d}} (A \odot (g V^\top - (A \odot (g V^\top)) \mathbf 1 \mathbf 1^\top))^\top Q",
        where=(("g", r"\frac{\partial L}{\partial O}"),),
    ),
    Item("quadratic form", MATRICES, "q", "x", r"(A + A^\top) x"),
    Item("quadratic form", MATRICES, "q", "x", r"A + A^\top", 2),
    Item("quadratic form", MATRICES, "q", "A", r"x x^\top"),
    Item("trace", MATRICES, "t", "X", r"A^\top B^\top"),
    Item("trace", MATRICES, "t", "A", r"B^\top X^\top"),
    Item("Frobenius norm", MATRICES, "f", "X", r"2 A^\top (A X - C)"),
    Item("log det", MATRICES, "l", "M", r"M^{-\top}"),
    Item("factorisation", MATRICES, "g", "U", r"-2 (T - U V^\top) V"),
    Item("factorisation", MATRICES, "g", "V", r"-2 (T - U V^\top)^\top U"),
    Item(
        "two Gaussians",
        MATRICES,
        "D",
        "S",
        r"\frac{1}{2} (S^{-\top} - S^{-\top} (A + (m_1 - m_0) (m_1 - m_0)^\top)^\top S^{-\top})",
    ),
    Item("two Gaussians", MATRICES, "D", "A", r"\frac{1}{2} (S^{-\top} - A^{-\top})"),
    Item("two Gaussians", MATRICES, "D", "m_1", r"\frac{1}{2} (S^{-1} + S^{-\top}) (m_1 - m_0)"),
    Item("Gaussian prior", PRIOR, r"\ell", "w", r"-\tau w - \lambda X^\top (X w - y)"),
    Item("Gaussian prior", PRIOR, r"\ell", "w", r"-\tau I - \lambda X^\top X", 2),
)
