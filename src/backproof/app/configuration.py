"""What ``pyproject.toml`` says under ``[tool.backproof]``: found, read, and held against what there is to say.

Paths in it are relative to its folder. Nothing in it changes a verdict.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from backproof.app.failures import Refused
from backproof.notes.codes import find, no_code

NAME = "pyproject.toml"
Form = Literal["terminal", "json", "sarif", "github", "html"]


class Table(msgspec.Struct, forbid_unknown_fields=True, rename="kebab"):
    """The table as it may be written."""

    exclude: list[str] = []
    given: list[str] = []
    baseline: str | None = None
    strict: bool = False
    format: Form = "terminal"
    seed: Annotated[int, msgspec.Meta(ge=0)] = 0
    jobs: Annotated[int, msgspec.Meta(ge=1)] = 1
    ignore: list[str] = []
    per_file_ignores: dict[str, list[str]] = {}


@dataclass(frozen=True, slots=True)
class Configuration:
    """A table and the file it stands in; without a file everything is as if nothing were said."""

    table: Table = field(default_factory=Table)
    file: Path | None = None

    @property
    def folder(self) -> str:
        """Where its paths begin."""
        return str(self.file.parent) if self.file is not None else os.getcwd()

    def path(self, written: str) -> str:
        """A path of the table, from the working directory; as it was written where that is the same."""
        there = os.path.join(self.folder, written)
        return os.path.relpath(there) if _below(there, os.getcwd()) else there


def configuration(paths: Sequence[str], chosen: str | None = None) -> Configuration:
    """What holds for documents: the nearest table above all of them, else above the working directory.

    ``chosen`` is a file to be read instead. Raises ``Refused`` if the file or its table cannot be used.
    """
    if chosen is not None:
        file = Path(chosen)
        return Configuration(_table(file, required=True) or Table(), file.resolve())
    for start in _starts(paths):
        for folder in (start, *start.parents):
            file = folder / NAME
            if file.is_file() and (table := _table(file, required=False)) is not None:
                return Configuration(table, file)
    return Configuration()


def _starts(paths: Sequence[str]) -> Iterable[Path]:
    whole = [os.path.abspath(p) for p in paths]
    try:
        common = Path(os.path.commonpath(whole)) if whole else Path.cwd()
    except ValueError:  # several drives
        common = Path.cwd()
    return (common if common.is_dir() else common.parent, Path.cwd())


def _below(path: str, folder: str) -> bool:
    try:
        return os.path.commonpath((os.path.abspath(path), folder)) == folder
    except ValueError:
        return False


def _table(file: Path, required: bool) -> Table | None:
    """The table of a file; None where it has none and need not have one."""
    try:
        text = file.read_text(encoding="utf-8")
        whole = tomllib.loads(text)
    except OSError as error:
        raise Refused(f"cannot read {file}: {error.strerror or error}") from None
    except (UnicodeDecodeError, RecursionError) as error:
        raise Refused(f"{_shown(file)} is not valid TOML: {error}") from None
    except tomllib.TOMLDecodeError as error:
        if not required and "backproof" not in text:
            return None  # the fault of another tool's table is not ours to report
        raise Refused(f"{_shown(file)} is not valid TOML: {error}") from None
    tools = whole.get("tool", {})
    table = tools.get("backproof") if isinstance(tools, dict) else None
    if table is None:
        if required:
            raise Refused(f"{_shown(file)} has no table [tool.backproof]")
        return None
    return _read(table, file, text)


def _read(table: object, file: Path, text: str) -> Table:
    known = {f.encode_name for f in msgspec.structs.fields(Table)}
    if not isinstance(table, dict):
        raise Refused(f"{_place(file, text, 'backproof')}: `tool.backproof` is not a table")
    for key in table:
        if key not in known:
            close = get_close_matches(key, known, n=1)
            meant = f"; did you mean `{close[0]}`?" if close else f"; there are {', '.join(sorted(known))}"
            raise Refused(f"{_place(file, text, key)}: unknown key `{key}` in [tool.backproof]{meant}")
    try:
        read = msgspec.convert(table, Table)
    except msgspec.ValidationError as error:
        said = re.fullmatch(r"(?P<what>.*?)(?: - at `\$\.?(?P<key>[^`]*)`)?", str(error), re.DOTALL)
        key = re.split(r"[.\[]", said["key"] or "")[0] if said else ""
        what = said["what"] if said else str(error)
        raise Refused(
            f"{_place(file, text, key)}: `{key}` in [tool.backproof]: {what[:1].lower() + what[1:]}"
        ) from None
    for key, words in (("ignore", read.ignore), *(("per-file-ignores", v) for v in read.per_file_ignores.values())):
        for word in words:
            if find(word) is None:
                raise Refused(f"{_place(file, text, word)}: `{key}` in [tool.backproof]: {no_code(word)}")
    return read


def _place(file: Path, text: str, word: str) -> str:
    """``pyproject.toml:12``: the line in our table that has a word, as far as that can be told."""
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"\s*\[", line):
            inside = bool(re.match(r"\s*\[\s*tool\s*\.\s*backproof\b", line))
        if inside and word and word in line:
            return f"{_shown(file)}:{number}"
    return _shown(file)


def _shown(file: Path) -> str:
    return os.path.relpath(file) if _below(str(file), os.getcwd()) else str(file)
