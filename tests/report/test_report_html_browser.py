"""The page of HTML in a real browser: what is seen, heard and reached by keyboard. Skipped without a Chromium."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from backproof.app.check import check_document
from backproof.report.html import page
from backproof.text import read_file, read_text

playwright = pytest.importorskip("playwright.sync_api", reason="needs the extra `browser`")

CHROMIUM = Path(os.environ.get("BACKPROOF_CHROMIUM", "/usr/bin/chromium"))
AXE = Path(os.environ.get("BACKPROOF_AXE", ".venv/axe/node_modules/axe-core/axe.min.js"))
EXAMPLES = Path(__file__).parents[2] / "examples"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs {CHROMIUM}")

HARD = r"""# Hard things

Let $x \in \mathbb{R}^n$ and $f(x) = x^\top x$. Then $\nabla f(x) = 3x$, and $\unknowncommand{x} = 1$.

$$ a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + a_{10}
   + a_{11} + a_{12} + a_{13} + a_{14} = \left( b \right) $$

A long one in the line: $\left(\frac{aaaaaaaaaaaaaaaaaaaa}{bbbbbbbbbbbbbbbbb} + \frac{ccccccccccccccc}{d}\right) = 1$.

$$\frac{\partial}{\partial x} {{ = 1 $$

$x = \href{javascript:alert(1)}{y}$ <script>document.title = "taken"</script> ![picture](https://example.org/x.png)
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    example = check_document(read_file(EXAMPLES / "batch-norm-one-unit.md"))
    documents = {
        "example": [example],
        "hard": [check_document(read_text(HARD, "hard.md"))],
        "several": [example, check_document(read_file(EXAMPLES / "momentum.tex"))],
    }
    for name, checked in documents.items():
        (folder / f"{name}.html").write_bytes(page.report(checked))
    return {name: folder / f"{name}.html" for name in documents}


@pytest.fixture
def opened(browser, reports):
    """Opens a report; at the end nothing may have been asked of a network, and nothing complained of."""
    contexts, requests, complaints = [], [], []

    def open_report(name: str, width: int = 1100, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        shown = context.new_page()
        shown.on("request", lambda r: requests.append(r.url))
        shown.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        shown.on("pageerror", lambda e: complaints.append(str(e)))
        shown.goto(reports[name].as_uri())
        if options.get("java_script_enabled", True):
            shown.wait_for_function("() => document.documentElement.dataset.ready")
        return shown

    yield open_report
    for context in contexts:
        context.close()
    assert [url[:80] for url in requests if not url.startswith(("file:", "data:"))] == []
    assert complaints == []


def test_formulas_are_typeset_and_one_that_cannot_be_costs_no_other(opened):
    shown = opened("hard")
    assert shown.locator(".text .math").count() >= 6
    failed = shown.locator("code.failed").all_text_contents()
    assert failed and all("{{" in latex for latex in failed)
    assert shown.title() != "taken"
    assert shown.locator(".text a[href^='javascript']").count() == 0


def test_mathematics_can_be_heard(opened):
    shown = opened("example")
    assert shown.locator(".text .math").count() == shown.locator(".text .math math").count() > 0
    assert shown.locator(".text .math .katex-html:not([aria-hidden=true])").count() == 0


def test_every_row_of_a_display_has_its_mark(opened):
    shown = opened("example")
    rows = shown.locator(".display").first.locator(".row")
    assert rows.count() == 5
    for row in rows.all():
        assert row.locator("a.mark").count() == 1


def test_by_keyboard_alone(opened):
    shown = opened("example")
    focus = "document.activeElement.id"
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.className") == "skip"
    for _ in range(40):
        shown.keyboard.press("j")
        if shown.evaluate("document.activeElement.matches('.v-wrong')"):
            break
    wrong = shown.evaluate(focus)
    assert wrong == "m1-9"
    assert shown.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    finding = shown.locator("#f1-9")
    shown.keyboard.press("Enter")
    assert finding.get_attribute("open") is not None
    assert shown.locator(f"#{wrong}").get_attribute("aria-expanded") == "true"
    assert shown.evaluate("document.activeElement.tagName") == "SUMMARY"
    shown.keyboard.press("Escape")
    assert finding.get_attribute("open") is None
    assert shown.evaluate(focus) == wrong
    assert shown.locator(f"#{wrong}").get_attribute("aria-expanded") == "false"
    shown.keyboard.press("ArrowDown")
    assert shown.evaluate(focus) == "m1-10"
    shown.keyboard.press("k")
    assert shown.evaluate(focus) == wrong


def test_a_quiet_finding_is_folded_away_until_it_is_asked_for(opened):
    shown = opened("example")
    finding, mark = shown.locator("#f1-6"), shown.locator("#m1-6")
    assert not finding.is_visible()
    mark.click()
    assert finding.is_visible() and "chain rule" in finding.inner_text()
    mark.click()
    assert not finding.is_visible()


def test_a_derivation_is_typeset_when_it_is_opened(opened):
    shown = opened("example")
    shown.locator("#m1-6").click()
    steps = shown.locator("#f1-6 .steps")
    assert not steps.is_visible()
    shown.locator("#f1-6 .derivation > summary").click()
    assert steps.is_visible()
    shown.wait_for_function("() => !document.querySelector('#f1-6 .steps code.tex')")
    assert steps.locator(".math").count() > 5


def test_the_first_wrong_step_is_one_click_away(opened):
    shown = opened("several")
    shown.locator("#first-wrong").click()
    assert shown.locator("#f1-9").get_attribute("open") is not None
    shown.wait_for_function("() => document.querySelector('#f1-9').getBoundingClientRect().top < innerHeight")


def test_filters_hide_what_is_not_ticked(opened):
    shown = opened("example")
    shown.locator("label.filter", has_text="proved").click()
    assert shown.locator("a.mark.v-proved:visible").count() == 0
    assert shown.locator("a.mark.v-wrong:visible").count() == 2
    shown.locator("#show-wrong").focus()
    shown.keyboard.press("Space")
    assert shown.locator(".finding.v-wrong:visible").count() == 0


def test_the_snippet_is_copied(opened):
    shown = opened("example", permissions=["clipboard-read", "clipboard-write"])
    shown.locator("#f1-9 > summary").click()
    shown.locator("#f1-9 .snippet summary").click()
    shown.locator("#f1-9 .copy").click()
    shown.wait_for_function("() => document.querySelector('#f1-9 .copy').textContent === 'Copied'")


@pytest.mark.parametrize("name", ["example", "hard", "several"])
@pytest.mark.parametrize("width", [320, 768])
def test_no_page_scrolls_sideways(opened, name, width):
    shown = opened(name, width)
    shown.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    shown.wait_for_timeout(300)
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    assert shown.locator(".display[tabindex='0'], .wide[tabindex='0']").count() > 0 or name == "several" or width > 320


def test_what_fits_has_no_scroll_bar(opened):
    shown = opened("example", 1100)
    wider = "[...document.querySelectorAll('.display')].filter(d => d.scrollWidth > d.clientWidth).length"
    assert shown.evaluate(wider) == 0


def test_light_and_dark(opened):
    ground = (
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0)"
    )
    assert opened("example", color_scheme="light").evaluate(ground) > 700
    assert opened("example", color_scheme="dark").evaluate(ground) < 100


def test_paper_shows_what_is_wrong(opened):
    shown = opened("example")
    shown.emulate_media(media="print")
    shown.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert shown.locator("#f1-9 .fact.after").first.is_visible()
    assert not shown.locator(".filters").is_visible()


def test_without_scripts_the_source_stands_for_the_formulas(opened):
    shown = opened("example", java_script_enabled=False)
    assert "\\frac{\\partial L}{\\partial b}" in shown.locator(".text").inner_text()
    assert shown.locator("#f1-6 > summary").is_visible()
    shown.locator("#f1-6 > summary").click()
    assert "chain rule" in shown.locator("#f1-6").inner_text()


def test_everything_that_can_be_used_has_a_name(opened):
    shown = opened("several")
    nameless = shown.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input, summary')]
            .filter(e => !e.closest('[aria-hidden=true]') && !(e.innerText || e.textContent || '').trim()
                         && !e.getAttribute('aria-label') && !e.labels?.[0]?.textContent.trim())
            .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert nameless == []
    assert shown.locator("main").count() == shown.locator("h1").count() == 1
    assert shown.evaluate("document.documentElement.lang") == "en"


@pytest.mark.skipif(not AXE.exists(), reason="needs axe-core, which .ci/run fetches")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened, scheme):
    shown = opened("several", color_scheme=scheme)
    shown.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    shown.wait_for_timeout(300)
    shown.wait_for_function("() => document.fonts.status === 'loaded'")
    shown.wait_for_timeout(300)
    shown.evaluate(AXE.read_text(encoding="utf-8"))
    found = shown.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(v["id"], n["html"][:90], n["failureSummary"]) for v in found["violations"] for n in v["nodes"]] == []
