"""How a product under an expectation hangs together: which random names its factors see, at which entries.

What is decided here serves all laws of chance: an expectation is first brought to the form E[∏ F_k] in which every
factor is random (``linear``), and only that form is taken apart further.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from backproof.laws.arithmetic import Arithmetic
from backproof.laws.definitions import rests_on
from backproof.laws.polynomials import monomial_term
from backproof.laws.setting import Monomial, Setting
from backproof.terms.chance import averaged_over, downstream, law_reads
from backproof.terms.model import Distribution
from backproof.terms.nodes import At, Call, Comprehension, Derivative, Expect, Expr, Index, Substitute
from backproof.terms.replacing import replaced
from backproof.terms.substitution import substitute
from backproof.terms.traversal import nodes_in

NORMAL = frozenset(("normal", "joint normal"))
OPAQUE = (Derivative, Substitute)
"""Nodes that name a symbol without standing for an entry of it."""


@dataclass(frozen=True)
class Averaged:
    """E[∏ F_k]: the names averaged over, in order, and the factors, all of them random."""

    names: tuple[str, ...]
    factors: Monomial
    setting: Setting

    @property
    def model_names(self) -> frozenset[str]:
        """The names as a set."""
        return frozenset(self.names)

    def of(self, factors: Iterable[tuple[Expr, object]] | Expr) -> Expect:
        """The expectation over the same names of other factors."""
        body = factors if isinstance(factors, Expr) else monomial_term(tuple(factors))  # type: ignore[arg-type]
        return Expect(body, self.names)

    def law(self, name: str) -> Distribution:
        """The law of a random name."""
        law = self.setting.model[name].distribution
        assert law is not None
        return law


def product_under(e: Expr, setting: Setting) -> Averaged | None:
    """An expectation as that of one product of random factors; None where ``linear`` still has something to do."""
    if not isinstance(e, Expect):
        return None
    names = averaged_over(e, setting.model)
    p = Arithmetic(setting).normal(e.body)
    if not names or len(p) != 1:
        return None
    ((m, c),) = p.items()
    if c != 1 or not m or not all(seen_by(b, names, setting) for b, _ in m):
        return None
    return Averaged(tuple(sorted(names)), m, setting)


def seen_by(e: Expr, names: Iterable[str], setting: Setting) -> frozenset[str]:
    """The names among ``names`` that an expression depends on, apart from what an expectation within averages out."""
    wanted = frozenset(names)
    found: set[str] = set()
    todo: list[tuple[Expr, frozenset[str]]] = [(e, wanted)]
    seen: set[tuple[Expr, frozenset[str]]] = set()
    while todo:
        here, among = todo.pop()
        if (here, among) in seen:
            continue
        seen.add((here, among))
        if isinstance(here, Expect):
            among = among - averaged_over(here, setting.model)
        elif isinstance(here, At | Call | Derivative | Substitute):
            found |= among & {here.symbol}
            if here.symbol not in wanted:
                found |= among & rests_on(here.symbol, frozenset(), setting)
        todo.extend((c, among) for c in here.children())
    return frozenset(found)


def groups_of(p: Averaged) -> list[tuple[frozenset[str], Monomial]]:
    """The factors in groups that see no common name, also not through the laws of their names."""
    model = p.setting.model
    tied = {n for n in p.names if p.law(n).name == "unknown" and not p.law(n).parameters}
    groups: list[tuple[frozenset[str], Monomial]] = []
    for base, e in p.factors:
        names = seen_by(base, p.names, p.setting)
        names |= downstream(set().union(*(law_reads(model[n]) for n in names)), model) & p.model_names
        names |= tied if names & tied else set()
        factors: Monomial = ((base, e),)
        for group in [g for g in groups if g[0] & names]:
            groups.remove(group)
            names, factors = names | group[0], (*group[1], *factors)
        groups.append((frozenset(names), factors))
    return groups


def only_name(p: Averaged) -> str | None:
    """The name if an expectation is over one random name whose law reads no other one."""
    if len(p.names) != 1:
        return None
    (name,) = p.names
    return None if downstream(law_reads(p.setting.model[name]), p.setting.model) & p.model_names else name


def entry_of(e: Expr, name: str, setting: Setting) -> At | None:
    """The one entry of a random name that an expression sees; None where there are several, or it is not plain."""
    found = entries_of(e, name, setting)
    return found[0] if found is not None and len(found) == 1 else None


def entries_of(e: Expr, name: str, setting: Setting) -> list[At] | None:
    """The entries of a random name in an expression; None where it depends on the name in another way as well."""
    found: dict[At, None] = {}
    for n in nodes_in(e):
        if isinstance(n, At) and n.symbol == name:
            if not n.free <= e.free:
                return None
            found[n] = None
        elif isinstance(n, Expect) or (isinstance(n, OPAQUE) and n.symbol == name) or _rests(n, name, setting):
            return None
    return list(found)


def _rests(n: Expr, name: str, setting: Setting) -> bool:
    return isinstance(n, At | Call) and name in rests_on(n.symbol, frozenset(), setting)


def parameter(name: str, k: int, indices: tuple[Expr, ...], setting: Setting, other: Expr | None = None) -> Expr:
    """A parameter of the law of a random name at an entry (``other``: the second place in a covariance)."""
    law = setting.model[name].distribution
    assert law is not None
    places: dict[Index, Expr] = dict(
        zip(law.indices, (*indices, *((other,) if other is not None else ())), strict=False)
    )
    return substitute(law.parameters[k], places)


def parameters(entry: At, setting: Setting) -> tuple[Expr, ...]:
    """The parameters of the law of an entry whose law is no joint one."""
    law = setting.model[entry.symbol].distribution
    assert law is not None
    return tuple(parameter(entry.symbol, k, entry.indices, setting) for k in range(len(law.parameters)))


def with_entries(e: Expr, name: str, value: Expr) -> Expr:
    """``e`` with one value for every entry of a name."""
    entry = next((n for n in nodes_in(e) if isinstance(n, At) and n.symbol == name), None)
    if entry is None:
        return e
    return replaced(e, {name: Comprehension(tuple(Index("") for _ in entry.indices), value)})


def independent_entries(name: str, setting: Setting) -> bool:
    """Whether the entries of a random name are independent of each other."""
    law = setting.model[name].distribution
    return law is not None and law.name != "joint normal" and not (law.name == "unknown" and not law.parameters)
