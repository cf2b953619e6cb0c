"""A test to stand beside a generated module: its derivatives against central differences, in plain asserts."""

from __future__ import annotations

from collections.abc import Sequence

from backproof.compiling.module import Written
from backproof.compiling.program import Program
from backproof.compiling.tensors import NotCompiled

SIZES = (4, 3, 5, 2, 6, 7, 8, 9)
"""The sizes that the axes of a test get, in order."""
BOUNDED = ("positive", "nonnegative", "unit", "simplex", "one-hot", "binary")
"""Domains in which a test keeps to numbers between 0 and 1."""
HEAD = '''"""Tests of the module {module}: derivatives against central differences."""

import numpy as np
{imports}
import {module}

STEP = 1e-6


def numbers(x):
    return np.asarray(x, dtype=float)


def arguments():
    rng = np.random.default_rng(0)
    return {{
{arguments}
    }}


def differences(function, given, name):
    """The derivative of a function by one of its arguments, entry by entry."""
    found = []
    for place in np.ndindex(np.shape(given[name])):
        step = np.zeros(np.shape(given[name]))
        step[place] = STEP
        above = numbers(function(**{{**given, name: {array}}}))
        below = numbers(function(**{{**given, name: {below}}}))
        found.append((above - below) / (2 * STEP))
    made = np.stack(found, axis=-1)
    return made.reshape(*made.shape[:-1], *np.shape(given[name]))
'''
TEST = """

def test_{function}():
    given = arguments()
    taken = {{k: given[k] for k in {names!r}}}
    slopes = {module}.{function}(**taken)
    slopes = slopes if isinstance(slopes, tuple) else (slopes,)
    read = {{k: given[k] for k in {read!r}}}
    for name, slope in zip({by!r}, slopes, strict=True):
        wanted = differences({module}.{value}, read, name)
        assert np.allclose(numbers(slope), wanted, rtol=1e-5, atol=1e-6), name
"""


def test_module(program: Program, module: str) -> str:
    """The source of a test of a module. Raises ``NotCompiled`` where there is no value to take differences of."""
    kinds = {p.kind: p.written for p in program.parts}
    if "hessian" in kinds:
        raise NotCompiled("a test of a Hessian is not written; compile the gradient with a test")
    value = kinds.get("value")
    slope = kinds.get("gradient") or kinds.get("jacobian")
    if value is None or slope is None:
        raise NotCompiled("a test needs a value and its derivatives, and not both are compiled")
    names = _names((value, slope))
    by = [s.symbol for s in program.quantity.slopes]
    identifier = {a: i for w in (value, slope) for a, i in zip(w.arguments, w.identifiers, strict=False)}
    head = HEAD.format(
        module=module,
        imports=_IMPORTS[program.backend.name],
        arguments="\n".join(names_lines(program, names)),
        array=_WRAP[program.backend.name].format("given[name] + step"),
        below=_WRAP[program.backend.name].format("given[name] - step"),
    )
    body = TEST.format(
        function=slope.name,
        names=list(slope.identifiers),
        module=module,
        read=list(value.identifiers),
        by=[identifier[b] for b in by],
        value=value.name,
    )
    return head + body


def _names(functions: Sequence[Written]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The arguments of functions: what they are called in the code, with their names in the document and shapes."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for w in functions:
        for a, i, shape in zip(w.arguments, w.identifiers, w.shapes, strict=False):
            found.setdefault(i, (a, shape))
    return found


def names_lines(program: Program, names: dict[str, tuple[str, tuple[str, ...]]]) -> list[str]:
    """One line for each argument of a test."""
    sizes: dict[str, int] = {}
    lines = []
    for i, (name, shape) in names.items():
        if any("[" in k or k.startswith("members of") for k in shape):
            raise NotCompiled("a test of a function of lists is not written")
        for k in shape:
            if not k.isdigit():
                sizes.setdefault(k, SIZES[len(sizes) % len(SIZES)])
        size = ", ".join(k if k.isdigit() else str(sizes[k]) for k in shape)
        symbol = program.quantity.model.get(name)
        bounded = symbol is not None and symbol.domain in BOUNDED
        draw = f"rng.uniform(0.2, 0.8, size=({size}{',' if len(shape) == 1 else ''}))"
        if not bounded:
            draw = draw.replace("uniform(0.2, 0.8", "normal(0.0, 0.5")
        lines.append(f'        "{i}": {_WRAP[program.backend.name].format(draw)},')
    return lines


_IMPORTS = {
    "numpy": "",
    "jax": 'import jax\n\njax.config.update("jax_enable_x64", True)\n',
    "torch": "import torch\n",
}
_WRAP = {"numpy": "{0}", "jax": "jax.numpy.asarray({0})", "torch": "torch.as_tensor({0})"}
