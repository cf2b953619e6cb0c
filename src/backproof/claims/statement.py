"""What was read and what came of it: plain data that ``meaning`` and ``judge`` write and ``report`` shows."""

from dataclasses import dataclass, field
from typing import Literal

from backproof.notes.diagnostics import Diagnostic, Silence
from backproof.text.blocks import Ignore, Span

Role = Literal["claim", "definition", "declaration", "update", "question"]
Outcome = Literal["proved", "tested", "conditional", "wrong", "unclear"]
Certificate = Literal["ball", "exact", "enumeration", "shape", "scope", "float"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an equality was tested on. ``error`` is the largest relative difference seen, ``digits`` what that means.

    ``sizes`` maps size symbols to the numbers chosen; ``instances`` counts the random points; ``precisions`` names
    the arithmetics used (``float64``, ``ball 106 bits``, ``exact``). Where it was proved as well, ``laws`` are the laws
    used, ``steps`` counts how often, ``assumptions`` are what they need to be defined, and ``proof`` is the record that
    can be replayed (``proof.record``).
    """

    instances: int
    sizes: tuple[tuple[str, int], ...] = ()
    error: float = 0.0
    digits: int = 0
    precisions: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    steps: int = 0
    assumptions: tuple[str, ...] = ()
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Counterexample:
    """An instance that breaks a claim: the value of each symbol, both sides there, and NumPy code that prints both.

    ``values`` maps symbols as written to Python-literal text; ``left`` and ``right`` are numbers (or short arrays) as
    text; ``at`` says which entry differs (``i = 2, j = 1``); ``truth`` is the value that automatic differentiation or
    the definition gives for the left side, where it differs from ``left``; ``snippet`` is self-contained.
    """

    values: tuple[tuple[str, str], ...]
    left: str
    right: str
    certificate: Certificate
    enclosure: str = ""
    at: str = ""
    truth: str = ""
    snippet: str = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """``text`` can stand in the source instead of what stands at ``span``."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reason`` is one lower-case sentence. ``condition`` is set iff the outcome is ``conditional``."""

    outcome: Outcome
    reason: str = ""
    condition: str = ""
    remarks: tuple[str, ...] = ()
    evidence: Evidence | None = None
    counterexample: Counterexample | None = None
    correction: str = ""
    repair: str = ""
    fix: Fix | None = None
    """The correction as an edit of the source, where the source can be edited as it stands."""
    diagnostics: tuple[Diagnostic, ...] = ()
    root: Span | None = None
    """The statement (its span) whose being wrong explains this one."""

    @property
    def holds(self) -> bool:
        """Whether the statement was found right: proved or tested."""
        return self.outcome in ("proved", "tested")


@dataclass(frozen=True, slots=True)
class Statement:
    """One relation of a document. ``latex`` is as written: ``a = b``, for later members of a chain ``= c``.

    ``span`` covers that text in the source; ``left`` is the neighbour it is judged against, as written.
    ``kind`` is ``gradient``, ``jacobian``, ``hessian``, ``algebra``, ``expectation``, ``variance``, ``distribution``,
    ``limit``, ``shape``, ``recursion``, ``inequality``, ``convexity``, ``argmin``, ``table``, …
    """

    span: Span
    latex: str
    left: str = ""
    role: Role = "claim"
    kind: str = "algebra"
    reading: str = ""
    symbols: tuple[str, ...] = ()
    """Names of the symbols it speaks of, for the facts shown under the verdict."""
    verdict: Verdict | None = None
    seconds: float = 0.0
    silenced: Silence = ""
    """What keeps its verdict from being reported as a finding, if anything does."""

    @property
    def calls_for_action(self) -> bool:
        """Whether its verdict is a finding: wrong, conditional or unclear."""
        return self.verdict is not None and not self.verdict.holds


@dataclass(frozen=True, slots=True)
class SymbolFact:
    """What one symbol was taken to be, for ``backproof symbols``.

    ``kind``: ``variable``, ``function``, ``index``, ``size``, ``defined``, ``random``, ``opaque loss``, ``constant``;
    ``type``: ``scalar``, ``vector``, ``matrix``, ``family of vectors``, …; ``shape`` as LaTeX
    (``D_i \\times D_{i-1}``); ``learnt`` says where that comes from (``declared``, ``defined``, ``prose``, ``usage``,
    ``convention``) and ``span`` the place; ``convention`` the convention that broke a tie, if one did.
    """

    name: str
    kind: str
    type: str
    shape: str = ""
    learnt: str = ""
    span: Span | None = None
    convention: str = ""
    section: str = ""
    contradiction: Diagnostic | None = None
    """What else the document says of its shape, and where, if that cannot hold as well."""


@dataclass(frozen=True)
class Checked:
    """A checked document: its statements in order of the source, its diagnostics, and its symbols."""

    path: str
    text: str = field(repr=False)
    statements: tuple[Statement, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    symbols: tuple[SymbolFact, ...] = ()
    readable: bool = True
    error: str = ""
    """Why nothing could be read, where ``readable`` is False."""
    ignores: tuple[Ignore, ...] = ()
    """The comments in it that ask for findings to be ignored."""
