"""Rows about layout, held-fixed symbols and names for derivatives: "denominator layout", "with Y fixed", "dX means ∂L/∂X"."""

import re

from backproof.meaning.prose.facts import Slot
from backproof.meaning.prose.names import bare_index, last_index, parts, plain_name, squeezed
from backproof.meaning.prose.records import Record

_OTHER = r"unlike|opposed|rather|instead|would|some (?:authors|books|people|texts)|others?|differ|both|either|or (?:numerator|denominator)|depending"
_GRAD = r"(?:gradients?|derivatives?|partial derivatives?)"
_SCALAR = r"(?: of (?:the |a |any )?(?:scalar )?(?:scalar|loss|cost|function|scalar-valued function|scalar function|objective)?(?: ?⟦\d+⟧)?)?"
_WRT = r"(?: (?:with respect to|w\.r\.t\.|wrt|by|relative to|in) (?:the |a |an |any |its )?(?:column |parameter |row )?(?:matrix|array|vector|variable|parameter|tensor|weights?|argument|input)?s?(?: ?⟦\d+⟧)?)?"
_SHAPE = r"(?:shape|size|dimensions?)"


def _convention(
    value: str, forms: tuple[str, ...], examples: tuple[str, ...], misses: tuple[str, ...], needs: tuple[str, ...]
) -> Record:
    return Record(f"layout-{value}", "layout", value, forms, examples, misses, needs, reject=_OTHER)


LAYOUT: tuple[Record, ...] = (
    _convention("numerator", (r"^(?:(?!denominator|unlike|opposed|rather than|instead|would|some authors|others?\b|differs?\b)[^⟪]){0,200}numerator[- ](?:layout|convention)(?:(?!denominator)[^⟪]){0,300}$", r"\bJacobian (?:layout|formulation)\b"),
                ("We use numerator layout throughout.", "Convention: derivatives are in numerator-layout.", "All Jacobians follow the numerator layout convention."),
                ("We do not use numerator layout.", "Some authors use numerator layout.", "Numerator layout and denominator layout differ by a transpose.", "In the numerator the mean appears."), ("numerator", "jacobian")),
    _convention("denominator", (r"^(?:(?!numerator|unlike|opposed|rather than|instead|would|some authors|others?\b|differs?\b)[^⟪]){0,200}denominator[- ](?:layout|convention)(?:(?!numerator)[^⟪]){0,300}$", r"\bgradient (?:layout|formulation)\b", r"\bHessian formulation\b"),
                ("We use denominator layout throughout.", "the shape of the matrix (denominator layout).", "Following the book, in denominator layout the chain rule reads"),
                ("We never use denominator layout.", "In denominator layout this would be transposed.", "the denominator of the fraction"), ("denominator", "gradient", "hessian")),
    _convention("shape-of-variable",
                (rf"{_GRAD}{_SCALAR}{_WRT} (?:has|have|takes?|is of|are of|is given|always has|always have|inherits?)(?: exactly)? the (?:same )?(?:\*\*)?{_SHAPE} (?:of|as) (?:the|that|this|those|its|their) (?:\w+ )?(?:matrix|array|vector|variable|parameters?|tensor|weights?|argument|denominator|input|thing)",
                 rf"{_GRAD}{_SCALAR}{_WRT} (?:is|are) (?:shaped|sized|laid out|arranged) like (?:the|that|its|their) ",
                 rf"{_GRAD}[^.⟪]{{0,60}}(?:written|arranged|stored|organised|organized) with one entry (?:for each|per) entry of the (?:variable|matrix|array|parameter)",
                 rf"the {_SHAPE} of (?:a|the|each|every) {_GRAD} (?:is|equals|matches) (?:always )?(?:the |that of the )?(?:{_SHAPE} of the )?(?:variable|matrix|parameter|array)",
                 rf"{_GRAD} (?:has|have) the same {_SHAPE} as (?:the (?:variable|parameter|matrix)|what)"),
                ("the derivative of a scalar with respect to a matrix has the shape of the matrix", "The gradient of a scalar loss $L$ with respect to an array has the shape of that array.", "Gradients have the same shape as the parameters.", "Find the following derivatives, written with one entry for each entry of the variable."),
                ("The gradient does not have the shape of the matrix.", "The matrix has the shape of a band.", "If the gradient has the shape of the matrix, fine."), ("shape", "size", "dimension", "one entry", "like", "arranged")),
    _convention("gradient-column",
                (rf"{_GRAD}{_SCALAR}{_WRT},? (?:(?:is|are|as|will be|to be|be|is always|are always)(?: (?:written|treated|taken|regarded|defined|represented|stored|understood))?(?: as)?|collected in) (?:an? )?column[ -]vectors?",
                 rf"(?:write|treat|take|regard|represent|define|consider) (?:all |the |our )?{_GRAD} as column vectors?", r"column[ -]vector convention"),
                ("The derivative of $\\ell$ with respect to a vector is a column vector, the rest", "its derivative with respect to a column vector is a column vector of the same size", "We treat gradients as column vectors."),
                ("The gradient is not a column vector.", "The column vector $x$ has a gradient.", "The gradient is a row vector."), ("column",)),
    _convention("gradient-row",
                (rf"{_GRAD}{_SCALAR}{_WRT},? (?:(?:is|are|as|will be|to be|be|is always|are always)(?: (?:written|treated|taken|regarded|defined|represented|stored|understood))?(?: as)?|collected in) (?:an? )?row[ -]vectors?",
                 rf"(?:write|treat|take|regard|represent|define|consider) (?:all |the |our )?{_GRAD} as row vectors?", r"row[ -]vector convention"),
                ("The derivative of a scalar with respect to a vector is a row vector.", "Gradients are row vectors here.", "We regard the gradient as a row vector."),
                ("The gradient is not a row vector.", "The row vector $x$ has a gradient.", "The gradient is a column vector."), ("row",)),
)  # fmt: skip

