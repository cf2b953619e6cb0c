"""How deep a heading is: hashes say it, but bare lines say it by their numbers, and the two mix in one document."""

from dataclasses import dataclass, field


@dataclass
class Levels:
    """Remembers which level each family of headings has.

    “### Question 1”, “Question 3:” and “#### Question 4” are siblings, whatever the hashes say; “1.2” stands below
    “1 Problem 1”; a “Problem 1:” met inside of “2.3” stands below it, for its numbers begin anew.
    """

    _families: dict[str, int] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    _level: int = 0
    _inside: bool = False

    def titled(self, level: int) -> int:
        """A heading with an explicit level and no number."""
        self._level, self._inside = level, False
        return level

    def numbered(self, family: str, number: str, explicit: int = 0) -> int:
        """A heading with a number; ``explicit`` is its level if hashes give one."""
        depth = number.count(".")
        parent = number.rpartition(".")[0]
        if not family:
            level = explicit or (self._numbers[parent] + 1 if parent in self._numbers else depth + 1)
        elif family in self._families:
            level = self._families[family]
        elif explicit:
            level = explicit
        else:
            level = self._level + 1 if self._inside and not family.startswith("#") else 1
        if family:
            self._families.setdefault(family, level)
        if not (family and depth):  # “(Problem 6.10)” is the name of a book, not the tenth part of six
            self._numbers[number] = level
        self._level, self._inside = level, True
        return level
