"""Reading a document: sections, scopes, facts, definitions, statements.

The result is a list of statements, each with the readings that hold together; what could not be read carries a
diagnostic. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from backproof.claims.reading import Premise, Question
from backproof.claims.statement import Role, SymbolFact
from backproof.latex import parse
from backproof.latex.tree import Fraction, Matrix, Name, Node, Number, Relation, Scripted
from backproof.latex.walk import walk
from backproof.meaning import announcing, declaring, definitions, introduced, law_claims, randomness, tables, worded
from backproof.meaning.adjoints import adjoint_of
from backproof.meaning.answers import equation_of
from backproof.meaning.attaching import attach
from backproof.meaning.bare_shapes import bare_shapes
from backproof.meaning.branches import with_branches
from backproof.meaning.by_words import by_cases
from backproof.meaning.contradictions import settle_conflicts
from backproof.meaning.diagnosing import diagnose
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.generic import note_generic
from backproof.meaning.heads_of import head_of
from backproof.meaning.held_fixed import note_held
from backproof.meaning.hypotheses import activations, circumstances, hypothesis, single, tied_formulas
from backproof.meaning.inference import infer
from backproof.meaning.jacobians import note_operators
from backproof.meaning.labels import compared_labels
from backproof.meaning.named_derivatives import named_in_words
from backproof.meaning.named_objects import named_objects
from backproof.meaning.named_sides import named_sides
from backproof.meaning.new_meanings import Restated, other_meaning
from backproof.meaning.orders import asserted, constrained, special_excluded
from backproof.meaning.origins import located
from backproof.meaning.premises import collect_premises, premises_for
from backproof.meaning.primes import with_transposes
from backproof.meaning.printed import printed
from backproof.meaning.proportions import normalise
from backproof.meaning.prose import facts_of
from backproof.meaning.relations import QUESTION, Piece, Raw, clauses_of, pieces_of, relations
from backproof.meaning.restated import restated
from backproof.meaning.sayings.claims import said_claims
from backproof.meaning.scope import Scope
from backproof.meaning.sections import Section, sections_of
from backproof.meaning.signs import LOEWNER, ORDER
from backproof.meaning.solutions import is_derivative
from backproof.meaning.solved import solution
from backproof.meaning.symbol_facts import facts_about
from backproof.meaning.tensor import Misread
from backproof.meaning.usage import collect
from backproof.meaning.ways import keys_of, premises, read_ways
from backproof.meaning.worked import Stretch, at_home, worked_examples
from backproof.meaning.worked_values import judged_lines, read_claim
from backproof.meaning.workspace import Meaning, titled
from backproof.meaning.workspace import Section as _Inferred
from backproof.notes.diagnostics import Diagnostic, Label
from backproof.terms.model import Model
from backproof.terms.sizes import forget_aliases, mark, undo
from backproof.terms.traversal import reached, symbols_in
from backproof.text.blocks import Document, Formula, Span, Table


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
    beside: Sequence[Node] = ()
    """The conditions that stand beside it."""
    stated: Sequence[Relation] = ()
    """The conditions that the section states before it."""
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
    own = attach(at_home(sections_of(document)), before)
    every = [*before, *own]
    for section, blocks in zip(every, with_transposes([s.blocks for s in every]), strict=True):
        section.blocks = blocks
    statements: list[Read] = []
    for section in [*before, *own]:
        source = document if section in own else (given or [])[section.document - 1]
        pieces = pieces_of(section.blocks)
        scope = _scope(section, pieces, scopes, model)
        raws, said = _prepared(section, scope, pieces)
        examples = worked_examples(section.title, section.blocks, scope, raws)
        apart = {line.raw for stretch in examples for line in stretch.lines}
        raws = [raw for raw in raws if raw not in apart]
        state = _Inferred(section, scope, raws, said=said, meanings=(meanings or {}) if section.document == 0 else {})
        infer(state)
        introduced.introduce(scope)
        randomness.settle(scope)
        settle_conflicts(scope)
        for found in (scope.contradicted, scope.misfits):
            found.update({name: located(d, source.source) for name, d in found.items()})
        scope.given_numbers = [e for e in state.examples if not titled(state, e[0])]
        scope.assumed = collect_premises(state, source)
        if section.document == 0:
            made = [_statement(raw, scope, state, source, section) for raw in state.raws if not raw.worded]
            ends: dict[int, Read] = {}
            for one in made:
                one.before = ends.get(id(one.raw.left)) if one.raw.left is not None else None
                ends[id(one.raw.right)] = one
            by_raw = {r.raw: r for r in made}
            for stretch in examples:
                made += _in_numbers(stretch, scope, source, section, by_raw)
            made += [_statement(raw, scope, state, source, section) for raw in _in_words(section, scope, pieces, raws)]
            made += _in_tables(section, scope)
            words = [_statement(raw, scope, state, source, section) for raw in said_claims(state)]
            made.extend(r for r in words if r.question.readings)
            statements.extend(sorted(made, key=lambda s: s.span.start))
    note_generic(scopes.values(), model, [e for s in statements for r in s.question.readings for e in r.sides])
    facts = [f for scope in scopes.values() for f in facts_about(scope)]
    return ReadDocument(document, statements, _said_of_names(scopes), facts, model)


def _said_of_names(scopes: Mapping[Section, Scope]) -> list[Diagnostic]:
    """What the document itself declares that cannot be, in its order."""
    own = [
        d
        for section, scope in scopes.items()
        if section.document == 0
        for d in (*scope.contradicted.values(), *scope.misfits.values())
    ]
    return sorted(set(own), key=lambda d: (d.span.start, d.code))


def _scope(section: Section, pieces: list[Piece], scopes: dict[Section, Scope], model: Model) -> Scope:
    parent = scopes.get(section.parent) if section.parent is not None else None
    usage = collect(clauses_of(pieces), parent.usage if parent else None)
    scope = Scope(usage, model, parent, section.title, statement=section.document != 0, blocks=section.blocks)
    scopes[section] = scope
    return scope


def _prepared(section: Section, scope: Scope, pieces: list[Piece]) -> tuple[list[Raw], dict[int, str]]:
    raws = by_cases(section.blocks, bare_shapes(section.blocks, pieces, list(relations(pieces))))
    raws = with_branches(raws)
    normalise(raws)
    facts = facts_of(section.blocks)
    note_operators(scope, section.blocks)
    announcing.announce(scope, pieces, raws, facts, section.blocks)
    definitions.apply_facts(scope, facts, raws, section.blocks)
    note_held(scope, facts, raws, section.blocks)
    named = [
        *named_in_words(scope, facts, raws),
        *named_objects(scope, facts, raws),
        *named_sides(section.blocks, raws),
    ]
    raws = [*named, *raws]
    announcing.without_laws(raws)
    declaring.declare(scope, pieces, raws)
    compared_labels(scope, raws)
    said = {s.span.start: fact.value for fact in facts if fact.kind == "role" for s in fact.subjects}
    return raws, said


def _in_words(section: Section, scope: Scope, pieces: list[Piece], raws: list[Raw]) -> list[worded.Worded]:
    """The claims that sentences make about what the section has defined."""
    chain = max((r.chain for r in raws), default=0)
    return [w for w in worded.worded(section.blocks, pieces, chain) if worded.speaks_of_something(scope, w)]


def _in_numbers(
    stretch: Stretch, scope: Scope, document: Document, section: Section, general: Mapping[Raw, Read]
) -> Iterator[Read]:
    """The lines of a worked example: what it gives, and what it states at these values."""
    for line in judged_lines(stretch, scope):
        raw, span = line.raw, line.raw.span
        if line.general:
            if raw in general:
                general[raw].question.worked = line.worked
            continue
        asked = Question(span, raw.sign, "numeric", mended=raw.mended)
        role: Role = "declaration" if line.worked is None else "claim"
        text = document.source.text[span.start : span.end]
        made = Read(span, text, _written(raw, document), role, asked.kind, raw, scope, asked, section)
        if line.worked is not None:
            asked.printed = _printed(raw)
            asked.hypothetical = line.turned
            problem = read_claim(asked, raw, scope, line.worked)
            asked.problem = diagnose(problem, raw) if problem is not None else None
            made.symbols = tuple(sorted(symbols_in(asked.readings[0].left))) if asked.readings else ()
        yield made


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
    text = _said(raw, document)
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
    asked.from_zero = scope.fact("start") == "zero"
    asked.printed = _printed(raw)
    if raw.said is not None:
        read_ways(made, state, raw)  # its guards are those of the table of sayings
        return made
    asked.hypothetical = hypothesis(raw.piece.formula, section.blocks) if not raw.conditions else ""
    asked.concludes = raw.branch
    asked.circumstances = circumstances(raw.piece.formula, section.blocks)
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
        made.left = _said(equation, document)
    read_ways(made, state, equation or raw)
    made.beside, made.stated = state.conditions.get(raw, ()), premises(state, raw)
    asked.clash = located(asked.clash, document.source) if asked.clash is not None else None
    if asked.problem is not None and asked.problem.code == "M202":
        asked.problem = located(asked.problem, document.source)
    if raw in state.answers:
        _solved(made, state)
    _contradicted(made, state)
    return made


def _contradicted(made: Read, state: _Inferred) -> None:
    """A line that rests on a name of which the page says what cannot be has no verdict."""
    entries = (state.scope.find(key) for key in sorted(keys_of(state, made.raw)))
    sides = [e for r in made.question.readings for e in r.sides]
    names = [*(e.name for e in entries if e is not None), *reached(sides, state.scope.model)]
    made.question.misfit = state.scope.misfit(names)
    found = state.scope.contradiction(names)
    if found is not None:
        labels = found.labels or (Label(found.span, found.message),)
        made.question.problem = Diagnostic(found.code, found.message, made.span, found.help, labels)


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
    formula = raw.left_piece.formula
    if formula.composed:
        return formula.latex[raw.left.start : raw.left.end]
    return document.written(formula.span_of(raw.left.start, raw.left.end))


def _said(raw: Raw, document: Document) -> str:
    """A relation as written; what cells of a table say together, where it is put together from them."""
    return raw.text[raw.start : raw.end] if raw.piece.formula.composed else document.written(raw.span)


def kind_of(raw: Raw) -> str:
    """The kind of claim, by what stands in it."""
    from backproof.meaning.kinds import kind

    return kind(raw.left, raw.right, raw.sign)
