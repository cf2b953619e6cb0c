"""The page of HTML: complete, well formed, the same every time, and deaf to what a document would have it do."""

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from html_pages import Page, parsed
from hypothesis import given
from hypothesis import strategies as st

from backproof.app.check import check_document
from backproof.claims.statement import Checked, Evidence, Statement, Verdict
from backproof.report.html import page
from backproof.report.html.assets import KATEX
from backproof.text import read_text
from backproof.text.blocks import Span

EXAMPLES = Path(__file__).parents[2] / "examples"


def shown(*documents: Checked) -> Page:
    found = parsed(page.report(documents))
    assert found.faults == []
    return found


def checked(text: str, kind: str = "markdown", name: str = "note.md") -> Checked:
    return check_document(read_text(text, name, kind))


def test_every_statement_has_one_mark_and_one_finding(documents):
    found = shown(*documents)
    for k, document in enumerate(documents, 1):
        for n, _ in enumerate(document.statements, 1):
            marks = [e for e in found.elements if e.attributes.get("id") == f"m{k}-{n}"]
            findings = [e for e in found.elements if e.attributes.get("id") == f"f{k}-{n}"]
            assert [len(marks), len(findings)] == [1, 1]
            assert marks[0].attributes["href"] == f"#f{k}-{n}"


def test_ids_are_unique_and_every_link_inside_has_its_target(documents):
    found = shown(*documents)
    ids = [e.attributes["id"] for e in found.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    targets = {e.attributes["href"][1:] for e in found.elements if e.attributes.get("href", "").startswith("#")}
    assert targets <= set(ids)


def test_a_finding_says_what_the_terminal_says(documents):
    found = shown(*documents)
    text = {e.attributes.get("id"): " ".join(e.text.split()) for e in found.having("finding")}
    wrong, conditional, unclear = text["f1-4"], text["f1-2"], text["f1-8"]
    for words in (
        "wrong",
        "the right side lacks a factor",
        "line 7",
        "x should be x^2",
        "3 x^2",
        "12",
        "ball arithmetic",
    ):
        assert words in wrong
    for words in ("true only if", "is not declared symmetric", "n \\times n", "bold = vector", "V411"):
        assert words in conditional
    for words in ("nothing introduces `h`", "say what `h` is", "q is used here, too", "M201"):
        assert words in unclear
    assert "30 points, n = 3, 15 digits" in text["f1-3"]
    assert "follows from line 11" in text["f1-6"].replace("follows fromline", "follows from line")


def test_what_is_ignored_is_marked_so_and_not_counted(documents):
    notes = documents[0]
    silent = tuple(replace(s, silenced="comment" if s.verdict else "") for s in notes.statements)
    found = shown(replace(notes, statements=silent))
    assert not found.having("listed") and not [e for e in found.elements if e.attributes.get("id") == "first-wrong"]
    finding = next(e for e in found.having("finding") if e.attributes["id"] == "f1-4")
    assert "ignored" in finding.text and "wrong, ignored: the right side lacks a factor" in finding.text


def test_the_codes_are_explained_on_the_page(documents):
    found = shown(*documents)
    explained = {e.attributes["id"] for e in found.having("explained")}
    assert {"code-V401", "code-V411", "code-M201"} <= explained


def test_a_proof_is_shown_step_by_step():
    found = shown(checked("Let $q = w^2 + 3$. Then $\\frac{dq}{dw} = 2w$."))
    lines = [e for e in found.tagged("li") if "steps" not in e.classes and "ol" in e.parents]
    told = {e.text for e in found.having("law")}
    assert {"definition", "sum rule", "power rule"} <= told
    assert any("q = w^2 + 3" in e.text and "definition" in e.text for e in lines)


def test_a_proof_that_cannot_be_read_costs_only_its_steps(documents):
    notes = documents[0]
    broken = replace(notes.statements[2].verdict, evidence=Evidence(1, laws=("sum rule",), steps=1, proof="{"))
    found = shown(replace(notes, statements=(replace(notes.statements[2], verdict=broken),)))
    assert "sum rule" in found.having("finding")[0].text and not found.having("steps")


def test_documents_that_could_not_be_read_are_said_to_be_so(documents):
    found = shown(*documents)
    assert any("no such file or folder" in e.text for e in found.having("unread"))
    assert any("gone, 50%.md" in e.text for e in found.tagged("nav"))


def test_headings_leave_out_no_level(documents):
    notes = checked("# A\n\n### B\n\n$x = x$\n\n###### C\n\n## D\n")
    for found in (shown(*documents), shown(notes)):
        levels = [int(e.tag[1]) for e in found.tagged("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels[0] == 1
        assert all(b <= a + 1 for a, b in pairwise(levels))


def test_the_same_documents_give_the_same_bytes(documents):
    assert page.report(documents) == page.report(documents)


def test_an_interrupted_check_says_so(documents):
    assert b"The check was interrupted" in page.report(documents, complete=False)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*")), ids=lambda p: p.name)
def test_the_examples_are_shown_whole(path):
    text = path.read_text(encoding="utf-8")
    document = checked(text, "latex" if path.suffix == ".tex" else "markdown", path.name)
    found = shown(document)
    assert not found.having("elsewhere")
    body = " ".join(found.having("text")[0].text.split())
    for word in re.findall(r"(?m)^[A-Za-z ]{12,}", text):
        assert " ".join(word.split()) in body


# --- what a document may not do ------------------------------------------------------------------------------------

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://example.org/track.png)",
    "<!-- --><script>alert(1)</script> -->",
    "$</script><script>alert(1)</script> = 1$",
    "$x = \\text{</code><script>alert(1)</script>}$",
    '$x = \\htmlClass{" onclick="alert(1)}{y}$',
    "$\\href{javascript:alert(1)}{x} = 1$",
    "$\\includegraphics{https://example.org/x.png} = 1$",
    "# <script>alert(1)</script>",
    "| <script>alert(1)</script> | $a = b$ |\n|---|---|\n| <b onclick=x> | $c = d$ |",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "<style>body{display:none}</style>",
    "<base href=https://example.org/>",
    "\ue0000\ue001 \ue00099\ue001",
    "\u202egnp.exe $x = 1$",
    "&lt;script&gt; &#60;script&#62;",
]
ALLOWED = {"a", "body", "head", "html", "meta", "style", "script", "title"}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize(("kind", "name"), [("markdown", "n.md"), ("latex", "n.tex")])
def test_a_document_is_shown_and_never_obeyed(attack, kind, name):
    found = shown(checked(f"Let $x$ be a number.\n\n{attack}\n\nThen $x + x = 2x$.", kind, name))
    assert len(found.tagged("script")) == 2
    assert len(found.tagged("style")) == 1
    assert not found.tagged("img", "iframe", "object", "embed", "link", "base", "form")
    for element in found.elements:
        assert not [name for name in element.attributes if name.startswith("on")]
        assert "src" not in element.attributes
        assert re.match(r"#|https?://|mailto:", element.attributes.get("href", "#"))
        assert "style" not in element.attributes


def test_a_path_is_text():
    found = shown(Checked("<b>\"&'.md", "x", readable=False, error="<i>no</i>"))
    assert not found.tagged("b", "i")


def test_comments_of_a_document_are_not_shown():
    found = shown(checked("a <!-- hidden --> b\n\n<!-- also\nhidden -->\n\nc"))
    assert "hidden" not in found.having("text")[0].text


def test_the_policy_names_every_script_and_style_and_nothing_else(documents):
    html = page.report(documents).decode()
    found = parsed(html.encode())
    policies = [e.attributes["content"] for e in found.tagged("meta") if "http-equiv" in e.attributes]
    assert len(policies) == 1
    policy = dict(rule.split(" ", 1) for rule in policies[0].split("; "))
    assert policy["default-src"] == "'none'"
    for tag, rule in (("script", "script-src"), ("style", "style-src-elem")):
        contents = re.findall(rf"<{tag}>(.*?)</{tag}>", html, flags=re.DOTALL)
        hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(c.encode()).digest()).decode()}'" for c in contents}
        assert set(policy[rule].split()) == hashes


