"""Rows about indices and counts, and about randomness: "for i = 1, …, n", "K classes", "drawn from", "Bernoulli(p)"."""

from backproof.meaning.prose.names import is_range, symbol_name
from backproof.meaning.prose.records import Record

_THINGS = (
    r"(?P<v>examples|samples|classes|layers|units|hidden units|neurons|data points|observations|components|training examples|training points|time steps|timesteps"
    r"|steps|features|parameters|inputs|outputs|iterations|points|heads|batches|experts|tokens|words|clusters|dimensions|weights|entries|pixels|channels|numbers)"
)

RANGES: tuple[Record, ...] = (
    Record("range-for", "range", "for",
           (r"(?:for|when|with|where|over|at|(?<=⟧),|\() ?(?:all |every |each |any |some |iteration |step |time |index |the indices )?<s>(?!-|'| ?th\b)", r"für (?:alle |jedes )?<s>", r"pour (?:tout |tous )?<s>", r"para (?:todo |cada )?<s>", r"(?:对|对于|对所有)(?:所有|任意|每个)? ?<s>"),
           ("holds for $!i=1,\\dots,n$.", "for all $!t\\ge1$ we have", "for $!j=1..M$ in turn", "for each $!k\\in\\{1,\\dots,K\\}$"), ("for $x$", "holds when $x=3$"), (), guard="none", accept=is_range),
    Record("range-each", "range", "each", (r"(?:for|over) (?:each|every|all|any) (?:(?:fixed )?(?:unit|index|layer|example|step|class|feature|batch|time|neuron|parameter|component|iteration|row|column) )?<S>(?!-|'| ?th\b)", r"für (?:alle|jedes|jede|jeden) <S>", r"pour (?:tout|tous|chaque) <S>", r"para (?:todo|cada|todos) <S>", r"对(?:于)?(?:所有|任意|每个|每一个)(?:的)? ?<S>"),
           ("for every $!j$ we get", "summed over all $!i$.", "for each unit $!j$ the mean", "for all $!i$ and $!k$"), ("not for every $j$", "for $j$"), ("for ", "over ", "für ", "pour ", "para ", "对"), guard="plain", accept=symbol_name),
    Record("range-count", "range", "", (rf"(?:there are|has|have|having|with|contains?|containing|consists? of|into|over|on|using|for|uses?|from|are|all|the|these|into|take|given|(?:batch|set|layer|made|composed|consisting|sample|dataset|mixture|network|sequence|stack|total)(?:es|s)? of|and|,|\(|^) ?<s> (?:independent |training |i\.i\.d\. |hidden |fully connected |real |input |output |different |mutually exclusive |past )*{_THINGS}(?![\w-]| (?:are |is |being |were )?(?:kept|active|dropped|survive|remain))", r"<s> (?:is|be|denotes?) the (?:total )?number of (?:the )?(?:training |hidden |input |output |model |mini-?batch )*" + _THINGS + r"(?!\w)", r"number of (?:the )?(?:training |hidden |input |output )*" + _THINGS + r" (?:is |be |by |as )?<s>"),
           ("There are $!K$ classes.", "a network with $!L$ layers, where", "where $!N$ is the number of samples", "The number of units is $!M$."), ("$k$ is the class", "for each $i$ examples differ"), ("number of", "es", "ers", "its", "ons", "nts", "les", "eps", "ts", "ms", "ls", "ds"), guard="plain", accept=symbol_name),
    Record("range-batch", "range", "batch-size", (r"(?:mini-?)?batch(?:es)? (?:size |of (?:size )?(?:the )?)<s>", r"(?:mini-?)?batch(?:es)? (?:of|with|containing) <s> (?:examples|samples|inputs|numbers|points|observations)", r"<s> (?:is|denotes|be) the (?:mini-?)?batch size", r"batch size (?:is|equals|be) <s>"),
           ("a batch of size $!m$ is", "on a mini-batch of $!n$ inputs", "where $!B$ is the batch size."), ("a batch not of size $m$", "the batch mean $m$"), ("batch",), guard="plain", accept=symbol_name),
    Record("range-index", "range", "index", (r"<s> ?-?(?:th|st|nd|rd)(?![\w])", r"(?:indices|indexes|index|indexed by|subscripts?|subscript) <S>", r"<S> (?:is|are|be|denotes?|runs? over|ranges? over|index|indexes|indices) (?:the |an |a )?(?:\w+ )?(?:ind(?:ex|ices)|examples|classes|layers|units|time steps)(?![\w-])", r"第 ?<s> ?个"),
           ("the $!k$-th entry of", "with indices $!i$ and $!j$.", "the $!n$th row", "where $!i$ indexes the examples"), ("the power $k$", "an index of $n$ things"), ("th", "st", "nd", "rd", "ind", "subscript", "runs", "ranges", "第"), guard="plain", accept=symbol_name),
)  # fmt: skip

