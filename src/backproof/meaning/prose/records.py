"""A row of the table of wordings: what to look for, what it says, and the wordings that must and must not match.

Templates are regular expressions over sentences in which formulas are placeholders; ``<s>`` stands for one
formula that the fact is about, ``<S>`` for a list of them (``$a$, $b$ and $c$``), ``<c>`` for a formula that
can name a function (also displayed), ``<o>``, ``<o2>``, ``<O>`` for further formulas, ``<z>`` for a size
(``$n \\times m$`` or ``$n$ by $m$``), ``<_>`` for any formula. ``<v>`` … are ordinary groups written ``(?P<v>…)``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

ONE = r"⟦\d+⟧"
ANY = r"[⟦⟪]\d+[⟧⟫]"
AND = r"(?: ?, ?(?:(?:and|or|und|oder|et|ou|y|e) )?| (?:and|or|und|oder|et|ou|y|e) | ?[、，和与及] ?| ?resp\. ?)"
LIST = rf"{ONE}(?:{AND}{ONE}){{0,11}}"
SIZE = rf"{ONE}(?: ?(?:×|x|-by-|by|mal|par|por|乘|\\times) ?{ONE})?"
_GROUPS = {"s": ONE, "S": LIST, "c": ANY, "o": ONE, "o2": ONE, "o3": ONE, "O": LIST, "z": SIZE, "w": ANY}


@dataclass(frozen=True, slots=True)
class Record:
    """One row. In ``examples`` a ``!`` after the dollar marks the formulas that must come out as subjects."""

    name: str
    kind: str
    value: str
    forms: tuple[str, ...]
    examples: tuple[str, ...]
    misses: tuple[str, ...]
    needs: tuple[str, ...] = ()
    """Lower-case strings one of which the sentence must contain; saves time, decides nothing."""
    language: str = "en"
    guard: str = "strict"
    """``strict``: nothing negated, hypothetical or to be shown; ``plain``: nothing
    negated; ``real``: nothing hypothetical; ``none``."""
    accept: Callable[[str], bool] | None = field(default=None, compare=False)
    """A test on the LaTeX of every subject."""
    reject: str = ""
    """What must not stand in the words matched."""


@cache
def compiled(template: str) -> re.Pattern[str]:
    """The regular expression of a template; compiled when first needed.

    A slot that stands several times (in alternatives) becomes groups ``o``, ``o_2``, …; see ``taken``.
    """
    seen: dict[str, int] = {}

    def group(m: re.Match[str]) -> str:
        name = m[1]
        seen[name] = seen.get(name, 0) + 1
        return f"(?P<{name}{'' if seen[name] == 1 else f'_{seen[name]}'}>{_GROUPS[name]})"

    out = re.sub(r"<(s|S|c|o|o2|o3|O|z|w)>", group, template.replace("<_>", ANY))
    return re.compile(out, re.IGNORECASE)


def taken(m: re.Match[str], name: str) -> str:
    """What the slots called ``name`` took in a match, empty if they took no part."""
    return " ".join(v for k, v in m.groupdict().items() if v and k.partition("_")[0] == name)
