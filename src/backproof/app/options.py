"""The options of ``check``, put together from the command line and the configuration; the command line wins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from backproof.app.configuration import Configuration, configuration
from backproof.app.failures import Refused
from backproof.notes.codes import find, no_code

if TYPE_CHECKING:
    from backproof.report.terminal import Detail


@dataclass(frozen=True, slots=True)
class Options:
    """The options of ``check``. ``folder`` is where the patterns of ``exclude`` and ``ignored_in`` begin."""

    given: tuple[str, ...] = ()
    form: str = "terminal"
    output: str | None = None
    strict: bool = False
    detail: Detail = "normal"
    seed: int = 0
    timings: bool = False
    proofs: bool = False
    jobs: int = 1
    cache: bool = True
    exclude: tuple[str, ...] = ()
    ignore: frozenset[str] = frozenset()
    ignored_in: tuple[tuple[str, frozenset[str]], ...] = ()
    """Codes that are ignored in the documents that match a pattern."""
    folder: str = "."
    baseline: str | None = None
    write_baseline: str | None = None
    mend: Literal["", "fix", "diff"] = ""
    """What becomes of corrections that are proved: put into the documents, or shown as a patch."""
    configured_by: str | None = None
    """The file of the configuration."""

    @property
    def around(self) -> tuple[str, ...]:
        """The files besides the documents that a report depends on."""
        return (*self.given, *(p for p in (self.baseline, self.configured_by) if p is not None))


def options(paths: Sequence[str], chosen: dict[str, Any], file: str | None, configured: bool) -> Options:
    """What holds for documents: what was ``chosen``, by its names in ``Options``, and else what is configured.

    None as a value, or an empty tuple, means that nothing was chosen. Raises ``Refused``.
    """
    configured_by = configuration(paths, file) if configured else Configuration()
    table = configured_by.table
    said: dict[str, Any] = {
        "given": tuple(configured_by.path(p) for p in table.given),
        "form": table.format,
        "strict": table.strict,
        "seed": table.seed,
        "jobs": table.jobs,
        "exclude": tuple(table.exclude),
        "ignore": codes(table.ignore),
        "ignored_in": tuple((pattern, codes(words)) for pattern, words in table.per_file_ignores.items()),
        "folder": configured_by.folder,
        "configured_by": str(configured_by.file) if configured_by.file is not None else None,
        "baseline": configured_by.path(table.baseline) if table.baseline is not None else None,
    }
    if chosen.get("write_baseline") is not None:
        said["baseline"] = None  # what is configured may be what is to be written
    chosen = {name: value for name, value in chosen.items() if value is not None and value != ()}
    if "ignore" in chosen:
        chosen["ignore"] = codes(word for words in chosen["ignore"] for word in words.split(","))
    found = Options(**(said | chosen))
    if found.proofs and found.form != "json":
        raise Refused("--proofs needs --format json")
    return found


def codes(words: Iterable[str]) -> frozenset[str]:
    """The codes of words that are codes or names. Raises ``Refused`` for another word."""
    found = set()
    for word in (w.strip() for w in words):
        entry = find(word)
        if entry is None:
            raise Refused(no_code(word))
        found.add(entry.code)
    return frozenset(found)
