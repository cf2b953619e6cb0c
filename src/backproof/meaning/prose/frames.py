"""How sentences carry a noun or an adjective to a formula: "where S is the N", "the N S", "write S for the N".

A row of the table gives the noun or adjective alone; the frames of its language make its templates and
its tests, so that a new word works in every wording at once.
"""

from collections.abc import Callable

from backproof.meaning.prose.names import callable_name, plain_name
from backproof.meaning.prose.records import Record

_DET = r"(?:(?:the|a|an|our|its|just|simply|again|here|now|also|usual|standard|so-called|ordinary|given|some|any|familiar|well-known) )*"
_COP = (
    r"(?:,? ?(?:here|again|as usual|as before|as above|in this case),?)?(?: (?:is|are|be|being|denotes?|represents?|stands? for"
    r"|means|refers? to|will be|shall be|is taken to be|is chosen (?:to be|as)|is set to|denoting|representing|will denote"
    r"|to be|to denote|is used to denote|are called|is called|is known as|is defined (?:as|to be)|is short for) | ?[=:] ?)"
)
_STOP = (
    r"(?![\w'-]| (?:of|outputs?|layers?|loss|units?|scores?|values?|cross|kernel|derivative|gradient|applied to (?:the|⟦)|with respect"
    r"|trick|approximation|probabilit\w+|regression|classifier|neurons?|case|inputs?|gates?|part|network|policy|minus|plus|times|term|norms?|multiples?|elements?|products?|exponential|entry|entries|inverse|factori[sz]ation|decomposition|fields?|spaces?|machines?)\b)"
)
_CLOSE = r"(?= ?(?:[,;.)]|$|and ⟦))"

EN_NOUN = (
    rf"<S>{_COP}{_DET}(?:N){_STOP}",
    r"<s> ?\((?:i\.e\.,? |here |that is,? )?(?:the |a |an )?(?:N)(?=[,;:)]| function| applied)[^()⟦⟪]{0,30}\)",
    rf"<s>,? (?:the|a|an) (?:N){_CLOSE}",
    r"(?:N),? ?\(?(?:denoted|written|called|named|(?:which )?we (?:call|denote|write)|which is (?:denoted|written)|also written)(?: by| as| here| it)* <s>",
    rf"(?:write|writing|use|using|take|choose|introduce|with) <s> (?:for|to denote|to mean|to be|as|denote) {_DET}(?:N){_STOP}",
    rf"(?:denote|denoting|call)(?: by)? <s>,? (?:the|a) (?:N){_STOP}",
    r"(?:denote|denoting|abbreviate|write) (?:the|a) (?:N) (?:by|as|with) <s>",
    rf"by <s>,? we (?:mean|denote|understand) {_DET}(?:N){_STOP}",
)
# In front of a formula a noun names it only if the formula can be a name: "the sigmoid σ(z) = …", not "1/(1+e^z)".
EN_BEFORE = (
    r"(?:(?:the|a|an|and|our|logistic|element-?wise|usual|use|uses|using|with|by|is|:) |^)(?:N),? <c>(?!-|'s| ?\()"
)

