"""Counterexamples as NumPy code: a person pastes it, runs it, and sees the two numbers.

A term is a number that depends on indices, so the code is written entry by entry: a definition becomes an array where
it is a fixed value, and a function of its indices where it is recursive or depends on what is differentiated.
Derivatives are taken by finite differences, which share nothing with the engine that found the failure. Dense axes
count from 0 in the code, layers and steps as in the document. What cannot be written plainly gives no snippet.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from backproof.claims.reading import Reading
from backproof.judge.compare import Outcome
from backproof.judge.shrink import FixedInstance
from backproof.judge.snippet_functions import Functions
from backproof.judge.snippet_terms import Visited
from backproof.judge.snippet_text import Piece, Place, Scope, Unsupported, arrayed, key_text, subscripted
from backproof.judge.snippet_words import literal
from backproof.numeric.duals import primal
from backproof.numeric.environment import Binding, CannotEvaluate, Ragged
from backproof.terms.model import Clause, Model, Symbol
from backproof.terms.nodes import At, Expr, Index
from backproof.terms.sizes import Size

LONGEST = 6000
"""A snippet longer than this helps nobody."""


class _Lazy(Exception):
    """A fixed value turned out to depend on itself through functions: everything has to be a function."""


def snippet(
    reading: Reading, model: Model, instance: FixedInstance, binding: Binding, outcome: Outcome, visited: Visited
) -> str:
    """NumPy code that computes both sides at the failing entry and prints them; "" where there is no plain text for it.

    ``instance`` is the one that the two sides were evaluated on, ``visited`` the steps that were looked at.
    """
    sides = (reading.left, reading.right)
    for lazy in (False, True):
        try:
            text = _Writer(model, instance, visited, sides, lazy=lazy).program(
                sides, {**binding, **dict(outcome.place)}
            )
            return text if len(text) <= LONGEST else ""
        except _Lazy:
            continue
        except (Unsupported, CannotEvaluate, Ragged, RecursionError):
            return ""
    return ""


class _Writer(Functions):
    """Writes one program: definitions in the order in which they are needed, then the two sides."""

    def program(self, sides: tuple[Expr, Expr], fixed: dict[Any, Any]) -> str:
        """The whole text."""
        scope = {i: Place(str(k)) for i, k in fixed.items()}
        left, right = (self.expr(side, scope).text for side in sides)
        ends = [f"left = {left}", f"right = {right}", 'print(f"{left:.6g}, {right:.6g}")']
        body = [*self.helpers.values(), *self.lines, *ends]
        text = "\n".join(body)
        imports = ["import numpy as np"] if "np." in text else []
        return "\n".join((["import math"] if "math." in text else []) + imports + body) + "\n"

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
            head = f"{symbol.name}["
            rows = {k[len(head) : -1]: v for k, v in self.instance.asked.items() if k.startswith(head)}
            return "{" + ", ".join(f"{k if ',' not in k else f'({k})'}: {v}" for k, v in sorted(rows.items())) + "}"
        if not symbol.family:
            if () not in found:
                raise Unsupported(symbol.name)
            return literal(found[()], mutable=mutable)
        steps = (f"{key_text(key)}: {literal(data, mutable=mutable)}" for key, data in sorted(found.items()))
        return "{" + ", ".join(steps) + "}"

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
        """A definition as a function of its steps and entries, plus what it is moved by in a derivative."""
        clauses, places = self.head(symbol)
        parameters = [p.text for p in places]
        family = parameters[: symbol.family]
        moved = self.moved(symbol, parameters)
        body: list[str] = []
        if symbol.family and any(s == symbol.name for s, _ in self.instance.drawn):
            start = self.names.fresh(f"{name}_given")
            self.lines.append(f"{start} = {self.given(symbol)}")
            key = ", ".join(family)
            step = key if len(family) == 1 else f"({key})"
            value = subscripted(f"{start}[{key}]", parameters[symbol.family :])
            body.append(f"if {step} in {start}: return {value}{moved}")
        body += self.branches(symbol, clauses, places, moved)
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
            spans = [[k[j] for k in keys] for j in range(symbol.family)]
            shape = [max(*span, 0) + 1 - min(*span, 0) for span in spans]  # negative steps count from the end
            dense = [self.longest(a.size, symbol, keys) for a in symbol.axes if not a.family]
            self.lines.append(f"{name} = np.zeros({(*shape, *dense)})")
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
