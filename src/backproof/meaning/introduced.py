"""Names that a law introduces: ``x \\sim \\mathcal N(\\mu, \\Sigma)`` says that there are x, μ and Σ.

This runs once shapes are known, before laws are written into symbols: what a law speaks of is not met for the first
time where a formula uses it, and what no formula uses is there all the same.
"""

from __future__ import annotations

from backproof.latex.tree import Name, Node, Scripted
from backproof.latex.walk import walk
from backproof.meaning.announcing import Chance, Stated, named_inside
from backproof.meaning.conventions import assume
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.names import capital
from backproof.meaning.scope import Entry, Scope
from backproof.terms.distributions import BY_NAME

NOTATION = frozenset(("I", "bb:I", "pi", "e", "infty", "1", "bb:1"))
"""Names that no law introduces."""
UPRIGHT = ("op", "rm", "text", "cal", "bb")


def introduce(scope: Scope) -> None:
    """Make entries for the names that stand in the laws of a section and are met nowhere else."""
    said: Chance | None = scope.chance
    if said is None:
        return
    for one in said.stated:
        rank = max((e.total for n in one.subjects if (e := _known(scope, n)) is not None), default=0)
        for k, node in enumerate(one.parameters):
            _introduced(scope, node, rank if not rank or _is_mean_of_vector(scope, one, k) else None)
    for m in said.moments.values():
        for moment in (m.mean, m.variance):
            _introduced(scope, moment, None)


def _introduced(scope: Scope, node: Node | None, rank: int | None) -> None:
    """Introduce the names in a parameter, of so many axes if that is known."""
    for n in named_inside(node):
        ref = Elaborator(scope).resolve(n)
        if ref is None or ref.key in NOTATION or (isinstance(n, Name) and n.font in UPRIGHT):
            continue
        known = scope.find(ref.key) or scope.find(f"{ref.key}^2")
        if known is not None and known.learnt == "usage":
            known.learnt = "prose"
        if known is not None or ref.items or scope.usage.is_bound(ref.key) or scope.usage.is_size(ref.key):
            continue
        entry = scope.create(ref.key, ref.key)
        assume(scope, entry, ref.base, 0)
        if rank is not None and (rank == 0 or node is n):
            entry.total = rank
        entry.learnt = "prose"
        entry.symbol.domain = scope.fact(f"domain {ref.key}") or entry.symbol.domain
        entry.lay_out()


def _known(scope: Scope, node: Node) -> Entry | None:
    ref = Elaborator(scope).resolve(node) if isinstance(node, Name | Scripted) else None
    return scope.find(ref.key) if ref is not None else None


def _is_mean_of_vector(scope: Scope, one: Stated, k: int) -> bool:
    """Whether a parameter is the mean that goes with a covariance matrix: a capital, bold, a multiple of I."""
    if one.law is not BY_NAME["normal"] or k != 0:
        return False
    for n in walk(one.parameters[1]):
        ref = Elaborator(scope).resolve(n) if isinstance(n, Name | Scripted) else None
        bold = ref is not None and any(case == "upper" for case, _, _ in scope.usage.boldness(ref.base))
        if ref is not None and (ref.key in ("I", "bb:I") or capital(ref.base) or bold):
            return True
    return False
