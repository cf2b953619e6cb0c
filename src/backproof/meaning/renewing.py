"""Names that a page defines anew: the ``f`` of the next example is not the ``f`` of the last.

An equation whose left side is a defined name, alone, is a claim about it or a new definition of it. It is a new
definition where the words before it define, or where it opens what a new heading says of the name and no word
concludes. Such an equation is still compared with the old meaning: where the two agree it is a restatement that holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from backproof.latex.tree import Name, Node, Number, Scripted, Sum
from backproof.latex.walk import children
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.heads_of import Head, head_of
from backproof.meaning.hypotheses import sentence_before
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Entry, Scope
from backproof.meaning.workspace import Section, entry_key
from backproof.terms.model import Clause
from backproof.terms.nodes import Derivative
from backproof.terms.traversal import symbols_in

_AGAIN = re.compile(
    r"\b(recall\w*|remember\w*|again|as (?:before|above|shown)|restat\w+|previous(?:ly)?|earlier|same|still"
    r"|wie (?:zuvor|oben)|erinner\w+|rappel\w*|recuerd\w+|recordemos)\b|回顾|回忆|前面|上述",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:the|an?|another|for) (?:[\w-]+ ){0,3}(?:loss|cost|function|model|activation|kernel|objective|penalty|energy"
    r"|error|density|prior|posterior|likelihood|score|metric|unit|layer|gate|case|estimator|map|potential)"
    r"(?: is)?[ ,:]*$",
    re.IGNORECASE,
)
"""A noun right before a formula is what the formula says: ``the absolute loss $L = |r|$``."""
_OTHER_LOSS = re.compile(
    r"\b(?:with|using|under|for|mit|bei|für|avec|pour|con|para|com) (?:[\w-]+ ){0,2}(?:(?:binary )?cross[- ]entropy"
    r"|(?:mean )?squared error|least squares|Kreuzentropie|entropie croisée|entropía cruzada|entropia cruzada"
    r"|error cuadrático|erro quadrático|erreur quadratique)(?: (?:loss|error|cost|instead|stattdessen))?[ ,:]*$",
    re.IGNORECASE,
)
"""The name of another loss right before a formula: ``With cross entropy, $E = …$``."""
_METHOD = re.compile(
    r"\b(method|algorithm|scheme|iterations?|updates?|rule|descent|momentum|friction|heavy[- ]ball|Nesterov|Adam"
    r"|RMSProp|AdaGrad|SGD|variant|version|instead|alternatively|Verfahren|méthode|método|aktualisier\w+)\b|方法|算法|更新",
    re.IGNORECASE,
)
_SUPPOSES = re.compile(
    r"\b(?:if|when|whenever|as long as|wenn|falls|lorsque|quand|si|cuando)\s*$|^\s*(?:at|bei)\s*$|[若当如]\s*$",
    re.IGNORECASE,
)
"""Words right before an equation that make it a case: ``If $r = 1/2$, …`` says nothing of r elsewhere."""
_CONCLUDES = frozenset(("claim", "solution", "update"))


def renews(state: Section, raw: Raw, head: Head, entry: Entry | None) -> bool:
    """Whether a relation defines anew a name that this document has defined before.

    ``entry`` is what the name means so far; None where this section defines it and that has not been read yet.
    """
    if raw.sign not in ("=", ":=") or not raw.first:
        return False
    if any(isinstance(getattr(item, "body", item), Number) for item in head.ref.items):
        return False
    clauses = entry.symbol.clauses if entry is not None else []
    if any(not isinstance(clause.place, Raw) for clause in clauses):
        return False
    if entry is not None and clauses and _from_statement(state.scope, entry):
        return False
    said = state.said.get(raw.piece.formula.span.start, "")
    before = sentence_before(raw.piece.formula, state.blocks.blocks)
    if head.parameters is None and _SUPPOSES.search(before):
        return False
    if _AGAIN.search(before) or (said in _CONCLUDES and said != "update"):
        return False
    if raw.sign == ":=" or said in ("definition", "assumption") or _NAMED.search(before) or _OTHER_LOSS.search(before):
        return True
    if (_METHOD.search(before) or _of_a_method(state, clauses)) and _steps(state, raw, head, entry):
        return True
    opening = said != "update" and bool(clauses) and not _entries_of_a_whole(head, clauses)
    if opening and _opens(state, raw, head.ref.key, clauses):
        return True
    worded = any(entry_key(h) == entry_key(head) and r.worded for r, (h, _) in state.heads.items())
    return head.parameters is None and not head.ref.items and not worded and _brings(state, raw)


def _brings(state: Section, raw: Raw) -> bool:
    """Whether an equation brings names that nothing else explains: it cannot follow from what was said before.

    ``If the features are mixed, Z = (aX + bX_0)W`` after ``Z = XW``.
    """
    usage = state.scope.usage
    explained = {
        ref.key
        for other in state.raws
        if other is not raw and other.left is not None and (ref := Elaborator(state.scope).resolve(other.left))
    }
    fresh = {
        ref.key
        for node in _whole_names(raw.right)
        if (ref := Elaborator(state.scope).resolve(node)) is not None
        and ref.key not in state.sides[raw][0] | explained
        and state.first_seen.get(ref.key) is raw
        and state.scope.find(ref.key) is None
    }
    return any(not (usage.is_bound(k) or usage.is_size(k) or k in usage.called) for k in fresh)


def _whole_names(node: Node | None) -> Iterator[Node]:
    """The names in an expression, with their scripts: ``Z_1`` is no Z."""
    todo = [node] if node is not None else []
    while todo:
        here = todo.pop()
        if isinstance(here, Name) or (isinstance(here, Scripted) and isinstance(here.base, Name)):
            yield here
        else:
            todo.extend(children(here))


def _of_a_method(state: Section, clauses: list[Clause]) -> bool:
    """Whether the section is headed by the name of a method, and what it speaks of was defined under other headings."""
    apart = bool(clauses) and all(c.place not in state.sides for c in clauses)
    return apart and _METHOD.search(state.scope.title) is not None


def _steps(state: Section, raw: Raw, head: Head, entry: Entry | None) -> bool:
    """``x_{k+1} = x_k + v_k`` after ``x_{k+1} = x_k - g_k``: steps of two algorithms that a page compares."""
    key = head.ref.key
    if not head.ref.items or key not in state.sides[raw][1] or not _shifted(state, raw, head):
        return False
    here = any(h.ref.key == key and key in state.sides[r][1] for r, (h, _) in state.heads.items())
    return here or (entry is not None and any(entry.name in symbols_in(c.body) for c in entry.symbol.clauses))


def _shifted(state: Section, raw: Raw, head: Head) -> bool:
    """Whether one side speaks of the step before or after that of the other."""
    ela = Elaborator(state.scope)
    refs = [head.ref, *(ref for node in _whole_names(raw.right) if (ref := ela.resolve(node)) is not None)]
    items = [item for ref in refs if ref.key == head.ref.key for item in ref.items]
    return any(isinstance(getattr(item, "body", item), Sum) for item in items)


def begins(state: Section, raw: Raw, head: Head) -> int:
    """Where a name that is defined anew begins. The steps of a method begin where it is said where they start, and with
    the first step that reads them: ``v_t = … ∇f(x_{t-1}) …`` before ``x_t = x_{t-1} + v_t``."""
    start, key = raw.span.start, head.ref.key
    for other, made in _starts_of(state, raw, head):
        if other not in state.heads and other.right is not None:
            state.roles[other], state.heads[other] = "definition", (made, other.right)
            start = min(start, other.span.start)
    if key in state.sides[raw][1]:
        steps: list[int] = []
        for other, (made, _) in state.heads.items():
            if entry_key(made) == key:
                steps.clear()  # those before belong to the method before
            elif made.ref.items and key in state.sides[other][1]:
                steps.append(other.span.start)
        start = min([start, *steps])
    return start


def _starts_of(state: Section, raw: Raw, head: Head) -> list[tuple[Raw, Head]]:
    """The equations before a step that say where it starts, in the same section: ``m_0 = 0`` of another method."""
    found: list[tuple[Raw, Head]] = []
    for other in state.raws:
        if other is raw:
            break
        made = head_of(Elaborator(state.scope), other.left) if other.sign == "=" and other.first else None
        if made is None or made.ref.key != head.ref.key or not made.ref.items or other.right is None:
            continue
        if all(isinstance(getattr(item, "body", item), Number) for item in made.ref.items):
            found.append((other, made))
    return found


def _from_statement(scope: Scope, entry: Entry) -> bool:
    """Whether the name is the problem statement's: what a solution says of it is a claim."""
    for here in scope.around():
        if entry in here.entries.values() or any(e is entry for _, e in here.late.get(entry.key, ())):
            return here.statement
    return True


def _entries_of_a_whole(head: Head, clauses: list[Clause]) -> bool:
    """``C_{ij} = …`` after ``C = AB``: it says what the entries are of what was defined as a whole."""
    return bool(head.ref.items) and any(isinstance(getattr(c.place, "left", None), Name) for c in clauses)


def _opens(state: Section, raw: Raw, key: str, clauses: list[Clause]) -> bool:
    """Whether the relation is the first of its section to speak of the name, which an earlier section defined.

    A name for a derivative is defined once for all: what a later section says it equals is what was worked out.
    """
    if any(clause.place in state.sides or isinstance(clause.body, Derivative) for clause in clauses):
        return False
    for other in state.raws:
        if other is raw:
            return True
        left, right = state.sides.get(other, (set(), set()))
        if key in left | right:
            return False
    return False
