"""The slips that people make, in one table: each row finds the edits of one kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from backproof.meaning.repairing import exponents, factors, indices, matrices, names_meant, signs, sums, terms_meant
from backproof.meaning.repairing.edit import Edit
from backproof.meaning.repairing.line import Line

Kind = Callable[[Line], Iterator[Edit]]

KINDS: tuple[Kind, ...] = (
    signs.sign_of_a_term,
    signs.turned_round,
    matrices.transposed,
    matrices.symmetric_part,
    matrices.exchanged,
    matrices.moved,
    factors.extra_factor,
    factors.extra_divisor,
    factors.missing_number,
    factors.missing_factor,
    factors.missing_at_the_index,
    factors.missing_divisor,
    factors.upside_down,
    exponents.other_power,
    exponents.missing_power,
    exponents.roots,
    exponents.other_number,
    indices.shifted,
    indices.bounds,
    indices.one_step,
    indices.reversed_power,
    indices.other_letter,
    indices.exchanged_indices,
    sums.missing_sum,
    sums.dots,
    names_meant.other_name,
    names_meant.other_base,
    names_meant.other_function,
    names_meant.complement,
    names_meant.slope_of_another,
    terms_meant.extra_term,
    terms_meant.missing_term,
    terms_meant.missing_one,
    terms_meant.missing_product,
    terms_meant.nothing,
    terms_meant.missing_in_factor,
    terms_meant.term_without,
    terms_meant.next_term,
    terms_meant.brackets,
)


def together(line: Line) -> Iterator[Edit]:
    """Two indices that are wrong at once: a line copied from the step before."""
    single = [*indices.shifted(line), *indices.other_letter(line)]
    for one, other in combinations(single, 2):
        if len(one.splices) == len(other.splices) == 1 and one.splices[0].end <= other.splices[0].start:
            words = f"{one.words}, and {other.words}"
            yield Edit(words, one.cost + other.cost, (*one.splices, *other.splices))
