"""Whole reports, compared byte by byte. ``BACKPROOF_GOLDEN=1 pytest tests/report`` writes them anew: read the diff."""

import os
from pathlib import Path

import pytest

from backproof.report import github, json_report, sarif, symbols, terminal

GOLDEN = Path(__file__).parent / "golden"

REPORTS = {
    "normal.txt": lambda ds: terminal.report(ds, seconds=0.8).encode(),
    "quiet.txt": lambda ds: terminal.report(ds, detail="quiet").encode(),
    "verbose.txt": lambda ds: terminal.report(ds, detail="verbose").encode(),
    "narrow.txt": lambda ds: terminal.report(ds, width=48).encode(),
    "report.json": lambda ds: json_report.report(ds),
    "report.sarif": lambda ds: sarif.report(ds),
    "github.txt": lambda ds: github.report(ds).encode(),
    "symbols.txt": lambda ds: symbols.table(ds[0]).encode(),
    "symbols.json": lambda ds: json_report.symbols(ds[0]),
}


@pytest.mark.parametrize("name", REPORTS)
def test_report_is_as_agreed(name, documents):
    made = REPORTS[name](documents)
    if os.environ.get("BACKPROOF_GOLDEN"):
        (GOLDEN / name).write_bytes(made)
    assert made.decode() == (GOLDEN / name).read_text(encoding="utf-8")
