"""Functions of the document that are known ones: ``σ(z) = 1/(1 + e^{-z})`` is the logistic sigmoid by any name."""

from __future__ import annotations

from backproof.laws.arithmetic import Arithmetic
from backproof.laws.identities import IDENTITIES
from backproof.laws.quotients import vanishes
from backproof.laws.setting import Setting, TooLong
from backproof.terms.model import Symbol
from backproof.terms.nodes import Add, Apply, At, negative
from backproof.terms.traversal import symbols_in

RECOGNISED = ("sigmoid", "tanh", "softplus", "silu", "sinh", "cosh")
"""Functions with a definition by exponentials that documents write out."""


def recognised(symbol: Symbol, setting: Setting) -> str:
    """The name of the known function of one number that a function of the document is; empty if it is none."""
    if symbol.known or symbol.opaque or symbol.family or symbol.axes or len(symbol.clauses) != 1:
        return ""
    (clause,) = symbol.clauses
    parameters = symbol.parameters or ()
    if len(parameters) != 1 or parameters[0].rank or clause.indices or clause.condition is not None:
        return ""
    if symbols_in(clause.body) != {parameters[0].symbol}:
        return ""
    x, arithmetic = At(parameters[0].symbol, ()), Arithmetic(setting)
    for law in IDENTITIES:
        body = law.apply(Apply(law.name, (x,)), setting) if law.name in RECOGNISED else None
        try:
            if body is not None and vanishes(arithmetic, arithmetic.normal(Add((clause.body, negative(body))))):
                return law.name
        except TooLong:
            continue
    return ""
