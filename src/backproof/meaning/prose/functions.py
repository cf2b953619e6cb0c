"""Rows that say which function or operation a symbol is: "σ is the logistic sigmoid", "⊙ is the Hadamard product"."""

from backproof.meaning.prose.frames import noun
from backproof.meaning.prose.names import callable_name, derived_name, symbol_name
from backproof.meaning.prose.records import Record

_F = r"(?: (?:non-?linear )?(?:activation function|activation|function|nonlinearity|non-linearity|unit|map))?"
_SLOPE = r" (?:function |activation |unit )?with (?:a )?(?:negative )?slope (?:parameter )?(?:<o>|[\d.]+)"
_EACH = (
    r"(?:entry-?wise|element-?wise|component-?wise|point-?wise|coordinate-?wise|element by element|entry by entry"
    r"|component by component|to each (?:entry|element|component|coordinate)|to every (?:entry|element|component|coordinate)"
    r"|on each (?:entry|element|component|coordinate)|to the (?:entries|elements|components)|separately to each \w+)"
)

_PRODUCTS = ("\\odot", "*", "\\ast", "\\circ", "⊙", "∘", "\\cdot", "\\star", "\\bullet", "\\otimes", ".*")


def _kind(
    value: str, words: str, *say: str, needs: tuple[str, ...], misses: tuple[str, ...] = (), **more: object
) -> Record:
    return noun(f"function-{value}", "function", value, words, say, needs=needs, misses=misses, **more)  # type: ignore[arg-type]


