"""Names of a document as names of Python: readable, safe, and different where the document's are."""

from __future__ import annotations

import builtins
import keyword
import re

from backproof.compiling.backends import HELPERS

ACCENTS = ("hat", "bar", "tilde", "dot", "ddot", "vec", "check", "breve", "widehat", "widetilde", "overline")
FONTS = re.compile(r"^(cal|bb|frak|scr|bf|sf|tt|rm|it|text):")
LIBRARIES = ("np", "jnp", "jax", "torch", "math", "checked")
TAKEN = frozenset((*keyword.kwlist, *keyword.softkwlist, *dir(builtins), *LIBRARIES, *HELPERS))


def plain_name(name: str) -> str:
    """A name of a document in letters, digits and underscores: ``hat x`` is ``x_hat``, ``sigma^2`` is ``sigma_2``."""
    words = [FONTS.sub("", w) for w in re.sub(r"\[·\]", "", name).split()]
    accents = [w for w in words[:-1] if w in ACCENTS]
    rest = [w for w in words if w not in accents] if len(words) > 1 else words
    text = "_".join([*rest, *accents])
    text = text.replace("@-", "_m").replace("@", "_").replace("′", "_").replace("'", "_prime").replace("*", "_star")
    text = re.sub(r"[^0-9A-Za-z_]+", "_", _ascii(text)).strip("_")
    if not text or text[0].isdigit():
        text = f"v_{text}".rstrip("_")
    return text


def _ascii(text: str) -> str:
    """Greek letters by their names; what has none is left out."""
    import unicodedata

    found = []
    for c in text:
        if c.isascii():
            found.append(c)
            continue
        name = unicodedata.name(c, "")
        letter = re.match(r"GREEK (?:SMALL|CAPITAL) LETTER (\w+)", name)
        found.append(letter.group(1).lower() if letter else "_")
    return "".join(found)


class Identifiers:
    """Gives each thing a name of its own."""

    def __init__(self, taken: frozenset[str] = TAKEN) -> None:
        self._taken = set(taken)
        self._known: dict[object, str] = {}

    def of(self, thing: object, wish: str) -> str:
        """The name of a thing: what is wished for, if nothing else has it."""
        found = self._known.get(thing)
        if found is None:
            found = self._known[thing] = self.fresh(wish)
        return found

    def fresh(self, wish: str) -> str:
        """A name that nothing has yet."""
        base = plain_name(wish)
        name, k = base, 1
        while name in self._taken:
            k += 1
            name = f"{base}_" if k == 2 and base in TAKEN else f"{base}_{k}"
        self._taken.add(name)
        return name
