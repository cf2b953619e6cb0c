"""Sizes that are made one stay quick to look up, and are taken apart again without a trace."""

from itertools import pairwise

from backproof.terms.sizes import Size, mark, same, undo, unify


def depth(size: Size) -> int:
    found = 0
    while size.parent is not None:
        size, found = size.parent, found + 1
    return found


def test_chains_of_sizes_stay_short():
    sizes = [Size("n") for _ in range(500)]
    for a, b in pairwise(sizes):
        unify(b, a)
    assert all(same(a, sizes[0]) for a in sizes)
    assert max(map(depth, sizes)) <= 10


def test_a_name_stands_at_the_root_whichever_is_larger():
    many = [Size() for _ in range(20)]
    for size in many[1:]:
        unify(many[0], size)
    named = Size("n")
    unify(many[3], named)
    assert {s.root.key for s in many} == {"n"}


def test_what_is_undone_weighs_nothing():
    a, b, c = Size(), Size(), Size()
    point = mark()
    unify(a, b)
    unify(b, c)
    undo(point)
    assert [s.weight for s in (a, b, c)] == [1, 1, 1]
    assert not same(a, b) and not same(b, c)
