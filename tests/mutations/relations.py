"""True relations of many kinds, each in the smallest scope that makes it true.

``TRUE`` lists (name, what is said before, the relation). What is said before is ordinary text with formulas.
"""

from typing import NamedTuple


class True_(NamedTuple):
    """A relation that holds in its scope."""

    name: str
    scope: str
    latex: str

    def document(self, latex: str | None = None) -> str:
        """A document that says the scope and claims ``latex``, the relation itself unless another is given."""
        return f"{self.scope}\n\n$$\n{latex or self.latex}\n$$\n"


_VECTORS = r"Let $x \in \mathbb{R}^n$, $y \in \mathbb{R}^n$ and $A \in \mathbb{R}^{n \times n}$."
_MATRICES = r"Let $A \in \mathbb{R}^{m \times n}$, $B \in \mathbb{R}^{n \times k}$ and $C \in \mathbb{R}^{k \times m}$."
_SQUARE = r"Let $A \in \mathbb{R}^{n \times n}$ and $B \in \mathbb{R}^{n \times n}$ be invertible matrices."
_LINEAR = r"""Let $X \in \mathbb{R}^{N \times d}$, $w \in \mathbb{R}^d$ and $t \in \mathbb{R}^N$.
Define $r = X w - t$ and $E = \frac{1}{2} \|r\|^2$."""
_SOFTMAX = r"""Let $z \in \mathbb{R}^K$ and let
$$ p_k = \frac{e^{z_k}}{\sum_{j=1}^K e^{z_j}} $$"""
_ENTROPY = (
    _SOFTMAX
    + r"""

Let $y \in \mathbb{R}^K$ with $\sum_{k=1}^K y_k = 1$ and
$$ L = -\sum_{k=1}^K y_k \log p_k $$"""
)
_SIGMOID = r"Let $x \in \mathbb{R}$ and define $\sigma(x) = \frac{1}{1 + e^{-x}}$."
_NETWORK = r"""Let $x \in \mathbb{R}^{d}$, $W^{(1)} \in \mathbb{R}^{m \times d}$, $b^{(1)} \in \mathbb{R}^{m}$,
$W^{(2)} \in \mathbb{R}^{k \times m}$, $b^{(2)} \in \mathbb{R}^{k}$ and $t \in \mathbb{R}^k$. The network is
$$ z^{(1)} = W^{(1)} x + b^{(1)} $$
$$ h = \tanh(z^{(1)}) $$
$$ z^{(2)} = W^{(2)} h + b^{(2)} $$
with the loss
$$ L = \frac{1}{2} \|z^{(2)} - t\|^2 $$"""
_BATCH = r"""Let $x_1, \dots, x_n$ be numbers, $\gamma, \beta, \varepsilon \in \mathbb{R}$ with $\varepsilon > 0$, and
$$ \mu = \frac{1}{n} \sum_{i=1}^n x_i $$
$$ v = \frac{1}{n} \sum_{i=1}^n (x_i - \mu)^2 $$
$$ \hat{x}_i = \frac{x_i - \mu}{\sqrt{v + \varepsilon}} $$
$$ y_i = \gamma \hat{x}_i + \beta $$
The loss $L$ is a function of $y_1, \dots, y_n$."""
_MOMENTUM = r"""Let $v_0 = 0$ and
$$ v_{t+1} = \mu v_t + g_t $$"""
_INDEXED = r"""Let $Y \in \mathbb{R}^{K \times L}$, $M \in \mathbb{R}^{K \times L}$ and
$$ Q = \frac{1}{2} \sum_{k=1}^K \sum_{l=1}^L (Y_{kl} - M_{kl})^2 $$"""
_RECURRENT = r"""Let $W \in \mathbb{R}^{d \times d}$, $U \in \mathbb{R}^{d \times m}$, $x_t \in \mathbb{R}^m$ and
$h_t \in \mathbb{R}^d$ with
$$ h_t = \tanh(W h_{t-1} + U x_t) $$"""

