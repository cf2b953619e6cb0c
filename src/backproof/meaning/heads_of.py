"""What an equation could define: the head on its left (or right), if it is a name at indices or a call of names."""

from __future__ import annotations

from dataclasses import dataclass, replace

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.events import MEASURES, event_in_words
from backproof.meaning.jacobians import is_operator
from backproof.meaning.names import CONVENTIONAL, Ref, atom, letter
from backproof.meaning.signatures import signature
from backproof.meaning.usage import Usage
from backproof.meaning.words import SPECIAL
from backproof.terms.functions import BY_SPELLING


@dataclass(frozen=True, slots=True)
class Head:
    """A definable head: the name with its indices, and the formal arguments of a function (None for none)."""

    ref: Ref
    parameters: tuple[Node, ...] | None
    squared: bool = False
    inverted: bool = False
    called: bool = False
    logged: bool = False


def head_of(ela: Elaborator, node: Node | None, body: Node | None = None) -> Head | None:
    """The head of an equation that could be a definition; None if the node is an expression."""
    if isinstance(node, syntax.Labelled):
        node = node.body
    if isinstance(node, Name | Scripted):
        return _plain(ela, node)
    if isinstance(node, syntax.Operator) and isinstance(node.head, Name) and node.head.text in ("log", "ln"):
        inner = node.argument.body if isinstance(node.argument, syntax.Group) else node.argument
        found = head_of(ela, inner)
        return None if found is None or found.squared or found.inverted or found.logged else replace(found, logged=True)
    if isinstance(node, syntax.Operator):
        group = node.argument
        if isinstance(group, syntax.Group) and group.body is not None:
            return _function(ela, node.head, group)
    if isinstance(node, syntax.Product) and len(node.factors) == 2 and node.operators == ("",):
        head, group = node.factors
        if (
            isinstance(group, syntax.Group)
            and group.left in ("(", "[")
            and group.body is not None
            and isinstance(head, Name | Scripted)
        ):
            return _function(ela, head, group)
    return None


def _plain(ela: Elaborator, node: Name | Scripted) -> Head | None:
    ref = ela.resolve(node)
    if ref is None or ref.sup.transposed or ref.sup.inverted:
        return None
    if any(ela.scope.usage.is_label(item) for item in ref.items):
        return None  # an entry that a label picks defines nothing
    if ref.base == "delta" and len(ref.items) == 2 and ref.key == "delta" and ela.scope.find("delta") is None:
        return None
    if ref.base in SPECIAL - {"o", "O"} or ref.base in ("partial", "nabla"):
        return None
    if isinstance(node, Name) and (node.text in ("infty", "partial", "d", "nabla") or node.text in BY_SPELLING):
        return None
    if ref.primes:
        plain = ela.scope.find(ref.key)
        if plain is None or not plain.function:
            ref = Ref(ref.node, ref.base, ref.key + "'" * ref.primes, ref.items, ref.sup, 0)
    if ref.sup.power is not None:
        if ref.key == "e" and ela.scope.find("e") is None and ela.scope.fact("e") != "variable":
            return None
        if _minus_one(ref.sup.power):
            return Head(ref, None, inverted=True)
        squared = isinstance(ref.sup.power, syntax.Number) and ref.sup.power.text == "2"
        return Head(ref, None, True) if squared and not ref.primes else None
    return Head(ref, None)


def _minus_one(node: Node | None) -> bool:
    return (
        isinstance(node, syntax.Sum)
        and node.signs == ("-",)
        and isinstance(node.terms[0], syntax.Number)
        and node.terms[0].text == "1"
    )


def _function(ela: Elaborator, head: Node, group: syntax.Group) -> Head | None:
    ref = ela.resolve(head)
    if (
        ref is None
        or ref.primes
        or ref.sup.transposed
        or is_operator(ela.scope, ref.key)
        or (ref.base in SPECIAL and ref.base not in MEASURES)
        or (ref.base == "E" and group.left == "[")
    ):
        return None
    squared = isinstance(ref.sup.power, syntax.Number) and ref.sup.power.text == "2"
    if ref.sup.power is not None and not squared:
        return None
    body = group.body
    said = event_in_words(ela.scope, ref.base, body) if ref.key == ref.base else None
    if said is not None:
        keys = [_argument_key(i) for i in said[1]]
        named = all(keys) and len(set(keys)) == len(keys)
        return Head(Ref(ref.node, said[0], said[0], [], ref.sup, 0), said[1]) if named and not squared else None
    told = signature(ela.scope, ref.key, body) if not ref.items and not squared else None
    if told is None and ref.base in SPECIAL:
        return None
    if told is not None:
        keys = [_argument_key(i) for i in told[1]]
        if not all(keys) or len(set(keys)) != len(keys) or any(isinstance(i, Scripted) for i in told[1]):
            return None
        return Head(Ref(ref.node, told[0], told[0], [], ref.sup, 0), told[1])
    if isinstance(body, syntax.Bar):
        return None
    items = body.items if isinstance(body, syntax.Listing) else (body,)
    keys = [_argument_key(i) for i in items]
    if not all(keys) or len(set(keys)) != len(keys):
        return None
    known = ela.scope.find(ref.key)
    if group.left == "[" and known is not None and not known.function and known.total >= len(ref.items) + len(items):
        return Head(
            Ref(ref.node, ref.base, ref.key, [*ref.items, *(i for i in items if i is not None)], ref.sup, 0), None
        )
    between = group.left == "(" and _is_taken_between(ela.scope.usage, ref.base)
    if (
        not between
        and all(ela.scope.usage.is_bound(k) and k not in ("x", "z", "y", "u", "v", "w") for k in keys)
        and not any(ela.scope.find(k) for k in keys)
    ):
        made = Ref(ref.node, ref.base, ref.key, [*ref.items, *(i for i in items if i is not None)], ref.sup, 0)
        return Head(made, None, called=True)
    if group.left == "[" and all(
        ela.scope.usage.is_bound(k) or (k in CONVENTIONAL and not ela.scope.usage.is_value(k)) for k in keys
    ):
        made = Ref(ref.node, ref.base, ref.key, [*ref.items, *(i for i in items if i is not None)], ref.sup, 0)
        return Head(made, None)
    return Head(ref, tuple(i for i in items if i is not None), squared)


def _is_taken_between(usage: Usage, base: str) -> bool:
    """Whether a name stands before a fraction in brackets, ``η(T/2)``: its argument is no index then."""
    here: Usage | None = usage
    while here is not None:
        if any(_is_fraction(group.body) for group in here.called.get(base, ())):
            return True
        here = here.parent
    return False


def _is_fraction(node: Node | None) -> bool:
    return isinstance(node, syntax.Fraction) or (isinstance(node, syntax.Product) and "slash" in node.operators)


def _argument_key(node: Node | None) -> str:
    if isinstance(node, Name):
        return atom(node)
    if letter(node):
        return letter(node)
    if (
        isinstance(node, Scripted)
        and isinstance(node.base, Name)
        and node.sub is None
        and isinstance(node.sup, syntax.Number)
        and node.sup.text == "2"
        and not node.primes
    ):
        return atom(node.base) + "^2"
    if (
        isinstance(node, Scripted)
        and isinstance(node.base, Name)
        and node.sup is None
        and isinstance(node.sub, Name | syntax.Number)
    ):
        return letter(node) or f"{atom(node.base)}_{getattr(node.sub, 'text', '')}"
    return ""
