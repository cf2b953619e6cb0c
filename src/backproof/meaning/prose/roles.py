"""What the words before a formula make of it: a definition, an assumption, a claim, a solution, an update, a convention.

Also the conditions under which displays hold ("If $i = k$:"). Inline formulas listen to the words directly
before them, displays to the whole lead-in sentence, in which the last cue counts.
"""

import re
from collections.abc import Iterator

from backproof.meaning.prose.facts import Fact, Slot
from backproof.meaning.prose.names import LONGEST, RELATION, is_listing, is_range, parts
from backproof.meaning.prose.passages import PLACEHOLDER, Sentence, Text

# value → cues. Order matters only between cues that end at the same place.
CUES: tuple[tuple[str, str], ...] = (
    ("solution", r"set(?:ting)? (?:it|this|them|these|the (?:\w+ )?(?:derivatives?|gradients?|results?|expressions?|equations?)|⟦\d+⟧|both|all)(?: of [^⟪.;]{1,60})?(?: equal)? to (?:zero|0|⟦\d+⟧)|equating (?:it |this |the \w+ )?to zero|solving (?:for|this|it|the|these)\b|the solution is|minimi[sz]ers? (?:is|are|of [^⟪;]{1,80} is)|maximi[sz]er is|minimum (?:is )?(?:at|attained)|minimi[sz]ed (?:at|by|for|when)|maximum likelihood (?:estimat(?:e|or|es)|solution)(?: of [^⟪;]{1,60}| for [^⟪;]{1,60})? (?:is|are)|optimal [a-z ]{1,30} is|normal equations|yields the (?:minimi[sz]er|estimate)|Nullsetzen|en annulant|igualando a cero|令(?:导数|梯度)?(?:其)?为零"),
    ("update", r"update(?:s| rules?| equations?| steps?)?(?: is| are| reads?| becomes?| as follows| given by|d as follows| as)?(?: ?:)? ?$|(?:updates?|iterations?|recursion|gradient step|newton step)(?: rules?| equations?)? (?:is|are|reads?|becomes|:)|we (?:then )?update|(?:gradient descent|sgd|the algorithm|the method|momentum) (?:updates|iterates)(?: the \w+)?(?: by| as| via)?|(?:更新(?:规则|公式|为|是)|迭代(?:公式)?为?)|aktualisier\w+|mise à jour|actualización"),
    ("convention", r"by convention|as (?:a )?convention|convention:|notation:|we write|we abbreviate|we use the (?:notation|shorthand|convention)|shorthand|per Konvention|par convention|por convención|记号"),
    ("definition", r"\b(?:let(?: us)?(?: (?:define|denote|write|call|set|put|have))?|let's define|define(?:s|d)?(?: by| as| via)?|denot(?:e|ing|ed)(?: by)?|where|(?:(?<=we )|(?<=us )|(?<=, )|(?<=and )|(?<=then )|(?<![a-z] ))(?:set|put)|writ(?:e|ing)|introduc(?:e|ing)|(?:is|are) (?:given|defined)(?: as| by)?|given by|defined (?:as|by|via)|definition(?: of [^⟪.;]{1,60})?:?|call(?:ed)?|abbreviat\w+|for short|consider|with (?:the )?(?:notation|shorthand|abbreviations?|definition)|the (?:\w+ )?(?:model|hypothesis|objective|loss|cost|cost function|loss function|error|likelihood)(?: function)? (?:is|reads))\b|\b(?:sei(?:en)?|wobei|definiere\w*|setze\w*|soit|soient|où|on (?:note|pose|définit)|sea|sean|donde|definimos|denotamos)\b|设|令|定义|其中|记"),
    ("assumption", r"\b(?:assum(?:e|ing|es|ed|ption)(?: that)?|suppos(?:e|ing)(?: that)?|given(?: that)?(?! by)|under the (?:\w+ )?(?:assumption|condition|constraint)s?(?: that)?|provided(?: that)?|if|subject to|s\.t\.|such that|as long as|whenever|angenommen|unter der (?:annahme|bedingung)|falls|supposons(?: que)?|si|sous (?:l'hypothèse|la contrainte)|supongamos(?: que)?|suponemos)\b|假设|假定|若|如果|给定"),
    ("claim", r"\b(?:we (?:then |thus |now |therefore |also |can |finally |again |hence |easily |directly )*(?:get|obtain|find|have(?! to\b)|see|arrive at|conclude|deduce|derive|recover|show|end up with|know)(?: that)?|(?:it |this |which |and |that )?(?:follows|gives?|yields?|implies|becomes|shows?|(?<=which )means|(?<=this )means|leads to|simplifies to|reduces to|results in|equals?|evaluates to|boils down to)(?: us| that)?|hence|thus|therefore|(?<!and )then|consequently|so(?: that)?|i\.e\.|that is|namely|show that|prove that|verify that|conclude that|likewise|similarly|finally|giving|yielding|(?:rule|theorem|lemma|identity|property|formula) (?:gives|says|states|yields)(?: that)?|ergibt sich|erhalten wir|es folgt|folglich|damit|somit|daraus folgt|dann|liefert|on obtient|il vient|donc|d'où|alors|on a|ce qui donne|obtenemos|se obtiene|por (?:lo )?tanto|luego|entonces|resulta)\b|得(?:到|出)?|因此|所以|于是|从而|可得|故|即"),
)  # fmt: skip
_CUE = tuple(
    (value, re.compile(r"(?<![\w-])(?:" + cue + r")" if cue[:1].isalpha() else cue, re.IGNORECASE))
    for value, cue in CUES
)
# Between the cue and an inline formula only such words may stand.
_FILLER = re.compile(
    r"(?:[ ,:(]|that|the|a|an|now|also|as|by|to|be|us|and|for|all|therefore|thus|again|further|furthermore|moreover|in addition|for example|here|following|two|new"
    r"|equation|relation|function|model|loss|matrix|vector|scalar|variable|constant|quantity|short|[a-z]*ly|dass|que|le|la|der|die|das|，|：)*",
    re.IGNORECASE,
)
_AROUND = 160
_TAIL = re.compile(r"[⟦⟪](\d+)[⟧⟫]")
_JOIN = re.compile(r" ?(?:,|and|, and|und|et|y|or|、|和|，) ?(?:let |that |also |put |set )?")
_TITLE = re.compile(
    r"(?:the )?(?:update|definition|convention|assumption|notation)s?(?: rules?| equations?)? ?:?$", re.IGNORECASE
)
_NEGATED = re.compile(r"\b(?:not|never|cannot|nicht|pas|jamais|no|nunca)\b|n't\b|[不没]", re.IGNORECASE)
_CONDITION = re.compile(
    r"(?:^|[;:.] ?|[-•*] ?|\) ?)(?:and |then |now |so |but |case(?: \d| [a-z])?(?: ?[:.)])? ?|\(?\w\) ?)?"
    r"(?:if|when|whenever|in (?:the )?case(?: where| that| of)?|for|case|else if|otherwise,? if|wenn|falls|für|im fall|si|pour|lorsque|quand|cuando|para|若|如果|当|对于?)"
    r"(?: the case)? ?(?P<o>⟦\d+⟧(?:,? (?:and|or) ⟦\d+⟧)?)(?: only)?(?: ?时)?[ ,:：，]*"
    r"(?:(?:then|so|this|it|we|that|one|the|also|simply|again|have|has|get|gets|obtain|find|gives?|becomes|reduces to|reads|is|yields|following|derivative|result|gradient|expression|dann|gilt|alors|on a|entonces|tenemos|有|则|得)[ ,:，]*){0,6}$",
    re.IGNORECASE,
)
_MOVING = r"(?:as|when|if|for|letting|let|in the limit(?: of| as| when| where)?|taking|sending|with|für|wenn|pour|lorsque|quand|cuando|para|当|令)"
_GOING = re.compile(
    r"^[^=<>]{1,40}(?:\\(?:to|rightarrow|longrightarrow|downarrow|uparrow)(?![A-Za-z])|→|↓|↑)[^=<>,]{1,30}$|=\s*\+?\s*(?:\\infty|∞)\s*$"
)
_BESIDE = re.compile(r"\b(?:if|when|whenever|unless|provided|except|assum\w+|suppos\w+)\b", re.IGNORECASE)
_TOWARDS = re.compile(rf"(?<![\w-]){_MOVING} (?P<o>⟦\d+⟧)", re.IGNORECASE)
_TRAIL = re.compile(
    r"(?P<s>⟦\d+⟧),? (?P<w>if|when|whenever|provided(?: that)?|as long as|wenn|falls|lorsque|cuando|si) (?P<o>⟦\d+⟧(?:,? (?:and|or) ⟦\d+⟧(?! otherwise| if| when| else))?)(?= ?[.,;:()]|$| and | otherwise)",
    re.IGNORECASE,
)


