"""Random formulas and documents for Hypothesis, from the fragments."""

from fragments import CONSTANTS, GROWN, LAID_OUT, NAMES, SAID, SCRIPTS, SIGNS, TOKENS
from hypothesis import strategies as st


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> str:
    """An expression that is well-formed, whether or not it means anything."""
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(NAMES + CONSTANTS)) + draw(st.sampled_from(SCRIPTS))
    return draw(filled(draw(st.sampled_from(GROWN)), depth - 1))


@st.composite
def filled(draw: st.DrawFn, template: str, depth: int) -> str:
    """A template with an expression for every ``@`` and a name for every ``!``."""
    parts = []
    for character in template:
        if character == "@":
            parts.append(draw(expressions(depth)))
        else:
            parts.append(draw(st.sampled_from(NAMES)) if character == "!" else character)
    return "".join(parts)


@st.composite
def relations(draw: st.DrawFn) -> str:
    return f"{draw(expressions())} {draw(st.sampled_from(SIGNS))} {draw(expressions())}"


@st.composite
def scraps(draw: st.DrawFn) -> str:
    """Anything at all, made of tokens: rarely well-formed."""
    return " ".join(draw(st.lists(st.sampled_from(TOKENS), max_size=25)))


@st.composite
def blocks(draw: st.DrawFn) -> str:
    match draw(st.integers(0, 8)):
        case 0 | 1 | 2:
            return draw(filled(draw(st.sampled_from(SAID)), 2))
        case 3 | 4 | 5:
            return f"$$\n{draw(relations())}\n$$"
        case 6:
            rows = [draw(expressions(2)) for _ in range(draw(st.integers(2, 4)))]
            return "$$\n\\begin{aligned}\n" + " \\\\\n&= ".join(rows) + "\n\\end{aligned}\n$$"
        case 7:
            return f"$$ {draw(scraps())} $$"
        case _:
            return draw(st.sampled_from(LAID_OUT))


@st.composite
def documents(draw: st.DrawFn) -> str:
    return "\n\n".join(draw(blocks()) for _ in range(draw(st.integers(1, 7))))
