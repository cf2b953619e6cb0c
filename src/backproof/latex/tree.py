"""The neutral syntax tree of a formula: what stands on the page, with nothing decided.

Whether ``f(x)`` is a call or a product, ``z^{(2)}`` a power or a layer, ``x_i`` an entry or a name, is left open
here and decided in ``meaning``. Every node knows its place: ``start`` and ``end`` are character offsets into the
LaTeX string that was parsed (end exclusive); they take no part in equality.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    start: int = field(default=0, compare=False, repr=False)
    end: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A decimal number, digits as written: ``2``, ``0.01``, ``1e-3``."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """One name.

    ``text``: ``x``, ``beta`` (from ``\\beta``, ``\\varepsilon`` → ``varepsilon``), ``log``, ``softmax``, ``infty``,
    ``partial``, ``nabla``, ``top``.

    ``font``: ``""`` (italic), ``bold``, ``cal``, ``bb``, ``rm``, ``text``, ``op`` (a named operator: ``\\log``,
    ``\\operatorname{tr}``, ``\\mathrm{softmax}``), ``frak``, ``sf``, ``bold``. Several italic letters are several
    names, except the multi-letter words listed by the parser (``Pr``, ``Norm``, ``diag``, …), which get font ``op``.
    ``accents``: from the inside out, ``hat``, ``bar``, ``tilde``, ``dot``, ``ddot``, ``vec``, ``check``, ``underline``.
    """

    text: str
    font: str = ""
    accents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words(Node):
    """Ordinary words inside mathematics: ``\\text{if }``, ``\\text{from backprop}``."""

    text: str


@dataclass(frozen=True, slots=True)
class Dots(Node):
    """Dots that stand for terms left out, or for an argument.

    ``\\cdots``, ``\\dots``, ``\\ldots``, ``...`` → ``horizontal``; ``\\vdots`` → ``vertical``; ``\\ddots`` →
    ``diagonal``; ``\\bullet`` and a lone ``\\cdot`` used as a place holder → ``slot``.
    """

    kind: str


@dataclass(frozen=True, slots=True)
class Scripted(Node):
    """A base with a subscript, a superscript and primes: ``x_i^{(2)}``, ``f'(`` …

    ``x_i'`` and ``x'_i`` both give primes 1. A script's content is any node: ``Product`` for ``kl``, ``Listing`` for
    ``k,l``, ``Group`` for ``(2)``, ``Relation`` for ``i=1``, ``Name("top", "op")`` for a transpose written with
    ``\\top`` or ``\\intercal``; ``T`` stays ``Name("T")`` (with font ``rm`` if written so). A Python-like slice
    ``:`` is ``Dots("slice")``.
    """

    base: Node
    sub: Node | None = None
    sup: Node | None = None
    primes: int = 0


@dataclass(frozen=True, slots=True)
class Product(Node):
    """Factors side by side.

    ``operators[k]`` stands between ``factors[k]`` and ``factors[k+1]``: ``""`` (juxtaposed), ``cdot``, ``times``,
    ``odot``, ``ast``, ``otimes``, ``oplus``, ``circ``, ``slash``, ``div``, ``cap``, ``cup``, ``setminus``, ``mod``.
    A call is not distinguished from a product: ``f(x)`` is the factors ``f`` and ``Group``.
    """

    factors: tuple[Node, ...]
    operators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """Terms with signs ``+``, ``-``, ``pm``, ``mp``; the first sign is ``+`` unless a minus stands in front.

    ``-x`` is a ``Sum`` of one term.
    """

    terms: tuple[Node, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group(Node):
    """Bracketed content.

    ``left`` and ``right``: ``( [ { | ‖ ⟨ ⌊ ⌈`` and their partners, ``.`` for an invisible one. ``body`` may be a
    ``Listing``, a ``Relation``, a ``Bar``, or None when empty. Bare TeX braces leave no group.
    """

    left: str
    right: str
    body: Node | None


@dataclass(frozen=True, slots=True)
class Operator(Node):
    """A named function before its argument: ``\\log p_k``, ``\\tanh^2 r``, ``\\log\\cosh r``, ``\\max(a, b)``.

    ``head`` is a ``Name`` with font ``op`` or a ``Scripted`` one. ``argument`` is the bracket group that follows, or
    else the run of simple factors that follows.
    """

    head: Node
    argument: Node


@dataclass(frozen=True, slots=True)
class Big(Node):
    """An operator with limits, and what it is applied to.

    ``kind``: ``sum``, ``prod``, ``int``, ``oint``, ``lim``, ``sup``, ``inf``, ``max``, ``min``, ``argmin``, ``argmax``,
    ``bigcup``, ``bigcap``. ``body`` is the product that follows (up to the next ``+``, ``-`` or relation), None if
    nothing follows. Whether it reaches further is undecided. ``max``/``min`` with no limits are ``Operator``.
    """

    kind: str
    sub: Node | None
    sup: Node | None
    body: Node | None


@dataclass(frozen=True, slots=True)
class Fraction(Node):
    """``\\frac{a}{b}``, ``\\tfrac``, ``\\dfrac``, ``a \\over b``.

    Derivatives are fractions of names ``partial`` or ``d``.
    """

    numerator: Node | None
    denominator: Node | None


@dataclass(frozen=True, slots=True)
class Root(Node):
    body: Node
    degree: Node | None = None


@dataclass(frozen=True, slots=True)
class Binomial(Node):
    upper: Node
    lower: Node


@dataclass(frozen=True, slots=True)
class Factorial(Node):
    body: Node


@dataclass(frozen=True, slots=True)
class Matrix(Node):
    """Entries in rows; an empty one is None.

    ``kind``: ``bmatrix``, ``pmatrix``, ``vmatrix`` (a determinant), ``matrix``, ``array``, ``smallmatrix``.
    """

    rows: tuple[tuple[Node | None, ...], ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Cases(Node):
    """Branches (value, condition).

    The value may be a ``Relation`` (``\\gamma(1-1/n) = 0``), the condition None, ``Words`` or a node.
    """

    branches: tuple[tuple[Node, Node | None], ...]


@dataclass(frozen=True, slots=True)
class Relation(Node):
    """A chain ``members[0] signs[0] members[1] signs[1] …``; ``members[0]`` is None where a row begins with its sign.

    Signs: ``= != < <= > >= << >> approx sim simeq propto equiv in notin subset := =: leftarrow rightarrow mapsto to
    iff implies preceq succeq prec succ perp mid colon``. ``\\stackrel{iid}{\\sim}`` is the sign ``sim`` with the note
    ``iid`` in ``notes`` (same length as signs, "" for none).
    """

    members: tuple[Node | None, ...]
    signs: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing(Node):
    """Items separated by commas (or ``;`` where ``separators`` says so)."""

    items: tuple[Node, ...]
    separators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar(Node):
    """A conditional bar inside brackets: ``p(y \\mid x)``; ``kind`` is ``|`` or ``‖``."""

    left: Node
    right: Node
    kind: str = "|"


@dataclass(frozen=True, slots=True)
class Evaluated(Node):
    """``body`` with an evaluation bar: ``\\left. f \\right|_{x=0}``, ``f \\big|_{\\alpha=0}``."""

    body: Node
    sub: Node | None
    sup: Node | None


@dataclass(frozen=True, slots=True)
class Labelled(Node):
    """``body`` with a remark that says what it is: ``\\underbrace{body}_{note}``, ``\\overset{note}{body}``."""

    body: Node
    note: Node | None


@dataclass(frozen=True, slots=True)
class Accented(Node):
    """An accent over more than a name: ``\\overline{XY}``, ``\\widehat{f(x)}``; else it is in ``Name.accents``."""

    body: Node
    accent: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a row between separators: a relation chain, or an expression standing alone.

    ``lead`` is what stands before it: ``""`` (the row's start), ``,``, ``;``, ``quad``, ``arrow`` (``\\Rightarrow``,
    ``\\rightarrow`` between statements, ``\\implies``, ``\\iff``), ``therefore``, or the words of a ``\\text{…}`` that
    connects (``and``, ``where``, ``if``, ``when``, ``for all``, …). ``node`` is None where the part is only
    words (they are in ``lead``).
    """

    node: Node | None
    lead: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something could not be read: a stable code, a lower-case sentence, the place, and what would help."""

    code: str
    message: str
    start: int
    end: int
    help: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a display (an inline formula is one row): its clauses, or the problem that cost it.

    ``mended`` says what was put back for it to be read, or why it may not be as it was written.
    """

    clauses: tuple[Clause, ...]
    start: int
    end: int
    problems: tuple[Problem, ...] = ()
    mended: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    latex: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
