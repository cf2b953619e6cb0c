"""Whether a failing relation rests on random symbols without a fully stated law: then it is not known to be wrong."""

from __future__ import annotations

from collections.abc import Iterable

from backproof.terms.distributions import LOOSE
from backproof.terms.model import Model


def undetermined(names: Iterable[str], model: Model) -> str:
    """A random symbol among ``names`` of whose law something was left unsaid; empty if there is none."""
    for name in sorted(names):
        law = model[name].distribution if name in model else None
        if law is not None and law.name in LOOSE and not model[name].clauses:
            return model[name].latex or name
    return ""
