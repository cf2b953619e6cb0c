"""Names under an expectation of which nothing says whether they are random: weights "of zero mean", without letter."""

from __future__ import annotations

import re
from collections.abc import Iterable

from backproof.claims.reading import Reading
from backproof.meaning.scope import Scope
from backproof.terms.model import Model
from backproof.terms.nodes import At, Call, Derivative, Expect, Expr
from backproof.terms.traversal import nodes_in, symbols_in
from backproof.text.blocks import Prose

_RANDOM_THINGS = re.compile(
    r"\b(?:zero[- ]mean|mean[- ]zero|cent(?:red|ered)|independent|uncorrelated|i\.?i\.?d\.?|random|unit[- ]variance|"
    r"Gaussian|normal(?:ly distributed)?|Bernoulli)(?:,? (?:and )?[\w-]+){0,3}? "
    r"(?:weights?|inputs?|noise|entries|coefficients|activations?|features?|errors?|terms?|components?|variables?|"
    r"gradients?|samples?|biases|targets?|outputs?)\b",
    re.IGNORECASE,
)
"""Words that call something random; a letter may follow them, or not."""


def perhaps_random(scope: Scope, readings: Iterable[Reading]) -> frozenset[str]:
    """The names that nothing declares, and that stand under expectations only, where words speak of random things.

    A name that stands outside of them as well, or that something is differentiated by, is taken for a constant by the
    line itself. In a line that says what follows a law the letters are parameters.
    """
    readings = [r for r in readings if not r.aspect]
    if not any(isinstance(n, Expect) for r in readings for e in r.sides for n in nodes_in(e)) or not _spoken_of(scope):
        return frozenset()
    drawn, plain = set[str](), set[str]()
    for side in (e for r in readings for e in r.sides):
        inside = [n.body for n in nodes_in(side) if isinstance(n, Expect)]
        drawn |= _read({n for body in inside for n in symbols_in(body)}, scope.model)
        plain |= _read({n.symbol for n in _outside(side) if isinstance(n, At | Call | Derivative)}, scope.model)
    if not drawn - plain:
        return frozenset()
    entries = [
        e for s in scope.around() for e in (*s.entries.values(), *(e for late in s.late.values() for _, e in late))
    ]
    said = {e.name for e in entries if e.fixed or e.learnt != "usage"}
    return frozenset(n for n in drawn - plain - said if _may_be_drawn(n, scope.model))


def _spoken_of(scope: Scope) -> bool:
    """Whether words of the section give something a law or moments without saying by which letter it goes."""
    texts = [b.text for s in scope.around() for b in s.blocks if isinstance(b, Prose)]
    return any(m.end() < len(t.rstrip()) for t in texts for m in _RANDOM_THINGS.finditer(t))


def _outside(e: Expr) -> Iterable[Expr]:
    """The nodes of an expression that stand under no expectation."""
    if not isinstance(e, Expect):
        yield e
        for child in e.children():
            yield from _outside(child)


def _read(names: Iterable[str], model: Model) -> set[str]:
    """Some symbols and those that they rest on through definitions, but not the parameters of laws."""
    found: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name not in found and name in model:
            found.add(name)
            todo += [n for c in model[name].clauses for n in symbols_in(c.body)]
    return found


def _may_be_drawn(name: str, model: Model) -> bool:
    symbol = model[name]
    given = symbol.clauses or symbol.distribution is not None or symbol.is_size
    given = given or symbol.domain != "real"
    return not (given or symbol.opaque or symbol.known or symbol.parameters is not None)
