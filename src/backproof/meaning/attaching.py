"""Which part of the problem statement each section of a solution stands on: the one of its number, else by content."""

from __future__ import annotations

from itertools import pairwise

from backproof.meaning.alignment import aligned
from backproof.meaning.sections import Section, is_problem, label


def attach(solution: list[Section], given: list[Section]) -> list[Section]:
    """The sections of a solution, each in the scope of the statement it answers.

    A problem stands on the problem of the same number. What is not divided as its statement is, the whole sheet or one
    problem of it, is cut where its words go over to another part (``alignment``); a statement of one piece is the
    scope of all.
    """
    if not given:
        return solution
    matched = _by_number(solution, given)
    if not matched:
        problems = _parts(None, given)
        if len(problems) > 1:
            return _by_content(solution, problems, given)
        for before, other in pairwise(given):
            other.parent = before
        solution[0].parent = given[-1]
        return solution
    solution[0].parent = given[0]
    found: list[Section] = []
    for group in _groups(solution, matched):
        problem = matched.get(group[0])
        parts = _parts(problem, given) if problem is not None else []
        if len(parts) > 1 and not any(part in matched.values() for part in parts):
            found.extend(_by_content(group, parts, given))
            continue
        if problem is not None:
            group[0].parent = _last_of(given, problem)
        found.extend(group)
    return found


def _by_content(solution: list[Section], problems: list[Section], given: list[Section]) -> list[Section]:
    """The sections of a solution cut and attached by what they speak of."""
    found = []
    latest: dict[Section, Section] = {}
    for section, problem in aligned(solution, problems):
        if problem is None:
            section.parent = given[0]
        else:
            section.parent = latest.get(problem) or _last_of(given, problem)
            section.isolated = problem not in latest
            latest[problem] = section
        found.append(section)
    return found


def _groups(solution: list[Section], matched: dict[Section, Section]) -> list[list[Section]]:
    """Each matched section with those up to the next one that go on with it, and each of the others alone."""
    groups: list[list[Section]] = []
    for section in solution:
        if groups and section not in matched and section.parent in groups[-1] and groups[-1][0] in matched:
            groups[-1].append(section)
        else:
            groups.append([section])
    return groups


def _parts(problem: Section | None, given: list[Section]) -> list[Section]:
    """The problems that a statement, or one problem of it, falls into; one that holds all the others is its title."""
    inside = [s for s in given if s.isolated and s is not problem and (problem is None or _inside(s, problem, given))]
    outermost = [s for s in inside if not any(other is not s and _inside(s, other, given) for other in inside)]
    return _parts(outermost[0], given) if len(outermost) == 1 and len(inside) > 1 else outermost


def _by_number(solution: list[Section], given: list[Section]) -> dict[Section, Section]:
    """Problems of a solution with those of the same number in the statement."""
    by_label: dict[str, Section] = {}
    for section in given:
        own = label(section.title)
        if own and is_problem(section.title):
            by_label.setdefault(own, section)
    matched: dict[Section, Section] = {}
    for section in solution:
        match = by_label.get(label(section.title))
        if section.parent is None or not section.isolated or match is None:
            continue
        outer = matched.get(section.parent)
        nested = section.parent is solution[0] if outer is None else _inside(match, outer, given)
        if nested or "." in label(section.title):
            matched[section] = match
    return matched


def _inside(section: Section, outer: Section, given: list[Section]) -> bool:
    """Whether a section of the statement is a part of another."""
    for other in given[given.index(outer) + 1 :]:
        if other.level <= outer.level:
            return False
        if other is section:
            return True
    return False


def _last_of(given: list[Section], section: Section) -> Section:
    """The last section that continues ``section`` (its names are all visible there)."""
    last = section
    start = given.index(section)
    for other in given[start + 1 :]:
        if other.level <= section.level:
            break
        if not other.isolated or other.level > section.level:
            last = other
            _reach(other, section, given)
    return last


def _reach(other: Section, section: Section, given: list[Section]) -> None:
    """Make sub-sections of one problem see each other in order: an answer may speak of any of them."""
    k = given.index(other)
    other.parent = given[k - 1] if k > 0 and given[k - 1] is not other else section
