"""Dots: the terms that are shown are anti-unified, and what differs between them counts up to the last one.

Shown terms are compared as expressions in index notation. Where they differ, they must differ by index arithmetic
that is linear in the number of the term; a factor that is missing counts as a power with exponent 0. All places
must agree on how many terms there are, else the dots cannot be continued.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.chains import ordered_product
from backproof.meaning.tensor import Misread, Tensor, affine_key, affine_terms, fit, renamed, substitute
from backproof.terms.nodes import (
    Add,
    At,
    Expr,
    Index,
    Mul,
    Number,
    Position,
    Pow,
    Product,
    Sum,
    field_names,
    number,
)
from backproof.terms.sizes import Size
from backproof.terms.substitution import rebound

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator

Affine = dict[str, float]
Count = tuple[Affine, dict[str, Expr]]


class Pattern:
    """What several shown terms have in common: a template over a step counted from 0, and the last step."""

    def __init__(self, stride: int = 1) -> None:
        self.stride = stride
        self.step = Index("s", Size(), 0)
        self.last: Affine | None = None
        self.leaves: dict[str, Expr] = {}
        self.open = False
        """Whether only the first terms are shown, and something else says where they end."""
        self.renewed: dict[Index, Expr] = {}
        """Bound indices whose ranges differ from term to term, as indices whose ranges speak of the step."""

    def template(self, shown: list[Expr], names: list[dict[Index, Index]], node: Node) -> Expr:
        """The common form of ``shown`` (first, perhaps second, last)."""
        first = shown[0]
        if all(e is first for e in shown):
            return first
        linear = [affine_terms(e, self.leaves, n) for e, n in zip(shown, names, strict=True)]
        if all(a is not None for a in linear) and not all(_same_form(first, e) for e in shown[1:]):
            return self._linear(shown, [a for a in linear if a is not None], node)
        if any(isinstance(e, Mul | Pow) for e in shown):
            return self._product(shown, names, node)
        if all(a is not None for a in linear) and not _structured(first):
            return self._linear(shown, [a for a in linear if a is not None], node)
        if any(type(e) is not type(first) for e in shown):
            raise Misread("M208", "the terms around the dots have different forms", node)
        return self._same(shown, names, node)

    def _same(self, shown: list[Expr], names: list[dict[Index, Index]], node: Node) -> Expr:
        first = shown[0]
        values: list[object] = []
        for field in field_names(type(first)):
            values.append(self._part([getattr(e, field) for e in shown], names, node))
        return type(first)(*values)

    def _part(self, parts: list[object], names: list[dict[Index, Index]], node: Node) -> object:
        first = parts[0]
        if isinstance(first, Index):
            return self._bound([p for p in parts if isinstance(p, Index)], names, node)
        if isinstance(first, Expr):
            return self.template(parts, names, node)  # type: ignore[arg-type]
        if isinstance(first, tuple):
            if any(not isinstance(p, tuple) or len(p) != len(first) for p in parts):
                raise Misread("M208", "the terms around the dots have different forms", node)
            return tuple(self._part([p[k] for p in parts], names, node) for k in range(len(first)))  # type: ignore[index]
        if any(p != first for p in parts):
            raise Misread("M208", "the terms around the dots differ in more than indices and exponents", node)
        return first

    def _bound(self, shown: list[Index], names: list[dict[Index, Index]], node: Node) -> Index:
        """An index bound in every term; its range may follow the step (``n_i``, ``n_{i+1}``, …)."""
        first = shown[0]
        terms = [i.size.root.term for i in shown]
        if all(isinstance(t, Expr) for t in terms) and any(t is not terms[0] for t in terms):
            size = self.template([t for t in terms if isinstance(t, Expr)], names, node)
            made = Index(first.hint, Size(affine_key(size), size), first.lower)
            self.renewed[first] = Position(made)
            first = made
        for index, known in zip(shown, names, strict=True):
            known[index] = first
        return first

    def sized(self, shown: list[Index], node: Node) -> Index:
        """An axis of every term as one axis, whose size may follow the step."""
        return self._bound(shown, [{} for _ in shown], node)

    def _linear(self, shown: list[Expr], values: list[Affine], node: Node) -> Expr:
        """Index arithmetic a + d·s, with d from the second term, or ±1 if only the ends are shown."""
        a, c = values[0], values[-1]
        if a == c:
            return shown[0]
        if self.open or len(values) == 3:
            step = _difference(values[1], a)
            if set(step) - {""} or not step:
                raise Misread("M208", "the terms before the dots do not step by a number", node)
            d = step[""] / self.stride
            if self.open:
                return Add((shown[0], Mul((number(Fraction(d).limit_denominator()), Position(self.step)))))
        else:
            d = 1.0 if _positive(_difference(c, a)) else -1.0
        count = {k: v / d for k, v in _difference(c, a).items()}
        self._agree(count, node)
        return Add((shown[0], Mul((number(Fraction(d).limit_denominator()), Position(self.step)))))

    def _agree(self, count: Affine, node: Node) -> None:
        count = {k: v for k, v in count.items() if v}
        if self.last is None:
            self.last = count
        elif self.last != count:
            raise Misread("M208", "the terms around the dots disagree on how many there are", node)

    def _product(self, shown: list[Expr], names: list[dict[Index, Index]], node: Node) -> Expr:
        """Products factor by factor; the factors are matched by their form, a missing one has exponent 0."""
        tables = [_factors(e) for e in shown]
        longest = max(tables, key=len)
        rows: list[list[tuple[Expr, Expr] | None]] = []
        rest = [list(t) for t in tables]
        for base, _ in longest:
            row: list[tuple[Expr, Expr] | None] = []
            for t in rest:
                k = next((k for k, (b, _) in enumerate(t) if b is base), None)
                if k is None:
                    k = next(
                        (
                            k
                            for k, (b, _) in enumerate(t)
                            if _same_form(b, base) and not any(b is other for other, _ in longest)
                        ),
                        None,
                    )
                row.append(t.pop(k) if k is not None else None)
            rows.append(row)
        if any(rest):
            raise Misread("M208", "the terms around the dots have different factors", node)
        out: list[Expr] = []
        for row in rows:
            present = [p for p in row if p is not None]
            bases = [p[0] if p is not None else present[0][0] for p in row]
            if any(p is None for p in row) and any(b is not bases[0] for b in bases):
                raise Misread("M208", "the terms around the dots have different factors", node)
            base = self.template(bases, names, node)
            exponents = [p[1] if p is not None else number(0) for p in row]
            exponent = self.template(exponents, names, node)
            out.append(base if isinstance(exponent, Number) and exponent.value == 1 else Pow(base, exponent))
        return out[0] if len(out) == 1 else Mul(tuple(out))

    def upper(self) -> Expr:
        """The last step as an expression."""
        assert self.last is not None
        terms: list[Expr] = []
        for key, c in sorted(self.last.items()):
            value = number(Fraction(c).limit_denominator())
            terms.append(value if not key else self.leaves[key] if c == 1 else Mul((value, self.leaves[key])))
        return terms[0] if len(terms) == 1 else Add(tuple(terms)) if terms else number(0)


def _structured(e: Expr) -> bool:
    """Whether an expression is more than index arithmetic (a symbol at indices is)."""
    return isinstance(e, At) and bool(e.indices)


def _same_form(a: Expr, b: Expr) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, At) and isinstance(b, At):
        return a.symbol == b.symbol
    if isinstance(a, Number | Position):
        return False
    return len(a.children()) == len(b.children())


def _difference(a: Affine, b: Affine) -> Affine:
    return {k: v for k in {*a, *b} if (v := a.get(k, 0) - b.get(k, 0))}


def _positive(d: Affine) -> bool:
    """Whether a count is positive where its letters are large, and larger those that are sizes."""
    return sum(v * (1 if not k else 100 if "#" in k else 10_000) for k, v in d.items()) > 0


def _factors(e: Expr) -> list[tuple[Expr, Expr]]:
    """A product as (base, exponent) pairs, equal bases joined."""
    if isinstance(e, Mul):
        out: list[tuple[Expr, Expr]] = []
        for f in e.factors:
            for base, exponent in _factors(f):
                k = next((k for k, (b, _) in enumerate(out) if b is base), None)
                if k is None:
                    out.append((base, exponent))
                else:
                    out[k] = (base, Add((out[k][1], exponent)))
        return [(b, x) for b, x in out if not (isinstance(b, Number) and b.value == 1)]
    if isinstance(e, Pow):
        return [(e.base, e.exponent)]
    if isinstance(e, Number) and e.value == 1:
        return []
    return [(e, number(1))]


def _shown(before: list[Tensor], after: list[Tensor]) -> list[list[Tensor]]:
    """The choices of (first, second, last) around dots, richest first."""
    last = after[0]
    if len(before) >= 2:
        return [[before[0], before[1], last], [before[-1], last]]
    return [[before[-1], last]]


def dotted_sum(ela: Elaborator, terms: list[tuple[Node, str]], node: Node) -> Tensor:
    """``a_1 + a_2 + ⋯ + a_n``, all terms with one sign; the terms before the first shown one are added as they are."""
    k = next(k for k, (t, _) in enumerate(terms) if isinstance(t, syntax.Dots))
    if k == 0 or k == len(terms) - 1 or sum(isinstance(t, syntax.Dots) for t, _ in terms) > 1:
        raise Misread("M208", "these dots have no first or no last term", node)
    sign = terms[k][1]
    if any(s != sign for _, s in terms[k + 1 : k + 2]):
        raise Misread("M208", "the terms around the dots have different signs", node)
    values = [ela.tensor(t) for t, _ in terms[:k]]
    last = ela.tensor(terms[k + 1][0])
    start = k
    while start > 0 and (terms[start - 1][1] == sign or (start - 1 == 0 and terms[0][1] == sign)):
        start -= 1
    series, head = _continued(values[start:], last, node, Sum)
    count_sizes(ela, series)
    from backproof.meaning.arithmetic import join

    total = Tensor(series.axes, Mul((number(-1), series.body)) if sign == "-" else series.body, series.row)
    pieces = [(values[j], terms[j][1]) for j in range(start + head)]
    pieces += [(ela.tensor(t), s) for t, s in terms[k + 2 :]]
    for t, s in pieces:
        total = join(ela, total, t if s == "+" else Tensor(t.axes, Mul((number(-1), t.body)), t.row), node)
    return total


def count_sizes(ela: Elaborator, series: Tensor) -> None:
    """The letters in the number of terms are whole numbers."""
    upper = getattr(series.body, "upper", None)
    todo = [upper] if upper is not None else []
    while todo:
        e = todo.pop()
        if isinstance(e, At) and not e.indices:
            symbol = ela.scope.model[e.symbol]
            if not symbol.clauses and not symbol.axes:
                symbol.is_size = True
        todo.extend(e.children())


def _continued(before: list[Tensor], last: Tensor, node: Node, kind: type[Sum] | type[Product]) -> tuple[Tensor, int]:
    """The series through the shown terms, and how many of ``before`` do not belong to it."""
    problem: Misread | None = None
    for start in range(len(before)):
        run = before[start:]
        try:
            return _series(run, last, node, kind), start
        except Misread as p:
            problem = problem or p
    raise problem or Misread("M208", "the dots cannot be continued", node)


def _series(run: list[Tensor], last: Tensor, node: Node, kind: type[Sum] | type[Product]) -> Tensor:
    first = run[0]
    shown = [first, run[1], last] if len(run) > 1 else [first, last]
    pattern, body, axes = pattern_of(shown, node)
    for extra, t in enumerate(run[2:], 2):
        _check_shown(pattern, first, t, last, extra, node)
    return Tensor(axes, kind(pattern.step, body, number(0), pattern.upper()), first.row)


def _check_shown(pattern: Pattern, first: Tensor, t: Tensor, last: Tensor, place: int, node: Node) -> None:
    """A further shown term must have the form of the others; its value is checked where the sum is judged."""
    if t.rank != first.rank:
        raise Misread("M208", "the terms before the dots have different shapes", node)
    other = Pattern(place)
    axes = first.axes
    bodies = [first.body, renamed(t, axes), renamed(last, axes)]
    other.template(bodies, [{} for _ in bodies], node)
    if other.last != pattern.last:
        raise Misread("M208", "the terms before the dots do not follow one law", node)


def pattern_of(shown: list[Tensor], node: Node) -> tuple[Pattern, Expr, tuple[Index, ...]]:
    axes = shown[0].axes
    bodies = []
    for t in shown:
        if t.rank != len(axes):
            raise Misread("M208", "the terms around the dots have different shapes", node)
        for a, b in zip(t.axes, axes, strict=True):
            fit(a, b, node, "the terms around the dots")
        bodies.append(renamed(t, axes))
    pattern = Pattern()
    body = rebound(pattern.template(bodies, [{} for _ in bodies], node), pattern.renewed)
    if pattern.last is None:
        raise Misread("M208", "the terms around the dots are all the same", node)
    return pattern, body, axes


def dotted_product(ela: Elaborator, node: syntax.Product) -> Tensor:
    """``a_1 a_2 ⋯ a_n``: of numbers a product, of matrices an ordered one."""
    from backproof.meaning.products import multiply

    k = next(k for k, f in enumerate(node.factors) if isinstance(f, syntax.Dots))
    if k == 0 or k == len(node.factors) - 1:
        raise Misread("M208", "these dots have no first or no last factor", node)
    if any(isinstance(f, syntax.Dots) for f in node.factors[k + 1 :]):
        raise Misread("M208", "dots twice in one product", node)
    from backproof.meaning.continued import until_met

    before = [ela.tensor(f) for f in node.factors[:k]]
    last = ela.tensor(node.factors[k + 1])
    try:
        run, result = _run(before, last, node)
        rest: list[Tensor] = []
    except Misread:
        found = until_met(before, last, node)
        if found is None:
            raise
        run, result = found
        rest = [last]
    values = [*before[: len(before) - run], result, *rest, *(ela.tensor(f) for f in node.factors[k + 2 :])]
    total = values[0]
    for v in values[1:]:
        total = multiply(ela, total, v, "", node)
    return total


def _run(before: list[Tensor], last: Tensor, node: Node) -> tuple[int, Tensor]:
    problem: Misread | None = None
    for length in (2, 1):
        if length > len(before):
            continue
        run = before[-length:]
        try:
            if last.rank == 0:
                return length, _series(run, last, node, Product)
            return length, _ordered(run, last, node)
        except Misread as p:
            problem = problem or p
    raise problem or Misread("M208", "the dots cannot be continued", node)


def _ordered(run: list[Tensor], last: Tensor, node: Node) -> Tensor:
    shown = [run[0], run[1], last] if len(run) > 1 else [run[0], last]
    if any(t.rank != 2 for t in shown):
        raise Misread("M208", "dots between factors that are no matrices", node)
    pattern = Pattern()
    body = common_matrix(pattern, shown, node)
    if pattern.last is None:
        raise Misread("M208", "the factors around the dots are all the same", node)
    return ordered_product(pattern.step, body, number(0), pattern.upper())


def common_matrix(pattern: Pattern, shown: list[Tensor], node: Node) -> Tensor:
    """What several matrices have in common, over axes whose sizes may follow the step."""
    axes = tuple(pattern.sized([t.axes[k] for t in shown], node) for k in (0, 1))
    bodies = [renamed(t, axes) for t in shown]
    body = pattern.template(bodies, [{} for _ in bodies], node)
    return Tensor(axes, rebound(body, pattern.renewed))


def dotted_sequence(ela: Elaborator, items: list[Node], node: Node, *, down: bool = False) -> Tensor:
    """``(a_1, …, a_n)`` as a vector; of columns, or of rows set ``down`` one below the other, a matrix."""
    k = next(k for k, i in enumerate(items) if isinstance(i, syntax.Dots))
    if k == 0 or k != len(items) - 2:
        raise Misread("M208", "these dots have no first or no last entry", node)
    before = [ela.tensor(i) for i in items[:k]]
    last = ela.tensor(items[-1])
    shown = [before[0], before[1], last] if len(before) > 1 else [before[0], last]
    if any(t.rank > 1 or (t.rank == 1 and t.row is not down) for t in shown):
        raise Misread("M206", "vectors one after the other, with dots", node)
    pattern, body, axes = pattern_of(shown, node)
    upper = pattern.upper()
    length = Add((upper, number(1)))
    place = Index("i", Size(affine_key(length), length))
    body = substitute(body, {pattern.step: Add((Position(place), number(-1)))})
    return Tensor((place, *axes) if down else (*axes, place), body)


def side_by_side(node: syntax.Group) -> list[Node] | None:
    """The columns of ``[x_1 \\cdots x_n]`` and ``[x_1 | \\cdots | x_n]``; None where a bracket holds no such thing."""
    items = _between_rules(node.body) if node.left in ("[", "(") else None
    return items if items is not None and len(items) > 2 and isinstance(items[-2], syntax.Dots) else None


def _between_rules(node: Node | None) -> list[Node] | None:
    if isinstance(node, syntax.Bar):
        parts = [_between_rules(node.left), _between_rules(node.right)]
    elif isinstance(node, syntax.Product) and not any(node.operators):
        parts = [_between_rules(f) for f in node.factors]
    elif isinstance(node, syntax.Group) and (node.left, node.right) == ("|", "|"):
        parts = [_between_rules(node.body)]
    else:
        return [node] if isinstance(node, Name | Scripted | syntax.Dots) else None
    found = [item for part in parts for item in part or ()]
    return found if all(part is not None for part in parts) else None


def dotted_matrix(ela: Elaborator, node: syntax.Matrix) -> Tensor:
    """A column or row with dots, or a matrix with dots in both directions."""
    rows = [list(r) for r in node.rows]
    if all(len(r) == 1 for r in rows):
        cells = [c for r in rows for c in r if c is not None]
        return dotted_sequence(ela, cells, node, down=True)
    if len(rows) == 1:
        t = dotted_sequence(ela, [c for c in rows[0] if c is not None], node)
        return Tensor(t.axes, t.body, t.rank == 1)
    from backproof.meaning.dotted_matrices import continued

    return continued(ela, node)
