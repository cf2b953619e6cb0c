"""A whole module of generated code: imports, helpers, checks of sizes, functions with their docstrings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backproof.compiling.backends import HELPERS, Backend, column
from backproof.compiling.identifiers import Identifiers, plain_name
from backproof.compiling.lowering import Lowering
from backproof.compiling.scope import readable
from backproof.compiling.source import INDENT, Statements
from backproof.compiling.values import Value


@dataclass(frozen=True)
class Output:
    """Something that a function gives back: what it is called and its values in order."""

    name: str
    values: tuple[Value, ...]


@dataclass
class Routine:
    """A function to be written: ``outputs`` in groups, each group one value or a tuple of them."""

    name: str
    summary: str
    outputs: Sequence[Output]
    notes: Sequence[str] = ()


@dataclass
class Written:
    """A function that was written: its source, its arguments as the document calls them, helpers that it calls."""

    name: str
    source: str
    arguments: tuple[str, ...]
    identifiers: tuple[str, ...]
    shapes: tuple[tuple[str, ...], ...]
    called: frozenset[str]
    counts: tuple[str, ...] = ()
    """Sizes that no argument has: arguments too."""


@dataclass
class Order:
    """In which order arguments stand: names of the document in the order in which it has them."""

    names: Sequence[str] = ()
    sizes: frozenset[str] = frozenset()
    shown: Mapping[str, str] = field(default_factory=dict)


def written(low: Lowering, routine: Routine, backend: Backend, order: Order) -> Written:
    """A function of Python that computes the outputs of a routine. Raises ``NotCompiled``."""
    names = Identifiers()
    for name in order.names:
        names.of(("argument", name), name)
    loops = dict.fromkeys(low.work.loop_values.values())
    ends = {loop: [] if loop.descending else low.families.ends(loop) for loop in loops}
    statements = Statements(low.work, backend, names, ends)
    values = [v for o in routine.outputs for v in o.values]
    lines, texts = statements.returned(values)
    given = _in_order(list(statements.given), order)
    head, counts = _sizes(low, given, statements, backend)
    arguments = [names.of(("argument", v.detail), str(v.detail)) for v in given]
    arguments += [statements._size(c) for c in counts]
    returned, k = [], 0
    for o in routine.outputs:
        part = texts[k : k + len(o.values)]
        k += len(o.values)
        returned.append(part[0] if len(part) == 1 else f"({', '.join(part)})")
    body = [*_docstring(routine, given, names, order, counts), *head, *lines, f"return {', '.join(returned)}"]
    signature = f"def {routine.name}({', '.join(arguments)}):"
    source = "\n".join([signature, *(INDENT + line if line else "" for line in body)]) + "\n"
    return Written(
        routine.name,
        source,
        tuple(str(v.detail) for v in given),
        tuple(arguments),
        tuple(v.shape for v in given),
        frozenset(statements.called),
        tuple(counts),
    )


def _in_order(given: list[Value], order: Order) -> list[Value]:
    places = {name: k for k, name in enumerate(order.names)}

    def place(v: Value) -> tuple[int, str]:
        name = str(v.detail)
        return places.get(name, places.get(name.split("@")[0], len(places))), name

    return sorted(given, key=place)


def _docstring(
    routine: Routine, given: Sequence[Value], names: Identifiers, order: Order, counts: Sequence[str]
) -> list[str]:
    lines = [routine.summary]
    if given or counts or routine.notes:
        lines.append("")
    for v in given:
        name = names.of(("argument", v.detail), str(v.detail))
        shape = _shape_text(v)
        lines.append(f"{name}: {shape}")
    lines += [f"{plain_name(c)}: a whole number" for c in counts]
    if routine.notes:
        lines += ["", *routine.notes] if given or counts else list(routine.notes)
    first, *rest = map(_quoted, lines)
    raw = "r" * any("\\" in line for line in (first, *rest))
    if not rest and not raw:
        return [f'"""{first}"""']
    return [f'{raw}"""{first}', *rest, '"""']


def _quoted(text: str) -> str:
    """A line of a document inside of a string: no quotation mark of it ends that."""
    return text.replace('"', "'").replace("\n", " ")


def _shape_text(v: Value) -> str:
    keys = [_readable(k) for k in v.shape]
    if v.operation == "list":
        return f"a list, members of shape ({', '.join(keys[1:])})"
    if not keys:
        return "a number"
    return f"shape ({', '.join(keys)}{',' if len(keys) == 1 else ''})"


def _readable(key: str) -> str:
    if key.startswith(MEMBERS):
        return "…"
    return "·" if key.startswith("?") else readable(key)


def _sizes(
    low: Lowering, given: Sequence[Value], statements: Statements, backend: Backend
) -> tuple[list[str], list[str]]:
    """Statements that check arguments and take sizes from them; and the sizes that no argument has."""
    names = statements.names
    lines: list[str] = []
    known: set[str] = set()
    counted = low.families.counted()
    shapes = {v: tuple(counted.get(str(v.detail), k) if k.startswith(MEMBERS) else k for k in v.shape) for v in given}
    met = Counter(k for shape in shapes.values() for k in shape)
    for v in given:
        name = names.of(("argument", v.detail), str(v.detail))
        shape = shapes[v]
        if v.operation == "list":
            if not shape[0].startswith(MEMBERS) and shape[0] not in known:
                known.add(shape[0])
                lines.append(f"{statements._size(shape[0])} = len({name})")
            continue
        if not shape:
            continue
        statements.called.add("checked")
        wanted = [statements._size(k) if k in known or k.isdigit() else "None" for k in shape]
        text = f"({', '.join(wanted)}{',' if len(wanted) == 1 else ''})"
        lines.append(f'{name} = checked("{name}", {name}, {text}, "{_words(shape)}")')
        fresh = [k for k in dict.fromkeys(shape) if _plain(k) and k not in known]
        fresh = [k for k in fresh if met[k] > 1 or k in statements.sizes]
        known.update(fresh)
        if len(fresh) == len(shape):
            lines.append(f"{', '.join(map(statements._size, fresh))}{',' * (len(fresh) == 1)} = {name}.shape")
        else:
            lines += [f"{statements._size(k)} = {name}.shape[{shape.index(k)}]" for k in fresh]
        if any(shape.count(k) > 1 for k in fresh):
            again = [statements._size(x) if x in known else "None" for x in shape]
            lines.append(f'checked("{name}", {name}, ({", ".join(again)}), "{_words(shape)}")')
    counts = [k for k in statements.sizes if k not in known and not k.isdigit()]
    return lines, counts


def _plain(key: str) -> bool:
    return not key.isdigit() and not key.startswith(MEMBERS) and "[" not in key


def _words(shape: Sequence[str]) -> str:
    return _quoted(" × ".join(_readable(k) for k in shape)).replace("\\", "")


MEMBERS = "members of"
CHECKED = '''def checked(name, array, sizes, words):
    """An argument, whose shape must be as the document says; None stands for any size."""
    {array}
    if array.shape == sizes:
        return array
    if array.ndim != len(sizes) or any(n not in (None, m) for n, m in zip(sizes, array.shape)):
        wanted = " × ".join("·" if n is None else str(n) for n in sizes)
        found = " × ".join(map(str, array.shape)) or "a number"
        raise ValueError(f"{name} is {found}, expected {words} ({wanted})")
    return array
'''


_BACKSLASH = "\\"


def module(title: str, routines: Sequence[Written], backend: Backend, more: Sequence[str] = ()) -> str:
    """The source of a module with these functions, and other definitions after them."""
    text = "\n\n".join([*(r.source for r in routines), *more])
    called = frozenset().union(*(r.called for r in routines))
    helpers = [source for name in HELPERS if name in called and (source := HELPERS[name][column(backend)])]
    checks = [CHECKED.replace("{array}", f"array = {backend.as_array.format('array')}")] if "checked(" in text else []
    needs_math = "math." in text or any("math." in h for h in helpers)
    imports = [*(["import math"] if needs_math else []), *(backend.imports if backend.name != "jax" else _jax(text))]
    head = f'"""{_quoted(title).replace(_BACKSLASH, _BACKSLASH * 2)}"""\n'
    if needs_math:
        imports.insert(1, "")
    parts = [head + "\n" + "\n".join(imports) + "\n", *checks, *helpers, text]
    return "\n\n".join(parts).rstrip("\n") + "\n"


def _jax(text: str) -> list[str]:
    return [*(["import jax"] if "jax." in text.replace("jax.numpy", "") else []), "import jax.numpy as jnp"]