def roles_in(sentence: Sentence, lead: Sentence | None, text: Text) -> Iterator[Fact]:
    """Role facts of the formulas of a sentence; ``lead`` is the sentence before, for a display that opens this one."""
    words, done, inherited = sentence.text, 0, ""
    if lead is not None and lead.heading and not _TITLE.match(lead.text):
        lead = None
    for m in PLACEHOLDER.finditer(words):
        slot = text.slots[int(m[1])]
        before, at = words[done : m.start()], done
        if slot.display:
            opening = not words[: m.start()].strip()
            place = lead if opening and lead is not None else sentence
            stretch = lead.text if opening and lead is not None else words[_last_display(words, m.start()) : m.start()]
            offset = lead.start if opening and lead is not None else sentence.start + m.start() - len(stretch)
            if not (place is lead and stretch.rstrip(" .,;").endswith("⟫")):
                yield from _emit(_last_cue(stretch, slot), slot, offset, text)
            inherited = ""
        else:
            cue = _adjacent_cue(before)
            if cue is None and inherited and _JOIN.fullmatch(before):
                cue = (inherited, 0, len(before))
            inherited = cue[0] if cue else ""
            if RELATION.search(slot.latex) and not (cue and cue[0] == "assumption" and is_range(slot.latex)):
                yield from _emit(cue, slot, sentence.start + at, text)
        done = m.end()


