"""What a relation rests on that chance decides and the page does not say: then it is not known to be right or wrong."""

from __future__ import annotations

from collections.abc import Iterable

from backproof.terms.chance import averaged_over
from backproof.terms.distributions import LOOSE
from backproof.terms.model import Model
from backproof.terms.nodes import Expect, Expr
from backproof.terms.traversal import nodes_in, symbols_in


def undetermined(names: Iterable[str], model: Model) -> str:
    """A random symbol among ``names`` of whose law something was left unsaid; empty if there is none."""
    for name in sorted(names):
        law = model[name].distribution if name in model else None
        if law is not None and law.name in LOOSE and not model[name].clauses:
            return model[name].latex or name
    return ""


def idle_averages(sides: Iterable[Expr], model: Model) -> tuple[bool, bool]:
    """Whether some average in a relation is over nothing that is said to be random, and whether all of them are.

    ``E[y]`` where nothing says how y is distributed is worth y: neither a proof nor a counterexample.
    """
    found = [e for e in nodes_in(*sides) if isinstance(e, Expect) and symbols_in(e.body)]
    idle = [e for e in found if not averaged_over(e, model)]
    return bool(idle), bool(idle) and len(idle) == len(found)
