"""One operation as one expression of Python: precedence, brackets, and the row of the table of its library."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from backproof.compiling.backends import Backend, function, operation
from backproof.compiling.values import Value, number_of

TEST, SUM, TERM, SIGN, POWER, ATOM = 1, 3, 4, 5, 6, 9

Reference = Callable[[Value, int], str]
"""The text of a value in brackets, if it binds less than this."""


def rational(n: Fraction) -> tuple[str, int]:
    """An exact number: a decimal where that is exact, else a quotient."""
    if n < 0:
        return f"-{rational(-n)[0]}", SIGN
    if n.denominator == 1:
        return str(n.numerator), ATOM
    if n.denominator & (n.denominator - 1) == 0 and n.denominator <= 1024:
        return repr(float(n)), ATOM
    return f"{n.numerator} / {n.denominator}", TERM


class Speller:
    """Writes expressions for one library. ``size`` gives the name of a size."""

    def __init__(self, backend: Backend, size: Callable[[str], str]) -> None:
        self.backend = backend
        self.size = size

    def expression(self, v: Value, ref: Reference) -> tuple[str, int]:
        """The text of an operation, and how strongly it binds."""
        way = getattr(self, f"_{v.operation}", None)
        if way is not None:
            made = way(v, ref)
            return made if isinstance(made, tuple) else (made, ATOM)
        return self._row(v, ref), ATOM

    def _row(self, v: Value, ref: Reference, **more: str) -> str:
        spelling = operation(v.operation, self.backend)
        operands = [
            ref(a, ATOM if f"{{{k}}}." in spelling or f"{{{k}}}[" in spelling else 0) for k, a in enumerate(v.arguments)
        ]
        return spelling.format(*operands, **more)

    # ------------------------------------------------------------------ leaves

    def _number(self, v: Value, ref: Reference) -> tuple[str, int]:
        assert isinstance(v.detail, Fraction)
        return rational(v.detail)

    def _constant(self, v: Value, ref: Reference) -> str:
        return f"math.{v.detail}"

    def _size(self, v: Value, ref: Reference) -> str:
        return self.size(str(v.detail))

    def _range(self, v: Value, ref: Reference) -> str:
        assert isinstance(v.detail, tuple)
        first, key = v.detail
        return operation("range", self.backend).format(first=first, size=self.size(key))

    # ------------------------------------------------------------------ arithmetic

    def _add(self, v: Value, ref: Reference) -> tuple[str, int]:
        text = ref(v.arguments[0], SUM)
        for t in v.arguments[1:]:
            n = number_of(t)
            if t.operation == "negative":
                text += f" - {ref(t.arguments[0], TERM)}"
            elif n is not None and n < 0:
                text += f" - {_held(rational(-n), TERM)}"
            else:
                text += f" + {ref(t, SUM)}"
        return text, SUM

    def _negative(self, v: Value, ref: Reference) -> tuple[str, int]:
        return f"-{ref(v.arguments[0], TERM)}", SIGN if v.arguments[0].operation not in (
            "multiply",
            "divide",
            "matmul",
        ) else TERM

    def _multiply(self, v: Value, ref: Reference) -> tuple[str, int]:
        first, *rest = v.arguments
        return " * ".join([ref(first, TERM), *(ref(a, SIGN) for a in rest)]), TERM

    def _divide(self, v: Value, ref: Reference) -> tuple[str, int]:
        above, below = v.arguments
        return f"{ref(above, TERM)} / {ref(below, SIGN)}", TERM

    def _power(self, v: Value, ref: Reference) -> tuple[str, int]:
        base, exponent = v.arguments
        return f"{ref(base, ATOM)}**{ref(exponent, ATOM)}", POWER

    def _matmul(self, v: Value, ref: Reference) -> tuple[str, int]:
        one, other = v.arguments
        return f"{ref(one, TERM)} @ {ref(other, SIGN)}", TERM

    def _call(self, v: Value, ref: Reference) -> tuple[str, int]:
        spelling = function(str(v.detail), self.backend, v.scalar)
        operands = [ref(a, 0 if _delimited(spelling, k) else ATOM) for k, a in enumerate(v.arguments)]
        if v.scalar and not function(str(v.detail), self.backend, True).startswith(("math.", "max(", "min(")):
            operands = [
                f"{self.backend.prefix}.{'float64' if self.backend.name != 'torch' else 'tensor'}({o})"
                for o in operands
            ]
        text = spelling.format(*operands)
        return text, ATOM if re.fullmatch(r"[\w.]+\(.*\)", spelling) else SIGN if spelling.startswith("-") else TERM

    def _compare(self, v: Value, ref: Reference) -> tuple[str, int]:
        one, other = v.arguments
        sign = "==" if v.detail == "=" else str(v.detail)
        return f"{ref(one, SUM)} {sign} {ref(other, SUM)}", TEST

    def _both(self, v: Value, ref: Reference) -> tuple[str, int]:
        return " & ".join(f"({ref(a, 0)})" for a in v.arguments), TEST

    # ------------------------------------------------------------------ axes

    def _place(self, v: Value, ref: Reference) -> str:
        assert isinstance(v.detail, tuple)
        inside = ", ".join(":" if has else "None" for has in v.detail)
        return f"{ref(v.arguments[0], ATOM)}[{inside}]"

    def _transpose(self, v: Value, ref: Reference) -> str:
        assert isinstance(v.detail, tuple)
        if v.detail == (1, 0):
            return f"{ref(v.arguments[0], ATOM)}.T"
        return self._row(v, ref, order=", ".join(map(str, v.detail)))

    def _reduce(self, v: Value, ref: Reference) -> str:
        assert isinstance(v.detail, tuple)
        kind, places = v.detail
        inner = v.arguments[0]
        place = str(places[0]) if len(places) == 1 else f"({', '.join(map(str, places))})"
        axis = "" if len(places) == inner.rank else f"{self.backend.axis}={place}"
        spelling = operation(kind, self.backend)
        return spelling.format(ref(inner, ATOM if spelling.startswith("{0}.") else 0), axis=axis, place=place)

    def _softmax(self, v: Value, ref: Reference) -> str:
        return self._row(v, ref, place=str(v.detail))

    _log_softmax = _softmax

    def _einsum(self, v: Value, ref: Reference) -> str:
        assert isinstance(v.detail, tuple)
        one, other, out = v.detail
        return self._row(v, ref, spec=f"{one},{other}->{out}")

    def _tensordot(self, v: Value, ref: Reference) -> str:
        assert isinstance(v.detail, tuple)
        one, other = v.detail
        return self._row(v, ref, places=f"({list(one)}, {list(other)})")

    def _broadcast(self, v: Value, ref: Reference) -> str:
        assert isinstance(v.detail, tuple)
        sizes = [self.size(str(k)) for k in v.detail]
        shape = f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"
        kind = "full" if v.arguments[0].scalar else "broadcast"
        return operation(kind, self.backend).format(ref(v.arguments[0], 0), shape=shape)

    def _diagonal(self, v: Value, ref: Reference) -> str:
        assert isinstance(v.detail, tuple)
        first, second = v.detail
        if v.arguments[0].rank == 2:
            return f"{self.backend.prefix}.diagonal({ref(v.arguments[0], 0)})"
        return self._row(v, ref, first=str(first), second=str(second))

    def _on_diagonal(self, v: Value, ref: Reference) -> str:
        if v.arguments[0].rank == 1:
            return f"{self.backend.prefix}.diag({ref(v.arguments[0], 0)})"
        return self._row(v, ref)

    def _item(self, v: Value, ref: Reference) -> str:
        k = v.detail
        assert isinstance(k, int)
        inside = ", ".join([":"] * k + [ref(v.arguments[1], 0)])
        if not v.arguments[1].scalar:
            inside = ", ".join([":"] * k + [f"int({ref(v.arguments[1], 0)})"])
        return f"{ref(v.arguments[0], ATOM)}[{inside}]"

    def _take(self, v: Value, ref: Reference) -> str:
        k = v.detail
        assert isinstance(k, int)
        place = operation("whole", self.backend).format(ref(v.arguments[1], ATOM))
        return f"{ref(v.arguments[0], ATOM)}[{', '.join([':'] * k + [place])}]"

    def _member(self, v: Value, ref: Reference) -> str:
        return f"{ref(v.arguments[0], ATOM)}[{ref(v.arguments[1], 0)}]"

    def _where(self, v: Value, ref: Reference) -> str:
        held, one, other = v.arguments
        operands = [ref(held, 0), _decimal(one, ref), _decimal(other, ref)]
        return operation("where", self.backend).format(*operands)


def _decimal(v: Value, ref: Reference) -> str:
    """A whole number as a decimal: libraries choose the type of the result by it."""
    n = number_of(v)
    return f"{n.numerator}.0" if n is not None and n.denominator == 1 else ref(v, 0)


def _delimited(spelling: str, k: int) -> bool:
    """Whether an operand stands between brackets and commas wherever it stands."""
    count = spelling.count(f"{{{k}}}")
    return count == len(re.findall(rf"(?:\(|, )\{{{k}\}}(?=[,)])", spelling))


def _held(text: tuple[str, int], least: int) -> str:
    return text[0] if text[1] >= least else f"({text[0]})"
