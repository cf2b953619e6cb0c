"""Blocks made by hand from little texts: ``$…$`` inline, ``$$…$$`` displayed, a blank line between paragraphs."""

import re

from backproof.text.blocks import Block, Formula, Prose, Span

_CUT = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$|\n\s*\n", re.DOTALL)


def blocks(text: str) -> list[Block]:
    out: list[Block] = []
    paragraph = done = 0
    for m in _CUT.finditer(text):
        if m.start() > done:
            out.append(Prose(text[done : m.start()], Span(done, m.start()), paragraph))
        done = m.end()
        latex = m[1] or m[2]
        if latex is None:
            paragraph += 1
            continue
        start = m.start(1) if m[1] else m.start(2)
        origins = tuple(range(start, start + len(latex) + 1))
        out.append(Formula(latex, Span(m.start(), m.end()), origins, m[1] is not None, "", paragraph))
    if done < len(text):
        out.append(Prose(text[done:], Span(done, len(text)), paragraph))
    return out
