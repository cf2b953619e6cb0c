"""Words that announce the answer of an equation: ``setting the derivative to zero gives``, ``is minimised at``.

An open table. A row is a turn of phrase of one language: what must stand somewhere before the formula (``cue``), in the
same sentence. Directly before the formula a ``LINK`` has to lead up to it (``gives``, ``is``, ``hence``), so that a
formula that merely stands in such a sentence is left alone. In the sentences formulas are placeholders, ``⟦3⟧`` or
``⟪3⟫``; a formula that is the number 0 is written 0, and before one that differentiates something stands ∇.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

Goal = Literal["zero", "solve", "minimum", "maximum", "optimum", "estimate", "after"]
F = r"[⟦⟪]\d+[⟧⟫]"


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of phrase. In ``examples`` and ``misses`` a ``$!`` marks the formula that is (not) announced."""

    name: str
    goal: Goal
    cue: str
    examples: tuple[str, ...]
    misses: tuple[str, ...]
    language: str = "en"


TURNS: tuple[Turn, ...] = (
    Turn(
        "set-to-zero", "zero",
        r"\b(?:set|setting|equat(?:e|ed|ing)|put|putting)(?: equal)? to (?:zero|0)|"
        r"\b(?:set|sets|setting|equat(?:e|ed|ing)|put|putting)\b[^.;]{0,50}?(?:\b(?:gradients?|derivatives?|differentials?|slopes?|scores?|partials?"
        r"|Jacobian|variation|expressions?|result|side|it|this|these|both|them|each|all|that|which|latter)\b|∇)[^.;]{0,60}?(?:\bto\b|\bequal\b|=)"
        r"[^.;]{0,20}?(?:\bzero\b|\b0\b)",
        ("Setting the gradient to zero gives $!w = A^{-1} b$.", "We set this equal to $0$ and obtain $!m = s/n$.",
         "and equating to zero leads to the update $!m = s/n$"),
        ("We set $\\lambda$ to zero in what follows and let $!w = A^{-1} b$.", "Set $!w = A^{-1} b$.",
         "Setting $\\lambda$ to zero gives $!w = A^{-1} b$.", "We set the step to zero and find $!b = 0.1$ at the end."),
    ),
    Turn(
        "vanishes", "zero",
        r"\b(?:gradient|derivative|differential|slope|score)s?\b[^.;]{0,80}?\b(?:vanish\w*|(?:is|are|be|equals?|becomes?) (?:equal to )?(?:zero|0))",
        ("The derivative vanishes at $!m = s/n$.", "The gradient is zero when $!w = A^{-1} b$."),
        ("The gradient vanishes for large inputs; where $!z = w x$ is the input.",),
    ),
    Turn(
        "condition", "zero",
        r"\b(?:stationar\w+|first[- ]order|optimality|normal|score|likelihood|estimating|KKT)[- ](?:conditions?|equations?|points?)\b",
        ("The normal equations give $!w = A^{-1} b$.", "The only stationary point is $!x = b/a$."),
        ("The first-order condition uses the matrix with $!H = A^2$ in it.",),
    ),
    Turn(
        "solve", "solve", r"\bsolv(?:e|es|ed|ing)\b|\bsolutions?\b|\brearrang\w+\b",
        ("Solving for $m$ yields $!m = s/n$.", "The solution is $!w = A^{-1} b$."),
        ("We solve the problem with a matrix where $!H = A^2$.",),
    ),
    Turn(
        "minimum", "minimum", r"\bminimi[sz]\w*|\bminim(?:um|a|al)\b|\barg ?min\b",
        ("The minimiser is $!w = A^{-1} b$.", "Minimising $J(w)$ over $w$ yields $!w = A^{-1} b$.",
         "$J$ attains its minimum at $!x = b/a$."),
        ("We minimise $J$, where $!r = y - X w$ is the residual.", "Minimise $J(w)$ with a penalty $!R = w^2$."),
    ),
    Turn(
        "maximum", "maximum", r"\bmaximi[sz]\w*|\bmaxim(?:um|a|al)\b(?![- ]likelihood)|\barg ?max\b",
        ("Maximising $\\ell$ gives $!m = s/n$.", "It has its maximum at $!x = b/a$."),
        ("We maximise $\\ell$, where $!z = w x$.",),
    ),
    Turn(
        "optimum", "optimum", r"\boptim(?:al|um|i[sz]\w*)\b|\bbest\b",
        ("The optimal weights are $!w = A^{-1} b$.", "and the best choice is then $!t = a/b$"),
        ("The optimal network has inputs with $!z = w x$ inside.",),
    ),
    Turn(
        "estimate", "estimate",
        r"\bmaximum[- ]likelihood\b|\bMLE\b|\bMAP\b|\b(?:ML|MAP|least[- ]squares|OLS|ridge)[- ](?:estimat\w+|solution|fit)\b|\bestimators?\b|\bestimates?\b",
        ("The maximum likelihood estimate is $!m = s/n$.", "so the MAP estimate of $m$ becomes $!m = s/(n+1)$"),
        ("For the MLE we need the sum, where $!s = t^2$.",),
    ),
    Turn(
        "one-term-more", "optimum", r"\b(?:adding|including)\b[^.;]{0,60}" + F,
        ("Adding $s w^2$ gives $!w = A^{-1} b$.",), ("Adding $s w^2$ to it, with the matrix $!H = A^2$.",),
    ),
    Turn(
        "de-null", "zero", r"\b(?:null setz\w*|nullsetz\w*|(?:gleich|zu) (?:null|0)|Ableitung verschwindet|Normalengleichung\w*)\b",
        ("Nullsetzen der Ableitung ergibt $!m = s/n$.", "Setzt man den Gradienten gleich null, so folgt $!w = A^{-1} b$."),
        ("Der Gradient ist gleich null, wobei $!z = w x$ ist.",), "de",
    ),
    Turn(
        "de-optimum", "optimum", r"\b(?:minimier\w*|minimum|maximier\w*|maximum|optimal\w*|optimum|lös\w*|auflös\w*|schätzer\w*)\b",
        ("Das Minimum liegt bei $!x = b/a$.", "Die Lösung lautet $!w = A^{-1} b$."),
        ("Wir minimieren $J$, wobei $!r = y - X w$.",), "de",
    ),
    Turn(
        "fr-zero", "zero", r"\bannul\w+|\bdérivées? nulles?|\bégal\w* à (?:zéro|0)\b|\béquations normales\b",
        ("En annulant le gradient, on obtient $!w = A^{-1} b$.",), ("Le gradient s'annule, où $!z = w x$.",), "fr",
    ),
    Turn(
        "fr-optimum", "optimum", r"\bminimis\w+|\bminimum\b|\bmaximis\w+|\bmaximum\b|\boptim\w+|\brésol\w+|\bsolution\b|\bestimateur\b",
        ("Le minimum est atteint en $!x = b/a$.", "La solution est $!w = A^{-1} b$."), ("On minimise $J$, où $!r = y - X w$.",), "fr",
    ),
    Turn(
        "es-zero", "zero", r"\bigual\w*\b[^.;]{0,40}?\ba (?:cero|0)\b|\banul\w+|\becuaciones normales\b",
        ("Igualando a cero se obtiene $!m = s/n$.",), ("El gradiente se anula, donde $!z = w x$.",), "es",
    ),
    Turn(
        "es-optimum", "optimum", r"\bminimiz\w+|\bmínimo\b|\bmaximiz\w+|\bmáximo\b|\bóptim\w+|\bresolv\w+|\bsolución\b|\bestimador\b",
        ("El mínimo se alcanza en $!x = b/a$.", "La solución es $!w = A^{-1} b$.", "En el óptimo el peso vale $!w = A^{-1} b$."), ("Minimizamos $J$, donde $!r = y - X w$.",), "es",
    ),
    Turn(
        "it-zero", "zero", r"\b(?:(?:uguag|egua)li\w*|pon\w+|post[aoei])\b[^.;]{0,40}\ba (?:zero|0)|\bannull\w+|\bequazioni normali\b",
        ("Uguagliando a zero il gradiente si ottiene $!w = A^{-1} b$.", "Annullando la derivata si trova $!m = s/n$."),
        ("Il gradiente si annulla, dove $!z = w x$.",), "it",
    ),
    Turn(
        "it-optimum", "optimum", r"\bminimizz\w+|\bminimo\b|\bmassimizz\w+|\bmassimo\b|\bottim\w+|\brisolv\w+|\bsoluzion\w+|\bstimator\w+",
        ("Il minimo in $w$ è $!w = A^{-1} b$.", "La soluzione è $!w = A^{-1} b$.", "Il massimo si ottiene in $!x = b/a$."),
        ("Minimizziamo $J$, dove $!r = y - X w$.",), "it",
    ),
    Turn(
        "pt-zero", "zero", r"\bigual\w*\b[^.;]{0,40}?\ba (?:zero|0)\b|\banul\w+|\bequações normais\b",
        ("Igualando a derivada a zero obtém-se $!m = s/n$.", "As equações normais dão $!w = A^{-1} b$."),
        ("O gradiente se anula, onde $!z = w x$.",), "pt",
    ),
    Turn(
        "pt-optimum", "optimum", r"\bminimiz\w+|\bmínimo\b|\bmaximiz\w+|\bmáximo\b|\bótim\w+|\bresolv\w+|\bsolução\b|\bestimador\b",
        ("O mínimo é atingido em $!x = b/a$.", "A solução é $!w = A^{-1} b$."), ("Minimizamos $J$, onde $!r = y - X w$.",), "pt",
    ),
    Turn(
        "zh-zero", "zero", r"(?:令|使|设)[^。；]{0,40}?(?:为|等于|=)\s*(?:零|0)|(?:导数|梯度)[^。；]{0,20}为\s*(?:零|0)|正规方程",
        ("令导数为零，得 $!m = s/n$。", "令梯度等于 $0$，可得 $!w = A^{-1} b$。"), ("令 $!w = A^{-1} b$。",), "zh",
    ),
    Turn(
        "zh-optimum", "optimum", r"最小化|最小值|极小|最大化|最大值|极大|最优|解得|求解|解为|估计",
        ("最优解为 $!w = A^{-1} b$。", "求解可得 $!m = s/n$。"), ("最小化 $J$，其中 $!r = y - X w$。",), "zh",
    ),
)  # fmt: skip
"""Every way of announcing that is known."""

