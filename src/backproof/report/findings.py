"""One statement and its verdict as lines of a terminal."""

from backproof.claims.statement import Checked, Counterexample, Statement, Verdict
from backproof.notes.codes import bare
from backproof.notes.diagnostics import Diagnostic
from backproof.report.excerpt import excerpt
from backproof.report.lines import Line, cells, clip, flat
from backproof.report.places import spot
from backproof.report.wording import certificate, code_of, evidence, fact, headline, helps, instance, level

STYLES = {
    "wrong": "bold red",
    "conditional": "bold yellow",
    "unclear": "bold blue",
    "warning": "bold yellow",
    "proved": "green",
    "tested": "green",
}

SILENCED = {"comment": "ignored", "configuration": "ignored", "baseline": "known"}
"""How a finding that is not reported is called where everything is shown."""

_LABEL = 13


def entry(label: str, text: str, style: str = "") -> Line:
    """An aligned line of a finding: what it is, and the thing."""
    return ("  ", ""), (f"{label:<{_LABEL}}", "dim"), (flat(text), style)


def finding(document: Checked, statement: Statement, verdict: Verdict, width: int, verbose: bool) -> list[Line]:
    """A wrong or conditional statement in full: header, source, reading, numbers, way out."""
    style = STYLES[verdict.outcome]
    header: Line = ((f"{verdict.outcome}[{code_of(verdict)}]", style), (": ", ""), (flat(headline(verdict)), "bold"))
    lines = [header, *excerpt(document, statement.span, style, width)]
    if statement.left and statement.left not in statement.latex:
        lines.append(entry("compared to", statement.left))
    if statement.reading:
        lines.append(entry("read as", statement.reading))
    if verdict.outcome == "conditional" and verdict.reason and verdict.condition:
        lines.append(entry("because", verdict.reason))
    if verdict.counterexample:
        lines += _numbers(verdict.counterexample, verdict.outcome == "wrong" or verbose)
    lines += _way_out(document, verdict)
    return lines + (details(document, statement, verdict) if verbose else [])


def _numbers(example: Counterexample, full: bool) -> list[Line]:
    values, at = instance(example), f"  at {example.at}" if example.at else ""
    lines = [entry("for", values)] if values else []
    lines += [entry("left", example.left + at), entry("right", example.right)]
    if example.truth and example.truth != example.left:
        lines.append(entry("true value", example.truth))
    return [*lines, entry("certificate", certificate(example))] if full else lines


def _way_out(document: Checked, verdict: Verdict) -> list[Line]:
    lines = []
    if verdict.root is not None:
        lines.append(entry("follows from", spot(document, verdict.root)))
    if verdict.correction:
        lines.append(entry("instead", verdict.correction, "green"))
    if verdict.repair:
        lines.append(entry("repair", verdict.repair, "green"))
    lines += [entry("note", remark) for remark in verdict.remarks]
    for d in verdict.diagnostics:
        if d.message not in (verdict.reason, ""):
            lines.append(entry(bare(d.code), d.message))
        lines += _places(document, d)
    return lines + [entry("help", text) for text in helps(verdict)]


def details(document: Checked, statement: Statement, verdict: Verdict | None) -> list[Line]:
    """What only ``--verbose`` shows: evidence, the facts about the symbols, the code to paste."""
    lines = [entry("tested on", evidence(verdict.evidence))] if verdict and verdict.evidence else []
    if verdict and verdict.evidence and verdict.evidence.laws:
        lines.append(entry("proved by", ", ".join(verdict.evidence.laws)))
    for name in statement.symbols:
        for symbol in (s for s in document.symbols if s.name == name):
            where = f", {spot(document, symbol.span)}" if symbol.span else ""
            section = f" in {symbol.section}" if symbol.section else ""
            lines.append(entry("where", f"{name}: {fact(symbol)}{section}{where}"))
    if verdict and verdict.counterexample and verdict.counterexample.snippet:
        lines.append(entry("to paste", ""))
        lines += [(("    ", ""), (row, "")) for row in verdict.counterexample.snippet.rstrip().split("\n")]
    return lines


def holding(document: Checked, statement: Statement, verdict: Verdict, width: int) -> list[Line]:
    """A statement that holds, with all that is known about it."""
    lines = [brief(document, statement, verdict.outcome, width)]
    lines += [entry("read as", statement.reading)] if statement.reading else []
    lines += [entry("because", verdict.reason)] if verdict.reason else []
    lines += [entry("note", remark) for remark in verdict.remarks]
    return lines + details(document, statement, verdict)


def unclear(document: Checked, statement: Statement, verdict: Verdict, width: int, verbose: bool) -> list[Line]:
    """One line for an unclear statement, and the other places that matter; what would help, the reading and the symbols
    too if all is wanted."""
    why = f"{code_of(verdict)} {flat(headline(verdict))}"
    lines = [_one_line("unclear", spot(document, statement.span), why, width)]
    places = [line for d in verdict.diagnostics for line in _places(document, d)]
    if not verbose:
        return lines + places
    lines.append(entry("in", statement.latex))
    lines += [entry("read as", statement.reading)] if statement.reading else []
    lines += [entry("note", remark) for remark in verdict.remarks]
    return lines + places + [entry("help", text) for text in helps(verdict)] + details(document, statement, verdict)


def brief(document: Checked, statement: Statement, word: str, width: int) -> Line:
    """``tested       notes.md:3:1  y = 2x``."""
    return _one_line(word, spot(document, statement.span), flat(statement.latex), width)


def note(document: Checked, diagnostic: Diagnostic, width: int, verbose: bool) -> list[Line]:
    """A diagnostic that belongs to no statement."""
    word = SILENCED.get(diagnostic.silenced) or ("warning" if level(diagnostic.code) == "warning" else "note")
    lines = [_one_line(word, spot(document, diagnostic.span), f"{bare(diagnostic.code)} {diagnostic.message}", width)]
    lines += _places(document, diagnostic)
    if verbose and diagnostic.help:
        lines.append(entry("help", diagnostic.help))
    return lines


def _places(document: Checked, diagnostic: Diagnostic) -> list[Line]:
    """The other places that a diagnostic speaks of."""
    return [entry("see", f"{spot(document, label.span)}: {label.text}") for label in diagnostic.labels]


def _one_line(word: str, place: str, text: str, width: int) -> Line:
    return clipped((word, STYLES.get(word, "dim")), place, text, width)


def clipped(word: tuple[str, str], place: str, text: str, width: int) -> Line:
    """A word with its style, a place, and as much of a text as there is room for."""
    head = f"{word[0]:<{_LABEL}}"
    room = max(width - len(head) - cells(place) - 3, 20)
    return (head, word[1]), (f" {place}  ", ""), (clip(flat(text), room), "")
