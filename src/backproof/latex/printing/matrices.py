"""Matrix notation as LaTeX."""

from __future__ import annotations

from fractions import Fraction

from backproof.latex.printing.pieces import ATOM, MIXED, PRODUCT, Piece, beside, bracketed, fraction, held, script
from backproof.latex.printing.pieces import total as summed
from backproof.latex.printing.terms import SIGNS, Printer, called, quotient, raised
from backproof.terms.matrices import (
    Chain,
    Determinant,
    Diagonal,
    Entrywise,
    Form,
    Hadamard,
    Identity,
    Indicator,
    Inverse,
    Norm,
    Ones,
    Plain,
    Quotient,
    Raised,
    Scaled,
    Softmax,
    Summed,
    Total,
    Trace,
    Transposed,
)
from backproof.terms.nodes import Apply, At, Call


def matrix_text(f: Form, printer: Printer) -> str:
    """A form as LaTeX."""
    return _piece(f, printer).signed


def _piece(f: Form, printer: Printer) -> Piece:
    match f:
        case Plain():
            return _plain(f, printer)
        case Entrywise(head=head, arguments=arguments):
            inner = [_piece(a, printer) for a in arguments]
            if isinstance(head, Apply):
                return printer.applied(head.function, inner)
            assert isinstance(head, Call)
            return called(printer.whole(head.symbol, head.family) + "'" * len(head.slots), [p.signed for p in inner])
        case Softmax(argument=x):
            return called(r"\mathrm{softmax}", [_piece(x, printer).signed])
        case Indicator(sign=sign, left=left, right=right):
            return Piece(rf"\mathbb{{1}}[{_piece(left, printer).signed} {SIGNS[sign]} {_piece(right, printer).signed}]")
        case Transposed(argument=Inverse(argument=x)):
            return Piece(f"{_raisable(_piece(x, printer))}^{{-\\top}}")
        case Transposed(argument=x):
            return Piece(script(_raisable(_piece(x, printer)), r"\top"))
        case Inverse(argument=x):
            return Piece(f"{_raisable(_piece(x, printer))}^{{-1}}")
        case Chain(factors=factors):
            return _chain(factors, printer)
        case Hadamard(factors=factors):
            return Piece(r" \odot ".join(held(_unsigned(_piece(x, printer)), ATOM) for x in factors), MIXED)
        case Quotient(above=above, below=below):
            up, down = _piece(above, printer), _piece(below, printer)
            return Piece(fraction("1" if isinstance(above, Ones) else up.signed, down.signed))
        case Scaled():
            return _scaled(f, printer)
        case Total(terms=terms):
            return summed([_term(t, f, printer) for t in terms])
        case Raised(base=base, exponent=exponent):
            return _power(_piece(base, printer), exponent)
        case _:
            return _named(f, printer)


def _named(f: Form, printer: Printer) -> Piece:
    match f:
        case Diagonal(argument=x):
            return called(r"\operatorname{diag}", [_piece(x, printer).signed])
        case Trace(argument=x):
            return called(r"\operatorname{tr}", [_piece(x, printer).signed])
        case Determinant(argument=x):
            return Piece(rf"\det {held(_piece(x, printer), ATOM)}", PRODUCT)
        case Norm(argument=x):
            return Piece(rf"\|{_piece(x, printer).signed}\|" + ("_F" if x.wide and x.tall else ""))
        case Ones(tall=tall, wide=wide):
            if tall and wide:
                return Piece(r"\mathbf 1 \mathbf 1^\top", PRODUCT)
            return Piece(r"\mathbf 1" if tall else r"\mathbf 1^\top")
        case Identity():
            return Piece("I")
        case Summed(index=index, body=body, lower=lower, upper=upper):
            (letter,) = printer.name_free(index)
            low = letter if lower is None else f"{letter} = {printer.text(lower)}"
            high = "" if upper is None else f"^{{{printer.text(upper)}}}"
            inner = _piece(body, printer)
            return Piece(rf"\sum_{{{low}}}{high} {held(Piece(inner.text, inner.hold), MIXED)}", MIXED, inner.negative)
        case _:
            raise TypeError(f"no LaTeX for {type(f).__name__}")


def _plain(f: Plain, printer: Printer) -> Piece:
    e = f.term
    if isinstance(e, At) and e.symbol in printer.model and (f.tall or f.wide):
        return Piece(printer.whole(e.symbol, e.indices[: printer.model[e.symbol].family]))
    if isinstance(e, Call) and e.slots and (f.tall or f.wide):
        k, _ = e.slots[0]
        inner = e.arguments[k].body
        below = (
            printer.whole(inner.symbol, inner.indices[: printer.model[inner.symbol].family])
            if isinstance(inner, At)
            else f"({printer.text(inner)})"
        )
        return Piece(fraction(rf"\partial {printer.whole(e.symbol, e.family)}", rf"\partial {below}"))
    return printer.piece(e)


def _raisable(p: Piece) -> str:
    text = held(p, ATOM)
    return f"({text})" if "^" in text and not text.startswith(("(", r"\left")) else text


def _unsigned(p: Piece) -> Piece:
    return p if not p.negative else Piece(bracketed(p))


def _chain(factors: tuple[Form, ...], printer: Printer) -> Piece:
    texts = [held(_piece(x, printer), PRODUCT) for x in factors]
    return Piece(beside(*texts), PRODUCT)


def _power(base: Piece, exponent: Fraction) -> Piece:
    if exponent == Fraction(1, 2):
        return Piece(rf"\sqrt{{{base.signed}}}")
    if exponent < 0:
        return Piece(fraction("1", base.signed if exponent == -1 else _power(base, -exponent).signed))
    return raised(base, str(exponent))


def _scaled(f: Scaled, printer: Printer) -> Piece:
    above: list[Piece] = []
    below: list[Piece] = []
    for form, e in f.scalars:
        p = _piece(form, printer)
        (below if e < 0 else above).append(p if abs(e) == 1 else _power(p, abs(e)))
    if f.coefficient == 0:
        return Piece("0")
    if f.body is None:
        return quotient(f.coefficient, above, below)
    body = _piece(f.body, printer)
    if isinstance(f.body, Quotient) and not above and not below:
        return quotient(f.coefficient, [Piece(body.text)], [])
    if isinstance(f.body, Total) and below and not above and abs(f.coefficient) == 1:
        whole = quotient(f.coefficient, [Piece(body.signed)], below)
        return Piece(whole.text, ATOM, whole.negative)
    if above and not below and f.coefficient.denominator == 1:
        above = [Piece(bracketed(p)) if p.hold <= PRODUCT and r"\top" in p.text else p for p in above]
    return quotient(f.coefficient, above, below, body)


def _term(t: Form, whole: Total, printer: Printer) -> Piece:
    """A term of a sum: among columns a number stands for a column of it, and is written alone."""
    if isinstance(t, Ones) and whole.tall != whole.wide:
        return Piece("1")
    if isinstance(t, Scaled) and isinstance(t.body, Ones) and whole.tall != whole.wide and not t.scalars:
        return quotient(t.coefficient, [], [])
    return _piece(t, printer)
