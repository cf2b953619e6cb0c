"""Canonical names of symbols, and the parts that scripts are made of.

Bold face does not make another symbol (``\\mathbf h_i[k]`` is an entry of what ``h_i`` names); accents, calligraphic
and blackboard letters do.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from backproof.latex.tree import Dots, Group, Listing, Name, Node, Number, Product, Scripted, Sum, Words

TRANSPOSES = frozenset(("T", "top", "intercal", "trans", "mathsf T"))
TAG_SIGNS = frozenset(("ast", "star", "dagger", "prime", "circ", "+", "-"))
VARIANTS = {
    "varepsilon": "epsilon",
    "vartheta": "theta",
    "varphi": "varphi",
    "varrho": "rho",
    "varsigma": "sigma",
    "varpi": "pi",
    "ell": "ell",
}


def atom(name: Name) -> str:
    """The key of a single name: accents, special alphabet, letters."""
    text = VARIANTS.get(name.text, name.text)
    if name.font in ("cal", "bb", "frak"):
        text = f"{name.font}:{text}"
    return " ".join((*reversed(name.accents), text))


def is_transpose(node: Node | None) -> bool:
    """Whether a superscript is the sign of a transpose."""
    return isinstance(node, Name) and node.text in TRANSPOSES and not node.accents


WORDS = frozenset(
    [
        "in",
        "out",
        "max",
        "min",
        "new",
        "old",
        "ref",
        "opt",
        "avg",
        "tot",
        "eff",
        "reg",
        "val",
        "hid",
        "vis",
        "obs",
        "true",
        "pred",
        "prev",
        "next",
        "data",
        "test",
        "train",
        "prior",
        "model",
        "noise",
    ]
)
"""Words that people set as italic letters in subscripts."""


def _word(node: Node) -> str:
    """The word that italic letters in a script spell (``n_{in}``, ``J_{Non-Reg}``); empty if they are letters."""
    if isinstance(node, Sum) and len(node.terms) > 1:
        pieces = [_letters(t) for t in node.terms]
        if all(pieces) and any(len(p) >= 3 for p in pieces):
            return "-".join(pieces)
        return ""
    if isinstance(node, Product) and not any(node.operators) and all(_upright(f) for f in node.factors):
        return "".join(f.text for f in node.factors if isinstance(f, Name))
    text = _letters(node) if isinstance(node, Product) else ""
    if text in WORDS or (len(text) >= 3 and text[0].isupper() and text[1:].islower()):
        return text
    return ""


def _upright(node: Node) -> bool:
    """A letter of ``{\\rm con}``: such letters spell a word, as those of ``\\mathrm{con}`` do."""
    return isinstance(node, Name) and node.font == "rm" and len(node.text) == 1 and not node.accents


def _letters(node: Node) -> str:
    """The letters of a run of plain italic names."""
    factors = node.factors if isinstance(node, Product) and not any(node.operators) else (node,)
    if all(
        isinstance(f, Name) and len(f.text) == 1 and f.text.isalpha() and not f.font and not f.accents for f in factors
    ):
        return "".join(f.text for f in factors if isinstance(f, Name))
    return ""


def parts(node: Node | None) -> tuple[Node, ...]:
    """The items of a script: ``kl`` and ``k,l`` have two, ``t+1`` has one."""
    if node is None:
        return ()
    if isinstance(node, Listing):
        return tuple(p for item in node.items for p in parts(item))
    word = _word(node)
    if word:
        return (Name(word, "text", start=node.start, end=node.end),)
    if (
        isinstance(node, Product)
        and all(o == "" for o in node.operators)
        and all(isinstance(f, Name | Number | Scripted) for f in node.factors)
    ):
        return node.factors
    if isinstance(node, Group) and node.left in "([" and node.body is not None and isinstance(node.body, Name):
        return (node,)
    return (node,)


@dataclass(frozen=True, slots=True)
class Scripts:
    """A superscript sorted: what is raised in brackets (layers, steps), what transposes, inverts, powers or tags."""

    raised: tuple[Node, ...] = ()
    tags: tuple[str, ...] = ()
    power: Node | None = None
    transposed: bool = False
    inverted: bool = False


def sort_superscript(sup: Node | None) -> Scripts:
    """Sort a superscript by its notation alone; a lone letter is left as a power for ``meaning`` to reconsider."""
    if sup is None:
        return Scripts()
    factors = sup.factors if isinstance(sup, Product) and all(o == "" for o in sup.operators) else (sup,)
    raised: list[Node] = []
    tags: list[str] = []
    transposed = False
    rest: list[Node] = []
    for f in factors:
        if isinstance(f, Group) and f.left in ("(", "[", "<", "⟨") and f.body is not None:
            raised.extend(parts(f.body))
        elif is_transpose(f) and (len(factors) > 1 or (isinstance(f, Name) and f.text != "T") or True):
            transposed = True
        elif (isinstance(f, Name) and f.text in TAG_SIGNS) or (
            isinstance(f, Name) and (len(f.text) > 1 and f.font in ("rm", "text", "op"))
        ):
            tags.append(f.text)
        elif isinstance(f, Words):
            tags.append(f.text.strip())
        else:
            rest.append(f)
    if len(rest) == 1 and isinstance(rest[0], Sum) and rest[0].signs == ("-",):
        inner = rest[0].terms[0]
        if is_transpose(inner):
            return Scripts(tuple(raised), tuple(tags), None, True, True)
    if not rest:
        return Scripts(tuple(raised), tuple(tags), None, transposed)
    power = rest[0] if len(rest) == 1 else sup
    return Scripts(tuple(raised), tuple(tags), power, transposed)


def is_identity(node: Node | None) -> bool:
    """Whether a node is ``I``, ``\\mathbf I`` or ``I_n``."""
    base = node.base if isinstance(node, Scripted) and node.sup is None and not node.primes else node
    return isinstance(base, Name) and base.text == "I" and not base.accents


def letter(node: Node | None) -> str:
    """The key of a node that is a single name, primes included; else an empty string."""
    if isinstance(node, Name):
        return atom(node)
    if (
        isinstance(node, Scripted)
        and isinstance(node.base, Name)
        and node.sub is None
        and node.sup is None
        and node.primes
    ):
        return atom(node.base) + "'" * node.primes
    if isinstance(node, Group) and node.left in ("(", "[") and node.body is not None:
        return letter(node.body)
    return ""


def tag_text(node: Node) -> str:
    """How a script that only names (``W_{hx}``, ``\\sigma_{\\mathrm{ML}}``) is spelt in a key."""
    if isinstance(node, Name):
        return atom(node)
    if isinstance(node, Number):
        return node.text
    if isinstance(node, Words):
        return node.text.strip()
    if isinstance(node, Dots):
        return "…"
    primes = "'" * node.primes if isinstance(node, Scripted) else ""
    return "·".join(tag_text(c) for c in _children(node)) + primes


def _children(node: Node) -> Iterator[Node]:
    from backproof.latex.walk import children

    yield from children(node)


def plain_letter(key: str) -> bool:
    """Whether a key is a single lower-case Latin letter, perhaps primed; ``\\ell`` is one of them."""
    bare = key.rstrip("'")
    return bare == "ell" or (len(bare) == 1 and bare.islower() and bare.isascii())


def capital(key: str) -> bool:
    """Whether a key is a capital letter, Latin or Greek, perhaps with an accent."""
    last = key.rsplit(" ", 1)[-1]
    return (len(last) == 1 and last.isupper()) or (
        len(last) > 2 and last[0].isupper() and last[1:].islower() and last in CAPITALS
    )


CAPITALS = frozenset(["Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega"])
CONVENTIONAL = frozenset("ijklmnrst")
"""Letters that are indices by convention where nothing else speaks."""


class Ref:
    """A name with its scripts sorted: the key it goes by, its index items, and what is left of the superscript."""

    __slots__ = ("base", "items", "key", "node", "primes", "sup")

    def __init__(self, node: Node, base: str, key: str, items: list[Node], sup: Scripts, primes: int) -> None:
        self.node = node
        self.base = base
        self.key = key
        self.items = items
        self.sup = sup
        self.primes = primes