FUNCTIONS: tuple[Record, ...] = (
    _kind("sigmoid", rf"(?:logistic[ -])?sigmoid(?:al)?{_F}|(?:standard )?logistic (?:function|activation|map)|sigmoid",
          "the sigmoid", "the logistic sigmoid", "the logistic sigmoid function", "the logistic function", "a sigmoid activation",
          needs=("sigmoid", "logistic"),
          misses=("where $f$ is the sigmoid of the input", "The vector $f$ is the sigmoid output.", "the derivative of the sigmoid $f'(x)$",
                  "It looks like a sigmoid function which shifts as we increase $f$."),
          examples=("with the sigmoid $!g(z)=1/(1+e^{-z})$.", "$!\\sigma$ the sigmoid", "Here σ(x) is written $!\\sigma$ (the sigmoid).",
                    "an activation, the sigmoid $!\\sigma$, which saturates", "Denote by $!g$ the logistic function.", "with the logistic $!s$ elementwise"),
          extra=(r"\b(?:the|a) logistic <c>(?! ?(?:-|regression|loss|model|unit|distribution))",)),
    _kind("relu", rf"(?:usual )?(?<!leaky )(?<!parametric )(?:ReLU|relu|rectifier|rectified linear(?= unit| function| activation)){_F}",
          "the ReLU", "the ReLU function", "the rectified linear unit", "the rectifier", "ReLU", needs=("relu", "rectifi"),
          misses=("where $f$ is the leaky ReLU", "for negative $f$, the ReLU is zero", "ReLU layers $f$ follow")),
    _kind("leaky-relu", rf"(?:leaky|parametric)[ -](?:ReLU|rectified linear unit|rectifier){_F}|LeakyReLU",
          "the leaky ReLU", "a leaky ReLU", "the leaky ReLU function", needs=("leaky", "parametric"),
          misses=("For a leaky ReLU the $f$ grows.",),
          extra=(rf"<S> (?:is|are|be|denotes?) (?:the |a )?leaky ReLU{_SLOPE}",),
          examples=("where $!g$ is the leaky ReLU with slope $a$, applied to each entry", "where $!g$ is the leaky ReLU with slope 0.01 on the negative side")),
    _kind("tanh", rf"(?:hyperbolic tangent|tanh|tan-?h){_F}", "the hyperbolic tangent", "tanh", "the tanh function",
          "the hyperbolic tangent function", needs=("tanh", "tangent"),
          misses=("where $f$ is the tanh of the input", "the tanh units $f$")),
    _kind("softplus", rf"soft-?plus{_F}", "the softplus", "the softplus function", "softplus", needs=("plus",),
          misses=("where $f$ is the softplus of $z$",)),
    _kind("softmax", rf"soft-?max{_F}", "the softmax", "the softmax function", "softmax", needs=("softmax", "soft-max"),
          misses=("where $f$ is the softmax output", "where $f$ is the softmax of the logits", "where $f$ is the softmax probability vector")),
    _kind("identity", r"(?:identity|identical)(?: (?:activation(?: function)?|function|map(?:ping)?))|identity(?! matri| covariance| element| operator| block)",
          "the identity function", "the identity map", "the identity activation", needs=("identi",),
          misses=("where $f$ is the identity matrix", "where $f$ is the identity of the speaker"),
          extra=(r"whose activation (?:function )?is (?:simply )?(?:the )?identity,? <c>", r"(?:linear|identity) activations? (?:function )?<c>"),
          examples=("an RNN whose activation is the identity, $!\\phi(x)=x$.",)),
    _kind("step", r"(?:Heaviside|unit|binary|threshold)(?: step| threshold)?(?: function| activation)|(?:Heaviside )?step function|threshold function|derivative of (?:the )?ReLU(?: function)?(?= ?[.,;)]|$)",
          "the step function", "the Heaviside step function", "the unit step function", needs=("step", "heaviside", "threshold", "derivative of"),
          misses=("where $f$ is the step size", "at step $f$ the function"),
          examples=("where $!f$ denotes the step function, the derivative of ReLU", "where $!f$ denotes the derivative of ReLU.")),
    _kind("normal-cdf", r"(?:(?:CDF|cumulative distribution function|distribution function|cdf) of (?:the|a) standard (?:normal|Gaussian)(?: distribution)?"
          r"|standard (?:normal|Gaussian) (?:CDF|cumulative distribution function|distribution function))",
          "the CDF of the standard normal", "the standard normal CDF", "the cumulative distribution function of the standard Gaussian",
          needs=("cdf", "distribution function"), misses=("where $f$ is the CDF of $X$",),
          extra=(r"<s> and <_> (?:are|denote) (?:respectively )?the (?:CDF|cumulative distribution function|distribution function) and (?:the )?(?:density|pdf|probability density)",),
          examples=("$!\\Phi$ and $\\phi$ are the CDF and the density of the standard normal.",)),
    _kind("normal-pdf", r"(?:(?:probability )?(?:density(?: function)?|pdf) of (?:the|a) standard (?:normal|Gaussian)(?: distribution)?"
          r"|standard (?:normal|Gaussian) (?:probability )?(?:density(?: function)?|pdf))",
          "the density of the standard normal", "the standard normal density", "the standard Gaussian pdf", needs=("density", "pdf"),
          misses=("where $f$ is the density of $X$",),
          extra=(r"<_> and <s> (?:are|denote) (?:respectively )?the (?:CDF|cumulative distribution function|distribution function) and (?:the )?(?:density|pdf|probability density)(?: function)? of (?:the|a) standard",),
          examples=("$\\Phi$ and $!\\phi$ are the CDF and the density of the standard normal.",)),
    _kind("natural-log", r"natural (?:logarithm|log)|logarithm (?:to|with) (?:the )?base <_>", "the natural logarithm", "the natural log",
          needs=("logarithm", "natural log"), misses=("where $f$ is the logarithm of the likelihood",),
          extra=(r"(?:the |all )(?:logarithms?|logs?) (?:is|are) (?:the )?natural(?: ones?| logarithms?)?(?= ?[.,;)]|$)",),
          examples=("The logarithm is the natural one.", "All logarithms are natural.")),
    _kind("opaque", r"(?:(?:non-?linear|element-?wise|entry-?wise|some|scalar|arbitrary|generic|general|differentiable|smooth|given|fixed|unspecified) )*"
          r"(?:activation function|activation|non-?linearity|activation functions)",
          "an activation function", "a nonlinearity", "the activation function", "some differentiable activation function",
          needs=("activation", "linearity"), misses=("where $f$ is the activation of unit 3", "the pre-activation $f$ of the unit", "$f$ is the identity activation"),
          extra=(r"<S> (?:is|be) (?:an? |some |any |the )(?:\w+ )?function applied " + _EACH,)),
    _kind("differentiable", r"(?<!-)(?:(?:twice|continuously|scalar|real|smooth|some|scalar-valued|real-valued|an?) )*(?<![\w-])differentiable (?:(?:scalar|real|loss|scalar-valued|activation|real-valued) )*(?:function|map)s?",
          "a differentiable function", "a twice differentiable function", "a differentiable scalar function", needs=("differentiable",),
          extra=(r"<S> (?:is|are|be) (?:a |an |any |some )?(?:(?:twice|continuously|scalar|smooth) )*differentiable (?:(?:scalar|real|loss) )*(?:functions? of|functions? from|loss)",
                 r"(?<![\w-])differentiable (?:(?:scalar|real) )?(?:function|loss|map)s? <S>"),
          examples=("let $!L$ be a differentiable scalar function of $Z$", "and a differentiable function $!\\sigma$ applied to each entry"),
          misses=("a non-differentiable function $f$",), before=False),
    _kind("indicator", r"indicator(?: function| variable)?(?: (?:of|for|that) [^⟦⟪.;]{0,40})?", "the indicator", "the indicator function", "the indicator of the event",
          needs=("indicator",), extra=(r"(?:write|use) <s> (?:for|to denote) the indicator", r"<s> (?:is|equals) (?:<_> )?if .{0,40} and ⟦\d+⟧ otherwise, (?:the|an) indicator"),
          misses=("a good indicator is $f$",), examples=("write $!1\\{A\\}$ for the indicator of the event $A$",), before=False, accept=None, symbol="\\mathbb{1}\\{A\\}"),
    _kind("hadamard", r"(?:element-?wise|entry-?wise|component-?wise|point-?wise|coordinate-?wise|Hadamard|Schur|element by element)(?: \(?(?:Hadamard|element-?wise|entry-?wise|Schur|or Hadamard)\)?)?(?: (?:matrix )?(?:product|multiplication|multiply))",
          "the element-wise product", "the Hadamard product", "the elementwise (Hadamard) product", "element-wise multiplication", "the entrywise product",
          needs=("wise", "hadamard", "schur", "element by"), symbol="\\odot", accept=lambda s: s.strip().strip("{}") in _PRODUCTS,
          extra=(r"(?:which|where|and|with|,|operator|symbol) ?<s> (?:is|means|acts|works|denotes) (?:taken |computed |applied )?(?:element-?wise|entry-?wise|point-?wise)(?= ?[.,;)]|$| and)",
                 r"(?:which|where) <s> is the (?:element-?wise|Hadamard)"),
          examples=("Which $!\\odot$ is the element-wise (Hadamard) product.", "is the concatenation, $!*$ is element-wise, $\\sigma$ the sigmoid", "where $!\\circ$ denotes elementwise multiplication"),
          misses=("where $f$ is the element-wise product of the two", "$y$ is element-wise")),
    _kind("kronecker", r"Kronecker(?:'s)?(?:[ -](?:delta|symbol))(?: symbol| function)?", "the Kronecker delta", "Kronecker's delta", "the Kronecker symbol",
          needs=("kronecker",), symbol="\\delta_{ij}", misses=("where $f$ is the Kronecker product",)),
    _kind("kronecker-product", r"(?:Kronecker|tensor) product", "the Kronecker product", "the tensor product", "a Kronecker product", needs=("product",), symbol="\\otimes",
          accept=lambda s: "otimes" in s or "⊗" in s, misses=("where $\\otimes$ is the Kronecker product of A",)),
    _kind("unit-vector", r"(?:<o> ?-?(?:th|-th|st)? |\w+-th |first )?(?:standard |canonical |coordinate )?(?:unit|basis) vectors?(?: in ⟦\d+⟧)?", "the standard basis vector", "the unit vector",
          needs=("vector",), symbol="e_i", before=False, accept=lambda s: s.strip().startswith(("e", "\\mathbf", "\\bm", "\\bold", "\\vec", "\\hat")),
          examples=("where $!e_i$ is the $i$-th unit vector", "and $!e_k$ denotes the $k$th standard basis vector", "Let $!\\mathbf{e}_i$ be the $i^{th}$ canonical basis vector."),
          misses=("where $x$ is the unit vector", "where $x$ is a unit vector in the direction")),
    _kind("identity-matrix", r"(?:(?:<z> |<o>-dimensional )?(?:identity|unit) matri(?:x|ces)(?: of (?:size|order|dimension) <z>)?)", "the identity matrix", "an identity matrix",
          needs=("matri",), symbol="I", accept=symbol_name, before=False,
          examples=("where $!I_M$ is the $M\\times M$ identity matrix", "Let $!I_n$ denote the $n$ by $n$ identity matrix.", "with the identity matrix $!\\mathbf{I}$ added"),
          extra=(r"identity matrix <s>",), misses=("where $I$ is close to the identity matrix",)),
    _kind("ones", r"(?:(?:column |row |all-?ones )?vector (?:of|with) (?:<_> )?(?:all )?(?:ones|1s|1's)|all-?ones? vector|(?:vector|column|row) (?:whose|with) (?:all )?entries (?:are|being) (?:all )?(?:one|1))",
          "the vector of ones", "the all-ones vector", "a column vector of ones", needs=("ones", "1s", "1's", "entries", "all-one"), symbol="\\mathbf{1}", accept=None,
          misses=("where $x$ is one of the vectors",), before=False, examples=("with $!\\mathbf 1_m$ the vector of ones",)),
    Record("function-elementwise", "function", "elementwise",
           (rf"<S>,? (?:is|are|being|is to be|is understood to be|is then|acts|act|operates|works|works)?(?: ?applied| understood| taken| evaluated| computed| acting)? ?(?:independently |separately )?{_EACH}(?= ?[.,;):]|$| and| to| separately)",
            rf"(?:apply|applies|applying|applied) <S> (?:independently |separately )?{_EACH}",
            rf"<S> (?:is|be) (?:a|an|the|some|any) [^⟦⟪.;]{{0,70}}(?:applied|acting|acts|operating) (?:independently |separately )?{_EACH}",
            rf"(?:function|activation|nonlinearity) <S>,? (?:applied|acting|which acts|that acts|operating|which is applied) (?:independently |separately )?{_EACH}"),
           ("with $!\\tanh$ applied to each entry, and", "where $!\\tanh$ acts on each entry", "Let $!a$ be an activation function applied to each entry separately.",
            "$!\\sigma$ is applied elementwise.", "We apply $!\\sigma$ elementwise to the vector.", "a differentiable function $!\\sigma$ applied to each entry"),
           ("$x$ is not applied elementwise", "$\\odot$ is the element-wise product", "the input $x$ is read element by element of the list"),
           ("wise", "each", "every", "by ", "entries", "elements", "components"), "en", "strict", callable_name),
    Record("function-derivative", "function", "derivative-of",
           (r"<s> (?:is|denotes|be|being|stands for|means) (?:the |its )?(?:first |ordinary )?derivative of (?:the )?(?:\w+ ){0,2}?<o>",
            r"<o>,? (?:applied [^⟦⟪.;]{0,30}, )?(?:whose|with) derivative (?:is (?:denoted (?:by )?|written )?)?<s>",
            r"derivative of (?:the )?(?:\w+ ){0,2}?<o> (?:is )?(?:denoted|written)(?: by| as)? <s>"),
           ("where $!\\sigma'$ is the derivative of $\\sigma$", "Here $!g'$ denotes the derivative of the activation $g$.",
            "a function $\\sigma$ applied to each entry, whose derivative is $!\\sigma'$.", "The derivative of $f$ is denoted $!f'$."),
           ("where $\\sigma'$ is not the derivative of $\\sigma$", "$x$ is the derivative of $L$ with respect to $y$"), ("derivative",), "en", "strict", derived_name),
)  # fmt: skip
