"""Derivatives that were found, for a terminal, as LaTeX, as JSON."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from backproof.claims.derived import Derived, Refused

SCHEMA = 1


def terminal(found: Sequence[Derived | Refused], *, steps: bool) -> str:
    """For people: the line first, then what it rests on."""
    return "\n".join(_told(d, steps=steps) if isinstance(d, Derived) else refusal(d) for d in found)


def _told(d: Derived, *, steps: bool) -> str:
    rows = []
    if steps and d.steps:
        width = (
            max(len(s.latex) for s in d.steps if len(s.latex) <= 90) if any(len(s.latex) <= 90 for s in d.steps) else 0
        )
        rows += [f"  {s.latex:<{width}}   {', '.join(s.laws)}" for s in d.steps]
        rows.append("")
    rows.append(f"{d.left} = {d.latex}")
    rows += [f"  where        {name} = {value}" for name, value in d.where]
    if not d.matrix and d.index_form != d.latex:
        rows.append(f"  by entries   {d.index_form}")
    rows += [f"  assumed      {text}" for text in d.assumed]
    rows += [f"  note         {text}" for text in d.notes]
    if d.evidence is not None:
        sizes = ", ".join(f"{n} = {k}" for n, k in d.evidence.sizes)
        rows.append(
            f"  checked      against automatic differentiation at {d.evidence.instances} points"
            f"{', ' + sizes if sizes else ''}, {d.evidence.digits} digits"
        )
    return "\n".join(rows) + "\n"


def refusal(d: Refused) -> str:
    """A diagnostic, as for a line of a document."""
    text = f"unclear[{d.code}]: {d.message}\n  in           ∂ {d.of} / ∂ {d.by}\n"
    return text + (f"  help         {d.help}\n" if d.help else "")


def latex(found: Sequence[Derived | Refused], *, steps: bool) -> str:
    """A display for each answer; what cannot be answered as a comment."""
    out = []
    for d in found:
        if isinstance(d, Refused):
            out.append(f"% {d.code}: {d.message}")
            continue
        lines = [s.latex for s in d.steps] if steps else []
        lines += [f"{name} = {value}" for name, value in d.where]
        lines.append(f"{d.left} = {d.latex}")
        out += [f"\\[\n{line}\n\\]" for line in lines]
    return "\n".join(out) + "\n"


def json(found: Sequence[Derived | Refused]) -> bytes:
    """``{"schema": 1, "derivatives": […]}``; a refusal has a ``code`` and no ``latex``."""
    data = {"schema": SCHEMA, "derivatives": [_plain(d) for d in found]}
    return msgspec.json.format(msgspec.json.encode(data), indent=2) + b"\n"


def _plain(d: Derived | Refused) -> dict[str, object]:
    if isinstance(d, Refused):
        return {"of": d.of, "wrt": d.by, "code": d.code, "message": d.message, "help": d.help}
    evidence = d.evidence
    return {
        "of": d.of,
        "wrt": d.by,
        "kind": d.kind,
        "layout": d.layout or None,
        "left": d.left,
        "latex": d.latex,
        "matrix_form": d.matrix,
        "index_form": d.index_form,
        "indices": list(d.entry),
        "where": [{"name": n, "latex": v} for n, v in d.where],
        "steps": [{"latex": s.latex, "laws": list(s.laws)} for s in d.steps],
        "laws": list(d.laws),
        "notes": list(d.notes),
        "assumed": list(d.assumed),
        "checked": None
        if evidence is None
        else {"instances": evidence.instances, "sizes": dict(evidence.sizes), "digits": evidence.digits},
    }
