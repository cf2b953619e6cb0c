"""Names of symbols as LaTeX, and letters for indices that have none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from backproof.terms.model import Model

FONTS = {"cal": r"\mathcal", "bb": r"\mathbb", "frak": r"\mathfrak"}
LETTERS = "ijklmnpqrstuvabcdefgh"


def spelt(key: str, written: Mapping[str, str]) -> tuple[str, str, str]:
    """A key as LaTeX: the base with its accents, what stands below, what stands above.

    ``written`` are bases as the document writes them (``x`` → ``\\mathbf{x}``).
    """
    key = re.sub(r"′\\d+|′\d+|\[·\]|\^·", "", key)
    match = re.match(r"[^_^]+", key)
    base = match.group() if match else key
    below = "".join(_tag(t) for t in re.findall(r"_([^_^]+)", key[len(base) :]))
    above = "".join(_tag(t) for t in re.findall(r"\^([^_^]+)", key[len(base) :]))
    return written.get(base) or _base(base), below, above


def _base(text: str) -> str:
    *accents, last = text.split(" ")
    primes = len(last) - len(last.rstrip("'"))
    out = _plain(last.rstrip("'"))
    for accent in reversed(accents):
        out = rf"\{accent} {out}" if re.fullmatch(r"\w|\\\w+", out) else rf"\{accent}{{{out}}}"
    return out + "'" * primes


def _plain(text: str) -> str:
    font, _, rest = text.rpartition(":")
    if font in FONTS:
        return f"{FONTS[font]}{{{rest}}}"
    if len(text) <= 1:
        return text
    return rf"\{text}" if text in GREEK else rf"\mathrm{{{text}}}"


def _tag(text: str) -> str:
    if text.startswith("(") or len(text) == 1 or text.isdigit():
        return text
    if text in ("ast", "star", "dagger", "circ"):
        return rf"\{text}"
    return rf"\{text}" if text in GREEK else rf"\mathrm{{{text}}}" if text.isalpha() else text


GREEK = frozenset(
    """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi
    omega varphi vartheta ell Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega nabla""".split()  # noqa: SIM905
)


def with_scripts(base: str, below: str, above: str, more: Sequence[str] = ()) -> str:
    """A name with indices written below it; what stands below it already is kept apart by a comma."""
    comma = any(len(m) > 1 and not m.startswith("\\") for m in more) or (bool(below) and bool(more))
    low = ",".join([*([below] if below else []), *more]) if comma else below + "".join(_spaced(more))
    out = base
    if low:
        out += f"_{low}" if len(low) == 1 or re.fullmatch(r"\\[A-Za-z]+", low) else f"_{{{low}}}"
    if above:
        out += f"^{above}" if len(above) == 1 or re.fullmatch(r"\\[A-Za-z]+", above) else f"^{{{above}}}"
    return out


def _spaced(items: Sequence[str]) -> list[str]:
    return [f"{m} " if m.startswith("\\") and k + 1 < len(items) else m for k, m in enumerate(items)]


def taken_letters(model: Model) -> frozenset[str]:
    """Letters that are symbols of a document: no index is called so."""
    return frozenset(re.split(r"[_^\[′]", name)[0] for name in model)


def fresh_letter(hint: str, taken: Iterable[str]) -> str:
    """A letter for an index: the one it was written with, if nothing else is called so."""
    taken = frozenset(taken)
    if len(hint) == 1 and hint.isalpha() and hint not in taken:
        return hint
    for c in LETTERS:
        if c not in taken:
            return c
    k = 1
    while f"i_{{{k}}}" in taken:
        k += 1
    return f"i_{{{k}}}"
