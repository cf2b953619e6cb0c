"""Cutting a row into clauses, at commas, gaps, arrows and connecting words that stand outside all brackets."""

from dataclasses import dataclass

from backproof.latex.token import Token
from backproof.latex.words import CONNECTIVES, TAKES_LIMITS

_BINDING = frozenset(("plus", "mul", "sign", "sub", "sup", "op", "big"))
_SEPARATORS = frozenset(("comma", "gap", "arrow", "words"))
_RANK = {"": 0, "quad": 1, ",": 2, ";": 3, "arrow": 4, "because": 5, "therefore": 5}


@dataclass(slots=True)
class Part:
    """The tokens ``lo`` to ``hi`` (exclusive) and what leads to them; an empty part is only words."""

    lead: str
    lo: int
    hi: int


def drop_torn_brackets(tokens: list[Token]) -> list[Token]:
    """``\\text{ (since } a = b)``: the bracket that was opened within words goes."""
    torn = sum(t.value.count("(") - t.value.count(")") for t in tokens if t.kind == "words")
    if torn <= 0:
        return tokens
    out: list[Token] = []
    depth = waiting = 0
    for token in tokens:
        if token.kind == "words":
            waiting += token.value.count("(") - token.value.count(")")
        elif token.kind == "open":
            depth += 1
        elif token.kind == "close":
            if depth == 0 and waiting > 0 and token.value == ")":
                waiting -= 1
                continue
            depth -= 1
        out.append(token)
    return out


class Cutter:
    def __init__(self, tokens: list[Token], partner: dict[int, int]) -> None:
        self.tokens = tokens
        self.partner = partner
        self.parts: list[Part] = []
        self.lead = ""
        self.said = 0
        """The index of the token that the lead came from."""
        self.start = 0

    def run(self) -> list[Part]:
        i, count = 0, len(self.tokens)
        while i < count:
            kind = self.tokens[i].kind
            if kind in _SEPARATORS:
                self._separator(i)
            elif i in self.partner and self.partner[i] > i:
                i = self._bracket(i)
            i += 1
        self._finish(count)
        if _RANK.get(self.lead, 9) >= _RANK["arrow"]:
            self._words_only()
        return self.parts

    def _separator(self, i: int) -> None:
        token = self.tokens[i]
        if token.kind == "words":
            if not self._is_operand(i):
                self._finish(i)
                self._say(_spoken(token.value), i)
                self.start = i + 1
        elif token.kind == "gap":
            if not self._bound(i):
                self._boundary(i, "quad")
        elif token.kind == "comma":
            self._boundary(i, token.value)
        elif token.value in ("to", "up", "down"):
            if self._between_statements(i):
                self._boundary(i, "arrow")
        else:
            self._boundary(i, token.value if token.value in ("therefore", "because") else "arrow")

    def _bracket(self, i: int) -> int:
        """Skip a bracket; words alone in a bracket after a formula are a remark, not a factor."""
        last = self.partner[i]
        inside = self.tokens[i + 1 : last]
        remark = self.tokens[i].kind == "open" and inside and all(t.kind in ("words", "gap") for t in inside)
        if remark and i > self.start and self.tokens[i - 1].kind not in _BINDING and self._ends_part(last + 1):
            self._finish(i)
            self._say(" ".join(_spoken(t.value) for t in inside if t.value), i)
            self.start = last + 1
        return last

    def _ends_part(self, i: int) -> bool:
        return i >= len(self.tokens) or self.tokens[i].kind in ("comma", "gap", "stop", "arrow", "words")

    def _boundary(self, i: int, lead: str) -> None:
        self._finish(i)
        if self.lead not in _RANK and self.lead.split(" ")[0].lower() not in CONNECTIVES:
            self._words_only()
        if self.lead in _RANK and _RANK[lead] > _RANK[self.lead]:
            self.lead, self.said = lead, i
        self.start = i + 1

    def _say(self, words: str, i: int) -> None:
        if words:
            self.said = i
            self.lead = words if self.lead in _RANK else f"{self.lead} {words}"

    def _words_only(self) -> None:
        self.parts.append(Part(self.lead, self.said, self.said))
        self.lead = ""

    def _finish(self, stop: int) -> None:
        """End the part before ``stop``: trailing punctuation and gaps do not belong to it."""
        lo, hi = self.start, stop
        while lo < hi and self.tokens[lo].kind == "gap":
            lo += 1
        while hi > lo and self.tokens[hi - 1].kind in ("gap", "stop", "comma"):
            hi -= 1
        if lo < hi:
            self.parts.append(Part(self.lead, lo, hi))
            self.lead = ""

    def _bound(self, i: int) -> bool:
        """A gap beside an operator or a sign, or at an end, separates nothing."""
        before = next((t.kind for t in reversed(self.tokens[self.start : i]) if t.kind != "gap"), "")
        after = next((t.kind for t in self.tokens[i + 1 :] if t.kind != "gap"), "")
        if self._limit_only(i):
            return True
        return not before or not after or before in _BINDING or after in ("mul", "sign", "sub", "sup", "prime", "plus")

    def _limit_only(self, i: int) -> bool:
        """``\\min_{w} \\quad f``: the gap stands between an operator with its limit and what it applies to."""
        j = i - 1
        while j > self.start and self.tokens[j].kind not in ("underset", "big", "op", "sign"):
            j = min(self.partner.get(j, j), j) - 1
        token = self.tokens[max(j, self.start)]
        if token.kind == "underset":
            return self._argument_end(self._argument_end(j + 1)) == i
        if token.kind != "big" and not (token.kind == "op" and token.value in TAKES_LIMITS):
            return False
        j += 1
        while j < i and self.tokens[j].kind in ("sub", "sup"):
            j = self._argument_end(j + 1)
        return j == i

    def _argument_end(self, i: int) -> int:
        return max(self.partner.get(i, i), i) + 1

    def _is_operand(self, i: int) -> bool:
        token = self.tokens[i]
        if token.value == "?":
            return True
        before = self.tokens[i - 1].kind if i > self.start else ""
        after = self.tokens[i + 1].kind if i + 1 < len(self.tokens) else ""
        if before in ("sub", "sup") or token.value.split(" ")[0].lower().strip("(,") in CONNECTIVES:
            return before in ("sub", "sup")
        if token.value in ("for all", "there exists"):
            return False
        return before in ("plus", "mul", "sign") or after in ("sign", "mul", "plus")

    def _between_statements(self, i: int) -> bool:
        """An arrow is a relation (``n → ∞``) unless statements stand on both sides of it, or nothing on the left."""
        left, right = self._signs(self.start, i, stop_at_end=True), self._signs(i + 1, len(self.tokens))
        empty = not any(t.kind != "gap" for t in self.tokens[self.start : i])
        return empty or (left and right)

    def _signs(self, lo: int, hi: int, stop_at_end: bool = False) -> bool:
        i = lo
        while i < hi:
            token = self.tokens[i]
            if token.kind == "sign" and token.value != "colon":
                return True
            if (not stop_at_end and token.kind in ("comma", "arrow")) or (token.kind == "words" and token.value != "?"):
                return False
            i = max(self.partner.get(i, i), i) + 1
        return False


def _spoken(words: str) -> str:
    """Words as a lead: without the punctuation around them, connectives in lower case."""
    if words.lower().strip(" ,;:()") in CONNECTIVES:
        return words.lower().strip(" ,;:()")
    plain = words.strip(" ,;:.()")
    return plain.lower() if plain.lower() in CONNECTIVES else plain