_NOUNS = (
    r"(?: (?:the|a|an|its|this|our|following|unique|global|only|single|closed[- ]form|well[- ]known|familiar|usual|optimal"
    r"|new|update|updates|rule|formula|expression|estimate|estimator|estimates|solution|solutions|minimi[sz]er|maximi[sz]er"
    r"|minimum|maximum|optimum|normal|equation|equations|value|weight|weights|step|size|length|coefficients?|parameters?"
    r"|mean|means|variance|covariance|precision|rate|bias|slope|intercept|multiplier|result|system|stationary|point|immediately"
    r"|directly|simply|then|indeed|just|also|again|therefore|hence|thus|that|for|of|in|ML|MAP|MLE|least[- ]squares|linear"
    r"|desired|sought|is|are|" + F + r"))"
)
LINK = re.compile(
    r"(?:\b(?:giv(?:es?|ing|en by)|yield(?:s|ing)?|obtain(?:s|ed)?|get(?:s)?|got|find(?:s)?|found|leads? to|leading to|results? in|implies|implying"
    r"|is|are|was|be|becomes?|reads?|equals?|by|at|when|where we have|that|so|hence|thus|therefore|then|consequently|i\.e\.|namely|have|has"
    r"|arrive at|recover\w*|deliver\w*|produce\w*|needs?|requires?|occurs? (?:at|when|for)|attained (?:at|by)|reached at|for|iff|if and only if"
    r"|solution|solutions|minimi[sz]er|maximi[sz]er|optimum|minimum|maximum|estimate|estimator|stationary point)"
    + _NOUNS
    + r"{0,7}[ :,]*"
    r"|\b(?:ergibt|ergeben|liefert|liefern|erhält man|erhalten wir|folgt|ist|sind|lautet|bei|also|daraus|damit|somit)[ :,]*(?:(?:die|der|das|sich|dann|man|wir) ?){0,3}"
    r"|\b(?:donne|on obtient|obtient|on a|on trouve|est|sont|donc|d'où|en|par|alors)[ :,]*(?:(?:la|le|les|un|une) ?)?"
    r"|\b(?:da|se obtiene|obtenemos|obtiene|resulta|es|son|vale|valen|luego|entonces|queda|en|tenemos|hallamos)[ :,]*(?:(?:la|el|un|una|que) ?)?"
    r"|\b(?:dà|danno|si ottiene|otteniamo|si trova|troviamo|si ha|risulta|è|sono|vale|valgono|quindi|dunque|allora|cioè|in|per)[ :,]*(?:(?:il|lo|la|un|una|che) ?)?"
    r"|\b(?:dá|dão|obtém-se|obtemos|obtém|resulta|temos|segue|é|são|vale|valem|logo|portanto|então|em)[ :,]*(?:(?:o|a|um|uma|que) ?)?"
    r"|(?:得到|可得|解得|得|为|是|即|故|所以|因此|有)[ :,，：]*"
    r"|(?:" + F + r"|\bzero|\b0)[ ,:]*)$",
    re.IGNORECASE,
)
"""What leads up to the formula: a verb of obtaining, ``is``, a consequence, or another formula of the same chain."""
_RESULT = (
    r"(?!.{0,60}\b(?:is|are|giv|yield|obtain|get|got|find|found|lead|result|impl|becom|reads|so|hence|thus|therefore|minimi|maximi|vanish|attain|has|have|ergib|ergeb|liefer|erhalt|erhält|folgt|ist"
    r"|lautet|donne|obtient|est|trouve|da|obtien|result|es|queda|vale|otten|ottien|trova|è|risult|obt[ée]m|é))"
)
_DEFINING = re.compile(
    r"(?:\b(?:let|lets|define[sd]?|defining|denot(?:e|es|ed|ing)|write|writing|where|introduc\w+|call|abbreviat\w+|put|set|with(?! respect)"
    r"|initiali[sz]\w*|start\w*|suppose|assum\w+|if|sei|seien|wobei|mit|soit|où|avec|sea|donde|con|sia|siano|dove|posto|onde|seja|sejam|com)\b"
    + _RESULT
    + r"[^.;]{0,40}|(?:其中|设|记|若|如果|令)(?!.{0,30}(?:得|即|故))[^。；]{0,20})$",
    re.IGNORECASE,
)
"""Words that make the formula a definition, with no verb of obtaining in between."""
_AFTER = re.compile(
    r"^[ ,]*(?:which |that |it )?(?:is|are|gives|attains|minimi[sz]es|maximi[sz]es)\b[^.;⟦⟪]{0,25}"
    r"(?P<goal>minimi[sz]\w*|maximi[sz]\w*|minimum|maximum|stationary point|solution|optim\w+|maximum[- ]likelihood estimat\w+)",
    re.IGNORECASE,
)
_CONSEQUENCE = re.compile(
    r"^\W*(?:(?:and|or) )?(?:hence|thus|therefore|so|then|this (?:gives|yields|implies|means|leads to)|it follows|which (?:gives|yields|implies|leads to)|whence"
    r"|gives?|yields?|implies|leads to|results in|has the solution|(?:is|are) solved by|at|for|ergibt|liefert|donne|da"
    r"|we (?:get|obtain|find|conclude|have)|giving|yielding|i\.e\.|that is|solving|solved by|rearranging|also|daher|somit|donc|d'où|alors|luego|entonces|por tanto|quindi|dunque|allora|perciò|logo|portanto|então"
    r"|得|可得|所以|因此|故|即)[^.;]{0,60}$",
    re.IGNORECASE,
)


