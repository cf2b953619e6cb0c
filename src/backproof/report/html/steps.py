"""A proof step by step: each an equation and the law by which it holds, from the record that was replayed."""

import re
from collections.abc import Iterator

from backproof.latex.printing.terms import Printer
from backproof.proof.derivation import Step
from backproof.proof.reading import Record, read
from backproof.proof.record import Malformed
from backproof.report.html.formulas import typeset
from backproof.report.html.markup import Markup, element

MOST = 60
"""So many steps are shown."""
LONGEST = 700
"""An equation of more characters of LaTeX is left out, and said to be."""
_LETTERS = re.compile(r"_\{?[a-z](?![A-Za-z])\}?")


def steps(record: str) -> Markup:
    """The steps as a list, folded away; nothing where there is no record that can be read."""
    try:
        found = read(record)
    except Malformed:  # an empty one, too
        return Markup()
    lines = list(dict.fromkeys(_lines(found)))
    if not lines:
        return Markup()
    items = [element("li", element("span", law, class_="law"), shown) for law, shown in lines[:MOST]]
    if len(lines) > MOST:
        items.append(element("li", f"and {len(lines) - MOST} more"))
    summary = element("summary", "step by step")
    return element("details", summary, element("ol", *items, class_="steps"), class_="derivation")


def _lines(found: Record) -> Iterator[tuple[str, Markup]]:
    for step in found.derivation.steps:
        try:
            left, right = _sides(step, found)
        except Exception:  # what has no LaTeX, for whatever reason, costs its own step and not the report
            continue
        if _LETTERS.sub("_i", left) == _LETTERS.sub("_i", right):
            continue  # the same but for the letters of bound indices
        if len(left) + len(right) > LONGEST:
            yield step.law, element("span", "too long to be read", class_="long")
        else:
            yield step.law, typeset(f"{left} = {right}", display=True)


def _sides(step: Step, found: Record) -> tuple[str, str]:
    printer = Printer(found.model)
    printer.name_free(*sorted(step.before.free | step.after.free, key=lambda i: i.serial))
    return printer.text(step.before), printer.text(step.after)
