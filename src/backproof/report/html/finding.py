"""What is known about one statement: a disclosure that opens to its verdict, reading, numbers, way out and symbols."""

from collections.abc import Iterator, Sequence

from backproof.claims.statement import Checked, Counterexample, Statement, SymbolFact, Verdict
from backproof.notes.codes import bare, entry_of
from backproof.notes.diagnostics import Diagnostic
from backproof.report.findings import SILENCED
from backproof.report.html.differing import marked
from backproof.report.html.formulas import Names, line, mixed, typeset, words
from backproof.report.html.markup import Markup, element, join, text
from backproof.report.html.naming import name
from backproof.report.html.numbers import value, values
from backproof.report.html.relations import Relation, relation_of
from backproof.report.html.steps import steps
from backproof.report.html.verdicts import LOOKS, group_of, icon, look_of
from backproof.report.places import place
from backproof.report.wording import certificate, code_of, evidence, headline
from backproof.text.blocks import Span


def finding(names: Names, number: int, latex: str | None) -> Markup:
    """The disclosure of a statement; ``latex`` is the relation as it was read, None where it stands in words."""
    statement = names.checked.statements[number]
    look = look_of(statement)
    summary = element(
        "summary",
        icon(look),
        element("strong", LOOKS[look].word, class_="word"),
        element("span", says(statement), class_="says"),
        element("span", f"line {place(names.checked, statement.span).line}", class_="where"),
    )
    return element(
        "details",
        summary,
        element("div", *_parts(names, statement, latex), class_="body"),
        class_=f"finding v-{look} g-{group_of(look)}{' loud' if LOOKS[look].loud else ''}",
        id=names.finding(number),
        data_mark=names.mark(number),
    )


def says(statement: Statement) -> Markup:
    """What came out, in a line."""
    verdict = statement.verdict
    if verdict is None:
        return text(LOOKS[look_of(statement)].means)
    by = f"{verdict.outcome}, {SILENCED[statement.silenced]}: " if statement.silenced else ""
    if verdict.outcome == "conditional" and verdict.condition:
        return join((by, "true only if ", mixed(verdict.condition)))
    return text(by + (_tested(verdict) if verdict.outcome == "tested" else headline(verdict)))


def _tested(verdict: Verdict) -> str:
    found = verdict.evidence
    return verdict.reason or (f"holds at {found.instances} points" if found else "holds")


def _parts(names: Names, statement: Statement, latex: str | None) -> Iterator[Markup]:
    document, verdict = names.checked, statement.verdict
    relation = relation_of(latex, statement.left) if latex is not None else Relation("", "", "")
    if verdict is not None:
        yield element("p", LOOKS[verdict.outcome].means, *_code(verdict), class_="means")
    if verdict is None or not verdict.correction or not relation.right:
        claim = typeset(relation.whole, display=True) if latex is not None else words(statement.latex)
        yield element("div", claim, class_="claim")
    facts = [*_read(statement)]
    if verdict is not None:
        facts += _way_out(names, verdict, relation)
        facts += _numbers(names, verdict.counterexample) if verdict.counterexample else []
        facts += _grounds(verdict)
        facts += [fact("note", remark) for remark in verdict.remarks]
        facts += [part for d in verdict.diagnostics for part in diagnostic(names, d, verdict.reason)]
    symbols = [fact for key in statement.symbols for fact in document.symbols if fact.name == key]
    facts += [fact("symbols", symbol_table(names, symbols))] if symbols else []
    if facts:
        yield element("dl", *facts, class_="facts")


def fact(label: str, *content: str, kind: str = "") -> Markup:
    """A line of the panel: what it is, and the thing."""
    return element("div", element("dt", label), element("dd", *content), class_=f"fact {kind}".rstrip())


def _code(verdict: Verdict) -> Iterator[Markup]:
    code = code_of(verdict)
    if code:
        yield Markup(" ")
        yield code_link(code)


def code_link(code: str) -> Markup:
    """A code, which leads to its explanation at the end of the page."""
    code = bare(code)
    return element("a", code, href=f"#code-{code}", class_="code") if entry_of(code) else element("span", code)


def _read(statement: Statement) -> Iterator[Markup]:
    if statement.reading:
        yield fact("read as", line(statement.reading))


