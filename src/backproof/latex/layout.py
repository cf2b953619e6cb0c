"""Rewriting the token list before anything is read: what TeX does to the page, done to tokens.

Fonts are given to the letters they cover, ``\\overset{def}{=}`` becomes one sign with a note, ``\\arg\\min`` one
word, ``\\not=`` one sign, and braces that are no argument (which print nothing) are dropped.
"""

from collections.abc import Iterable, Iterator, Sequence

from backproof.latex.token import Token
from backproof.latex.words import DEFINING_NOTES

_ARITY = {
    "frac": 2,
    "binom": 2,
    "root": 1,
    "overset": 2,
    "underset": 2,
    "brace": 1,
    "substack": 1,
    "accent": 1,
    "font": 1,
}
_ARITY |= {"sub": 1, "sup": 1, "opname": 1}
_SCRIPTS = frozenset(("sub", "sup", "prime", "fact"))
_REWRITTEN = frozenset(("font", "lbrace", "overset", "underset", "not", "decl", "op"))
_NEGATED = {"=": "!=", "in": "notin", "equiv": "notequiv", "<": ">=", ">": "<=", "<=": ">", ">=": "<"}


def tidy(tokens: list[Token]) -> list[Token]:
    if not any(t.kind in _REWRITTEN for t in tokens):
        return tokens
    tokens = _join_words(_stacked_signs(tokens))
    return _Braces(_fonts(tokens)).run()


def brace_partners(tokens: Sequence[Token]) -> dict[int, int]:
    """The index of the closing brace for each opening one (braces only, unmatched ones left out)."""
    partners, stack = {}, []
    for i, token in enumerate(tokens):
        if token.kind == "lbrace":
            stack.append(i)
        elif token.kind == "rbrace" and stack:
            partners[stack.pop()] = i
    return partners


def _join_words(tokens: list[Token]) -> list[Token]:
    out: list[Token] = []
    for token in tokens:
        last = out[-1] if out else None
        if last and last.kind == "not" and token.kind == "sign":
            value = _NEGATED.get(token.value, "not " + token.value)
            out[-1] = token._replace(value=value, start=last.start)
        elif last and last.kind == token.kind == "op" and last.value == "arg" and token.value in ("min", "max"):
            out[-1] = token._replace(value="arg" + token.value, start=last.start)
        else:
            out.append(token)
    return out


def _stacked_signs(tokens: list[Token]) -> list[Token]:
    """``\\overset{note}{sign}`` → the sign with its note, a definition if the note says so."""
    if not any(t.kind in ("overset", "underset") for t in tokens):
        return tokens
    partners = brace_partners(tokens)
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        stacked = _stacked(tokens, i, partners) if tokens[i].kind in ("overset", "underset") else None
        if stacked is None:
            out.append(tokens[i])
            i += 1
        else:
            token, i = stacked
            out.append(token)
    return out


def _stacked(tokens: list[Token], i: int, partners: dict[int, int]) -> tuple[Token, int] | None:
    first = i + 1
    if first >= len(tokens):
        return None
    middle = partners.get(first, first) + 1
    if middle >= len(tokens):
        return None
    last = partners.get(middle, middle)
    inner = tokens[middle + 1 : last] if last > middle else tokens[middle : middle + 1]
    if len(inner) != 1 or inner[0].kind not in ("sign", "arrow"):
        return None
    note_tokens = tokens[first + 1 : middle - 1] if middle - 1 > first else tokens[first : first + 1]
    note = " ".join(_spelt(t) for t in note_tokens) if len(note_tokens) > 1 else "".join(_spelt(t) for t in note_tokens)
    sign = inner[0]
    value = ":=" if sign.value == "=" and note.replace(" ", "") in DEFINING_NOTES else sign.value
    return Token("sign", value, tokens[i].start, tokens[last].end, "", (), note.replace(" ", "") or note), last + 1


def _spelt(token: Token) -> str:
    return {"Delta": "Δ", "triangle": "△"}.get(token.value, token.value)


