"""How a section uses its letters: which are bound, which stand in scripts, which are called."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from backproof.latex.tree import (
    Big,
    Clause,
    Dots,
    Fraction,
    Group,
    Listing,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Scripted,
    Sum,
    Words,
)
from backproof.latex.walk import children
from backproof.meaning.entries_seen import added, beside, last_factors
from backproof.meaning.enumerated import enumerated
from backproof.meaning.last_members import last_members
from backproof.meaning.listings import Listed, listed, numbered_heads
from backproof.meaning.names import (
    Scripts,
    atom,
    capital,
    letter,
    parts,
    plain_letter,
    sort_superscript,
)
from backproof.meaning.raised import raised_names, with_raised

Place = tuple[str, int]
"""Where a script item stands: ``("sub", 0)``, ``("raised", 1)``, ``("bracket", 0)``."""


class Around:
    """What the sections around a section say of letters, taken together once: they are read before it begins."""

    def __init__(self, parent: Usage | None) -> None:
        self.parent = parent
        self.slots: dict[tuple[str, Place], list[Node]] = {}
        self.bound: frozenset[str] = frozenset()
        """Letters that are bound or shifted."""
        self.sizes = self.raised = self.labels = self.bare = self.bound
        if parent is not None:
            outer = parent.around
            self.bound = outer.bound.union(parent.bound, parent.shifted)
            self.sizes = outer.sizes.union(parent.sizes)
            self.raised = outer.raised.union(parent.raised)
            self.labels = outer.labels.union(parent.labels)
            self.bare = outer.bare.union(key for key, count in parent.bare.items() if count > 0)

    def slot(self, base: str, place: Place) -> list[Node]:
        """Everything that stands in a slot around."""
        if self.parent is None:
            return []
        found = self.slots.get((base, place))
        if found is None:
            found = self.slots[base, place] = self.parent.slot(base, place)
        return found


@dataclass
class Usage:
    """What was seen of every base name in a stretch of formulas."""

    bound: set[str] = field(default_factory=set)
    bounds: dict[str, list[tuple[Node | None, Node | None]]] = field(default_factory=lambda: defaultdict(list))
    shifted: set[str] = field(default_factory=set)
    sizes: set[str] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)
    """Names that stand in the upper ends of ranges."""
    slots: dict[str, dict[Place, list[Node]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    counts: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    values: Counter[str] = field(default_factory=Counter)
    bases: Counter[str] = field(default_factory=Counter)
    bare: Counter[str] = field(default_factory=Counter)
    """How often a name stands without any index."""
    compared: Counter[str] = field(default_factory=Counter)
    """How often a name stands beside a letter or a number in a relation, and nothing else: ``l < N``."""
    mentioned: Counter[str] = field(default_factory=Counter)
    """How often a name is all of a formula: it is spoken of there, not used."""
    called: dict[str, list[Group]] = field(default_factory=lambda: defaultdict(list))
    transposed: set[str] = field(default_factory=set)
    bold: dict[str, set[tuple[str, int, int]]] = field(default_factory=lambda: defaultdict(set))
    """Bold uses of a name: capital or small, and with how many script items (numbers left out, numbers counted)."""
    dense: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))
    """Small letters under ``\\|·\\|`` or a transpose, or beside ``\\odot``: what stands there has entries."""
    multiplied: dict[str, list[tuple[str, Node]]] = field(default_factory=lambda: defaultdict(list))
    """Small letters that end a product after a capital (``Wx``): the capital, and the node."""
    numerators: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    """Names written as ``\\{f^k\\}_{k=1}^K``: their superscript letters are indices."""
    plainly_called: set[str] = field(default_factory=set)
    """Names that are called without a superscript."""
    listed: dict[str, Listed] = field(default_factory=dict)
    """Names written out as ``φ = (φ_0, φ_1)``."""
    totals: dict[str, Node] = field(default_factory=dict)
    """Names written as sums, for arithmetic of sizes: ``M = N - K + 1``."""
    raised: set[str] = field(default_factory=set)
    """Names whose plain superscripts are indices (``v^{l}``)."""
    counting: set[str] = field(default_factory=set)
    """Letters that count in plain superscripts."""
    numbered: bool = False
    """Whether equations define ``Z^{[1]}``, ``Z^{[2]}``, … one by one: then the numbers are parts of names."""
    enumerated: set[str] = field(default_factory=set)
    """Names whose numbers go on through dots: the numbers are indices."""
    optimised: set[str] = field(default_factory=set)
    """Names over which a minimum or a maximum is taken: variables, whatever an equation gives as their values."""
    labels: set[str] = field(default_factory=set)
    """Names whose values are labels: in a script they pick an entry."""
    parent: Usage | None = None
    around: Around = field(init=False)

    def __post_init__(self) -> None:
        self.around = Around(self.parent)

    def is_enumerated(self, key: str) -> bool:
        return key in self.enumerated or (self.parent is not None and self.parent.is_enumerated(key))

    def is_label(self, item: Node) -> bool:
        """Whether a script item is a label: ``y``, ``\\hat y_i``."""
        if not self.labels and not self.around.labels:
            return False
        inner = item.body if isinstance(item, Group) and item.body is not None else item
        if isinstance(inner, Scripted) and inner.sup is not None:
            return False
        base = inner.base if isinstance(inner, Scripted) else inner
        if not isinstance(base, Name):
            return False
        key = atom(base)
        return key in self.labels or key in self.around.labels

    def is_numbered(self) -> bool:
        return self.numbered or (self.parent is not None and self.parent.is_numbered())

    def is_counting(self, key: str) -> bool:
        """Whether a letter counts in plain superscripts."""
        return key in self.counting or (self.parent is not None and self.parent.is_counting(key))

    def is_raised(self, key: str) -> bool:
        return key in self.raised or key in self.around.raised

    def scripts(self, base: str, sup: Node | None) -> Scripts:
        """The superscript of a name, sorted by notation and by what such superscripts are in the document."""
        found = sort_superscript(sup)
        return with_raised(found) if self.is_raised(base) else found

    def listing(self, key: str) -> Listed | None:
        """How a name is written out, entry by entry."""
        if key in self.listed:
            return self.listed[key]
        return self.parent.listing(key) if self.parent is not None else None

    def is_bound(self, key: str) -> bool:
        return key in self.bound or key in self.shifted or key in self.around.bound

    def is_size(self, key: str) -> bool:
        return key in self.sizes or key in self.around.sizes

    def total_of(self, key: str) -> Node | None:
        if key in self.totals:
            return self.totals[key]
        return self.parent.total_of(key) if self.parent is not None else None

    def slot(self, base: str, place: Place) -> list[Node]:
        """Everything that stands in a slot, here and in the sections around."""
        own = self.slots[base][place] if base in self.slots and place in self.slots[base] else []
        return own + self.around.slot(base, place)

    def is_value(self, key: str) -> bool:
        """Whether a letter is also a variable of its own: the base of something indexed, or called."""
        return self.is_indexed(key) or self._is_called(key)

    def only_called(self, key: str) -> bool:
        """Whether a name stands before brackets wherever it stands: ``W(x)``, and never ``W x``."""
        here = key in self.called and self.values[key] <= len(self.called[key]) and not self.is_transposed(key)
        return here or (not self.values[key] and self.parent is not None and self.parent.only_called(key))

    def _is_called(self, key: str) -> bool:
        return key in self.called or (self.parent is not None and self.parent._is_called(key))

    def is_indexed(self, key: str) -> bool:
        """Whether a name carries a subscript or a raised bracket anywhere."""
        own = self.slots.get(key, {})
        return any(place[0] != "power" for place in own) or (self.parent is not None and self.parent.is_indexed(key))

    def has_brackets(self, key: str) -> bool:
        own = self.slots.get(key, {})
        return any(place[0] == "bracket" for place in own) or (
            self.parent is not None and self.parent.has_brackets(key)
        )

    def is_bare(self, key: str) -> bool:
        return self.bare[key] > 0 or key in self.around.bare

    def is_shifted(self, key: str) -> bool:
        return key in self.shifted or (self.parent is not None and self.parent.is_shifted(key))

    def shifts(self, base: str, key: str) -> bool:
        """Whether a letter is shifted (``t+1``) here, or where a section around this one indexes the same name."""
        if key in self.shifted:
            return True
        usage = self.parent
        while usage is not None:
            if key in usage.shifted and base in usage.slots:
                return True
            usage = usage.parent
        return False

    def has_transposes(self) -> bool:
        """Whether small letters are transposed anywhere: then a vector before a matrix lacks its sign."""
        return any(not capital(k) for k in self.transposed) or (
            self.parent is not None and self.parent.has_transposes()
        )

    def is_transposed(self, key: str) -> bool:
        return key in self.transposed or (self.parent is not None and self.parent.is_transposed(key))

    def boldness(self, key: str) -> set[tuple[str, int, int]]:
        own = self.bold.get(key, set())
        return own | (self.parent.boldness(key) if self.parent is not None else set())

    def density(self, key: str) -> list[Node]:
        own = self.dense.get(key, [])
        return own + (self.parent.density(key) if self.parent is not None else [])

    def multipliers(self, key: str) -> list[tuple[str, Node]]:
        own = self.multiplied.get(key, [])
        return own + (self.parent.multipliers(key) if self.parent is not None else [])

    def speaks_of_many(self, key: str) -> bool:
        """Whether a name always carries an index here, and what it stands for has entries: ``Ax_i``, ``x_i^T``."""
        shown = key in self.transposed or any(isinstance(n, Scripted) for _, n in self.multiplied.get(key, ()))
        return shown and not self.bare[key] and key in self.slots

    def is_family(self, key: str) -> bool:
        return key in self.families or (self.parent is not None and self.parent.is_family(key))

    def runs(self, key: str) -> bool:
        """Whether a sum, a product or a range binds a letter anywhere (a delta alone does not)."""
        return bool(self.bounds.get(key)) or (self.parent is not None and self.parent.runs(key))

    def has_components(self, key: str) -> bool:
        """Whether ``f`` and its components ``f^k`` are both called: two names."""
        return self.is_family(key) and self._is_plainly_called(key)

    def _is_plainly_called(self, key: str) -> bool:
        return key in self.plainly_called or (self.parent is not None and self.parent._is_plainly_called(key))

    def range_of(self, key: str) -> tuple[Node | None, Node | None] | None:
        """The first range that the section gives to a letter."""
        for low, high in self.bounds.get(key, ()):
            if high is not None:
                return low, high
        return self.parent.range_of(key) if self.parent is not None else None


def collect(clauses: list[Clause], parent: Usage | None = None) -> Usage:
    """The usage of names in some clauses."""
    usage = Usage(parent=parent)
    usage.counting, usage.raised = raised_names(clauses, parent.counting if parent is not None else set())
    usage.bound |= usage.counting
    for n, clause in enumerate(clauses):
        if clause.node is not None:
            _visit(usage, clause.node, False)
            if isinstance(clause.node, Name):
                usage.mentioned[atom(clause.node)] += 1
            _enumeration(usage, clauses, n)
            written = listed(clause.node)
            if written is not None:
                usage.listed[written.key] = written
            usage.enumerated |= enumerated(clause.node)
    _starts(usage)
    usage.sizes |= last_members(usage)
    usage.numbered = numbered_heads(clauses)
    return usage


def note(usage: Usage, nodes: Sequence[Node]) -> None:
    """Count expressions that words stand for, as if they had been written."""
    for node in nodes:
        _visit(usage, node, False)


def _enumeration(usage: Usage, clauses: list[Clause], n: int) -> None:
    """``i = 1, \\dots, N`` cut at its commas binds ``i``."""
    node = clauses[n].node
    if not (isinstance(node, Relation) and node.signs == ("=",) and n + 2 <= len(clauses)):
        return
    follow: list[Node | None] = []
    for clause in clauses[n + 1 : n + 4]:
        if not clause.lead:
            break  # the next formula: ``$k = 1, 2, \\dots$`` has no end, whatever is spoken of after it
        follow.append(clause.node)
    if any(isinstance(f, Dots) for f in follow[:2]):
        k = next(i for i, f in enumerate(follow) if isinstance(f, Dots))
        key = letter(node.members[0])
        upper = follow[k + 1] if k + 1 < len(follow) else None
        if key and node.members[1] is not None:
            bind(usage, key, node.members[1], upper)


def bind(usage: Usage, key: str, low: Node | None, high: Node | None) -> None:
    """Note that ``key`` is an index that runs from ``low`` to ``high``."""
    usage.bound.add(key)
    usage.bounds[key].append((low, high))
    for limit in (low, high):
        for name in _limit_names(limit):
            usage.sizes.add(atom(name))
            if limit is high:
                usage.ends.add(atom(name))


def _starts(usage: Usage) -> None:
    """A small letter that a product starts from and that scripts carry is an index: ``\\prod_{j=k+1}^t``, c_k."""
    lows = {atom(n) for limits in usage.bounds.values() for low, _ in limits for n in _limit_names(low)}
    for key in sorted(lows - usage.ends):
        if plain_letter(key) and _in_scripts(usage, key):
            usage.sizes.discard(key)
            usage.bound.add(key)


def _in_scripts(usage: Usage, key: str) -> bool:
    return any(letter(i) == key for slots in usage.slots.values() for items in slots.values() for i in items)


def _limit_names(limit: Node | None) -> list[Name]:
    """The letters of a limit such as ``n``, ``n - 1``, ``N - k``."""
    if isinstance(limit, Name) and limit.text != "infty":
        return [limit]
    if isinstance(limit, Scripted) and isinstance(limit.base, Name) and limit.sup is None and capital(atom(limit.base)):
        return [limit.base]
    if isinstance(limit, Sum):
        return [t for t in limit.terms if isinstance(t, Name) and t.text != "infty"]
    return []


def _visit(usage: Usage, node: Node, in_script: bool) -> None:
    if isinstance(node, Name):
        usage.bases[atom(node)] += 1
        _bold(usage, node, 0, 0)
        if not in_script:
            usage.values[atom(node)] += 1
            usage.bare[atom(node)] += 1
        return
    if isinstance(node, Scripted):
        _scripted(usage, node, in_script)
        return
    if isinstance(node, Big):
        _big(usage, node)
    elif isinstance(node, Fraction):
        _fraction(usage, node)
    elif isinstance(node, Product):
        _calls(usage, node)
        _means(usage, node)
        beside(usage.dense, usage.multiplied, node)
    elif isinstance(node, Sum):
        added(usage.multiplied, node)
    elif isinstance(node, Group) and node.left == "‖":
        last_factors(usage.dense, node)
    elif isinstance(node, Relation):
        _relation(usage, node)
    for child in children(node):
        _visit(usage, child, in_script)


def _bold(usage: Usage, node: Name, low: int, high: int) -> None:
    if node.font == "bold" and len(node.text) >= 1:
        usage.bold[atom(node)].add(("upper" if capital(atom(node)) else "lower", low, high))


def _scripted(usage: Usage, node: Scripted, in_script: bool) -> None:
    base = node.base
    sup = usage.scripts(atom(base), node.sup) if isinstance(base, Name) else sort_superscript(node.sup)
    if isinstance(base, Name):
        key = atom(base)
        usage.bases[key] += 1
        if not in_script:
            usage.values[key] += 1
        raised = sup.raised
        subs = parts(node.sub)
        indexed = [
            p
            for p in (*raised, *subs)
            if not isinstance(p, Words)
            and not (
                isinstance(p, Name)
                and ((len(p.text) > 1 and p.font in ("rm", "text", "op")) or p.text in ("ast", "star"))
            )
        ]
        _bold(usage, base, sum(not isinstance(p, Number) for p in indexed), len(indexed))
        if not raised and not subs and not in_script:
            usage.bare[key] += 1
        for kind, items in (("raised", raised), ("sub", subs)):
            for k, item in enumerate(items):
                usage.slots[key][(kind, k)].append(item)
                _shift(usage, item)
        if sup.power is not None:
            usage.slots[key][("power", 0)].append(sup.power)
        if key == "delta" and len(subs) == 2 and all(plain_letter(letter(s)) for s in subs):
            usage.bound.update(letter(s) for s in subs)
        if sup.transposed:
            usage.transposed.add(key)
    elif isinstance(base, Group) and base.left == "{" and isinstance(node.sub, Relation):
        _family(usage, base, node)
    elif sup.transposed and isinstance(base, Group) and node.sub is None:
        inner = base.body.base if isinstance(base.body, Scripted) else base.body
        if isinstance(inner, Name):
            usage.transposed.add(atom(inner))
        elif isinstance(inner, Sum | Product):
            last_factors(usage.dense, base)
    _visit(usage, base, in_script) if not isinstance(base, Name) else None
    for script in (node.sub, node.sup):
        if script is not None:
            _binding(usage, script, node.sup if script is node.sub else None, only_relations=True)
            _visit(usage, script, True)


def _family(usage: Usage, group: Group, node: Scripted) -> None:
    assert isinstance(node.sub, Relation)
    key = letter(node.sub.members[0])
    bind(usage, key, node.sub.members[-1], node.sup)
    todo: list[Node] = [group]
    while todo:
        inner = todo.pop()
        if isinstance(inner, Scripted) and isinstance(inner.base, Name) and letter(inner.sup) == key:
            usage.families.add(atom(inner.base))
        todo.extend(children(inner))


def _shift(usage: Usage, item: Node) -> None:
    """``t+1``, ``i-1``, ``t-i`` in a script: its letters are indices."""
    inner = item.body if isinstance(item, Group) and item.body is not None else item
    if isinstance(inner, Sum) and len(inner.terms) > 1:
        for term in inner.terms:
            if plain_letter(letter(term)):
                usage.shifted.add(letter(term))


def _big(usage: Usage, node: Big) -> None:
    if node.kind in ("sum", "prod", "bigcup", "bigcap", "max", "min", "argmax", "argmin"):
        _binding(usage, node.sub, node.sup, only_relations=node.kind not in ("sum", "prod"))
    if node.kind in ("max", "min", "argmax", "argmin") and node.sub is not None:
        usage.optimised.update(filter(None, map(letter, parts(node.sub))))


def _binding(usage: Usage, sub: Node | None, sup: Node | None, *, only_relations: bool) -> None:
    if isinstance(sub, Relation):
        first = sub.members[0]
        for item in parts(first) if first is not None else ():
            key = letter(item)
            if not key or not (plain_letter(key) or key.endswith("'") or (not only_relations and len(key) == 1)):
                continue
            if sub.signs == ("=", "colon") and len(sub.members) == 3:
                bind(usage, key, sub.members[1], sub.members[2])
                continue
            if sub.signs[0] == "colon" and len(sub.signs) > 1 and not only_relations:
                bind(usage, key, None, None)
            if sub.signs[0] in ("=", "in", "!=", "<", "<=", ">", ">=") and (not only_relations or sub.signs[0] == "="):
                high = sup
                if sub.signs[0] == "=" and len(sub.members) == 2 and isinstance(sub.members[1], Product):
                    high = sup
                bind(usage, key, sub.members[1] if sub.signs[0] == "=" else None, high if sub.signs[0] == "=" else None)
    elif isinstance(sub, Listing):
        for item in sub.items:
            _binding(usage, item, sup, only_relations=only_relations)
    elif sub is not None and not only_relations:
        for item in parts(sub):
            key = letter(item)
            if key and (plain_letter(key) or key.endswith("'")):
                bind(usage, key, None, sup)


def _fraction(usage: Usage, node: Fraction) -> None:
    numerator = node.numerator
    if (
        isinstance(numerator, Product)
        and isinstance(numerator.factors[0], Name)
        and numerator.factors[0].text in ("partial", "d")
    ):
        rest = numerator.factors[1] if len(numerator.factors) > 1 else None
        while isinstance(rest, Scripted):
            rest = rest.base
        if isinstance(rest, Name):
            usage.numerators.add(atom(rest))


def _calls(usage: Usage, node: Product) -> None:
    for before, after in zip(node.factors, node.factors[1:], strict=False):
        sign = before.base if isinstance(before, Scripted) else before
        target = after.base if isinstance(after, Scripted) else after
        short = isinstance(before, Scripted) and before.sub is not None
        signs = ("nabla", "partial") if short else ("nabla",)
        if isinstance(sign, Name) and sign.text in signs and isinstance(target, Name):
            usage.numerators.add(atom(target))
    if (
        "slash" in node.operators
        and isinstance(node.factors[0], Name)
        and node.factors[0].text in ("partial", "d")
        and len(node.factors) > 1
    ):
        target = node.factors[1].base if isinstance(node.factors[1], Scripted) else node.factors[1]
        if isinstance(target, Name):
            usage.numerators.add(atom(target))
    for k, operator in enumerate(node.operators):
        head, group = node.factors[k], node.factors[k + 1]
        while isinstance(group, Scripted):
            group = group.base
        if operator == "" and isinstance(group, Group) and group.left in "([" and group.body is not None:
            base = head.base if isinstance(head, Scripted) else head
            if isinstance(base, Name):
                if group.left == "[":
                    for p, item in enumerate(parts(group.body)):
                        usage.slots[atom(base)][("bracket", p)].append(item)
                        _shift(usage, item)
                usage.called[atom(base)].append(group)
                if not (isinstance(head, Scripted) and head.sup is not None):
                    usage.plainly_called.add(atom(base))


def _means(usage: Usage, node: Product) -> None:
    """``\\frac1n \\sum_i``: the letter runs over n values."""
    for before, after in zip(node.factors, node.factors[1:], strict=False):
        if (
            isinstance(before, Fraction)
            and isinstance(after, Big)
            and after.kind == "sum"
            and after.sup is None
            and isinstance(before.denominator, Name)
        ):
            key = letter(after.sub)
            if key and plain_letter(key) and isinstance(before.numerator, Number):
                bind(usage, key, None, before.denominator)


def _relation(usage: Usage, node: Relation) -> None:
    """``i = k`` and ``i \\ne k`` of letters that stand in scripts elsewhere; ``t = 1, …``; shapes after ``\\in``."""
    for k, sign in enumerate(node.signs):
        left, right = node.members[k], node.members[k + 1]
        if isinstance(left, Name | Number) and isinstance(right, Name | Number):
            usage.compared.update(atom(m) for m in (left, right) if isinstance(m, Name))
        if sign in ("=", ":=") and k == 0 and isinstance(left, Name) and isinstance(right, Sum):
            usage.totals.setdefault(atom(left), right)
        if sign == "in" and isinstance(right, Scripted) and isinstance(right.base, Name) and right.base.font == "bb":
            _shape(usage, right.sup)


def _shape(usage: Usage, sup: Node | None) -> None:
    for item in sup.factors if isinstance(sup, Product) else (sup,):
        if isinstance(item, Name):
            usage.sizes.add(atom(item))
        elif isinstance(item, Scripted) and isinstance(item.base, Name):
            usage.sizes.add(atom(item.base))