_HAS = r"(?:holds?|has|have|contains?|stores?|puts?|places?|with|whose|is the matrix with|is the matrix having|collects?|having|keeps?|is|lists?|,|the)"
_IN = r"(?:,? ?(?:in|at|on|to|as|into|sits (?:in|at)|stands (?:in|at)|is (?:in|at|placed in)|appears in))? ?(?:its |the |position )?"
_ROWCOL = r"(?:row (?:number |index )?<o2>|<o2> ?-?(?:th|st|nd|rd)? ?row)(?:,| and|, and)?(?: the| its| in)? ?(?:column (?:number |index )?<o3>|<o3> ?-?(?:th|st|nd|rd)? ?column)"
_COLROW = r"(?:column (?:number |index )?<o3>|<o3> ?-?(?:th|st|nd|rd)? ?column)(?:,| and|, and)?(?: the| its| in)? ?(?:row (?:number |index )?<o2>|<o2> ?-?(?:th|st|nd|rd)? ?row)"
ENTRY_FORMS = (
    rf"(?:<s> )?{_HAS} (?:the )?(?:entry |element |component |derivative |entries )?<o>{_IN}{_ROWCOL}",
    rf"(?:<s> )?{_HAS} (?:the )?(?:entry |element |component |derivative |entries )?<o>{_IN}{_COLROW}",
    rf"(?:entry|element|component)s?(?: of <s>)? (?:in|at) (?:its |the )?{_ROWCOL} (?:is|are|equals?|being) <o>",
    rf"{_ROWCOL} (?:of <s> )?(?:is|are|holds?|contains?|equals?|has) <o>",
    r"(?:<s> )?(?:has|with|whose|,) (?:an? |the )?<o2> ?-?(?:th|st)? ?(?:entry|element|component) (?:is |equals |equal to |given by |being )?<o>",
    r"<o2> ?-?(?:th|st)? ?(?:entry|element|component) of (?:the Jacobian(?: matrix)?|<s>|the Jacobian <s>) (?:is|equals|being) <o>",
    r"(?:Jacobian|derivative|<s>)[^⟦⟪.]{0,60}(?:entries|elements|components|with entries|has the entries|whose entries are|defined by|given by) <o>",
)
"""Wordings that say where ∂z_i/∂h_j stands; the layout follows from which index is the row's."""
ENTRY_EXAMPLES = (
    (
        r"$\partial z/\partial h$ holds $\partial z_i/\partial h_j$ in its $i^{th}$ column and $j^{th}$ row.",
        "denominator",
    ),
    (r"$\partial z/\partial h$ holds $\partial z_i/\partial h_j$ in row $j$ and column $i$.", "denominator"),
    (
        r"the Jacobian $\frac{\partial a}{\partial b}$ has $\frac{\partial a[r]}{\partial b[c]}$ in row $r$ and column $c$",
        "numerator",
    ),
    (r"The Jacobian of a vector function $F$ has the entries $J_{ij}=\partial F_i/\partial x_j$.", "numerator"),
    (r"whose entry in row $i$ and column $j$ is $\frac{\partial f_i}{\partial x_j}$", "numerator"),
    (r"so that the Jacobian $\partial y/\partial x$ has $(i,j)$ entry $\partial y_i/\partial x_j$.", "numerator"),
    (r"The $ij$-th element of the Jacobian is $\partial y_j/\partial x_i$.", "denominator"),
    (r"The $i$th row and $j$th column contains $\frac{\partial f_j}{\partial x_i}$.", "denominator"),
)


