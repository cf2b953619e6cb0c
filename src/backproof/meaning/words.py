"""Names with a meaning of their own in formulas: operations that no equation defines."""

SPECIAL = frozenset(
    [
        "tr",
        "Tr",
        "trace",
        "det",
        "diag",
        "Diag",
        "softmax",
        "Softmax",
        "SoftMax",
        "logsoftmax",
        "LogSoftmax",
        "logsumexp",
        "LogSumExp",
        "LSE",
        "vec",
        "sqrt",
        "mean",
        "bb:E",
        "Var",
        "var",
        "bb:V",
        "Cov",
        "cov",
        "bb:P",
        "Pr",
        "O",
        "o",
        "cal:O",
    ]
)

OTHERWISE = frozenset(("otherwise", "else", "sonst", "sinon", "otras", "en otro caso", "其他", "否则"))
"""Words for the last branch of cases."""
