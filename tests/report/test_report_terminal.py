"""What golden reports do not show: colour, clipping, hostile text, our own errors."""

import dataclasses
import re

from hypothesis import given
from hypothesis import strategies as st

from backproof.claims.statement import Checked, Statement, Verdict
from backproof.notes.diagnostics import Diagnostic
from backproof.report import terminal
from backproof.report.lines import cells, clean, window
from backproof.text.blocks import Span


def test_colour_changes_nothing_but_colour(documents, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = terminal.report(documents, colour=True)
    assert "\x1b[1;31m" in coloured
    bare = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [row.rstrip() for row in bare.split("\n")] == terminal.report(documents).split("\n")


def test_hostile_text_cannot_steer_the_terminal():
    text = "$a\x1b[2J = \u202eb$"
    verdict = Verdict("wrong", "a\x1b]0;title\x07 differs")
    document = Checked("x\x1b[31m.md", text, (Statement(Span(1, len(text) - 1), text[1:-1], verdict=verdict),))
    for detail in ("normal", "verbose"):
        shown = terminal.report([document], detail=detail)
        assert "\x1b" not in shown and "\u202e" not in shown and "\x07" not in shown


def test_long_line_is_clipped_around_the_relation():
    text = "x" * 5000 + "a = b" + "y" * 5000
    document = Checked("n.md", text, (Statement(Span(5000, 5005), "a = b", verdict=Verdict("wrong")),))
    rows = terminal.report([document], width=60).split("\n")
    source, underline = rows[2], rows[3]
    assert len(source) <= 60 and "xa = by" in source
    assert source[underline.index("^") : underline.rindex("^") + 1] == "a = b"


def test_long_display_shows_its_first_rows():
    text = "\n".join(f"a_{n} = {n}" for n in range(20))
    document = Checked("n.md", text, (Statement(Span(0, len(text)), text, verdict=Verdict("wrong")),))
    shown = terminal.report([document])
    assert "a_3 = 3" in shown and "a_4 = 4" not in shown and "… 16 more" in shown


def test_stale_span_does_not_lose_the_report():
    document = Checked("n.md", "ab", (Statement(Span(90, 95), "a = b", verdict=Verdict("wrong")),))
    assert "wrong[V401]" in terminal.report([document])


def test_empty_document():
    assert terminal.report([Checked("n.md", "")]) == "0 claims\n"


def test_our_own_errors_are_shown_even_when_quiet():
    failure = Diagnostic("I901", "the reader failed", Span(0, 1))
    inside = Verdict("unclear", diagnostics=(Diagnostic("I902", "the witnesses disagree", Span(0, 1)),))
    document = Checked("n.md", "a = b", (Statement(Span(0, 5), "a = b", verdict=inside),), (failure,))
    shown = terminal.report([document], detail="quiet")
    assert "I901 the reader failed" in shown and "I902 the witnesses disagree" in shown


def test_only_few_unclear_are_listed(documents):
    document = documents[0]
    unclear = next(s for s in document.statements if s.verdict and s.verdict.outcome == "unclear")
    many = dataclasses.replace(document, statements=(unclear,) * 10)
    shown = terminal.report([many])
    assert shown.count("M201") == 3 and "… 7 more" in shown
    assert terminal.report([many], detail="verbose").count("unclear       ") == 10


@given(st.text(max_size=80), st.data(), st.integers(8, 60))
def test_window_fits_and_keeps_what_is_wanted(text, data, room):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    shown, first, last = window(text, start, end, room)
    assert cells(shown) <= room
    assert text[start:end].startswith(shown[first:last])
    assert shown[first:last] == text[start:end] or cells(text[start:end]) > room - 4


@given(st.text())
def test_clean_keeps_every_place(text):
    assert len(clean(text)) == len(text)
    assert clean(text).isprintable() or not text.isprintable()
