"""Collecting blocks in the order of the source: paragraphs, and what happens to every formula on its way in."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from backproof.text.arithmetic import as_latex, equations
from backproof.text.blocks import Block, Document, Formula, Heading, Literal, Prose, Repair, Source, Span, Table
from backproof.text.environments import unwrap
from backproof.text.ignoring import Remark, addressed, comments_in, settled
from backproof.text.macros import Macros
from backproof.text.mapped import Mapped, join
from backproof.text.mend import mend


@dataclass
class Page:
    """The blocks so far. A reader of one file format fills it; several cells may fill the same one."""

    blocks: list[Block] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    problems: list[Repair] = field(default_factory=list)
    macros: Macros = field(default_factory=Macros)
    paragraph: int = 0
    literals: list[Literal] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    deeper: int = 0
    """Added to the level of every heading: a heading in a docstring stands below its function."""
    _prose: list[Mapped] = field(default_factory=list)
    _begun: bool = False

    def document(self, source: Source) -> Document:
        """Everything collected, as a document."""
        self.end_paragraph()
        formulas = [b for b in self.blocks if isinstance(b, Formula)]
        ignores = settled(self.remarks, formulas, [p.span for p in self.problems]) if self.remarks else ()
        return Document(
            source, tuple(self.blocks), tuple(self.repairs), tuple(self.problems), tuple(self.literals), ignores
        )

    def remark(self, mapped: Mapped, start: int, end: int, whole: Span | None = None) -> None:
        """Note a comment of a text, if it speaks to us; ``whole`` is what it is about where nothing is on its line."""
        if addressed(mapped.text[start:end]):
            self.remarks.append(Remark(mapped, start, end, whole=whole))

    def remarks_within(self, mapped: Mapped, start: int, end: int) -> None:
        """Note the comments in a formula that speak to us."""
        self.remarks += comments_in(mapped, start, end)

    def literal(self, content: Mapped) -> None:
        """Note the string literal that the text to come was written in."""
        self.literals.append(Literal(content.text, tuple(content.origins)))

    def prose(self, text: Mapped) -> None:
        """Add text to the present run of prose."""
        if text.text:
            self._prose.append(text)

    @property
    def open(self) -> bool:
        """Whether the present paragraph has anything in it."""
        return self._begun or bool(self._prose)

    def end_paragraph(self) -> None:
        """What comes next belongs to another paragraph."""
        self._flush(last=True)
        if self._begun:
            self.paragraph += 1
            self._begun = False

    def formula(self, inner: Mapped, span: Span, display: bool, environment: str = "") -> None:
        """Add a formula: mended, macros expanded, out of its redundant environment. Nothing is left of an empty one."""
        self._flush()
        block = self.settle(inner, span, display, environment)
        if block is not None:
            self.blocks.append(block)
            self._begun = True
        if display:
            self.end_paragraph()

    def settle(self, inner: Mapped, span: Span, display: bool, environment: str = "") -> Formula | None:
        """The finished formula, or None if nothing but definitions was in it."""
        inner, repairs = mend(inner)
        self.repairs += repairs
        inner, problems = self.macros.expand(inner)
        self.problems += problems
        inner = inner.trim()
        for _ in range(4):
            if (found := unwrap(inner.text)) is None:
                break
            environment, start, end = found
            inner, display = inner.cut(start, end).trim(), True
        if not inner.text:
            return None
        return Formula(inner.text, span, tuple(inner.origins), display, environment, self.paragraph)

    def heading(self, text: str, span: Span, level: int) -> None:
        """Open a section; formulas of the heading may follow, in its paragraph."""
        self.end_paragraph()
        self.blocks.append(Heading(text, span, level + self.deeper, self.paragraph))
        self._begun = True

    def table(self, rows: list[list[Mapped]], span: Span, read: Callable[[Mapped, "Page"], None]) -> None:
        """Add a table, whose cells ``read`` takes apart."""
        self.end_paragraph()
        cells = tuple(tuple(cell.text for cell in row) for row in rows)
        spans = tuple(tuple(cell.span for cell in row) for row in rows)
        contents = tuple(tuple(self._contents(cell, _row(row), read) for cell in row) for row in rows)
        self.blocks.append(Table(cells, spans, span, self.paragraph, contents))
        self._begun = True
        self.end_paragraph()

    def _contents(self, cell: Mapped, row: Span, read: Callable[[Mapped, "Page"], None]) -> tuple[Formula | Prose, ...]:
        page = Page(macros=self.macros, paragraph=self.paragraph)
        read(cell, page)
        page.end_paragraph()
        self.repairs += page.repairs
        self.remarks += [replace(remark, line=row) for remark in page.remarks]
        return tuple(b for b in page.blocks if isinstance(b, Formula | Prose))

    def repair(self, what: str, span: Span, before: str = "", after: str = "") -> None:
        """Note something that was mended."""
        self.repairs.append(Repair(what, span, before, after))

    def problem(self, what: str, span: Span) -> None:
        """Note something that could not be mended."""
        self.problems.append(Repair(what, span))

    def _flush(self, last: bool = False) -> None:
        if not self._prose:
            return
        run = join(self._prose).trim(left=not self._begun, right=last)
        self._prose.clear()
        at = 0
        for start, end in equations(run):
            self._run(run.cut(at, start))
            place = run.cut(start, end)
            formula = self.settle(as_latex(run, start, end), place.span, False)
            if formula is not None:
                self.blocks.append(formula)
                self._begun = True
            at = end
        self._run(run.cut(at, len(run.text)) if at else run)

    def _run(self, run: Mapped) -> None:
        if run.text.strip():
            self.blocks.append(Prose(run.text, run.span, self.paragraph))
            self._begun = True


def _row(cells: list[Mapped]) -> Span:
    """Where a row of a table stands."""
    return Span(cells[0].span.start, max(cells[0].span.start, cells[-1].span.end))
