"""Functions whose backward pass is the closed form, as JAX and PyTorch take them."""

from __future__ import annotations

from backproof.compiling.program import Program
from backproof.compiling.tensors import NotCompiled

JAX = '''@jax.custom_vjp
def {name}_with_backward({arguments}):
    """{what}, differentiated by {by} in closed form."""
    return {name}({inner})


def _forward({arguments}):
    value, slopes = {both}({inner})
    return value, slopes


def _backward(slopes, upstream):
    return {returned}


{name}_with_backward.defvjp(_forward, _backward)
'''
TORCH = '''class {title}(torch.autograd.Function):
    """{what}, differentiated by {by} in closed form."""

    @staticmethod
    def forward(context, {arguments}):
        value, slopes = {both}({inner})
        context.save_for_backward(*(slopes if isinstance(slopes, tuple) else (slopes,)))
        return value

    @staticmethod
    def backward(context, upstream):
        slopes = context.saved_tensors
        return {returned}
'''


def with_backward(program: Program) -> str:
    """A number with its gradient as ``jax.custom_vjp`` or ``torch.autograd.Function``. Raises ``NotCompiled``."""
    kinds = {p.kind: p.written for p in program.parts}
    both = kinds.get("both")
    if both is None or program.quantity.axes or "gradient" not in kinds:
        raise NotCompiled("a backward pass of its own is written for a number that is defined, and its gradient")
    if program.backend.name == "numpy":
        raise NotCompiled("NumPy does not differentiate; choose the backend jax or torch")
    if any(k.startswith("members of") for s in both.shapes for k in s):
        raise NotCompiled("a backward pass of its own through a list of arguments is not written")
    by = [s.symbol for s in program.quantity.slopes]
    scaled = [
        f"upstream * slopes[{k}]" if len(by) > 1 or program.backend.name == "torch" else "upstream * slopes"
        for k in range(len(by))
    ]
    returned = [scaled[by.index(a)] if a in by else "None" for a in both.arguments] + ["None"] * len(both.counts)
    value = kinds["value"]
    if value.identifiers != both.identifiers:
        raise NotCompiled("the value and its gradient have different arguments")
    text = JAX if program.backend.name == "jax" else TORCH
    name = program.name
    return text.format(
        name=name,
        title=f"{name}_with_backward",
        what=program.quantity.name.replace('"', "'"),
        by=", ".join(by),
        arguments=", ".join(both.identifiers),
        inner=", ".join(both.identifiers),
        both=both.name,
        returned=f"({', '.join(returned)}{',' if len(returned) == 1 else ''})",
    )