DE_NOUN = (
    r"<S>,? (?:ist|sind|bezeichnet|bezeichne|sei|seien|steht für|stehe für|bedeutet|für) (?:(?:der|die|das|ein|eine|einen|den|hier|wieder|eine?r) )*(?:N)(?![\w-])",
    r"(?:sei|seien|ist|sind|bezeichne|bezeichnet) <S> (?:(?:der|die|das|ein|eine|einen|den) )?(?:N)(?![\w-])",
    r"(?:wobei|mit|worin|wo|und) <s> (?:(?:der|die|das|ein|eine|einen|den) )?(?:N)(?= (?:ist|bezeichnet|sei|darstellt)|[,.])",
    r"(?:der|die|das|dem|den) (?:N) <c>",
)
FR_NOUN = (
    r"<S> (?:est|sont|désigne|désignent|représente|soit|dénote|note) (?:(?:la|le|les|l'|un|une|des|ici|donc) ?)*(?:N)(?![\w-])",
    r"(?:soit|soient|où|avec) <S> (?:(?:la|le|les|l'|un|une|des) ?)*(?:N)(?![\w-])",
    r"(?:la|le|les|l'|une?) ?(?:N) <c>",
)
ES_NOUN = (
    r"<S> (?:es|son|denota|denotan|representa|designa|sea|indica) (?:(?:la|el|los|las|un|una|aquí) )*(?:N)(?![\w-])",
    r"(?:sea|sean|donde|siendo|con) <S>,? (?:(?:la|el|los|las|un|una) )*(?:N)(?![\w-])",
    r"(?:la|el|los|las|una?) (?:N) <c>",
)
ZH_NOUN = (
    r"<S> ?(?:是|为|表示|代表|记为|指|即|均为|都是)(?:一个|某个|一)? ?(?:N)(?! ?(?:的|之))",
    r"(?:设|令|记|其中|这里) ?<S> ?(?:是|为|表示|代表)(?:一个)? ?(?:N)(?! ?(?:的|之))",
    r"(?:N) ?<c>",
)
_LEAD = {"en": EN_NOUN, "de": DE_NOUN, "fr": FR_NOUN, "es": ES_NOUN, "zh": ZH_NOUN}

_SAY = {
    "en": (
        "where $!f$ is {}",
        "Let $!f$ be {}.",
        "Here $!f$ denotes {}, as usual.",
        "with $!f$ being {}",
        "We write $!f$ for {}.",
    ),
    "de": ("wobei $!f$ {} ist", "Hier ist $!f$ {}.", "Sei $!f$ {}."),
    "fr": ("où $!f$ est {}", "Soit $!f$ {}.", "Ici $!f$ désigne {}."),
    "es": ("donde $!f$ es {}", "Sea $!f$ {}.", "Aquí $!f$ denota {}."),
    "zh": ("其中 $!f$ 是{}", "设 $!f$ 为{}。", "$!f$ 表示{}。"),
}
_DENY = {
    "en": (
        "where $f$ is not {}",
        "If $f$ were {}, all would be easy.",
        "It depends on whether $f$ is {}.",
        "Is $f$ {}?",
    ),
    "de": ("wobei $f$ nicht {} ist", "Wenn $f$ {} ist, sind wir fertig."),
    "fr": ("où $f$ n'est pas {}", "Si $f$ est {}, on conclut."),
    "es": ("donde $f$ no es {}", "Si $f$ es {}, terminamos."),
    "zh": ("其中 $f$ 不是{}", "如果 $f$ 是{}，则结束。"),
}


def noun(
    name: str,
    kind: str,
    value: str,
    words: str,
    say: tuple[str, ...],
    *,
    needs: tuple[str, ...],
    language: str = "en",
    before: bool = True,
    examples: tuple[str, ...] = (),
    misses: tuple[str, ...] = (),
    extra: tuple[str, ...] = (),
    accept: Callable[[str], bool] | None = callable_name,
    symbol: str = "f",
) -> Record:
    """A row from a noun: its templates and its examples come from the frames. ``say`` with article."""
    lead = _LEAD[language]
    if language == "en" and before:
        lead = (*lead, EN_BEFORE)
    elif not before and language != "en":
        lead = lead[:-1]
    forms = (*(f.replace("(?:N)", f"(?:{words})") for f in lead), *extra)
    made = tuple(f.format(s).replace("$!f$", f"$!{symbol}$") for s in say for f in _SAY[language])
    denied = tuple(f.format(say[0]) for f in _DENY[language])
    return Record(name, kind, value, forms, (*made, *examples), (*denied, *misses), needs, language, "strict", accept)


