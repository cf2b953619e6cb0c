"""When words do not say what they seem to: negation, hypothesis, question, and what is still to be shown."""

import re

_NOT = re.compile(
    r"\b(?:not|never|neither|nor|no|unless|cannot|hardly|longer|rather than|instead of|unlike|opposed"
    r"|nicht|kein\w*|weder|pas|jamais|aucun\w*|ni|nunca|ningun\w*|tampoco)\b|n't\b|\bn'|不(?![变等同失妨])|非(?!线性|负)|未(?!知)|无(?![穷限关])|没有",
    re.IGNORECASE,
)
SI = r"si(?! (?:ottien\w*|trov\w*|ha|hanno|può|ved\w*|deduc\w*|ricav\w*|annull\w*|minimizz\w*|massimizz\w*|scriv\w*|dimostr\w*)\b)"
"""The *if* of French and Spanish; before a verb of finding it is the Italian *one*: *si ottiene*, one gets."""
_UNREAL = re.compile(
    r"\b(?:if|when|whenever|unless|whether|were|would|might|could|may|should|wants?|need|try|except|iff|falls|wenn|ob|sobald|sofern"
    rf"|{SI}|lorsque|quand|cuando|otherwise|imagine)\b|如果|若|当|假如|是否",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    r"\b(?:show(?:s|ed|n)?|prov(?:e|es|ed|ing)|verif(?:y|ies)|conclud\w+|impl(?:y|ies|ying)|hence|therefore|thus|so|follows"
    r"|find|check|determine|decide|deduce|claims?|exercise|zeige\w*|beweise\w*|also|daher|donc|montr\w+|luego|demuestr\w+|por tanto)\b"
    r"|证明|因此|所以|可知",
    re.IGNORECASE,
)
_AFTER_UNREAL = re.compile(
    r" ?,? ?(?:only )?(?:if|when|whenever|unless|iff|provided|as long as|wenn|falls|si(?! (?:ha|hanno|ottiene|ottengono|trova|calcola|scrive|vede|può)\b)|cuando|当)\b|\?$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:()，；：]|(?<!\d)\. ")
# "let x be …" inside a sentence that later says "if" is untouched: only what stands before the match counts.


def negated(sentence: str, start: int, end: int) -> bool:
    """Whether a negation stands in the clause before or inside ``sentence[start:end]``."""
    clause = 0
    for m in _CLAUSE.finditer(sentence, max(0, start - 200), start):
        clause = m.end()
    return bool(_NOT.search(sentence, clause, end))


def unreal(sentence: str, start: int, end: int) -> bool:
    """Whether the words before or just after make it a hypothesis or a question."""
    return bool(
        _UNREAL.search(sentence, 0, start)
        or _AFTER_UNREAL.match(sentence, end)
        or sentence.rstrip().endswith(("?", "？"))
    )


def shown(sentence: str, start: int) -> bool:
    """Whether the words before make it a result or an exercise rather than something given."""
    return bool(_SHOWN.search(sentence, 0, start))
