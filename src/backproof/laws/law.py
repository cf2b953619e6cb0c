"""A law: a named rule that turns a term into an equal one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backproof.laws.setting import Setting
from backproof.terms.nodes import Expr


@dataclass(frozen=True)
class Law:
    """``apply`` gives the term that equals its argument by this law, or None where the law does not apply.

    ``kind`` is the kind of node that it takes apart; at others it is not tried.

    ``statement`` is LaTeX, ``source`` where it is found in a book, ``condition`` what it needs. ``examples`` are
    relations that hold by it, with composite arguments, and ``near_misses`` relations that look like it and are false:
    its tests are made of both. Either is a relation in real x, y > 0, or a ``page``.
    """

    name: str
    statement: str
    source: str
    apply: Callable[[Expr, Setting], Expr | None]
    kind: type[Expr] = Expr
    condition: str = ""
    examples: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()


def page(given: str, relation: str) -> str:
    """A relation under what is given before it, as a document."""
    return f"{given}\n\n$${relation}$$\n"