ADJECTIVES = (
    r"(?:real|complex|square|symmetric|symmetrical|positive|negative|non-?negative|semi-?definite|definite|invertible|non-?singular|regular|orthogonal"
    r"|orthonormal|diagonal|fixed|constant|random|independent|convex|smooth|differentiable|finite|bounded|known|small|given|full-rank"
    r"|continuously|twice|strictly|strongly|scalar|unknown|deterministic|unit|non-?zero)"
)
_MORE = rf"(?:{ADJECTIVES}(?:,? and |, | |-))*"
_TRAIL = rf"(?:(?:,? and |, | |-){ADJECTIVES})*"
_HEAD = r"(?:(?:kernel|Gram|Hessian|adjacency|affinity|similarity|distance|precision|correlation|transition|projection|scatter|information|interaction|coupling|penalty|mass|stiffness|system|matrix|matrices|vectors?|functions?|scalars?|numbers?|constants?|variables?|random variables?|loss|map|parameters?|covariance|covariance matri\w+|weights?|inputs?|labels?|step size|learning rate|noise|target|rows|columns|entries|values?|integer|real) )*"
_AFTER = (
    r"(?=[ ]?[.,;:)(]|$| (?:and|with(?! respect)|but|since|because|so|as|by|here|throughout|everywhere|which|that|whose|where|we|then|has|have|gives?|yields?|satisf\w+|the|(?:\w+ )?matri\w+|vectors?"
    r"|functions?|real|numbers?|constants?|scalars?|random|weights?|variables?|entries|in what follows|for (?:all|every|each|simplicity)|⟦)\b)"
)


def adjective(
    value: str,
    words: str,
    say: str,
    *,
    needs: tuple[str, ...],
    bare: bool = True,
    negative: bool = False,
    examples: tuple[str, ...] = (),
    misses: tuple[str, ...] = (),
    extra: tuple[str, ...] = (),
    accept: Callable[[str], bool] | None = None,
) -> tuple[Record, ...]:
    """Rows from an English adjective; ``bare``: "symmetric $A$" says it without a noun between."""
    be = r"(?:is|are|be|being|is assumed(?: to be)?|are assumed(?: to be)?|is taken(?: to be)?|are chosen(?: to be)?|remains?|stays?|is supposed to be|to be)"
    adverb = r"(?:(?:also|again|here|always|all|both|each|both|strictly|themselves|itself|known to be|mutually|now|thus|just|simply|everywhere) )*"
    forms: tuple[str, ...] = (
        rf"<S>,? {be} {adverb}(?:a |an |the )?{_MORE}(?:{words}){_TRAIL}{_AFTER}",
        rf"(?:assume|assuming|suppose|consider|let|take|with|for|where|and) <S>,? (?:to be |be |as )?(?:a |an )?{_MORE}(?:{words}){_TRAIL}{_AFTER}",
    )
    if bare:
        forms = (*forms, rf"(?<![\w-])(?<!up to )(?<!up to a )(?<!linearly )(?:{words}){_TRAIL} {_HEAD}<S>(?!-)")
    # ", so $A$ is symmetric" is a result and is refused by the guard on properties.
    made = (
        f"where $!A$ is {say}", f"Assume that $!A$ is {say}.", f"Let $!A$ be {say}, with trace 1.",
        f"We suppose $!A$ and $!B$ are {say}.",
    )  # fmt: skip
    denied = (
        f"where $A$ is not {say}",
        f"If $A$ is {say}, more is true.",
        f"Show that $A$ is {say}.",
        f"Is $A$ {say}?",
    )
    row = Record(f"adjective-{value}", "property", value, (*forms, *extra), (*made, *examples), (*denied, *misses), needs,
                 "en", "strict", accept or plain_name)  # fmt: skip
    if not negative:
        return (row,)
    against = Record(
        f"adjective-not-{value}", "property", f"not-{value}",
        (rf"<S> (?:is|are|be) (?:in general |generally )?(?:not|neither)(?: necessarily| in general| assumed(?: to be)?)? (?:a |an )?(?:{words}){_AFTER}",
         rf"<S> (?:isn't|aren't|need not be|needn't be|does not need to be|do not need to be)(?: necessarily)? (?:{words}){_AFTER}",
         rf"<S>,? \(?(?:which is )?not (?:necessarily )?(?:{words})\)"),
        (f"where $!A$ is not {say}", f"Here $!A$ is not necessarily {say}.", f"The matrix $!A$ need not be {say}."),
        (f"where $A$ is {say}", f"where $A$ is {say}, which $B$ is not"),
        needs, "en", "none",
    )  # fmt: skip
    return (row, against)
