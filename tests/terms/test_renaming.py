"""Expressions read one after the other over the same indices, and nodes whose defaults are left out."""

from backproof.terms.nodes import At, Index, Mul, Position, Sum
from backproof.terms.renaming import SameIndices
from backproof.terms.sizes import Size
from backproof.terms.traversal import nodes_in

N, M = Size("n"), Size("m")


def norm(size: Size, letter: str = "j") -> Sum:
    """x_1² + x_2² + …, read anew whenever it is asked for."""
    j = Index(letter, size)
    entry = At("x", (Position(j),))
    return Sum(j, Mul((entry, entry)))


def test_the_same_formula_read_twice_is_one_object() -> None:
    indices = SameIndices()
    (first,), _ = indices.taken(norm(N))
    (second,), _ = indices.taken(norm(N))
    assert norm(N) is not norm(N)
    assert first is second


def test_an_index_over_other_values_is_another_one() -> None:
    indices = SameIndices()
    (first,), _ = indices.taken(norm(N))
    (second,), _ = indices.taken(norm(M))
    assert first is not second


def test_two_sums_in_one_formula_stay_apart() -> None:
    inner, outer = Index("j", N), Index("j", N)
    body = Mul((At("x", (Position(inner),)), At("y", (Position(outer),))))
    (found,), names = SameIndices().taken(Sum(outer, Sum(inner, body)))
    assert names[inner] is not names[outer]
    assert len({n.index for n in nodes_in(found) if isinstance(n, Sum)}) == 2


def test_free_indices_are_renamed_with_the_rest() -> None:
    indices = SameIndices()
    places = []
    for _ in range(2):
        k = Index("k", N)
        (found,), names = indices.taken(At("x", (Position(k),)))
        assert found.free == {names[k]}
        places.append(names[k])
    assert places[0] is places[1]


def test_sizes_that_speak_of_an_index_are_left_alone() -> None:
    layer = Index("l")
    width = Size("D[l]", At("D", (Position(layer),)))
    k = Index("k", width)
    entry = At("h", (Position(layer), Position(k)))
    assert SameIndices().taken(entry) == ((entry,), {})


def test_a_default_that_is_left_out_is_the_default_that_is_given() -> None:
    j = Index("j", N)
    body = At("x", (Position(j),))
    assert Sum(j, body) is Sum(j, body, None, None, None)
