"""The head of the report: how the claims came out, what to show of them, and the way to the first wrong step."""

from collections.abc import Iterator, Sequence

from backproof.claims.statement import Checked
from backproof.report.html.finding import says
from backproof.report.html.formulas import Names
from backproof.report.html.markup import Markup, element
from backproof.report.html.verdicts import FILTERS, LOOKS, group_of, icon, look_of
from backproof.report.places import place
from backproof.report.tally import OUTCOMES, many, sentence, tally

_ORDER = ("wrong", "conditional", "unclear", "proved", "tested")
_LISTED = 40
"""So many findings are listed by document; the others are found in the text."""


def counts(documents: Sequence[Checked]) -> Markup:
    """How many claims came out how."""
    return element("p", sentence(tally(documents)), class_="counts")


def verdict_line(documents: Sequence[Checked], complete: bool) -> str:
    """The result in one sentence."""
    found = tally(documents)
    if found.wrong:
        result = f"{found.wrong} of {many(found.claims, 'claim')} {'is' if found.wrong == 1 else 'are'} wrong."
    elif found.claims == 0:
        result = "No claim was found."
    else:
        judged = found.claims - found.unclear - found.unjudged
        result = f"Nothing wrong was found in {many(judged, 'claim')}."
        hedged = found.outcomes["conditional"]
        result += f" {hedged} of them only under an assumption." if hedged else ""
        result += f" {found.unclear} more could not be judged." if found.unclear else ""
    return result if complete else f"{result} The check was interrupted: this is what was done."


def filters(documents: Sequence[Checked]) -> Markup:
    """A box to tick for each verdict that occurs, with its count."""
    looks = [group_of(look_of(s)) for d in documents for s in d.statements]
    boxes = [_box(key, word, looks.count(key)) for key, word in FILTERS if key in looks]
    return element("fieldset", element("legend", "Show"), *boxes, class_="filters")


def _box(key: str, word: str, count: int) -> Markup:
    look = key if key in LOOKS else "definition"
    box = element("input", type="checkbox", id=f"show-{key}", checked=True)
    label = (icon(look), element("span", str(count), class_="count"), " ", element("span", word))
    return element("label", box, *label, class_=f"filter v-{look}")


def first_wrong(documents: Sequence[Checked]) -> Markup:
    """A link to the first line that is wrong and does not follow from another."""
    wrong = [(k, n, s) for k, d in enumerate(documents, 1) for n, s in enumerate(d.statements) if look_of(s) == "wrong"]
    if not wrong:
        return Markup()
    roots = [found for found in wrong if found[2].verdict and found[2].verdict.root is None]
    k, n, statement = (roots or wrong)[0]
    document = documents[k - 1]
    where = f"line {place(document, statement.span).line}"
    words = f"First wrong step: {where}" if len(documents) == 1 else f"First wrong step: {document.path}, {where}"
    return element("a", words, href=f"#{Names(k, document).finding(n)}", class_="first", id="first-wrong")


def strip(names: Names) -> Markup:
    """One small shape for each claim in the order of the text: a picture of the document, doubled by its marks."""
    items = [
        element("a", icon(look), href=f"#{names.finding(n)}", class_=f"v-{look}", tabindex="-1")
        for n, s in enumerate(names.checked.statements)
        if (look := look_of(s)) in OUTCOMES
    ]
    return element("div", *items, class_="strip", aria_hidden="true") if items else Markup()


def listed(names: Names) -> Markup:
    """The findings that ask for attention, by line."""
    items = list(_listed(names))
    more = len(items) - _LISTED
    rest = [element("li", f"and {more} more, in the text")] if more > 0 else []
    return element("ol", *items[:_LISTED], *rest, class_="listed") if items else Markup()


def _listed(names: Names) -> Iterator[Markup]:
    for n, s in enumerate(names.checked.statements):
        look = look_of(s)
        if look not in ("wrong", "conditional"):
            continue
        where = element("span", f"line {place(names.checked, s.span).line}", class_="where")
        link = element("a", icon(look), element("strong", look), " ", says(s), href=f"#{names.finding(n)}")
        yield element("li", link, " ", where, class_=f"v-{look} g-{look}")


def navigation(documents: Sequence[Checked]) -> Markup:
    """The documents of a report, each with its counts."""
    items = []
    for k, document in enumerate(documents, 1):
        found = tally([document])
        marks = [
            element("span", icon(name), str(n), element("span", f" {name}", class_="heard"), class_=f"v-{name} tallied")
            for name in _ORDER
            if (n := found.outcomes[name])
        ]
        shown = marks if document.readable else [element("span", "not read", class_="tallied")]
        items.append(element("li", element("a", document.path, href=f"#d{k}"), " ", *shown))
    return element("nav", element("ol", *items), class_="documents", aria_label="Documents")
