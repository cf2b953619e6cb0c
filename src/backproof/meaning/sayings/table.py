"""The sentences that claim something, one row each. A wording that is not here is not read as a claim."""

from __future__ import annotations

from backproof.meaning.sayings.records import Saying

_IS = r"(?:is|are)(?: (?:also|always|clearly|thus|hence|therefore|then|indeed|obviously|easily seen to be|again|now))?"
_IN = r"(?:in|with respect to|w\.r\.t\.|as a function of|in terms of)(?: (?:the )?(?:\w+ ){0,2}?)?"
_EVER = r"(?: (?:always|everywhere|clearly|thus|hence|therefore|then|also|never))?"
_END = r"(?= ?[.,;:()]|$| and | since | because | so | for (?:all|any|every) | by | but | as (?:it|a) | which | we )"


def _definite(name: str, words: str, sign: str, example: str) -> Saying:
    return Saying(
        f"is-{name}",
        (rf"<s> {_IS} (?:a )?(?:symmetric(?: and|,)? )?(?:real )?(?:{words})(?: matrix)?{_END}",
         rf"(?:Hessian|matrix|covariance|Jacobian)(?: matrix)? <s>(?: of [^⟦⟪.;]{{1,60}})? {_IS} (?:{words}){_END}"),
        "{s}", sign, "0",
        ("definite", "psd", "spd"),
        (f"Hence $!H$ is {example}.", f"so the Hessian $!H$ is {example}, and"),
        (f"If $H$ is {example}, then", f"where $H$ is not {example}", f"show whether $H$ is {example}"),
    )  # fmt: skip


def _curved(name: str, words: str, sign: str) -> Saying:
    return Saying(
        f"is-{name}",
        (rf"<s> {_IS} (?:a )?(?:jointly )?(?:{words})(?: function)? {_IN}<O>{_END}",),
        "{s}", sign, "{o}",
        (name.split("-")[-1],),
        (f"Therefore $!L$ is {name.replace('-', ' ')} in $w$.",
         f"the loss $!L(w, b)$ is {name.replace('-', ' ')} with respect to $w$ and $b$, so"),
        (f"If $L$ is {name.replace('-', ' ')} in $w$, then", f"$L$ is not {name.replace('-', ' ')} in $w$"),
    )  # fmt: skip


def _compared(name: str, words: str, sign: str, example: str) -> Saying:
    return Saying(
        f"is-{name}",
        (rf"<s> {_IS}(?: (?:strictly|certainly))? (?:{words}) <o>{_END}",),
        "{s}", sign, "{o}",
        ("than", "least", "most", "bounded"),
        tuple(f"Thus $!a_i$ is {w} $b_i$." for w in example.split("|")),
        tuple(f"If $a_i$ is {w} $b_i$, stop." for w in example.split("|")),
    )  # fmt: skip


def _signed(name: str, words: str, sign: str, example: str) -> Saying:
    return Saying(
        f"is-{name}",
        (rf"<s> {_IS} (?:{words}){_END}",),
        "{s}", sign, "0",
        (example.split("-")[-1],),
        (f"Hence $!a_i$ is {example}.",),
        (f"where $a_i$ is not {example}", f"If $a_i$ is {example}, then"),
    )  # fmt: skip


_MONO = r"(?:strictly |monotonically |monotone )?"
_MORE = r"(?: (?:increases|grows|does|gets larger|rises))?"


def _monotone(name: str, words: str, verbs: str, sign: str, adjective: str, verb: str) -> Saying:
    return Saying(
        f"is-{name}",
        (rf"<s> {_IS} (?:an? )?{_MONO}(?:{words})(?: function)? (?:in|of|with) <o>{_END}",
         rf"<s>{_EVER} (?:{verbs})(?: monotonically| strictly)? (?:with|in|as (?:we increase )?)"
         rf"(?: increasing| growing)? ?<o>{_MORE}{_END}"),
        r"\frac{\partial {s}}{\partial {o}}", sign, "0",
        ("creas", "grow", "shrink", "rise", "fall"),
        (f"Hence $!q$ is {adjective} in $x$.", f"so $!q$ {verb} with $x$."),
        (f"If $q$ is {adjective} in $x$, then", f"$q$ is not {adjective} in $x$"),
    )  # fmt: skip


def _of_loss(kind: str, words: str) -> Saying:
    """The loss that the section names, spoken of without its letter."""
    return Saying(
        f"loss-is-{kind.replace(' ', '-')}",
        (rf"(?<![\w-])the (?:[\w-]+ ){{0,3}}?(?:loss|cost|objective|error)(?: function)? {_IS} (?:a )?(?:{words})(?: function)? {_IN}<O>{_END}",),
        "{loss}", kind, "{o}",
        (kind.split()[-1],),
        (f"We minimise the loss $L$. Hence the loss function is {kind} in $w$.",),
        (f"We minimise the loss $L$. If the loss is {kind} in $w$, stop.", f"Hence the loss function is {kind} in $w$."),
    )  # fmt: skip


