"""Readings that say the same: a choice that a line does not depend on gives it several readings of one meaning.

Each meaning is tried once. What is said of choices needs them all.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

from backproof.claims.reading import Reading
from backproof.terms.digest import digest
from backproof.terms.model import Model


def meanings(readings: Sequence[Reading], model: Model) -> list[Hashable]:
    """One key for each reading; readings with the same key differ in the names of their choices alone."""
    if len(readings) < 2:
        return list(range(len(readings)))
    return [digest(replace(r, choices=(), options=()), model, {}) for r in readings]


def of_each(readings: Sequence[Reading], keys: Sequence[Hashable]) -> list[Reading]:
    """The first reading of each meaning."""
    first: dict[Hashable, Reading] = {}
    for reading, key in zip(readings, keys, strict=True):
        first.setdefault(key, reading)
    return list(first.values())


def chosen(reading: Reading, other: Reading) -> Reading:
    """``reading`` under the choices of another one of the same meaning."""
    return replace(reading, choices=other.choices, options=other.options)
