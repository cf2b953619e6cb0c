"""Every derivative of the work list as code: what is written was run against automatic differentiation before."""

from __future__ import annotations

import pytest
from derivative_worklist import ITEMS, Item

from backproof.app.compiling import Wish, compiled


@pytest.mark.parametrize("item", ITEMS, ids=lambda i: f"{i.name} {i.of} by {i.by} {i.order}")
def test_an_item_is_compiled_and_right(item: Item) -> None:
    found = compiled(item.page, Wish(item.of, (item.by,), order=item.order))
    assert found.checked == "held against the numeric witness at 2 points"
    kinds = [p.kind for p in found.program.parts]
    assert ("hessian" in kinds) is (item.order == 2)
    assert ("product" in kinds) is (item.order == 2)


@pytest.mark.parametrize(
    ("name", "of", "by", "order", "line"),
    [
        ("logistic regression", "J", "w", 1, "return (s - y) @ X"),
        ("logistic regression", "J", "w", 2, "part = np.sqrt(s * (1 - s))[:, None] * X\n    return part.T @ part"),
        ("cross-entropy", "L", "z", 1, "return p - y"),
        ("cross-entropy", "L", "z", 2, "return np.diag(p) - p[:, None] * p"),
        ("least squares", "f", r"\beta", 1, "return (X @ beta - y) @ X"),
        ("batch norm", r"\ell", "x", 1, "(dell_dy - x_hat @ dell_dy / m * x_hat - dell_dy.sum() / m)"),
        ("attention", "L", "Q", 1, 'return A * (product - np.einsum("ij,ij->i", A, product)[:, None]) @ K'),
        ("factorisation", "g", "U", 1, "return -2 * ((T - U @ V.T) @ V)"),
    ],
)
def test_the_line_that_a_person_would_write(name: str, of: str, by: str, order: int, line: str) -> None:
    item = next(i for i in ITEMS if (i.name, i.of, i.by, i.order) == (name, of, by, order))
    assert line in compiled(item.page, Wish(of, (by,), order=order)).source
