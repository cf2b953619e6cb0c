"""What a person looked at: mutants that say the same as the relation, and what is wanted but not there yet."""

SAME: dict[tuple[str, str], str] = {
    ("counting", r"\sum_{i=0}^n i = \frac{n (n + 1)}{2}"): "the term that is added is zero",
    ("determinant", r"\det(B A) = \det(A) \det(B)"): "determinants commute",
    ("trace gradient", r"\frac{\partial \operatorname{tr}(B A)}{\partial A} = B^\top"): "a trace is cyclic",
    ("softmax jacobian", r"\frac{\partial p_k}{\partial z_i} = p_k (\delta_{ik} - p_i)"): "δ is symmetric",
}
"""Mutants, by relation and text, that are true; with the reason."""

BLESSED: dict[tuple[str, str], str] = {
    (
        "trace of a square",
        r"\operatorname{tr}(A^\top A) = \sum_{i=1}^m \sum_{j=1}^n A_{ji}^2",
    ): "true only if m = n, which should be said",
    (
        "cross-entropy by cases",
        r"\frac{\partial p_k}{\partial z_i} = \begin{cases} p_k (1 - p_k) & \text{if } i = k \\"
        r" -p_k p_i & \text{if } i = k \end{cases}",
    ): "nothing is said for i ≠ k",
}
"""Mutants that come out as tested and should not: open findings, with what is wrong with them."""

UNTESTED: dict[str, str] = {}
"""True relations that are not tested yet: open findings, with the reason."""
