"""Reading a document: sections, scopes, facts, definitions, statements.

The result is a list of statements, each with the readings that hold together; what could not be read carries a
diagnostic. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from backproof.claims.reading import Premise, Question
from backproof.claims.statement import Role, SymbolFact
from backproof.latex import parse
from backproof.latex.tree import Fraction, Matrix, Name, Node, Number, Relation, Scripted
from backproof.latex.walk import walk
from backproof.meaning import announcing, declaring, definitions, law_claims, randomness, tables, worded
from backproof.meaning.adjoints import adjoint_of
from backproof.meaning.answers import equation_of
from backproof.meaning.attaching import attach
from backproof.meaning.bare_shapes import bare_shapes
from backproof.meaning.branches import with_branches
from backproof.meaning.by_words import by_cases
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.generic import note_generic
from backproof.meaning.heads_of import head_of
from backproof.meaning.hypotheses import activations, hypothesis, single, tied_formulas
from backproof.meaning.inference import infer
from backproof.meaning.new_meanings import Restated, other_meaning
from backproof.meaning.orders import asserted, constrained, special_excluded
from backproof.meaning.premises import collect_premises, premises_for
from backproof.meaning.printed import printed
from backproof.meaning.prose import facts_of
from backproof.meaning.relations import QUESTION, Piece, Raw, clauses_of, pieces_of, relations
from backproof.meaning.restated import restated
from backproof.meaning.sayings.claims import said_claims
from backproof.meaning.scope import Scope
from backproof.meaning.sections import Section, sections_of
from backproof.meaning.signs import LOEWNER, ORDER, claimed_space
from backproof.meaning.solutions import is_derivative
from backproof.meaning.solved import solution
from backproof.meaning.tensor import Misread
from backproof.meaning.usage import collect
from backproof.meaning.workspace import Meaning
from backproof.meaning.workspace import Section as _Inferred
from backproof.notes.diagnostics import Diagnostic
from backproof.terms.model import Model
from backproof.terms.sizes import forget_aliases, mark, relaxing, undo
from backproof.terms.traversal import symbols_in
from backproof.text.blocks import Document, Formula, Span, Table

LIMIT = 12
"""At most so many readings of one statement are tried."""


@dataclass(eq=False)
class Read:
    """A statement of the document as it was read."""

    span: Span
    latex: str
    left: str
    role: Role
    kind: str
    raw: Raw
    scope: Scope
    question: Question
    section: Section
    symbols: tuple[str, ...] = ()
    mentions: frozenset[str] = frozenset()
    """Free symbols that it speaks of, where it is an equation without derivatives: a premise, if it is not used."""
    assumed: tuple[Premise, ...] = ()
    """The premise that it is, if its words lay it down: then it is no claim, unless it is an identity."""
    restates: Restated | None = None
    """The name that may have another meaning here than was taken: a reading of the document, not of the line."""
    before: Read | None = None
    """The statement before in the same chain, whose right side is the left side of this one."""

    def across(self, earlier: Read) -> Question | None:
        """The question with the left side of an earlier line of the chain: for when all between them are wrong."""
        if earlier.raw.left is None:
            return None
        raw = replace(self.raw, left=earlier.raw.left)
        asked = replace(self.question, readings=[], problem=None)
        point = mark()
        for choices in ({}, *({"layout": v} for v in ("denominator", "numerator"))):
            self.scope.position = self.raw.span.start
            try:
                asked.readings.append(definitions.read_relation(Elaborator(self.scope, choices), raw, []))
            except Misread:
                undo(point)
        return asked if asked.readings else None


@dataclass(eq=False)
class ReadDocument:
    document: Document
    statements: list[Read]
    diagnostics: list[Diagnostic]
    symbols: list[SymbolFact]
    model: Model


def read(
    document: Document, given: list[Document] | None = None, meanings: Mapping[int, Meaning] | None = None
) -> ReadDocument:
    """Read a document, in the scope of the problem statements given.

    ``meanings`` says of equations, by where they start, whether they give their head a new meaning (``Read.restates``)
    or are set aside: then they define nothing.
    """
    forget_aliases()
    model: Model = {}
    scopes: dict[Section, Scope] = {}
    before: list[Section] = []
    for number, d in enumerate(given or []):
        before.extend(sections_of(d, number + 1))
    own = attach(sections_of(document), before)
    statements: list[Read] = []
    for section in [*before, *own]:
        source = document if section in own else (given or [])[section.document - 1]
        scope = _scope(section, scopes, model)
        raws, pieces, said = _prepared(section, scope)
        state = _Inferred(section, scope, raws, said=said, meanings=(meanings or {}) if section.document == 0 else {})
        infer(state)
        randomness.settle(scope)
        scope.given_numbers = list(state.examples)
        scope.assumed = collect_premises(state, source)
        if section.document == 0:
            made = [_statement(raw, scope, state, source, section) for raw in state.raws]
            ends: dict[int, Read] = {}
            for one in made:
                one.before = ends.get(id(one.raw.left)) if one.raw.left is not None else None
                ends[id(one.raw.right)] = one
            made += [_statement(raw, scope, state, source, section) for raw in _in_words(section, scope, pieces, raws)]
            made += _in_tables(section, scope)
            words = [_statement(raw, scope, state, source, section) for raw in said_claims(state)]
            made.extend(r for r in words if r.question.readings)
            statements.extend(sorted(made, key=lambda s: s.span.start))
    note_generic(scopes.values(), model, [e for s in statements for r in s.question.readings for e in r.sides])
    facts = [f for scope in scopes.values() for f in symbol_facts(scope)]
    return ReadDocument(document, statements, [], facts, model)


def _scope(section: Section, scopes: dict[Section, Scope], model: Model) -> Scope:
    parent = scopes.get(section.parent) if section.parent is not None else None
    pieces = pieces_of(section.blocks)
    usage = collect(clauses_of(pieces), parent.usage if parent else None)
    scope = Scope(usage, model, parent, section.title, statement=section.document != 0)
    scopes[section] = scope
    return scope


def _prepared(section: Section, scope: Scope) -> tuple[list[Raw], list[Piece], dict[int, str]]:
    pieces = pieces_of(section.blocks)
    raws = by_cases(section.blocks, bare_shapes(section.blocks, pieces, list(relations(pieces))))
    raws = with_branches(raws)
    facts = facts_of(section.blocks)
    announcing.announce(scope, pieces, raws, facts, section.blocks)
    definitions.apply_facts(scope, facts, raws, section.blocks)
    announcing.without_laws(raws)
    declaring.declare(scope, pieces, raws)
    said = {s.span.start: fact.value for fact in facts if fact.kind == "role" for s in fact.subjects}
    return raws, pieces, said


def _in_words(section: Section, scope: Scope, pieces: list[Piece], raws: list[Raw]) -> list[worded.Worded]:
    """The claims that sentences make about what the section has defined."""
    chain = max((r.chain for r in raws), default=0)
    return [w for w in worded.worded(section.blocks, pieces, chain) if worded.speaks_of_something(scope, w)]


def _in_tables(section: Section, scope: Scope) -> list[Read]:
    """The rows of the tables of a section, as far as their labels are understood."""
    found: list[Read] = []
    for table in (b for b in section.blocks if isinstance(b, Table)):
        for claim in tables.claims_of(table, scope, section):
            origins = (claim.span.start,) * len(claim.latex) + (claim.span.end,)
            formula = Formula(claim.latex, claim.span, origins, paragraph=table.paragraph)
            raw = Raw(Piece(formula, parse("")), None, None, "=", "", 0, len(claim.latex), True, -1)
            asked = Question(claim.span, "=", "table", row=claim.row)
            found.append(Read(claim.span, claim.latex, "", "claim", "table", raw, scope, asked, section, claim.symbols))
    return found


def _statement(raw: Raw, scope: Scope, state: _Inferred, document: Document, section: Section) -> Read:
    span = raw.span
    text = document.source.text[span.start : span.end]
    left = _written(raw, document)
    role = state.roles.get(raw, "claim") if raw not in state.renewed else "claim"
    if role == "declaration" and raw.sign == "in" and restated(scope, section, raw):
        role = "claim"
    asked = Question(
        span,
        raw.sign,
        kind_of(raw),
        layout=scope.fact("layout"),
        mended=raw.mended,
        renews=raw in state.renewed,
    )
    made = Read(span, text, left, role, asked.kind, raw, scope, asked, section)
    made.mentions = mentions(scope, state, raw)
    if raw.problem is not None:
        asked.problem = Diagnostic(
            raw.problem.code.split()[0],
            raw.problem.message,
            raw.piece.formula.span_of(raw.problem.start, raw.problem.end),
            raw.problem.help,
        )
        return made
    if QUESTION.search(raw.text[raw.start : raw.end]):
        made.role = "question"
        return made
    if raw.sign == "sim" and role == "declaration" and law_claims.is_claim(Elaborator(scope), raw):
        made.role = role = "claim"
    head = head_of(Elaborator(scope), raw.left) if raw.sign == "=" and raw.first else None
    if head is not None:
        made.restates = other_meaning(state, raw, head)
    if role != "claim":
        return made
    if isinstance(raw, worded.Worded):
        asked.asserted = worded.asserted(raw)
    elif raw.sign == "sim":
        asked.asserted = law_claims.concluded(raw, section.blocks)
    asked.printed = _printed(raw)
    if raw.said is not None:
        _read_ways(made, state, raw)  # its guards are those of the table of sayings
        return made
    asked.hypothetical = hypothesis(raw.piece.formula, section.blocks) if not raw.conditions else ""
    asked.concludes = raw.branch
    asked.single = single(raw.piece.formula, section.blocks)
    asked.activations = activations(raw.piece.formula, section.blocks)
    if scope.tied_names is None:
        scope.tied_names = frozenset(tied_names(scope, section))
    asked.tied = scope.tied_names
    asked.stationary = is_stationary(raw, state.raws)
    if raw.sign in ORDER | LOEWNER:
        asked.asserted = asserted(raw, state.raws, section.blocks)
        asked.special = special_excluded(raw, section.blocks)
        asked.constrained = constrained(state, raw)
    asked.premises = premises_for(state, raw) if raw.sign == "=" else ()
    made.assumed = tuple(a.premise for a in scope.assumed if a.raw is raw)
    if raw.left is None and not isinstance(raw, worded.Worded):
        asked.problem = Diagnostic("M206", "what stands to the left of this relation is not known", span)
        return made
    equation = equation_of(state, raw)
    if equation is not None:
        asked.answer = text
        made.left = _between(equation, document)
    _read_ways(made, state, equation or raw)
    if raw in state.answers:
        _solved(made, state)
    return made


def _solved(made: Read, state: _Inferred) -> None:
    """What the statement is the answer of; a name that it introduces is a definition where that is not found."""
    answer = state.answers[made.raw]
    point = mark()
    try:
        made.question.solution = solution(state, answer)
    except (Misread, RecursionError):
        undo(point)
    if made.question.solution is not None:
        made.kind = made.question.kind = "argmin"
        made.question.problem = made.question.printed = None
    elif made.raw in state.heads:
        made.role = "definition"
    else:
        made.question.solved = made.question.solved or answer.written
    if made.raw in state.heads:
        made.mentions = frozenset()


def premises(state: _Inferred, raw: Raw) -> list[Relation]:
    """The conditions of the section that are stated before a relation."""
    return [
        Relation((p.left, p.right), ("=",))
        for p in state.premises
        if p.span.start < raw.span.start and p.left is not None
    ]


def mentions(scope: Scope, state: _Inferred, raw: Raw) -> frozenset[str]:
    """The free and unspecified symbols of a relation that could be a premise."""
    if adjoint_of(raw.left) is not None or raw.sign not in ("=", "sim", "perp", "equiv") or _has_derivative(raw.left):
        return frozenset()
    names = set()
    if _has_derivative(raw.right):
        # ``m_1 = …`` that was not understood: what is said of m later may rest on it.
        ref = Elaborator(scope).resolve(raw.left) if isinstance(raw.left, Name | Scripted) else None
        entry = scope.find(ref.key) if ref is not None else None
        return frozenset((entry.name,)) if entry is not None else frozenset()
    left, right = state.sides.get(raw, (set(), set()))
    given = names_given(scope, raw)
    if given is not None:
        return given
    for key in sorted(left | right):
        entry = scope.find(key)
        if entry is not None and not entry.symbol.is_size and (not entry.symbol.clauses or entry.symbol.broken):
            names.add(entry.name)
    return frozenset(names)


def names_given(scope: Scope, raw: Raw) -> frozenset[str] | None:
    """The names that an equation only gives values to: whatever its right side is, some value of them fulfils it, so
    that it constrains nothing else. None for an equation of another kind.

    Members of a recursion (``m_1 = …``) have their values already: such a line claims and constrains nothing.
    """
    names = [_free_standing(n) for n in _entries_of(raw.left)]
    entries = [scope.find(ref.key) if (ref := Elaborator(scope).resolve(n)) else None for n in names if n is not None]
    if not names or len(entries) != len(names) or None in entries or raw.right is None:
        return None
    found = [e for e in entries if e is not None]
    read = {
        ref.key for n in walk(raw.right) if isinstance(n, Name | Scripted) and (ref := Elaborator(scope).resolve(n))
    }
    if (
        len(found) == 1
        and found[0].family
        and any(found[0].name in symbols_in(c.body) for c in found[0].symbol.clauses)
    ):
        return frozenset()
    fresh = len({e.name for e in found}) == len(found) and not any(e.symbol.clauses or e.key in read for e in found)
    return frozenset(e.name for e in found) if fresh else None


def _entries_of(node: Node | None) -> list[Node]:
    """The entries of a column written out; a node that is none is its own only entry."""
    if isinstance(node, Matrix):
        return [cell for row in node.rows for cell in row if cell is not None]
    return [node] if node is not None else []


def _free_standing(node: Node) -> Node | None:
    return node if isinstance(node, Name | Scripted) else None


def _has_derivative(node: Node | None) -> bool:
    return (
        any(
            (isinstance(n, Fraction) and is_derivative(n)) or (isinstance(n, Name) and n.text == "nabla")
            for n in walk(node)
        )
        if node is not None
        else False
    )


def tied_names(scope: Scope, section: Section) -> set[str]:
    """The symbols in formulas that words tie to others without our understanding how."""
    names = {e.name for k in scope.tied if (e := scope.find(k)) is not None}
    for formula in tied_formulas(section.blocks):
        for row in parse(formula.latex).rows:
            for clause in row.clauses:
                for n in walk(clause.node) if clause.node is not None else ():
                    ref = Elaborator(scope).resolve(n) if isinstance(n, Name | Scripted) else None
                    entry = scope.find(ref.key) if ref is not None else None
                    if entry is not None:
                        names.add(entry.name)
    return names


def _keys_of(state: _Inferred, raw: Raw) -> set[str]:
    left, right = state.sides.get(raw, (set(), set()))
    return left | right


def _is_declared(scope: Scope, key: str) -> bool:
    entry = scope.find(key)
    return (
        entry is None
        or entry.fixed
        or entry.symbol.is_size
        or bool(entry.symbol.clauses)
        or entry.loss
        or entry.function
    )


def is_stationary(raw: Raw, raws: list[Raw]) -> bool:
    """``∂E/∂w = … = 0``: the head of the chain is a derivative and this member is zero."""
    zero = (isinstance(raw.right, Number) and raw.right.text == "0") or (
        isinstance(raw.left, Number) and raw.left.text == "0"
    )
    if raw.sign != "=" or not zero:
        return False
    head = next((r for r in raws if r.chain == raw.chain and r.piece is raw.piece), raw)
    return any(is_derivative(n) for n in (head.left, raw.left, raw.right))


def _printed(raw: Raw) -> tuple[int, int] | None:
    """How a side that is nothing but a number is printed."""
    found = printed(raw.right) or printed(raw.left)
    return (found.decimals, found.digits) if found is not None else None


def _written(raw: Raw, document: Document) -> str:
    if raw.left is None or raw.left_piece is None:
        return ""
    span = raw.left_piece.formula.span_of(raw.left.start, raw.left.end)
    return document.source.text[span.start : span.end]


def _between(raw: Raw, document: Document) -> str:
    """A relation as written."""
    return document.source.text[raw.span.start : raw.span.end]


def _read_ways(made: Read, state: _Inferred, raw: Raw) -> None:
    """All readings of ``raw`` that hold together, best first; it is that of the statement, or what this answers."""
    asked = made.question
    first: Misread | None = None
    swapped = False
    tried: set[tuple[tuple[str, str], ...]] = set()
    queue: list[dict[str, str]] = [{}]
    while queue and len(tried) < LIMIT:
        choices = queue.pop(0)
        key = tuple(sorted(choices.items()))
        if key in tried:
            continue
        tried.add(key)
        # A name that is defined anew here is compared with what it meant before.
        made.scope.position = raw.span.start - asked.renews
        ela = Elaborator(made.scope, choices)
        try:
            reading = definitions.read_relation(ela, raw, state.conditions.get(raw, []), premises(state, raw))
        except Misread as problem:
            swapped = (swapped and problem.help == "transposed") or (problem.help == "transposed" and first is None)
            if first is None or (problem.code == "M202" and first.code != "M202"):
                first = problem
        else:
            made.question.readings.append(reading)
            made.symbols = tuple(sorted(ela.symbols))
        for more in _others(ela, choices):
            if tuple(sorted(more.items())) not in tried:
                queue.append(more)
    if (
        not asked.readings
        and swapped
        and first is not None
        and all(_is_declared(made.scope, k) for k in made.symbols or _keys_of(state, raw))
    ):
        asked.transposed = first.message
        return
    if not asked.readings and first is not None and first.code == "M202":
        _relaxed(made, state)
    lent = not asked.readings and raw.sign == "in" and _of_its_chain(made, state)
    asked.unknown = frozenset(state.unknown(raw))
    asked.declared = all(_is_declared(made.scope, k) for k in made.symbols) and not lent
    asked.examples = tuple(
        (entry.name, v)
        for r, k, v in [*made.scope.examples(), *state.examples]
        if (r not in state.raws or r.span.start < raw.span.start) and (entry := made.scope.find(k)) is not None
    )
    asked.solved = state.solved.get(made.raw, "")
    if not asked.readings and first is not None:
        asked.problem = diagnose(first, raw)


def _of_its_chain(made: Read, state: _Inferred) -> bool:
    """``a = b ∈ S`` where ``b`` is an array written out with dots: what equals ``a`` has its shape.

    Such a reading can confirm, no more; of an expression that is not understood it could not even do that, because the
    shape of ``b`` may be what is wrong with it.
    """
    raw = made.raw
    if not isinstance(raw.left, Matrix) or claimed_space(raw.right) is None:
        return False
    for other in state.raws:
        if other.chain != raw.chain or other.sign != "=" or other.left is None or other.span.start >= raw.span.start:
            continue
        point = mark()
        try:
            ela = Elaborator(made.scope)
            made.question.readings.append(definitions.read_relation(ela, replace(raw, left=other.left), []))
        except Misread:
            undo(point)
            continue
        made.symbols = tuple(sorted(ela.symbols))
        return True
    return False


def _relaxed(made: Read, state: _Inferred) -> None:
    """A statement that does not fit the declared sizes, read with the sizes that it needs: a letter may have been
    reused, and where it was not, the values will differ."""
    for layout in ("mixed", "denominator", "numerator"):
        with relaxing() as equal:
            ela = Elaborator(made.scope, {"layout": layout})
            try:
                reading = definitions.read_relation(ela, made.raw, state.conditions.get(made.raw, []))
            except Misread:
                continue
        known = made.scope.known_sizes()
        if all(key.split("[")[0] in known for pair in equal for key in pair):
            made.question.readings.append(replace(reading, equal_sizes=tuple(sorted(equal))))
        if "layout" not in ela.seen:
            return


def _others(ela: Elaborator, choices: dict[str, str]) -> Iterator[dict[str, str]]:
    """The neighbouring readings: every choice met, changed one at a time."""
    for point, options in ela.seen.items():
        taken = choices.get(point, options[0])
        for option in options:
            if option != taken:
                yield {**choices, point: option}


def diagnose(problem: Misread, raw: Raw) -> Diagnostic:
    span = raw.span
    if (
        problem.node is not None
        and problem.node.end > problem.node.start
        and raw.start <= problem.node.start
        and problem.node.end <= raw.end
    ):
        span = raw.piece.formula.span_of(problem.node.start, problem.node.end)
    return Diagnostic(problem.code, problem.message, span, problem.help)


def kind_of(raw: Raw) -> str:
    """The kind of claim, by what stands in it."""
    from backproof.meaning.kinds import kind

    return kind(raw.left, raw.right, raw.sign)


def symbol_facts(scope: Scope) -> list[SymbolFact]:
    """What the names of a scope were taken to be."""
    out = []
    for entry in scope.entries.values():
        symbol = entry.symbol
        rank = entry.total - len(entry.family)
        noun = ("scalar", "vector", "matrix")[rank] if 0 <= rank < 3 else f"tensor of rank {rank}"
        if entry.family:
            noun = f"family of {noun.replace('matrix', 'matrice')}s"
        if entry.function:
            noun = "function"
        kind = (
            "size" if symbol.is_size else "function" if entry.function else "opaque loss" if entry.loss
            else "random" if symbol.distribution else "defined" if symbol.clauses else "variable"
        )  # fmt: skip
        shape = " \\times ".join(repr(a.size.root) if a.size.root.key else "?" for a in entry.axes if not a.family)
        learnt = "defined" if symbol.clauses and entry.learnt == "usage" else entry.learnt
        out.append(
            SymbolFact(
                entry.latex, kind, symbol.known or noun, shape, learnt, entry.span, entry.convention, scope.title
            )
        )
    return out