_BE = r"(?:is|are|be|being|is assumed to be|are assumed to be)"
_DO = r"(?:follows?|has|have|having|obeys?|with|is|are|be|drawn from|sampled from|comes? from|follow(?:ing)?)"
_ARTICLE = r"(?: an?| the)?(?: (?:independent|random|multivariate|univariate|i\.i\.d\.|zero-mean|standard|isotropic|discrete|continuous))*"
_RV = r"(?: (?:distribution|random variables?|random vectors?|variables?|noise|distributed|law|prior|entries|random factors))?"


def _law(
    value: str, words: str, parameters: str, examples: tuple[str, ...], misses: tuple[str, ...], needs: tuple[str, ...]
) -> Record:
    forms = (
        rf"<S>,? (?:independently )?{_DO}{_ARTICLE} (?:{words}){_RV}(?![\w-])(?: ?,? ?(?:{parameters}))?",
        rf"(?:let|assume|suppose|where|with|and|for) <S> (?:be )?{_ARTICLE} ?(?:{words})(?: random)? (?:variables?|vectors?|distributed)(?: ?,? ?(?:{parameters}))?",
    )
    return Record(f"random-{value}", "random", value, forms, examples, misses, needs)


_MV = r"with mean (?:vector )?(?:<o>|zero|0)(?: and (?:common )?(?:variance|covariance|covariance matrix|standard deviation) <o2>)?"
RANDOM: tuple[Record, ...] = (
    _law("normal", r"(?<!standard )(?:normal|Gaussian|normally distributed|Gaussian distributed|multivariate normal|multivariate Gaussian)(?! equations| densit| CDF| prior| mixture| to)", _MV,
         ("where $!x$ follows a normal distribution with mean $\\mu$ and variance $\\sigma^2$.", "Let $!z$ be Gaussian with mean $m$ and covariance $S$.", "$!\\epsilon$ is normally distributed."),
         ("where $x$ is not normally distributed", "$x$ has normal equations", "If $x$ is Gaussian, then"), ("normal", "gaussian")),
    _law("standard-normal", r"(?:standard|unit) (?:normal|Gaussian|normally distributed)(?! densit| CDF)", r"in ⟦\d+⟧",
         ("where $!z$ follows a standard normal distribution.", "$!\\epsilon$ is standard normal.", "Let $!z$ be a standard Gaussian vector."), ("where $z$ is not standard normal", "the standard normal density $z$"), ("standard", "unit")),
    _law("uniform", r"uniform(?:ly)?(?: distributed)?(?: (?:distribution|random))?(?! (?:convergence|norm|bound))", r"(?:on|over|in|from) (?:the interval |the set )?<o>",
         ("where $!u$ is uniform on $[-a,a]$", "where $!x$ is uniformly distributed over $[0,1]$", "Let $!x$ be uniform on $[0,1]$."), ("where $u$ is not uniform on $[0,1]$", "the bound on $u$ is a uniform bound"), ("uniform",)),
    _law("bernoulli", r"Bernoulli(?:-distributed)?(?: ?⟦\d+⟧| ?\([^()]{1,12}\))?(?! (?:likelihood|loss))", r"with (?:success |drop |keep )?(?:probability|parameter|mean) <o>|of parameter <o>",
         ("where $!m$ is Bernoulli with probability $p$", "$!R_{ij}$ are independent Bernoulli random variables with parameter $p$.", "Let $!b$ be a Bernoulli variable."), ("where $m$ is not Bernoulli", "the Bernoulli loss $m$"), ("bernoulli",)),
    _law("poisson", r"Poisson(?:-distributed)?(?! process)", r"with (?:rate|parameter|mean|intensity) <o>", ("where $!N$ follows a Poisson distribution with rate $\\lambda$", "$!N$ is Poisson with mean $\\lambda$.", "Let $!N$ be a Poisson variable."), ("where $N$ is not Poisson", "a Poisson process $N$"), ("poisson",)),
    _law("binomial", r"(?<!negative )binomial(?:ly distributed)?(?! coeff| theorem)", r"with parameters <O>", ("where $!K$ follows a binomial distribution with parameters $n$ and $p$", "$!K$ is binomially distributed.", "Let $!K$ be a binomial variable."), ("where $K$ is not binomial", "the binomial coefficient $K$"), ("binomial",)),
    _law("exponential", r"exponential(?:ly distributed| distribution| random)", r"with (?:rate|parameter|mean) <o>", ("where $!T$ is exponentially distributed with rate $\\lambda$", "$!T$ follows an exponential distribution.", "Let $!T$ be an exponential random variable."), ("where $T$ is not exponentially distributed", "$T$ is an exponential function"), ("exponential",)),
    _law("laplace", r"Laplac(?:e|ian)(?: distribution| distributed|-distributed| random)", r"with (?:scale|parameter|location) <o>", ("where $!e$ follows a Laplace distribution with scale $b$", "$!e$ has a Laplacian distribution.", "$!e$ is Laplace distributed."), ("where $e$ is not Laplace distributed", "$e$ is the Laplace transform"), ("laplac",)),
    _law("categorical", r"(?:categorical(?:ly distributed)?|multinoulli)(?! cross| loss| data)", r"with (?:probabilities|parameters?) <o>", ("where $!z$ follows a categorical distribution with probabilities $\\pi$", "$!z$ is categorically distributed.", "Let $!z$ be a categorical variable."), ("where $z$ is not categorical", "the categorical cross-entropy $z$"), ("categorical", "multinoulli")),
    Record("random-two-points", "random", "two-points", (r"<S>,? (?:is|are|equals|takes the value|take the value|has the value)(?: equal to)? <o> with probability <o2>,? (?:and|or|else) <o3>(?: otherwise| else| with probability)",),
           ("the factor $!r_j$ is $1/p$ with probability $p$ and $0$ otherwise", "where $!s$ takes the value $a$ with probability $q$ and $b$ with probability $1-q$.", "each $!m_i$ equals $1$ with probability $p$ and $0$ else, so"), ("where $r_j$ is not $1$ with probability $p$ and $0$ otherwise", "$r$ is $1$ with probability $p$ and grows"), ("probability",)),
    Record("random-drawn", "random", "drawn-from", (rf"<S>,? (?:{_BE} )?(?:each |independently |all |i\.?i\.?d\.? )*(?:drawn|sampled|chosen at random|generated)(?: i\.?i\.?d\.?| independently| at random| uniformly)? from (?:the |a )?(?:(?:\w+ ){{0,2}}?(?:distribution|prior|population|law|set|density) )?<o>", r"(?:draw|sample) <S> (?:independently |i\.i\.d\. |uniformly )?from (?:the |a )?(?:(?:\w+ )?(?:distribution|prior|set) )?<o>"),
           ("where $!x$ is drawn from $p$", "the samples $!x_i$ are independently drawn from the distribution $p(x)$", "Draw $!z$ from $N(0,1)$."), ("where $x$ is not drawn from $p$", "the line $x$ drawn to $p$"), ("drawn", "draw", "sampl", "chosen", "generated")),
    Record("random-variable", "random", "random", (rf"<S> {_BE} (?:an? |independent |real |continuous |discrete |i\.i\.d\. )*random(?: (?:variables?|vectors?|matri\w+|input|scalars?|factors?))?(?= ?[.,;)]|$| with| and| whose| of)", r"(?<![\w-])random (?:variables?|vectors?|input|matrix|factors?|mask|number) <S>"),
           ("Let $!x$ be a random input with $x\\sim N$", "where $!X$ and $!Y$ are independent random variables.", "a random vector $!u$ has"), ("where $x$ is not random", "the random forest $x$"), ("random",)),
    Record("random-mask", "random", "bernoulli-mask", (r"(?:dropout |binary |random )mask <s>,? (?:whose )?(?:with )?entries (?:are )?(?:independent|independently)",), ("a mask: the binary mask $!R$, whose entries are independent", "with the dropout mask $!m$ whose entries are independent", "a random mask $!m$ with entries independent of"), ("the mask $R$ is large", "the mask $R$ has entries not independent"), ("mask",)),
    Record("random-expectation", "random", "expectation-over", (r"<s> (?:denotes|is|be|means|stands for) (?:the )?(?:expectation|expected value|average|mean)(?: is)?(?: taken)?(?: over| with respect to| w\.r\.t\.| under) (?:the |all )?(?:(?:\w+ ){0,4}?<o>|(?:[a-z-]+ ?){1,4})", r"(?:expectation|average)s? (?:is|are|being)? ?(?:taken )?(?:over|with respect to) (?:the )?(?:\w+ ){0,3}?<o>"),
           ("where $!E$ denotes expectation over $x$", "Here $!\\mathbb{E}$ is the expectation over the dropout masks.", "with the expectation taken over the factors $\\delta_k$."), ("where $E$ is not the expectation over $x$", "$E$ is the energy over $x$"), ("expect", "average", "mean")),
)  # fmt: skip
