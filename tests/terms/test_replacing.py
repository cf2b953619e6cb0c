"""Symbols replaced by tensors, under binders."""

from backproof.terms.nodes import At, Comprehension, Index, Position, Sum
from backproof.terms.replacing import replaced
from backproof.terms.sizes import Size

N = Size("n")
K, M = Index("k", N), Index("m", N)


def at(name: str, *indices: Index) -> At:
    return At(name, tuple(Position(i) for i in indices))


def test_every_entry_is_replaced() -> None:
    tensor = Comprehension((M,), at("b", M))
    assert replaced(Sum(K, at("u", K)), {"u": tensor}) is Sum(K, at("b", K), None, None, None)


def test_a_free_index_is_not_captured() -> None:
    """u_m = B_{mk} with k from outside, under a sum over k: the sum takes another index."""
    made = replaced(Sum(K, at("u", K)), {"u": Comprehension((M,), at("B", M, K))})
    assert made is Sum(K.twin, at("B", K.twin, K), None, None, None)
    assert K in made.free
