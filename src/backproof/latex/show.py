"""A syntax tree as a compact s-expression, for tests and for looking at what was read."""

from collections.abc import Iterable

from backproof.latex.tree import (
    Accented,
    Bar,
    Big,
    Binomial,
    Cases,
    Dots,
    Evaluated,
    Factorial,
    Fraction,
    Group,
    Labelled,
    Listing,
    Matrix,
    Name,
    Node,
    Number,
    Operator,
    Parsed,
    Product,
    Relation,
    Root,
    Row,
    Scripted,
    Sum,
    Words,
)

_DOTS = {"horizontal": "…", "vertical": "⋮", "diagonal": "⋱", "slot": "·", "slice": ":"}
_FONT_MARKS = {"": "", "op": "@"}


def show(node: Node | None) -> str:
    """``x_i^2`` → ``(x _ i ^ 2)``; a missing node is ``∅``. Depth is bounded by the parser, so recursion is safe."""
    match node:
        case None:
            return "∅"
        case Number(text=text):
            return text
        case Words(text=text):
            return f'"{text}"'
        case Name():
            return _name(node)
        case Dots(kind=kind):
            return _DOTS.get(kind, kind)
        case Scripted():
            return _scripted(node)
        case Product(factors=factors, operators=operators):
            return "(* " + _mixed(factors, operators) + ")"
        case Sum(terms=terms, signs=signs):
            return "(" + " ".join(f"{s} {show(t)}" for s, t in zip(signs, terms, strict=True)) + ")"
        case Group(left=left, right=right, body=body):
            return f"{left}{show(body) if body else ''}{right}"
        case Operator(head=head, argument=argument):
            return f"(call {show(head)} {show(argument)})"
        case Relation():
            return _relation(node)
        case _:
            return _rare(node)


def _rare(node: Node) -> str:
    match node:
        case Big(kind=kind, sub=sub, sup=sup, body=body):
            limits = (f" _ {show(sub)}" if sub else "") + (f" ^ {show(sup)}" if sup else "")
            return f"({kind}{limits} : {show(body)})"
        case Fraction(numerator=numerator, denominator=denominator):
            return f"(/ {show(numerator)} {show(denominator)})"
        case Root(body=body, degree=degree):
            return f"(root {show(body)}{' ' + show(degree) if degree else ''})"
        case Binomial(upper=upper, lower=lower):
            return f"(binom {show(upper)} {show(lower)})"
        case Factorial(body=body):
            return f"(! {show(body)})"
        case Matrix(rows=rows, kind=kind):
            return f"({kind} " + " ".join("[" + _spaced(row) + "]" for row in rows) + ")"
        case Cases(branches=branches):
            return "(cases " + " ".join(f"[{show(v)} if {show(c)}]" for v, c in branches) + ")"
        case Listing(items=items, separators=separators):
            return "{" + _mixed(items, separators or (",",) * (len(items) - 1)) + "}"
        case Bar(left=left, right=right, kind=kind):
            return f"(bar{kind} {show(left)} {show(right)})"
        case Evaluated(body=body, sub=sub, sup=sup):
            return f"(at {show(body)} {show(sub)} {show(sup)})"
        case Labelled(body=body, note=note):
            return f"(note {show(body)} {show(note)})"
        case Accented(body=body, accent=accent):
            return f"({accent} {show(body)})"
    raise TypeError(f"no such node: {node!r}")


def _name(name: Name) -> str:
    font = _FONT_MARKS.get(name.font, name.font + ":")
    return font + name.text + "".join("~" + a for a in name.accents)


def _scripted(node: Scripted) -> str:
    sub = f" _ {show(node.sub)}" if node.sub else ""
    sup = f" ^ {show(node.sup)}" if node.sup else ""
    return f"({show(node.base)}{chr(39) * node.primes}{sub}{sup})"


def _relation(node: Relation) -> str:
    out = show(node.members[0])
    notes = node.notes or ("",) * len(node.signs)
    for sign, note, member in zip(node.signs, notes, node.members[1:], strict=True):
        out += f" {sign}{'{' + note + '}' if note else ''} {show(member)}"
    return f"[{out}]"


def _mixed(nodes: tuple[Node, ...], between: tuple[str, ...]) -> str:
    out = show(nodes[0])
    for sign, node in zip(between, nodes[1:], strict=True):
        out += f" {sign} {show(node)}" if sign else f" {show(node)}"
    return out


def _spaced(nodes: Iterable[Node | None]) -> str:
    return " ".join(show(n) for n in nodes)


def show_row(row: Row) -> str:
    """The clauses with their leads, or the codes of the problems."""
    if row.problems:
        return "! " + ", ".join(p.code for p in row.problems)
    parts = []
    for clause in row.clauses:
        lead = f"‹{clause.lead}› " if clause.lead else ""
        parts.append(lead + (show(clause.node) if clause.node else ""))
    return " ".join(parts).strip()


def show_all(parsed: Parsed) -> str:
    return "\n".join(show_row(row) for row in parsed.rows)
