"""The explanations of the codes that a report uses, at its end: no other page is needed to understand it."""

from collections.abc import Iterator, Sequence

from backproof.claims.statement import Checked
from backproof.notes.code import Code
from backproof.notes.codes import bare, entry_of
from backproof.report.html.markup import Markup, element
from backproof.report.html.prose import Outline, rendered
from backproof.report.wording import code_of, remarkable


def explanations(documents: Sequence[Checked]) -> Markup:
    """A section with one disclosure for each code, in order; nothing where there are none."""
    entries = [entry for code in sorted(set(_codes(documents))) if (entry := entry_of(code))]
    if not entries:
        return Markup()
    parts = (_explained(entry) for entry in entries)
    return element("section", element("h2", "What the codes mean"), *parts, class_="codes", id="codes")


def _codes(documents: Sequence[Checked]) -> Iterator[str]:
    for document in documents:
        for statement in document.statements:
            if statement.verdict is not None:
                yield code_of(statement.verdict)
                yield from (bare(d.code) for d in statement.verdict.diagnostics)
        yield from (bare(d.code) for d in remarkable(document))


def _explained(entry: Code) -> Markup:
    summary = element("summary", element("code", entry.code), " ", element("strong", entry.name), " ", entry.summary)
    parts = [
        *(_markdown(entry.meaning), _markdown(entry.help)),
        element("p", "For example:", class_="label"),
        element("pre", element("code", entry.bad), tabindex="0"),
        element("p", "Better:", class_="label"),
        element("pre", element("code", entry.good), tabindex="0"),
    ]
    return element(
        "details", summary, element("div", *parts, class_="body"), class_="explained", id=f"code-{entry.code}"
    )


def _markdown(text: str) -> Markup:
    def unfilled(html: str) -> tuple[Markup, list[int]]:
        return Markup(html), []

    return Markup(rendered(text, (), unfilled, lambda numbers: Markup(), Outline(3))[0])
