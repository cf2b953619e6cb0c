"""Judging the statements of one document: what bounds each, what a failure costs, and what is known already."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace

from backproof.app.cache import Cache
from backproof.app.deadline import bounded
from backproof.app.fingerprint import fingerprint, readers_of
from backproof.app.layouts import Kept, in_layout
from backproof.app.shape_places import with_places
from backproof.claims.reading import Question
from backproof.claims.statement import Statement, Verdict
from backproof.judge.blame import edits, rewritten
from backproof.judge.carried import Claimed, claimed, fixed_in_line, fixed_in_question, loose_in, taken
from backproof.judge.premises import is_laid_down
from backproof.judge.verdict import judge
from backproof.meaning.not_meant import in_doubt
from backproof.meaning.read import Read, ReadDocument
from backproof.notes.diagnostics import Diagnostic, Label
from backproof.terms.model import Model
from backproof.terms.traversal import reached
from backproof.text.blocks import Span

PATIENCE = 5.0
"""Seconds for the verdict of one statement."""
ACROSS = 3
"""So many wrong members of a chain may stand between a line and the one that it follows from."""
WITNESSES = 4
"""So many lines that hold may bear out a definition against a line that fails."""

Step = Callable[[float], None]


class Judging:
    """One document while its statements are judged, in order."""

    def __init__(self, found: ReadDocument, seed: int, cache: Cache, known: dict[bytes, Verdict] | None = None) -> None:
        self.read = found
        self.model: Model = found.model
        self.readers = readers_of(found.model)
        self.seed = seed
        self.cache = cache
        self.known: dict[bytes, Verdict] = {} if known is None else known
        self.wrong: list[Claimed] = []
        self.loose: list[Read] = []
        self.solved: list[Claimed] = []
        """Answers that hold: what a variable is at the solution."""
        self.doubtful: list[Claimed] = []
        """Answers that are not known to hold, and whose names later lines may use as they stand."""
        self.source = found.document.source
        self.verdicts: dict[int, Verdict] = {}
        self.fresh: list[tuple[bytes, object]] = []
        """What was found out and not known before, to be remembered."""
        self.sure = True
        self.statements = found.statements
        self.kept = Kept()
        self.held: list[Read] = []
        """Lines that hold: they bear out the definitions that they rest on."""

    def all(self, step: Step | None) -> list[Statement]:
        """The statements of the document with their verdicts."""
        done = []
        for number, r in enumerate(self.read.statements):
            if step is not None:
                step(number / len(self.read.statements))
            done.append(self.statement(r))
        return self.laid_out(done)

    def laid_out(self, done: list[Statement]) -> list[Statement]:
        """The statements once it is known which layout of derivatives the document keeps."""
        return [
            replace(s, verdict=in_layout(r, s.verdict, self.kept, self.decided, self.source))
            if s.verdict is not None and r.question.slopes
            else s
            for r, s in zip(self.statements, done, strict=True)
        ]

    def statement(self, r: Read) -> Statement:
        start = time.perf_counter()
        statement = Statement(r.span, r.latex, r.left, r.role, r.kind, symbols=r.symbols)
        if r.role != "claim":
            return statement
        verdict = self.safely(r)
        if r.question.renews and not verdict.holds:
            return replace(statement, role="definition")
        self.verdicts[id(r)] = verdict
        if _no_claim(r, verdict):
            # What the page lays down is no claim, unless it is an identity after all.
            return replace(statement, role="declaration")
        return replace(statement, verdict=verdict, seconds=time.perf_counter() - start)

    def safely(self, r: Read) -> Verdict:
        """One statement's failure never loses another's result, and none takes for ever."""
        try:
            return bounded(PATIENCE, lambda: self.verdict(r), lambda: self.late(r.question))
        except MemoryError:
            return _unclear(r.question, "J307", "this needs more memory than there is")
        except RecursionError:
            return _unclear(r.question, "J307", "this is nested too deeply to be judged")
        except Exception as problem:
            if os.environ.get("BACKPROOF_DEBUG"):
                raise
            return _unclear(r.question, "I901", f"internal error, please report: {told(problem)}")

    def late(self, question: Question) -> Verdict:
        self.sure = False
        return _unclear(question, "J308", f"no verdict within {PATIENCE:g} s")

    def verdict(self, r: Read) -> Verdict:
        verdict = self.judged(r.question)
        if r.question.renews:
            return verdict
        if r.question.solution is not None:
            if (line := claimed(r.question)) is not None:
                (self.solved if verdict.holds else self.doubtful).append(line)
            return verdict
        if r.question.worked is not None:
            return self.contested(r, verdict)
        if verdict.outcome in ("wrong", "unclear"):
            verdict = self.at_solution(r, verdict)
        if verdict.outcome == "wrong":
            verdict = self.in_context(r, verdict)
        elif verdict.outcome == "conditional" or any(d.code == "M204" for d in verdict.diagnostics):
            verdict = self.with_head(r, verdict)
        if verdict.outcome == "wrong":
            verdict = self.resting(r, verdict)
        if verdict.outcome == "wrong":
            verdict = self.blamed(r, verdict)
        if verdict.outcome == "wrong":
            verdict = self.doubted(r, verdict)
        if verdict.holds:
            self.held.append(r)
            self.kept.note(r, self.decided)
        if verdict.outcome == "unclear" and r.mentions:
            self.loose.append(r)
        if verdict.outcome == "wrong" and not _no_claim(r, verdict):
            line = claimed(r.question)
            if line is not None:
                self.wrong.append(line)
        return verdict

    def resting(self, r: Read, verdict: Verdict) -> Verdict:
        """An equation that was read but not used may be a premise of a line that fails: then it is not wrong."""
        if verdict.counterexample is not None and verdict.counterexample.certificate == "shape":
            return verdict  # no premise makes a vector of a number
        rests = set(rested_on(r, self.model))
        used = {p.span for p in r.question.premises if is_laid_down(p, self.model, self.seed)}
        for other in self.loose:
            if other.span in used:
                continue
            if other.section is r.section and other.span.start < r.span.start and other.mentions & rests:
                line = self.source.place(other.span.start)[0]
                return _unclear(
                    r.question,
                    "M203",
                    f"the two sides differ, but the equation on line {line} was not used and may be a premise",
                )
        return verdict

    def contested(self, r: Read, verdict: Verdict) -> Verdict:
        """A number that is not that of the definitions is not wrong where another line says otherwise of a symbol that
        it rests on: the example may go by that one."""
        if verdict.outcome != "wrong":
            return verdict
        rests = set(rested_on(r, self.model))
        for s in self.statements:
            before = self.verdicts.get(id(s))
            if before is None or s.question.worked is not None or before.holds:
                continue
            line = claimed(s.question)
            if line is not None and line.symbol in rests:
                number = self.source.place(s.span.start)[0]
                return _unclear(r.question, "M203", f"this differs, but line {number} may be what it goes by")
        return verdict

    def doubted(self, r: Read, verdict: Verdict) -> Verdict:
        """A line that fails at a value which is not known to be the answer it was put forward as is not at fault."""
        rests = set(rested_on(r, self.model))
        answer = next((c for c in self.doubtful if c.symbol in rests and self.model[c.symbol].clauses), None)
        if answer is None:
            return verdict
        line = self.source.place(answer.span.start)[0]
        reason = f"the two sides differ, but they rest on the answer on line {line}, which is not known to hold"
        return _unclear(r.question, "M203", reason)

    def at_solution(self, r: Read, verdict: Verdict) -> Verdict:
        """A line that fails, or says too little, for a free variable may speak of its value at the solution before."""
        rests = set(reached([e for reading in r.question.readings for e in reading.sides], self.model))
        found = [c for c in self.solved if c.symbol in rests and not self.model[c.symbol].clauses]
        if not found or r.question.stationary:
            return verdict
        with taken(self.model, found):
            again = self.judged(r.question)
        if not again.holds:
            return verdict
        names = ", ".join(self.model[c.symbol].latex or c.symbol for c in found)
        return replace(again, remarks=(*again.remarks, f"at the value found for {names} before"))

    def with_head(self, r: Read, verdict: Verdict) -> Verdict:
        """A member that holds under a condition of the one before it, and without it for the member before that."""
        before = self.verdicts.get(id(r.before)) if r.before is not None else None
        if before is None or r.before is None or before.outcome not in ("conditional", "wrong", "unclear"):
            return verdict
        across = r.across(r.before)
        again = self.judged(across) if across is not None else verdict
        if not again.holds:
            return verdict
        return replace(again, remarks=(*again.remarks, "follows from the member before the one before it"))

    def blamed(self, r: Read, verdict: Verdict) -> Verdict:
        """A line that fails because an inverse or a transpose is missing from a definition is not wrong by itself."""
        for name, what, clause in edits(r.question, self.model):
            place = getattr(clause.place, "span", None)
            if place is None or not any(s.raw is clause.place for s in self.statements):
                continue
            with rewritten(self.model, name, clause):
                again = self.judged(r.question)
                borne_out = again.holds and any(
                    not self.judged(other.question).holds
                    for other in [h for h in self.held if name in rested_on(h, self.model)][:WITNESSES]
                )
            if again.holds and not borne_out:
                line = self.source.place(place.start)[0]
                condition = f"the definition of {self.model[name].latex or name} on line {line} is read as its {what}"
                return Verdict(
                    "conditional",
                    f"holds only if {condition}",
                    condition,
                    evidence=again.evidence,
                    counterexample=verdict.counterexample,
                    root=place,
                )
        return verdict

    def in_context(self, r: Read, verdict: Verdict) -> Verdict:
        """A line that fails may only carry an earlier error on: then it says so, and is no finding of its own."""
        earlier = r.before
        for _ in range(ACROSS):
            before = self.verdicts.get(id(earlier))
            if earlier is None or before is None or before.outcome not in ("wrong", "unclear"):
                break
            across = r.across(earlier)
            again = self.judged(across) if across is not None else verdict
            if again.holds:
                remark = "follows from the member before the wrong one"
                return replace(again, remarks=(*again.remarks, remark), root=earlier.span)
            earlier = earlier.before
        reads = [c for c in self.wrong if c.symbol in self.model]
        if reads:
            letters = loose_in(r.question, reads)
            question = fixed_in_question(r.question, letters) if letters else r.question
            with taken(self.model, [fixed_in_line(c, letters) for c in reads]):
                again = self.judged(question)
            if again.holds:
                return Verdict(
                    "conditional",
                    "holds only if an earlier line that is wrong is taken as it stands",
                    "the earlier line as written",
                    evidence=again.evidence,
                    counterexample=verdict.counterexample,
                    root=reads[-1].span,
                )
        return verdict

    def doubtful_definitions(self, r: Read) -> set[Span]:
        """Where the definitions of this document stand that a line rests on and that may not be meant for it."""
        places = {clause.place for name in rested_on(r, self.model) for clause in self.model[name].clauses}
        found = [s for s in self.statements if s.raw in places and s is not r]
        return {s.span for s in found if in_doubt(s.raw, s.left, r.raw, r.section.blocks) or self.said_otherwise(s, r)}

    def said_otherwise(self, definition: Read, r: Read) -> bool:
        """Whether another equation for the same name, which does not hold, stands between a definition and a line."""
        between = [s for s in self.statements if definition.span.start < s.span.start < r.span.start]
        same = [v for s in between if s.left == definition.left and (v := self.verdicts.get(id(s))) is not None]
        return any(not v.holds for v in same)

    def judged(self, question: Question) -> Verdict:
        """The verdict on a question, with the places where clashing shapes were learnt."""
        return with_places(question, self.decided(question))

    def decided(self, question: Question) -> Verdict:
        """The verdict of ``judge``, remembered where the same was asked before."""
        if question.problem is not None:
            return judge(question, self.model, self.seed)
        key = self.cache.key("verdict", fingerprint(question, self.model, self.seed, self.readers))
        known = self.known.get(key) or self.cache.get(key, Verdict)
        if known is not None:
            return _moved(known, question.span.start)
        verdict = judge(question, self.model, self.seed)
        self.known[key] = _moved(verdict, -question.span.start)
        self.fresh.append((key, self.known[key]))
        return verdict

    def keep(self) -> None:
        self.cache.put(self.fresh)


def _no_claim(r: Read, verdict: Verdict) -> bool:
    """Whether a line that is laid down is nothing to be judged: where it is an identity after all, it is a claim."""
    return any(verdict.outcome in ("unclear", "conditional") or p.strong for p in r.assumed) and (not verdict.holds)


def rested_on(r: Read, model: Model) -> list[str]:
    """The symbols that a line rests on."""
    return reached([e for reading in r.question.readings for e in reading.sides], model)


def told(problem: Exception) -> str:
    return " ".join(f"{type(problem).__name__}: {problem}".split())[:200]


def _unclear(question: Question, code: str, reason: str) -> Verdict:
    return Verdict("unclear", reason, diagnostics=(Diagnostic(code, reason, question.span),))


def _moved(verdict: Verdict, by: int) -> Verdict:
    """The verdict with all its places moved: it is remembered as if its statement stood at the beginning."""
    if not verdict.diagnostics and verdict.root is None:
        return verdict
    moved = tuple(
        replace(d, span=_shifted(d.span, by), labels=tuple(Label(_shifted(x.span, by), x.text) for x in d.labels))
        for d in verdict.diagnostics
    )
    return replace(verdict, diagnostics=moved, root=_shifted(verdict.root, by) if verdict.root is not None else None)


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