def _way_out(names: Names, verdict: Verdict, relation: Relation) -> Iterator[Markup]:
    if verdict.outcome == "conditional" and verdict.reason and verdict.condition not in verdict.reason:
        yield fact("because", verdict.reason)
    if verdict.correction and not relation.right:
        yield fact("instead", typeset(verdict.correction, display=True), kind="after")
    elif verdict.correction:
        gone, come = marked(relation.right, verdict.correction)
        mended = relation._replace(right=verdict.correction)
        written, instead = (r._replace(right=new or r.right).whole for r, new in ((relation, gone), (mended, come)))
        yield fact("as written", typeset(relation.whole, display=True, marked=written), kind="change")
        yield fact("instead", typeset(mended.whole, display=True, marked=instead), kind="change after")
    if verdict.repair:
        yield fact("repair", mixed(verdict.repair), kind="after")
    if verdict.root is not None:
        yield fact("follows from", spot_link(names, verdict.root))


def _numbers(names: Names, example: Counterexample) -> Iterator[Markup]:
    at = f" at {example.at}" if example.at else ""
    if example.values:
        yield fact("take", values(example.values, lambda key: name(key, names.drawn)))
    sides = [("left side", example.left), ("right side", example.right)]
    sides += [("true value", example.truth)] if example.truth and example.truth != example.left else []
    cells = (element("div", element("span", side, class_="label"), value(text), class_="side") for side, text in sides)
    yield fact(f"then{at}", element("div", *cells, class_="sides"))
    yield fact("certain by", certificate(example))
    if example.snippet:
        yield fact("check it", snippet(example.snippet))


def snippet(code: str) -> Markup:
    """Code to paste; the button that copies it appears where it can work."""
    button = element("button", "Copy", type="button", class_="copy", hidden=True)
    pre = element("pre", element("code", code), tabindex="0", role="group", aria_label="NumPy code")
    return element("details", element("summary", "NumPy code to paste"), button, pre, class_="snippet")


def _grounds(verdict: Verdict) -> Iterator[Markup]:
    found = verdict.evidence
    if found is None:
        return
    if found.laws:
        laws = join(element("li", law) for law in found.laws)
        count = f"{found.steps} step{'' if found.steps == 1 else 's'}, by"
        yield fact("derivation", count, element("ul", laws, class_="laws"), steps(found.proof))
    if found.assumptions:
        yield fact("assuming", ", ".join(found.assumptions))
    yield fact("tested on", evidence(found))


def diagnostic(names: Names, found: Diagnostic, said: str = "") -> Iterator[Markup]:
    """A diagnostic as facts, without what was said already."""
    if found.message not in (said, ""):
        yield fact("reason", found.message, " ", code_link(found.code))
    for label in found.labels:
        yield fact("see", spot_link(names, label.span), ": ", label.text)
    if found.help:
        yield fact("help", found.help)


def spot_link(names: Names, span: Span) -> Markup:
    """``line 8``, as a link if a statement stands there."""
    number = next(
        (n for n, s in enumerate(names.checked.statements) if s.span.start <= span.start and span.end <= s.span.end),
        None,
    )
    words = f"line {place(names.checked, span).line}"
    return Markup(words) if number is None else element("a", words, href=f"#{names.mark(number)}")


def symbol_table(names: Names, symbols: Sequence[SymbolFact]) -> Markup:
    """What the symbols were taken to be, of which shape, and where that was learnt."""
    head = element("tr", *(element("th", word, scope="col") for word in ("symbol", "is", "learnt from")))
    rows = dict.fromkeys(element("tr", *_symbol(names, symbol)) for symbol in symbols)
    table = element("table", element("thead", head), element("tbody", *rows), class_="symbols")
    return element("div", table, class_="scroll")


def _symbol(names: Names, symbol: SymbolFact) -> Iterator[Markup]:
    yield element("td", name(symbol.name, names.drawn))
    kind = symbol.kind if symbol.kind != "variable" else ""
    kind = "" if kind == symbol.type or (kind == "defined" and symbol.learnt == kind) else kind
    is_a = ", ".join(w for w in (kind, symbol.type) if w)
    shape = [" of size ", typeset(symbol.shape)] if symbol.shape else []
    yield element("td", is_a, *shape)
    learnt = ", ".join(w for w in (symbol.learnt, symbol.convention) if w)
    where = [", ", spot_link(names, symbol.span)] if symbol.span else []
    but = [f"; but {symbol.contradiction.message}"] if symbol.contradiction else []
    yield element("td", learnt, *where, *but)


def unread(document: Checked) -> Markup:
    """What is said of a document that could not be read."""
    return element("p", document.error or "cannot be read", class_="unread")
