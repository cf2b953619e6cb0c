"""Rows that say what sort of thing a symbol is, and its size: "x is a vector of length n", "W has size p × n"."""

from collections.abc import Callable

from backproof.meaning.prose.frames import noun
from backproof.meaning.prose.names import names_only, plain_name
from backproof.meaning.prose.records import Record

_DIM = r"(?:length|dimension|size|dimensionality|order|shape|dimensions)"
_FITTING = r"(?:matching|fitting|suitable|appropriate|compatible|corresponding|conforming|conformable|proper|the right) (?:sizes?|shapes?|dimensions?)"
_OF = rf"(?: (?:of|with) {_DIM} <z>| (?:of|with) {_FITTING}| with <o> (?:entries|elements|components|coordinates)| in ⟦\d+⟧| of (?:the )?(?:\w+ ){{0,3}}\w+)?"
_SIZED = r"(?:<z>[ -](?:dimensional )?|<o>[ -]dimensional |-dimensional )?"
_USE = r"(?:(?:input|output|weight|bias|feature|parameter|random|data|target|label|hidden|state|gradient|error|mean|logit|score|fixed|constant|real|given|square|covariance|Jacobian|Hessian|gram|kernel|transition|mask|noise|unit|one-hot|probability|non-?zero|binary|invertible|symmetric|diagonal|orthogonal|generic|arbitrary|dense|real-valued) )*"


def _type(
    value: str,
    words: str,
    *say: str,
    needs: tuple[str, ...],
    misses: tuple[str, ...] = (),
    extra: tuple[str, ...] = (),
    examples: tuple[str, ...] = (),
    before: bool = True,
    accept: Callable[[str], bool] = plain_name,
) -> Record:
    return noun(f"type-{value}", "type", value, words, say, needs=needs, misses=misses, extra=extra, examples=examples, before=before,
                accept=accept, symbol="A")  # fmt: skip


_BEFORE = r"(?<![\w-])(?:W)s? <S>(?!-|'s)"

