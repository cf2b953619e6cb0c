"""Functions of the document, opaque functions and derivatives as Python text."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import numpy as np

from backproof.judge.snippet_terms import Terms
from backproof.judge.snippet_text import Piece, Place, Scope, Unsupported, dot_text, key_text, subscripted
from backproof.judge.snippet_words import VALUES, nested
from backproof.numeric.opaque import WAVES
from backproof.terms.model import Clause, Symbol
from backproof.terms.nodes import At, Call, Comprehension, Derivative, Index, Substitute
from backproof.terms.traversal import symbols_in

Order = tuple[tuple[int, ...], tuple[int, ...]]
"""Of an argument: the order in which its axes were summed, and their lengths."""


class Functions(Terms):
    """Adds functions and derivatives to terms."""

    @abstractmethod
    def mover(self, symbol: Symbol) -> str:
        """The array by which the values of a defined symbol are moved."""

    def call(self, e: Call, scope: Scope) -> Piece:
        symbol = self.model.get(e.symbol)
        if symbol is None:
            raise Unsupported(e.symbol)
        formals = [p.symbol for p in symbol.parameters] if symbol.parameters is not None else [""] * len(e.arguments)
        arguments = [
            self.argument(a, scope, fresh=bool(e.slots) or f in self.varied)
            for a, f in zip(e.arguments, formals, strict=True)
        ]
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
            text = (
                f"{self.helper('d')}(lambda: {text}, {locals_[slot]}, ({place}{',' if len(at.indices) == 1 else ''}))"
            )
        return Piece(f"(lambda {', '.join(locals_)}: {text})({', '.join(arguments)})")

    def argument(self, e: Comprehension, scope: Scope, *, fresh: bool) -> str:
        """An argument of a function: a new array where it will be moved, else whatever has the value."""
        if fresh:
            return self.tensor(e, scope)
        return (self.whole_array(e, scope) or self.tensor(e, scope)) if e.indices else self.expr(e.body, scope).text

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
        clauses, places = self.head(symbol)
        parameters = [*(self.names.of(f) for f in self.formals), *(p.text for p in places)]
        self.defined(name, parameters, self.branches(symbol, clauses, places))

    def head(self, symbol: Symbol) -> tuple[list[Clause], list[Place]]:
        """The clauses of a symbol, pinned ones first, and a variable for each of its axes."""
        clauses = sorted(symbol.clauses, key=lambda c: not any(isinstance(i, int) for i in c.indices[: symbol.family]))
        scope: Scope = {}
        places: list[Place] = []
        for k, axis in enumerate(symbol.axes):
            index = clauses[-1].indices[k]
            place, scope = self.loop(index if isinstance(index, Index) else Index("k"), scope)
            places.append(Place(place.text, 0 if axis.family else axis.lower))
        return clauses, places

    def branches(self, symbol: Symbol, clauses: list[Clause], places: list[Place], moved: str = "") -> list[str]:
        """The body of a definition: a ``return`` per clause, under its pinned steps and its condition."""
        body = []
        for clause in clauses:
            inner = {i: p for i, p in zip(clause.indices, places, strict=True) if isinstance(i, Index)}
            pinned = zip(clause.indices[: symbol.family], places, strict=False)
            tests = [f"{p.text} == {i}" for i, p in pinned if isinstance(i, int)]
            if clause.condition is not None:
                tests.append(self.condition(clause.condition, inner).text)
            value = self.expr(clause.body, inner)
            text = f"return {value.at(1) + moved if moved else value.text}"
            body.append(f"if {' and '.join(tests)}: {text}" if tests else text)
            if not tests:
                break
        return body

    def defined(self, name: str, parameters: list[str], body: list[str], note: str = "") -> None:
        """``def``: on one line where it fits."""
        head = f"def {name}({', '.join(parameters)}):"
        if len(body) == 1 and len(head) + len(body[0]) < 110:
            self.lines.append(f"{head} {body[0]}{note}")
        else:
            self.lines.append("\n    ".join([head + note, *body]))

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
        places = "".join(f"[{i}]" for i in entries)
        kept = VALUES.get(symbol.domain, "{}")
        note = "  # nothing is known of it: any smooth function will do"
        if len(tables) == 1 and len(tables[0][1][0]) == 1 and not dense:
            phases, weights, slopes, heights = tables[0][1]
            inner = " + ".join(
                [repr(float(phases[0])), *(f"{dot_text(w[0], u)}" for w, u in zip(weights, arguments, strict=True))]
            )
            tilt = " + ".join(dot_text(s, u) for s, u in zip(slopes, arguments, strict=True))
            text = f"{float(heights[0])!r} * np.sin({inner}) + {tilt}"
            self.defined(name, [*arguments, *steps], [f"return {kept.format(text)}"], note)
            return
        table = self.names.fresh(f"{name}_c")
        rows = []
        for key, (p, w, s, h) in tables:
            lists = ("[" + ", ".join(map(nested, each)) + "]" for each in (w, s))
            rows.append(f"{key_text(key) if key else 0}: ({', '.join([nested(p), *lists, nested(h)])})")
        self.lines.append(f"{table} = {{{', '.join(rows)}}}")
        at_key = ", ".join(steps) if steps else "0"
        body = [
            f"p, w, s, h = {table}[{at_key}]",
            f"xs = [{', '.join(arguments)}]",
            "a = [sum(np.sum(np.array(w[j][k]) * x) for j, x in enumerate(xs)) for k in range(len(p))]",
            f"y = sum(h{places}[k] * np.sin(p[k] + a[k]) for k in range(len(p)))",
            f"return {kept.format(f'y + sum(np.sum(np.array(s[j]{places}) * x) for j, x in enumerate(xs))')}",
        ]
        self.defined(name, [*arguments, *steps, *entries], body, note)

    def argument_lengths(self, symbol: Symbol) -> list[Order]:
        shapes = self.instance.arguments.get(symbol.name)
        if shapes is None:
            raise Unsupported(symbol.name)
        return shapes

    def constants(self, symbol: Symbol, key: tuple[int, ...], lengths: list[Order]) -> tuple[Any, ...]:
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

    def derivative(self, e: Derivative, scope: Scope) -> Piece:
        symbol = self.model.get(e.symbol)
        if symbol is None:
            raise Unsupported(e.symbol)
        if any(isinstance(h, At) for h in e.held) or set(e.held) & self.evaluator.dependents(e.symbol) - {e.symbol}:
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
        at = ", ".join(dense) + ("," if len(dense) == 1 else "")
        return Piece(f"{self.helper('d')}(lambda: {body}, {array}, ({at}))")

    def substitute(self, e: Substitute, scope: Scope) -> Piece:
        symbol = self.model.get(e.symbol)
        if symbol is None or symbol.is_size or symbol.family or (symbol.clauses and e.symbol not in self.formals):
            raise Unsupported("substitution")
        value = self.tensor(e.value, scope)
        array = self.names.of(e.symbol) if e.symbol in self.formals else self.require(symbol)
        return Piece(f"{self.helper('put')}(lambda: {self.expr(e.body, scope).text}, {array}, {value})")
