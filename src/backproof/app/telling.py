"""An answer of the laws put in words: the notation of the document, and one line where one line can say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backproof.claims.derived import Line
from backproof.derive.adjoints import Passage
from backproof.derive.answers import Answer, Wording, form_of
from backproof.derive.recursions import Slope
from backproof.derive.sheet import ordered_free
from backproof.latex.printing.matrices import matrix_text
from backproof.latex.printing.terms import Printer
from backproof.terms.nodes import At, Derivative, Expr, Index, Position
from backproof.terms.substitution import substitute

SHORT = 120
"""An answer in matrix notation should not be longer than this."""
LETTERS = ("g", r"\delta", "u", "d", "v")
"""What a derivative by a name between is called where it stands several times in a line."""
Names = tuple[tuple[str, str], ...]
"""Names that a line uses, and what each of them is."""


@dataclass(frozen=True)
class Told:
    """One way to say an answer: LaTeX (empty where matrix notation has none), and the names that it uses."""

    wording: Wording
    latex: str
    where: Names = ()

    @property
    def length(self) -> int:
        """How many characters are read."""
        return len(self.latex) + sum(len(x) for _, x in self.where) if self.latex else 10**6


class Teller:
    """Says an answer about the derivative of ``of`` by ``by``, in the document's spellings ``written`` of its names."""

    def __init__(self, found: Answer, of: str, by: str, written: Mapping[str, str]) -> None:
        self.found = found
        self.of = of
        self.by = by
        self.written = written

    def printer(self) -> Printer:
        """A printer that knows the names of the answer, and has given no letters but those of the question."""
        sheet, written = self.found.sheet, self.written
        functions = ((s.known or sheet.known(s), s) for s in sheet.model.values() if s.known or s.parameters)
        spelled = {known: written.get(s.latex or s.name, "") for known, s in functions if known}
        printer = Printer(sheet.model, written, {known: latex for known, latex in spelled.items() if latex})
        printer.slopes = {name: (self.of, by) for name, by in sheet.slopes.items()}
        printer.bodies = {n: b for n, b in sheet.bodies.items() if n in sheet.made}
        for i in sorted(self.found.asked.free - set(self.found.axes), key=lambda i: i.serial):
            printer.letters[i] = i.hint  # as the question writes it
        return printer

    def line(self, e: Expr, axes: tuple[Index, ...], printer: Printer) -> str:
        """A term in matrix notation where that can say it, else as one of its entries."""
        form = form_of(self.found.sheet, e, axes)
        return matrix_text(form, printer) if form is not None else printer.text(e)

    # ------------------------------------------------------------------ one line

    def shortest(self) -> Told:
        """The shortest way to say it: without names for derivatives between if that is one short line."""
        return min(map(self._told, self.found.wordings), key=lambda t: (not 0 < len(t.latex) <= SHORT, t.length))

    def _told(self, wording: Wording) -> Told:
        if wording.form is None:
            return Told(wording, "")
        printer = self._with_steps_named()
        printer.name_free(*self.found.axes)
        text = matrix_text(wording.form, printer)
        return self._with_letters(wording, text) if wording.slopes else Told(wording, text)

    def _with_letters(self, wording: Wording, text: str) -> Told:
        """A line in which derivatives by names between have letters, if it is long; and what these are."""
        assert wording.form is not None
        printer = self.printer()
        taken = set(self.written.values()) | printer.taken
        letters = [x for x in LETTERS if x not in taken and x.lstrip("\\") not in taken]
        where = []
        for name, x in zip(sorted(wording.slopes), letters, strict=False):
            body = self.found.sheet.bodies[name]
            whole = printer.whole(name)
            value = self.line(self.found.told(body.body), body.indices, printer)
            if len(text) > SHORT:
                where.append((x, whole if whole == value else f"{whole} = {value}"))
                printer.letters_for[name] = x
            else:
                where.append((whole, value))
        printer.name_free(*self.found.axes)
        return Told(wording, matrix_text(wording.form, printer), tuple(where))

    def entry(self, wording: Wording) -> tuple[str, str]:
        """The letters of the entry that is told, and the value there as a formula without matrices."""
        printer = self.printer()
        letters = printer.name_free(*self.found.axes)
        sheet = self.found.sheet
        return "".join(letters), printer.text(sheet.arithmetic.tidy(sheet.in_document(wording.term)))

    # ------------------------------------------------------------------ recursions

    def recursion(self, latex: str) -> tuple[str, Names]:
        """An answer through a family: its line (``latex``, unless a member is asked for), and the recursion."""
        found = self.found.recursion
        assert found is not None
        own = self._own_slope()
        lines = [line for s in found.slopes for line in self._slope_lines(s)]
        return latex if own is None else self._member(own), tuple(lines)

    def _own_slope(self) -> Slope | None:
        """The recursion for what was asked for itself, if it is the derivative by a member of a family."""
        found, asked = self.found.recursion, self.found.asked
        if found is None or not isinstance(found.value, At) or not isinstance(asked, Derivative):
            return None
        return next((s for s in found.slopes if s.name == found.value.symbol and s.by == asked.symbol), None)

    def _slope_lines(self, s: Slope) -> Names:
        """The derivative by a family, at its last member and at the others."""
        assert self.found.recursion is not None
        last = self.found.recursion.last
        lines = []
        values = [(last, s.last)] if s.last is not None else []
        for step, value in [*values, (Position(s.step), s.other)]:
            printer = self.printer()
            printer.letters = {s.step: s.step.hint}
            name = printer.whole(s.name, (step,))
            line = self.line(substitute(value, {s.step: step}) if step is last else value, s.axes, printer)
            if line == name:
                continue
            if s.last is not None and step is not last:
                line += rf" \quad ({printer.text(step)} < {printer.text(last)})"
            lines.append((name, line))
        return tuple(lines)

    def _member(self, own: Slope) -> str:
        """The derivative by a member of a family: what the recursion says of it, not its name."""
        found = self.found.recursion
        assert found is not None and isinstance(found.value, At)
        printer = self._with_steps_named()
        at_last = found.value.indices[0] is found.last and own.last is not None
        value = own.last if at_last and own.last is not None else own.other
        places = dict(zip((own.step, *own.axes), found.value.indices, strict=True))
        line = self.line(substitute(value, places), self.found.axes, printer)
        if at_last or own.last is None:
            return line
        return rf"{line} \quad ({printer.text(found.value.indices[0])} < {printer.text(found.last)})"

    def _with_steps_named(self) -> Printer:
        """A printer in which indices of families keep their letters before any others are given."""
        printer, asked = self.printer(), self.found.asked
        if isinstance(asked, Derivative):
            count = self.found.sheet.model[asked.symbol].family
            printer.name_free(*(i.index for i in asked.indices[:count] if isinstance(i, Position)))
        return printer

    # ------------------------------------------------------------------ steps

    def steps(self) -> tuple[Line, ...]:
        """Every derivative of a definition by a name in it, and what follows for what is asked."""
        lines = [self._step(p) for p in self.found.passages if not (p.whole and p.order > 1)]
        return tuple(dict.fromkeys(line for line in lines if line is not None))

    def _step(self, p: Passage) -> Line | None:
        printer = self._with_parts_written_out(p)
        value = self.found.told(p.value)
        if p.whole:
            outputs = tuple(i for i in ordered_free(value) if i not in p.axes)
            left = rf"\frac{{\partial {self.of}}}{{\partial {printer.whole(p.by)}}}"
            right = self.line(value, (*outputs, *p.axes), printer)
        else:
            left, right = self._step_left(p, printer), printer.text(value)
        telling = left != right and p.by != self.of and right not in ("1", "0")
        return Line(f"{left} = {right}", p.laws) if telling else None

    def _step_left(self, p: Passage, printer: Printer) -> str:
        count = len(p.axes) - len(self.found.sheet.model[p.by].axes)
        printer.name_free(*p.axes)
        of = printer.entry_at(p.of, p.axes[:count]) if p.of else self.of
        by = printer.entry_at(p.by, p.axes[count:])
        if p.order > 1 and not p.of:
            return rf"\frac{{\partial}}{{\partial {by}}} \frac{{\partial {of}}}{{\partial {self.by}}}"
        return rf"\frac{{\partial {of}}}{{\partial {by}}}"

    def _with_parts_written_out(self, p: Passage) -> Printer:
        """A printer for which the parts that a step is about are no names."""
        printer, sheet = self.printer(), self.found.sheet
        for part in (p.by, p.of):
            if part in sheet.made:
                body = sheet.bodies[part]
                printer.letters_for[part] = f"({self.line(body.body, body.indices, printer)})"
                del printer.bodies[part]
        return printer
