"""Brackets and braces that a row has lost: put back where only one place is left for them.

A brace that is still open when the bracket around it closes must have closed before. What is read with such a
repair may be right by luck of the place chosen, so a row says that it was mended, and nothing refutes it.
"""

from backproof.latex.token import Token

MOST = 2
"""So many closing signs may be missing; a row that has lost more is not known any more."""

_CLOSERS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}
_OPENING = frozenset(("lbrace", "begin", "open"))
_CLOSING = frozenset(("rbrace", "end", "close"))


def closed(tokens: list[Token]) -> tuple[list[Token], str] | None:
    """The row with its missing closing braces and brackets, and what was put back; None where that is not certain."""
    mender = _Mender()
    for token in tokens:
        if not mender.take(token):
            return None
    if mender.stack or not 0 < mender.count <= MOST:
        return None  # what is open at the end of a row may have lost more than a brace
    return mender.out, f"{mender.missing} had been lost"


class _Mender:
    def __init__(self) -> None:
        self.out: list[Token] = []
        self.stack: list[Token] = []
        self.related: list[bool] = []
        """For each open bracket, whether a relation stands in it at its own level."""
        self.count = 0
        self.missing = ""

    def take(self, token: Token) -> bool:
        """Copy a token, with what is missing before it; False where it closes nothing."""
        if token.kind in _CLOSING:
            depth = self._opener(token)
            if depth < 0 or not self.close_down_to(depth + 1, token.start):
                return False
            self._pop()
        elif token.kind in _OPENING:
            self.stack.append(token)
            self.related.append(False)
        elif token.kind in ("sign", "arrow", "row") and self.related:
            self.related[-1] = True
        self.out.append(token)
        return True

    def close_down_to(self, depth: int, at: int) -> bool:
        """Close what is open above ``depth``; False for an environment, or where a relation would be swallowed."""
        while len(self.stack) > depth:
            opener = self.stack[-1]
            if opener.kind == "begin" or self.related[-1] or opener.side == "left":
                return False
            value = "}" if opener.kind == "lbrace" else _CLOSERS.get(opener.value, "")
            if not value:
                return False
            self.out.append(Token("rbrace" if opener.kind == "lbrace" else "close", value, at, at))
            self.count += 1
            self.missing = f"a closing `{value}`"
            self._pop()
        return True

    def _pop(self) -> None:
        self.stack.pop()
        self.related.pop()

    def _opener(self, token: Token) -> int:
        """The depth of what a closing sign belongs to; -1 for nothing."""
        for depth in range(len(self.stack) - 1, -1, -1):
            if _belongs(self.stack[depth], token):
                return depth
        return -1


def _belongs(opener: Token, token: Token) -> bool:
    if token.kind == "rbrace":
        return opener.kind == "lbrace"
    if token.kind == "end":
        return opener.kind == "begin" and opener.value == token.value
    if opener.kind != "open":
        return False
    sided = opener.side == "left", token.side == "right"
    return all(sided) or (not any(sided) and _CLOSERS.get(opener.value) == token.value)
