"""The whole page: head, summary, documents, explanations. The same documents give the same bytes."""

from collections.abc import Sequence

from backproof import __version__
from backproof.claims.statement import Checked
from backproof.report.html.assets import policy, scripts, style
from backproof.report.html.document import body
from backproof.report.html.explaining import explanations
from backproof.report.html.formulas import Names
from backproof.report.html.markup import Markup, element, join, text
from backproof.report.html.naming import drawn
from backproof.report.html.prose import Outline
from backproof.report.html.summary import counts, filters, first_wrong, listed, navigation, strip, verdict_line
from backproof.report.html.verdicts import sprite

_KEYS = (("j", "next finding"), ("k", "previous"), ("Enter", "open or close"), ("Esc", "close and return"))


def report(documents: Sequence[Checked], *, complete: bool = True) -> bytes:
    """The report as one file of HTML."""
    several = len(documents) > 1
    articles = [_article(document, k, several) for k, document in enumerate(documents, 1)]
    main = element("main", *articles, explanations(documents), id="main")
    top = element(
        "header",
        element("h1", *(_name(documents[0].path) if len(documents) == 1 else (f"{len(documents)} documents",))),
        element("p", verdict_line(documents, complete), class_="result"),
        filters(documents),
        element("div", first_wrong(documents), element("p", *_keys(), class_="keys"), class_="actions"),
        navigation(documents) if several else Markup(),
        class_="top",
    )
    skip = element("a", "Skip to the document", href="#main", class_="skip")
    page = join((skip, sprite(), top, main, _footer(), _jump()))
    return _html(page, documents).encode("utf-8", "replace")


def _html(page: Markup, documents: Sequence[Checked]) -> str:
    inlined, code = style([d.text for d in documents]), scripts()
    title = documents[0].path if len(documents) == 1 else f"{len(documents)} documents"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        policy(inlined, code),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="generator", content=f"backproof {__version__}"),
        element("title", f"{title} · backproof"),
        inlined,
    )
    return f"<!DOCTYPE html>\n{element('html', head, element('body', page, code), lang='en')}\n"


def _article(document: Checked, k: int, several: bool) -> Markup:
    names = Names(k, document, drawn(document.text))
    heading = [element("h2", document.path), counts([document])] if several else []
    overview = element("div", *heading, strip(names), listed(names), class_="overview")
    shown = element("div", body(document, names, Outline(3 if several else 2)), class_="text")
    return element("article", overview, shown, id=f"d{k}", aria_label=document.path)


def _name(path: str) -> list[Markup]:
    """A path as a title: the folder small above the name."""
    folder, slash, name = path.rpartition("/")
    return [element("span", folder + slash, class_="folder")] * bool(folder) + [text(name)]


def _keys() -> list[Markup]:
    shown = [element("span", element("kbd", key), f" {what}") for key, what in _KEYS]
    return [join(shown, " ")]


def _jump() -> Markup:
    """The way from finding to finding for fingers; the script shows it where there are any."""
    steps = (("-1", "↑", "previous finding"), ("1", "↓", "next finding"))
    buttons = (element("button", sign, type="button", value=by, aria_label=words) for by, sign, words in steps)
    return element("nav", *buttons, class_="jump", aria_label="Findings", hidden=True)


def _footer() -> Markup:
    words = f"Checked by backproof {__version__}. This page is complete in itself and loads nothing."
    return element("footer", element("p", words))