def _fonts(tokens: list[Token]) -> list[Token]:
    """Give each letter the font of the commands around it; the commands go, their braces stay."""
    if not any(t.kind in ("font", "decl") for t in tokens):
        return tokens
    partners = brace_partners(tokens)
    out = list(tokens)
    for i, token in enumerate(tokens):
        if token.kind == "font":
            _apply(out, i, partners)
        elif token.kind == "decl":
            stop = next((partners[k] for k in range(i - 1, max(i - 4, -1), -1) if partners.get(k, -1) > i), i + 1)
            _style(out, _outside_scripts(out, i + 1, stop, partners), token.value)
    return [t for one in out if one.kind not in ("font", "decl") for t in _ones(one)]


def _ones(token: Token) -> tuple[Token, ...]:
    """``\\mathbf{11}^\\top`` is two vectors of ones side by side."""
    if token.kind != "name" or token.value != "11":
        return (token,)
    return token._replace(value="1", end=token.end - 1), token._replace(value="1", start=token.end - 1)


def _apply(out: list[Token], i: int, partners: dict[int, int]) -> None:
    font, at = out[i].value, i + 1
    while at < len(out) and out[at].kind in ("accent", "font"):
        at += 1
    if at >= len(out) or out[at].kind in ("rbrace", "amp", "row", "end", "close"):
        out[i] = Token("bad", "a font without its letter", out[i].start, out[i].end, side="missing-argument")
        return
    if out[at].kind != "lbrace":
        _style(out, range(at, at + 1), font, out[i].start)
        return
    stop = partners.get(at, at)
    _style(out, _outside_scripts(out, at + 1, stop, partners), font)
    if stop > at + 1:
        out[at + 1] = out[at + 1]._replace(start=out[i].start if at == i + 1 else out[at + 1].start)
        out[stop - 1] = out[stop - 1]._replace(end=out[stop].end)
    out[at] = out[at]._replace(side="font", start=out[i].start)


def _outside_scripts(out: list[Token], start: int, stop: int, partners: dict[int, int]) -> Iterator[int]:
    """``\\mathbf{x_i}`` is a bold x with an ordinary index: scripts keep their font."""
    k = start
    while k < stop:
        if out[k].kind in ("sub", "sup"):
            k = partners.get(k + 1, k + 1)
        else:
            yield k
        k += 1


def _style(out: list[Token], places: Iterable[int], font: str, from_: int | None = None) -> None:
    """The innermost font wins, as on the page: fonts are applied from the outside in, so a later one overwrites."""
    for k in places:
        token = out[k]
        if token.kind == "name":
            out[k] = token._replace(font=font, start=token.start if from_ is None else from_)
        elif token.kind == "num" and font in ("bold", "bb") and token.value.isdigit():
            out[k] = Token("name", token.value, token.start if from_ is None else from_, token.end, font)


class _Braces:
    """Drops the braces that print nothing: neither arguments nor the base of a script."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.out: list[Token | None] = []
        self.pending = 0
        self.stack: list[tuple[int, bool, int]] = []
        """Per open brace: its place in ``out``, whether it stays, the arguments still missing outside."""

    def run(self) -> list[Token]:
        for i, token in enumerate(self.tokens):
            if token.kind == "lbrace":
                self._open(token)
            elif token.kind == "rbrace" and self.stack:
                self._close(i, token)
            else:
                self._other(token)
        return [t for t in self.out if t is not None]

    def _open(self, token: Token) -> None:
        argument = self.pending > 0
        self.stack.append((len(self.out), argument, self.pending - 1 if argument else 0))
        self.pending = 0
        self.out.append(token)

    def _close(self, i: int, token: Token) -> None:
        at, stays, self.pending = self.stack.pop()
        self.out.append(token)
        if stays:
            return
        opener = self.out[at]
        assert opener is not None
        size = len(self.out) - at - 2
        scripted = i + 1 < len(self.tokens) and self.tokens[i + 1].kind in _SCRIPTS
        if scripted and size != 1 and opener.side != "font" and not (size == 0 and self._follows_operand(at)):
            return
        self.out[at] = self.out[-1] = None

    def _follows_operand(self, at: int) -> bool:
        before = self.out[at - 1] if at else None
        return before is not None and before.kind in ("name", "close", "rbrace", "num", "prime")

    def _other(self, token: Token) -> None:
        arity = _ARITY.get(token.kind, 0)
        if token.kind == "over" and self.stack:
            at, _, missing = self.stack[-1]
            self.stack[-1] = (at, True, missing)
        if token.kind == "root" and token.side == "optional":
            arity = 2
        self.pending = max(self.pending - 1, 0) + arity
        self.out.append(token)
