"""Fingerprints of questions: two questions with the same one get the same verdict.

A fingerprint covers everything that judging looks at: the readings, and every symbol of the scope that they rest on,
however far. It does not cover where the statement stands, so that an edit elsewhere leaves it alone.
"""

from backproof.claims.reading import Question
from backproof.terms.digest import Readers, digest
from backproof.terms.model import Model
from backproof.terms.traversal import symbols_in


def fingerprint(question: Question, model: Model, seed: int, readers: Readers) -> bytes:
    """16 bytes that stand for a question, its scope, the seed and ``readers``, as ``readers_of`` gives them."""
    return digest((question, seed), model, readers)


def readers_of(model: Model) -> Readers:
    """For every formal argument of a function, the symbols whose definitions speak of it: code that shows a
    counterexample can be written only where these are known."""
    formals = {p.symbol for symbol in model.values() for p in symbol.parameters or ()}
    found: dict[str, list[str]] = {name: [] for name in sorted(formals)}
    for symbol in model.values():
        for name in sorted({n for c in symbol.clauses for n in symbols_in(c.body)} & formals):
            found[name].append(symbol.name)
    return {name: tuple(sorted(names)) for name, names in found.items()}
