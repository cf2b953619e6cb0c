"""Instances in which one symbol takes many values while everything else keeps its own."""

from __future__ import annotations

from typing import Any

import numpy as np

from backproof.numeric.instance import Instance
from backproof.terms.model import Symbol


class Varied(Instance):
    """``base`` with another value of ``name``, numbered by ``salt``; a real one lies anywhere around zero."""

    def __init__(self, base: Instance, name: str, salt: int) -> None:
        super().__init__(
            base.seed, positive=base.positive, mirrored=base.mirrored, shift=base.shift, forced=base.forced
        )
        self.sizes = base.sizes
        self.domains = base.domains
        self.name = name
        self.salt = salt

    def generator(self, *key: object) -> np.random.Generator:
        """Generators as those of the base, but for the symbol that varies."""
        if self.name in key[:2]:
            return super().generator(*key, "varied", self.salt)
        return super().generator(*key)

    def draw(
        self, symbol: Symbol, key: tuple[int, ...], shape: tuple[int, ...], classes: tuple[int, int] = (1, 2)
    ) -> Any:
        """A value in the domain of the symbol; of both signs and of several magnitudes for the one that varies."""
        if symbol.name != self.name or self.domains.get(symbol.name, symbol.domain) != "real":
            return super().draw(symbol, key, shape, classes)
        return self.generator(symbol.name, key).normal(size=shape) * (1.0, 2.0, 0.3)[self.salt % 3]
