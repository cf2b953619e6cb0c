"""Worked examples in numbers: stretches of text in which names have values of their own.

``Example: for z = (1, 2, 3) we get p_3 ≈ 0.665.`` Elsewhere on the page z and p are what they are; here they are these
numbers. This file finds such stretches, and in them the lines that give a value and those that state one; what the
values mean for the symbols is in ``meaning.worked_values``.

A stretch opens with a heading or a label that says so, or with a sentence that gives values and goes on to a number. It
ends with its paragraph, or later: paragraphs that follow belong to it as long as they state nothing but numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.latex.walk import walk
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.heads_of import Head, head_of
from backproof.meaning.names import atom, letter
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Scope
from backproof.meaning.sections import Section
from backproof.meaning.slots import is_index
from backproof.meaning.workspace import entry_key
from backproof.terms.functions import BY_SPELLING
from backproof.text.blocks import Block, Formula, Heading, Prose, Table

Part = Literal["given", "result", ""]

_NUMERIC = (
    r"numeric(?:al(?:ly)?)?|worked|toy|concrete|tiny|small|quick|simple|short|first|second|another|scalar|hand|sanity"
)
_LABEL = (
    rf"(?:(?:{_NUMERIC}|an?|as|for|the|in) ){{0,3}}(?:examples?|e\.g\.|check|numbers|illustration|instance|numerically)"
    r"|(?:(?:numerical|sanity|quick|spot)[- ]check|plugging in|check by hand|by hand|numbers|values)"
    r"|(?:zahlen|rechen|mini-?)?beispiel|zum beispiel|z\. ?b\.|zahlen|probe|zahlenprobe|konkret|numerisch"
    r"|(?:par )?exemple(?: num[ée]rique| chiffr[ée])?|application num[ée]rique|num[ée]riquement|v[ée]rification"
    r"|(?:por |un )?ejemplo(?: num[ée]rico)?|num[ée]ricamente|comprobaci[óo]n"
    r"|(?:por |um )?exemplo(?: num[ée]rico)?|verifica[çc][ãa]o"
    r"|(?:per |ad |un )?esempio(?: numerico)?|esercizio numerico|numericamente|verifica"
    r"|数值(?:例子|算例|示例|验证)|例子|举例|例如|比如|示例|算例|例|数値例|例題|たとえば|例えば|예시|예"
    r"|(?:числовой )?пример|например"
)
LABEL = re.compile(
    rf"^[\s*_#>•\-–—(]*(?!examples\s(?!(?:in|with) numbers))(?:{_LABEL})(?=[\s*_.:,：，。;)0-9（(]|$)", re.IGNORECASE
)
"""The beginning of a paragraph that is an example; no "Examples $x_1, …, x_n$ have the labels …"."""
TITLE = re.compile(
    r"\b(?:numeric(?:al)? (?:examples?|check|exercise|illustration)|(?:worked|toy) examples?|^numbers$|sanity check"
    r"|(?:an? |small )?examples?(?: in numbers| with numbers)?$|(?:zahlen|rechen)?beispiel|exemple"
    r"|application num[ée]rique|ejemplo|exemplo|esempio|esercizio numerico|ejercicio num[ée]rico)\b"
    r"|数值|例子|算例|示例|例题|数値例",
    re.IGNORECASE,
)
_GIVEN = (
    r"for|with|take|taking|let|set|setting|at|if|when|suppose|assume|given|choose|choosing|inputs?|using|use|put"
    r"|start(?:ing)? (?:from|with|at|in)|putting|plug(?:ging)? in|pick|say|initiali[sz]ed? (?:at|with|to)|from|numbers"
    r"|values|consider"
    r"|für|mit|sei|seien|wähle|wählt man|nimm|nehmen|setze|setzt man|gegeben|bei|ausgehend von|wenn|startwert"
    r"|pour|avec|soit|soient|prenons|prendre|on prend|posons|on pose|partant de|si"
    r"|con|para|sea|sean|tomemos|tomamos|toma|tome|tomando|dado|dados|partiendo de|pongamos|cuando"
    r"|per|siano|sia|prendiamo|dato|dati|poniamo|partendo da|ponendo|quando"
    r"|com|seja|sejam|tomando|partindo de|para|quando"
    r"|при|пусть|возьм[её]м|для"
)
_RESULT = (
    r"get|gets|give|gives|giving|obtain|obtains|yields?|yielding|then|so|hence|therefore|thus|result(?:s|ing)?|find"
    r"|finds|becomes?|have|has|equals?|is|are|produces?|leads? to|comes? out|evaluates? to|returns?|which makes|makes"
    r"|ergibt|ergeben|erhalten|erhält man|dann|also|folglich|somit|ist|gilt|folgt|liefert|liefern|wird|beträgt"
    r"|on obtient|obtient|obtenons|donne|donnent|donc|alors|vaut|valent|d'où|trouve|on a|est"
    r"|obtenemos|se obtiene|da|dan|entonces|resulta|luego|vale|tenemos|queda|es"
    r"|allora|si ottiene|otteniamo|dà|danno|quindi|risulta|vale|si ha|è|abbiamo"
    r"|dá|dão|então|portanto|obtemos|obtém-se|temos|tem-se|fica|é|logo"
    r"|тогда|получаем|получим|равно|даёт|дает|значит"
)
_CUE = re.compile(
    rf"(?<![\w-])(?:(?P<given>{_GIVEN})|(?P<result>{_RESULT}))(?![\w-])"
    r"|(?P<zh>取|设|設|令|当|當|给定|對於|对于|若|对)|(?P<so>得到|可得|得|则|則|于是|因此|故|所以|有|为|為|是|より|なら)",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\s*(?:时|時|のとき|とき)")
_END = re.compile(
    r"(?<![A-Za-zé]\.[A-Za-z])(?<!\be\.g)(?<!\bz\.B)(?<!\bresp)[.!?](?:[*_)\"']*)(?:\s+|$)|[。！？]|\n\s*\n"
)
_TURNED = re.compile(
    r"\b(?:the other way(?: a?round)?|instead|would|wrong(?:ly)?|mistakes?|mistaken|incorrect(?:ly)?|without|swapped"
    r"|revers(?:ed|ing)|unbiased|otherwise|forg(?:e|o)t|ignor(?:e|ing)|not|statt(?:dessen)?|umgekehrt|falsch|wäre"
    r"|au lieu|sans|faux|serait|inverse|en lugar|sin|al revés|sería|invece|senza|sbagliato|sarebbe|em vez|sem|seria)\b"
    r"|错误|而不是|反过来|如果不",
    re.IGNORECASE,
)
"""Words in the sentence of a result by which it may be the result of something else."""
CONSTANTS = frozenset(("pi", "e", "percent", "T", "top", "intercal", "ln", "log", "exp", "sqrt"))
"""Names that may stand in a number."""
_NO_NAMES = CONSTANTS | {"partial", "nabla", "infty"}
MOST = 400
"""Relations of a section that are looked at."""


@dataclass(eq=False)
class Line:
    """A relation of a stretch, and what its words make of it (nothing, where they say nothing)."""

    raw: Raw
    part: Part
    name: str = ""
    """The key of the name that it gives a value to, where it has that form."""
    sentence: int = 0
    turned: str = ""
    """Words of its sentence that say that it is not what the page defines (``the other way round``)."""


@dataclass(eq=False)
class Stretch:
    """One example. ``labelled`` where a heading or a label says so."""

    lines: list[Line] = field(default_factory=list)
    others: list[tuple[int, Raw]] = field(default_factory=list)
    """Relations in its sentences (by their number) that state more than a number: they may hold here only."""
    labelled: bool = False
    before: Stretch | None = None
    """The example whose values are varied here, where it is one of several in a row."""


@dataclass(eq=False)
class _Sentence:
    paragraph: int
    labelled: bool
    parts: list[tuple[str, Formula]] = field(default_factory=list)
    """Each formula with the words that stand before it in the sentence."""
    tail: str = ""


def worked_examples(title: str, blocks: Sequence[Block], scope: Scope, raws: list[Raw]) -> list[Stretch]:
    """The examples of a section, with the lines that are taken out of it: they hold at their values only."""
    if len(raws) > MOST or not any(is_numeric(scope, r) for r in raws):
        return []
    of: dict[int, list[Raw]] = {}
    for raw in raws:
        of.setdefault(id(raw.piece.formula), []).append(raw)
    titled = bool(TITLE.search(title.strip(" #*:."))) and _defined_before(scope)
    sentences = list(_sentences(blocks))
    if any(s.lines for s in _stretches(sentences, of, scope, titled)):
        _note_members(scope, raws)
    found = [s for s in _stretches(sentences, of, scope, titled) if s.lines]
    inside = {line.raw for s in found for line in s.lines}
    keys = {r: _keys(scope, r) for r in raws}
    return [s for s in found if _qualifies(s, scope, keys, inside)]


_TOKEN = re.compile(r"\\[A-Za-z]+|[A-Za-z]")


def at_home(sections: list[Section]) -> list[Section]:
    """Sections in order; one that its number sets apart and its title calls an example continues the section before it
    that shares most of its letters."""
    for k, section in enumerate(sections):
        if section.isolated and k and TITLE.search(section.title.strip(" #*:.")):
            mine = _letters(section)
            shared = [len(mine & _letters(other)) for other in sections[:k]]
            best = max(range(k), key=lambda n: (shared[n], n))
            if shared[best]:
                section.parent, section.isolated = sections[best], False
    return sections


def _letters(section: Section) -> set[str]:
    return {t for b in section.blocks if isinstance(b, Formula) for t in _TOKEN.findall(b.latex)}


def _defined_before(scope: Scope) -> bool:
    """Whether the sections around a scope define anything: else its title is that of all that there is."""
    outer = (entry for here in scope.around() if here is not scope for entry in here.entries.values())
    return any(entry.symbol.clauses or entry.symbol.broken for entry in outer)


def is_numeric(scope: Scope, raw: Raw) -> bool:
    """Whether a side of a relation is made of numbers alone."""
    return (
        raw.problem is None
        and raw.sign in ("=", ":=", "approx", "simeq", "equiv")
        and raw.left is not None
        and raw.right is not None
        and not raw.branch
        and not raw.conditions
        and (constant(scope, raw.right) or constant(scope, raw.left))
    )


def constant(scope: Scope, node: Node | None) -> bool:
    """Whether an expression is made of numbers: ``-1.5``, ``2\\log 2``, ``(1, \\tfrac12)^\\top``, a matrix of them."""
    if node is None or isinstance(node, syntax.Words):
        return False
    numbers = 0
    for n in walk(node):
        if isinstance(n, syntax.Number):
            numbers += 1
        elif isinstance(n, Name):
            if n.text not in CONSTANTS and n.text not in BY_SPELLING:
                return False
            if n.text == "e" and scope.find("e") is not None:
                return False
        elif isinstance(n, syntax.Dots | syntax.Words | syntax.Big | syntax.Relation | syntax.Cases | syntax.Bar):
            return False
    return numbers > 0


def _note_members(scope: Scope, raws: list[Raw]) -> None:
    """``q_1`` in numbers is one of the ``q_i``, where a letter that is an index stands in that place elsewhere."""
    for raw in raws:
        left = raw.left
        if isinstance(left, Scripted) and isinstance(left.base, Name) and isinstance(left.sub, syntax.Number):
            base = atom(left.base)
            others = scope.usage.slot(base, ("sub", 0))
            if is_numeric(scope, raw) and any(letter(o) and is_index(scope.usage, base, ("sub", 0), o) for o in others):
                scope.usage.enumerated.add(base)


def _sentences(blocks: Sequence[Block]) -> Iterator[_Sentence]:
    """The sentences of a section, each with its formulas; a display belongs to the sentence that leads to it."""
    now = _Sentence(-1, False)
    words = ""
    for block in blocks:
        if isinstance(block, Heading | Table):
            yield now
            now, words = _Sentence(block.paragraph, False), ""
        elif isinstance(block, Prose):
            if block.paragraph != now.paragraph and (words + block.text).strip():
                # A paragraph begins: it may go on with the sentence that a display interrupted.
                goes_on = now.parts and now.parts[-1][1].display and not _opens(block.text)
                if not goes_on:
                    yield now
                    now, words = _Sentence(block.paragraph, bool(LABEL.match(block.text))), ""
                now.paragraph = block.paragraph
            pieces = _END.split(block.text)
            for k, piece in enumerate(pieces):
                if k:
                    now.tail = words
                    yield now
                    now, words = _Sentence(block.paragraph, bool(LABEL.match(piece))), ""
                words += piece
        elif isinstance(block, Formula):
            if now.paragraph < 0 or (not now.parts and not words.strip()):
                now.paragraph = block.paragraph
            now.parts.append((words, block))
            words = ""
    now.tail = words
    yield now


def _opens(text: str) -> bool:
    first = text.lstrip(" \n*_-•>")[:1]
    return first.isupper() or not first.isascii()


def _stretches(sentences: list[_Sentence], of: dict[int, list[Raw]], scope: Scope, titled: bool) -> Iterator[Stretch]:
    now: Stretch | None = Stretch(labelled=True) if titled else None
    paragraph = -1
    for number, sentence in enumerate(sentences):
        raws = [r for _, f in sentence.parts for r in of.get(id(f), ())]
        same, paragraph = sentence.paragraph == paragraph, sentence.paragraph
        lines = list(_lines(scope, sentence, of, number))
        ends = not titled and not same and bool(raws) and not _numbers_only(scope, raws)
        if now is not None and (ends or (sentence.labelled and not titled)):
            yield now
            now = None
        if now is None and (sentence.labelled or any(x.part == "given" and x.name for x in lines)):
            now = Stretch(labelled=sentence.labelled)
        elif now is not None and not same and _again(now, lines):
            yield now
            now = Stretch(labelled=now.labelled, before=now)
        if now is not None:
            now.lines.extend(lines)
            taken = {x.raw for x in lines}
            now.others.extend((number, r) for r in raws if r not in taken and any(_giving(x) for x in now.lines))
    if now is not None:
        yield now


def _again(stretch: Stretch, lines: list[Line]) -> bool:
    """Whether a paragraph gives a value to a name that has one: another example begins."""
    given = {_written(x) for x in stretch.lines if _giving(x)}
    return any(_written(x) in given for x in lines if _giving(x))


def _written(line: Line) -> str:
    left = line.raw.left
    return line.raw.text[left.start : left.end] if left is not None else ""


def _giving(line: Line) -> bool:
    return line.part == "given" and bool(line.name)


def _numbers_only(scope: Scope, raws: list[Raw]) -> bool:
    """Whether every chain of relations comes to a number, or has decimals put in."""
    chains: dict[int, bool] = {}
    for raw in raws:
        chains[raw.chain] = chains.get(raw.chain, False) or is_numeric(scope, raw) or _has_decimals(raw)
    return all(chains.values())


def _has_decimals(raw: Raw) -> bool:
    sides = [n for n in (raw.left, raw.right) if n is not None]
    return any(isinstance(n, syntax.Number) and "." in n.text for side in sides for n in walk(side))


def _lines(scope: Scope, sentence: _Sentence, of: dict[int, list[Raw]], number: int) -> Iterator[Line]:
    """The numeric relations of a sentence. A word speaks of what follows it; further values in its list are ``given``
    only where the page says so, further results stay results."""
    part: Part = ""
    turned = _TURNED.search(" ⟦⟧ ".join((*(words for words, _ in sentence.parts), sentence.tail)))
    for k, (words, formula) in enumerate(sentence.parts):
        after = sentence.parts[k + 1][0] if k + 1 < len(sentence.parts) else sentence.tail
        said, before = _cue(words), part
        part = said or ("result" if before == "result" else "")
        if _WHEN.match(after) and not said:
            part = "given"
        for raw in of.get(id(formula), ()):
            if raw.lead in ("arrow", "therefore"):
                part = "result"
            if is_numeric(scope, raw) and not (constant(scope, raw.left) and constant(scope, raw.right)):
                head = value_head(scope, raw)
                given = part == "given" and head is not None and raw.sign in ("=", ":=")
                yield Line(
                    raw,
                    "given" if given else "result" if part else "",
                    entry_key(head) if head else "",
                    number,
                    turned.group() if turned else "",
                )
            if part == "given" and raw.first and raw.sign in ("=", ":="):
                part = ""
        if _WHEN.match(after):
            part = "result"


def _cue(words: str) -> Part:
    """What the last of the telling words before a formula says it is."""
    found: Part = ""
    for m in _CUE.finditer(words):
        found = "given" if m["given"] or m["zh"] else "result"
    return found


def value_head(scope: Scope, raw: Raw) -> Head | None:
    """The name in ``name = numbers``; None where the left side is no lone name, or the right side a computation."""
    if not raw.first or not isinstance(raw.left, Name | Scripted) or not constant(scope, raw.right):
        return None
    if raw.right is None or any(isinstance(n, syntax.Sum) and len(n.terms) > 1 for n in walk(raw.right)):
        return None
    if letter(raw.left) and scope.usage.is_bound(letter(raw.left)) and scope.find(letter(raw.left)) is None:
        return None
    head = head_of(Elaborator(scope), raw.left)
    plain = head is not None and not (head.inverted or head.logged or head.parameters)
    if not plain or head is None or any(letter(i) and not isinstance(i, syntax.Number) for i in head.ref.items):
        return None
    return head


def _qualifies(stretch: Stretch, scope: Scope, keys: dict[Raw, set[str]], inside: set[Raw]) -> bool:
    """Whether it is an example of something: it gives values to names that the page speaks of otherwise, or is called
    an example, and states a number that follows. Its lines are kept as far as they speak of such names."""
    elsewhere = {k for r, found in keys.items() if r not in inside for k in found}
    known = {k for found in keys.values() for k in found if k in elsewhere or scope.find(k) is not None}
    lines = []
    for line in stretch.lines:
        if keys[line.raw] & known and (not line.name or line.name in known):
            lines.append(line)
    given = [x for x in lines if x.part == "given" and x.name]
    results = [x for x in lines if x.part != "given"]
    if not stretch.labelled:
        names = {x.name for x in lines if x.name and x.part != "result"}
        telling = [x for x in results if (x.part == "result" and x.name) or (not x.name and keys[x.raw] & names)]
        if not telling or all(_starts(x.raw) for x in lines if x in given or (not x.part and x.name)):
            return False
    if not results or not (given or any(not x.part and x.name for x in lines) or stretch.labelled):
        return False
    stretch.lines = lines
    return True


def _starts(raw: Raw) -> bool:
    """``h_0 = 0``: where a recursion starts, on the page as in the example."""
    return (
        isinstance(raw.right, syntax.Number)
        and raw.right.text in ("0", "1")
        and isinstance(raw.left, Scripted)
        and any(isinstance(n, syntax.Number) and n.text == "0" for n in walk(raw.left))
    )


def _keys(scope: Scope, raw: Raw) -> set[str]:
    """The names that stand in a relation."""
    found = set()
    ela = Elaborator(scope)
    for side in (raw.left, raw.right):
        for n in walk(side) if side is not None else ():
            if isinstance(n, Name | Scripted):
                ref = ela.resolve(n)
                if ref is not None and ref.base not in _NO_NAMES and ref.base not in BY_SPELLING:
                    squared = isinstance(ref.sup.power, syntax.Number) and ref.sup.power.text == "2"
                    found |= {ref.key, f"{ref.key}^2"} if squared else {ref.key}
            if isinstance(n, Name) and n.text not in _NO_NAMES and n.text not in BY_SPELLING:
                found.add(atom(n))
    return found
