"""Derivatives through layers and time: what one state does, it does through whatever reads it.

The chain rule taken one step at a time, from the variable on; what it leads to are the derivatives in the states of the
next step, which are left as they are. So nothing is unrolled, and the number of steps needs no name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from backproof.laws.arithmetic import Arithmetic
from backproof.laws.definitions import general_clause, rests_on
from backproof.laws.law import Law, page
from backproof.laws.polynomials import value_of
from backproof.laws.setting import Setting
from backproof.terms.model import Clause, Symbol
from backproof.terms.nodes import (
    Add,
    At,
    Call,
    Comprehension,
    Derivative,
    Expr,
    Index,
    Mul,
    Number,
    Position,
    Substitute,
    Sum,
    negative,
)
from backproof.terms.rebuilding import rewritten
from backproof.terms.substitution import resized, substitute
from backproof.terms.traversal import nodes_in, symbols_in

NONE: frozenset[str] = frozenset()


def adjoint(e: Expr, setting: Setting) -> Expr | None:
    """``∂L/∂x_k``: through everything that reads ``x_k`` by its definition."""
    if not isinstance(e, Derivative) or not _is_plain(e):
        return None
    x = setting.symbol(e.symbol)
    if x is None or x.family != 1 or len(e.indices) != len(x.axes):
        return None
    parts: list[Expr] = []
    if x.name in symbols_in(e.body):
        parts.append(_by_reading(e.body, e, x, setting))
    for reader in _readers(x, e.body, setting):
        steps = _steps(reader, x, setting)
        if steps is None:
            return None
        parts += [_through(e, reader, x, step, setting) for step in steps]
    return Add(tuple(parts)) if parts else None


def _is_plain(e: Derivative) -> bool:
    """Whether a name, or a function of which nothing is known, is differentiated by another name."""
    return isinstance(e.body, At | Call) and e.body.symbol != e.symbol and not e.held


def passes_through_states(e: Derivative, setting: Setting) -> bool:
    """Whether what is differentiated rests on the variable through states that are led on from step to step."""
    symbol = setting.symbol(e.symbol)
    if not _is_plain(e) or symbol is None or symbol.family != 1 or isinstance(e.indices[0], Number):
        return False
    assert isinstance(e.body, At | Call)
    reached = _on_the_way(e.body, setting)
    if e.symbol not in reached or e.body.symbol in rests_on(e.symbol, NONE, setting) or _at_the_end(e, setting):
        return False
    return any(is_state(n, setting) and (n == e.symbol or e.symbol in rests_on(n, NONE, setting)) for n in reached)


def _at_the_end(e: Derivative, setting: Setting) -> bool:
    """Whether the variable is the very state that the goal is a function of: nothing later counts."""
    reads = [n for n in nodes_in(e.body) if isinstance(n, At) and n.symbol == e.symbol]
    return bool(reads) and all(_apart(n, e.indices[0], setting) == 0 for n in reads)


def _on_the_way(goal: Expr, setting: Setting) -> set[str]:
    """All names that a goal rests on."""
    own = symbols_in(goal)
    return set(own).union(*(rests_on(n, NONE, setting) for n in own))


def is_state(name: str, setting: Setting) -> bool:
    """Whether another step of a recurrence reads this symbol: every way back to itself passes through such a one."""
    symbol = setting.symbol(name)
    if symbol is None or symbol.family != 1:
        return False
    mine = rests_on(name, NONE, setting)
    if name not in mine:
        return False
    round_about = [n for n in mine if name in rests_on(n, NONE, setting)]
    for reader in (setting.symbol(n) for n in sorted(round_about)):
        steps = _steps(reader, symbol, setting) if reader is not None else None
        if steps is None or any(step != 0 for step in steps):
            return True
    return False


def _readers(x: Symbol, goal: Expr, setting: Setting) -> Iterator[Symbol]:
    """The symbols on the way to ``goal`` whose definitions read ``x``."""
    for name in sorted(_on_the_way(goal, setting)):
        symbol = setting.symbol(name)
        if symbol is not None and any(x.name in symbols_in(c.body) for c in symbol.clauses):
            yield symbol


def _steps(reader: Symbol, x: Symbol, setting: Setting) -> tuple[Fraction, ...] | None:
    """How many steps after ``x`` a reader stands, for all ways in which it reads ``x``; None where it is not known."""
    clause = general_clause(reader, len(reader.axes))
    if clause is None or reader.parameters is not None or reader.family > 1:
        return None
    if any(x.name in symbols_in(c.body) for c in reader.clauses if c is not clause):
        return None
    if not reader.family:
        return (Fraction(0),)
    here = clause.indices[0]
    assert isinstance(here, Index)
    found: dict[Fraction, None] = {}
    for n in nodes_in(clause.body):
        if getattr(n, "symbol", None) != x.name:
            continue
        apart = _apart(n, Position(here), setting) if isinstance(n, At) else None
        if apart is None:
            return None
        found[apart] = None
    return tuple(found)


def _apart(read: At, step: Expr, setting: Setting) -> Fraction | None:
    """How many steps a step comes after that of what is read."""
    return value_of(Arithmetic(setting).normal(Add((step, negative(read.indices[0])))))


def _through(e: Derivative, reader: Symbol, x: Symbol, step: Fraction, setting: Setting) -> Expr:
    """What ``x`` does to the goal through one reader, that many steps after it."""
    clause = general_clause(reader, len(reader.axes))
    assert clause is not None
    if isinstance(e.body, At) and reader.name == e.body.symbol:
        names = {i: at for i, at in zip(clause.indices, e.body.indices, strict=True) if isinstance(i, Index)}
        return _by_reading(substitute(clause.body, names), e, x, setting)
    if step > 0:
        setting.assumptions.setdefault(f"{x.latex or x.name} is not taken at its last step")
    places = _places(clause, reader, Add((e.indices[0], Number(step))) if step else e.indices[0], e)
    body = substitute(clause.body, places)
    part: Expr = Mul((Derivative(e.body, reader.name, tuple(places.values())), _by_reading(body, e, x, setting)))
    for at in reversed(tuple(places.values())[reader.family :]):
        assert isinstance(at, Position)
        part = Sum(at.index, part)
    return part


def _places(clause: Clause, reader: Symbol, step: Expr, e: Derivative) -> dict[Index, Expr]:
    """The step of a reader and bound indices for its entries, in the place of those of its definition."""
    places: dict[Index, Expr] = {}
    taken = set(e.free)
    for k, index in enumerate(clause.indices):
        assert isinstance(index, Index)
        if k < reader.family:
            places[index] = step
            continue
        fresh = (resized(index, places) or index.twin).clear_of(taken)
        taken.add(fresh)
        places[index] = Position(fresh)
    return places


def _by_reading(body: Expr, e: Derivative, x: Symbol, setting: Setting) -> Expr:
    """The derivative of what stands there by ``x`` as it is read there, all other names held."""
    here = f"{x.name} (here)"

    def is_here(read: At) -> bool:
        if not read.indices[0].free <= body.free:
            return True  # a step that is summed over
        apart = _apart(read, e.indices[0], setting)
        if apart is None:
            setting.assumptions.setdefault(f"{x.latex or x.name} is not taken at its last step")
        return apart == 0

    axes = tuple(Index("s", a.size, a.lower) for a in x.axes)
    entries = tuple(Position(i) for i in axes)
    read = _renamed(body, x.name, here, is_here)
    return Substitute(Derivative(read, here, e.indices), here, Comprehension(axes, At(x.name, entries)))


def _renamed(e: Expr, name: str, new: str, where: Callable[[At], bool]) -> Expr:
    """An expression with another name for a symbol, at some of its places."""

    def at(node: Expr) -> Expr | None:
        if name not in symbols_in(node):
            return node
        return At(new, node.indices) if isinstance(node, At) and node.symbol == name and where(node) else None

    return rewritten(e, at)


GIVEN = (
    r"Let $h_t = \tanh(W h_{t-1} + U x_t)$ for $t \ge 1$ with $h_t \in \mathbb{R}^n$, $x_t \in \mathbb{R}^d$, "
    r"$W \in \mathbb{R}^{n\times n}$ and $U \in \mathbb{R}^{n \times d}$. "
    r"Let $L = \sum_{t=1}^T \ell_t(h_t)$ for some functions $\ell_t$."
)

ADJOINT = Law(
    "derivative through what reads it",
    r"\frac{\partial L}{\partial x_k} = \sum_{z \text{ reads } x_k} \frac{\partial L}{\partial z}\,"
    r"\frac{\partial z}{\partial x_k}",
    "Rumelhart, Hinton, Williams 1986; Werbos 1990",
    adjoint,
    Derivative,
    condition="the steps that read it exist",
    examples=(
        page(
            GIVEN,
            r"\frac{\partial L}{\partial h_t} = \frac{\partial \ell_t}{\partial h_t} + "
            r"W^\top \operatorname{diag}(1 - h_{t+1}^2) \frac{\partial L}{\partial h_{t+1}}",
        ),
    ),
    near_misses=(
        page(
            GIVEN,
            r"\frac{\partial L}{\partial h_t} = \frac{\partial \ell_t}{\partial h_t} + "
            r"W^\top \operatorname{diag}(1 - h_t^2) \frac{\partial L}{\partial h_{t+1}}",
        ),
    ),
)
