"""Claims that something follows a law: ``z \\sim \\mathcal N(0, W W^\\top)``, ``X + Y \\sim \\mathrm{Poisson}(a + b)``.

Such a claim is one about a random variable of its own that has the law: the mean, the second moments and the
characteristic or generating function (at a point of which nothing is known) of the two agree. Independent repetitions
(``iid``) are compared together, as one vector.
Source: Lévy's theorem, that the characteristic function determines the law.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from backproof.claims.reading import Reading
from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node
from backproof.meaning.announcing import Stated
from backproof.meaning.densities import stated
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.hypotheses import sentence_before
from backproof.meaning.randomness import law_of
from backproof.meaning.references import settle
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Entry
from backproof.meaning.tensor import Misread, Tensor, like, renamed, substitute
from backproof.terms.nodes import (
    Add,
    Apply,
    At,
    Compare,
    Expect,
    Expr,
    Index,
    Mul,
    Position,
    Pow,
    Sum,
    negative,
    number,
)
from backproof.terms.traversal import reached
from backproof.text.blocks import Block

ALIKE = re.compile(r"i\.?i\.?d|ind", re.IGNORECASE)
HALF = Pow(number(2), number(-1))
WAVES = "the characteristic function"


def read_law(ela: Elaborator, raw: Raw) -> Reading:
    """``t \\sim law`` as the comparison of t with a variable of this law. Raises ``Misread``."""
    assert raw.right is not None
    if isinstance(raw.left, syntax.Bar):
        raise Misread("J301", "a conditional law is not judged", raw.left)
    one = stated(ela, raw.right)
    if one is None:
        raise Misread("J301", "this distribution is not understood", raw.right)
    return compared(ela, raw, ela.tensor(raw.left), one)


def compared(ela: Elaborator, raw: Raw, t: Tensor, one: Stated) -> Reading:
    """A tensor against a law, by what tells the law. Raises ``Misread``."""
    assert raw.right is not None
    if t.rank > 1:
        raise Misread("J301", "the law of a matrix is not judged", raw.left)
    settle(ela, raw.right)
    model = ela.scope.model
    if not any(n in model and model[n].distribution is not None for n in reached([t.body], model)):
        raise Misread("J301", "nothing says what is random here", raw.left)
    entry = _variable(ela, f"\\sim {raw.span.start}", t, "real")
    letters = [k for k, i in ela.free.items() if i in t.body.free]
    entry.total = len(letters) + t.rank
    entry.lay_out()
    items: list[Node] = [Name(k) for k in letters]
    place = ela.place(entry, items, raw.right)
    place = Tensor(t.axes, renamed(place, t.axes))
    for mine, axis in zip(entry.axes[len(letters) :], t.axes, strict=True):
        mine.size = axis.size
    entry.symbol.distribution = law_of(ela, entry, items, one, raw.right)
    if ALIKE.search(raw.note):
        together = tuple(ela.free.pop(k) for k in letters)
        t, place = (Tensor((*together, *x.axes), x.body) for x in (t, place))
    counts = one.law.support in ("count", "binary")
    law = normal_aspects(ela, place, entry, raw) or _aspects(ela, place, raw, counts)
    sides = [_aspects(ela, t, raw, counts), law]
    choices = tuple(sorted((p, ela.choose(p, o)) for p, o in list(ela.seen.items())))
    made = [
        Reading(
            a,
            b,
            axes,
            tuple(ela.free.items()),
            choices,
            tuple(sorted(ela.seen.items())),
            aspect=name,
        )
        for (name, axes, a), (_, _, b) in zip(*sides, strict=True)
    ]
    first, *rest = made
    return Reading(
        first.left, first.right, first.axes, first.free, choices, first.options, aspect=first.aspect, others=tuple(rest)
    )


def _variable(ela: Elaborator, key: str, t: Tensor, domain: str) -> Entry:
    entry = ela.scope.find(key)
    if entry is None:
        entry = ela.scope.create(key, key)
        entry.fixed = True
        entry.symbol.domain = domain
        entry.learnt = "prose"
    entry.total = t.rank
    entry.lay_out()
    for mine, axis in zip(entry.axes, t.axes, strict=True):
        mine.size = axis.size
    return entry


def _aspects(ela: Elaborator, t: Tensor, raw: Raw, counts: bool) -> list[tuple[str, tuple[Index, ...], Expr]]:
    """What tells the law of ``t``: its name, the free axes, the expression. Both sides share the axes they get.

    Of a count it is the generating function, at some number below one; of other numbers the characteristic function.
    """
    if t.rank > 2:
        raise Misread("J301", "the law of a matrix is not judged", raw.left)
    probe = _variable(ela, f"probe {raw.span.start}", t, "real")
    mean = Expect(t.body)
    second: tuple[Index, ...]
    if not t.rank:
        second, square = (), Expect(Mul((t.body, t.body)))
        spread: Expr = Add((square, negative(Mul((mean, mean)))))
    else:
        second = (*t.axes, *_twins(ela, t, raw))
        other = renamed(t, second[t.rank :])
        spread = Add((Expect(Mul((t.body, other))), negative(Mul((mean, Expect(other))))))
    told: list[tuple[str, tuple[Index, ...], Expr]] = [("the mean", t.axes, mean), ("the variance", second, spread)]
    if counts and not t.rank:
        probe.symbol.domain = "unit"
        return [*told, ("the generating function", (), Expect(Pow(At(probe.name, ()), t.body)))]
    bound = tuple(like(a) for a in t.axes)
    inner: Expr = Mul((HALF, At(probe.name, tuple(Position(i) for i in bound)), renamed(t, bound)))
    for i in reversed(bound):
        inner = Sum(i, inner)
    return [
        *told,
        (WAVES, (), Expect(Apply("cos", (inner,)))),
        (WAVES, (), Expect(Apply("sin", (inner,)))),
    ]


def normal_aspects(
    ela: Elaborator, t: Tensor, entry: Entry, raw: Raw
) -> list[tuple[str, tuple[Index, ...], Expr]] | None:
    """The mean, the covariance and the characteristic function of a normal law by its parameters; None for others."""
    law = entry.symbol.distribution
    if law is None or law.name not in ("normal", "joint normal") or not isinstance(t.body, At):
        return None
    at = tuple(i.index for i in t.body.indices if isinstance(i, Position))
    joint = law.name == "joint normal"
    twins = tuple(_twins(ela, Tensor((a,), t.body), raw)[0] if a in t.axes else a for a in at)

    def parameter(k: int, one: tuple[Index, ...], other: tuple[Index, ...]) -> Expr:
        names: dict[Index, Expr] = {formal: Position(i) for formal, i in zip(law.indices, one, strict=False)}
        if joint:
            names[law.indices[-1]] = Position(other[-1])
        return substitute(law.parameters[k], names)

    same: Expr = number(1)
    for a, b in zip(at, twins, strict=True):
        if a is not b and not joint:
            same = Mul((same, Compare("=", Position(a), Position(b))))
    spread = parameter(1, at, twins) if joint else Mul((parameter(1, at, at), same))
    first = {a: like(a) for a in t.axes}
    second = {a: like(a) for a in t.axes}
    one = tuple(first.get(a, a) for a in at)
    other = tuple(second.get(a, a) for a in at)
    probe = _variable(ela, f"probe {raw.span.start}", t, "real")

    def weight(names: dict[Index, Index]) -> Expr:
        return Mul((HALF, At(probe.name, tuple(Position(names[a]) for a in t.axes))))

    phase: Expr = Mul((weight(first), parameter(0, one, one)))
    if joint:
        form: Expr = Mul((weight(first), weight(second), parameter(1, one, other)))
        for i in second.values():
            form = Sum(i, form)
    else:
        form = Mul((weight(first), weight(first), parameter(1, one, one)))
    for i in first.values():
        phase, form = Sum(i, phase), Sum(i, form)
    damping = Apply("exp", (negative(Mul((HALF, form))),))
    second_axes = (*t.axes, *_twins(ela, t, raw)) if t.rank else ()
    return [
        ("the mean", t.axes, parameter(0, at, at)),
        ("the variance", second_axes, spread),
        (WAVES, (), Mul((Apply("cos", (phase,)), damping))),
        (WAVES, (), Mul((Apply("sin", (phase,)), damping))),
    ]


def _twins(ela: Elaborator, t: Tensor, raw: Raw) -> tuple[Index, ...]:
    """A second set of axes, the same for both sides of the claim."""
    found: dict[tuple[int, Index], Index] = ela.twins
    return tuple(found.setdefault((raw.span.start, a), like(a)) for a in t.axes)


# ---------------------------------------------------------------------- whether it is a claim

_CONCLUDED = re.compile(
    r"\b(therefore|hence|thus|so|shows?|implies|follows|then|obtain|get|have|we see|that is|i\.e|consequently|because"
    r"|since|conclude|distributed as|is distributed|in fact|indeed)\b|∴",
    re.IGNORECASE,
)
ASSUMED = re.compile(
    r"\b(assum\w*|suppos\w*|model\w*|approximat\w*|asymptotic\w*|limit|large|roughly|treat\w*|let|draw\w*|sampl\w*|choos\w*"
    r"|prior|initiali[sz]\w*|if|when|unless|take|taking|pretend|imagine|say)\b",
    re.IGNORECASE,
)


def concluded(raw: Raw, blocks: Sequence[Block]) -> bool:
    """Whether the words before a law put it forward as a result, not as an assumption."""
    before = sentence_before(raw.piece.formula, blocks)
    named = raw.first and isinstance(raw.left, Name | syntax.Scripted)
    return not ASSUMED.search(before) and (not named or bool(_CONCLUDED.search(before)))


def is_claim(ela: Elaborator, raw: Raw) -> bool:
    """Whether a law is stated of what earlier equations define by random symbols."""
    ref = ela.resolve(raw.left) if isinstance(raw.left, Name | syntax.Scripted) else None
    entry = ela.scope.find(ref.key) if ref is not None else None
    if entry is None or ref is None:
        return False
    if ref.sup.power is not None and entry.symbol.distribution is not None:
        return True  # $U^2 \\sim …$ for a random U
    if not entry.symbol.clauses or entry.symbol.distribution is not None:
        return False
    if not all(
        getattr(getattr(c.place, "span", None), "start", raw.span.start) < raw.span.start for c in entry.symbol.clauses
    ):
        return False
    model = ela.scope.model
    behind = reached([c.body for c in entry.symbol.clauses], model)
    return any(n in model and model[n].distribution is not None for n in behind)
