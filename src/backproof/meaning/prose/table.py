"""The whole table of wordings, in one tuple; order carries no meaning."""

from backproof.meaning.prose.abroad import ABROAD
from backproof.meaning.prose.dependence import DEPENDENCE
from backproof.meaning.prose.functions import FUNCTIONS
from backproof.meaning.prose.layout import ADJOINT, HELD, LAYOUT
from backproof.meaning.prose.naming import NAMING
from backproof.meaning.prose.properties import PROPERTIES
from backproof.meaning.prose.ranges import RANDOM, RANGES
from backproof.meaning.prose.records import Record
from backproof.meaning.prose.stacking import STACKING
from backproof.meaning.prose.starts import STARTS
from backproof.meaning.prose.types import SIZES, TYPES

TABLE: tuple[Record, ...] = (
    *FUNCTIONS,
    *TYPES,
    *STACKING,
    *SIZES,
    *PROPERTIES,
    *RANGES,
    *RANDOM,
    *LAYOUT,
    *HELD,
    *ADJOINT,
    *DEPENDENCE,
    *NAMING,
    *STARTS,
    *ABROAD,
)
