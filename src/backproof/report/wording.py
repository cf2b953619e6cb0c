"""The words of a finding, the same in every format."""

from collections.abc import Iterable

from backproof.claims.statement import Checked, Counterexample, Evidence, Statement, SymbolFact, Verdict
from backproof.notes.code import Level
from backproof.notes.codes import bare, entry_of
from backproof.notes.diagnostics import Diagnostic

_BY_CERTIFICATE = {"shape": "V402", "scope": "V403"}

_CERTIFICATES = {
    "ball": "ball arithmetic encloses the difference away from zero",
    "exact": "exact arithmetic",
    "enumeration": "all cases enumerated",
    "shape": "the shapes differ",
    "scope": "an index is free on one side only",
    "float": "floating point, no enclosure",
}


def code_of(verdict: Verdict) -> str:
    """The code that stands for a verdict: what made it unclear, or which kind of wrong; ``""`` where all is well."""
    match verdict.outcome:
        case "wrong":
            example = verdict.counterexample
            return _BY_CERTIFICATE.get(example.certificate, "V401") if example else "V401"
        case "conditional":
            return "V411"
        case "unclear":
            return bare(verdict.diagnostics[0].code) if verdict.diagnostics else "V421"
        case _:
            return ""


def headline(verdict: Verdict) -> str:
    """One lower-case sentence: the reason, or what the code says where no reason was given."""
    if verdict.outcome == "conditional":
        return f"true only if {verdict.condition}" if verdict.condition else verdict.reason or "true only sometimes"
    if verdict.reason:
        return verdict.reason
    if verdict.outcome == "unclear" and verdict.diagnostics:
        return verdict.diagnostics[0].message
    entry = entry_of(code_of(verdict))
    return entry.summary if entry else verdict.outcome


def instance(example: Counterexample) -> str:
    """The values of a counterexample: ``x = 2, W = [[1, 2], [3, 4]]``."""
    return ", ".join(f"{name} = {' '.join(value.split())}" for name, value in example.values)


def certificate(example: Counterexample) -> str:
    """What makes the counterexample certain."""
    words = _CERTIFICATES[example.certificate]
    return f"{words}: {example.enclosure}" if example.enclosure else words


def evidence(found: Evidence) -> str:
    """What a statement was tested on: ``30 points, m = 3, n = 5, 15 digits (float64, ball 106 bits)``."""
    parts = [f"{found.instances} point{'' if found.instances == 1 else 's'}"]
    parts += [f"{name} = {size}" for name, size in found.sizes]
    parts += [f"{found.digits} digits"] if found.digits else []
    arithmetic = f" ({', '.join(found.precisions)})" if found.precisions else ""
    return ", ".join(parts) + arithmetic


def fact(symbol: SymbolFact) -> str:
    """``matrix m \\times n (defined)``: what a symbol was taken to be, and where from."""
    kind = symbol.kind if symbol.kind not in ("", "variable") else ""
    words = " ".join(w for w in (kind, symbol.type, symbol.shape) if w)
    source = ", ".join(w for w in (symbol.learnt, symbol.convention) if w)
    return f"{words} ({source})" if source else words


def full_message(statement: Statement, verdict: Verdict) -> str:
    """The finding as lines of plain text, for formats that have one field for it."""
    lines = [f"{verdict.outcome}: {headline(verdict)}", f"in: {statement.latex}"]
    if statement.left and statement.left not in statement.latex:
        lines.append(f"compared with: {statement.left}")
    example = verdict.counterexample
    if example:
        values = instance(example)
        at = f" at {example.at}" if example.at else ""
        lines += [f"for: {values}"] if values else []
        lines.append(f"left: {example.left}; right: {example.right}{at}")
        lines.append(f"certificate: {certificate(example)}")
    lines += [f"instead: {verdict.correction}"] if verdict.correction else []
    lines += [f"repair: {verdict.repair}"] if verdict.repair else []
    lines += [f"note: {remark}" for remark in verdict.remarks]
    lines += [f"help: {line}" for line in helps(verdict)]
    return "\n".join(lines)


def helps(verdict: Verdict) -> list[str]:
    """The advice of the diagnostics under a verdict, each once."""
    return list(dict.fromkeys(d.help for d in verdict.diagnostics if d.help))


def loose(document: Checked) -> list[Diagnostic]:
    """The diagnostics of a document that no statement carries already, each once, in order of place."""
    carried: Iterable[Diagnostic] = (d for s in document.statements if s.verdict for d in s.verdict.diagnostics)
    seen = {(d.code, d.span, d.message) for d in carried}
    kept = []
    for d in document.diagnostics:
        key = (d.code, d.span, d.message)
        if key not in seen:
            seen.add(key)
            kept.append(d)
    return sorted(kept, key=lambda d: (d.span.start, d.span.end, d.code))


def noted(document: Checked) -> list[Diagnostic]:
    """``loose`` without what the reader mended with certainty, which asks for nobody's attention."""
    return [d for d in loose(document) if not ((entry := entry_of(d.code)) and entry.coped)]


def remarkable(document: Checked) -> list[Diagnostic]:
    """``noted`` without what somebody asked to ignore."""
    return [d for d in noted(document) if not d.silenced]


def level(code: str) -> Level:
    """How serious a code is; codes that the table lacks are notes."""
    entry = entry_of(code)
    return entry.level if entry else "note"
