"""Values as statements of Python: what is used twice or has a name in the document gets a line, the rest is inlined.

What does not depend on the step of a loop is written before it; sums over the same steps share one loop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backproof.compiling.backends import Backend
from backproof.compiling.families import BEFORE
from backproof.compiling.identifiers import Identifiers, plain_name
from backproof.compiling.loops import Loop
from backproof.compiling.spelling import TERM, Speller
from backproof.compiling.tensors import NotCompiled
from backproof.compiling.values import Value, number_of
from backproof.compiling.work import Work

LONGEST = 88
"""An expression that is longer gets lines for its parts."""
INDENT = "    "
LEAVES = frozenset(("argument", "list", "number", "constant", "size", "step", "family"))
VIEWS = frozenset(("place", "member", "item"))
"""What is written out wherever it is used."""


@dataclass
class Block:
    """Lines at one depth, and the names of the values that were bound there."""

    steps: frozenset[str] = frozenset()
    lines: list[str] = field(default_factory=list)
    local: dict[Value, str] = field(default_factory=dict)


class Statements:
    """Writes the statements that make some values. ``ends`` are the last steps of loops."""

    def __init__(
        self,
        work: Work,
        backend: Backend,
        names: Identifiers,
        ends: Mapping[Loop, Sequence[Value]],
    ) -> None:
        self.graph = work.graph
        self.names = names
        self.loops = work.loop_values
        self.runs = work.run_values
        self.ends = ends
        self.sizes: dict[str, None] = {}
        self.given: dict[Value, None] = {}
        """The arguments that are read."""
        self.called: set[str] = set()
        self.speller = Speller(backend, self._size)
        self.blocks = [Block()]
        self._uses: Counter[Value] = Counter()
        self._roots: frozenset[Value] = frozenset()
        self._written: set[Loop] = set()
        self._letters: dict[str, str] = {}
        self._pool: dict[str, list[str]] = {}
        self._sums: dict[str, list[Value]] = {}

    # ------------------------------------------------------------------ entry point

    def returned(self, values: Sequence[Value]) -> tuple[list[str], list[str]]:
        """The statements, and the expressions of the values that they make."""
        self._count(values)
        self._roots = frozenset(values)
        texts = [self._ref(v, 0) for v in values]
        return self.blocks[0].lines, texts

    def _count(self, roots: Sequence[Value]) -> None:
        seen: set[Value] = set()
        todo = list(roots)
        self._uses.update(roots)
        while todo:
            v = todo.pop()
            if v in seen:
                continue
            seen.add(v)
            if v.operation == "accumulate":
                self._sums.setdefault(_ran(v)[1], []).append(v)
            inner = [*v.arguments, *self._inside(v)]
            self._uses.update(inner)
            todo.extend(inner)
        for group in self._sums.values():
            group.sort(key=lambda v: v.serial)

    def _inside(self, v: Value) -> list[Value]:
        """The values that the loop of a family makes."""
        loop = self.loops.get(v)
        if loop is None:
            return []
        kept = [loop.bodies[n] for n in loop.kept]
        starts = [s for n in loop.kept for s in loop.starts.get(n, {}).values()]
        ends = list(self.ends[loop])
        return [*kept, *starts, *ends, *([loop.last] if loop.last is not None else [])]

    # ------------------------------------------------------------------ expressions

    def _size(self, key: str) -> str:
        self.sizes[key] = None
        if key.isdigit():
            return key
        return self.names.of(("size", key), "size" if key.startswith("?") else key)

    def _ref(self, v: Value, least: int) -> str:
        """The text of a value where it is used, in brackets if it binds less than ``least``."""
        for block in reversed(self.blocks):
            if v in block.local:
                return block.local[v]
        if v.operation in LEAVES:
            return self._leaf(v, least)
        if v.operation == "accumulate":
            self._accumulate(v)
            return self._ref(v, least)
        home = self._home(v)
        if self._own_line(v, home):
            return self._bind(v, home)
        text, binds = self.speller.expression(v, self._ref)
        self._note(text)
        if len(text) > LONGEST and v.operation not in VIEWS:
            return self._bound(v, home, text)
        return text if binds >= least else f"({text})"

    def _own_line(self, v: Value, home: int) -> bool:
        if v in self.graph.names and not (v in self._roots and self._uses[v] == 1):
            return True
        if v.operation in VIEWS or (v.operation == "transpose" and v.detail == (1, 0)):
            return False
        if v.operation == "negative" and v.arguments[0] in self.graph.names:
            return False
        if self._uses[v] > 1 and not (v.scalar and len(v.arguments) <= 2):
            return True
        return home < len(self.blocks) - 1 and not v.scalar  # what no step changes stands before the loop

    def _bind(self, v: Value, home: int) -> str:
        inner = self.blocks[home + 1 :]
        del self.blocks[home + 1 :]
        text, _ = self.speller.expression(v, self._ref)
        self._note(text)
        self.blocks.extend(inner)
        return self._bound(v, home, text)

    def _bound(self, v: Value, home: int, text: str) -> str:
        block = self.blocks[home]
        name = self.names.of(v, self._wish(v))
        block.lines.append(f"{name} = {text}")
        block.local[v] = name
        return name

    def _wish(self, v: Value) -> str:
        known = self.graph.names.get(v) or self.graph.hints.get(v)
        if known is not None:
            return known
        if v.operation in ("reduce", "accumulate"):
            return "total"
        if v.operation == "call" and isinstance(v.detail, str):
            return {"sqrt": "root", "exp": "e"}.get(v.detail, v.detail.split()[0])
        return {"matmul": "product", "add": "difference" if _subtracts(v) else "total", "divide": "ratio"}.get(
            v.operation, "part"
        )

    def _home(self, v: Value) -> int:
        """The outermost block in which a value can be made."""
        reach: frozenset[str] = frozenset()
        for k, block in enumerate(self.blocks):
            reach |= block.steps
            if v.steps <= reach:
                return k
        raise NotCompiled("a value is read outside of the loop that makes it")

    def _leaf(self, v: Value, least: int) -> str:
        if v.operation in ("argument", "list"):
            self.given[v] = None
            return self.names.of(("argument", v.detail), _argument_name(str(v.detail)))
        if v.operation == "step":
            return self._letter(str(v.detail))
        if v.operation == "family":
            return self._family(v)
        text, binds = self.speller.expression(v, self._ref)
        self._note(text)
        return text if binds >= least else f"({text})"

    def _letter(self, step: str) -> str:
        """The running variable of a loop: the letter of the document, unless an outer loop has it."""
        found = self._letters.get(step)
        if found is None:
            wish = step.split("#")[0]
            active = {self._letters[s] for b in self.blocks for s in b.steps if s in self._letters}
            pool = self._pool.setdefault(wish, [])
            found = next((name for name in pool if name not in active), None)
            if found is None:
                found = self.names.fresh(wish)
                pool.append(found)
            self._letters[step] = found
        return found

    def _note(self, text: str) -> None:
        for name in _words(text):
            self.called.add(name)

    # ------------------------------------------------------------------ loops

    def _family(self, v: Value) -> str:
        """The name of all members of a family, made in a loop when they are first read."""
        loop = self.loops[v]
        name = self.names.of(v, self._wish(v))
        if loop not in self._written:
            self._written.add(loop)
            for other in loop.kept.values():
                self.names.of(other, self._wish(other))
            inner = self.blocks[1:]
            del self.blocks[1:]
            self._loop(loop)
            self.blocks.extend(inner)
        return name

    def _loop(self, loop: Loop) -> None:
        block = self.blocks[0]
        first, last = self._range(loop)
        for n, kept in loop.kept.items():
            starts = loop.starts.get(n, {})
            pairs = [f"{self._number_of(k)}: {self._ref(s, 0)}" for k, s in starts.items()]
            block.lines.append(f"{self.names.of(kept, '')} = {{{', '.join(pairs)}}}")
        inside = Block(frozenset((str(loop.step.detail),)))
        step = self._leaf(loop.step, 0)
        self.blocks.append(inside)
        for n, kept in loop.kept.items():
            inside.lines.append(f"{self.names.of(kept, '')}[{step}] = {self._ref(loop.bodies[n], 0)}")
        self.blocks.pop()
        block.lines.append(f"for {step} in range({first}, {last}):")
        block.lines += [INDENT + line for line in inside.lines]

    def _number_of(self, k: int | Value) -> str:
        return str(k) if isinstance(k, int) else self._ref(k, 0)

    def _range(self, loop: Loop) -> tuple[str, str]:
        """The ends of the range of a loop."""
        if loop.descending:
            starts = {k for s in loop.starts.values() for k in s if isinstance(k, Value)}
            if loop.last is None or not starts:
                raise NotCompiled("where a recursion that runs backward begins is not said")
            return f"{self._ref(loop.last, TERM)} - 1", f"{loop.first - 1}, -1"
        ends = self.ends[loop]
        if not ends:
            raise NotCompiled("how many steps a recursion takes is not said")
        if len(ends) == 1:
            n = number_of(ends[0])
            last = str(n + 1) if n is not None else f"{self._ref(ends[0], TERM)} + 1"
        else:
            last = f"max({', '.join(self._ref(e, 0) for e in ends)}) + 1"
        return str(loop.first), last

    def _accumulate(self, v: Value) -> None:
        """A sum along steps, with the other sums along the same steps that do not rest on it."""
        _, steps = _ran(v)
        run = self.runs[steps]
        home = self._home(v)
        inner = self.blocks[home + 1 :]
        del self.blocks[home + 1 :]
        block = self.blocks[-1]
        group = [s for s in self._sums[steps] if s is v or self._apart(s, v)]
        first, last = self._ref(run.first, 0), self._ref(run.last, TERM)
        inside = Block(frozenset((steps,)))
        step = self._leaf(run.step, 0)
        self.blocks.append(inside)
        made = [(s, self.names.of(s, self._wish(s))) for s in group]
        for s, name in made:
            inside.lines.append(_ADDED[_ran(s)[0]].format(name, self._ref(s.arguments[2], 0)))
        self.blocks.pop()
        block.lines += [f"{name} = {_NOTHING[_ran(s)[0]]}" for s, name in made]
        block.lines.append(f"for {step} in range({first}, {last} + 1):")
        block.lines += [INDENT + line for line in inside.lines]
        block.local.update(dict(made))
        self.blocks.extend(inner)

    def _apart(self, one: Value, other: Value) -> bool:
        """Whether neither of two sums rests on the other."""
        if any(one in b.local for b in self.blocks) or one.steps != other.steps:
            return False
        return not self._rests(one, other) and not self._rests(other, one)

    def _rests(self, one: Value, other: Value) -> bool:
        seen: set[Value] = set()
        todo = [one]
        while todo:
            v = todo.pop()
            if v is other:
                return True
            if v not in seen:
                seen.add(v)
                todo += [*v.arguments, *self._inside(v)]
        return False


_NOTHING = {"sum": "0", "prod": "1", "list": "[]"}
_ADDED = {"sum": "{0} += {1}", "prod": "{0} *= {1}", "list": "{0}.append({1})"}


def _ran(v: Value) -> tuple[str, str]:
    """What is done with the values along a running variable, and which."""
    assert isinstance(v.detail, tuple)
    kind, steps = v.detail
    return str(kind), str(steps)


def _subtracts(v: Value) -> bool:
    return any(a.operation == "negative" for a in v.arguments)


def _argument_name(name: str) -> str:
    name = name.removeprefix(BEFORE)
    if name.startswith("slope|"):
        _, of, by = name.split("|")
        return f"d{plain_name(of)}_d{plain_name(by)}"
    return name


def _words(text: str) -> list[str]:
    import re

    return re.findall(r"[A-Za-z_]\w*", text)