TRUE: tuple[True_, ...] = tuple(
    True_(*row)
    for row in (
        # numbers and functions
        ("square", r"Let $a, b \in \mathbb{R}$.", r"(a + b)^2 = a^2 + 2 a b + b^2"),
        ("difference of squares", r"Let $a, b \in \mathbb{R}$.", r"(a - b)(a + b) = a^2 - b^2"),
        ("partial fractions", r"Let $a \in \mathbb{R}$.", r"\frac{1}{a} - \frac{1}{a + 1} = \frac{1}{a (a + 1)}"),
        ("exponent", r"Let $a, b \in \mathbb{R}$.", r"e^{a + b} = e^a e^b"),
        ("logarithm", r"Let $a, b > 0$.", r"\log(a b^2) = \log a + 2 \log b"),
        ("hyperbolic", r"Let $a \in \mathbb{R}$.", r"1 - \tanh^2(a) = \frac{4}{(e^a + e^{-a})^2}"),
        ("tanh of sigmoid", _SIGMOID, r"\tanh(x) = 2 \sigma(2 x) - 1"),
        ("sigmoid mirrored", _SIGMOID, r"\sigma(-x) = 1 - \sigma(x)"),
        ("sigmoid prime", _SIGMOID, r"\sigma'(x) = \sigma(x) (1 - \sigma(x))"),
        ("sigmoid second", _SIGMOID, r"\sigma''(x) = \sigma(x) (1 - \sigma(x)) (1 - 2 \sigma(x))"),
        ("power rule", r"Let $f(x) = x^3 + 2 x$ for $x \in \mathbb{R}$.", r"f'(x) = 3 x^2 + 2"),
        (
            "quotient rule",
            r"Let $f(x) = \frac{x}{1 + x^2}$ for $x \in \mathbb{R}$.",
            r"f'(x) = \frac{1 - x^2}{(1 + x^2)^2}",
        ),
        ("chain rule", r"Let $f(x) = \sin(x^2)$ for $x \in \mathbb{R}$.", r"f'(x) = 2 x \cos(x^2)"),
        ("leibniz", r"Let $a \in \mathbb{R}$.", r"\frac{d}{d a} \left( a^2 e^{3 a} \right) = (2 a + 3 a^2) e^{3 a}"),
        (
            "two variables",
            r"Let $a, b \in \mathbb{R}$ and $f = a^2 b + \sin(b)$.",
            r"\frac{\partial f}{\partial b} = a^2 + \cos(b)",
        ),
        (
            "mixed",
            r"Let $a, b \in \mathbb{R}$ and $f = a^2 b^3$.",
            r"\frac{\partial^2 f}{\partial a \partial b} = 6 a b^2",
        ),
        ("softplus", r"Let $x \in \mathbb{R}$ and $s(x) = \log(1 + e^x)$.", r"s'(x) = \frac{1}{1 + e^{-x}}"),
        # cases
        (
            "relu",
            r"Let $x \in \mathbb{R}$.",
            r"\max(0, x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
        ),
        (
            "absolute",
            r"Let $x \in \mathbb{R}$.",
            r"|x| = \begin{cases} x & \text{if } x \ge 0 \\ -x & \text{if } x < 0 \end{cases}",
        ),
        ("maximum", r"Let $a, b \in \mathbb{R}$.", r"\max(a, b) = \frac{a + b + |a - b|}{2}"),
        # sums
        (
            "linearity",
            r"Let $a, b \in \mathbb{R}^n$.",
            r"\sum_{i=1}^n (a_i - 2 b_i) = \sum_{i=1}^n a_i - 2 \sum_{i=1}^n b_i",
        ),
        (
            "centred",
            r"Let $a \in \mathbb{R}^n$ and $\mu = \frac{1}{n} \sum_{i=1}^n a_i$.",
            r"\sum_{i=1}^n (a_i - \mu)^2 = \sum_{i=1}^n a_i^2 - n \mu^2",
        ),
        (
            "product of sums",
            r"Let $a \in \mathbb{R}^n$ and $b \in \mathbb{R}^m$.",
            r"\left( \sum_{i=1}^n a_i \right) \left( \sum_{j=1}^m b_j \right) = \sum_{i=1}^n \sum_{j=1}^m a_i b_j",
        ),
        ("counting", r"Let $n$ be a positive integer.", r"\sum_{i=1}^n i = \frac{n (n + 1)}{2}"),
        (
            "geometric",
            r"Let $q \in \mathbb{R}$ and let $n$ be a positive integer.",
            r"\sum_{i=0}^{n} q^i = \frac{1 - q^{n+1}}{1 - q}",
        ),
        ("telescope", r"Let $n$ be a positive integer.", r"\sum_{i=1}^{n} \frac{1}{i (i + 1)} = 1 - \frac{1}{n + 1}"),
        ("logarithm of product", r"Let $p_1, \dots, p_n > 0$.", r"\log \prod_{i=1}^n p_i = \sum_{i=1}^n \log p_i"),
        (
            "derivative of a sum",
            r"Let $a \in \mathbb{R}^n$ and $S = \sum_{i=1}^n a_i^3$.",
            r"\frac{\partial S}{\partial a_j} = 3 a_j^2",
        ),
        (
            "mean",
            r"Let $a \in \mathbb{R}^n$ and $\mu = \frac{1}{n} \sum_{i=1}^n a_i$.",
            r"\frac{\partial \mu}{\partial a_j} = \frac{1}{n}",
        ),
        # vectors and matrices
        ("inner product", _VECTORS, r"x^\top A y = \sum_{i=1}^n \sum_{j=1}^n x_i A_{ij} y_j"),
        ("transposed form", _VECTORS, r"x^\top A y = y^\top A^\top x"),
        ("quadratic form", _VECTORS, r"\nabla_x (x^\top A x) = (A + A^\top) x"),
        ("bilinear form", _VECTORS, r"\nabla_x (x^\top A y) = A y"),
        ("bilinear form, other side", _VECTORS, r"\nabla_y (x^\top A y) = A^\top x"),
        ("matrix gradient", _VECTORS, r"\frac{\partial (x^\top A y)}{\partial A} = x y^\top"),
        ("polarised", _VECTORS, r"\|x - y\|^2 = \|x\|^2 - 2 x^\top y + \|y\|^2"),
        ("entry of a product", _VECTORS, r"(A x)_i = \sum_{j=1}^n A_{ij} x_j"),
        ("transposed product", _MATRICES, r"(A B)^\top = B^\top A^\top"),
        ("cyclic trace", _MATRICES, r"\operatorname{tr}(A B C) = \operatorname{tr}(B C A)"),
        ("trace of a square", _MATRICES, r"\operatorname{tr}(A^\top A) = \sum_{i=1}^m \sum_{j=1}^n A_{ij}^2"),
        ("entry of a matrix product", _MATRICES, r"(A B)_{ij} = \sum_{l=1}^n A_{il} B_{lj}"),
        ("inverse of a product", _SQUARE, r"(A B)^{-1} = B^{-1} A^{-1}"),
        ("inverse of a transpose", _SQUARE, r"(A^\top)^{-1} = (A^{-1})^\top"),
        ("determinant", _SQUARE, r"\det(A B) = \det(A) \det(B)"),
        ("trace gradient", _SQUARE, r"\frac{\partial \operatorname{tr}(A B)}{\partial A} = B^\top"),
        ("hadamard", r"Let $a, b \in \mathbb{R}^n$.", r"a \odot b = \operatorname{diag}(a) b"),
        ("outer product", r"Let $a \in \mathbb{R}^m$ and $b, c \in \mathbb{R}^n$.", r"(a b^\top) c = (b^\top c) a"),
        ("binomial of matrices", _SQUARE, r"(A + B)^2 = A^2 + A B + B A + B^2"),
        # least squares and regression
        ("least squares", _LINEAR, r"\nabla_w E = X^\top (X w - t)"),
        ("least squares, by entry", _LINEAR, r"\frac{\partial E}{\partial w_j} = \sum_{i=1}^N r_i X_{ij}"),
        ("least squares expanded", _LINEAR, r"E = \frac{1}{2} w^\top X^\top X w - t^\top X w + \frac{1}{2} t^\top t"),
        ("residual", _LINEAR, r"\frac{\partial r_i}{\partial w_j} = X_{ij}"),
        ("hessian", _LINEAR, r"\nabla_w^2 E = X^\top X"),
        (
            "ridge",
            _LINEAR + r" Let $\lambda > 0$ and $J = E + \frac{\lambda}{2} \|w\|^2$.",
            r"\nabla_w J = X^\top r + \lambda w",
        ),
        # softmax
        ("softmax sums to one", _SOFTMAX, r"\sum_{k=1}^K p_k = 1"),
        ("softmax diagonal", _SOFTMAX, r"\frac{\partial p_k}{\partial z_k} = p_k (1 - p_k)"),
        ("softmax jacobian", _SOFTMAX, r"\frac{\partial p_k}{\partial z_i} = p_k (\delta_{ki} - p_i)"),
        ("softmax logarithm", _SOFTMAX, r"\log p_k = z_k - \log \sum_{j=1}^K e^{z_j}"),
        ("cross-entropy", _ENTROPY, r"\frac{\partial L}{\partial z_i} = p_i - y_i"),
        ("cross-entropy by p", _ENTROPY, r"\frac{\partial L}{\partial p_k} = -\frac{y_k}{p_k}"),
        (
            "cross-entropy by cases",
            _SOFTMAX,
            r"\frac{\partial p_k}{\partial z_i} = \begin{cases} p_k (1 - p_k) & \text{if } i = k \\ -p_k p_i & \text{if } i \ne k \end{cases}",  # noqa: E501
        ),
        # a network
        ("output", _NETWORK, r"\frac{\partial L}{\partial z^{(2)}} = z^{(2)} - t"),
        ("weights of the output", _NETWORK, r"\frac{\partial L}{\partial W^{(2)}} = (z^{(2)} - t) h^\top"),
        ("hidden", _NETWORK, r"\frac{\partial L}{\partial h} = (W^{(2)})^\top (z^{(2)} - t)"),
        (
            "before the hidden",
            _NETWORK,
            r"\frac{\partial L}{\partial z^{(1)}} = \left( (W^{(2)})^\top (z^{(2)} - t) \right) \odot (1 - h \odot h)",
        ),
        (
            "first weights",
            _NETWORK,
            r"\frac{\partial L}{\partial W^{(1)}} = \frac{\partial L}{\partial z^{(1)}} x^\top",
        ),
        ("first bias", _NETWORK, r"\frac{\partial L}{\partial b^{(1)}} = \frac{\partial L}{\partial z^{(1)}}"),
        # batch normalisation
        ("centred batch", _BATCH, r"\sum_{i=1}^n \hat{x}_i = 0"),
        ("shift", _BATCH, r"\frac{\partial L}{\partial \beta} = \sum_{i=1}^n \frac{\partial L}{\partial y_i}"),
        (
            "gain",
            _BATCH,
            r"\frac{\partial L}{\partial \gamma} = \sum_{i=1}^n \hat{x}_i \frac{\partial L}{\partial y_i}",
        ),
        ("normalised", _BATCH, r"\frac{\partial L}{\partial \hat{x}_i} = \gamma \frac{\partial L}{\partial y_i}"),
        (
            "variance",
            _BATCH,
            r"\frac{\partial L}{\partial v} = -\frac{1}{2} \sum_{i=1}^n \frac{\partial L}{\partial \hat{x}_i} (x_i - \mu) (v + \varepsilon)^{-3/2}",  # noqa: E501
        ),
        ("mean of squares", _BATCH, r"v = \frac{1}{n} \sum_{i=1}^n x_i^2 - \mu^2"),
        ("squares", _BATCH, r"\frac{1}{n} \sum_{i=1}^n \hat{x}_i^2 = \frac{v}{v + \varepsilon}"),
        (
            "batch gradient",
            _BATCH,
            r"\frac{\partial L}{\partial x_i} = \frac{\gamma}{n \sqrt{v + \varepsilon}} \left( n \frac{\partial L}{\partial y_i} - \sum_{j=1}^n \frac{\partial L}{\partial y_j} - \hat{x}_i \sum_{j=1}^n \hat{x}_j \frac{\partial L}{\partial y_j} \right)",  # noqa: E501
        ),
        # indices
        ("entry gradient", _INDEXED, r"\frac{\partial Q}{\partial Y_{kl}} = Y_{kl} - M_{kl}"),
        ("other entry gradient", _INDEXED, r"\frac{\partial Q}{\partial M_{kl}} = M_{kl} - Y_{kl}"),
        ("matrix form", _INDEXED, r"Q = \frac{1}{2} \operatorname{tr}((Y - M)^\top (Y - M))"),
        # recurrences
        ("second step", _MOMENTUM, r"v_2 = \mu g_0 + g_1"),
        ("third step", _MOMENTUM, r"v_3 = \mu^2 g_0 + \mu g_1 + g_2"),
        ("unrolled", _MOMENTUM, r"v_{t+1} = \sum_{s=0}^{t} \mu^{t-s} g_s"),
        ("two steps", _MOMENTUM + "\n\nFor $t \\ge 1$:", r"v_{t+1} = \mu^2 v_{t-1} + \mu g_{t-1} + g_t"),
        (
            "recurrent jacobian",
            _RECURRENT,
            r"\frac{\partial h_t}{\partial h_{t-1}} = \operatorname{diag}(1 - h_t \odot h_t) W",
        ),
        ("recurrent entry", _RECURRENT, r"\frac{\partial h_{t,i}}{\partial h_{t-1,j}} = (1 - h_{t,i}^2) W_{ij}"),
        # expectations
        (
            "variance of a variable",
            r"Let $x$ be a random variable with $\sigma^2 = \operatorname{Var}(x)$.",
            r"\sigma^2 = E[x^2] - E[x]^2",
        ),
        (
            "expectation is linear",
            r"Let $x$ and $y$ be random variables and $a \in \mathbb{R}$.",
            r"E[a x + y] = a E[x] + E[y]",
        ),
        (
            "variance scales",
            r"Let $x$ be a random variable and $a \in \mathbb{R}$.",
            r"\operatorname{Var}(a x) = a^2 \operatorname{Var}(x)",
        ),
    )
)
