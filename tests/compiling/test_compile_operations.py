"""The intermediate form: what is made once, what is recognised, which products are taken first."""

from __future__ import annotations

from backproof.compiling import operations
from backproof.compiling.contraction import contract
from backproof.compiling.guarding import guarded
from backproof.compiling.identifiers import Identifiers, plain_name
from backproof.compiling.tensors import Tensor, added, transposed
from backproof.compiling.values import Graph


def test_a_value_is_made_once() -> None:
    g = Graph()
    x, y = g.argument("x", ("n",)), g.argument("y", ("n",))
    assert operations.add(g, (x, y)) is operations.add(g, (x, y))
    assert operations.multiply(g, (x, g.number(1))) is x
    assert operations.negative(g, operations.negative(g, x)) is x


def test_stable_forms() -> None:
    g = Graph()
    x = g.argument("x", ("n",))
    one, e = g.number(1), operations.call(g, "exp", (x,))
    sigmoid = operations.divide(
        g, one, operations.add(g, (one, operations.call(g, "exp", (operations.negative(g, x),))))
    )
    assert operations.is_call(sigmoid, "sigmoid")
    assert operations.is_call(operations.call(g, "log", (operations.add(g, (one, e)),)), "softplus")
    assert operations.is_call(operations.add(g, (e, g.number(-1))), "expm1")
    assert operations.is_call(operations.call(g, "log", (operations.add(g, (one, x)),)), "log1p")
    total = g.make("reduce", (e,), ("sum", (0,)), ())
    assert operations.call(g, "log", (total,)).detail == ("logsumexp", (0,))


def test_a_vector_is_multiplied_before_a_matrix() -> None:
    g = Graph()
    a, b = Tensor(g.argument("A", ("n", "m")), ("i", "j")), Tensor(g.argument("B", ("m", "k")), ("j", "k"))
    x = Tensor(g.argument("x", ("k",)), ("k",))
    made = contract(g, (a, b, x), ("j", "k"))
    assert made.axes == ("i",)
    inner = made.value.arguments
    assert made.value.operation == "matmul"
    assert {v.operation for v in inner} == {"argument", "matmul"}
    assert all(v.rank == 1 for v in inner if v.operation == "matmul")


def test_axes_line_up_by_name() -> None:
    g = Graph()
    a, b = Tensor(g.argument("A", ("n", "m")), ("i", "j")), Tensor(g.argument("b", ("n",)), ("i",))
    made = added(g, (a, b))
    assert made.axes == ("i", "j")
    assert made.value.arguments[1].operation == "place"
    back = transposed(g, transposed(g, a, ("j", "i")), ("i", "j"))
    assert back.value is a.value


def test_a_branch_that_is_not_taken_gets_a_harmless_argument() -> None:
    g = Graph()
    x = g.argument("x", ("n",))
    held = operations.compare(g, ">", x, g.number(0))
    made = guarded(g, operations.call(g, "log", (x,)), held, True)
    assert made.arguments[0].operation == "where"


def test_a_gram_matrix_with_weights_that_are_not_negative() -> None:
    g = Graph()
    x, z = g.argument("X", ("n", "d")), g.argument("z", ("n",))
    s = operations.call(g, "sigmoid", (z,))
    weight = operations.multiply(g, (s, operations.add(g, (g.number(1), operations.negative(g, s)))))
    factors = (Tensor(x, ("n", "i")), Tensor(weight, ("n",)), Tensor(x, ("n", "j")))
    made = contract(g, factors, ("n",)).value
    one, other = made.arguments
    assert one.operation == "transpose" and one.arguments[0] is other
    free = (Tensor(x, ("n", "i")), Tensor(z, ("n",)), Tensor(x, ("n", "j")))
    assert contract(g, free, ("n",)).value.arguments[0].arguments[0] is x


def test_names_of_a_document_become_names_of_python() -> None:
    found = {n: plain_name(n) for n in ("hat x", "cal:L", "sigma^2", "W_1", "h[·]", "λ", "x′2", "h@0")}
    assert found == {
        "hat x": "x_hat", "cal:L": "L", "sigma^2": "sigma_2", "W_1": "W_1", "h[·]": "h", "λ": "lamda", "x′2": "x_2",
        "h@0": "h_0",
    }  # fmt: skip
    names = Identifiers()
    assert [names.fresh(n) for n in ("lambda", "lambda", "np", "x", "x", "1/0")] == [
        "lambda_", "lambda_3", "np_", "x", "x_2", "v_1_0",
    ]  # fmt: skip
