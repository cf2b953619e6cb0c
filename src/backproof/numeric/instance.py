"""Concrete instances: sizes pairwise distinct, generic points, opaque functions as random smooth ones.

Everything is drawn from a seed and the name of what is drawn, so that the same document gives the same numbers
whatever the order in which they are asked for.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

from backproof.numeric.arrays import TooLarge
from backproof.terms.model import Symbol

SIZES = (3, 4, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13)
"""Sizes in the order they are given out; all distinct, so that no transpose passes by accident."""

FALLING = (5, 4, 3, 2, 6, 7, 8, 9, 10, 11, 12, 13)
"""The other way round, for what has a value only where the first size met is the larger one."""

DISCRETE = ("whole", "class", "binary", "sign", "one-hot")
"""Domains of separate points: nothing can be moved in them."""


class Instance:
    """One way of giving numbers to everything a document leaves open.

    ``positive`` restricts scalars to (0.2, 1.8): a document about logs and roots means such numbers. ``forced`` fixes
    values by name (an assumption such as ε = 0, or a counterexample made smaller); ``n[]`` is every ``n_l``.
    """

    def __init__(
        self,
        seed: int = 0,
        *,
        positive: bool = False,
        mirrored: bool = False,
        shift: int = 0,
        forced: dict[str, Any] | None = None,
    ) -> None:
        self.seed = seed
        self.positive = positive
        self.mirrored = mirrored
        self.shift = shift
        self.forced = forced or {}
        self.given_out: tuple[int, ...] = SIZES
        """The sizes in the order in which they are given out."""
        self.sizes: dict[str, int] = {}
        self.domains: dict[str, str] = {}
        self.solved: dict[tuple[str, tuple[int, ...]], Any] = {}
        """Values that premises of the page settle (``numeric.premises``)."""
        self.scale = 1.0
        """Real numbers are drawn so many times larger."""
        self.contrast = 1.0
        """Arrays are drawn so many times larger than single numbers."""
        self.special = ""
        """``equal``: all entries of an array are the same; ``basis``: the first unit vector, or the identity."""

    def generator(self, *key: object) -> np.random.Generator:
        text = "|".join(map(str, key))
        return np.random.default_rng([self.seed, zlib.crc32(text.encode())])

    def size(self, key: str) -> int:
        """The number given to the size called ``key``; a new one gets the next unused number."""
        if key in self.forced:
            return int(self.forced[key])
        if (all_members := f"{key.split('[')[0]}[]") in self.forced:
            return int(self.forced[all_members])
        if key.lstrip("-").isdigit():
            return int(key)
        if key not in self.sizes:
            used = set(self.sizes.values())
            fresh = [n for n in self.given_out[self.shift :] + self.given_out[: self.shift] if n not in used]
            self.sizes[key] = fresh[0] if fresh else max(used) + 1
        return self.sizes[key]

    def in_order(self, fewer: str, more: str) -> None:
        """Give two sizes their numbers, the first no larger than the second."""
        low, high = sorted((self.size(fewer), self.size(more)))
        if fewer in self.sizes and more in self.sizes:
            self.sizes[fewer], self.sizes[more] = low, high

    @staticmethod
    def sign(rng: np.random.Generator) -> float:
        """Mostly positive, so that the mirrored instance is mostly negative."""
        return 1.0 if rng.uniform() < 0.7 else -1.0

    def draw(
        self, symbol: Symbol, key: tuple[int, ...], shape: tuple[int, ...], classes: tuple[int, int] = (1, 2)
    ) -> Any:
        """A generic value of ``symbol`` (at family position ``key``) in its domain, or the one that was settled.

        ``classes`` are the first label and the number of labels, for a symbol that is one.
        """
        settled = self.solved.get((symbol.name, key))
        if settled is not None and settled.shape == shape:
            return settled.copy()
        if symbol.name in self.forced and not key:
            return np.broadcast_to(np.asarray(self.forced[symbol.name], dtype=float), shape).copy()
        rng = self.generator(symbol.name, key)
        domain = self.domains.get(symbol.name, symbol.domain)
        if domain.startswith("interval"):
            return _interval(domain, self.scale, rng, shape)
        if domain.startswith("whole "):
            return _whole_within(domain, rng, shape)
        if domain == "class":
            return _labels(rng, shape, *classes)
        value = _DRAWS.get(domain, _real)(self, rng, shape)
        if self.special and shape:
            value = _special(self.special, domain, value)
        if self.contrast != 1.0 and shape and domain in _SCALED:
            value = value * self.contrast
        return value * self.scale if self.scale != 1.0 and domain in _SCALED else value


_SCALED = ("real", "positive", "nonnegative", "symmetric", "definite", "diagonal")


def _special(style: str, domain: str, value: Any) -> Any:
    """A special point of a domain, where it has one."""
    if style == "equal" and domain in ("real", "positive", "nonnegative", "unit"):
        return np.full(value.shape, value.flat[0])
    if style == "equal" and domain == "simplex":
        return np.full(value.shape, 1.0 / value.shape[-1])
    if style == "basis" and domain in ("real", "nonnegative", "symmetric", "definite"):
        return np.eye(value.shape[0], value.shape[1] if value.ndim == 2 else None) if value.ndim == 2 else _first(value)
    return value


def _first(value: Any) -> Any:
    made = np.zeros(value.shape)
    made[..., 0] = 1.0
    return made


def _interval(domain: str, scale: float, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    """``interval LOW HIGH``, where an end may be infinite."""
    low, high = (float(x) for x in domain.split()[1:])
    if np.isfinite(low) and np.isfinite(high):
        return low + (high - low) * rng.uniform(0.15, 0.85, shape)
    away = scale * rng.uniform(0.3, 1.9, shape)
    return low + away if np.isfinite(low) else high - away


def _whole_within(domain: str, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    """``whole LOW HIGH``, where an end may be infinite: six values at most."""
    low, high = (float(x) for x in domain.split()[1:])
    first = np.ceil(low) if np.isfinite(low) else min(1.0, np.floor(high) - 5)
    last = min(np.floor(high), first + 5)
    return rng.integers(int(first), int(max(first, last)) + 1, shape).astype(float)


def _real(instance: Instance, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    size = rng.uniform(0.3, 1.7, shape)
    if not shape:
        # Every scalar is tried with both signs, so that the branches of |x|, max and cases are all visited.
        return size if instance.positive else -size if instance.mirrored else size * instance.sign(rng)
    return size if instance.positive else size * rng.choice([-1.0, 1.0], shape)


def _positive(instance: Instance, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    return rng.uniform(0.3, 1.9, shape)


def _unit(instance: Instance, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    return rng.uniform(0.15, 0.85, shape)


def _whole(instance: Instance, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    return rng.integers(1, 6, shape).astype(float)


def _labels(rng: np.random.Generator, shape: tuple[int, ...], first: int, count: int) -> Any:
    """Labels: the first two entries differ where there are two classes, so that no class passes for another."""
    value = rng.integers(0, max(count, 1), shape)
    if value.size > 1 and count > 1:
        value.flat[1] = (value.flat[0] + 1) % count
    return (first + value).astype(float)


def _binary(instance: Instance, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    value = rng.integers(0, 2, shape).astype(float)
    if value.size > 1:
        value.flat[-1] = 1.0 - value.flat[0]  # both values occur, but not always at the same places
    return value


def _sign(instance: Instance, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    value = rng.choice([-1.0, 1.0], shape)
    if value.size > 1:
        value.flat[-1] = -value.flat[0]
    return value


def _one_hot(instance: Instance, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    value = np.zeros(shape)
    if shape:
        places = rng.integers(0, shape[-1], shape[:-1])
        np.put_along_axis(value, np.asarray(places)[..., None], 1.0, axis=-1)
    return value


def _simplex(instance: Instance, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    value = rng.uniform(0.3, 1.5, shape)
    return value / value.sum(axis=-1, keepdims=True) if shape else value / 2


def _symmetric(instance: Instance, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    value = rng.normal(size=shape)
    if len(shape) < 2:
        return value
    if shape[-1] != shape[-2]:
        raise TooLarge("a symmetric matrix that is not square")
    return (value + np.swapaxes(value, -1, -2)) / 2


def _symmetric_binary(instance: Instance, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    value = _binary(instance, rng, shape)
    if len(shape) < 2:
        return value
    if shape[-1] != shape[-2]:
        raise TooLarge("a symmetric matrix that is not square")
    upper = np.triu(value)
    return np.maximum(upper, np.swapaxes(upper, -1, -2))


def _definite(instance: Instance, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    if len(shape) < 2:
        return rng.uniform(0.3, 1.9, shape)
    value = rng.normal(size=shape)
    return value @ np.swapaxes(value, -1, -2) + 0.5 * np.eye(shape[-1])


def _orthogonal(instance: Instance, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    if len(shape) < 2:
        return rng.normal(size=shape)
    longest = max(shape[-2:])
    q, _ = np.linalg.qr(rng.normal(size=(*shape[:-2], longest, longest)))
    return q[..., : shape[-2], : shape[-1]]


def _orthonormal_rows(instance: Instance, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    if len(shape) >= 2 and shape[-2] > shape[-1]:
        raise TooLarge(f"{shape[-2]} orthonormal rows of length {shape[-1]}")
    return _orthogonal(instance, rng, shape)


def _orthonormal_columns(instance: Instance, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    if len(shape) >= 2 and shape[-1] > shape[-2]:
        raise TooLarge(f"{shape[-1]} orthonormal columns of length {shape[-2]}")
    return _orthogonal(instance, rng, shape)


def _unit_norm(instance: Instance, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    value = rng.normal(size=shape)
    return value / np.sqrt((value**2).sum(axis=-1, keepdims=True)) if shape else np.ones(())


def _diagonal(instance: Instance, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    value = rng.normal(size=shape)
    return value * np.eye(shape[-2], shape[-1]) if len(shape) >= 2 else value


def _zero(instance: Instance, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    return np.zeros(shape)


_DRAWS = {
    "real": _real,
    "positive": _positive,
    "nonnegative": _positive,
    "unit": _unit,
    "whole": _whole,
    "binary": _binary,
    "sign": _sign,
    "one-hot": _one_hot,
    "simplex": _simplex,
    "symmetric": _symmetric,
    "symmetric binary": _symmetric_binary,
    "definite": _definite,
    "orthogonal": _orthogonal,
    "orthonormal rows": _orthonormal_rows,
    "orthonormal columns": _orthonormal_columns,
    "diagonal": _diagonal,
    "unit-norm": _unit_norm,
    "zero": _zero,
}