def _term(name: str, words: str, left: str, sign: str, right: str) -> Saying:
    """The summands of the line displayed before."""
    return Saying(
        name, (rf"(?<![\w-])(?:{words}){_END}",), left, sign, right, ("term", "summand", "sum"),
        (), ("If both terms are positive, stop.", "both terms of the contract are positive"),
    )  # fmt: skip


_DERIVATIVE = r"(?:partial )?(?:derivative|gradient|slope)"
_WITH = r"(?:with respect to|w\.r\.t\.|in|by|along)(?: the (?:\w+ ){1,2})?"
_EQUALS = (
    r"(?:is|equals|becomes|reads|is equal to|is given by|evaluates to|simplifies to|comes to)"
    r"(?: (?:then|thus|simply|just|exactly|again|therefore|hence|now|also))?"
)


def _noun(name: str, words: str, left: str, example: str) -> Saying:
    return Saying(
        f"{name}-is",
        (rf"(?<![\w-])(?:{words}) of (?:the (?:\w+ ){{0,3}}?)?<s> {_EQUALS} <o>{_END}",),
        left, "=", "{o}",
        (example,),
        (f"The {example} of $!a$ is $b^2$.", f"and the {example} of $!a$ equals $2b$, so"),
        (f"The {example} of $a$ is large.", f"If the {example} of $a$ is $b$, then"),
        defined=False,
    )  # fmt: skip