def test_katex_comes_with_its_licence_and_only_the_fonts_that_are_needed(documents):
    plain = page.report(documents).decode()
    assert f"KaTeX {KATEX}" in plain
    assert "Permission is hereby granted, free of charge" in plain
    assert "url(fonts/" not in plain
    assert "KaTeX_Fraktur" not in "".join(re.findall(r"@font-face\{[^}]{0,200}", plain))
    gothic = page.report([checked(r"Let $\mathfrak{g} = 1$.")]).decode()
    assert "KaTeX_Fraktur" in "".join(re.findall(r"@font-face\{[^}]{0,200}", gothic))
    assert len(plain) < 700_000


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[k : k + 2], 16) / 255) for k in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_colour_can_be_read_on_its_ground_in_the_light_and_in_the_dark():
    css = (Path(page.__file__).parent / "assets" / "page.css").read_text(encoding="utf-8")
    light, dark = (dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block)) for block in css.split("@media", 2)[:2])
    for colours in (light, dark):
        for ground in ("paper", "raised"):
            for name in ("ink", "soft", "wrong", "conditional", "unclear", "proved", "tested", "other", "ins"):
                one, other = sorted((_luminance(colours[name]), _luminance(colours[ground])))
                assert (other + 0.05) / (one + 0.05) >= 4.5, (name, ground)


# --- whatever is put in --------------------------------------------------------------------------------------------

PIECES = [
    "$", "$$", "x = y", "&", "\\\\", "\\begin{align}", "\\end{align}", "{", "}", "<b>", "\n\n", "# ", "- ", "`",
    "```\n", "| a | b |\n|---|---|\n", "<!--", "-->", "\\left(", "\\right)", "    ", "> ", "[x](y)", "&amp;",
    "\ue000", "Problem 2\n",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    st.sampled_from(["n.md", "n.tex", "n.py", "n.ipynb"]),
    st.data(),
)
def test_any_text_with_any_spans_is_shown_without_a_fault(text, path, data):
    size = len(text)
    spans = data.draw(st.lists(st.tuples(st.integers(0, size), st.integers(0, size)).map(sorted), max_size=6))
    statements = tuple(Statement(Span(a, b), text[a:b], verdict=Verdict("wrong", "no")) for a, b in spans)
    found = parsed(page.report([Checked(path, text, statements)]))
    assert [f for f in found.faults if "<div> in <p>" not in f] == []
    marks = {e.attributes["id"] for e in found.having("mark")}
    assert marks == ({f"m1-{n + 1}" for n in range(len(spans))} if not found.having("unread") else set())