def entry_layout(entry: Slot, row: Slot | None, column: Slot | None) -> str:
    """``numerator`` if the numerator's index is the row's, ``denominator`` if the column's, else empty."""
    fraction = parts(entry.latex)
    if fraction is None:
        return ""
    top, bottom = last_index(fraction[0]), last_index(fraction[1].rstrip(" .,;"))
    pair = re.match(r"\(?\s*([a-z])\s*,?\s*([a-z])\s*\)?$", row.latex) if row is not None and column is None else None
    if pair is not None:
        first, second = pair[1], pair[2]
    elif row is None or column is None:
        m = re.match(r"\s*[A-Za-z\\{}()/]+(?:_\{?|\[)([a-z]),?\s*([a-z])[\]}]?\s*:?=", entry.latex)
        first, second = (m[1], m[2]) if m else ("", "")
    else:
        first, second = bare_index(row.latex), bare_index(column.latex)
    if not top or not bottom or top == bottom or not first:
        return ""
    if (first, second) == (top, bottom):
        return "numerator"
    return "denominator" if (first, second) == (bottom, top) else ""


_FIX = r"(?:fixed|constant|constants|frozen)"
HELD: tuple[Record, ...] = (
    Record("held-fixed", "held-fixed", "",
           (rf"(?:with|for|where|at|and|,|\(|keeping|holding|leaving|treat|treating|regarding|considering) (?:the )?(?:[a-z]+ ){{0,2}}?<S>,? (?:(?:held|kept|treated as|regarded as|considered|taken as|taken to be|as) )?(?:a |being )?{_FIX}(?= ?[.,;:)]|$| and | in | here| while| we| throughout)",
            rf"<S> (?:is|are|being|be) (?:held|kept|treated as|regarded as|considered(?: as)?|viewed as) (?:a )?{_FIX}(?!\w)",
            rf"(?:treat|treating|regard|regarding|consider|considering|view|viewing|keep|keeping|hold|holding) (?:the )?(?:[a-z]+ )?<S> (?:as )?(?:a |to be )?{_FIX}(?!\w)",
            rf"(?:keep|keeping|hold|holding) {_FIX} (?:the )?(?:[a-z]+ )?<S>",
            rf"(?P<v>(?!is|are|be|were|was)[a-z]+(?: [a-z]+)??) (?:(?:is|are) )?(?:held|kept) {_FIX}(?!\w)"),
           ("each with $!Y$ fixed.", "treating $!m$ as constant", "with $!Y$ and $!\\mathbf{m}$ fixed.", "Here $!v$ is held constant", "holding $!m$ fixed we get", "look only at the direct path (gates held fixed),"),
           ("with $Y$ not fixed", "the fixed point $Y$", "$Y$ has a fixed point"), ("fixed", "constant", "frozen"), guard="plain"),
)  # fmt: skip


