"""What holds for every input: no exception, spans that nest, nothing dropped in silence."""

from hypothesis import given, settings
from hypothesis import strategies as st

from backproof.latex import Parsed, parse
from backproof.latex.show import show_all
from backproof.latex.tree import Node
from backproof.latex.walk import children, nodes, walk

PIECES = [
    r"\frac", r"\sqrt", r"\sum", r"\int", r"\log", r"\max", r"\min_", r"\hat", r"\mathbf", r"\text{if}",
    r"\text{ReLU}", r"\left(", r"\right)", r"\left.", r"\right|", r"\left|", r"\begin{cases}", r"\end{cases}",
    r"\begin{bmatrix}", r"\end{bmatrix}", r"\begin{aligned}", r"\end{aligned}", r"\\", r"&", r"\partial", r"\nabla",
    r"\mathbb{E}", r"\underset", r"\overset", r"\operatorname{tr}", r"\quad", r"\to", r"\Rightarrow", r"\in", r"\|",
    r"\mid", r"\cdot", r"\odot", r"\dots", r"\top", r"\not", r"{", r"}", r"(", r")", r"[", r"]", r"\{", r"\}", r"^",
    r"_", r"'", r"!", r"|", r"||", r"+", r"-", r"*", r"/", r"=", r"<", r">", r":", r",", r";", r".", r"?", r"x",
    r"y", r"T", r"1", r"0.5", r"12", r"\substack", r"\over", r"\binom", r"\foo", r"²", r"ŷ", r"ℝ", r"$", r"#",
    r"\bf",
]  # fmt: skip

soup = st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)
expressions = st.recursive(
    st.sampled_from(["x", "y_i", r"\alpha", "2", r"\mathbf{W}", r"\hat y", "z^{(2)}", "f(x)", r"\mathbb{E}[x]"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: rf"\frac{{{p[0]}}}{{{p[1]}}}"),
        st.tuples(inner, st.sampled_from(["+", "-", r"\cdot", r"\odot", ""]), inner).map(" ".join),
        inner.map(lambda x: rf"\left({x}\right)^T"),
        inner.map(lambda x: rf"\sum_{{i=1}}^n {x}"),
        inner.map(lambda x: rf"\log {x}"),
        inner.map(lambda x: rf"\sqrt{{{x}}}"),
        inner.map(lambda x: rf"\left|{x}\right|"),
    ),
    max_leaves=8,
)


def check(parsed: Parsed) -> None:
    size = len(parsed.latex)
    for row in parsed.rows:
        assert 0 <= row.start <= row.end <= size
        assert bool(row.clauses) != bool(row.problems)
        for problem in row.problems:
            assert "internal-error" not in problem.code, problem
            assert 0 <= problem.start <= problem.end <= size
        for clause in row.clauses:
            assert row.start <= clause.start <= clause.end <= row.end
            if clause.node is not None:
                check_spans(clause.node)
    assert show_all(parsed) is not None


def check_spans(top: Node) -> None:
    for node in walk(top):
        for child in children(node):
            assert node.start <= child.start <= child.end <= node.end, (node, child)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text(latex: str) -> None:
    check(parse(latex))


@settings(max_examples=600, deadline=None)
@given(soup)
def test_token_soup(latex: str) -> None:
    check(parse(latex))


@settings(max_examples=200, deadline=None)
@given(expressions)
def test_well_formed_expressions_are_read_wholly(latex: str) -> None:
    parsed = parse(latex)
    check(parsed)
    (row,) = parsed.rows
    assert not row.problems


@settings(max_examples=200, deadline=None)
@given(expressions, expressions)
def test_two_sides_make_one_relation(left: str, right: str) -> None:
    (row,) = parse(f"{left} = {right}").rows
    (clause,) = row.clauses
    assert (clause.start, clause.end) == (0, len(f"{left} = {right}"))


def test_nodes_visits_all_clauses() -> None:
    assert sum(1 for _ in nodes(parse("a = b, c = d"))) == 6