TYPES: tuple[Record, ...] = (
    _type("scalar", r"(?:real |trainable |learnable |single )*(?:scalar|real number|number in ⟦\d+⟧|one-dimensional|scalars|real numbers|real-valued|scalar-valued)(?: (?:loss|input|function|variable|parameter|constant|quantity|quantities|output|value|variables|inputs))*(?: function)?",
          "a scalar", "a real number", "one-dimensional", "scalars", "a scalar loss", needs=("scalar", "real", "one-dim"), before=False,
          extra=(r"(?<![\w-])(?:scalar|real number|scalar (?:loss|input|function|variable|parameter|output)|scalars|one-dimensional (?:variable|input))s? <S>(?!-)",),
          misses=("the scalar product of $A$", "a real problem is $A$", "multiply by $A$ scalars", "where $A$ is a scalar multiple"),
          examples=("Everything is for a scalar $!x$; more follows", "of a scalar loss $!L$ with respect to an array")),
    _type("vector", rf"{_SIZED}{_USE}vectors?{_OF}", "a vector", "the bias vector", "an $n$-dimensional vector", "a vector of length $n$", "the vector of parameters",
          needs=("vector",), before=False, extra=(_BEFORE.replace("W", "(?<!row )(?<!column )vector"),),
          misses=("the vector field of $A$ is", "$A$ is a column of vectors", "support vector machines $A$"),
          examples=("the input vector $!x$ and", "for the vectors $!u$ and $!v$.")),
    Record("type-gathered", "type", "gathered",
           (r"<S>,? (?:is|are|be|denotes?|for|as|being) (?:the )?(?:column[ -])?vectors? (?:of|with|that collects?|which collects?|collecting|containing|holding|made of|formed by) (?:all )?(?:the )?(?:entries |components |elements |numbers |values )?(?:the )?<o>",
            r"<S>,? (?:collects?|gathers?) (?:all )?(?:the )?<o>"),
           ("let $!p$ and $!y$ be the vectors of the $p_i$ and the $y_i$", "where $!s$ is the vector with entries $s_k$", "with $!q$ being the vector of the $q_j$"),
           ("where $p$ is not the vector of the $p_i$", "where $p$ is a vector of length $n$"), ("vector", "collect", "gather"), accept=plain_name),
    _type("row-vector", rf"{_SIZED}{_USE}row[ -]vectors?{_OF}", "a row vector", "an $n$-dimensional row vector", "a row vector of length $n$", needs=("row",), before=False,
          extra=(_BEFORE.replace("W", "row vector"),), misses=("the row $A$ of the vector",), examples=("the row vector $!y$",)),
    _type("column-vector", rf"{_SIZED}{_USE}column[ -]vectors?{_OF}", "a column vector", "an $n$-dimensional column vector", "a column vector of length $n$", needs=("column",), before=False,
          extra=(_BEFORE.replace("W", "column vector"),), misses=("column $A$ of the vector",), examples=("the column vector $!y$",)),
    _type("matrix", rf"{_SIZED}{_USE}(?:weight )?(?:matrix|matrices)(?: (?:of|with) {_DIM} <z>| (?:of|with) {_FITTING}| in ⟦\d+⟧| with entries ⟦\d+⟧)?", "a matrix", "an $n\\times m$ matrix", "a matrix of size $n\\times m$", "the weight matrix", "a square matrix", "a weight matrix of matching size",
          needs=("matri",), before=False, extra=(r"(?<![\w-])(?<!design )(?:matrix|matrices) <S>(?!-|'s)",),
          misses=("where $A$ is a matrix norm", "where $A$ is the rank of the matrix", "where $A$ is a matrix element"),
          examples=("the weight matrix $!W$.", "the matrices $!A$ and $!B$ commute", "a random matrix $!W$ and")),
    _type("weights", rf"(?:(?:{_USE}weight(?:s| matrix| vector| matrices| vectors)?)(?: (?:of|in|for) (?:the |unit |layer |this |each |hidden )*(?:⟦\d+⟧|\w+))?)(?! and| decay| sharing| init| space)", "the weight", "the weights", "the weight matrix", "the weight vector", needs=("weight",), accept=names_only, before=False,
          extra=(r"(?<![\w-])weights? (?:matrix |matrices |vector )?<S>(?!-)",),
          misses=("where $A$ is the weight decay", "where $A$ are the weights and biases", "where $A$ is the number of weights"), examples=("targets $y$, weights $!w$",)),
    _type("biases", rf"(?:{_USE}bias(?:es| term| terms| vector| vectors)?)(?: (?:of|in|for) (?:the |unit |layer |this |each |hidden )*(?:⟦\d+⟧|\w+))?(?! and| correction| of the estim)", "the bias", "the biases", "the bias vector", "a bias term", needs=("bias",), accept=names_only, before=False,
          extra=(r"(?<![\w-])bias(?:es)? (?:vector |vectors |term )?<S>(?!-)",), misses=("where $A$ is the bias and variance", "where $A$ is biased"), examples=("and the bias $!b$ added",)),
    _type("parameters", rf"(?:{_USE}(?:trainable |learnable |trained |learned |model |its |free )*parameters?(?: vector)?)(?: of (?:the |a |this )*\w+)?(?! and| settings| sharing| space| update| count)", "the parameters", "a trained parameter", "learnable parameters", needs=("parameter",), accept=names_only, before=False,
          extra=(r"(?<![\w-])parameters? <S>(?!-)",), misses=("where $A$ is the number of parameters",), examples=("where $w$ stands, and $!w,b\\in\\mathbb{R}$ are its parameters.",)),
    _type("class", r"(?:(?:index|number|id) of (?:the |its )?(?:true|correct|right|target|actual|ground[- ]truth|gold) (?:class|category|label|word|token)|(?:true|correct|right|target|actual|ground[- ]truth|gold) (?:class(?:es)?(?: index| indices| label| labels)?|category|categories))", "the index of the correct class", "the true class", "the target class", needs=("class", "categor", "index of", "number of", "id of"), before=False, accept=plain_name,
          extra=(r"(?<![\w-])(?:true|correct|right|target|ground[- ]truth|gold) class(?:es)? (?:index |label |labels )?<S>(?!-|'s)",),
          misses=("where $A$ is the score of the correct class", "where $A$ is the probability of the true class", "the correct class of $A$ is"),
          examples=("an example with true class $!c_n$ and scores", "Let $!y$ be the index of the correct class and", "and $!t$ is the target class.")),
    Record("type-covariance", "type", "covariance", (r"<s> (?:is|be|denotes?) (?:the|a|its) (?:variance-)?covariance(?: matrix)?", r"(?<![\w-])covariance matri(?:x|ces) <S>"),
           ("where $!\\Sigma$ is the covariance matrix", "with covariance matrix $!\\Sigma$", "Let $!S$ be its covariance."), ("where $S$ is not the covariance", "$S$ is the trace of the covariance"), ("covariance",), accept=plain_name),
    Record("type-constant-set", "type", "integer", (r"<S> (?:is|are|be) (?:an? |any )?(?:positive |non-?negative |fixed |natural |even |odd )*(?:integers?|natural numbers?|whole numbers?)(?![\w-])", r"(?:integers?|natural numbers?) <S>"),
           ("where $!n$ is a positive integer", "For a fixed integer $!k\\ge0$, find", "Let $!m$ and $!n$ be natural numbers."), ("where $n$ is not an integer", "where $n$ is an integer-valued map"), ("integer", "number"), accept=plain_name),
)  # fmt: skip

