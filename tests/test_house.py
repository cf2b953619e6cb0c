"""The house rules that a machine can hold: which room knows which, what may be imported when, how long a file is."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "backproof"

# A room and the rooms it may import from, besides itself. A new room needs a row here and a line in ARCHITECTURE.md.
KNOWS: dict[str, set[str]] = {
    "text": set(),
    "terms": set(),
    "notes": {"text"},
    "numeric": {"terms"},
    "laws": {"terms"},
    "proof": {"laws", "terms"},
    "derive": {"laws", "proof", "terms"},
    "compiling": {"derive", "laws", "terms"},
    "latex": {"notes", "terms", "text"},
    "claims": {"notes", "terms", "text"},
    "meaning": {"claims", "latex", "notes", "terms", "text"},
    "judge": {"claims", "derive", "notes", "numeric", "proof", "terms", "text"},
    "report": {"claims", "latex", "notes", "proof", "terms", "text"},
}
KNOWS["app"] = set(KNOWS)
KNOWS["library"] = {"app"}
TOP = "the package itself"  # files directly under src/backproof: the Python interface, which opens into every room
KNOWS[TOP] = set(KNOWS) - {TOP}

# Packages from outside, by the rooms that may import them. What is not listed is the standard library or a mistake.
OUTSIDE: dict[str, set[str]] = {
    "click": {"app"},
    "rich": {"app", "report"},
    "markdown_it": {"report"},
    "msgspec": {"app", "report"},
    "numpy": {"app", "judge", "numeric"},
    "flint": {"judge", "numeric", "terms"},
    "jax": {"app"},  # to run generated code that was asked for
    "torch": {"app"},
    "sklearn": {"app"},  # sets of data, where they are asked for
    "matplotlib": {"app"},
}

LONGEST = 600
HEAVY = {"flint", "jax", "numpy", "rich", "scipy", "torch"}

FILES = sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path, package: Path = PACKAGE) -> str:
    """The room a file stands in."""
    inside = path.relative_to(package).parts
    return inside[0] if len(inside) > 1 else TOP


def imports(path: Path, source: str, package: Path = PACKAGE) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything that ``source`` imports, wherever in the file; relative names resolved.

    ``from backproof import terms`` yields ``backproof.terms``: a name taken from the package itself may be a room.
    """
    home = [package.name, *path.relative_to(package).parent.parts]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = home[: len(home) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            if module == package.name:
                for alias in node.names:
                    yield node.lineno, f"{module}.{alias.name}"
            else:
                yield node.lineno, module


def trespasses(path: Path, source: str, package: Path = PACKAGE) -> list[str]:
    """What a file imports although its room may not, each as one line of text."""
    room = room_of(path, package)
    where = path.relative_to(package)
    found = []
    for line, name in imports(path, source, package):
        first, _, rest = name.partition(".")
        if first == package.name:
            other = rest.partition(".")[0]
            if other == "__version__" or (not other and room in {"app", TOP}):
                continue
            if other != room and other not in KNOWS[room]:
                found.append(f"{where}:{line} imports {name}: {room} knows nothing of {other or TOP}")
        elif first not in sys.stdlib_module_names:
            allowed = OUTSIDE.get(first, set()) | ({TOP} if first in OUTSIDE else set())
            if room not in allowed:
                found.append(f"{where}:{line} imports {name}: not a package for {room}")
    return found


def test_every_room_has_a_row() -> None:
    rooms = {room_of(path) for path in FILES}
    assert rooms <= set(KNOWS), f"no row in KNOWS for {sorted(rooms - set(KNOWS))}"


def test_the_table_has_no_circle() -> None:
    left = {room: set(known) for room, known in KNOWS.items()}
    while left:
        free = {room for room, known in left.items() if not known & set(left)}
        assert free, f"rooms that know each other: {sorted(left)}"
        left = {room: known for room, known in left.items() if room not in free}


def test_every_room_keeps_to_the_rooms_it_knows() -> None:
    found = [line for path in FILES for line in trespasses(path, path.read_text(encoding="utf-8"))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("where", "line", "allowed"),
    [
        ("terms/nodes.py", "from backproof.latex.tree import Tree", False),
        ("terms/nodes.py", "from backproof import latex", False),
        ("terms/nodes.py", "from ..latex.tree import Tree", False),
        ("terms/nodes.py", "def f():\n    import backproof.latex", False),
        ("terms/nodes.py", "from . import sizes", True),
        ("terms/nodes.py", "from backproof import read", False),
        ("judge/test.py", "from backproof.meaning import scopes", False),
        ("judge/test.py", "import numpy.linalg", True),
        ("judge/test.py", "import torch", False),
        ("compiling/source.py", "import numpy", False),
        ("text/blocks.py", "import rich.console", False),
        ("text/blocks.py", "import re", True),
        ("report/sarif.py", "from backproof import __version__", True),
        ("app/main.py", "from backproof.meaning.scope import Scope", True),
        ("__init__.py", "from backproof.app.api import read", True),
    ],
)
def test_the_walk_sees_every_way_to_import(where: str, line: str, allowed: bool) -> None:
    assert (trespasses(PACKAGE / where, line) == []) is allowed


def test_no_file_is_long() -> None:
    sizes = {path.relative_to(PACKAGE): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    long = [f"{path}: {lines} lines" for path, lines in sizes.items() if lines > LONGEST]
    assert not long, "\n".join(long)


def test_every_module_says_what_lives_in_it() -> None:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
    silent = [
        str(path.relative_to(PACKAGE)) for path, tree in trees.items() if tree.body and not ast.get_docstring(tree)
    ]
    assert not silent, "\n".join(silent)


@pytest.mark.parametrize("module", ["backproof", "backproof.app.main"])
def test_starting_up_imports_nothing_heavy(module: str) -> None:
    program = (
        f"import json, sys, {module}; print(json.dumps(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert not HEAVY & set(json.loads(done.stdout))
