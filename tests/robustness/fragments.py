"""Random formulas and documents, from the pieces that mathematical texts are made of."""

from hypothesis import strategies as st

LETTERS = tuple("abcfghijklmnpqrstuvwxyzABEKLMNPQVWXYZ")
NAMES = st.one_of(
    st.sampled_from(LETTERS),
    st.sampled_from(
        (r"\alpha", r"\beta", r"\sigma", r"\delta", r"\mu", r"\theta", r"\hat{y}", r"\mathbf{x}", r"\tilde h", r"\ell")
    ),
)
ATOMS = st.one_of(
    NAMES, NAMES, st.sampled_from(("0", "1", "2", "-1", "0.5", r"\pi", "e", r"\infty", r"\mathbf{1}", "I", r"\dots"))
)
SCRIPTS = st.sampled_from(
    (
        "",
        "",
        "",
        "_i",
        "_j",
        "_{ij}",
        "_{t-1}",
        "_t",
        "_0",
        "^2",
        r"^\top",
        "^T",
        "^{-1}",
        "^{(2)}",
        "'",
        "_k^2",
        "_{i,j}",
    )
)
TOKENS = (
    *(
        r"\frac{ \partial { } ( ) [ ] \left( \right) \left. \right| _ ^ & \\ , = + - / | ' \| \sum \prod \int \lim".split()
    ),
    *(
        r"\begin{cases} \end{cases} \begin{aligned} \end{aligned} \begin{pmatrix} \end{pmatrix} \text{if } \quad".split()
    ),
    *(
        r"\nabla \mathbb{E} \hat \sqrt \odot \cdot \leq \in \to \max_ \log \exp \tanh \operatorname{tr} \mid \sim $".split()
    ),
    *("a b x_i W 1 2 n i j f(x) x' \\unknown % # ~ \\, \\! \\label{a} \\limits".split()),
)
SCRAPS = st.lists(st.sampled_from(TOKENS), max_size=25).map(" ".join)
"""Anything at all, made of tokens: rarely well-formed."""


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    two = st.tuples(inner, inner)
    return st.one_of(
        two.map(lambda p: f"{p[0]} + {p[1]}"),
        two.map(lambda p: f"{p[0]} - {p[1]}"),
        two.map(lambda p: f"{p[0]} {p[1]}"),
        two.map(lambda p: rf"\frac{{{p[0]}}}{{{p[1]}}}"),
        two.map(lambda p: rf"{p[0]} \odot {p[1]}"),
        two.map(lambda p: rf"\left( {p[0]} \right)^{{{p[1]}}}"),
        inner.map(lambda e: rf"\sum_{{i=1}}^n {e}"),
        inner.map(lambda e: rf"\prod_{{j=1}}^{{m}} {e}"),
        inner.map(lambda e: rf"\sum_j \left( {e} \right)"),
        inner.map(lambda e: rf"\sqrt{{{e}}}"),
        inner.map(lambda e: rf"\exp\left( {e} \right)"),
        inner.map(lambda e: rf"\log ({e})"),
        inner.map(lambda e: rf"\| {e} \|^2"),
        inner.map(lambda e: rf"f({e})"),
        inner.map(lambda e: rf"E[{e}]"),
        inner.map(lambda e: rf"\operatorname{{tr}}({e})"),
        inner.map(lambda e: rf"\operatorname{{diag}}({e})"),
        inner.map(lambda e: rf"\max(0, {e})"),
        st.tuples(inner, ATOMS).map(lambda p: rf"\frac{{\partial {p[0]}}}{{\partial {p[1]}}}"),
        st.tuples(inner, NAMES).map(lambda p: rf"\nabla_{p[1]} ({p[0]})"),
        two.map(lambda p: rf"\begin{{cases}} {p[0]} & \text{{if }} x > 0 \\ {p[1]} & \text{{otherwise}} \end{{cases}}"),
    )


EXPRESSIONS = st.recursive(st.tuples(ATOMS, SCRIPTS).map("".join), _grown, max_leaves=8)
RELATIONS = st.tuples(
    EXPRESSIONS, st.sampled_from(("=", "=", "=", "=", r"\le", r"\approx", ":=", r"\propto")), EXPRESSIONS
).map(" ".join)
CHAINS = st.lists(EXPRESSIONS, min_size=2, max_size=4).map(r" \\ &= ".join)

DECLARATIONS = st.one_of(
    st.tuples(
        NAMES,
        st.sampled_from(
            (r"\mathbb{R}", r"\mathbb{R}^n", r"\mathbb{R}^{m \times n}", r"\{0, 1\}", r"\mathbb{R}^{10^9}")
        ),
    ).map(lambda p: rf"Let ${p[0]} \in {p[1]}$."),
    RELATIONS.map(lambda r: f"Define ${r}$."),
    RELATIONS.map(lambda r: f"where ${r}$"),
    NAMES.map(lambda n: f"Let ${n}$ be a symmetric matrix."),
    NAMES.map(lambda n: f"Suppose that ${n}$ is a random variable with mean $0$."),
    st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"The function $f({p[0]}) = {p[1]}$ is differentiable."),
)
BLOCKS = st.one_of(
    DECLARATIONS,
    DECLARATIONS,
    RELATIONS.map(lambda r: f"$$\n{r}\n$$"),
    RELATIONS.map(lambda r: f"$$\n{r}\n$$"),
    CHAINS.map(lambda c: f"$$\n\\begin{{aligned}}\n{c}\n\\end{{aligned}}\n$$"),
    SCRAPS.map(lambda s: f"$$ {s} $$"),
    SCRAPS,
    st.sampled_from(
        ("# Problem 1", "## A part", "Problem 2.", "| a | b |\n|---|---|\n| $x$ | $y$ |", "- a list", "```\n$x$", "")
    ),
)
DOCUMENTS = st.lists(BLOCKS, max_size=7).map("\n\n".join)
