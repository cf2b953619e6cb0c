"""Factors of a product as forms: letters, functions of letters, inverses, conditions."""

from __future__ import annotations

from backproof.terms.matrices import (
    Chain,
    Diagonal,
    Form,
    Hadamard,
    Identity,
    Inverse,
    Plain,
    Scaled,
    Total,
    Transposed,
)
from backproof.terms.model import Model
from backproof.terms.nodes import At, Index, Position


class NoMatrixForm(Exception):
    """There is no line of matrix notation for a term; index notation is left."""


def turned(f: Form, model: Model) -> Form:
    """The transpose, with as few signs for it as there can be."""
    if (not f.tall and not f.wide) or isinstance(f, Identity):
        return f
    if isinstance(f, Transposed):
        return f.argument
    whole = Transposed(f.wide, f.tall, f)
    inner = _within(f, model)
    if inner is None or isinstance(f, Chain):
        return inner or whole
    fewer = transposes(inner) - transposes(whole)
    return inner if fewer < 0 or (fewer == 0 and not isinstance(f, Total)) else whole


def _within(f: Form, model: Model) -> Form | None:
    """The transpose with the sign taken inside, where it can be."""
    match f:
        case Chain(factors=xs):
            return Chain(f.wide, f.tall, tuple(turned(x, model) for x in reversed(xs)))
        case Hadamard(factors=xs):
            return Hadamard(f.wide, f.tall, tuple(turned(x, model) for x in xs))
        case Total(terms=xs):
            return Total(f.wide, f.tall, tuple(sorted((turned(x, model) for x in xs), key=place)))
        case Scaled(coefficient=c, scalars=s, body=x) if x is not None:
            return Scaled(f.wide, f.tall, c, s, turned(x, model))
        case Diagonal() if f.tall and f.wide:
            return f
        case Plain(term=At(symbol=name)) if f.tall and f.wide and _symmetric(name, model):
            return f
        case _:
            return None


def transposes(f: Form) -> int:
    """How many transposes stand in a form."""
    match f:
        case Transposed(argument=Inverse(argument=x)):
            return transposes(x)
        case Transposed(argument=x):
            return 1 + transposes(x)
        case Chain(factors=xs) | Hadamard(factors=xs) | Total(terms=xs):
            return sum(transposes(x) for x in xs)
        case Scaled(body=x) if x is not None:
            return transposes(x)
        case _:
            return 0


def place(f: Form) -> tuple[bool, int]:
    """Where a term stands in a sum: first what is added, first what is written with fewer transposes."""
    return isinstance(f, Scaled) and f.coefficient < 0, signs(f)


def signs(f: Form) -> int:
    """How many signs of transposition are written, those of inverses among them: sums begin with fewer."""
    match f:
        case Transposed(argument=x):
            return 1 + signs(x)
        case Chain(factors=xs) | Hadamard(factors=xs) | Total(terms=xs):
            return sum(signs(x) for x in xs)
        case Scaled(body=x) if x is not None:
            return signs(x)
        case _:
            return 0


def _symmetric(name: str, model: Model) -> bool:
    return name in model and model[name].domain in ("symmetric", "definite", "symmetric binary")


def letter(e: At, dense: tuple[Index, ...], model: Model) -> tuple[tuple[Index, ...], Form] | None:
    """A symbol at indices as a letter, and the indices in the order of its axes; None unless they are just these."""
    symbol = model.get(e.symbol)
    if symbol is None:
        return None
    family, places = e.indices[: symbol.family], e.indices[symbol.family :]
    if any(i in f.free for f in family for i in dense):
        return None
    if not all(isinstance(p, Position) and p.index in dense for p in places) or len(places) > 2:
        return None
    indices = tuple(p.index for p in places if isinstance(p, Position))
    form = Plain(bool(indices), len(indices) == 2, e)
    if len(indices) == 2 and indices[0] is indices[1]:
        return indices[:1], Diagonal(True, False, form)
    return indices, form
