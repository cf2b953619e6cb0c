"""Terms as Python text, entry by entry: arithmetic, conditions, indices, sums, matrices.

How symbols and functions are written is left to the classes that build on ``Terms``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from backproof.judge.shrink import FixedInstance
from backproof.judge.snippet_text import (
    Piece,
    Place,
    Scope,
    Unsupported,
    arrayed,
    key_text,
    plus,
    set_text,
    shifted,
    subscripted,
    used_as_number,
)
from backproof.judge.snippet_words import FUNCTIONS, HELPERS, Names, fraction, letter
from backproof.numeric.evaluate import Evaluator
from backproof.terms.functions import BY_NAME
from backproof.terms.model import Model, Symbol
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
    Expr,
    Fold,
    Index,
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
from backproof.terms.sizes import Size
from backproof.terms.traversal import reached, symbols_in

Visited = dict[str, set[tuple[int, ...]]]


def _varied(roots: Iterable[Expr], model: Model) -> set[str]:
    """All symbols that are differentiated or substituted by, in these terms and the definitions they reach."""
    found: set[str] = set()
    seen: set[Any] = set()
    todo: list[Any] = list(roots)
    while todo:
        e = todo.pop()
        if e in seen:
            continue
        seen.add(e)
        if isinstance(e, Derivative | Substitute):
            found.add(e.symbol)
        if isinstance(e, Derivative):
            found.update(h for h in e.held if isinstance(h, str))
        for name in symbols_in(e) - seen:
            seen.add(name)
            if name in model:
                for c in model[name].clauses:
                    todo.extend(x for x in (c.body, c.condition) if x is not None)
        todo.extend(e.children())
    return found


class Terms(ABC):
    """The text of terms, and the state of one program: its lines, its helpers, the names that are taken."""

    def __init__(
        self, model: Model, instance: FixedInstance, visited: Visited, roots: tuple[Expr, ...], *, lazy: bool
    ) -> None:
        self.model = model
        self.instance = instance
        self.visited = visited
        self.lazy = lazy
        self.evaluator = Evaluator(model, instance)
        self.names = Names()
        self.lines: list[str] = []
        self.helpers: dict[str, str] = {}
        self.done: set[str] = set()
        self.open: list[str] = []
        self.formals: tuple[str, ...] = ()
        self.varied = _varied(roots, model)
        self.varying: set[str] = set()
        for name in reached(roots, model):
            self.names.of(name)  # before any loop variable is chosen, so that none of these is hidden
        for name in self.varied:
            self.varying |= self.evaluator.dependents(name)

    @abstractmethod
    def entry(self, e: At, scope: Scope) -> Piece:
        """A symbol at indices."""

    @abstractmethod
    def require(self, symbol: Symbol) -> str:
        """The identifier of a symbol, whose definition is written before."""

    @abstractmethod
    def is_function(self, symbol: Symbol) -> bool:
        """Whether a symbol is written as a function."""

    @abstractmethod
    def call(self, e: Call, scope: Scope) -> Piece:
        """A function of the document at arguments."""

    @abstractmethod
    def derivative(self, e: Derivative, scope: Scope) -> Piece:
        """A derivative, by finite differences."""

    @abstractmethod
    def substitute(self, e: Substitute, scope: Scope) -> Piece:
        """A term while a symbol has another value."""

    def helper(self, name: str) -> str:
        """A helper of the snippet, written once."""
        self.helpers.setdefault(name, HELPERS[name])
        return name

    # ------------------------------------------------------------------ expressions

    def expr(self, e: Expr, scope: Scope) -> Piece:
        """The text of a term at the indices of ``scope``."""
        match e:
            case Number(value):
                text, plain = fraction(value)
                return Piece(text, 4 if plain else 2 if value > 0 else 1)
            case Constant(name):
                return Piece({"pi": "np.pi", "e": "np.e", "infty": "np.inf"}[name])
            case Position(index):
                return shifted(self.place(index, scope), 0)
            case At():
                return self.entry(e, scope)
            case Add(terms):
                return self.added(terms, scope)
            case Mul(factors):
                return self.multiplied(factors, scope)
            case Pow(base, exponent):
                return self.power(base, exponent, scope)
            case Apply(name, arguments):
                return Piece(f"{self.known(name)}({self.listed(arguments, scope)})")
            case Comprehension(_, body):
                return self.expr(body, scope)
            case Compare() | Member():
                return Piece(f"float({self.condition(e, scope).text})")
            case Cases(branches):
                return self.cases(branches, scope)
            case Sum() | Product():
                return self.bound(e, scope)
            case Fold():
                return self.fold(e, scope)
            case Linear():
                return self.linear(e, scope)
            case Call():
                return self.call(e, scope)
            case Derivative():
                return self.derivative(e, scope)
            case Substitute():
                return self.substitute(e, scope)
        raise Unsupported(type(e).__name__)

    def listed(self, es: Iterable[Expr], scope: Scope) -> str:
        return ", ".join(self.expr(e, scope).text for e in es)

    def place(self, index: Index, scope: Scope) -> Place:
        found = scope.get(index)
        if found is None:
            raise Unsupported(f"the index {index.hint} is bound by nothing")
        return found

    def added(self, terms: tuple[Expr, ...], scope: Scope) -> Piece:
        text = self.expr(terms[0], scope).at(1)
        for t in terms[1:]:
            piece = self.expr(t, scope)
            if piece.text.startswith("-") and piece.level >= 1:
                text += f" - {piece.text[1:]}"
            else:
                text += f" + {piece.at(1)}"
        return Piece(text, 1)

    def multiplied(self, factors: tuple[Expr, ...], scope: Scope) -> Piece:
        sign = 1
        above: list[str] = []
        below: list[str] = []
        for f in factors:
            if isinstance(f, Number) and f.value in (1, -1):
                sign *= int(f.value)
            elif isinstance(f, Pow) and isinstance(f.exponent, Number) and f.exponent.value == -1:
                below.append(self.expr(f.base, scope).at(3))
            else:
                piece = self.expr(f, scope)
                if piece.text.startswith("-") and piece.level == 1 and isinstance(f, Mul | Number):
                    sign, piece = -sign, Piece(piece.text[1:], 2)
                above.append(piece.at(2 if not above else 3) if "/" in piece.text or "@" in piece.text else piece.at(2))
        text = " * ".join(above) or "1"
        for b in below:
            text += f" / {b}"
        return Piece(f"-{text}", 1) if sign < 0 else Piece(text, 2)

    def power(self, base: Expr, exponent: Expr, scope: Scope) -> Piece:
        below = self.expr(base, scope)
        if isinstance(exponent, Number):
            if exponent.value == -1:
                return Piece(f"1 / {below.at(3)}", 2)
            if exponent.value == Fraction(1, 2):
                return Piece(f"np.sqrt({below.text})")
        above = self.expr(exponent, scope)
        return Piece(f"{below.at(4)}**{above.at(4)}", 3)

    def known(self, name: str) -> str:
        """The Python name of a known function."""
        text = FUNCTIONS.get(name)
        if text is None or name not in BY_NAME:
            raise Unsupported(name)
        if not text.startswith("lambda"):
            return text
        given = self.names.of(f"function {name}", name.replace(" ", "_"))
        self.helpers.setdefault(f"function {name}", f"{given} = {text}")
        return given

    def condition(self, e: Expr, scope: Scope) -> Piece:
        if isinstance(e, Compare):
            sign = "==" if e.sign == "=" else e.sign
            return Piece(f"{self.expr(e.left, scope).at(1)} {sign} {self.expr(e.right, scope).at(1)}", 0)
        if isinstance(e, Member):
            return Piece(f"{self.whole(e.element, scope)} in {self.members(e, scope)}", 0)
        if isinstance(e, Mul):
            return Piece(" and ".join(f"({self.condition(f, scope).text})" for f in e.factors), 0)
        return Piece(f"{self.expr(e, scope).at(1)} != 0", 0)

    def members(self, e: Member, scope: Scope) -> str:
        """A set as a literal of those of its elements that were asked for."""
        name = self.names.of(e.symbol)
        found = {key: elements for (s, key), elements in self.instance.members.items() if s == e.symbol}
        if e.symbol not in self.done:
            self.done.add(e.symbol)
            if e.indices:
                rows = ", ".join(f"{key_text(key)}: {set_text(elements)}" for key, elements in sorted(found.items()))
                self.lines.append(f"{name} = {{{rows}}}")
            else:
                self.lines.append(f"{name} = {set_text(found.get((), set()))}")
        return f"{name}[{', '.join(self.whole(i, scope) for i in e.indices)}]" if e.indices else name

    def cases(self, branches: tuple[tuple[Expr | None, Expr], ...], scope: Scope) -> Piece:
        text = ""
        for condition, branch in branches:
            value = self.expr(branch, scope).at(1)
            if condition is None:
                return Piece(text + value, 0)
            text += f"{value} if {self.condition(condition, scope).text} else "
        return Piece(text + "np.nan", 0)

    # ------------------------------------------------------------------ indices and sizes

    def whole(self, e: Expr, scope: Scope) -> str:
        """An index expression as an integer."""
        piece = self.offset(e, 0, scope)
        return piece.text

    def offset(self, e: Expr, lower: int, scope: Scope) -> Piece:
        """An index expression as a position from 0, where the axis counts from ``lower``."""
        if isinstance(e, Position):
            return shifted(self.place(e.index, scope), -lower)
        if isinstance(e, Number) and e.value.denominator == 1:
            return Piece(str(int(e.value) - lower))
        constant, rest = 0, []
        todo = [e]
        while todo:
            t = todo.pop(0)
            if isinstance(t, Add):
                todo = [*t.terms, *todo]
            elif isinstance(t, Number) and t.value.denominator == 1:
                constant += int(t.value)
            else:
                rest.append(t)
        if len(rest) == 1 and isinstance(rest[0], Position):
            return shifted(self.place(rest[0].index, scope), constant - lower)
        text = self.expr(e, scope)
        if not self._integral(e):
            text = Piece(f"round({text.text})")
        return Piece(f"{text.at(1)} - {lower}", 1) if lower else text

    def _integral(self, e: Expr) -> bool:
        if isinstance(e, Number):
            return e.value.denominator == 1
        if isinstance(e, At):
            return e.symbol in self.model and self.model[e.symbol].is_size and not self.model[e.symbol].clauses
        return isinstance(e, Position) or (isinstance(e, Add | Mul) and all(self._integral(c) for c in e.children()))

    def size(self, size: Size, scope: Scope) -> Piece:
        """The number of values of an index, by its name where it has one."""
        root = size.root
        if isinstance(root.term, Number):
            return Piece(str(int(root.term.value)))
        if isinstance(root.term, Expr):
            return self.offset(root.term, 0, scope)
        key = root.key or f"size {id(root)}"
        symbol = self.model.get(key)
        if symbol is not None and symbol.is_size and not symbol.axes and not symbol.clauses:
            return Piece(self.fixed_size(symbol))
        return Piece(str(self.instance.size(key)))

    def fixed_size(self, symbol: Symbol) -> str:
        name = self.names.of(symbol.name)
        if symbol.name not in self.done:
            self.done.add(symbol.name)
            self.lines.append(f"{name} = {self.instance.size(symbol.name)}")
        return name

    def loop(self, index: Index, scope: Scope) -> tuple[Place, Scope]:
        """A loop variable for an index, different from all in scope."""
        used = {p.text for p in scope.values()} | {self.names.of(f) for f in self.formals}
        name = wish = letter(index.hint)
        k = 1
        while name in used or name in self.names._used:
            k += 1
            name = f"{wish}{k}"
        place = Place(name, index.lower)
        return place, {**scope, index: place}

    def dense(self, symbol: Symbol, indices: Iterable[Expr], scope: Scope) -> list[str]:
        axes = [a for a in symbol.axes if not a.family]
        return [self.offset(i, a.lower, scope).text for i, a in zip(indices, axes, strict=True)]

    # ------------------------------------------------------------------ sums, arrays, matrices

    def bound(self, e: Sum | Product, scope: Scope) -> Piece:
        short = self.contracted(e, scope) if isinstance(e, Sum) else None
        if short is not None:
            return short
        outside = {i: p for i, p in scope.items() if i is not e.index}
        place, inner = self.loop(e.index, outside)
        if e.lower is None and e.upper is None:
            n = self.size(e.index.size, outside)
            if used_as_number(e.body, e.index) or (e.condition is not None and used_as_number(e.condition, e.index)):
                place = Place(place.text, 0)
                span = f"range({e.index.lower}, {plus(n, e.index.lower).text})" if e.index.lower else f"range({n.text})"
            else:
                span = f"range({n.text})"
        else:
            place = Place(place.text, 0)
            low = self.offset(e.lower, 0, outside) if e.lower is not None else Piece(str(e.index.lower))
            if isinstance(e.upper, Constant):
                high = plus(low, 131)
            elif e.upper is not None:
                high = plus(self.offset(e.upper, 0, outside), 1)
            else:
                high = plus(self.size(e.index.size, outside), e.index.lower)
            span = f"range({low.text}, {high.text})"
        inner[e.index] = place
        test = f" if {self.condition(e.condition, inner).text}" if e.condition is not None else ""
        body = self.expr(e.body, inner).text
        function = "sum" if isinstance(e, Sum) else "math.prod"
        return Piece(f"{function}({body} for {place.text} in {span}{test})")

    def contracted(self, e: Sum, scope: Scope) -> Piece | None:
        """``W[i] @ x`` for Σ_j W_ij x_j over a whole axis of plain arrays."""
        if e.lower is not None or e.upper is not None or e.condition is not None:
            return None
        factors = e.body.factors if isinstance(e.body, Mul) else (e.body,)
        if len(factors) > 2:
            return None
        rows = [self.row(f, e.index, scope) for f in factors]
        if any(r is None for r in rows):
            return None
        return Piece(f"np.sum({rows[0]})") if len(rows) == 1 else Piece(f"{rows[0]} @ {rows[1]}", 2)

    def row(self, e: Expr, index: Index, scope: Scope) -> str | None:
        """A plain array with one axis left whole: ``W[:, j]``."""
        if not isinstance(e, At) or e.symbol not in self.model:
            return None
        symbol = self.model[e.symbol]
        places = [k for k, i in enumerate(e.indices) if index in i.free]
        if len(places) != 1 or not isinstance(e.indices[places[0]], Position) or places[0] < symbol.family:
            return None
        axis = symbol.axes[places[0]]
        if axis.size.root is not index.size.root or axis.lower != index.lower or axis.family:
            return None
        local = e.symbol in self.formals
        if not local and (symbol.known or symbol.parameters is not None or symbol.opaque or self.is_function(symbol)):
            return None
        name = self.names.of(e.symbol) if local else self.require(symbol)
        if symbol.family:
            name = f"{name}[{', '.join(self.whole(i, scope) for i in e.indices[: symbol.family])}]"
        marked = {**scope, index: Place(":", axis.lower)}
        dense = self.dense(symbol, e.indices[symbol.family :], marked)
        while dense and dense[-1] == ":":
            dense.pop()
        return subscripted(name, dense)

    def whole_array(self, e: Comprehension, scope: Scope) -> str:
        """The name of an array that a comprehension merely copies (``X.T`` for a transpose), or an empty string."""
        at = e.body
        if not isinstance(at, At) or at.symbol not in self.model:
            return ""
        symbol = self.model[at.symbol]
        local = at.symbol in self.formals
        dense = at.indices[0 if local else symbol.family :]
        order = [d.index for d in dense if isinstance(d, Position)]
        turned = len(order) == 2 and tuple(order) == e.indices[::-1]
        if len(order) != len(dense) or (tuple(order) != e.indices and not turned):
            return ""
        axes = [a for a in symbol.axes if not a.family]
        if any(a.size.root is not i.size.root or a.lower != i.lower for a, i in zip(axes, order, strict=True)):
            return ""
        if not local and (symbol.known or symbol.parameters is not None or symbol.opaque or self.is_function(symbol)):
            return ""
        name = self.names.of(at.symbol) if local else self.require(symbol)
        if symbol.family and not local:
            name = f"{name}[{', '.join(self.whole(i, scope) for i in at.indices[: symbol.family])}]"
        return f"{name}.T" if turned else name

    def tensor(self, e: Comprehension, scope: Scope) -> str:
        """A new array with the values of a comprehension."""
        whole = self.whole_array(e, scope) if e.indices else ""
        if whole:
            return f"{whole}.copy()"
        inner = {i: p for i, p in scope.items() if i not in e.indices}
        loops = []
        for i in e.indices:
            size = self.size(i.size, inner).text
            place, inner = self.loop(i, inner)
            loops.append((place.text, size))
        body = self.expr(e.body, inner).text
        return arrayed(body, loops) if loops else f"np.array({body}, dtype=float)"

    def fold(self, e: Fold, scope: Scope) -> Piece:
        outside = {i: p for i, p in scope.items() if i not in (*e.body.indices, e.index)}
        low, high = self.offset(e.lower, 0, outside), self.offset(e.upper, 0, outside)
        place, inner = self.loop(e.index, outside)
        inner[e.index] = Place(place.text, 0)
        span = (
            f"range({high.text}, {plus(low, -1).text}, -1)"
            if e.descending
            else f"range({low.text}, {plus(high, 1).text})"
        )
        at = self.from_one(e.indices, scope)
        return Piece(f"{self.helper('chain')}([{self.tensor(e.body, inner)} for {place.text} in {span}])[{at}]")

    def from_one(self, indices: Iterable[Expr], scope: Scope) -> str:
        return ", ".join(self.offset(i, 1, scope).text for i in indices)

    def linear(self, e: Linear, scope: Scope) -> Piece:
        matrix = self.whole_array(e.argument, scope) or self.tensor(e.argument, scope)
        match e.function:
            case "inverse":
                return Piece(f"np.linalg.inv({matrix})[{self.from_one(e.indices, scope)}]")
            case "determinant":
                return Piece(f"np.linalg.det({matrix})")
            case "spectral norm":
                return Piece(f"np.linalg.norm({matrix}, 2)")
            case "largest eigenvalue":
                return Piece(f"np.linalg.eigvalsh({matrix})[-1]")
            case "smallest eigenvalue":
                return Piece(f"np.linalg.eigvalsh({matrix})[0]")
            case "square root":
                return Piece(f"{self.helper('root')}({matrix})[{self.from_one(e.indices, scope)}]")
        raise Unsupported(e.function)
