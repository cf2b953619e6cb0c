"""What a named function or a big operator reaches: the rule of the run, and the product after a sum."""

from abc import ABC
from collections.abc import Callable
from dataclasses import replace

from backproof.latex.environments import Environments
from backproof.latex.grammar import STARTS
from backproof.latex.tree import Big, Group, Name, Node, Operator, Product, Scripted, Sum
from backproof.latex.words import PLAIN_WITHOUT_LIMITS, TAKES_LIMITS

_RUN = frozenset(("name", "num", "accent", "lbrace", "top"))
_ALONE = frozenset(("frac", "root", "binom", "begin", "dots"))
_DIFFERENTIALS = frozenset(("name", "accent"))


class Functions(Environments, ABC):
    def applied(self, head: Node) -> Node:
        base, sub, sup = (head.base, head.sub, head.sup) if isinstance(head, Scripted) else (head, None, None)
        if isinstance(base, Big) and base.body is None:
            return self._scoped(base.kind, sub or base.sub, sup or base.sup, head)
        if not isinstance(base, Name) or base.font != "op" or base.text == "top":
            return head
        if base.text in TAKES_LIMITS and not (base.text in PLAIN_WITHOUT_LIMITS and sub is None):
            return self._scoped(base.text, sub, sup, head)
        argument = self._function_argument()
        if argument is None:
            return head
        if base is head and base.text == "arg" and isinstance(argument, Big) and argument.kind in ("min", "max"):
            return replace(argument, kind="arg" + argument.kind, start=head.start)
        applied = Operator(head, argument, start=head.start, end=self.last)
        return self.scripts(applied) if isinstance(argument, Group) else applied

    def _scoped(self, kind: str, sub: Node | None, sup: Node | None, head: Node) -> Node:
        """A big operator with the product that follows it."""
        integral = kind.endswith("int")
        self.integrals += integral
        self.deeper()
        bubbling, self.bubbling = self.bubbling, kind not in TAKES_LIMITS
        last = self.last
        self.skip_gaps()
        body: Node | None = None
        if self.kind == "plus" and self.pos + 1 < self.end:
            start, sign = self.here(), self.take().value
            self.skip_gaps()
            body = Sum((self.product(),), (sign,), start=start, end=self.last)
        elif self.kind in STARTS and self.kind != "words":
            body = self.product()
        self.depth -= 1
        self.integrals -= integral
        self.bubbling = bubbling
        return Big(kind, sub, sup, body, start=head.start, end=self.last if body else last)

    def _function_argument(self) -> Node | None:
        """What a named function without brackets applies to: the rule of the run."""
        self._skip_gaps_before_operand()
        kind = self.kind
        if kind == "open":
            return self._counted(self.atom)
        if kind in _ALONE:
            return self._counted(lambda: self.scripts(self.atom()))
        if kind in ("op", "big", "overset", "underset"):
            return self._counted(self.factor)
        return self._counted(self._run) if kind in _RUN else None

    def _skip_gaps_before_operand(self) -> None:
        at = self.pos
        self.skip_gaps()
        if self.kind not in STARTS:
            self.pos = at

    def _counted(self, read: Callable[[], Node]) -> Node:
        """A function of a function of … is nesting too."""
        self.deeper()
        node = read()
        self.depth -= 1
        return node

    def _run(self) -> Node:
        """Names, numbers and scripted names side by side; a bracket only directly after a name."""
        start = self.here()
        factors: list[Node] = []
        while self.kind in _RUN and not (factors and self._at_differential()):
            factor = self.scripts(self.atom())
            factors.append(factor)
            if self.kind == "open" and _is_named(factor):
                factors.append(self.scripts(self.atom()))
        if len(factors) == 1:
            return factors[0]
        return Product(tuple(factors), ("",) * (len(factors) - 1), start=start, end=self.last)

    def _at_differential(self) -> bool:
        """``dx`` under an integral ends the run."""
        token = self.tokens[self.pos]
        if token.kind != "name" or token.value != "d" or not (self.integrals or token.font == "rm"):
            return False
        return self.pos + 1 < self.end and self.tokens[self.pos + 1].kind in _DIFFERENTIALS


def _is_named(node: Node) -> bool:
    return isinstance(node, Name) or (isinstance(node, Scripted) and isinstance(node.base, Name))
