"""From the neutral tree of a formula to index notation, under one reading.

An ``Elaborator`` works on one statement in one scope with one set of choices. It decides calls, scripts and products
by the types of the scope and raises ``Misread`` where a reading does not hold together. The choices it met are
recorded in ``seen``, so that the caller can ask for the other readings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction as Rational

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.names import Scripts, atom, capital, letter, parts, plain_letter, sort_superscript, tag_text
from backproof.meaning.scope import Entry, Scope
from backproof.meaning.tensor import (
    Misread,
    Tensor,
    affine_key,
    elementwise,
    fit,
    like,
    renamed,
    scalar,
    substitute,
    transpose,
)
from backproof.meaning.usage import is_index
from backproof.terms.model import Axis
from backproof.terms.nodes import (
    ONE,
    Add,
    Apply,
    At,
    Cases,
    Compare,
    Comprehension,
    Constant,
    Expr,
    Index,
    Linear,
    Mul,
    Number,
    Position,
    Pow,
    Sum,
    number,
)
from backproof.terms.sizes import Size, same

ITERATES = "[·]"
"""What marks the steps of an iteration (``w_{n+1}``) apart from the variable itself (``w``)."""


class Ref:
    """A name with its scripts sorted: the key it goes by, its index items, and what is left of the superscript."""

    __slots__ = ("base", "items", "key", "node", "primes", "sup")

    def __init__(self, node: Node, base: str, key: str, items: list[Node], sup: Scripts, primes: int) -> None:
        self.node = node
        self.base = base
        self.key = key
        self.items = items
        self.sup = sup
        self.primes = primes


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
        self.defining = False
        """Whether a definition is read: it shows which conventions the document keeps."""
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
        sup = sort_superscript(node.sup)
        items: list[Node] = []
        key = base
        for k, item in enumerate(sup.raised):
            if is_index(usage, base, ("raised", k), item) or self._slice(item):
                items.append(item)
            else:
                key += f"^({tag_text(item)})"
        subs = parts(node.sub)
        for k, item in enumerate(subs):
            if (is_index(usage, base, ("sub", k), item) or self._slice(item)) and not self._named(key, item):
                items.append(item)
            else:
                key += f"_{tag_text(item)}"
        for tag in sup.tags:
            key += f"^{tag}"
        if sup.power is not None and self._class_index(base, sup.power):
            items.append(sup.power)
            sup = Scripts(sup.raised, sup.tags, None, sup.transposed)
        if (
            items
            and usage.is_bare(base)
            and not usage.is_family(base)
            and (_runs_on(self.scope, base, 0) or self._many(base, key, len(items)))
        ):
            key += ITERATES
        return Ref(node, base, key, items, sup, node.primes)

    def _many(self, base: str, key: str, count: int) -> bool:
        """``\\mathbf x`` and ``\\mathbf x_n`` both bold: a vector, and many such vectors."""
        known = self.scope.find(key)
        if known is not None and (
            known.fixed or (known.total >= count and known.learnt != "usage") or known.symbol.clauses
        ):
            return False
        bold = self.scope.usage.boldness(base)
        return (
            any(c == "lower" and low == 0 and high == 0 for c, low, high in bold)
            and any(c == "lower" and low == count for c, low, _ in bold)
            and not self.scope.usage.has_brackets(base)
        )

    @staticmethod
    def _slice(item: Node) -> bool:
        return isinstance(item, syntax.Dots) and item.kind in ("slice", "slot")

    def _named(self, key: str, item: Node) -> bool:
        """Whether ``key_item`` is already the name of something in scope."""
        return not letter(item) and self.scope.find(f"{key}_{tag_text(item)}") is not None

    def _class_index(self, base: str, power: Node) -> bool:
        """A superscript that picks a component (``g^k``, ``g^{\\hat y_i}``): said of a family, or seen beside a gather."""
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
        ref = Ref(node, key, key, [], Scripts(), 0)
        return self.reference(ref)

    def _special(self, node: Name, key: str) -> Tensor | None:
        if node.text == "infty":
            return scalar(Constant("infty"))
        entry = self.scope.find(key)
        if key in ("bb:1", "1") and node.font in ("bold", "bb"):
            return self.ones()
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
            if key in ("I", "bb:I") and (entry is None or not entry.fixed):
                return self.identity()
        if entry is None and plain_letter(key) and self.scope.usage.is_bound(key):
            return scalar(Position(self.free_index(key)))
        return None

    def ones(self) -> Tensor:
        i = Index("i")
        return Tensor((i,), ONE, literal=True)

    def identity(self) -> Tensor:
        i = Index("i")
        j = Index("j", i.size)
        return Tensor((i, j), Compare("=", Position(i), Position(j)), literal=True)

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
        if ref is None and node.sub is not None and node.sup is not None:
            from backproof.meaning.integrals import bracket

            found = bracket(self, node)
            if found is not None:
                return found
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
        if (known is None or known.learnt == "usage") and ref.base in ("I", "e", "1", "bb:1", "0", "pi"):
            plain = self._special(node.base, ref.base)
            if plain is not None and ref.base in ("I", "1", "bb:1", "0") and node.sub is not None:
                self._sized(plain, node.sub)
                return self.powered(plain, ref.sup, node)
            if plain is not None and node.sub is None:
                return self.powered(plain, ref.sup, node)
        if known is None and ref.primes == 0 and ref.sup.power is not None and not ref.items and ref.key == ref.base:
            plain = self._special(node.base, ref.base)
            if plain is not None:
                return self.powered(plain, ref.sup, node)
        return None

    def _sized(self, t: Tensor, sub: Node) -> None:
        """``I_M`` and ``\\mathbf 1_n`` say how long they are."""
        try:
            size = self.size(sub)
        except Misread:
            return
        for axis in t.axes:
            fit(axis, Index("", size), sub, "the size of the constant")

    def size(self, node: Node) -> Size:
        """A node as the size of an axis."""
        term = self.scalar(node, "a size")
        return Size(affine_key(term), term)

    def reference(self, ref: Ref) -> Tensor:
        """A symbol at its indices, with what is left of its superscript."""
        squared = self.scope.find(ref.key + "^2")
        if squared is not None and isinstance(ref.sup.power, syntax.Number) and ref.sup.power.text == "2":
            self.symbols[squared.key] = squared
            return self.place(squared, ref.items, ref.node)
        if squared is not None and self.scope.find(ref.key) is None:
            self.symbols[squared.key] = squared
            t = self.place(squared, ref.items, ref.node)
            root = elementwise(t, Apply("sqrt", (t.body,)))
            return self.powered(root, ref.sup, ref.node)
        if ref.primes:
            primed = self.scope.find(ref.key + "'" * ref.primes)
            plain = self.scope.find(ref.key)
            if primed is None and plain is not None and plain.function:
                raise Misread("M206", "a derivative needs its argument here", ref.node)
            ref = Ref(ref.node, ref.base, ref.key + "'" * ref.primes, ref.items, ref.sup, 0)
        entry = self.entry(ref)
        if entry.function and entry.symbol.parameters is not None:
            return self.powered(self._bare_function(entry, ref), ref.sup, ref.node)
        if entry.function:
            return self.powered(self._bare_opaque(entry, ref), ref.sup, ref.node)
        if entry.loss:
            from backproof.meaning.losses import loss_value

            return self.powered(loss_value(self, entry, ref), ref.sup, ref.node)
        column = self._column(entry, ref)
        if column is not None:
            return self.powered(column, ref.sup, ref.node)
        return self.powered(self.place(entry, ref.items, ref.node), ref.sup, ref.node)

    def _column(self, entry: Entry, ref: Ref) -> Tensor | None:
        """``Z^{(i)}`` of a matrix whose columns are examples, also written with the small letter: its i-th column."""
        if len(ref.items) != 1 or not ref.sup.raised or not any(i is ref.items[0] for i in ref.sup.raised):
            return None
        matrix: Entry | None = entry
        if entry.learnt == "usage" and not entry.symbol.clauses and len(ref.base) == 1 and ref.base.islower():
            matrix = self.scope.find(ref.base.upper() + ref.key[len(ref.base) :])
        if (
            matrix is None
            or matrix.total not in (1, 2)
            or 0 not in matrix.counts
            or (matrix.total == 1 and not matrix.row)
            or matrix.implicit
        ):
            return None
        if matrix is entry and matrix.total == 1:
            return None
        self.symbols[matrix.key] = matrix
        whole = self.place(matrix, [], ref.node)
        axis = whole.axes[-1]
        if (
            matrix.total == 2
            and self.scope.fact("stacked") != "columns"
            and self.choose("examples stacked in", ("columns", "rows")) == "rows"
        ):
            axis = whole.axes[0]
        e = self.index(ref.items[0])
        if e is None:
            return None
        if isinstance(e, Position) and e.index not in self.partial:
            fit(e.index, axis, ref.node, "an example")
        return Tensor(tuple(a for a in whole.axes if a is not axis), substitute(whole.body, {axis: e}))

    def _bare_opaque(self, entry: Entry, ref: Ref) -> Tensor:
        """A function that stands without its argument: at the arguments it is always called with; a loss else at the sinks."""
        from backproof.meaning.heads import apply_entry
        from backproof.meaning.losses import loss_value

        sites = self.scope.calls_of(entry.key)
        same_member = [g for head, g in sites if (other := self.resolve(head)) is not None and other.items == ref.items]
        sites = same_member or [g for _, g in sites]
        bodies = {s.body for s in sites}
        if len(bodies) == 1 and sites[0].body is not None:
            if self.depth > 60:
                raise Misread("M206", f"the function {entry.latex} stands without its argument", ref.node)
            try:
                return apply_entry(self, entry, ref, sites[0].body, ref.node)
            except Misread:
                pass
        if self.scope.fact(f"sinks of {entry.key}"):
            return loss_value(self, entry, ref)
        raise Misread("M206", f"the function {entry.latex} stands without its argument", ref.node)

    def _bare_function(self, entry: Entry, ref: Ref) -> Tensor:
        """``E`` for E(w, b): the function at the variables of its own formal names."""
        from backproof.meaning.heads import apply_entry

        names = [self.scope.model[p.symbol].latex for p in entry.symbol.parameters or ()]
        nodes = [self.scope.formal_nodes[n] for n in names if n in self.scope.formal_nodes]
        if len(nodes) != len(names):
            raise Misread("M206", f"the function {entry.latex} stands without its argument", ref.node)
        argument = nodes[0] if len(nodes) == 1 else syntax.Listing(tuple(nodes))
        return apply_entry(self, entry, ref, argument, ref.node)

    def place(self, entry: Entry, items: list[Node], node: Node) -> Tensor:
        """``entry`` at the written index items; the axes left over are those of the tensor."""
        items = [*entry.implicit, *items]
        count = len(items)
        apart = entry.fixed or entry.symbol.clauses or entry.symbol.is_size or self.scope.fact("settled")
        if count > entry.total and apart and not entry.key.endswith(ITERATES):
            return self.place(self._many_of(entry, count), items, node)
        if count > entry.total:
            if entry.fixed:
                raise Misread("M202", f"{entry.latex} has {entry.total} axes, not {count}", node)
            raise Misread("M202", f"{entry.latex} is given {count} indices here", node)
        entry.lay_out()
        written: list[Expr] = []
        axes: list[Index] = []
        formal_values: dict[Index, Expr] = {}
        exprs: list[Expr | None] = [self.index(item) for item in items]
        formals = iter(entry.symbol.formals)
        family = sorted(entry.family)
        for f, position in zip(formals, family, strict=False):
            if position < count and exprs[position] is not None:
                formal_values[f] = exprs[position]  # type: ignore[assignment]
        for k in range(entry.total):
            axis = entry.axes[k]
            e = exprs[k] if k < count else None
            if e is None:
                fresh = Index("i", self._axis_size(axis, formal_values), axis.lower)
                axes.append(fresh)
                written.append(Position(fresh))
                continue
            if isinstance(e, Position) and not axis.family and e.index not in self.partial:
                size = self._axis_size(axis, formal_values)
                try:
                    fit(e.index, Index("", size), node, f"the index {e.index.hint} of {entry.latex}")
                except Misread:
                    if entry.fixed or k or entry.symbol.clauses or self.scope.usage.range_of(e.index.hint) is None:
                        raise
                    entry.family.add(k)
                    entry.lay_out()
            written.append(e)
        indices = tuple(written[k] for k in entry.order)
        return Tensor(tuple(axes), At(entry.name, indices), entry.row and len(axes) == 1)

    def _many_of(self, entry: Entry, count: int) -> Entry:
        """``x`` is a number and ``x_i`` are many: two names."""
        key = entry.key + ITERATES
        found = self.scope.find(key)
        if found is None:
            found = self.scope.create(key, entry.latex)
            assume(self.scope, found, entry.key.split("_")[0], count)
            found.total = max(found.total, count)
            found.symbol.domain = entry.symbol.domain
        self.symbols[key] = found
        return found

    def _axis_size(self, axis: Axis, formals: dict[Index, Expr]) -> Size:
        root = axis.size.root
        term = root.term
        if isinstance(term, Expr) and formals and term.free & formals.keys():
            made = substitute(term, formals)
            return Size(affine_key(made), made)
        if formals and not root.key and not axis.family:
            # The size may turn out to depend on the layer: that is known when the statement has been read.
            fresh = Size()
            self.deferred.append((axis, fresh, formals))
            return fresh
        return axis.size

    def settle(self, node: Node) -> None:
        """Learn the sizes of families from this statement: the same for all members, or a formula of the index."""
        for axis, fresh, formals in self.deferred:
            root = fresh.root
            if isinstance(root.term, Expr) and root.term.free and not axis.size.root.key:
                names = {}
                for formal, e in formals.items():
                    shifted = _unshift(e, formal)
                    if shifted is not None:
                        names[shifted[0]] = shifted[1]
                made = substitute(root.term, names)
                if made.free <= formals.keys():
                    axis.size = Size(affine_key(made), made)
                continue
            if isinstance(axis.size.root.term, Expr) and axis.size.root.term.free:
                continue
            fit(Index("", fresh), Index("", axis.size), node, "the members of a family")
        self.deferred = []

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
            if known is not None and (known.symbol.is_size or known.defined_at is not None):
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
        if (
            sup.raised
            and sup.power is None
            and not sup.transposed
            and isinstance(node, Scripted)
            and not isinstance(node.base, Name)
        ):
            raise Misread("M206", "a bracketed superscript on an expression", node)
        if sup.transposed and t.rank == 0 and not sup.inverted:
            time = self.scope.find("T")
            if time is not None and time.symbol.is_size and not t.literal:
                return Tensor((), Pow(t.body, At(time.name, ())))
        if sup.inverted:
            t = inverted(t, node)
        if sup.transposed:
            t = transpose(t)
        if sup.power is None:
            return t
        return self.power(t, sup.power, node)

    def power(self, t: Tensor, power: Node, node: Node) -> Tensor:
        if isinstance(power, Name) and power.text in ("ast", "star", "dagger"):
            raise Misread("M206", "a star on an expression", node)
        exponent = self.tensor(power)
        if exponent.rank:
            if t.rank:
                raise Misread("M206", "a tensor to the power of a tensor", node)
            return elementwise(exponent, Pow(t.body, exponent.body))
        e = exponent.body
        if t.rank == 2 and isinstance(e, Number):
            return self.matrix_power(t, e, node)
        if t.rank == 2 and not isinstance(e, Number):
            return self.symbolic_power(t, e, node)
        return Tensor(t.axes, Pow(t.body, e), t.row)

    def matrix_power(self, t: Tensor, e: Number, node: Node) -> Tensor:
        if e.value == -1:
            return inverted(t, node)
        if e.value == Rational(1, 2) or e.value == Rational(-1, 2):
            root = rooted(t, node)
            return root if e.value > 0 else inverted(root, node)
        square = same(t.axes[0].size, t.axes[1].size)
        options = ("product", "entries") if square else ("entries", "product")
        if e.value.denominator == 1 and 1 < e.value <= 8 and self.choose("matrix power", options) == "product":
            from backproof.meaning.products import multiply

            try:
                result = t
                for _ in range(int(e.value) - 1):
                    result = multiply(self, result, fresh_copy(t), "", node)
                return result
            except Misread:
                pass
        return Tensor(t.axes, Pow(t.body, e), t.row)

    def symbolic_power(self, t: Tensor, e: Expr, node: Node) -> Tensor:
        """A matrix to a symbolic power: an ordered product of equal factors, the identity for exponent 0."""
        from backproof.terms.nodes import Fold

        i, j = like(t.axes[0]), like(t.axes[1])
        fit(i, j, node, "a power of a matrix that is not square")
        step = Index("p")
        fold = Fold(step, Comprehension(t.axes, t.body), number(1), e, (Position(i), Position(j)))
        zero = Compare("=", e, number(0))
        return Tensor((i, j), Cases(((zero, Compare("=", Position(i), Position(j))), (None, fold))))

    # ------------------------------------------------------------------ sums and simple containers

    def sum(self, node: syntax.Sum) -> Tensor:
        terms = self._far_reaching(node) if self._reaches(node) else list(zip(node.terms, node.signs, strict=True))
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

    @staticmethod
    def _reaches(node: syntax.Sum) -> bool:
        if any(isinstance(t, syntax.Dots) for t in node.terms):
            return False
        return any(_open_big(t) is not None for t in node.terms[:-1])

    def _far_reaching(self, node: syntax.Sum) -> list[tuple[Node, str]]:
        """``\\sum_n a_n - b_n`` may mean ``\\sum_n (a_n - b_n)``; which one is a reading."""
        near = list(zip(node.terms, node.signs, strict=True))
        options = ("near", "far")
        k = next(k for k, t in enumerate(node.terms) if _open_big(t) is not None)
        letters = _letters_bound(node.terms[k])
        if any(_mentions(t, letters) for t in node.terms[k + 1 :]):
            options = ("far", "near")
        if self.choose("scope of a sum", options) == "near":
            return near
        rest, signs = list(node.terms[k + 1 :]), list(node.signs[k + 1 :])
        stop = next((n for n, t in enumerate(rest) if _open_big(t) is not None and _letters_bound(t)), len(rest))
        extended = _extend(node.terms[k], rest[:stop], signs[:stop])
        return [*near[:k], (extended, node.signs[k]), *zip(rest[stop:], signs[stop:], strict=True)]

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
                from backproof.meaning.matrices import concatenated

                return concatenated(self, node.body.items, node)
            return self.vector_of(node.body.items, node)
        return self.tensor(node.body)

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
        return scalar(Apply("binomial", (self.scalar(node.upper), self.scalar(node.lower))))

    def factorial(self, node: syntax.Factorial) -> Tensor:
        return scalar(Apply("factorial", (self.scalar(node.body),)))

    def cases(self, node: syntax.Cases) -> Tensor:
        """Branches entry by entry; conditions may be of the same shape."""
        values: list[Tensor] = []
        conditions: list[Tensor | None] = []
        for value, condition in node.branches:
            inner = value.members[-1] if isinstance(value, syntax.Relation) else value
            values.append(self.tensor(inner))
            if condition is None or isinstance(condition, syntax.Words):
                if isinstance(condition, syntax.Words) and not _otherwise(condition.text):
                    raise Misread("M206", "a case in words is not understood", condition)
                conditions.append(None)
            else:
                conditions.append(self.condition(condition))
        shape = max((t for t in [*values, *conditions] if t is not None), key=lambda t: t.rank)
        bodies: list[tuple[Expr | None, Expr]] = []
        for t, c in zip(values, conditions, strict=True):
            bodies.append((None if c is None else spread(c, shape, node), spread(t, shape, node)))
        return Tensor(shape.axes, Cases(tuple(bodies)), shape.row)

    def condition(self, node: Node) -> Tensor:
        """A condition, entry by entry, worth 1 or 0."""
        if isinstance(node, syntax.Relation):
            return scalar_condition(self, node)
        if isinstance(node, syntax.Group) and node.body is not None:
            return self.condition(node.body)
        if isinstance(node, syntax.Listing):
            result = self.condition(node.items[0])
            for item in node.items[1:]:
                other = self.condition(item)
                result = Tensor(result.axes or other.axes, Mul((result.body, other.body)))
            return result
        raise Misread("M206", "a condition is not understood", node)

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


def _unshift(e: Expr, formal: Index) -> tuple[Index, Expr] | None:
    """From formal = i + c: the index i, as formal − c."""
    if isinstance(e, Position):
        return e.index, Position(formal)
    if isinstance(e, Add) and len(e.terms) == 2 and isinstance(e.terms[0], Position):
        return e.terms[0].index, Add((Position(formal), Mul((number(-1), e.terms[1]))))
    return None


def _otherwise(words: str) -> bool:
    return words.strip(" .,").lower() in (
        "otherwise",
        "else",
        "sonst",
        "sinon",
        "otras",
        "en otro caso",
        "其他",
        "否则",
    )


def _open_big(node: Node) -> syntax.Big | None:
    """The big operator at the end of a term, whose body could reach further."""
    if isinstance(node, syntax.Big) and node.kind in ("sum",):
        return node
    if isinstance(node, syntax.Product):
        return _open_big(node.factors[-1])
    return None


def _extend(node: Node, terms: list[Node], signs: list[str]) -> Node:
    if isinstance(node, syntax.Big):
        inner = node.body
        if inner is None:
            return node
        deeper = _open_big(inner)
        if deeper is not None:
            body = _extend(inner, terms, signs)
        elif isinstance(inner, syntax.Sum):
            body = syntax.Sum((*inner.terms, *terms), (*inner.signs, *signs), start=inner.start, end=inner.end)
        else:
            body = syntax.Sum((inner, *terms), ("+", *signs), start=inner.start, end=inner.end)
        return syntax.Big(node.kind, node.sub, node.sup, body, start=node.start, end=node.end)
    assert isinstance(node, syntax.Product)
    return syntax.Product(
        (*node.factors[:-1], _extend(node.factors[-1], terms, signs)), node.operators, start=node.start, end=node.end
    )


def _letters_bound(node: Node) -> set[str]:
    big = _open_big(node)
    letters: set[str] = set()
    while big is not None:
        sub = big.sub
        first = sub.members[0] if isinstance(sub, syntax.Relation) else sub
        letters |= {letter(p) for p in parts(first)} - {""}
        big = _open_big(big.body) if big.body is not None else None
    return letters


def _mentions(node: Node, letters: set[str]) -> bool:
    """Whether a term speaks of the letters without binding them itself."""
    from backproof.latex.walk import children

    if letter(node) in letters:
        return True
    if isinstance(node, syntax.Big):
        first = node.sub.members[0] if isinstance(node.sub, syntax.Relation) else node.sub
        letters = letters - {letter(p) for p in parts(first)}
    return any(_mentions(c, letters) for c in children(node))


def fresh_copy(t: Tensor) -> Tensor:
    """The same tensor over fresh axes."""
    axes = tuple(like(a) for a in t.axes)
    return Tensor(axes, renamed(t, axes), t.row)


def spread(t: Tensor, shape: Tensor, node: Node) -> Expr:
    """The body of ``t`` over the axes of ``shape``: equal ranks fit axis by axis, scalars spread."""
    if t.rank == 0:
        return t.body
    if t.rank != shape.rank:
        raise Misread("M202", f"a tensor of rank {t.rank} stands beside one of rank {shape.rank}", node)
    for a, b in zip(t.axes, shape.axes, strict=True):
        fit(a, b, node, "axes")
    return renamed(t, shape.axes)


def join(ela: Elaborator, a: Tensor, b: Tensor, node: Node) -> Tensor:
    """a + b: shapes fit; scalars and biases are spread where shapes demand it."""
    if a.rank == b.rank:
        if a.rank == 1 and a.row != b.row and not (a.literal or b.literal):
            ela.choose("row and column added", ("strict", "loose"))
            if ela.choices.get("row and column added") != "loose":
                raise Misread("M202", "a row is added to a column", node)
        if a.rank == 2 and b.rank == 2:
            pass
        body = spread(b, a, node)
        return Tensor(a.axes, Add((a.body, body)), a.row if not a.literal else b.row)
    if a.rank == 0 or b.rank == 0:
        shape = a if a.rank else b
        if shape.literal and shape.rank == 1 and not shape.body.free and not (a if not a.rank else b).literal:
            return Tensor((), Add((a.body, b.body)))
        return Tensor(shape.axes, Add((a.body, b.body)), shape.row)
    large, small = (a, b) if a.rank > b.rank else (b, a)
    if large.rank == 2 and small.rank == 1:
        place = ela.choose("bias spread over", ("columns", "rows") if not small.row else ("rows", "columns"))
        axis = large.axes[0] if place == "columns" else large.axes[1]
        fit(small.axes[0], axis, node, "a bias")
        body = renamed(small, (axis,))
        pair = (large.body, body) if large is a else (body, large.body)
        return Tensor(large.axes, Add(pair))
    raise Misread("M202", f"tensors of rank {a.rank} and {b.rank} are added", node)


def divide(ela: Elaborator, a: Tensor, b: Tensor, node: Node) -> Tensor:
    if b.rank == 0:
        return Tensor(a.axes, Mul((a.body, Pow(b.body, number(-1)))), a.row)
    if a.rank == 0:
        return Tensor(b.axes, Mul((a.body, Pow(b.body, number(-1)))), b.row)
    return Tensor(a.axes, Mul((a.body, Pow(spread(b, a, node), number(-1)))), a.row)


def inverted(t: Tensor, node: Node) -> Tensor:
    if t.rank == 0:
        return scalar(Pow(t.body, number(-1)))
    if t.rank == 1:
        return Tensor(t.axes, Pow(t.body, number(-1)), t.row)
    if t.rank != 2:
        raise Misread("M202", "an inverse of more than two axes", node)
    fit(t.axes[0], t.axes[1], node, "an inverse of a matrix that is not square")
    i, j = like(t.axes[0]), like(t.axes[1])
    return Tensor((i, j), Linear("inverse", Comprehension(t.axes, t.body), (Position(i), Position(j))))


def rooted(t: Tensor, node: Node) -> Tensor:
    fit(t.axes[0], t.axes[1], node, "a root of a matrix that is not square")
    i, j = like(t.axes[0]), like(t.axes[1])
    return Tensor((i, j), Linear("square root", Comprehension(t.axes, t.body), (Position(i), Position(j))))


def scalar_condition(ela: Elaborator, node: syntax.Relation) -> Tensor:
    """A relation as a condition worth 1 or 0, entry by entry."""
    result: Tensor | None = None
    for k, sign in enumerate(node.signs):
        left, right = node.members[k], node.members[k + 1]
        if sign not in ("=", "!=", "<", "<=", ">", ">="):
            raise Misread("M206", f"the condition {sign} is not understood", node)
        a, b = _letters(ela, left, right) or (_side(ela, left), _side(ela, right))
        shape = a if a.rank >= b.rank else b
        one = Tensor(shape.axes, Compare(sign, spread(a, shape, node), spread(b, shape, node)), shape.row)
        result = one if result is None else Tensor(one.axes or result.axes, Mul((result.body, one.body)))
    assert result is not None
    return result


def _letters(ela: Elaborator, left: Node | None, right: Node | None) -> tuple[Tensor, Tensor] | None:
    """``j \\ne k`` with one letter bound: the other is an index over the same range."""
    keys = letter(left), letter(right)
    if not all(plain_letter(k) for k in keys) or not any(k in ela.bound for k in keys):
        return None
    for k in keys:
        known = ela.scope.find(k)
        if (
            k not in ela.bound
            and known is not None
            and (known.fixed or known.symbol.clauses or known.symbol.is_size or known.learnt == "prose")
        ):
            return None
    indices = [ela.bound[k] if k in ela.bound else ela.free_index(k) for k in keys]
    if not any(i in ela.partial for i in indices):
        fit(indices[0], indices[1], left, "a condition between indices")
    return scalar(Position(indices[0])), scalar(Position(indices[1]))


def _side(ela: Elaborator, node: Node | None) -> Tensor:
    """A side of a condition: index letters are meant as positions."""
    if node is not None and (
        plain_letter(letter(node)) and (ela.scope.usage.is_bound(letter(node)) or letter(node) in ela.free)
    ):
        e = ela.index(node)
        assert e is not None
        return scalar(e)
    return ela.tensor(node)


def assume(scope: Scope, entry: Entry, base: str, count: int) -> None:
    """First guess for a name that nothing declares: its axes from usage and, to break ties, from convention."""
    usage = scope.usage
    entry.counts = frozenset((count,))
    entry.total = count
    bold = usage.boldness(base)
    here = [2 if case == "upper" else 1 for case, low, high in bold if low <= count <= high]
    ranks = [low + (2 if case == "upper" else 1) for case, low, _ in bold]
    if ranks:
        entry.total = count + max(here) if here else max(count, *ranks)
        entry.convention = (
            "a bold capital is a matrix"
            if any(case == "upper" for case, _, _ in bold)
            else "a bold small letter is a vector"
        )
    elif usage.is_transposed(base):
        entry.total = count + (2 if capital(base) else 1)
    elif capital(base) and _is_matrix_by_convention(scope, entry, base, count):
        entry.total, entry.convention = count + 2, "a capital letter is a matrix"
    if usage.is_size(base) and not usage.is_bound(base) and count == 0 and not bold:
        entry.total = 0
        entry.symbol.is_size = capital(base) or plain_letter(base)
    listed = usage.listing(base)
    if listed is not None and entry.key == base:
        first, length = listed
        entry.counts = frozenset((0,))
        entry.total, entry.fixed, entry.family = 1, True, set()
        entry.axes = [Axis(Size(str(length), number(length)), lower=first)]
        entry.learnt = "declared"
        return
    if base.endswith("epsilon"):
        entry.symbol.domain = "positive"
    entry.family = {k for k in range(count) if _runs_on(scope, base, k)}


MATRICES = frozenset(["A", "B", "H", "K", "M", "P", "Q", "R", "S", "U", "V", "W", "X", "Y", "Z", "Sigma", "Omega", "Theta", "Lambda", "Gamma", "Phi", "Psi"])


def _is_matrix_by_convention(scope: Scope, entry: Entry, base: str, count: int) -> bool:
    """A capital that is no size, no loss and no function, where vectors are spoken of."""
    usage = scope.usage
    return (
        base in MATRICES
        and not usage.is_size(base)
        and not usage._is_called(base)
        and not usage.is_bound(base)
        and base not in usage.numerators
        and scope.has_vectors()
    )


def _runs_on(scope: Scope, base: str, k: int) -> bool:
    """Whether the letters of a slot are shifted somewhere (``t+1``): a time or a layer, not the axis of an array."""
    usage = scope.usage
    items = [i for place in (("sub", k), ("raised", k)) for i in usage.slot(base, place)]
    for item in items:
        inner = item.body if isinstance(item, syntax.Group) and item.body is not None else item
        if isinstance(inner, syntax.Sum) and len(inner.terms) > 1:
            return True
        key = letter(inner)
        if key and usage.is_shifted(key):
            return True
    return False


_VISIT: dict[type, Callable[[Elaborator, Node], Tensor]] = {
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
    syntax.Cases: Elaborator.cases,
    syntax.Labelled: Elaborator.labelled,
    syntax.Evaluated: Elaborator.evaluated,
    syntax.Listing: Elaborator.listing,
    syntax.Relation: Elaborator.relation,
}  # type: ignore[dict-item]
_ = Sum
