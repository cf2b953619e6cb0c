"""V4xx: the verdicts that call for action, where no other code says more."""

from backproof.notes.code import Code

PAGES = (
    Code(
        code="V401",
        name="wrong",
        summary="the two sides differ",
        meaning=(
            "Under every reading that fits the document there are values for which the two sides differ. The values"
            " and both numbers are given, for anyone to check by hand, and a certificate: the difference was"
            " enclosed away from zero with error bounds, computed exactly, or found by going through all cases."
        ),
        help="Compare with the corrected side or the repair, where one was found. `--verbose` shows all that is known.",
        bad=r"$\frac{d}{dx} \sin(x^2) = \cos(x^2)$",
        good=r"$\frac{d}{dx} \sin(x^2) = 2 x \cos(x^2)$",
        level="error",
    ),
    Code(
        code="V402",
        name="wrong-shape",
        summary="the two sides have different shapes",
        meaning=(
            "The sides cannot be equal, nor even compared: their shapes differ for every reading that fits the"
            " document, or a product in one of them is not defined."
        ),
        help="Look for a missing transpose, exchanged factors, or an outer product that should be an inner one.",
        bad="Let $W \\in \\mathbb{R}^{m \\times n}$ and $z = W x$.\n\n$\\nabla_x \\tfrac12 \\|z\\|^2 = W z$",
        good="Let $W \\in \\mathbb{R}^{m \\times n}$ and $z = W x$.\n\n$\\nabla_x \\tfrac12 \\|z\\|^2 = W^\\top z$",
        level="error",
    ),
    Code(
        code="V403",
        name="wrong-scope",
        summary="an index is free on one side and not on the other",
        meaning=(
            "One side depends on an index that the other does not know, so they cannot be equal for every value of"
            " it. Mostly a sum is missing, or an index left the sum that binds it."
        ),
        help="Write the missing sum, or rename one of the two uses of the letter.",
        bad=r"Let $s = \sum_i x_i$. $s^2 = x_i \sum_j x_j$",
        good=r"Let $s = \sum_i x_i$. $s^2 = \sum_i x_i \sum_j x_j$",
        level="error",
    ),
    Code(
        code="V411",
        name="conditional",
        summary="false as it stands, true under an assumption that the document does not state",
        meaning=(
            "There are values for which the two sides differ, and one usual assumption rules all of them out. The"
            " document neither states it nor contradicts it. The assumption is named, and a counterexample without"
            " it is given."
        ),
        help="State the assumption where the symbols are introduced.",
        bad=r"$\nabla_x (x^\top A x) = 2 A x$",
        good=r"Let $A = A^\top$. $\nabla_x (x^\top A x) = 2 A x$",
        level="warning",
    ),
    Code(
        code="V421",
        name="unclear",
        summary="not understood, or not decidable here",
        meaning=(
            "No verdict was reached, and the statement counts neither as right nor as wrong. The message says why"
            " and, where one is known, which line would help."
        ),
        help="Add the line that the message asks for; with `--strict` unclear statements count as failures.",
        bad=r"$\nabla_x f(x) = g$",
        good=r"Let $f(x) = \tfrac12 \|x\|^2$. $\nabla_x f(x) = x$",
    ),
)
