"""A place in the tokens of one row, and the moves that every part of the grammar shares."""

from backproof.latex.problems import Unread
from backproof.latex.token import Token

DEPTH = 60
"""How deep formulas may nest. Each level costs about ten Python frames here, and several in every reader after us."""


class Cursor:
    """``pos`` is the next token, ``end`` where the region being read stops, ``last`` the end of what was read."""

    def __init__(self, tokens: list[Token], partner: dict[int, int]) -> None:
        self.tokens = tokens
        self.partner = partner
        self.pos = 0
        self.end = len(tokens)
        self.last = 0
        self.depth = 0
        self.integrals = 0
        self.bubbling = False
        """Inside the body of a sum or an integral: an evaluation bar belongs to what stands before it too."""

    @property
    def kind(self) -> str:
        """The kind of the next token, ``""`` at the end of the region."""
        return self.tokens[self.pos].kind if self.pos < self.end else ""

    def take(self) -> Token:
        token = self.tokens[self.pos]
        self.pos += 1
        self.last = token.end
        return token

    def here(self) -> int:
        """Where the next token starts in the LaTeX string."""
        return self.tokens[self.pos].start if self.pos < len(self.tokens) else self.last

    def skip_gaps(self) -> None:
        while self.pos < self.end and self.tokens[self.pos].kind == "gap":
            self.pos += 1

    def unexpected(self) -> Unread:
        token = self.tokens[min(self.pos, len(self.tokens) - 1)]
        return Unread("unexpected", f"unexpected `{token.value}`", token.start, token.end)

    def missing_operand(self, what: str) -> Unread:
        """Nothing to apply ``what`` to; the place is the token before."""
        at = self.tokens[max(self.pos - 1, 0)]
        return Unread("missing-operand", f"nothing follows `{what}`", at.start, at.end)

    def deeper(self) -> None:
        """One level down; the caller comes up again by ``self.depth -= 1``."""
        self.depth += 1
        if self.depth > DEPTH:
            at = self.tokens[min(self.pos, len(self.tokens) - 1)]
            raise Unread("too-deep", f"nested more than {DEPTH} deep", at.start, at.end)
