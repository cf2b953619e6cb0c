"""Terms in index notation as LaTeX."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from backproof.latex.printing.names import fresh_letter, spelt, taken_letters, with_scripts
from backproof.latex.printing.pieces import (
    ATOM,
    MIXED,
    PRODUCT,
    SUM,
    Piece,
    beside,
    bracketed,
    fraction,
    held,
    rational,
    script,
)
from backproof.latex.printing.pieces import total as summed
from backproof.terms.functions import BY_NAME
from backproof.terms.model import Model
from backproof.terms.nodes import (
    Add,
    Apply,
    At,
    Call,
    Cases,
    Compare,
    Comprehension,
    Constant,
    Derivative,
    Expect,
    Expr,
    Fold,
    Index,
    Integral,
    Limit,
    Linear,
    Member,
    Mul,
    Number,
    Position,
    Pow,
    Product,
    Substitute,
    Sum,
)
from backproof.terms.substitution import substitute

HEADS = {
    "exp": r"\exp", "log": r"\log", "sin": r"\sin", "cos": r"\cos", "tan": r"\tan", "arctan": r"\arctan",
    "sinh": r"\sinh", "cosh": r"\cosh", "tanh": r"\tanh", "coth": r"\coth", "max": r"\max", "min": r"\min",
    "sigmoid": r"\sigma", "relu": r"\operatorname{ReLU}", "normal density": r"\varphi", "normal distribution": r"\Phi",
    "gamma": r"\Gamma", "lgamma": r"\log\Gamma", "log2": r"\log_2", "sign": r"\operatorname{sign}",
}  # fmt: skip
SIGNS = {"=": "=", "!=": r"\ne", "<": "<", "<=": r"\le", ">": ">", ">=": r"\ge"}


class Printer:
    """Prints terms of a model. ``written`` are names as the document writes them, ``functions`` known functions."""

    def __init__(
        self, model: Model, written: Mapping[str, str] | None = None, functions: Mapping[str, str] | None = None
    ) -> None:
        self.model = model
        self.written = written or {}
        self.functions = functions or {}
        self.slopes: dict[str, tuple[str, str]] = {}
        """Names that stand for the derivative of something by a symbol."""
        self.letters_for: dict[str, str] = {}
        """Letters that some of these names go by."""
        self.bodies: dict[str, Comprehension] = {}
        """Names that are written as what they stand for."""
        self.taken = taken_letters(model)
        self.letters: dict[Index, str] = {}

    def name_free(self, *indices: Index) -> list[str]:
        """Give free indices their letters, in this order."""
        for i in indices:
            if i not in self.letters:
                self.letters[i] = fresh_letter(i.hint, self.taken | set(self.letters.values()))
        return [self.letters[i] for i in indices]

    def text(self, e: Expr) -> str:
        """A term as LaTeX."""
        return self.piece(e).signed

    def piece(self, e: Expr) -> Piece:
        """A term as a piece, whose bound indices get letters that nothing else around it has."""
        match e:
            case Number(value=value):
                return rational(value)
            case Constant(name=name):
                return Piece({"pi": r"\pi", "infty": r"\infty"}.get(name, name))
            case Position(index=index):
                return Piece(self.name_free(index)[0])
            case At(symbol=name) if name in self.bodies:
                body = self.bodies[name]
                return self.piece(substitute(body.body, dict(zip(body.indices, e.indices, strict=True))))
            case At():
                return Piece(self.entry(e))
            case Add(terms=terms):
                return summed([self.piece(t) for t in terms])
            case Mul() | Pow():
                return self._product(e)
            case Apply(function=f, arguments=arguments):
                return self.applied(f, [self.piece(a) for a in arguments])
            case Sum() | Product():
                return self._big(e)
            case Compare(sign=sign, left=left, right=right):
                return Piece(rf"\mathbb{{1}}[{self._compared(sign, left, right)}]")
            case Call():
                return self._call(e)
            case Linear():
                return self._linear(e)
            case _:
                return self._rare(e)

    # ------------------------------------------------------------------ names

    def name(self, symbol: str) -> tuple[str, str, str]:
        """A symbol as the document writes it: base, below, above."""
        known = self.model.get(symbol)
        return spelt(known.latex or symbol if known is not None else symbol, self.written)

    def whole(self, symbol: str, family: tuple[Expr, ...] = ()) -> str:
        """A symbol as a whole, at a member of its family."""
        if symbol in self.letters_for:
            return self.letters_for[symbol]
        if symbol in self.slopes:
            of, by = self.slopes[symbol]
            return fraction(rf"\partial {of}", rf"\partial {self.whole(by, family)}")
        return with_scripts(*self.name(symbol), [self.text(i) for i in family])

    def entry_at(self, symbol: str, indices: tuple[Index, ...]) -> str:
        """An entry of a symbol at indices."""
        return self.text(At(symbol, tuple(Position(i) for i in indices)))

    def entry(self, e: At) -> str:
        """An entry of a symbol."""
        if e.symbol in self.letters_for:
            return with_scripts(self.letters_for[e.symbol], "", "", [self.text(i) for i in e.indices])
        if e.symbol in self.slopes:
            of, by = self.slopes[e.symbol]
            return fraction(rf"\partial {of}", rf"\partial {self.entry(At(by, e.indices))}")
        base, below, above = self.name(e.symbol)
        indices = [self.text(i) for i in e.indices]
        if below and indices and not self.model[e.symbol].family:
            low = indices[0] if len(indices) == 1 else "".join(indices)
            return (
                f"({with_scripts(base, below, above)})_{{{low}}}"
                if len(low) > 1
                else (f"({with_scripts(base, below, above)})_{low}")
            )
        return with_scripts(base, below, above, indices)

    # ------------------------------------------------------------------ products and quotients

    def _product(self, e: Mul | Pow) -> Piece:
        coefficient = Fraction(1)
        above: list[Piece] = []
        below: list[Piece] = []
        for base, exponent in _with_one_exponential(_factors(e)):
            if isinstance(base, Number) and isinstance(exponent, Number) and exponent.value.denominator == 1:
                coefficient *= base.value**exponent.value.numerator
            elif isinstance(exponent, Number) and exponent.value < 0:
                below.append(self._power(base, Number(-exponent.value)))
            else:
                above.append(self._power(base, exponent))
        return quotient(coefficient, above, below)

    def _power(self, base: Expr, exponent: Expr) -> Piece:
        if isinstance(exponent, Number) and exponent.value == 1:
            return self.piece(base)
        if isinstance(exponent, Number) and exponent.value == Fraction(1, 2):
            return Piece(rf"\sqrt{{{self.text(base)}}}")
        return raised(self.piece(base), self.text(exponent))

    def applied(self, function: str, arguments: list[Piece]) -> Piece:
        """A known function at arguments."""
        if function == "sqrt":
            return Piece(rf"\sqrt{{{arguments[0].signed}}}")
        if function == "abs":
            return Piece(f"|{arguments[0].signed}|")
        if function == "factorial":
            return Piece(f"{held(arguments[0], ATOM)}!")
        if function == "binomial":
            return Piece(rf"\binom{{{arguments[0].signed}}}{{{arguments[1].signed}}}")
        if function == "exp" and len(arguments[0].text) <= 2:
            return Piece(script("e", arguments[0].signed))
        head = self.functions.get(function) or HEADS.get(function)
        if head is None:
            spellings = BY_NAME[function].spellings if function in BY_NAME else ()
            head = rf"\operatorname{{{spellings[0] if spellings else function.replace(' ', '-')}}}"
        return called(head, [a.signed for a in arguments])

    # ------------------------------------------------------------------ sums and others

    def _big(self, e: Sum | Product) -> Piece:
        known = dict(self.letters)
        inner = {self.letters.get(i) for i in e.body.free}
        letter = fresh_letter(e.index.hint, {*self.taken, *(x for x in inner if x), *self.letters.values()})
        self.letters[e.index] = letter
        sign = r"\sum" if isinstance(e, Sum) else r"\prod"
        low = letter
        if e.lower is not None:
            low += f" = {self.text(e.lower)}"
        if e.condition is not None:
            low += rf":\, {self._condition(e.condition)}"
        text = f"{sign}_{{{low}}}" if len(low) > 1 else f"{sign}_{low}"
        if e.upper is not None:
            text += f"^{{{self.text(e.upper)}}}"
        body = self.piece(e.body)
        self.letters = known
        return Piece(f"{text} {held(Piece(body.text, body.hold), MIXED)}", MIXED, body.negative)

    def _compared(self, sign: str, left: Expr, right: Expr) -> str:
        """Two sides; where one is zero, what is subtracted on the other goes over to it."""
        if isinstance(right, Number) and right.value == 0 and isinstance(left, Add):
            pieces = [self.piece(t) for t in left.terms]
            here = [p for p in pieces if not p.negative]
            there = [Piece(p.text, p.hold) for p in pieces if p.negative]
            if here and there:
                one, other = summed(here).signed, summed(there).signed
                if sign == "=" and len(here) == len(there) == 1:
                    one, other = sorted((one, other))
                return f"{one} {SIGNS[sign]} {other}"
        return f"{self.text(left)} {SIGNS[sign]} {self.text(right)}"

    def _condition(self, e: Expr) -> str:
        if isinstance(e, Compare):
            return self._compared(e.sign, e.left, e.right)
        return self.text(e)

    def _call(self, e: Call) -> Piece:
        base, below, above = self.name(e.symbol)
        name = with_scripts(base, below, above, [self.text(i) for i in (*e.family, *e.indices)])
        arguments = [self._whole_argument(a) for a in e.arguments]
        single = all(not a.indices for a in e.arguments) and len(e.arguments) == 1
        if e.slots and single:
            return called(name + "'" * len(e.slots), arguments)
        if e.slots:
            order = f"^{len(e.slots)}" if len(e.slots) > 1 else ""
            by = " ".join(rf"\partial {self._argument_entry(e.arguments[k], at.indices)}" for k, at in e.slots)
            return Piece(fraction(rf"\partial{order} {name}", by))
        return called(name, arguments)

    def _whole_argument(self, a: Comprehension) -> str:
        if isinstance(a.body, At) and a.indices:
            family = self.model[a.body.symbol].family if a.body.symbol in self.model else 0
            return self.whole(a.body.symbol, a.body.indices[:family])
        return self.text(a.body)

    def _argument_entry(self, a: Comprehension, at: tuple[Expr, ...]) -> str:
        inner = substitute(a.body, dict(zip(a.indices, at, strict=True)))
        return held(self.piece(inner), ATOM)

    def _linear(self, e: Linear) -> Piece:
        self.name_free(*e.argument.indices)
        body = e.argument.body
        matrix = self._whole_argument(e.argument) if isinstance(body, At) else f"[{self.text(body)}]"
        if e.function == "inverse":
            low = "".join(self.text(i) for i in e.indices)
            return Piece(f"({matrix}^{{-1}})_{{{low}}}")
        if e.function == "determinant":
            return Piece(rf"\det {matrix}", PRODUCT)
        low = f"_{{{''.join(self.text(i) for i in e.indices)}}}" if e.indices else ""
        return Piece(rf"\operatorname{{{e.function}}}({matrix}){low}")

    def _rare(self, e: Expr) -> Piece:
        match e:
            case Cases(branches=branches):
                rows = r" \\ ".join(
                    rf"{self.text(v)} & {self._condition(c) if c is not None else chr(92) + 'text{otherwise}'}"
                    for c, v in branches
                )
                return Piece(rf"\begin{{cases}} {rows} \end{{cases}}")
            case Derivative(body=body, symbol=symbol, indices=indices):
                return Piece(
                    fraction(
                        rf"\partial {held(self.piece(body), ATOM)}", rf"\partial {self.entry(At(symbol, indices))}"
                    )
                )
            case Comprehension(body=body):
                return self.piece(body)
            case Member(element=element, symbol=symbol):
                return Piece(rf"\mathbb{{1}}[{self.text(element)} \in {self.whole(symbol)}]")
            case Expect(body=body):
                return Piece(rf"\mathbb{{E}}[{self.text(body)}]")
            case Limit(body=body, symbol=symbol, value=value):
                return Piece(
                    rf"\lim_{{{self.whole(symbol)} \to {self.text(value)}}} {held(self.piece(body), PRODUCT)}", MIXED
                )
            case Integral(body=body, variable=variable):
                return Piece(rf"\int {held(self.piece(body), PRODUCT)}\, d{self.whole(variable)}", MIXED)
            case Substitute(body=body, symbol=symbol, value=value):
                return Piece(
                    rf"\left.{self.text(body)}\right|_{{{self.whole(symbol)} = {self._whole_argument(value)}}}"
                )
            case Fold(index=index, body=body):
                low = rf"{self.name_free(index)[0]} = {self.text(e.lower)}"
                return Piece(rf"\left[\prod_{{{low}}}^{{{self.text(e.upper)}}} {self.text(body)}\right]")
            case _:
                raise TypeError(f"no LaTeX for {type(e).__name__}")


def _factors(e: Expr) -> list[tuple[Expr, Expr]]:
    if isinstance(e, Mul):
        return [f for part in e.factors for f in _factors(part)]
    if isinstance(e, Pow):
        return [(e.base, e.exponent)]
    return [(e, Number(Fraction(1)))]


def _with_one_exponential(factors: list[tuple[Expr, Expr]]) -> list[tuple[Expr, Expr]]:
    """``exp(a)^m exp(b)^n`` as one exponential, where there is more to it than one of them as it stands."""
    found = [(b, x) for b, x in factors if isinstance(b, Apply) and b.function == "exp" and isinstance(x, Number)]
    one = Number(Fraction(1))
    if len(found) == 0 or (len(found) == 1 and found[0][1] is one):
        return factors
    parts = []
    for base, x in found:
        (a,) = base.children()
        inner = a.factors if isinstance(a, Mul) else (a,)
        parts.append(a if x is one else Mul((x, *inner)))
    whole = parts[0] if len(parts) == 1 else Add(tuple(parts))
    return [*(f for f in factors if f not in found), (Apply("exp", (whole,)), one)]


def raised(base: Piece, exponent: str) -> Piece:
    """A power; of a name with scripts above it in brackets."""
    text = held(base, ATOM)
    if "^" in text and not text.startswith(("(", r"\left")):
        text = f"({text})"
    return Piece(script(text, exponent))


def quotient(coefficient: Fraction, above: list[Piece], below: list[Piece], body: Piece | None = None) -> Piece:
    """``coefficient · above / below``, and a body beside it that is no number."""
    negative = coefficient < 0
    for p in (*above, *([body] if body is not None else [])):
        negative ^= p.negative
    top, bottom = abs(coefficient).numerator, abs(coefficient).denominator
    ups = [p for p in above if p.hold != MIXED] + [p for p in above if p.hold == MIXED]
    downs = [*([Piece(str(bottom))] if bottom != 1 else []), *below]
    if top != 1:
        ups.insert(0, Piece(str(top)))
    front = _beside(ups, ended=body is None or bool(downs))
    hold = front.hold
    if downs:
        front, hold = Piece(fraction(front.text or "1", _beside(downs, ended=True).text)), ATOM
    if body is None:
        return Piece(front.text or "1", hold if front.text else ATOM, negative)
    inner = Piece(body.text, body.hold)
    if not front.text:
        kept = Piece(bracketed(inner)) if negative and inner.hold == SUM else inner
        return Piece(kept.text, kept.hold, negative)
    return Piece(beside(front.text, held(inner, PRODUCT)), PRODUCT, negative)


def _beside(factors: list[Piece], *, ended: bool) -> Piece:
    """Factors side by side, their signs apart; an open sum at the end needs no brackets where nothing follows."""
    if len(factors) == 1 and ended:
        return Piece(factors[0].text, factors[0].hold)
    texts = [held(Piece(p.text, p.hold), PRODUCT) for p in factors]
    hold = PRODUCT if len(texts) > 1 else ATOM
    if ended and factors and factors[-1].text.startswith((r"\sum", r"\prod")) and factors[-1].hold == MIXED:
        texts[-1], hold = factors[-1].text, MIXED
    return Piece(beside(*texts), hold)


def called(head: str, arguments: list[str]) -> Piece:
    """A function at arguments, in brackets."""
    inner = ", ".join(arguments)
    return Piece(rf"{head}\left({inner}\right)" if r"\frac" in inner or r"\sum" in inner else f"{head}({inner})")
