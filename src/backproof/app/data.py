"""Data for a document that is run: tables and arrays from files and well-known sets, bound to symbols by name."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from backproof.app.failures import Refused
from backproof.compiling.identifiers import plain_name
from backproof.terms.model import Symbol

SETS = ("digits", "iris", "wine")
"""Sets of data that scikit-learn brings along; each is a table of numbers with a class for each row."""


@dataclass
class Table:
    """Arrays by name, first axis along the rows. ``troubles`` say why a column has no numbers."""

    source: str
    arrays: dict[str, Any] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    """The columns that may stand together for a matrix."""


def load(source: str) -> Table:
    """A table from a set known by name, a CSV or an NPZ file. Raises ``Refused``."""
    if source in SETS:
        return _known_set(source)
    path = Path(source)
    if not path.exists():
        raise Refused(f"there is no file {source}, and no set of data of that name; sets are {', '.join(SETS)}")
    match path.suffix.lower():
        case ".csv":
            return _csv(path)
        case ".npz":
            return _npz(path)
        case _:
            raise Refused(f"{source}: data are read from .csv and .npz files")


def _known_set(name: str) -> Table:
    if find_spec("sklearn") is None:
        raise Refused(f"the data set {name} needs scikit-learn: pip install 'backproof[data]'")
    from sklearn import datasets

    found = getattr(datasets, f"load_{name}")()
    X, y = np.asarray(found.data, dtype=float), np.asarray(found.target)
    classes = np.eye(int(y.max()) + 1)[y]
    return Table(name, {"X": X, "x": X, "Y": classes, "y": y.astype(float), "T": classes, "t": y.astype(float)})


def _npz(path: Path) -> Table:
    table = Table(str(path))
    try:
        with np.load(path, allow_pickle=False) as found:
            for name in found.files:
                if np.issubdtype(found[name].dtype, np.number) or found[name].dtype == bool:
                    table.arrays[name] = found[name].astype(float)
                else:
                    table.troubles[name] = f"{path}: {name} holds no numbers"
    except (OSError, ValueError) as problem:
        raise Refused(f"{path} is not understood: {problem}") from None
    return table


def _csv(path: Path) -> Table:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = [row for row in csv.reader(file) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise Refused(f"{path} is not understood: {problem}") from None
    if len(rows) < 2:
        raise Refused(f"{path} has no rows below its names")
    names = [n.strip() for n in rows[0]]
    table = Table(str(path))
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(names):
            raise Refused(f"{path}:{number} has {len(row)} values, its first line {len(names)} names")
    for k, name in enumerate(names):
        _column(table, name, [row[k].strip() for row in rows[1:]])
    table.features = tuple(n for n in names if n in table.arrays)
    return table


def _column(table: Table, name: str, values: Sequence[str]) -> None:
    found = []
    for line, text in enumerate(values, start=2):
        try:
            found.append(float(text))
        except ValueError:
            what = f"a missing value in line {line}" if not text else f"{text!r} in line {line}, which is no number"
            table.troubles[name] = f"{table.source}: the column {name} has {what}"
            return
    table.arrays[name] = np.array(found)


def bound(symbols: Sequence[Symbol], table: Table, chosen: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The arrays of symbols; ``chosen`` are columns for symbols that are called otherwise. Raises ``Refused``."""
    found: dict[str, Any] = {}
    used: set[str] = set()
    late: list[Symbol] = []
    for symbol in symbols:
        names = chosen.get(symbol.name) or chosen.get(plain_name(symbol.name)) or _columns(symbol, table)
        if not names:
            late.append(symbol)
            continue
        used |= set(names)
        found[symbol.name] = _array(symbol, names, table)
    for symbol in late:
        rest = [n for n in table.features if n not in used]
        if len(symbol.axes) == 2 and rest:
            found[symbol.name] = _array(symbol, rest, table)
            used |= set(rest)
    for name, array in found.items():
        _finite(name, array, table)
    return found


def _columns(symbol: Symbol, table: Table) -> list[str]:
    """The columns that are called as a symbol: itself, or numbered ones for a matrix."""
    if not symbol.axes:
        return []
    everything = [*table.arrays, *table.troubles]
    wanted = {symbol.name, plain_name(symbol.name)}
    exact = [n for n in everything if n in wanted]
    if exact:
        return exact[:1]
    if len(symbol.axes) != 2:
        return []
    numbered = [(n, m) for n in everything if (m := re.fullmatch(r"(\w+?)_?\{?(\d+)\}?", n)) and m.group(1) in wanted]
    return [n for n, m in sorted(numbered, key=lambda x: int(x[1].group(2)))]


def _array(symbol: Symbol, names: Sequence[str], table: Table) -> Any:
    for name in names:
        if name in table.troubles:
            raise Refused(table.troubles[name])
        if name not in table.arrays:
            raise Refused(f"{table.source} has no column {name}; it has {', '.join(table.arrays)}")
    rank = len(symbol.axes)
    if len(names) == 1 and table.arrays[names[0]].ndim == rank:
        return table.arrays[names[0]]
    columns = [table.arrays[n] for n in names]
    if rank == 2 and all(c.ndim == 1 for c in columns):
        return np.stack(columns, axis=1)
    shape = " × ".join(map(str, columns[0].shape))
    shown = symbol.latex or symbol.name
    raise Refused(f"{shown} has {rank} axes, and {', '.join(names)} in {table.source} has shape {shape}")


def _finite(name: str, array: Any, table: Table) -> None:
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        row = int(bad[0][0]) + 1
        what = "no number" if np.isnan(array[tuple(bad[0])]) else "an infinite value"
        raise Refused(f"{name} has {what} in row {row} of {table.source}")
