"""Subscripts, superscripts, primes and factorials behind an operand."""

from abc import abstractmethod

from backproof.latex.cursor import Cursor
from backproof.latex.tree import Evaluated, Factorial, Group, Node, Scripted


class Scripts(Cursor):
    @abstractmethod
    def region(self, stop: int) -> Node | None:
        """All tokens up to ``stop``, or a problem; None if there are none."""

    def scripts(self, base: Node) -> Node:
        """Subscript, superscript and primes in any order; a second script of a kind starts a new node."""
        sub: Node | None = None
        sup: Node | None = None
        primes = 0
        while (kind := self.kind) in ("sub", "sup", "prime", "fact"):
            before = self.last
            token = self.take()
            if kind == "prime":
                primes += 1
                continue
            if kind == "fact":
                base = Factorial(_scripted(base, sub, sup, primes, before), start=base.start, end=self.last)
                sub, sup, primes = None, None, 0
                continue
            self.deeper()
            count, script = self._primes_then_script(token.value)
            self.depth -= 1
            primes += count
            if script is None:
                continue
            if (sub if kind == "sub" else sup) is not None:
                base, sub, sup, primes = _scripted(base, sub, sup, primes, before), None, None, 0
            sub, sup = (script, sup) if kind == "sub" else (sub, script)
        return _scripted(base, sub, sup, primes, self.last)

    def _primes_then_script(self, command: str) -> tuple[int, Node | None]:
        """``f^{\\prime 2}``: primes written as a superscript are primes."""
        if self.kind == "prime":
            self.take()
            return 1, None
        if self.kind != "lbrace" or self.tokens[self.pos + 1].kind != "prime":
            return 0, self.argument(command)
        stop = self.partner[self.pos]
        self.take()
        count = 0
        while self.pos < stop and self.kind == "prime":
            self.take()
            count += 1
        script = self.region(stop)
        self.take()
        return count, script

    @abstractmethod
    def argument(self, command: str) -> Node | None:
        """What TeX takes as the argument of ``command``: a brace group or a single token."""


def _scripted(base: Node, sub: Node | None, sup: Node | None, primes: int, end: int) -> Node:
    if sub is None and sup is None and not primes:
        return base
    if (
        isinstance(base, Group)
        and (base.left, base.right) in ((".", "|"), (".", "]"))
        and base.body is not None
        and not primes
    ):
        return Evaluated(base.body, sub, sup, start=base.start, end=end)
    return Scripted(base, sub, sup, primes, start=base.start, end=end)
