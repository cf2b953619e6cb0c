"""Every item of the work list: the line itself, that it can be read back, that it is the same in every run."""

from __future__ import annotations

import pytest
from derivative_worklist import ITEMS, Item

from backproof.app.check import check_document
from backproof.app.deriving import Request, derived
from backproof.claims.derived import Derived
from backproof.text import read_text


def found_for(item: Item) -> Derived:
    found = derived(item.page, Request(item.of, item.by, item.order, item.layout))
    assert isinstance(found, Derived), found
    return found


def name(item: Item) -> str:
    return f"{item.name}: {item.of} by {item.by}" + (" twice" if item.order == 2 else "")


@pytest.mark.parametrize("item", ITEMS, ids=name)
def test_the_line(item: Item) -> None:
    found = found_for(item)
    assert found.latex == item.line
    assert found.where == item.where
    assert len(found.latex) <= 120


@pytest.mark.parametrize("item", ITEMS, ids=name)
def test_what_is_printed_can_be_read_back(item: Item) -> None:
    found = found_for(item)
    where = "".join(f"\n$${n} = {v}$$\n" for n, v in found.where)
    text = f"{item.page}{where}\n$${found.left} = {found.latex}$$\n"
    statement = check_document(read_text(text)).statements[-1]
    assert statement.verdict is not None
    assert statement.verdict.holds, statement.verdict


def test_the_text_is_the_same_every_time() -> None:
    for item in ITEMS[:12]:
        assert found_for(item).latex == found_for(item).latex
