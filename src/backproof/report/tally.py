"""Counting: how many statements came out how, over documents, and the line that says so."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

from backproof.claims.statement import Checked, Outcome, Role, Statement
from backproof.report.wording import level, noted

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Tally:
    """``claims`` are the statements that are claims or were judged; each has one outcome, is ``unjudged``, or is a
    finding that is not reported: ``ignored``, or ``known`` from a baseline. ``notes`` are the diagnostics without a
    statement that are not reported for either reason; ``warnings`` those that are, and are more than notes."""

    documents: int
    unreadable: int
    statements: int
    claims: int
    outcomes: dict[str, int]
    unjudged: int
    roles: dict[str, int]
    ignored: int = 0
    known: int = 0
    notes: int = 0
    warnings: int = 0

    @property
    def wrong(self) -> int:
        return self.outcomes["wrong"]

    @property
    def unclear(self) -> int:
        return self.outcomes["unclear"]


def is_claim(statement: Statement) -> bool:
    """Whether a statement counts as a claim: by its role, or because it was judged all the same."""
    return statement.role == "claim" or statement.verdict is not None


def tally(documents: Sequence[Checked]) -> Tally:
    """Count the statements of all ``documents``."""
    statements = [s for d in documents for s in d.statements]
    claims = [s for s in statements if is_claim(s)]
    silent = [s for s in claims if s.silenced]
    known = sum(s.silenced == "baseline" for s in silent)
    outcomes = Counter(s.verdict.outcome for s in claims if s.verdict and not s.silenced)
    notes = [n for d in documents for n in noted(d)]
    roles = Counter(s.role for s in statements if not is_claim(s))
    return Tally(
        documents=len(documents),
        unreadable=sum(not d.readable for d in documents),
        statements=len(statements),
        claims=len(claims),
        outcomes={name: outcomes[name] for name in OUTCOMES},
        unjudged=len(claims) - sum(outcomes.values()) - len(silent),
        roles={name: roles[name] for name in ROLES if name != "claim"},
        ignored=len(silent) - known,
        known=known,
        notes=sum(bool(n.silenced) for n in notes),
        warnings=sum(level(n.code) == "warning" for n in notes if not n.silenced),
    )


def sentence(count: Tally, seconds: float | None = None) -> str:
    """One line: ``12 claims: 8 tested, 2 wrong, 2 unclear · 9 definitions · 0.8 s``."""
    parts = [many(count.claims, "claim")]
    judged = [f"{n} {name}" for name, n in count.outcomes.items() if n]
    judged += [f"{count.unjudged} not judged"] if count.unjudged else []
    judged += [f"{count.ignored} ignored"] if count.ignored else []
    judged += [f"{count.known} in the baseline"] if count.known else []
    if judged:
        parts[0] += f": {', '.join(judged)}"
    parts += [many(n, name) for name, n in count.roles.items() if n]
    parts += [f"{many(count.notes, 'note')} ignored"] if count.notes else []
    if count.documents > 1:
        parts.append(many(count.documents, "document"))
    if count.unreadable:
        parts.append(f"{count.unreadable} unreadable")
    if seconds is not None:
        parts.append(f"{seconds:.1f} s")
    return " · ".join(parts)


def many(number: int, noun: str) -> str:
    """``1 claim``, ``2 claims``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def having(statements: Iterable[Statement], outcome: Outcome) -> list[Statement]:
    """The statements with that outcome, in order."""
    return [s for s in statements if s.verdict is not None and s.verdict.outcome == outcome]
