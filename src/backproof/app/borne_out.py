"""Whether a page bears out how the names of a line were understood, before the line is called wrong.

A name that is misread spoils every line that rests on it, and none of them holds. So a line is only called wrong where
other lines that hold speak of what it speaks of, or where nothing of it had to be guessed: what a page declares or
defines is known, what an unspecified function depends on and how long an undeclared array is are guesses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from backproof.app.judging import Judging, rested_on
from backproof.claims.statement import Statement, Verdict
from backproof.meaning.read import Read
from backproof.meaning.scope import Scope
from backproof.notes.diagnostics import Diagnostic

SHARE = 0.4
"""If more of what a line rests on stands in no line that holds, the line is not called wrong. On pages whose errors are
known, lines that were rightly called wrong stayed below, most of them at none; misread pages came out above."""


def borne_out(judging: Judging, statements: Sequence[Statement]) -> list[Statement]:
    """The statements; those that fail on guesses which nothing on the page bears out are no longer called wrong."""
    pairs = list(zip(judging.read.statements, statements, strict=True))
    held = [r for r, s in pairs if s.verdict is not None and s.verdict.holds]
    known = {name for line in held for name in rested_on(line, judging.model)}
    done = []
    for r, s in pairs:
        own = r.question.worked is not None or r.question.solution is not None  # judged by values, by an equation
        if s.verdict is not None and s.verdict.outcome == "wrong" and not own:
            doubt = _unsupported(r, judging, known)
            s = replace(s, verdict=doubt) if doubt is not None else s
        done.append(s)
    return done


def _unsupported(r: Read, judging: Judging, known: set[str]) -> Verdict | None:
    names = [n for n in rested_on(r, judging.model) if not judging.model[n].is_size]
    alone = [n for n in names if n not in known]
    guessed = [n for n in alone if _guessed(n, r.scope, judging)]
    if not guessed or len(alone) <= SHARE * len(names):
        return None
    shown = ", ".join(dict.fromkeys(judging.model[n].latex or n for n in guessed[:3]))
    reason = f"the two sides differ as {shown} was understood, and no line that holds bears that out"
    help = f"declare {shown}, or say what it depends on"
    return Verdict("unclear", reason, diagnostics=(Diagnostic("M203", reason, r.question.span, help),))


def _guessed(name: str, scope: Scope, judging: Judging) -> bool:
    """Whether what a name stands for is neither declared nor defined: an unspecified loss, an undeclared array."""
    symbol = judging.model[name]
    if symbol.opaque and symbol.domain == "positive":
        return True  # a density that only its letter and its bar make one
    entry = next((e for here in scope.around() for e in here.entries.values() if e.name == name), None)
    if entry is None:
        return False
    if entry.loss:
        return not any(outlet.said for outlet in scope.outlets_of(entry.key)) and not scope.calls_of(entry.key)
    implied = entry.total > max(entry.counts, default=0)  # axes that no index shows
    return implied and not entry.function and not symbol.clauses and entry.learnt == "usage"
