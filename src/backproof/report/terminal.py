"""The report for people: findings like a good compiler's, then one line that counts.

``quiet`` keeps what is wrong and the count; ``verbose`` shows all that is known about every statement.
"""

from collections.abc import Sequence
from typing import Literal

from backproof.claims.statement import Checked, Statement
from backproof.notes.code import Level
from backproof.report.baseline import Compared, told
from backproof.report.changes import changes
from backproof.report.findings import SILENCED, STYLES, brief, clipped, finding, holding, note, unclear
from backproof.report.identity import Identity
from backproof.report.lines import Line, coloured, plain
from backproof.report.tally import Tally, sentence, tally
from backproof.report.wording import level, loose, remarkable

Detail = Literal["quiet", "normal", "verbose"]

_FEW = 3


def report(
    documents: Sequence[Checked],
    *,
    detail: Detail = "normal",
    width: int = 100,
    colour: bool = False,
    seconds: float | None = None,
    baseline: Compared | None = None,
    since: Sequence[Checked] | None = None,
) -> str:
    """The whole report as text; ``seconds`` is how long the check took, if that is to be said.

    ``since``: only what is different from these documents is shown; what is counted are all findings.
    """
    lines: list[Line] = []
    different = changes(since, documents) if since is not None else None
    for block in _blocks(different.new if different is not None else documents, detail, max(width, 40)):
        lines += [*block, ()]
    if different is not None and different.gone:
        lines += [*(_went(path, who, width) for path, who in different.gone), ()]
    if baseline is not None and baseline.stale and detail != "quiet":
        lines += [*_out_of_date(baseline), ()]
    count = tally(documents)
    lines.append(((sentence(count, seconds), _mood(count)),))
    return coloured(lines, width) if colour else plain(lines)


def _went(path: str, finding: Identity, width: int) -> Line:
    """A finding that is no more."""
    return clipped(("gone", STYLES["tested"]), path, f"{finding.code} {finding.text}", width)


def _out_of_date(baseline: Compared) -> list[Line]:
    """The entries of a baseline that can go."""
    head = f"no longer found, and still in {baseline.path} (`--write-baseline {baseline.path}` takes them out):"
    return [((head, STYLES["warning"]),), *((("  ", ""), (told(s), "")) for s in baseline.stale)]


def _mood(count: Tally) -> str:
    return STYLES["wrong"] if count.wrong else "bold"


def _blocks(documents: Sequence[Checked], detail: Detail, width: int) -> list[list[Line]]:
    """Groups of lines, each followed by an empty line."""
    if detail == "verbose":
        return [block for d in documents for block in _everything(d, width)]
    blocks = [block for d in documents for s in d.statements if (block := _shown(d, s, detail, width))]
    rest = [line for d in documents for line in _set_aside(d, width, "error")]
    if detail == "normal":
        rest += [line for d in documents for line in _set_aside(d, width, "warning")]
        minor = [line for d in documents for line in _set_aside(d, width, "note")]
        rest += minor[:_FEW]
        if len(minor) > _FEW:
            rest.append(((f"… {len(minor) - _FEW} more not understood or not judged; --verbose shows all", "dim"),))
    return [*blocks, rest] if rest else blocks


def _shown(document: Checked, statement: Statement, detail: Detail, width: int) -> list[Line]:
    """A finding in full, if the statement is one that is shown."""
    verdict = statement.verdict
    if (
        verdict is None
        or statement.silenced
        or verdict.outcome not in (("wrong",) if detail == "quiet" else ("wrong", "conditional"))
    ):
        return []
    return finding(document, statement, verdict, width, verbose=False)


def _set_aside(document: Checked, width: int, wanted: Level) -> list[Line]:
    """One line for each unclear statement and each diagnostic without a statement, of one level: our own errors, then
    what was written for us and did not work, then the rest."""
    found: list[tuple[int, Line]] = []
    for s in document.statements:
        if s.verdict is None or s.verdict.outcome != "unclear" or s.silenced:
            continue
        ours = any(level(d.code) == "error" for d in s.verdict.diagnostics)
        if wanted == ("error" if ours else "note"):
            found.append((s.span.start, unclear(document, s, s.verdict, width, verbose=False)[0]))
    for d in remarkable(document):
        if level(d.code) == wanted:
            found.append((d.span.start, note(document, d, width, verbose=False)[0]))
    return [line for _, line in sorted(found, key=lambda pair: pair[0])]


def _everything(document: Checked, width: int) -> list[list[Line]]:
    """All statements and diagnostics of a document, in the order of the source."""
    found = [(s.span.start, _in_full(document, s, width)) for s in document.statements]
    found += [(d.span.start, note(document, d, width, verbose=True)) for d in loose(document)]
    return [block for _, block in sorted(found, key=lambda pair: pair[0])]


def _in_full(document: Checked, statement: Statement, width: int) -> list[Line]:
    verdict = statement.verdict
    if verdict is None:
        return [brief(document, statement, statement.role, width)]
    if statement.silenced:
        return [brief(document, statement, SILENCED[statement.silenced], width)]
    match verdict.outcome:
        case "wrong" | "conditional":
            return finding(document, statement, verdict, width, verbose=True)
        case "unclear":
            return unclear(document, statement, verdict, width, verbose=True)
        case "proved" | "tested":
            return holding(document, statement, verdict, width)