def _emit(cue: tuple[str, int, int] | None, slot: Slot, offset: int, text: Text) -> Iterator[Fact]:
    if cue is None or re.search(r"=\s*\?", slot.latex[:4000]):
        return
    said = text.text[offset + cue[1] : offset + cue[2]]
    value = _told(cue[0], said, slot)
    if value:
        yield Fact("role", (slot,), value, (), text.span(offset + cue[1], offset + cue[2]), f"role-{value}")


def _told(value: str, said: str, slot: Slot) -> str:
    """The role, mended by the look of the formula: bounds are assumed, not defined; derivatives cannot be defined."""
    if value != "definition" or len(slot.latex) > LONGEST:
        return value
    if is_listing(slot.latex):
        return ""
    if not re.search(r"=|\\in(?![a-z])|∈|\\sim|∼|\\to|→|\\leftarrow|\\gets|←|\\propto|\\equiv|:", slot.latex):
        return "assumption" if RELATION.search(slot.latex) else value
    if re.search(r"\\to(?![a-z])|→", slot.latex) and not re.search(r"=|:", slot.latex):
        return "assumption"  # "let $M \\to \\infty$"
    head = slot.latex.split("=")[0]
    if parts(head) or head.lstrip().startswith((r"\nabla", "∇")):
        named = re.match(r"(?:let|denot|writ|defin|call|set|put|abbrev)", said, re.IGNORECASE)
        return value if named else "claim"
    return value


def _adjacent_cue(before: str) -> tuple[str, int, int] | None:
    """The cue that ends where only filler stands between it and the formula."""
    base = max(0, len(before) - _AROUND)
    best: tuple[str, int, int] | None = None
    for value, pattern in _CUE:
        for m in pattern.finditer(before, base):
            if _FILLER.fullmatch(before, m.end()) and (best is None or m.end() > best[2]):
                best = (value, m.start(), m.end())
    if best and _NEGATED.search(before, max(0, best[1] - 25), best[2]):
        return None
    return best


def _last_cue(stretch: str, slot: Slot) -> tuple[str, int, int] | None:
    """The last cue of a lead-in; an optimum stated anywhere in it wins."""
    base = max(0, len(stretch) - 3 * _AROUND)
    best: tuple[str, int, int] | None = None
    for value, pattern in _CUE:
        for m in pattern.finditer(stretch, base):
            if value == "assumption" and not _FILLER.fullmatch(stretch, m.end()):
                continue  # "if the loss is convex, …" assumes words, not the formula
            if value == "definition" and _cut_off(stretch, m):
                continue
            if value == "claim" and m[0].lower().endswith("have") and _TAIL.search(stretch, m.end()):
                continue  # "we have data $x$ and the density …" presents things
            if value == "solution":
                return value, m.start(), m.end()
            if best is None or m.end() > best[2]:
                best = (value, m.start(), m.end())
    if best and _NEGATED.search(stretch, max(0, best[1] - 25), best[2]):
        return None
    return best


def _cut_off(stretch: str, m: re.Match[str]) -> bool:
    """Whether a defining cue spent itself on an inline formula before the display ("let $f$ be …; for $x$:")."""
    used = _TAIL.search(stretch, m.end())
    if used is None:
        return False
    rest = stretch[used.end() :]
    return not re.search(
        r"(?:^|[ ,])(?:is|be|by|as|are|via|:|=|denote|sei|soit|sea|为|是)(?: \w+){0,4}? ?:?$", rest.strip(" ,")
    )


def _last_display(words: str, end: int) -> int:
    return max(words.rfind("⟫", 0, end) + 1, 0)


def condition_before(words: str) -> re.Match[str] | None:
    """The match of a condition that ends ``words``, which stand before a display."""
    if len(words) > 2 * _AROUND:
        words = words[-2 * _AROUND :]
    return _CONDITION.search(words)


def approaches(sentence: Sentence, text: Text) -> Iterator[tuple[Slot, list[Slot], int, int]]:
    """ "As $n \\to \\infty$, …": what goes somewhere, the other formulas of the sentence, and where the words stand.

    A sentence with several of them, or with a condition beside, is left alone: it is not clear which governs what.
    """
    found = [m for m in _TOWARDS.finditer(sentence.text) if _GOING.search(text.slots[int(m["o"][1:-1])].latex)]
    if len(found) != 1 or _BESIDE.search(sentence.text.replace(found[0][0], "")) or _NEGATED.search(sentence.text):
        return
    moving = text.slots[int(found[0]["o"][1:-1])]
    others = [text.slots[int(m[1])] for m in PLACEHOLDER.finditer(sentence.text)]
    governed = [s for s in others if s is not moving and RELATION.search(s.latex)]
    if governed:
        yield moving, governed, sentence.start + found[0].start(), sentence.start + found[0].end()


def trailing_conditions(sentence: Sentence) -> Iterator[re.Match[str]]:
    """Matches of "$a$ if $b$"."""
    for m in _TRAIL.finditer(sentence.text):
        if not _NEGATED.search(sentence.text, max(0, m.start() - 25), m.end()):
            yield m