SAYINGS: tuple[Saying, ...] = (
    _definite("positive-semidefinite", r"(?:always |at least )?(?:positive[- ]semi-?[ ]?definite|PSD|non-?negative[- ]definite)", "succeq", "positive semi-definite"),
    _definite("positive-definite", r"(?:strictly |always )?(?:positive[- ]definite|SPD)", "succ", "positive definite"),
    _definite("negative-semidefinite", r"(?:always )?negative[- ]semi-?[ ]?definite", "preceq", "negative semi-definite"),
    _definite("negative-definite", r"(?:strictly |always )?negative[- ]definite", "prec", "negative definite"),
    _curved("convex", r"convex", "convex"),
    _curved("strictly-convex", r"strictly convex", "strictly convex"),
    _curved("concave", r"concave", "concave"),
    _curved("strictly-concave", r"strictly concave", "strictly concave"),
    *(_of_loss(kind, words) for kind, words in (("convex", "convex"), ("strictly convex", "strictly convex"), ("concave", "concave"))),
    Saying("hessian-of-semidefinite",
           (r"(?<![\w-])Hessian(?: matrix)? of (?:the (?:[\w-]+ ){0,5}?)?<s> is positive[- ]semi-?[ ]?definite[^⟦⟪.;]{0,120} (?:with respect to|w\.r\.t\.|in) <o>",
            r"(?<![\w-])Hessian(?: matrix)? of (?:the (?:[\w-]+ ){0,5}?)?<s> (?:with respect to|w\.r\.t\.|in) <o> is (?:always )?positive[- ]semi-?[ ]?definite"),
           r"\nabla_{o}^2 {s}", "succeq", "0", ("hessian",),
           ("Since the Hessian of the loss $!L$ is positive semi-definite, the loss is convex with respect to $z$.", "The Hessian of $!L$ with respect to $z$ is positive semi-definite."),
           ("If the Hessian of $L$ with respect to $z$ is positive semi-definite, then",)),
    *(_term(*row) for row in (
        ("both-positive-1", r"both terms are (?:strictly |always )?positive", "{first}", ">", "0"), ("both-positive-2", r"both terms are (?:strictly |always )?positive", "{second}", ">", "0"),
        ("both-non-negative-1", r"both terms are (?:always )?non-?negative", "{first}", ">=", "0"), ("both-non-negative-2", r"both terms are (?:always )?non-?negative", "{second}", ">=", "0"),
        ("first-above", r"(?:the )?first (?:term|summand|one|sum) is (?:strictly |always )?(?:larger|greater|bigger) than (?:the )?(?:second|other|last)(?: term| one| summand| sum)?", "{first}", ">", "{second}"),
        ("first-below", r"(?:the )?first (?:term|summand|one|sum) is (?:strictly |always )?(?:smaller|less) than (?:the )?(?:second|other|last)(?: term| one| summand| sum)?", "{first}", "<", "{second}"),
        ("first-at-least", r"(?:the )?first (?:term|summand|one|sum) is (?:always )?(?:at least|(?:larger|greater) than or equal to|never (?:smaller|less) than)(?: as (?:large|big) as)? (?:the )?(?:second|other|last)(?: term| one| summand| sum)?", "{first}", ">=", "{second}"),
        ("first-vanishes", r"(?:the )?first (?:term|summand|sum) (?:vanishes|is zero|is equal to zero)", "{first}", "=", "0"), ("second-vanishes", r"(?:the )?(?:second|last) (?:term|summand|sum) (?:vanishes|is zero|is equal to zero)", "{second}", "=", "0"),
        ("first-non-negative", r"(?:the )?first (?:term|summand|sum) is (?:always )?non-?negative", "{first}", ">=", "0"), ("second-non-negative", r"(?:the )?(?:second|last) (?:term|summand|sum) is (?:always )?non-?negative", "{second}", ">=", "0"),
    )),
    _compared("above", r"(?:larger|greater|bigger) than", ">", "larger than|greater than"),
    _compared("below", r"(?:smaller|less|lower) than", "<", "smaller than|less than"),
    _compared("at-least", r"at least|never (?:smaller|less) than|no (?:smaller|less) than|not (?:smaller|less) than|bounded (?:from )?below by", ">=", "at least|never less than"),
    _compared("at-most", r"at most|never (?:larger|greater|more) than|no (?:larger|greater|more) than|not (?:larger|greater) than|bounded (?:from )?above by", "<=", "at most|no larger than"),
    Saying("bounded-by", (rf"<s> {_IS} bounded by <o>{_END}", rf"<s> never exceeds <o>{_END}"), "{s}", "<=", "{o}", ("bounded by", "exceeds"),
           ("Hence $!a_i$ is bounded by $b_i$.", "so that $!a_i$ never exceeds $b_i$."), ("If $a_i$ is bounded by $b_i$, then", "$a_i$ is not bounded by $b_i$")),
    _signed("positive", r"(?:strictly |always )?positive", ">", "positive"),
    _signed("negative", r"(?:strictly |always )?negative", "<", "negative"),
    _signed("non-negative", r"(?:always )?non-?negative", ">=", "non-negative"),
    _signed("non-positive", r"(?:always )?non-?positive", "<=", "non-positive"),
    _monotone("increasing", r"increasing|non-?decreasing", r"increases|grows|rises", ">=", "increasing", "grows"),
    _monotone("decreasing", r"decreasing|non-?increasing", r"decreases|shrinks|falls", "<=", "decreasing", "shrinks"),
    Saying("independent-of", (rf"<s>(?: itself)?(?: then)? (?:does|do) not depend on (?:the (?:\w+ ){{0,2}}?)?<o>{_END}", rf"<s> {_IS} (?:independent of|constant in) <o>{_END}"),
           r"\frac{\partial {s}}{\partial {o}}", "=", "0", ("depend", "constant in"),
           ("Hence $!q$ does not depend on $x$.", "so $!q$ is constant in $x$, and"), ("If $q$ does not depend on $x$, then", "$q$ depends on $x$")),
    Saying("symmetric", (rf"(?<!when )<s> {_IS} (?:a )?symmetric(?: matrix)?{_END}",), "{s}", "=", r"{s}^\top", ("symmetric",),
           ("Hence $!H$ is symmetric.",), ("If $H$ is symmetric, then", "$H$ is not symmetric", "where $H$ is symmetric around zero")),
    Saying("sums-to-one", (rf"(?:entries|elements|components) of <s>(?: always)? (?:sum|add)(?: up)? to (?:one|1|unity){_END}", rf"<s>(?: always)? sums(?: up)? to (?:one|1|unity){_END}"),
           r"\mathbf{1}^\top {s}", "=", "1", ("sum", "add"),
           ("Hence $!p$ sums to one.", "the entries of $!p$ add up to 1."), ("where $p$ sums to ten", "If $p$ sums to one, then")),
    Saying("derivative-with-respect-to", (rf"(?<![\w-]){_DERIVATIVE} of (?:the (?:\w+ ){{0,3}}?)?<s> {_WITH} <o> {_EQUALS} <o2>{_END}",),
           r"\frac{\partial {s}}{\partial {o}}", "=", "{o2}", ("derivative", "gradient", "slope"),
           ("The derivative of $!a$ with respect to $x$ is $2x$.",), ("If the derivative of $a$ with respect to $x$ is $2x$, then", "The derivative of $a$ with respect to $x$ is large."), defined=False),
    _noun("variance", r"variance", r"\mathrm{Var}({s})", "variance"),
    _noun("mean", r"mean|expectation|expected value", r"\mathbb{E}[{s}]", "mean"),
    _noun("trace", r"trace", r"\mathrm{tr}({s})", "trace"),
    _noun("determinant", r"determinant", r"\det({s})", "determinant"),
)  # fmt: skip
"""Wordings with the same words in another order belong to the same row; a new relation is a new row."""
