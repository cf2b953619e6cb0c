"""Equal nodes are one object, however they were built."""

from fractions import Fraction

from backproof.terms.nodes import At, Call, Comprehension, Derivative, Index, Number, Sum


def test_what_is_usual_may_be_left_out():
    i, x = Index("i"), At("x", ())
    assert Sum(i, x) is Sum(i, x, None, None, None)
    assert Sum(i, x, None) is Sum(i, x)
    assert Derivative(x, "y", ()) is Derivative(x, "y", (), ())
    assert Call("f", (), (Comprehension((), x),)) is Call("f", (), (Comprehension((), x),), (), ())
    assert Number(Fraction(1)) is Number(Fraction(2, 2))
    assert Sum(i, x, Number(Fraction(1))) is not Sum(i, x)
