"""A statement as written, taken apart at its sign: what stands before it, the sign, what stands behind it."""

from typing import NamedTuple

from backproof.latex.tokens import tokenise
from backproof.report.html.cutting import one_line

_OPENING = frozenset(("lbrace", "begin", "open"))
_CLOSING = frozenset(("rbrace", "end", "close"))


class Relation(NamedTuple):
    """``left`` may be the neighbour that the statement did not write again."""

    left: str
    sign: str
    right: str

    @property
    def whole(self) -> str:
        return " ".join(part for part in self if part)


def relation_of(latex: str, left: str) -> Relation:
    """The relation on one line; ``left`` completes one that begins with its sign."""
    flat = one_line(latex)
    depth = 0
    for token in tokenise(flat):
        if token.kind in _OPENING:
            depth += 1
        elif token.kind in _CLOSING:
            depth = max(0, depth - 1)
        elif token.kind == "sign" and depth == 0:
            before = flat[: token.start].strip()
            return Relation(before or one_line(left), flat[token.start : token.end], flat[token.end :].strip())
    return Relation("", "", flat)
