"""Counterexamples as NumPy code: a person pastes it, runs it, and sees the two numbers.

A term is a number that depends on indices, so the code is written entry by entry: a definition becomes an array where
it is a fixed value, and a function of its indices where it is recursive or depends on what is differentiated.
Derivatives are taken by finite differences, which share nothing with the engine that found the failure. Dense axes
count from 0 in the code, layers and steps as in the document. What cannot be written plainly gives no snippet.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from backproof.claims.reading import Reading
from backproof.judge.compare import Outcome
from backproof.judge.shrink import FixedInstance
from backproof.judge.snippet_words import FUNCTIONS, HELPERS, Names, fraction, letter, literal, nested
from backproof.numeric.duals import primal
from backproof.numeric.evaluate import Binding, CannotEvaluate, Evaluator, Ragged, symbols_in
from backproof.numeric.opaque import WAVES
from backproof.terms.functions import BY_NAME
from backproof.terms.model import Clause, Model, Symbol
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

LONGEST = 6000
"""A snippet longer than this helps nobody."""


class Unsupported(Exception):
    """Something that has no plain NumPy text here."""


class _Lazy(Exception):
    """A fixed value turned out to depend on itself through functions: everything has to be a function."""


class Piece(NamedTuple):
    """Python text and how tightly it binds: 4 an atom, 3 a power, 2 a product, 1 a sum, 0 anything else."""

    text: str
    level: int = 4

    def at(self, level: int) -> str:
        """The text, in brackets where it binds less tightly than ``level``."""
        return self.text if self.level >= level else f"({self.text})"


class Place(NamedTuple):
    """An index in the code: its value is the variable (or number) ``text`` plus ``base``."""

    text: str
    base: int = 0


Scope = dict[Index, Place]
Visited = dict[str, set[tuple[int, ...]]]


def snippet(reading: Reading, model: Model, instance: FixedInstance, binding: Binding, outcome: Outcome, visited: Visited) -> str:
    """NumPy code that computes both sides at the failing entry and prints them; "" where there is no plain text for it.

    ``instance`` is the one that the two sides were evaluated on, ``visited`` the steps that were looked at.
    """
    for lazy in (False, True):
        try:
            text = _Writer(model, instance, visited, reading, lazy=lazy).program({**binding, **dict(outcome.place)})
            return text if len(text) <= LONGEST else ""
        except _Lazy:
            continue
        except (Unsupported, CannotEvaluate, Ragged, RecursionError):
            return ""
    return ""


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
            found.update(e.held)
        for name in symbols_in(e) - seen:
            seen.add(name)
            if name in model:
                for c in model[name].clauses:
                    todo.extend(x for x in (c.body, c.condition) if x is not None)
        todo.extend(e.children())
    return found


def _reachable(roots: Iterable[Expr], model: Model) -> list[str]:
    """The names of all symbols that these terms read, also through definitions, in a fixed order."""
    order: list[str] = []
    todo = sorted(set().union(*(symbols_in(e) for e in roots)))
    while todo:
        name = todo.pop(0)
        if name in order:
            continue
        order.append(name)
        if name in model:
            todo.extend(sorted(set().union(*(symbols_in(c.body) for c in model[name].clauses))))
    return order


class _Writer:
    """Writes one program: definitions in the order in which they are needed, then the two sides."""

    def __init__(self, model: Model, instance: FixedInstance, visited: Visited, reading: Reading, *, lazy: bool) -> None:
        self.model = model
        self.instance = instance
        self.visited = visited
        self.reading = reading
        self.lazy = lazy
        self.evaluator = Evaluator(model, instance)
        self.names = Names()
        self.lines: list[str] = []
        self.helpers: dict[str, str] = {}
        self.done: set[str] = set()
        self.open: list[str] = []
        self.formals: tuple[str, ...] = ()
        self.varied = _varied((reading.left, reading.right), model)
        self.varying: set[str] = set()
        for name in _reachable((reading.left, reading.right), model):
            self.names.of(name)  # before any loop variable is chosen, so that none of these is hidden
        for name in self.varied:
            self.varying |= self.evaluator.dependents(name)

    def program(self, fixed: dict[Any, Any]) -> str:
        """The whole text."""
        scope = {i: Place(str(k)) for i, k in fixed.items()}
        left, right = self.expr(self.reading.left, scope).text, self.expr(self.reading.right, scope).text
        body = [*self.helpers.values(), *self.lines, f"left = {left}", f"right = {right}", 'print(f"{left:.6g}, {right:.6g}")']
        text = "\n".join(body)
        imports = ["import numpy as np"] if "np." in text else []
        return "\n".join((["import math"] if "math." in text else []) + imports + body) + "\n"

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
        sign, above, below = 1, [], []
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
                rows = ", ".join(f"{_key(key)}: {_set(elements)}" for key, elements in sorted(found.items()))
                self.lines.append(f"{name} = {{{rows}}}")
            else:
                self.lines.append(f"{name} = {_set(found.get((), set()))}")
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
        for t in e.terms if isinstance(e, Add) else (e,):
            if isinstance(t, Number) and t.value.denominator == 1:
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

    # ------------------------------------------------------------------ symbols

    def entry(self, e: At, scope: Scope) -> Piece:
        """A symbol at indices."""
        if e.symbol in self.formals:
            return Piece(subscripted(self.names.of(e.symbol), self.dense(self.model[e.symbol], e.indices, scope)))
        symbol = self.model.get(e.symbol)
        if symbol is None or symbol.known or symbol.parameters is not None or symbol.opaque:
            raise Unsupported(e.symbol)
        family = [self.whole(i, scope) for i in e.indices[: symbol.family]]
        dense = self.dense(symbol, e.indices[symbol.family :], scope)
        name = self.require(symbol)
        if self.is_function(symbol):
            return Piece(f"{name}({', '.join((*family, *dense))})")
        return Piece(subscripted(subscripted(name, [", ".join(family)] if family else []), dense))

    def dense(self, symbol: Symbol, indices: Iterable[Expr], scope: Scope) -> list[str]:
        axes = [a for a in symbol.axes if not a.family]
        return [self.offset(i, a.lower, scope).text for i, a in zip(indices, axes, strict=True)]

    def is_function(self, symbol: Symbol) -> bool:
        """Whether a symbol is written as a function: it has a definition that is no fixed value."""
        return bool(symbol.clauses) and (self.lazy or bool(symbol.family) or symbol.name in self.varying)

    def require(self, symbol: Symbol) -> str:
        """The identifier of a symbol, whose definition is written before."""
        if symbol.is_size and not symbol.axes and not symbol.clauses:
            return self.fixed_size(symbol)
        name = self.names.of(symbol.name)
        if symbol.name in self.done:
            return name
        if symbol.name in self.open:
            if not all(self.is_function(self.model[s]) for s in self.open):
                raise _Lazy
            return name
        self.open.append(symbol.name)
        formals, self.formals = self.formals, ()
        try:
            if not symbol.clauses:
                self.lines.append(f"{name} = {self.given(symbol)}")
            elif self.is_function(symbol):
                self.function(symbol, name)
            else:
                self.assigned(symbol, name)
        finally:
            self.open.pop()
            self.formals = formals
        self.done.add(symbol.name)
        return name

    def given(self, symbol: Symbol) -> str:
        """The literal of everything that was drawn of a symbol; a table by step for families."""
        found = {key: data for (s, key), data in self.instance.drawn.items() if s == symbol.name}
        mutable = symbol.name in self.varied
        if symbol.is_size and symbol.family:
            rows = {k: v for k, v in self.instance.asked.items() if k.startswith(f"{symbol.name}[")}
            return "{" + ", ".join(f"{_key(tuple(map(int, k[len(symbol.name) + 1 : -1].split(','))))}: {v}" for k, v in sorted(rows.items())) + "}"
        if not symbol.family:
            if () not in found:
                raise Unsupported(symbol.name)
            return literal(found[()], mutable=mutable)
        return "{" + ", ".join(f"{_key(key)}: {literal(data, mutable=mutable)}" for key, data in sorted(found.items())) + "}"

    def assigned(self, symbol: Symbol, name: str) -> None:
        """A definition as a value: ``z = np.array([… for i in range(3)])``."""
        clause = self.only(symbol)
        scope: Scope = {}
        loops = []
        for i, axis in zip(clause.indices, symbol.axes, strict=True):
            if not isinstance(i, Index):
                raise Unsupported(symbol.name)
            size = self.size(axis.size, scope).text
            place, scope = self.loop(i, scope)
            scope[i] = place = Place(place.text, axis.lower)
            loops.append((place.text, size))
        self.lines.append(f"{name} = {arrayed(self.expr(clause.body, scope).text, loops)}")

    def only(self, symbol: Symbol) -> Clause:
        """The clause of a symbol without steps."""
        for clause in symbol.clauses:
            if clause.condition is None or bool(np.all(primal(self.evaluator.value(clause.condition)).data)):
                return clause
        raise Unsupported(symbol.name)

    def function(self, symbol: Symbol, name: str) -> None:
        """A definition as a function of its steps and entries, plus what it is moved by where it is differentiated by."""
        clauses = sorted(symbol.clauses, key=lambda c: not any(isinstance(i, int) for i in c.indices[: symbol.family]))
        general = clauses[-1]
        first, scope = [], {}
        for k, axis in enumerate(symbol.axes):
            index = general.indices[k]
            place, scope = self.loop(index if isinstance(index, Index) else Index("k"), scope)
            first.append(Place(place.text, 0 if axis.family else axis.lower))
        parameters = [p.text for p in first]
        family = parameters[: symbol.family]
        moved = self.moved(symbol, parameters)
        body: list[str] = []
        if symbol.family and any(s == symbol.name for s, _ in self.instance.drawn):
            start = self.names.fresh(f"{name}_given")
            self.lines.append(f"{start} = {self.given(symbol)}")
            key = ", ".join(family)
            body.append(f"if {key if len(family) == 1 else f'({key})'} in {start}: return {subscripted(f'{start}[{key}]', parameters[symbol.family :])}{moved}")
        for clause in clauses:
            inner = {i: p for i, p in zip(clause.indices, first, strict=True) if isinstance(i, Index)}
            tests = [f"{p.text} == {i}" for i, p in zip(clause.indices[: symbol.family], first, strict=False) if isinstance(i, int)]
            if clause.condition is not None:
                tests.append(self.condition(clause.condition, inner).text)
            text = f"return {self.expr(clause.body, inner).at(1) if moved else self.expr(clause.body, inner).text}{moved}"
            body.append(f"if {' and '.join(tests)}: {text}" if tests else text)
            if not tests:
                break
        self.defined(name, parameters, body)

    def moved(self, symbol: Symbol, parameters: list[str]) -> str:
        """`` + dz[i]``: what a definition is moved by while something is differentiated by it."""
        if symbol.name not in self.varied:
            return ""
        return f" + {self.mover(symbol)}[{', '.join(parameters)}]" if parameters else f" + {self.mover(symbol)}[()]"

    def mover(self, symbol: Symbol) -> str:
        """The array of movements of a defined symbol, all zero."""
        key = f"mover {symbol.name}"
        name = self.names.of(key, f"d{self.names.of(symbol.name)}")
        if key not in self.done:
            self.done.add(key)
            keys = self.visited.get(symbol.name, {()}) or {()}
            shape = [max(max(k[j] for k in keys), 0) + 1 - min(min(k[j] for k in keys), 0) for j in range(symbol.family)]
            dense = [self.longest(a.size, symbol, keys) for a in symbol.axes if not a.family]
            self.lines.append(f"{name} = np.zeros({tuple([*shape, *dense]) if shape or dense else '()'})")
        return name

    def longest(self, size: Size, symbol: Symbol, keys: set[tuple[int, ...]]) -> int:
        root = size.root
        found = [0]
        for key in keys:
            bind: Any = dict(zip(symbol.formals, key, strict=False))
            try:
                found.append(self.evaluator.size_of(root.key, root.term, self.evaluator.root, bind, root))
            except CannotEvaluate:
                continue
        return max(found)

    def defined(self, name: str, parameters: list[str], body: list[str], note: str = "") -> None:
        """``def``: on one line where it fits."""
        head = f"def {name}({', '.join(parameters)}):"
        if len(body) == 1 and len(head) + len(body[0]) < 110:
            self.lines.append(f"{head} {body[0]}{note}")
        else:
            self.lines.append("\n    ".join([head + note, *body]))

    # ------------------------------------------------------------------ binders

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

    def tensor(self, e: Comprehension, scope: Scope) -> str:
        """A new array with the values of a comprehension."""
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
        span = f"range({high.text}, {plus(low, -1).text}, -1)" if e.descending else f"range({low.text}, {plus(high, 1).text})"
        at = self.from_one(e.indices, scope)
        return Piece(f"{self.helper('chain')}([{self.tensor(e.body, inner)} for {place.text} in {span}])[{at}]")

    def from_one(self, indices: Iterable[Expr], scope: Scope) -> str:
        return ", ".join(self.offset(i, 1, scope).text for i in indices)

    def linear(self, e: Linear, scope: Scope) -> Piece:
        matrix = self.tensor(e.argument, scope)
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

    # ------------------------------------------------------------------ functions of the document

    def call(self, e: Call, scope: Scope) -> Piece:
        symbol = self.model.get(e.symbol)
        if symbol is None:
            raise Unsupported(e.symbol)
        formals = [p.symbol for p in symbol.parameters] if symbol.parameters is not None else [""] * len(e.arguments)
        arguments = [self.argument(a, scope, fresh=bool(e.slots) or f in self.varied) for a, f in zip(e.arguments, formals, strict=True)]
        family = [self.whole(i, scope) for i in e.family]
        entry = self.dense(symbol, e.indices, scope)
        if symbol.known:
            if any(a.indices for a in e.arguments):
                raise Unsupported(e.symbol)
            name = self.known(symbol.known)
        else:
            name = self.defined_function(symbol)
        if not e.slots:
            return Piece(f"{name}({', '.join((*arguments, *family, *entry))})")
        locals_ = [self.loop(Index("uvwpq"[k % 5]), scope)[0].text for k in range(len(arguments))]
        if len(set(locals_)) < len(locals_):
            raise Unsupported(e.symbol)
        text = f"{name}({', '.join((*locals_, *family, *entry))})"
        for slot, at in reversed(e.slots):
            place = self.from_one(at.indices, scope)
            text = f"{self.helper('d')}(lambda: {text}, {locals_[slot]}, ({place}{',' if len(at.indices) == 1 else ''}))"
        return Piece(f"(lambda {', '.join(locals_)}: {text})({', '.join(arguments)})")

    def argument(self, e: Comprehension, scope: Scope, *, fresh: bool) -> str:
        """An argument of a function: a new array where it will be moved, else whatever has the value."""
        return self.tensor(e, scope) if fresh or e.indices else self.expr(e.body, scope).text

    def defined_function(self, symbol: Symbol) -> str:
        """The identifier of a function of the document, which is written before."""
        name = self.names.of(symbol.name)
        if symbol.name in self.done or symbol.name in self.open:
            return name
        self.open.append(symbol.name)
        formals = self.formals
        try:
            if symbol.clauses and symbol.parameters is not None:
                self.formals = tuple(p.symbol for p in symbol.parameters)
                self.document_function(symbol, name)
            elif symbol.opaque:
                self.opaque(symbol, name)
            else:
                raise Unsupported(symbol.name)
        finally:
            self.formals = formals
            self.open.pop()
        self.done.add(symbol.name)
        return name

    def document_function(self, symbol: Symbol, name: str) -> None:
        for formal in self.formals:
            readers = {s.name for s in self.model.values() for c in s.clauses if formal in symbols_in(c.body)}
            if readers - {symbol.name}:
                raise Unsupported(formal)
        scope: Scope = {}
        first: list[Place] = []
        clauses = sorted(symbol.clauses, key=lambda c: not any(isinstance(i, int) for i in c.indices[: symbol.family]))
        for k, axis in enumerate(symbol.axes):
            index = clauses[-1].indices[k]
            place, scope = self.loop(index if isinstance(index, Index) else Index("k"), scope)
            first.append(Place(place.text, 0 if axis.family else axis.lower))
        parameters = [*(self.names.of(f) for f in self.formals), *(p.text for p in first)]
        body = []
        for clause in clauses:
            inner = {i: p for i, p in zip(clause.indices, first, strict=True) if isinstance(i, Index)}
            tests = [f"{p.text} == {i}" for i, p in zip(clause.indices[: symbol.family], first, strict=False) if isinstance(i, int)]
            if clause.condition is not None:
                tests.append(self.condition(clause.condition, inner).text)
            text = f"return {self.expr(clause.body, inner).text}"
            body.append(f"if {' and '.join(tests)}: {text}" if tests else text)
            if not tests:
                break
        self.defined(name, parameters, body)

    def opaque(self, symbol: Symbol, name: str) -> None:
        """An unknown function, as the smooth one that stands for it: sines of tilted planes, and a tilt."""
        dense = [a for a in symbol.axes if not a.family]
        tables, lengths = [], self.argument_lengths(symbol)
        for at in sorted(k for s, k in self.instance.functions if s == symbol.name):
            tables.append((at, self.constants(symbol, at, lengths)))
        if not tables:
            raise Unsupported(symbol.name)
        arguments = [self.names.fresh("uvw"[k] + name if k < 3 else f"u{k}{name}") for k in range(len(lengths))]
        steps = [self.names.fresh(f"k{j}{name}") for j in range(symbol.family)]
        entries = [self.names.fresh(f"i{j}{name}") for j in range(len(dense))]
        at = "".join(f"[{i}]" for i in entries)
        note = "  # nothing is known of it: any smooth function will do"
        if len(tables) == 1 and len(tables[0][1][0]) == 1 and not dense:
            phases, weights, slopes, heights = tables[0][1]
            inner = " + ".join([repr(float(phases[0])), *(f"{_dot(w[0], u)}" for w, u in zip(weights, arguments, strict=True))])
            tilt = " + ".join(_dot(s, u) for s, u in zip(slopes, arguments, strict=True))
            text = f"{float(heights[0])!r} * np.sin({inner}) + {tilt}"
            self.defined(name, [*arguments, *steps], [f"return {text}"], note)
            return
        table = self.names.fresh(f"{name}_c")
        rows = [f"{_key(key) if key else 0}: ({', '.join(nested(np.asarray(c)) if not isinstance(c, list) else '[' + ', '.join(nested(x) for x in c) + ']' for c in row)})" for key, row in tables]
        self.lines.append(f"{table} = {{{', '.join(rows)}}}")
        key = ", ".join(steps) if steps else "0"
        body = [
            f"p, w, s, h = {table}[{key}]",
            f"xs = [{', '.join(arguments)}]",
            f"return sum(h{at}[k] * np.sin(p[k] + sum(np.sum(np.array(w[j][k]) * x) for j, x in enumerate(xs))) for k in range(len(p))) + sum(np.sum(np.array(s[j]{at}) * x) for j, x in enumerate(xs))",
        ]
        self.defined(name, [*arguments, *steps, *entries], body, note)

    def argument_lengths(self, symbol: Symbol) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        shapes = self.instance.arguments.get(symbol.name)
        if shapes is None:
            raise Unsupported(symbol.name)
        return shapes

    def constants(self, symbol: Symbol, key: tuple[int, ...], lengths: list[tuple[tuple[int, ...], tuple[int, ...]]]) -> tuple[Any, ...]:
        """The constants of ``numeric.opaque``, drawn again in its order; waves of no height are left out."""
        bind: Any = dict(zip(symbol.formals, key, strict=False))
        shape = []
        for axis in (a for a in symbol.axes if not a.family):
            root = axis.size.root
            shape.append(self.evaluator.size_of(root.key, root.term, self.evaluator.root, bind, root))
        rng = self.instance.generator("function", symbol.name, key)
        phases = rng.uniform(0, 6.28, WAVES)
        weights, slopes = [], []
        for order, n in lengths:
            back = [order.index(j) for j in range(len(order))]
            w = rng.uniform(0.4, 1.2, (WAVES, *n)) * rng.choice([-1, 1], (WAVES, *n))
            s = rng.uniform(0.3, 0.9, (*shape, *n)) * rng.choice([-1, 1], (*shape, *n))
            weights.append(w.transpose([0, *(1 + j for j in back)]))
            slopes.append(s.transpose([*range(len(shape)), *(len(shape) + j for j in back)]))
        heights = rng.uniform(0.3, 0.9, (*shape, WAVES))
        kept = [k for k in range(WAVES) if np.any(heights[..., k])]
        return phases[kept], [w[kept] for w in weights], slopes, heights[..., kept]

    # ------------------------------------------------------------------ derivatives

    def derivative(self, e: Derivative, scope: Scope) -> Piece:
        symbol = self.model.get(e.symbol)
        if symbol is None:
            raise Unsupported(e.symbol)
        if set(e.held) & self.evaluator.dependents(e.symbol) - {e.symbol}:
            raise Unsupported("held")
        family = [self.whole(i, scope) for i in e.indices[: symbol.family]]
        dense = self.dense(symbol, e.indices[symbol.family :], scope)
        body = self.expr(e.body, scope).text
        if e.symbol in self.formals:
            array = self.names.of(e.symbol)
        else:
            array = self.require(symbol)
            if symbol.clauses:
                array, dense, family = self.mover(symbol), [*family, *dense], []
        array = subscripted(array, [", ".join(family)] if family else [])
        return Piece(f"{self.helper('d')}(lambda: {body}, {array}, ({', '.join(dense)}{',' if len(dense) == 1 else ''}))")

    def substitute(self, e: Substitute, scope: Scope) -> Piece:
        symbol = self.model.get(e.symbol)
        if symbol is None or symbol.is_size or symbol.family or (symbol.clauses and e.symbol not in self.formals):
            raise Unsupported("substitution")
        value = self.tensor(e.value, scope)
        array = self.names.of(e.symbol) if e.symbol in self.formals else self.require(symbol)
        return Piece(f"{self.helper('put')}(lambda: {self.expr(e.body, scope).text}, {array}, {value})")


# ---------------------------------------------------------------------- small text


def shifted(place: Place, by: int) -> Piece:
    """A place as a number, plus ``by``: ``t - 1``."""
    if place.text == ":":
        return Piece(":")
    return plus(Piece(place.text), place.base + by)


def plus(piece: Piece, k: int) -> Piece:
    """A number added to a text, folded where the text is a number."""
    try:
        value = int(piece.text) + k
        return Piece(str(value), 4 if value >= 0 else 1)
    except ValueError:
        pass
    if not k:
        return piece
    head, _, tail = piece.text.rpartition(" ")
    if tail.isdigit() and head.endswith((" +", " -")) and piece.level == 1:
        k += int(tail) if head.endswith("+") else -int(tail)
        piece = Piece(head[:-2], 1)
        if not k:
            return piece
    return Piece(f"{piece.at(1)} {'+' if k > 0 else '-'} {abs(k)}", 1)


def subscripted(name: str, indices: list[str]) -> str:
    return f"{name}[{', '.join(indices)}]" if indices else name


def arrayed(body: str, loops: list[tuple[str, str]]) -> str:
    """``np.array`` of nested comprehensions; just the body where there is no loop."""
    if not loops:
        return body
    for name, size in reversed(loops):
        body = f"[{body} for {name} in range({size})]"
    return f"np.array({body}, dtype=float)"


def used_as_number(e: Expr, index: Index) -> bool:
    """Whether the value of an index matters beyond picking an entry: in a power, a step, a shifted index."""
    todo: list[Any] = [e]
    while todo:
        n = todo.pop()
        if isinstance(n, At):
            todo.extend(i for i in n.indices if not isinstance(i, Position))
            continue
        if isinstance(n, Position) and n.index is index:
            return True
        todo.extend(n.children())
    return False


def _key(key: tuple[int, ...]) -> str:
    return str(key[0]) if len(key) == 1 else str(key)


def _set(elements: set[int]) -> str:
    return "{" + ", ".join(map(str, sorted(elements))) + "}" if elements else "set()"


def _dot(weights: Any, argument: str) -> str:
    w = np.asarray(weights)
    return f"{float(w)!r} * {argument}" if not w.ndim else f"np.sum({nested(w)} * {argument})"
