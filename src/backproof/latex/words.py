"""Every word that the parser knows: functions, operators that take limits, connectives of prose.

A new function name belongs here and nowhere else in this room. What a function *is* (domain, derivative) lives in
``terms``; here only its spelling counts.
"""

COMMAND_FUNCTIONS = frozenset(
    [
        "log", "ln", "lg", "exp", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth",
        "arcsin", "arccos", "arctan", "max", "min", "sup", "inf", "lim", "limsup", "liminf", "argmin", "argmax",
        "arg", "det", "dim", "deg", "gcd", "hom", "ker", "Pr", "tr", "Tr", "diag", "rank", "sgn", "sign", "softmax",
        "sigmoid", "relu", "ReLU", "erf", "erfc", "vec", "Var", "Cov",
    ]
)  # fmt: skip
"""Names that are functions when written as a command: ``\\log``, and the usual private macros such as ``\\softmax``."""

FUNCTIONS = COMMAND_FUNCTIONS | frozenset(
    [
        "arcsinh", "arccosh", "arctanh", "artanh", "arsinh", "arcosh", "asin", "acos", "atan", "atan2", "sech",
        "csch", "logit", "probit", "lgamma", "gamma", "digamma", "trace", "Diag", "blockdiag", "offdiag", "vech",
        "mat", "Rank", "span", "null", "range", "Span", "Null", "sgn", "step", "clip", "round", "floor", "ceil",
        "mod", "softplus", "Softplus", "softsign", "SiLU", "Swish", "swish", "silu", "GELU", "gelu", "ELU", "elu",
        "SELU", "selu", "CELU", "LeakyReLU", "LReLU", "PReLU", "Mish", "mish", "Softmax", "SoftMax", "Sigmoid",
        "Tanh", "Exp", "Log", "logsumexp", "LogSumExp", "LSE", "logsigmoid", "LogSigmoid", "logsoftmax",
        "LogSoftmax", "hardtanh", "sig", "Sig", "act", "Norm", "norm", "LN", "BN", "LayerNorm", "BatchNorm",
        "RMSNorm", "LayerNormalization", "Dropout", "dropout", "MLP", "FFN", "Attention", "Attn", "MultiHead",
        "Concat", "concat", "Conv", "conv", "pool", "Pool", "MaxPool", "AvgPool", "Linear", "Embed", "var", "cov",
        "Corr", "corr", "std", "Std", "mean", "Mean", "median", "mode", "bias", "Bias", "MSE", "RMSE", "MAE", "SSE",
        "BCE", "NLL", "CE", "Loss", "KL", "JS", "ELBO", "Prob", "Bern", "Bernoulli", "Ber", "Bin", "Binomial",
        "Cat", "Categorical", "Multinomial", "Poisson", "Poi", "Uniform", "Unif", "Exponential", "Normal",
        "Gaussian", "Beta", "Gamma", "Dir", "Dirichlet", "Laplace", "StudentT", "GP", "Lap", "Huber", "huber",
        "supp", "dom", "conv", "prox", "proj", "Proj", "sg", "stopgrad", "stop_gradient", "Re", "Im", "erfinv",
        "cond", "dist", "argsort", "sort", "topk", "one_hot", "onehot", "cumsum", "sum", "abs", "sqrt", "dim",
        "card", "len", "length", "size",
    ]
)  # fmt: skip
"""Names that are functions when set upright: ``\\operatorname{..}``, ``\\mathrm{..}``, ``\\text{..}``."""

ITALIC_WORDS = frozenset(
    [
        "log", "ln", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min", "argmin", "argmax", "det",
        "diag", "Diag", "softmax", "sigmoid", "relu", "ReLU", "tr", "Tr", "Pr", "Norm", "Var", "Cov", "sig",
        "softplus", "rank", "vec", "LayerNorm", "BatchNorm", "KL", "MSE", "BCE", "RMSE", "SiLU", "GELU", "ELU",
        "sgn", "sign", "logit", "erf",
    ]
)  # fmt: skip
"""Runs of italic letters that are one word, not a product of letters: ``diag(x)``, ``Pr(y)``."""

TAKES_LIMITS = frozenset(("lim", "limsup", "liminf", "sup", "inf", "max", "min", "argmin", "argmax"))
"""Named operators with a limit below and a scope to the right."""

SYNONYMS = {"minimize": "min", "minimise": "min", "maximize": "max", "maximise": "max"}
"""Words that take a limit like the operators they stand for."""

PLAIN_WITHOUT_LIMITS = frozenset(("max", "min", "sup", "inf"))
"""Of those, the ones that are functions of their arguments when no limit is written."""

CONNECTIVES = frozenset(
    [
        "and", "or", "where", "with", "if", "when", "whenever", "for", "since", "because", "so", "then", "thus",
        "hence", "therefore", "as", "by", "otherwise", "else", "let", "on", "in", "is", "are", "the", "of", "from",
        "while", "that", "such", "let", "define", "denote", "given", "provided", "unless", "but", "also", "yields",
        "gives", "implies", "iff", "s.t.", "i.e.", "e.g.", "w.r.t.", "st", "at", "to", "a", "an", "be", "we",
        "obtain", "have", "get", "either", "both", "not", "a.s.", "some", "all", "any", "each", "every", "resp",
        "only", "until", "which", "namely", "using", "via",
    ]
)  # fmt: skip
"""Single words of prose, never names."""

DEFINING_NOTES = frozenset(
    ("def", "def.", "Def", "define", "defined", "\\Delta", "\\triangle", "\\vartriangle", "△", "Δ")
)
"""What is written above an equals sign to make it a definition."""