_S = r"<S>,?"
SIZES: tuple[Record, ...] = (
    Record("size-has", "size", "shape",
           (rf"{_S} (?:has|have|having|with|is|are)? ?(?:of )?(?:the )?(?:size|shape|dimensions?|dimensionality) <z>(?!-)",
            r"(?:size|shape|dimensions?|dimensionality) of <s> (?:is|are|equals?) <z>", rf"{_S} (?:is|are|be|denotes?|being) (?:an? |the )?(?:\w+ ){{0,2}}?<z>(?: real)? (?:\w+ )?(?:matri(?:x|ces)|arrays?|tensors?)(?![\w-])",
            r"(?:an?|the) <z> (?:\w+ )?(?:matrix|array|tensor) <s>"),
           ("where $!W_k$ has size $D_{k+1}\\times D_k$.", "$!A$ is an $n\\times m$ matrix", "The shape of $!W$ is $(n_1,n_0)$.", "Let $!B$ be an $n$ by $m$ matrix.", "an $n\\times n$ matrix $!A$"),
           ("where $W$ does not have size $n$", "the size of $W$ is large", "the step size $\\eta$ is $0.1$"), ("size", "shape", "dimension", "matri", "array", "tensor"),
           reject=r"step size|batch size|sample size", accept=plain_name),
    Record("size-bracketed", "size", "shape",
           (r"<s> ?\( ?(?:(?:an?|of|the|size|shape|dimensions?|matrix) )*<z>(?: matrix)? ?\)", r"<S> ?\( ?(?:both|each|all) (?:(?:of|size|shape|an?) )*<z>(?: matrices)? ?\)"),
           ("Let $!A$ ($m\\times k$) and $B$ be matrices", "where $!Z$ and $!U$ (both $N\\times d$) hold the views", "the weights $!W$ (shape $p\\times q$),"),
           ("the rate $a$ ($b$) is", "For square $A$ ($m\\times m$) we have", "with $A$ (see $B$)", "where $f$ ($n$ or $m$) is"), ("(",), accept=plain_name),
    Record("size-length", "size", "length",
           (rf"{_S} (?:is|are|be|denotes?|being)? ?(?:an? |the )?(?:(?:\w+ ){{0,2}}(?:vectors?|arrays?|sequences?) )?(?:of|with|has|have) (?:length|dimension|size|dimensionality) <o>(?! ?(?:×|x|by) )",
            rf"{_S} (?:is|are|be|denotes?) (?:an? |the )?<o>-(?:dimensional|dim|vectors?)(?: \w+)?", r"<o>-dimensional (?:\w+ ){0,2}?vectors? <S>", r"vectors? <S> of (?:length|dimension|size) <o>",
            rf"{_S} (?:has|have) <o> (?:entries|elements|components|coordinates|rows and columns)(?![\w-])",
            rf"{_S} (?:has|have|contains?|consists? of|comprises?|is made of) <o> (?:hidden |output |input |visible )?(?:units|neurons|nodes)(?![\w-])"),
           ("where $!x$ is a vector of length $n$", "Let $!x$ be an $n$-dimensional vector.", "the $d$-dimensional input vectors $!u$ and $!v$", "the output $!f_3$ has $D_f$ entries",
            "The layer $!h_k$ has $D_k$ hidden units", "the hidden layer $!a$ consists of $m$ neurons"),
           ("where $x$ is not of length $n$", "vector of length $n$ is long", "$x$ has $n$ friends"), ("length", "dim", "size", "entries", "elements", "components", "coordinates", "vector", "rows and", "units", "neurons", "nodes"), accept=plain_name),
    Record("size-same", "size", "same-as",
           (r"<S> (?:has|have|is of|are of|with|having) (?:the |exactly the )?same (?:shape|size|dimensions?|dimensionality|form) (?:as|like) (?:that of )?(?:the \w+ )?<o>", r"<s>,? (?:a |which is a )?(?:matrix|vector|array|tensor) of the same (?:shape|size|dimensions?) as (?:the \w+ )?<o>",
            r"<s> (?:is|are) (?:shaped|sized) like <o>", r"<S> (?:and|,) <o> (?:have|are of) the same (?:shape|size|dimensions?)(?= ?[.,;)]|$)"),
           ("$!dW$ has the same shape as $W$.", "Find $!\\frac{\\partial\\ell}{\\partial W_i}$, a matrix of the same shape as $W_i$ with", "where $!M$ is of the same size as $X$"), ("$dW$ does not have the same shape as $W$", "$a$ has the same value as $b$"), ("same", "shaped", "sized")),
    Record("size-square", "size", "square", (r"<S> (?:is|are|be) (?:a )?square(?: matri(?:x|ces))?(?= ?[.,;)]|$| and)", r"(?<![\w-])(?<!least )(?<!mean )square (?:matri(?:x|ces) )?<S>(?!-)", r"square (?:\w+ )?(?:\w+ )?matri(?:x|ces) <S>"),
           ("For square $!A$, more holds.", "where $!A$ is a square matrix", "a square invertible matrix $!A$"), ("where $A$ is not square", "when $A$ is square", "the square root $A$", "least square $A$"), ("square",), accept=plain_name,
           reject=r"least square|square root|mean square"),
)  # fmt: skip
