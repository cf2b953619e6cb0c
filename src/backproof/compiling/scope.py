"""What the names of a term stand for when code is made of it: definitions of a document, and of an answer's sheet."""

from __future__ import annotations

from dataclasses import dataclass, field

from backproof.compiling.tensors import NotCompiled
from backproof.derive.sheet import Sheet
from backproof.laws.definitions import rests_on
from backproof.laws.setting import Setting
from backproof.terms.model import Clause, Model, Symbol
from backproof.terms.nodes import Comprehension, Index, Number
from backproof.terms.sizes import Size, spelt
from backproof.terms.substitution import affine_terms


@dataclass
class Scope:
    """The names of a model; those of ``free`` are arguments, whatever defines them."""

    model: Model
    sheet: Sheet | None = None
    free: frozenset[str] = frozenset()
    setting: Setting = field(init=False)

    def __post_init__(self) -> None:
        self.setting = Setting(self.model)

    def symbol(self, name: str) -> Symbol | None:
        return self.model.get(name)

    def own(self, name: str) -> Comprehension | None:
        """What a name stands for that only the answer has."""
        if self.sheet is None or name not in self.sheet.bodies:
            return None
        made = name in self.sheet.made or name in self.sheet.slopes
        return self.sheet.bodies[name] if made else None

    def clauses(self, symbol: Symbol) -> list[Clause]:
        """The equations that define a name; none where it is an argument."""
        if symbol.name in self.free or symbol.parameters is not None:
            return []
        return symbol.clauses

    def recursive(self, name: str) -> bool:
        """Whether a family rests on other members of itself."""
        symbol = self.model.get(name)
        if symbol is None or not symbol.family or name in self.free:
            return False
        return name in rests_on(name, self.free, self.setting)

    def group(self, name: str) -> tuple[str, ...]:
        """The families that rest on each other with this one, in the order of the document."""
        below = rests_on(name, self.free, self.setting)
        inside = {n for n in below if n == name or name in rests_on(n, self.free, self.setting)}
        return tuple(n for n in self.model if n in inside and self.model[n].family)

    def own_family(self, name: str) -> bool:
        """Whether a family is a derivative that only the answer has."""
        return self.sheet is not None and name in self.sheet.slopes

    def ragged(self, symbol: Symbol) -> bool:
        """Whether the members of a family differ in shape."""
        formals = set(symbol.formals)
        terms = [a.size.root.term for a in symbol.axes if not a.family]
        return any(getattr(t, "free", frozenset()) & formals for t in terms)


def size_key(size: Size) -> str:
    """The key of a size: its number, or its name in the document; one without a name is called by a question mark."""
    root = size.root
    if root.factors:
        raise NotCompiled("positions in a Kronecker product or in stacked columns are not compiled")
    if isinstance(root.term, Number):
        return str(root.term.value)
    return root.key or f"?{root.serial}"


def readable(key: str) -> str:
    """A size as a reader of the document knows it."""
    return spelt(key)


def offset(e: object, index: Index) -> int | None:
    """The c of ``index + c``; None where an expression is not of that kind."""
    found = affine_terms(e, {})  # type: ignore[arg-type]
    if found is None or found.pop(repr(index), 0.0) != 1.0:
        return None
    apart = found.pop("", 0.0)
    return int(apart) if not found and apart == int(apart) else None
