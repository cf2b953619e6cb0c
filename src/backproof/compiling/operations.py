"""Operations of the intermediate form entry by entry, with the forms that stay finite chosen as they are made.

``log Σ exp``, ``log softmax``, ``log σ``, ``log(1 + x)`` and ``exp(x) − 1`` are recognised whatever the names between,
because a name is a value and not a wall.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from backproof.compiling.values import Graph, Value, common_shape, number_of

ONE = Fraction(1)


def add(g: Graph, terms: Sequence[Value]) -> Value:
    """A sum; what is negative is subtracted."""
    flat: list[Value] = []
    plain = Fraction(0)
    for t in terms:
        for part in t.arguments if t.operation == "add" and t not in g.names else (t,):
            n = number_of(part)
            if n is not None:
                plain += n
            else:
                flat.append(part)
    if plain:
        flat.append(g.number(plain))
    if not flat:
        return g.number(0)
    if len(flat) == 1:
        return flat[0]
    if all(v.operation == "negative" for v in flat):
        return negative(g, add(g, [v.arguments[0] for v in flat]))
    if len(flat) == 2 and (numbers := _switch(flat[0])) is not None and (n := number_of(flat[1])) is not None:
        return choose(g, flat[0].arguments[0], *(g.number(m + n) for m in numbers))
    flat.sort(key=lambda v: v.operation == "negative" or _negative(v))
    return _expm1(g, flat) or _sum(g, flat)


def _sum(g: Graph, terms: list[Value]) -> Value:
    """A sum; what is small is added up before it meets what is large."""
    most = max(map(extent, terms))
    small = [t for t in terms if extent(t) < most]
    if len(small) < 2:
        return g.make("add", terms, shape=common_shape(terms))
    large = [t for t in terms if extent(t) == most]
    if common_shape(small) == common_shape(terms):
        return g.make("add", terms, shape=common_shape(terms))
    return g.make("add", (*large, add(g, small)), shape=common_shape(terms))


def _negative(v: Value) -> bool:
    n = number_of(v)
    return n is not None and n < 0


def _expm1(g: Graph, flat: list[Value]) -> Value | None:
    """``exp(x) − 1``."""
    if len(flat) == 2 and number_of(flat[1]) == -ONE and is_call(flat[0], "exp"):
        return g.make("call", flat[0].arguments, "expm1", flat[0].shape)
    return None


def negative(g: Graph, x: Value) -> Value:
    """−x."""
    n = number_of(x)
    if n is not None:
        return g.number(-n)
    if x.operation == "negative":
        return x.arguments[0]
    if x.operation == "add" and x not in g.names and len(x.arguments) == 2 and x.arguments[1].operation == "negative":
        return add(g, (x.arguments[1].arguments[0], negative(g, x.arguments[0])))
    return g.make("negative", (x,), shape=x.shape)


def multiply(g: Graph, factors: Sequence[Value]) -> Value:
    """A product entry by entry, numbers first; reciprocals divide."""
    above: list[Value] = []
    below: list[Value] = []
    plain = ONE
    for f in factors:
        sign, f = (-1, f.arguments[0]) if f.operation == "negative" else (1, f)
        n = number_of(f)
        plain *= sign
        if n is not None:
            plain *= n
        elif f.operation == "divide" and number_of(f.arguments[0]) == 1 and f not in g.names:
            below.append(f.arguments[1])
        elif f.operation == "multiply" and f not in g.names:
            above.extend(f.arguments)
        else:
            above.append(f)
    if not plain:
        return g.number(0)
    held = next((f for f in above if _switch(f) is not None), None)
    if held is not None:
        made = _switched(g, held, plain, [f for f in above if f is not held])
        if made is not None:
            return divide(g, made, _product(g, sorted(below, key=_small_first))) if below else made
    if abs(plain.numerator) != 1 or (not above and not below):
        above.insert(0, g.number(abs(plain.numerator)))
    if plain.denominator != 1:
        below.insert(0, g.number(plain.denominator))
    made = _quotient(g, above, below)
    return negative(g, made) if plain < 0 else made


def _quotient(g: Graph, above: Sequence[Value], below: Sequence[Value]) -> Value:
    """A product over a product; what is small is divided before it meets what is large."""
    if not below:
        return _product(g, sorted(above, key=_small_first))
    divisor = _product(g, sorted(below, key=_small_first))
    most = max(map(extent, above), default=0)
    small = [v for v in above if extent(v) < most]
    large = [v for v in above if extent(v) == most]
    if not small or extent(divisor) >= most:
        top = _product(g, sorted(above, key=_small_first)) if above else g.number(1)
        return divide(g, top, divisor)
    ratio = divide(g, _product(g, sorted(small, key=_small_first)), divisor)
    return _product(g, sorted((ratio, *large), key=_small_first))


def _switch(v: Value) -> tuple[Fraction, Fraction] | None:
    """The two numbers between which a value chooses."""
    if v.operation != "where":
        return None
    one, other = number_of(v.arguments[1]), number_of(v.arguments[2])
    return (one, other) if one is not None and other is not None else None


def _switched(g: Graph, held: Value, plain: Fraction, rest: Sequence[Value]) -> Value | None:
    """A product with what chooses between numbers: the choice of the product, where that is no larger."""
    numbers = _switch(held)
    assert numbers is not None
    where = held.arguments[0]
    if not rest:
        one, other = (g.number(n * plain) for n in numbers)
        return choose(g, where, one, other) if plain != 1 else None
    if numbers != (ONE, Fraction(0)) or common_shape(rest) != held.shape:
        return None
    return choose(g, where, multiply(g, [g.number(plain), *rest]), g.number(0))


def extent(v: Value) -> int:
    """Along how many axes a value varies."""
    return sum(key != "1" for key in v.shape)


def _small_first(v: Value) -> tuple[int, bool]:
    return extent(v), not v.scalar


def _product(g: Graph, factors: Sequence[Value]) -> Value:
    if len(factors) == 1:
        return factors[0]
    if len(factors) == 2 and factors[0] is factors[1]:
        return power(g, factors[0], g.number(2))
    return g.make("multiply", factors, shape=common_shape(factors))


def divide(g: Graph, above: Value, below: Value) -> Value:
    """above / below; ``1/(1 + exp(−x))`` is the sigmoid, which does not overflow."""
    if number_of(below) == 1:
        return above
    if number_of(above) == 1:
        x = _logistic(g, below)
        if x is not None:
            return call(g, "sigmoid", (x,))
    return g.make("divide", (above, below), shape=common_shape((above, below)))


def _logistic(g: Graph, below: Value) -> Value | None:
    """The x of ``1 + exp(−x)``."""
    if below.operation != "add" or len(below.arguments) != 2 or number_of(below.arguments[1]) != 1:
        return None
    e = below.arguments[0]
    return negative(g, e.arguments[0]) if is_call(e, "exp") else None


def power(g: Graph, base: Value, exponent: Value) -> Value:
    """A power; roots are roots, and a negative power divides."""
    n = number_of(exponent)
    if n == 1:
        return base
    if n == 0:
        return g.number(1)
    if n is not None and n < 0:
        return divide(g, g.number(1), power(g, base, g.number(-n)))
    if n == Fraction(1, 2):
        return call(g, "sqrt", (base,))
    if n == 2 and is_call(base, "sqrt"):
        return base.arguments[0]
    if n is not None and n.denominator == 2:
        return multiply(g, (power(g, base, g.number(n - Fraction(1, 2))), call(g, "sqrt", (base,))))
    if base.operation == "constant" and base.detail == "e":
        return call(g, "exp", (exponent,))
    m = number_of(base)
    if m is not None and n is not None and n.denominator == 1 and abs(n) <= 64:
        return g.number(m ** int(n))
    return g.make("power", (base, exponent), shape=common_shape((base, exponent)))


def is_call(v: Value, name: str) -> bool:
    """Whether a value is a known function of another."""
    return v.operation == "call" and v.detail == name


def call(g: Graph, name: str, arguments: Sequence[Value]) -> Value:
    """A known function, entry by entry, in its stable form."""
    if name == "identity":
        return arguments[0]
    if name == "log":
        found = _logarithm(g, arguments[0])
        if found is not None:
            return found
    if name == "exp" and number_of(arguments[0]) == 0:
        return g.number(1)
    if name in ("max", "min") and len(arguments) > 2:
        return call(g, name, (call(g, name, arguments[:-1]), arguments[-1]))
    return g.make("call", arguments, name, common_shape(arguments))


def _logarithm(g: Graph, x: Value) -> Value | None:
    """The logarithm of what has one that does not overflow or vanish."""
    if number_of(x) == 1:
        return g.number(0)
    if x.operation == "reduce" and isinstance(x.detail, tuple) and x.detail[0] == "sum":
        (inner,) = x.arguments
        if is_call(inner, "exp"):
            return g.make("reduce", inner.arguments, ("logsumexp", x.detail[1]), x.shape)
    if x.operation == "softmax":
        return g.make("log_softmax", x.arguments, x.detail, x.shape)
    if x.operation == "place" and x.arguments[0].operation == "softmax":
        inside = _logarithm(g, x.arguments[0])
        return g.make("place", (inside,), x.detail, x.shape) if inside is not None else None
    if x.operation == "determinant":
        return g.make("log_determinant", x.arguments, None, x.shape)
    if is_call(x, "sigmoid"):
        return negative(g, call(g, "softplus", (negative(g, x.arguments[0]),)))
    if is_call(x, "exp"):
        return x.arguments[0]
    if x.operation == "divide" and number_of(x.arguments[0]) == 1:
        return negative(g, call(g, "log", (x.arguments[1],)))
    return _log_of_sum(g, x)


def _log_of_sum(g: Graph, x: Value) -> Value | None:
    if x.operation != "add" or len(x.arguments) != 2:
        return None
    one, other = x.arguments
    if number_of(one) == 1:
        one, other = other, one
    if number_of(other) != 1:
        return None
    if is_call(one, "exp"):
        return call(g, "softplus", one.arguments)
    if one.operation == "negative" and is_call(one.arguments[0], "sigmoid"):
        (z,) = one.arguments[0].arguments
        return negative(g, call(g, "softplus", (z,)))
    return g.make("call", (one,), "log1p", x.shape)


def compare(g: Graph, sign: str, left: Value, right: Value) -> Value:
    """Where a relation holds, as truth values."""
    return g.make("compare", (left, right), sign, common_shape((left, right)), scalar=False)


def both(g: Graph, conditions: Sequence[Value]) -> Value:
    """Where all conditions hold."""
    if len(conditions) == 1:
        return conditions[0]
    return g.make("both", conditions, None, common_shape(conditions), scalar=False)


def choose(g: Graph, where: Value, one: Value, other: Value) -> Value:
    """``one`` where a condition holds, else ``other``."""
    if one is other:
        return one
    return g.make("where", (where, one, other), None, common_shape((where, one, other)), scalar=False)


def no_negative(v: Value) -> bool:
    """Whether a value surely has no negative entry."""
    n = number_of(v)
    if n is not None:
        return n >= 0
    match v.operation:
        case "size":
            return True
        case "call":
            return v.detail in ("exp", "sigmoid", "softplus", "sqrt", "abs", "relu", "step", "normal density")
        case "softmax":
            return True
        case "power":
            m = number_of(v.arguments[1])
            return no_negative(v.arguments[0]) or (m is not None and m.denominator == 1 and m.numerator % 2 == 0)
        case "multiply" | "divide" | "reduce" | "place":
            return all(no_negative(a) for a in v.arguments)
        case "add":
            return all(no_negative(a) for a in v.arguments) or _complement(v)
        case _:
            return False


def _complement(v: Value) -> bool:
    """Whether a value is one less a probability."""
    if len(v.arguments) != 2 or number_of(v.arguments[0]) != 1 or v.arguments[1].operation != "negative":
        return False
    (p,) = v.arguments[1].arguments
    return p.operation == "softmax" or is_call(p, "sigmoid")
