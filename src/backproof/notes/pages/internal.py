"""I9xx: our own failures. They are never a verdict, and always ask to be reported."""

from backproof.notes.code import Code

PAGES = (
    Code(
        code="I901",
        name="internal-error",
        summary="backproof failed; please report it",
        meaning=(
            "A part of backproof did what it must not do. The statement that was being looked at has no verdict;"
            " the verdicts of all others stand. This is our fault, whatever the document contains."
        ),
        help=(
            "Please report it with the statement that the message names. `BACKPROOF_DEBUG=1 backproof check ...`"
            " prints the traceback that we need."
        ),
        bad="Any document; the fault is not in it.",
        good="The same document, with a version of backproof where this is mended.",
        level="error",
    ),
    Code(
        code="I902",
        name="witnesses-disagree",
        summary="two independent computations of one value disagree; please report it",
        meaning=(
            "A derivative that a verdict rests on is computed twice, by automatic differentiation forward, with"
            " tangents, and backward, with adjoints. Here the two differ by more than rounding, so at least one of"
            " them is at fault, and no verdict is given: a verdict that rests on a broken witness is worth nothing."
        ),
        help="Please report the statement with the definitions that it uses.",
        bad="Any document; the fault is not in it.",
        good="The same document, with a version of backproof where this is mended.",
        level="error",
    ),
)