@cache
def _cue(turn: Turn) -> re.Pattern[str]:
    return re.compile(turn.cue, re.IGNORECASE)


def announced(before: str, after: str = "") -> tuple[Goal, ...]:
    """What the words around a formula announce it to be the answer of; empty where they announce nothing.

    ``before`` and ``after`` are the parts of its sentence.
    """
    if _DEFINING.search(before):
        return ()
    behind = _AFTER.match(after)
    if behind is not None:
        found = tuple(dict.fromkeys(t.goal for t in TURNS if _cue(t).search(behind["goal"])))
        return found or ("optimum",)
    if not LINK.search(before):
        return ()
    return tuple(dict.fromkeys(t.goal for t in TURNS if _cue(t).search(before)))


def said_behind(after: str) -> str:
    """``minimiser of``, ``maximiser of`` or ``solution of`` where the words behind a formula call it that."""
    found = _AFTER.match(after)
    if found is None:
        return ""
    word = found["goal"].lower()
    return (
        "minimiser of " if word.startswith("mini") else "maximiser of " if word.startswith("maxi") else "solution of "
    )


_STEP = re.compile(
    r"\b(?:summing|sum|substitut\w+|plugging|insert\w+|using|combin\w+|eliminat\w+|multiply\w*|hence|thus|therefore|so|then|implies|gives"
    r"|yields|einsetzen|daraus|also|donc|d'où|luego|por tanto)\b|代入|所以|因此|故|得",
    re.IGNORECASE,
)


