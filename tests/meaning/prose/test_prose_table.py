"""Every row of the table understands its own examples, and nothing in its near misses."""

import re

import pytest
from prose_samples import blocks

from backproof.meaning.prose import KINDS, TABLE, facts_of

EXAMPLES = [pytest.param(r, e, id=f"{r.name}: {e}") for r in TABLE for e in r.examples]
MISSES = [pytest.param(r, e, id=f"{r.name}: {e}") for r in TABLE for e in r.misses]


@pytest.mark.parametrize(("record", "example"), EXAMPLES)
def test_row_understands(record, example):
    expected = [m[1] for m in re.finditer(r"\$!(.+?)\$", example)]
    facts = facts_of(blocks(example.replace("$!", "$")))
    found = [
        [s.latex for s in f.subjects]
        for f in facts
        if f.kind == record.kind and (not record.value or f.value == record.value)
    ]
    assert found, f"nothing found; facts: {facts}"
    if expected:
        assert expected in found


@pytest.mark.parametrize(("record", "miss"), MISSES)
def test_row_refuses(record, miss):
    facts = facts_of(blocks(miss))
    wrong = [f for f in facts if f.kind == record.kind and f.value == record.value and f.pattern == record.name]
    assert not wrong


def test_rows_are_whole():
    names = [r.name for r in TABLE]
    assert len(names) == len(set(names))
    for r in TABLE:
        assert r.kind in KINDS
        assert len(r.examples) >= 3, r.name
        assert len(r.misses) >= 2, r.name
        assert not r.needs or all(n == n.lower() for n in r.needs)
