"""The levels of a formula: bar, list, relation, sum, product. Atoms are left to the class that completes this one."""

from abc import abstractmethod

from backproof.latex.scripts import Scripts
from backproof.latex.tree import (
    Bar,
    Binomial,
    Dots,
    Evaluated,
    Fraction,
    Listing,
    Name,
    Node,
    Product,
    Relation,
    Scripted,
    Sum,
)

STARTS = frozenset(
    [
        "name", "num", "op", "words", "top", "dots", "big", "open", "lbrace", "frac", "binom", "root", "overset",
        "underset", "brace", "substack", "accent", "begin",
    ]
)  # fmt: skip
"""The kinds of token that an operand can start with."""

_SIGN_NAMES = {"+": "plus", "-": "minus"}
_ARROW_SIGNS = {"to": "to", "implies": "implies", "iff": "iff", "impliedby": "impliedby", "up": "to", "down": "to"}


class Grammar(Scripts):
    @abstractmethod
    def atom(self) -> Node:
        """One operand without its scripts."""

    @abstractmethod
    def applied(self, head: Node) -> Node:
        """``head`` with its argument if it is a named function, else ``head`` itself."""

    def region(self, stop: int) -> Node | None:
        """All tokens up to ``stop``, or a problem; None if there are none."""
        outer, self.end = self.end, stop
        bubbling, self.bubbling = self.bubbling, False
        self.skip_gaps()
        node: Node | None = None
        if self.pos < stop:
            node = self._over(stop) or self.lone_operator(stop) or self.barred()
            self.skip_gaps()
            if self.pos < stop:
                raise self.unexpected()
        self.end, self.bubbling = outer, bubbling
        return node

    def _over(self, stop: int) -> Node | None:
        """``a \\over b`` and ``n \\choose k``, which reach to the ends of their braces."""
        i = self.pos
        while i < stop and self.tokens[i].kind != "over":
            i = max(self.partner.get(i, i), i) + 1
        if i >= stop:
            return None
        start, kind = self.here(), self.tokens[i].value
        upper = self.region(i)
        self.pos = i + 1
        lower = self.region(stop)
        if kind == "over" and upper is not None and lower is not None:
            return Fraction(upper, lower, start=start, end=self.last)
        if upper is None or lower is None:
            raise self.missing_operand("\\" + kind)
        return Binomial(upper, lower, start=start, end=self.last)

    def lone_operator(self, stop: int) -> Node | None:
        """``x^{*}``, ``x^{+}``, ``f(\\cdot)``: an operator alone is a name or a place holder."""
        if stop - self.pos != 1 or self.kind not in ("plus", "mul", "sign", "fact", "prime", "arrow"):
            return None
        token = self.take()
        if token.value in ("cdot", "bullet", "circ") and token.kind == "mul" and token.value != "circ":
            return Dots("slot", start=token.start, end=token.end)
        if token.value == "colon":
            return Dots("slice", start=token.start, end=token.end)
        return Name(_SIGN_NAMES.get(token.value, token.value), "op", start=token.start, end=token.end)

    def barred(self) -> Node:
        start = self.here()
        left = self.listing()
        if self.kind != "mid":
            return left
        bar = self.take()
        if self.pos >= self.end:
            raise self.missing_operand(bar.value)
        return Bar(left, self.barred(), bar.value, start=start, end=self.last)

    def listing(self) -> Node:
        """Items between commas; words between them separate too."""
        start = self.here()
        items = [self.relation(loose_bar=True)]
        separators: list[str] = []
        while self.kind in ("comma", "words"):
            token = self.take()
            self.skip_gaps()
            if self.kind in ("", "mid", "stop"):
                break
            separators.append(token.value)
            items.append(self.relation(loose_bar=True))
        if self.kind == "stop" and self.pos == self.end - 1 and len(self.tokens) > 1:
            self.pos += 1  # a full stop at the end of a cell
        if len(items) == 1:
            return items[0]
        plain = all(s == "," for s in separators)
        return Listing(tuple(items), () if plain else tuple(separators), start=start, end=items[-1].end)

    def relation(self, loose_bar: bool = False) -> Node:
        """A chain of members and signs. With ``loose_bar`` a bar is weaker than a sign: ``P(X = 1 | Y)``."""
        start = self.here()
        self.skip_gaps()
        first = None if self._at_sign() else self._member(loose_bar)
        if not self._at_sign():
            assert first is not None
            return first
        members: list[Node | None] = [first]
        signs: list[str] = []
        notes: list[str] = []
        while self._at_sign():
            token = self.take()
            while token.value == "perp" and self.kind == "sign" and self.tokens[self.pos].value == "perp":
                self.take()  # \perp\!\!\!\perp
            signs.append(token.value if token.kind == "sign" else _ARROW_SIGNS.get(token.value, token.value))
            notes.append(token.side)
            members.append(self._after_sign(token.value, loose_bar))
        if members == [None, None] and signs == ["colon"]:
            return Dots("slice", start=start, end=self.last)
        return Relation(tuple(members), tuple(signs), tuple(notes) if any(notes) else (), start=start, end=self.last)

    def _after_sign(self, sign: str, loose_bar: bool) -> Node | None:
        last = self.last
        self.skip_gaps()
        if self.kind in STARTS or self.kind in ("plus", "mul"):
            return self._member(loose_bar)
        if sign == "colon" and self.kind in ("", "comma"):  # X[1:, j]
            self.last = last
            return None
        raise self.missing_operand(sign)

    def _at_sign(self) -> bool:
        return self.kind in ("sign", "arrow")

    def _member(self, loose_bar: bool) -> Node:
        start = self.here()
        left = self.sum()
        if loose_bar or self.kind != "mid":
            return left
        bar = self.take()
        if not (self.kind in STARTS or self.kind == "plus"):
            raise self.missing_operand(bar.value)
        return Bar(left, self.sum(), bar.value, start=start, end=self.last)

    def sum(self) -> Node:
        start = self.here()
        self.skip_gaps()
        signs = [self.take().value] if self.kind == "plus" else []
        terms = [self._term()]
        explicit = bool(signs)
        if not explicit:
            signs.append("+")
        while self.kind == "plus":
            signs.append(self.take().value)
            terms.append(self._term())
        if len(terms) == 1 and not explicit:
            return terms[0]
        return Sum(tuple(terms), tuple(signs), start=start, end=self.last)

    def _term(self) -> Node:
        self.skip_gaps()
        if self.kind == "plus":
            return self._signed()
        return self.product()

    def _signed(self) -> Node:
        """A sign in front of a product, where an operand is due: ``a + -b``, ``\\sum_i -y_i``."""
        start = self.here()
        sign = self.take().value
        self.skip_gaps()
        if self.kind == "plus":
            raise self.unexpected()
        return Sum((self.product(),), (sign,), start=start, end=self.last)

    def product(self) -> Node:
        start = self.here()
        factors = [self._first_factor()]
        operators: list[str] = []
        while True:
            kind = self.kind
            if kind == "gap":
                self.pos += 1
            elif kind == "mul":
                operators.append(self.take().value)
                factors.append(self._operand(operators[-1]))
            elif kind == "eval" and not (self.bubbling and not any(map(_is_derivative, factors))):
                body = _product(factors, operators, start, self.last)
                factors, operators = [self._evaluated(body)], []
            elif kind in STARTS and not (kind == "words" and self._separates()):
                factors.append(self.factor())
                operators.append("")
            else:
                return _product(factors, operators, start, self.last)

    def _separates(self) -> bool:
        """Words between two operands separate them; before a sign or an end they belong to the operand before."""
        if self.tokens[self.pos].value == "?" or self.pos + 1 >= self.end:
            return False
        return self.tokens[self.pos + 1].kind not in ("mul", "plus", "sign", "mid", "comma", "stop")

    def _first_factor(self) -> Node:
        if self.kind in STARTS:
            return self.factor()
        if self.kind == "mul" and self.tokens[self.pos].value in ("cdot", "bullet", "ast", "star"):
            token = self.take()
            if self.kind in ("", "comma", "mid", "close", "sub", "sup"):
                value = token.value
                slot = Dots("slot", start=token.start, end=token.end) if value in ("cdot", "bullet") else None
                return self.scripts(slot or Name(value, "op", start=token.start, end=token.end))
            self.pos -= 1
        if self.pos >= self.end:
            raise self.missing_operand(self.tokens[self.pos - 1].value if self.pos else "")
        raise self.unexpected()

    def _operand(self, operator: str) -> Node:
        self.skip_gaps()
        start = self.here()
        if self.kind == "plus":
            sign = self.take().value
            return Sum((self._operand(sign),), (sign,), start=start, end=self.last)
        if self.kind in STARTS:
            return self.factor()
        raise self.missing_operand(operator)

    def _evaluated(self, body: Node) -> Node:
        self.take()
        scripted = self.scripts(body)
        sub, sup = (scripted.sub, scripted.sup) if isinstance(scripted, Scripted) else (None, None)
        return Evaluated(body, sub, sup, start=body.start, end=self.last)

    def factor(self) -> Node:
        return self.applied(self.scripts(self.atom()))


def _is_derivative(node: Node) -> bool:
    """``\\frac{\\partial}{\\partial x}`` and its like, the usual reason for an evaluation bar."""
    head = node.numerator if isinstance(node, Fraction) else None
    if isinstance(head, Product):
        head = head.factors[0]
    if isinstance(head, Scripted):
        head = head.base
    return isinstance(head, Name) and head.text in ("partial", "d")


def _product(factors: list[Node], operators: list[str], start: int, end: int) -> Node:
    if len(factors) == 1:
        return factors[0]
    return Product(tuple(factors), tuple(operators), start=start, end=end)