def follows(before: str) -> bool:
    """Whether the words draw a further conclusion from an answer: ``summing over k gives``, ``hence``."""
    return bool(_STEP.search(before)) and bool(LINK.search(before)) and not _DEFINING.search(before)


def consequence(between: str) -> bool:
    """Whether the words between an equation and the next formula make this a consequence: ``hence``, ``this gives``."""
    return not between.strip(" ,;:.") or bool(_CONSEQUENCE.search(between.strip()))


ADDED = re.compile(
    r"\b(?:add(?:s|ing|ed)?|plus|including|with (?:a|an|the)(?: \w+){0,3} (?:penalty|regulari[sz]er|term|prior)|penalty|regulari[sz](?:er|ation)(?: term)?)"
    r"[^.;⟦⟪]{0,30}$",
    re.IGNORECASE,
)
"""Words that make the next formula a term on top of an objective: ``adding``, ``with the penalty``."""
SUBJECT = re.compile(
    r"(?:\b(?:subject to|s\.\s?t\.|such that|under the (?:constraint|condition)(?: that)?|with the constraint(?: that)?|on the (?:simplex|sphere)"
    r"|unter der (?:Nebenb|B)edingung|sous (?:la )?contrainte|sujeto a)|约束)[ :,]*$",
    re.IGNORECASE,
)
"""What leads to a constraint."""
CONSTRAINED = re.compile(
    r"\b(?:subject to|s\.\s?t\.|constrain\w*|Lagrang\w*|multiplier\w*|such that|on the simplex|unter der Nebenbedingung|sous (?:la )?contrainte|sujeto a"
    r"|holding|held|fixed|given that|approximat\w*|roughly)\b|约束",
    re.IGNORECASE,
)
"""Words of constraints: the free derivative need not vanish."""
DIRECT = re.compile(
    r"(?P<goal>minimi[sz]|maximi[sz])(?:(?P<noun>ers? of)|e|es|ed|ing|ation of)\s+(?:\w+\s){0,6}?$", re.IGNORECASE
)
"""The object of ``minimising``, ``the maximiser of``; only the noun says that the point is one."""
OBJECT = re.compile(
    r"(?:\b(?:minimi[sz]|maximi[sz]|optimi[sz])\w*(?: \w+){0,6}"
    r"|\b(?:gradient|derivative|differential|minimum|maximum|optimum|extremum|slope|sum|expectation)s? (?:of|over|for)(?: \w+){0,4}"
    r"|\b(?:objective|loss|costs?|errors?|functions?|functional|likelihood|energy|criterion|risk|Lagrangian|expression|problem)(?: \w+){0,2})[ :,]*$"
    r"|(?:最小化|最大化|函数|损失)\s*$",
    re.IGNORECASE,
)
"""What makes a formula that is no relation the thing that is optimised or differentiated."""
