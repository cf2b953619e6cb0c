"""The problems that reading a formula can meet: the table of codes, and the exception that carries one inside.

The exception never leaves ``parse``: a row that raises becomes a row with a ``Problem``.
"""

from dataclasses import dataclass

from backproof.latex.tree import Problem


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the table: the stable code, its name, and what it means in one line."""

    code: str
    name: str
    description: str


KINDS: tuple[Kind, ...] = (
    Kind("L101", "unknown-command", "a command that is neither in the tables nor defined by the document"),
    Kind("L102", "unbalanced-braces", "a TeX brace without its partner in the same row"),
    Kind("L103", "missing-argument", "a command or a script without what it applies to"),
    Kind("L104", "unbalanced-brackets", "a bracket without its partner in the same row"),
    Kind("L105", "unbalanced-environment", "a \\begin without its \\end, or the converse"),
    Kind("L106", "unpaired-bar", "a vertical bar that is neither half of a pair, nor conditional, nor an evaluation"),
    Kind("L107", "missing-operand", "a sign or an operator with nothing to one side of it"),
    Kind("L108", "unexpected", "something that cannot stand where it stands"),
    Kind("L109", "too-deep", "nested deeper than the reader follows"),
    Kind("L110", "too-long", "a formula longer than the reader accepts"),
    Kind("L111", "unknown-character", "a character that has no meaning in a formula"),
    Kind("I901", "internal-error", "a mistake of ours, not of the author; please report it"),
    Kind("L112", "unknown-environment", "an environment that is neither a display, a matrix nor cases"),
)

_BY_NAME = {kind.name: kind for kind in KINDS}


class Unread(Exception):
    """Reading stops here: the name of a row of the table, a sentence, a place, what would help."""

    def __init__(self, name: str, message: str, start: int, end: int, help: str = "") -> None:
        super().__init__(message)
        self.name, self.message, self.start, self.end, self.help = name, message, start, end, help

    def problem(self) -> Problem:
        code = f"{_BY_NAME[self.name].code} {self.name}"
        return Problem(code, self.message, self.start, self.end, self.help)
