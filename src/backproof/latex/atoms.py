"""Operands: names, numbers, brackets, fractions, accents, functions, big operators."""

from collections.abc import Callable
from dataclasses import replace

from backproof.latex.functions import Functions
from backproof.latex.grammar import STARTS
from backproof.latex.problems import Unread
from backproof.latex.texts import upright
from backproof.latex.tree import (
    Accented,
    Big,
    Binomial,
    Dots,
    Fraction,
    Group,
    Labelled,
    Listing,
    Name,
    Node,
    Number,
    Root,
    Scripted,
    Words,
)
from backproof.latex.words import SYNONYMS, TAKES_LIMITS

_OPERATOR_NAMES = {"+": "plus", "-": "minus"}


class Parser(Functions):
    def atom(self) -> Node:
        self.deeper()
        reader = _READERS.get(self.kind)
        if reader is None:
            raise self.unexpected()
        node = reader(self)
        self.depth -= 1
        return node

    def _name(self) -> Node:
        token = self.take()
        return Name(token.value, token.font, token.accents, start=token.start, end=token.end)

    def _op(self) -> Node:
        token = self.take()
        return Name(token.value, "op", token.accents, start=token.start, end=token.end)

    def _number(self) -> Node:
        token = self.take()
        return Number(token.value, start=token.start, end=token.end)

    def _words(self) -> Node:
        token = self.take()
        return Words(token.value, start=token.start, end=token.end)

    def _dots(self) -> Node:
        token = self.take()
        return Dots(token.value, start=token.start, end=token.end)

    def _braces(self) -> Node:
        """Braces that are the base of a script, or empty."""
        stop = self.partner[self.pos]
        token = self.take()
        node = self.region(stop)
        self.take()
        return node or Name("", start=token.start, end=self.last)

    def _bracket(self) -> Node:
        stop = self.partner[self.pos]
        left = self.take()
        if left.value == "{" and self._holds_cases(stop):
            cases = self.cases()
            self.take()
            return replace(cases, start=left.start, end=self.last)
        body = self.region(stop)
        right = self.take()
        return Group(left.value, right.value, body, start=left.start, end=self.last)

    def _holds_cases(self, stop: int) -> bool:
        """``\\left\\{\\begin{array} … \\end{array}\\right.``"""
        if self.kind != "begin" or self.tokens[stop].value != "." or self.partner[self.pos] != stop - 1:
            return False
        return self.tokens[self.pos].value in ("array", "aligned", "split")

    def _fraction(self) -> Node:
        token = self.take()
        upper, lower = self.argument(token.value), self.argument(token.value)
        return Fraction(upper, lower, start=token.start, end=self.last)

    def _binomial(self) -> Node:
        token = self.take()
        upper, lower = self._needed(token.value), self._needed(token.value)
        return Binomial(upper, lower, start=token.start, end=self.last)

    def _root(self) -> Node:
        token = self.take()
        degree = self.argument("sqrt") if token.side == "optional" else None
        return Root(self._needed("sqrt"), degree, start=token.start, end=self.last)

    def _accent(self) -> Node:
        token = self.take()
        return _accented(self._needed(token.value), token.value, token.start, self.last)

    def _stacked(self) -> Node:
        """``\\underset{a}{b}``: the limits of a named operator, else a remark."""
        token = self.take()
        note = self.argument(token.kind)
        body = self._needed(token.kind)
        below = token.kind == "underset"
        kind = limit_word(body)
        if isinstance(body, Big) and body.body is None:
            sub, sup = (note, body.sup) if below else (body.sub, note)
            return Big(body.kind, sub, sup, None, start=token.start, end=self.last)
        if kind:
            return Big(kind, note if below else None, None if below else note, None, start=token.start, end=self.last)
        return Labelled(body, note, start=token.start, end=self.last)

    def _brace_over(self) -> Node:
        """``\\underbrace{body}_{note}``."""
        token = self.take()
        body = self._needed(token.value)
        note: Node | None = None
        if self.kind in ("sub", "sup"):
            self.take()
            note = self.argument(token.value)
        return Labelled(body, note, start=token.start, end=self.last)

    def _substack(self) -> Node:
        token = self.take()
        if self.kind != "lbrace":
            raise Unread("missing-argument", "`\\substack` needs braces", token.start, token.end)
        stop = self.partner[self.pos]
        self.take()
        items = tuple(cell for row in self.cells(stop) for cell in row if cell is not None)
        self.take()
        if not items:
            raise Unread("missing-argument", "`\\substack` is empty", token.start, self.last)
        return Listing(items, start=token.start, end=self.last)

    def _needed(self, command: str) -> Node:
        node = self.argument(command)
        if node is None:
            raise Unread("missing-argument", f"`{command}` is applied to nothing", self.last - 1, self.last)
        return node

    def argument(self, command: str) -> Node | None:
        self.skip_gaps()
        kind = self.kind
        if kind == "lbrace":
            stop = self.partner[self.pos]
            self.take()
            node = self.region(stop)
            self.take()
            return _label(node)
        if kind == "num":
            return self._first_digit()
        if kind in ("plus", "mul", "sign", "fact") and self.pos < self.end:
            token = self.take()
            return Name(_OPERATOR_NAMES.get(token.value, token.value), "op", start=token.start, end=token.end)
        if kind in STARTS:
            return _label(self.atom())
        at = self.tokens[self.pos - 1]
        raise Unread("missing-argument", f"`{at.value}` has no argument", at.start, at.end)

    def _first_digit(self) -> Node:
        """``\\frac12``: TeX takes one digit."""
        token = self.tokens[self.pos]
        if len(token.value) == 1:
            return self._number()
        self.tokens[self.pos] = token._replace(value=token.value[1:], start=token.start + 1)
        self.last = token.start + 1
        return Number(token.value[0], start=token.start, end=token.start + 1)

    def _big(self) -> Node:
        token = self.take()
        return Big(token.value, None, None, None, start=token.start, end=token.end)


def limit_word(body: Node) -> str:
    if not isinstance(body, Name) or body.font not in ("op", "rm", "text"):
        return ""
    word = SYNONYMS.get(body.text, body.text)
    return word if word in TAKES_LIMITS else ""


def _label(node: Node | None) -> Node | None:
    """A single word in a script is a name, whatever it means in prose: ``n_{\\text{in}}``."""
    if isinstance(node, Words) and (word := upright(node.text)) and " " not in word:
        return Name(word, "text", start=node.start, end=node.end)
    return node


def _accented(body: Node, accent: str, start: int, end: int) -> Node:
    if isinstance(body, Name):
        return replace(body, accents=(*body.accents, accent), start=start, end=end)
    if isinstance(body, Scripted) and isinstance(body.base, Name):
        base = replace(body.base, accents=(*body.base.accents, accent), start=start, end=body.base.end)
        return replace(body, base=base, start=start, end=end)
    return Accented(body, accent, start=start, end=end)


_READERS: dict[str, Callable[[Parser], Node]] = {
    "name": Parser._name, "op": Parser._op, "num": Parser._number, "words": Parser._words, "top": Parser._op,
    "dots": Parser._dots, "lbrace": Parser._braces, "open": Parser._bracket, "frac": Parser._fraction,
    "binom": Parser._binomial, "root": Parser._root, "accent": Parser._accent, "overset": Parser._stacked,
    "underset": Parser._stacked, "brace": Parser._brace_over, "substack": Parser._substack, "big": Parser._big,
    "begin": Parser.environment,
}  # fmt: skip