def adjoint_pair(name: str, derivative: str) -> bool:
    """Whether a name and a derivative fit as adjoint notation: ``dX`` and ∂L/∂X, ``\\delta_i`` and ∂L/∂z_i, ``\\bar x``."""
    fraction = parts(derivative)
    if fraction is None or len(name) > 60:
        return False
    variable = squeezed(fraction[1]).rstrip(".,;)")
    own = squeezed(name)
    if own[:1] == "d" and len(own) > 1 and own[1:] == variable:
        return True
    return (
        re.match(r"\\?(?:delta|overline|bar|mathbf\{g\}|g_|δ)", re.sub(r"\\(?:boldsymbol|bm)\s*\{?", "", name.strip()))
        is not None
    )


_MEANS = r"(?:means|denotes?|is|be|stands for|for|represents|to denote|as|being)"
_TOTAL = r"(?:total |full |partial |overall |accumulated |upstream )?"
_GRADIENT = r"(?:gradient|derivative|sensitivity)s?"
_BY = r"(?:with respect to|w\.r\.t\.|wrt|by|relative to)"


def _adjoint_name(latex: str) -> bool:
    return plain_name(latex) or re.match(r"\s*d(?:[A-Za-z]|\\)", latex) is not None


ADJOINT: tuple[Record, ...] = (
    Record("adjoint-formula", "adjoint", "",
           (r"<s> (?:means|denotes?|is|stands for|is short for|abbreviates|is shorthand for|represents|:=|for|to mean|to denote|be|as|is defined as|refers to|is used for) (?:the )?(?:derivative |gradient |quantity )?<o>(?! ?-)",
            r"(?:denote|abbreviate|write) <o> (?:by|as|with) <s>", r"<s> ?(?:=|:=|≡) ?<o>", r"<s> \((?:that is,? |i\.e\.,? |meaning )?<o>\)"),
           ("Here $!dX$ means $\\partial L/\\partial X$.", "we write $!dh_t$ for $\\frac{dL}{dh_t}$", "By convention $!dZ$ is $m\\,\\frac{\\partial J}{\\partial Z}$ (the loss", "We denote $\\frac{\\partial L}{\\partial z_i}$ by $!\\delta_i$."),
           ("Here $dX$ does not mean $\\partial L/\\partial X$.", "$x$ is $\\partial L/\\partial X$", "$dX$ is $\\frac{dL}{dY}$"), (), guard="plain"),
    Record("adjoint-denotes", "adjoint", "",
           (r"<s>,? (?:denotes?|means|stands for|abbreviates|is short for|is shorthand for|to denote|denoting) (?:the )?(?:total |full |partial )?(?:derivative |gradient |quantity )?<o>(?! ?-)",
            r"(?:write|writing|use|using) <s> for (?:the )?(?:derivative |gradient |quantity )?<o>(?! ?-)", r"(?:denote|abbreviate) <o> (?:by|as|with) <s>"),
           ("Let $!\\rho_k$ denote $\\partial C/\\partial s_k$, with all later steps.", "we write $!G$ for $\\frac{\\partial L}{\\partial Y}$", "We abbreviate $\\frac{\\partial L}{\\partial z_i}$ by $!q_i$."),
           ("Here $G$ does not denote $\\partial L/\\partial Y$.", "If $G$ denoted $\\partial L/\\partial Y$", "the letter $G$ stands before $Y$"), (), accept=plain_name),
    Record("adjoint-words", "adjoint", "gradient",
           (rf"<s>,? {_MEANS} (?:the )?(?:error(?: signal| term)?,? (?:(?:i\.e\.|that is|namely),? )?(?:the )?)?{_TOTAL}{_GRADIENT} of (?:the )?(?:\w+ ){{0,2}}?(?:(?:loss|cost|objective|error|output)(?: function)?|<o2>)(?: <o3>)? {_BY} (?:the )?(?:\w+ ){{0,2}}?<o>",
            rf"(?:denote|write|call) (?:by )?<s>,? (?:for )?the {_TOTAL}{_GRADIENT} of (?:the )?(?:\w+ ){{0,2}}?(?:(?:loss|cost|objective|error|output)(?: function)?|<o2>)(?: <o3>)? {_BY} (?:the )?(?:\w+ ){{0,2}}?<o>",
            rf"(?:denote|write|call) the {_TOTAL}{_GRADIENT} of (?:the )?(?:\w+ ){{0,2}}?(?:(?:loss|cost|objective|error|output)(?: function)?|<o2>)(?: <o3>)? {_BY} (?:the )?(?:\w+ ){{0,2}}?<o> (?:by|as) <s>"),
           ("where $!dW$ denotes the gradient of the loss with respect to $W$", "We write $!\\delta_i$ for the derivative of the loss $L$ with respect to $z_i$.", "$!\\bar{x}$ is the gradient of $L$ with respect to $x$", "$!\\delta^l$ denotes the error, i.e. the derivative of the cost with respect to $z^l$",
            "Let $!G$ be the total derivative of $L$ by $Y$, and", "We denote by $!r_t$ the total gradient of the loss with respect to $s_t$.", "Denote the gradient of $E$ with respect to the output $y$ by $!g$."),
           ("$dW$ is not the gradient of the loss with respect to $W$", "$y$ is the gradient of the hill", "If $g$ is the gradient of $L$ with respect to $y$"), ("gradient", "derivative"), accept=_adjoint_name),
    Record("adjoint-words-de", "adjoint", "gradient",
           (r"<s> (?:sei|ist|bezeichne|bezeichnet|für|steht für|stehe für) (?:die|den|der) (?:totale |gesamte |partielle )?(?:Ableitung|Gradient|Gradienten) (?:(?:des|der|von) (?:\w+ )?)?<o2> nach (?:dem |der |den )?(?:\w+ )?<o>", r"(?:sei|ist|bezeichne|bezeichnet) <s> (?:die|den|der) (?:totale |gesamte |partielle )?(?:Ableitung|Gradient|Gradienten) (?:(?:des|der|von) (?:\w+ )?)?<o2> nach (?:dem |der |den )?(?:\w+ )?<o>"),
           ("Hier ist $!g$ die Ableitung von $L$ nach $y$.", "Sei $!\\delta_t$ der Gradient von $E$ nach $a_t$.", "wobei $!q$ für die totale Ableitung des Verlusts $L$ nach $u$ steht"), ("Hier ist $g$ nicht die Ableitung von $L$ nach $y$.", "die Ableitung von $L$ nach $y$ ist $g$ ähnlich"), ("ableitung", "gradient"), "de", accept=_adjoint_name),
    Record("adjoint-words-fr", "adjoint", "gradient",
           (r"<s> (?:est|désigne|soit|représente|dénote|pour) (?:le |la |l')?(?:gradient|dérivée)(?: totale?| partielle?)? (?:de |d')(?:(?:la |le |l')?(?:perte|coût) )?<o2> par rapport (?:à|au) (?:\w+ )?<o>", r"(?:on (?:désigne|dénote|note)|désignons|notons|soit) (?:par )?<s> (?:le |la |l')?(?:gradient|dérivée)(?: totale?| partielle?)? (?:de |d')(?:(?:la |le |l')?(?:perte|coût) )?<o2> par rapport (?:à|au) (?:\w+ )?<o>"),
           ("où $!g$ est le gradient de $L$ par rapport à $y$", "On désigne par $!\\delta_t$ le gradient total de $L$ par rapport à $a_t$", "Soit $!q$ la dérivée de la perte $E$ par rapport à $u$."), ("$g$ n'est pas le gradient de $L$ par rapport à $y$", "le gradient de $L$ par rapport à $y$ dépend de $g$"), ("gradient", "dérivée"), "fr", accept=_adjoint_name),
    Record("adjoint-words-es", "adjoint", "gradient",
           (r"<s> (?:es|sea|denota|representa|designa) (?:el |la )?(?:gradiente|derivada)(?: total| parcial)? de (?:(?:la |el )?(?:pérdida|coste|costo) )?<o2> (?:con )?respecto (?:a|de|al) (?:\w+ )?<o>", r"(?:sea|denotamos (?:por|con)|llamamos) <s> (?:al |el |la |a la )?(?:gradiente|derivada)(?: total| parcial)? de (?:(?:la |el )?(?:pérdida|coste|costo) )?<o2> (?:con )?respecto (?:a|de|al) (?:\w+ )?<o>"),
           ("donde $!g$ es el gradiente de $L$ respecto a $y$", "Sea $!\\delta$ la derivada total de $L$ con respecto a $z$.", "Denotamos por $!q$ el gradiente de la pérdida $E$ con respecto a $u$."), ("$g$ no es el gradiente de $L$ respecto a $y$", "el gradiente de $L$ respecto a $y$ y $g$"), ("gradiente", "derivada"), "es", accept=_adjoint_name),
    Record("adjoint-words-zh", "adjoint", "gradient",
           (r"<s> ?(?:是|为|表示|记为|代表) ?(?:损失)?(?:函数)? ?<o2> ?(?:对|关于) ?<o> ?的(?:总)?(?:梯度|导数|偏导数)",), ("其中 $!g$ 表示 $L$ 对 $y$ 的梯度", "设 $!q$ 为损失 $E$ 关于 $u$ 的导数", "$!r$ 是 $L$ 对 $s$ 的总梯度"), ("$g$ 不是 $L$ 对 $y$ 的梯度", "$L$ 对 $y$ 的梯度与 $g$ 有关"), ("梯度", "导数"), "zh", accept=_adjoint_name),
    Record("adjoint-bar", "adjoint", "bar",
           (r"(?<![\w-])(?:(?:a |the )?(?:bar|overline)|bars|overlines|barred (?:letters?|names?|quantit(?:y|ies)|symbols?|variables?))(?: (?:over|on|above) (?:a|the|any) \w+)?,? (?:here |always |again )?(?:means?|denotes?|stands? for|marks?|indicates?|is|are) [\"'“‘`]*(?:the )?(?:(?:gradients?|(?:partial |total )?derivatives?|sensitivit(?:y|ies))[\"'”’]* of (?:the )?(?:scalar )?(?:loss|cost|objective|error)|adjoints?(?![\w-])(?! (?:of (?:a|the) )?(?:matri|operator))|cotangents?(?![\w-]))",
            r"<s>,? (?:for|with) (?:every|each|any|all) (?:\w+ ){0,2}(?:variables?|quantit(?:y|ies)|arrays?|tensors?|intermediates?|nodes?|names?)(?![\w-])"),
           ("A bar means the derivative of the loss by that name.", "Bars denote adjoints.", "we write $!\\bar v=\\partial L/\\partial v$ for every intermediate variable"),
           ("A bar denotes the mean.", "A bar does not mean the derivative of the loss.", "we write $\\bar x = \\frac1n\\sum_i x_i$ for every variable"), ("bar", "overline", "every", "each", "any", "all"), guard="plain",
           accept=lambda s: s.strip().startswith(("\\bar", "\\overline")) and s.count("=") == 1 and adjoint_pair(*s.split("=", 1))),
    Record("adjoint-equation", "adjoint", "equation", (r"<s>",),
           ("arrive $!dh_t=\\frac{dL}{dh_t}$ (total)", "whereas $!dW=\\frac{\\partial J}{\\partial W}$ and", "the error $!\\delta_i = \\partial L/\\partial z_i$"), ("$y=\\frac{dL}{dh}$", "the $h = x$"), (), guard="none",
           accept=lambda s: s.count("=") == 1 and len(s) < 160 and adjoint_pair(*s.split("=", 1))),
)  # fmt: skip
