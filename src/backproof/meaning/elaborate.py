"""From the neutral tree of a formula to index notation, under one reading.

An ``Elaborator`` works on one statement in one scope with one set of choices. It decides calls, scripts and products
by the types of the scope and raises ``Misread`` where a reading does not hold together. The choices it met are
recorded in ``seen``, so that the caller can ask for the other readings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction as Rational
from typing import Any

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning import events
from backproof.meaning.arithmetic import divide, join, powered
from backproof.meaning.conditions import cases, indicated, scalar_condition
from backproof.meaning.constants import identity, is_eulers, ones, sized
from backproof.meaning.conventions import assume, runs_on
from backproof.meaning.extents import reaches_entries
from backproof.meaning.names import Ref, Scripts, atom, capital, letter, parts, plain_letter, sort_superscript, tag_text
from backproof.meaning.reach import far_reaching, reaches
from backproof.meaning.references import place, reference
from backproof.meaning.scope import COMPONENTS, ITERATES, Entry, Scope
from backproof.meaning.slots import is_index, member
from backproof.meaning.tensor import (
    Misread,
    Tensor,
    affine_key,
    elementwise,
    fit,
    scalar,
    substitute,
)
from backproof.terms.model import Axis
from backproof.terms.nodes import (
    Add,
    Apply,
    At,
    Cases,
    Compare,
    Constant,
    Expr,
    Index,
    Mul,
    Number,
    Position,
    Pow,
    number,
)
from backproof.terms.sizes import Size


class Elaborator:
    """Reads formulas of one statement. ``free`` collects the letters that nothing in the statement binds."""

    def __init__(self, scope: Scope, choices: dict[str, str] | None = None) -> None:
        self.scope = scope
        self.choices = choices or {}
        self.seen: dict[str, tuple[str, ...]] = {}
        self.bound: dict[str, Index] = {}
        self.partial: set[Index] = set()
        self.free: dict[str, Index] = {}
        self.symbols: dict[str, Entry] = {}
        self.created: list[str] = []
        self.variables: dict[str, Tensor] = {}
        self.depth = 0
        self.endless = False
        """Whether a loss stands here that sees all steps, of which nothing says how many there are."""
        self.defining = False
        """Whether a definition is read: it shows which conventions the document keeps."""
        self.slopes = False
        """Whether a number is differentiated by an array here, in the notation of fractions."""
        self.twins: dict[tuple[int, Index], Index] = {}
        """Second indices of covariances that are compared, by the place of the statement and the first index."""
        self.differentials: dict[str, Node] = {}
        """The variables whose differentials stand in the statement."""
        self.deferred: list[tuple[Axis, Size, dict[Index, Expr]]] = []

    # ------------------------------------------------------------------ choices and names

    def choose(self, point: str, options: tuple[str, ...]) -> str:
        """The option taken at a named choice point; the first by default."""
        self.seen[point] = options
        taken = self.choices.get(point, options[0])
        return taken if taken in options else options[0]

    @contextmanager
    def binding(self, letters: dict[str, Index]) -> Iterator[None]:
        saved = self.bound
        self.bound = {**saved, **letters}
        try:
            yield
        finally:
            self.bound = saved

    def resolve(self, node: Node) -> Ref | None:
        """Sort a name and its scripts; None if the node is no name."""
        if isinstance(node, Name):
            key = atom(node)
            return Ref(node, key, key, [], Scripts(), 0)
        if not (isinstance(node, Scripted) and isinstance(node.base, Name)):
            return None
        base = atom(node.base)
        usage = self.scope.usage
        sup = usage.scripts(base, node.sup)
        items: list[Node] = []
        key = base
        for k, item in enumerate(sup.raised):
            if is_index(usage, base, ("raised", k), item) or self._slice(item):
                items.append(item)
            else:
                key += f"^({tag_text(item)})"
        for k, item in enumerate(self._digits(key, parts(node.sub), len(items))):
            indexed = is_index(usage, base, ("sub", k), item) or self._slice(item)
            if self._picks(key, item, len(items)) or (indexed and not self._named(key, item)):
                items.append(item)
            elif (named := member(usage, item)) is not None:
                key += f"_{tag_text(named.base)}"
                items.extend(parts(named.sub))
            else:
                key += f"_{tag_text(item)}"
        for tag in sup.tags:
            key += f"^{tag}"
        if sup.power is not None and self._class_index(base, sup.power):
            items.append(sup.power)
            key += COMPONENTS if usage.has_components(base) else ""
            key += ITERATES if len(items) > 1 else ""
            sup = Scripts(sup.raised, sup.tags, None, sup.transposed)
        if (
            items
            and usage.is_bare(base)
            and not usage.is_family(base)
            and (self._runs_on(base, key) or self._many(base, key, len(items)))
            and not self._declared(key, len(items))
        ):
            key += ITERATES
        return Ref(node, base, key, items, sup, node.primes)

    def _declared(self, key: str, count: int) -> bool:
        """Whether a declaration, here or in the problem statement, gives the name just these indices."""
        known = self.scope.find(key)
        return known is not None and known.fixed and count in known.counts

    def _runs_on(self, base: str, key: str) -> bool:
        """Whether the letters at a name count steps; those that stay within a declared array pick its entries."""
        if not runs_on(self.scope, base, 0):
            return False
        known = self.scope.find(key)
        return known is None or not reaches_entries(self.scope, known, base)

    def _many(self, base: str, key: str, count: int) -> bool:
        """``\\mathbf x`` and ``\\mathbf x_n`` both bold: a vector, and many such vectors."""
        known = self.scope.find(key)
        if known is not None and known.symbol.is_size and not known.total:
            return True  # N points, of which N_k are in the class k
        if known is not None and (
            known.fixed or (known.total >= count and known.learnt != "usage") or known.symbol.clauses
        ):
            return False
        if known is not None and known.total == count and 0 in known.counts and key not in self.scope.entries:
            return self.scope.usage.speaks_of_many(base)
        bold = self.scope.usage.boldness(base)
        return (
            any(c == "lower" and low == 0 and high == 0 for c, low, high in bold)
            and any(c == "lower" and low == count for c, low, _ in bold)
            and not self.scope.usage.has_brackets(base)
        )

    @staticmethod
    def _slice(item: Node) -> bool:
        return isinstance(item, syntax.Dots) and item.kind in ("slice", "slot")

    def _digits(self, key: str, subs: tuple[Node, ...], before: int) -> tuple[Node, ...]:
        """``W_{12}`` of W ∈ ℝ^{2×2} has the indices 1 and 2."""
        if len(subs) != 1 or not isinstance(subs[0], syntax.Number) or len(subs[0].text) < 2:
            return subs
        known = self.scope.find(key)
        if known is None or not known.fixed or known.total != before + len(subs[0].text) or self._named(key, subs[0]):
            return subs
        digits = tuple(replace(subs[0], text=t) for t in subs[0].text)
        own = known.axes[before:]
        return digits if len(own) == len(digits) and all(map(_within, digits, own)) else subs

    def _picks(self, key: str, item: Node, before: int) -> bool:
        """Whether an item picks an entry of something declared with an axis: a label, or a number in its range."""
        known = self.scope.find(key)
        if known is None or not known.fixed or known.total <= before:
            return False
        if isinstance(item, syntax.Number):
            return len(known.axes) == known.total and _within(item, known.axes[before]) and not self._named(key, item)
        return self.scope.usage.is_label(item)

    def _named(self, key: str, item: Node) -> bool:
        """Whether ``key_item`` is already the name of something in scope."""
        return not letter(item) and self.scope.find(f"{key}_{tag_text(item)}") is not None

    def _class_index(self, base: str, power: Node) -> bool:
        """A superscript that picks a component (``g^k``, ``g^{\\hat y_i}``): of a family, or seen beside a gather."""
        if self.scope.usage.is_family(base):
            return not isinstance(power, syntax.Number)
        return False

    def entry(self, ref: Ref) -> Entry:
        """The entry a name goes by, made here if nothing knows it."""
        found = self.scope.find(ref.key)
        if found is None:
            found = self.scope.create(ref.key, ref.key)
            self.created.append(ref.key)
            assume(self.scope, found, ref.base, len(ref.items))
        self.symbols[ref.key] = found
        return found

    # ------------------------------------------------------------------ dispatch

    def tensor(self, node: Node | None) -> Tensor:
        """The meaning of a node. Raises ``Misread``."""
        if node is None:
            raise Misread("M206", "something is missing here")
        visit = _VISIT.get(type(node))
        if visit is None:
            raise Misread("M206", f"{type(node).__name__.lower()} is not understood here", node)
        self.depth += 1
        if self.depth > 150:
            raise Misread("M206", "the formula is nested too deeply", node)
        try:
            return visit(self, node)
        finally:
            self.depth -= 1

    def scalar(self, node: Node | None, what: str = "a number") -> Expr:
        """A node that must be a scalar."""
        t = self.tensor(node)
        if t.rank:
            raise Misread("M202", f"{what} is expected here, not a tensor of rank {t.rank}", node)
        return t.body

    # ------------------------------------------------------------------ atoms

    def number(self, node: syntax.Number) -> Tensor:
        try:
            return scalar(number(Rational(node.text)))
        except (ValueError, OverflowError):
            raise Misread("M206", f"the number {node.text[:20]} is not understood", node) from None

    def name(self, node: Name) -> Tensor:
        key = atom(node)
        if key in self.bound:
            return scalar(Position(self.bound[key]))
        special = self._special(node, key)
        if special is not None:
            return special
        counted = events.counted(self.scope, node)
        if counted is not None:
            return events.count(self, counted)
        ref = Ref(node, key, key, [], Scripts(), 0)
        return self.reference(ref)

    def _special(self, node: Name, key: str) -> Tensor | None:
        if node.text == "infty":
            return scalar(Constant("infty"))
        if node.text == "percent" and node.font == "text":
            return scalar(number(Rational(1, 100)))
        entry = self.scope.find(key)
        if key in ("bb:1", "1") and node.font in ("bold", "bb"):
            return ones()
        if key == "0" and node.font in ("bold", "bb"):
            return Tensor((), number(0), literal=True)
        if entry is None or (entry.learnt == "usage" and not entry.indexed_call):
            if node.text == "pi" and (entry is None or not entry.symbol.clauses):
                return scalar(Constant("pi"))
            if (
                node.text == "e"
                and self.scope.fact("e") != "variable"
                and entry is None
                and not self.scope.usage.is_indexed("e")
            ):
                return scalar(Constant("e"))
            if key in ("I", "bb:I") and (entry is None or not entry.fixed) and not self.scope.usage.is_size(key):
                return identity()
        counts = entry is None or (key in self.free and entry.total == 0 and entry.learnt == "usage")
        if counts and plain_letter(key) and self.scope.usage.is_bound(key):
            return scalar(Position(self.free_index(key)))
        return None

    def free_index(self, key: str) -> Index:
        """The index that stands for a letter which nothing in the statement binds."""
        found = self.free.get(key)
        if found is None:
            known = self.scope.range(key)
            if known is not None and self.choose(f"range of {key}", ("stated", "any")) == "any":
                known = None
            found = self.free[key] = Index(key, known[0], known[1]) if known else Index(key)
        return found

    def scripted(self, node: Scripted) -> Tensor:
        ref = self.resolve(node)
        if ref is None and node.sub is not None and node.sup is not None and not _is_plus(node.sub):
            from backproof.meaning.integrals import bracket

            found = bracket(self, node)
            if found is not None:
                return found
        if isinstance(node.base, syntax.Operator):
            from backproof.meaning.heads import power_inside

            inside = power_inside(self, node)
            if inside is not None:
                return self.tensor(inside)
        if ref is None:
            return self.raised(self.tensor(node.base), node) if node.sub is None else self.subscripted(node)
        if ref.key in self.bound and not ref.items:
            return self.powered(scalar(Position(self.bound[ref.key])), ref.sup, node)
        prime = ref.key + "'" * ref.primes
        if ref.primes and prime in self.bound and not ref.items:
            return self.powered(scalar(Position(self.bound[prime])), ref.sup, node)
        if isinstance(node.base, Name):
            special = self._scripted_special(node, ref)
            if special is not None:
                return special
        return self.reference(ref)

    def _scripted_special(self, node: Scripted, ref: Ref) -> Tensor | None:
        assert isinstance(node.base, Name)
        holds = indicated(self, node, ref.base)
        if holds is not None:
            return holds
        known = self.scope.find(ref.key)
        if (
            ref.base == "delta"
            and len(ref.items) == 2
            and ref.sup == Scripts()
            and (known is None or known.learnt == "kronecker")
        ):
            i, j = (self.index(item) for item in ref.items)
            if i is not None and j is not None:
                return scalar(Compare("=", i, j))
        if is_eulers(self.scope, ref, known):
            return self.powered(scalar(Constant("e")), ref.sup, node)
        told = ref.base in ("1", "bb:1", "0") and known is not None and not known.symbol.clauses  # 1_K ∈ R^K
        if (known is None or known.learnt == "usage" or told) and ref.base in ("I", "e", "1", "bb:1", "0", "pi"):
            plain = self._special(node.base, ref.base)
            if plain is not None and ref.base in ("I", "1", "bb:1", "0") and node.sub is not None:
                sized(self, plain, node.sub)
                return self.powered(plain, ref.sup, node)
            if plain is not None and node.sub is None:
                return self.powered(plain, ref.sup, node)
        if known is None and ref.primes == 0 and ref.sup.power is not None and not ref.items and ref.key == ref.base:
            plain = self._special(node.base, ref.base)
            if plain is not None:
                return self.powered(plain, ref.sup, node)
        return None

    def size(self, node: Node) -> Size:
        """A node as the size of an axis."""
        term = self.scalar(node, "a size")
        return Size(affine_key(term), term)

    def index(self, node: Node) -> Expr | None:
        """A script item as an index expression; None for a slice."""
        inner = node.body if isinstance(node, syntax.Group) and node.body is not None else node
        if isinstance(inner, syntax.Dots):
            return None
        if isinstance(inner, syntax.Sum):
            terms = []
            for term, sign in zip(inner.terms, inner.signs, strict=True):
                e = self.index(term)
                if e is None:
                    raise Misread("M206", "a slice cannot be added", node)
                terms.append(e if sign == "+" else Mul((number(-1), e)))
            return Add(tuple(terms)) if len(terms) > 1 else terms[0]
        key = letter(inner)
        if key:
            if key in self.bound:
                return Position(self.bound[key])
            known = self.scope.find(key)
            if known is not None and (
                known.symbol.is_size or known.defined_at is not None or known.symbol.labels is not None
            ):
                return At(known.name, ()) if known.total == 0 else self.scalar(inner)
            if (
                plain_letter(key)
                or key.endswith("'")
                or (len(key) == 1 and not self.scope.usage.is_size(key) and not capital(key))
            ):
                return Position(self.free_index(key))
        return self.scalar(inner, "an index")

    # ------------------------------------------------------------------ scripts on anything

    def subscripted(self, node: Scripted) -> Tensor:
        """``(Wx)_i``, ``[A B]_{ij}``: entries of an expression."""
        if isinstance(node.base, syntax.Group) and node.base.left in ("‖", "|"):
            return self.tensor_of_norm(node)
        t = self.tensor(node.base)
        if isinstance(node.base, syntax.Group) and _is_plus(node.sub):
            return self.raised(elementwise(t, Apply("relu", (t.body,))), node)  # ``[x]_+``: the positive part
        items = [self.index(p) for p in parts(node.sub)]
        if t.rank == 0 or len(items) > t.rank:
            raise Misread("M202", "an index on something that has no axis", node)
        names: dict[Index, Expr] = {}
        left: list[Index] = []
        for k, axis in enumerate(t.axes):
            e = items[k] if k < len(items) else None
            if e is None:
                left.append(axis)
                continue
            if isinstance(e, Position) and e.index not in self.partial:
                fit(e.index, axis, node, "an index")
            names[axis] = e
        entry = Tensor(tuple(left), substitute(t.body, names))
        return self.raised(entry, node)

    def tensor_of_norm(self, node: Scripted) -> Tensor:
        from backproof.meaning.heads import norm

        assert isinstance(node.base, syntax.Group)
        return self.raised(norm(self, node.base, node.sub), node)

    def raised(self, t: Tensor, node: Scripted) -> Tensor:
        return self.powered(t, sort_superscript(node.sup), node)

    def powered(self, t: Tensor, sup: Scripts, node: Node) -> Tensor:
        """A superscript on a tensor: transpose, inverse, power."""
        return powered(self, t, sup, node)

    def reference(self, ref: Ref) -> Tensor:
        """A symbol at its indices, with what is left of its superscript."""
        if len(ref.items) <= 1 and not ref.primes and self.scope.fact(f"identity {ref.key}"):
            plain = identity()
            if ref.items:
                sized(self, plain, ref.items[0])
                return self.powered(plain, ref.sup, ref.node)
            for axis, known in zip(plain.axes, self.entry(ref).axes, strict=False):
                fit(axis, Index("", known.size), ref.node, "the identity matrix")
            return self.powered(plain, ref.sup, ref.node)
        return reference(self, ref)

    def place(self, entry: Entry, items: list[Node], node: Node) -> Tensor:
        """``entry`` at the written index items; the axes left over are those of the tensor."""
        return place(self, entry, items, node)

    # ------------------------------------------------------------------ sums and simple containers

    def sum(self, node: syntax.Sum) -> Tensor:
        terms = far_reaching(self, node) if reaches(node) else list(zip(node.terms, node.signs, strict=True))
        if any(isinstance(t, syntax.Dots) for t, _ in terms):
            from backproof.meaning.dotted import dotted_sum

            return dotted_sum(self, terms, node)
        result: Tensor | None = None
        for term, sign in terms:
            if sign not in ("+", "-"):
                raise Misread("M206", "plus or minus is not decided", node)
            t = self.tensor(term)
            if sign == "-" and isinstance(t.body, Number) and len(terms) == 1:
                t = Tensor((), number(-t.body.value))
            elif sign == "-":
                t = Tensor(t.axes, Mul((number(-1), t.body)), t.row, literal=t.literal)
            result = t if result is None else join(self, result, t, node)
        assert result is not None
        return result.plain() if not result.literal else result

    def group(self, node: syntax.Group) -> Tensor:
        if node.left in ("|", "‖"):
            from backproof.meaning.heads import norm

            return norm(self, node, None)
        if node.left in ("⌊", "⌈", "⟨"):
            from backproof.meaning.heads import angle

            return angle(self, node)
        if isinstance(node.body, syntax.Relation):
            return scalar_condition(self, node.body)
        if isinstance(node.body, syntax.Listing):
            if ";" in node.body.separators:
                if "," in node.body.separators:
                    # ``N(x; m, P)``: arguments and parameters of a function, not the parts of a vector
                    raise Misread("M206", "a list with commas and semicolons is no vector", node)
                from backproof.meaning.matrices import one_below_the_other

                return one_below_the_other(self, node.body.items, node)
            return self.vector_of(node.body.items, node)
        return self._columns(node) or self.tensor(node.body)

    def _columns(self, node: syntax.Group) -> Tensor | None:
        """Vectors side by side in a bracket, without commas."""
        from backproof.meaning.dotted import dotted_sequence, side_by_side

        items = side_by_side(node)
        if items is None or self.tensor(items[0]).rank != 1:
            return None
        return dotted_sequence(self, items, node)

    def vector_of(self, items: tuple[Node, ...], node: Node) -> Tensor:
        """A listed vector ``(a, b, c)``."""
        if any(isinstance(i, syntax.Dots) for i in items):
            from backproof.meaning.matrices import dotted_vector

            return dotted_vector(self, items, node)
        i = Index("i", Size(str(len(items)), number(len(items))))
        branches: list[tuple[Expr | None, Expr]] = []
        for k, item in enumerate(items):
            branches.append((Compare("=", Position(i), number(k + 1)), self.scalar(item)))
        return Tensor((i,), Cases(tuple(branches)))

    def fraction(self, node: syntax.Fraction) -> Tensor:
        from backproof.meaning.derivatives import derivative

        found = derivative(self, node)
        if found is not None:
            return found
        a, b = self.tensor(node.numerator), self.tensor(node.denominator)
        return divide(self, a, b, node)

    def root(self, node: syntax.Root) -> Tensor:
        t = self.tensor(node.body)
        if node.degree is None:
            return elementwise(t, Apply("sqrt", (t.body,)))
        return elementwise(t, Pow(t.body, Pow(self.scalar(node.degree), number(-1))))

    def binomial(self, node: syntax.Binomial) -> Tensor:
        from backproof.meaning.binders import counted

        lower = self.scalar(node.lower)
        counted(self, lower)
        return scalar(Apply("binomial", (self.scalar(node.upper), lower)))

    def factorial(self, node: syntax.Factorial) -> Tensor:
        return scalar(Apply("factorial", (self.scalar(node.body),)))

    def operator(self, node: syntax.Operator) -> Tensor:
        from backproof.meaning.heads import apply_operator

        return apply_operator(self, node)

    def product(self, node: syntax.Product) -> Tensor:
        from backproof.meaning.products import product

        return product(self, node)

    def big(self, node: syntax.Big) -> Tensor:
        from backproof.meaning.binders import big

        return big(self, node)

    def matrix(self, node: syntax.Matrix) -> Tensor:
        from backproof.meaning.matrices import matrix

        return matrix(self, node)

    def labelled(self, node: syntax.Labelled) -> Tensor:
        return self.tensor(node.body)

    def evaluated(self, node: syntax.Evaluated) -> Tensor:
        from backproof.meaning.derivatives import evaluated

        return evaluated(self, node)

    def listing(self, node: syntax.Listing) -> Tensor:
        return self.vector_of(node.items, node)

    def relation(self, node: syntax.Relation) -> Tensor:
        return scalar_condition(self, node)


def _is_plus(sub: Node | None) -> bool:
    return isinstance(sub, Name) and sub.text == "plus"


def _within(item: syntax.Number, axis: Axis) -> bool:
    """Whether a number is one of the places of an axis whose length is declared as a number: ``x_1`` of x ∈ ℝ²."""
    size = axis.size.root.key
    return item.text.isdigit() and size.isdigit() and axis.lower <= int(item.text) < axis.lower + int(size)


_VISIT: dict[type, Callable[[Elaborator, Any], Tensor]] = {
    syntax.Number: Elaborator.number,
    syntax.Name: Elaborator.name,
    syntax.Scripted: Elaborator.scripted,
    syntax.Product: Elaborator.product,
    syntax.Sum: Elaborator.sum,
    syntax.Group: Elaborator.group,
    syntax.Operator: Elaborator.operator,
    syntax.Big: Elaborator.big,
    syntax.Fraction: Elaborator.fraction,
    syntax.Root: Elaborator.root,
    syntax.Binomial: Elaborator.binomial,
    syntax.Factorial: Elaborator.factorial,
    syntax.Matrix: Elaborator.matrix,
    syntax.Cases: cases,
    syntax.Labelled: Elaborator.labelled,
    syntax.Evaluated: Elaborator.evaluated,
    syntax.Listing: Elaborator.listing,
    syntax.Relation: Elaborator.relation,
}
