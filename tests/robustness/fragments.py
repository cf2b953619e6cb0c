"""The pieces that mathematical texts are made of: names, templates with holes, sentences, scraps."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NAMES = (
    *"abcfghijklmnpqrstuvwxyzABEKLMNPQVWXYZ",
    *_words(r"\alpha \beta \sigma \delta \mu \theta \hat{y} \mathbf{x} \tilde{h} \ell"),
)
CONSTANTS = ("0", "1", "2", "-1", "0.5", r"\pi", "e", r"\infty", r"\mathbf{1}", "I", r"\dots", "10^{9}")
SCRIPTS = ("", "", "", *_words(r"_i _j _{ij} _{t-1} _t _0 ^2 ^\top ^T ^{-1} ^{(2)} ' _k^2 _{i,j}"))
TOKENS = (
    *_words(r"\frac{ \partial { } ( ) [ ] \left( \right) \left. \right| _ ^ & \\ , = + - / | ' \| \sum \prod \int"),
    *_words(r"\begin{cases} \end{cases} \begin{aligned} \end{aligned} \begin{pmatrix} \end{pmatrix} \text{if} \quad"),
    *_words(r"\nabla \mathbb{E} \hat \sqrt \odot \cdot \leq \in \to \max_ \log \exp \tanh \operatorname{tr} \mid $"),
    *_words(r"a b x_i W 1 2 n i j f(x) x' \unknown % # ~ \, \! \label{a} \limits"),
)
GROWN = (
    "@ + @",
    "@ - @",
    "@ @",
    "- @",
    r"\frac{@}{@}",
    r"@ \odot @",
    r"\left( @ \right)^{@}",
    r"\sum_{i=1}^n @",
    r"\prod_{j=1}^{m} @",
    r"\sum_j \left( @ \right)",
    r"\sqrt{@}",
    r"\exp\left( @ \right)",
    r"\log (@)",
    r"\| @ \|^2",
    "f(@)",
    "E[@]",
    r"\operatorname{tr}(@)",
    r"\operatorname{diag}(@)",
    r"\max(0, @)",
    r"\frac{\partial @}{\partial !}",
    r"\frac{\partial}{\partial !} \left( @ \right)",
    r"\nabla_! (@)",
    r"\begin{cases} @ & \text{if } x > 0 \\ @ & \text{otherwise} \end{cases}",
)
SIGNS = ("=", "=", "=", "=", r"\le", r"\approx", ":=", r"\propto")
SAID = (
    r"Let $! \in \mathbb{R}$.",
    r"Let $! \in \mathbb{R}^n$ and $! \in \mathbb{R}^{m \times n}$.",
    r"Let $! \in \{0, 1\}$ and $! \in \mathbb{R}^{10^9}$.",
    "Define $! = @$.",
    "Define $! = @$.",
    "where $@ = @$",
    "Let $!$ be a symmetric matrix.",
    "Suppose that $!$ is a random variable with mean $0$.",
    "The function $f(!) = @$ is differentiable.",
    "with $!_t = @$ and $!_0 = 0$",
)
LAID_OUT = (
    "# Problem 1",
    "## A part",
    "Problem 2.",
    "| a | b |\n|---|---|\n| $x$ | $y$ |",
    "- a list",
    "```\n$x$",
    "",
    "$$",
)
