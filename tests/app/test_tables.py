"""Tables of numbers: rows that a recurrence, a function or a traced cell produces, with one slip and without."""

from pathlib import Path

import pytest

from backproof.app.check import check_files

RECURRENCE = "Let $a_0 = 1$ and $a_k = \\frac{a_{k-1}}{2} + 1$ for $k \\ge 1$.\n\n"
FUNCTION = "Let $f(x) = x^2 - x$.\n\n"
DATA = (
    "Let $u^1 = (1, 2)$, $u^2 = (0, 3)$, $u^3 = (2, 2)$ and $v = (1, -1)$, "
    "$s = v\\cdot u^t$, $r = v\\cdot u^t + 4$.\n\n"
)
STATE = (
    "Let $q^1 = (2, 0)$, $q^2 = (3, 0)$, $q^3 = (1, 0)$ and $v = (1, 5)$. The counter begins at $0$, and from $c$ it "
    "becomes $c' = c + v\\cdot q^t$ in step $t$; what is shown is $y = 2 c'$.\n\n"
)


def rows(folder: Path, text: str) -> list[tuple[str, str]]:
    """What each claim of a table says, and its verdict."""
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    (document,) = check_files([str(page)], cache=False)
    assert document.readable, document.error
    return [(s.latex, s.verdict.outcome) for s in document.statements if s.kind == "table" and s.verdict is not None]


def markdown(*lines: str) -> str:
    head, *rest = lines
    rule = "|".join("---" for _ in head.split("|"))
    return "\n".join(f"| {line} |" for line in (head, rule, *rest)) + "\n"


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        ("1.5 | 1.75 | 1.875", "tested"),
        ("1.5 | 1.75 | 1.88", "tested"),
        ("1.5 | 1.74 | 1.875", "unclear"),
        ("1.5 | 1.85 | 1.875", "wrong"),
        ("1.5 | | 1.875", "tested"),
        ("1.5 | ? | 1.875", "tested"),
        ("7 | 9 | 11", "unclear"),
    ],
)
def test_a_recurrence(tmp_path: Path, cells: str, verdict: str) -> None:
    found = rows(tmp_path, RECURRENCE + markdown("$k$ | 1 | 2 | 3", f"$a_k$ | {cells}"))
    assert [outcome for _, outcome in found] == [verdict]


def test_labels_may_stand_on_top(tmp_path: Path) -> None:
    table = markdown("$k$ | $a_k$", "1 | 1.5", "2 | 1.75", "3 | 1.785")
    assert [outcome for _, outcome in rows(tmp_path, RECURRENCE + table)] == ["wrong"]


@pytest.mark.parametrize(("cells", "verdict"), [("2 | 0 | 6", "tested"), ("2 | 0 | 5", "wrong")])
def test_values_of_a_function(tmp_path: Path, cells: str, verdict: str) -> None:
    table = markdown("$x$ | -1 | 1 | 3", f"$f(x)$ | {cells}")
    assert [outcome for _, outcome in rows(tmp_path, FUNCTION + table)] == [verdict]


def test_tabs_and_bare_labels(tmp_path: Path) -> None:
    table = "t\t1\t2\t3\ns\t-1\t-3\t0\nr\t3\t1\t4\n"
    assert rows(tmp_path, DATA + table) == [("s = (-1, -3, 0)", "tested"), ("r = (3, 1, 4)", "tested")]


def test_a_label_printed_twice(tmp_path: Path) -> None:
    table = "t\t1\t2\t3\n$s$\t-1\t-3\t0\n$s^2$\t1\t9\t0\n$s^2$\t9\t1\t16\nr\t3\t1\t4\n"
    found = rows(tmp_path, DATA + table)
    assert [outcome for _, outcome in found] == ["tested", "tested", "wrong", "tested"]


@pytest.mark.parametrize(
    ("cells", "verdicts"),
    [("2 | 5 | 6", ["tested"] * 3), ("2 | 5 | 7", ["tested", "tested", "wrong"])],
)
def test_a_state_that_is_carried_on(tmp_path: Path, cells: str, verdicts: list[str]) -> None:
    table = markdown("$t$ | 1 | 2 | 3", f"$c'$ | {cells}", "$y$ | 4 | 10 | 12")
    found = rows(tmp_path, STATE + table)
    assert [o for said, o in found if said.startswith("c")] == verdicts
    assert [o for said, o in found if said.startswith("y")] == ["tested"] * 3


@pytest.mark.parametrize(
    "text",
    [
        markdown("model | accuracy", "small | 0.81", "large | 0.93"),
        markdown("$k$ | 1 | 2", "loss | 0.4 | 0.3"),
        markdown("$k$ | 1 | 2", "$q_k$ | 0.4 | 0.3"),
        markdown("epoch | 1 | 2", "$L$ | 0.4 | 0.3"),
        markdown("$k$ | one | two", "$a_k$ | 1.5 | 1.75"),
        "Let $a_k = 2 a_{k-1}$.\n\n" + markdown("$k$ | 1 | 2", "$a_k$ | 2 | 4"),
    ],
)
def test_what_cannot_be_computed_is_not_judged(tmp_path: Path, text: str) -> None:
    assert not {outcome for _, outcome in rows(tmp_path, text)} & {"wrong", "tested"}


@pytest.mark.parametrize(("cells", "verdict"), [("1 | 0.8 | 0.64", "tested"), ("1 | 0.8 | 0.66", "wrong")])
def test_numbers_that_the_page_gives(tmp_path: Path, cells: str, verdict: str) -> None:
    text = "Minimise $f(w) = w^2$ from $w_0 = 1$ with step $\\eta = 0.1$: $w_{k+1} = w_k - \\eta f'(w_k)$.\n\n"
    table = markdown("$k$ | 0 | 1 | 2", f"$w_k$ | {cells}")
    assert [outcome for _, outcome in rows(tmp_path, text + table)] == [verdict]
