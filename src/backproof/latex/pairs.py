"""Which bracket belongs to which: braces, environments, brackets and bars of one row.

Bars are decided by looking for a partner in the same bracket: halves of ``|x|`` and ``‖x‖`` become brackets,
a lone bar is conditional (``mid``), one that carries a script is an evaluation (``eval``).
"""

from dataclasses import dataclass, field

from backproof.latex.problems import Unread
from backproof.latex.token import Token

_ENDS_OPERAND = frozenset(("name", "num", "close", "rbrace", "prime", "fact", "words", "dots", "top", "end"))
_CLOSERS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉", "|": "|", "‖": "‖", "⟦": "⟧", ".": "."}
_STOPS = frozenset(("comma", "sign", "arrow", "amp", "row"))
_OPENING = frozenset(("lbrace", "begin", "open"))
_CLOSING = {"rbrace": "lbrace", "end": "begin", "close": "open"}


@dataclass(slots=True)
class _Frame:
    """An open bracket, and what has been met inside it at its own level."""

    index: int
    kind: str
    value: str
    sided: bool
    bars: list[int] = field(default_factory=list)
    commas: int = 0


class Pairs:
    """Reads ``tokens`` (and rewrites their bars in place); the result is ``partner``, both ways."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.partner: dict[int, int] = {}
        self.stack = [_Frame(-1, "row", "", False)]

    def run(self) -> dict[int, int]:
        tokens, stack = self.tokens, self.stack
        for i, token in enumerate(tokens):
            kind = token.kind
            if kind in _OPENING:
                stack.append(_Frame(i, kind, token.value, token.side == "left"))
            elif kind in _CLOSING:
                self._close(i, token)
            elif kind == "bar":
                stack[-1].bars.append(i)
            elif kind in _STOPS:
                self._bars(stack[-1])  # no absolute value holds a sign or a comma: y|x = z|w
                stack[-1].commas += kind == "comma"
        if len(stack) > 1:
            raise self._unclosed(stack[-1])
        self._bars(stack[0])
        return self.partner

    def _close(self, i: int, token: Token) -> None:
        frame = self.stack[-1]
        if not _fits(frame, token):
            raise self._unopened(frame, token)
        self._bars(frame)
        self.stack.pop()
        self.partner[frame.index] = i
        self.partner[i] = frame.index

    def _unopened(self, frame: _Frame, token: Token) -> Unread:
        if token.kind == "close" and frame.kind == "open":
            opener = self.tokens[frame.index]
            message = f"`{opener.value}` is closed by `{token.value}`"
            return Unread("unbalanced-brackets", message, token.start, token.end)
        name = {"close": "unbalanced-brackets", "rbrace": "unbalanced-braces", "end": "unbalanced-environment"}[
            token.kind
        ]
        return Unread(name, f"`{token.value}` closes nothing", token.start, token.end)

    def _unclosed(self, frame: _Frame) -> Unread:
        token = self.tokens[frame.index]
        name = {"open": "unbalanced-brackets", "lbrace": "unbalanced-braces", "begin": "unbalanced-environment"}[
            frame.kind
        ]
        return Unread(name, f"`{token.value}` is never closed", token.start, token.end)

    def _bars(self, frame: _Frame) -> None:
        """Decide the bars met so far in one bracket."""
        bars, frame.bars = frame.bars, []
        if not bars:
            return
        for value in ("|", "‖"):
            same = [i for i in bars if self.tokens[i].value == value]
            if same:
                self._decide(same, frame)
        self._doubtful(bars)

    def _doubtful(self, bars: list[int]) -> None:
        """``||`` may be one double bar or two single ones; with a single bar in its reach nobody can tell."""
        single = [i for i in bars if self.tokens[i].value == "|"]
        for i in bars:
            token = self.tokens[i]
            if token.font != "||" or token.kind == "close" or not single:
                continue
            stop = self.partner.get(i, bars[-1] + 1)
            if token.kind == "mid" or any(i < k < stop for k in single):
                help = "write `\\|` for a norm"
                raise Unread("unpaired-bar", "`||` beside `|` can be read in two ways", token.start, token.end, help)

    def _decide(self, bars: list[int], frame: _Frame) -> None:
        opened: list[int] = []
        lone = len(bars) % 2 == 1
        for i in bars:
            after_operand = i - 1 > frame.index and self.tokens[i - 1].kind in _ENDS_OPERAND
            if opened and i - opened[-1] == 2 and self.tokens[i - 1].kind == "mul":
                after_operand = True  # a place holder: ‖·‖
            scripted = i + 1 < len(self.tokens) and self.tokens[i + 1].kind in ("sub", "sup")
            if opened and after_operand:
                self._pair(opened.pop(), i)
            elif after_operand and scripted:
                self._retype(i, "eval")
            elif after_operand and lone and not opened:
                self._retype(i, "mid")
                lone = False
            else:
                opened.append(i)
        for i in opened:
            if len(opened) > 1 or i - 1 <= frame.index or self.tokens[i - 1].kind not in _ENDS_OPERAND:
                token = self.tokens[i]
                raise Unread("unpaired-bar", f"`{token.value}` has no partner in its bracket", token.start, token.end)
            self._retype(i, "mid")

    def _pair(self, i: int, j: int) -> None:
        self._retype(i, "open")
        self._retype(j, "close")
        self.partner[i] = j
        self.partner[j] = i

    def _retype(self, i: int, kind: str) -> None:
        self.tokens[i] = self.tokens[i]._replace(kind=kind)


def _fits(frame: _Frame, token: Token) -> bool:
    if frame.kind != _CLOSING[token.kind]:
        return False
    if token.kind == "end":
        return frame.value == token.value
    if token.kind == "rbrace":
        return True
    if frame.sided or token.side == "right":
        return frame.sided and token.side == "right"
    half_open = {frame.value, token.value} in ({"(", "]"}, {"[", ")"}) and frame.commas > 0
    return _CLOSERS.get(frame.value) == token.value or half_open
