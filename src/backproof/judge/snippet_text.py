"""Pieces of Python text: precedence, positions, subscripts. Knows terms only to look for an index."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from backproof.judge.snippet_words import nested
from backproof.terms.nodes import At, Expr, Index, Position


class Unsupported(Exception):
    """Something that has no plain NumPy text here."""


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


def key_text(key: tuple[int, ...]) -> str:
    return str(key[0]) if len(key) == 1 else str(key)


def set_text(elements: set[int]) -> str:
    return "{" + ", ".join(map(str, sorted(elements))) + "}" if elements else "set()"


def dot_text(weights: Any, argument: str) -> str:
    w = np.asarray(weights)
    return f"{float(w)!r} * {argument}" if not w.ndim else f"np.sum({nested(w)} * {argument})"
