"""M2xx: what a formula that was read may mean, and why that could not be settled."""

from backproof.notes.code import Code

PAGES = (
    Code(
        code="M201",
        name="unknown-symbol",
        summary="a symbol is used that nothing introduces",
        meaning=(
            "The statement depends on what the symbol is, and the document does not say: no definition, no"
            " declaration, no sentence, and its use fits several kinds. Single letters are never given a default"
            " meaning, not even $e$, $i$ or $\\pi$."
        ),
        help="Add one line that says what it is: a definition, a shape, or a sentence with “where … is …”.",
        bad=r"$\nabla_x (x^\top A x) = q(x)$",
        good="Let $A \\in \\mathbb{R}^{n \\times n}$ and $q(x) = (A + A^\\top) x$.\n\n$\\nabla_x (x^\\top A x) = q(x)$",
    ),
    Code(
        code="M202",
        name="shapes-contradict",
        summary="two places give one symbol shapes that cannot both hold",
        meaning=(
            "Shapes are inferred over the whole document. Here two places force different ones, and no reading of"
            " either makes them agree. Both places are named, because only you know which one is the slip."
        ),
        help="Change one of the two places: transpose a factor, exchange their order, or correct the declaration.",
        bad="Let $W \\in \\mathbb{R}^{m \\times n}$, $x \\in \\mathbb{R}^{m}$ and $m \\ne n$.\n\n$$z = W x$$",
        good="Let $W \\in \\mathbb{R}^{m \\times n}$, $x \\in \\mathbb{R}^{n}$.\n\n$$z = W x$$",
    ),
    Code(
        code="M203",
        name="ambiguous-reading",
        summary="the notation fits several readings, and the verdict depends on which",
        meaning=(
            "Is $f(x)$ a call or a product, $z^{(2)}$ a power or a layer, $\\sigma$ a function or a deviation? If"
            " every reading that fits the document led to one verdict, it would have been given. Here they differ,"
            " so none is: a reading is never chosen silently."
        ),
        help="Add the sentence or declaration that settles it; the message lists the readings.",
        bad=r"$\frac{d}{dx} a(x + 1) = a$",
        good="Let $a \\in \\mathbb{R}$ be a constant.\n\n$\\frac{d}{dx} a(x + 1) = a$",
    ),
    Code(
        code="M204",
        name="unbound-index",
        summary="an index is bound by no sum and stands on one side only",
        meaning=(
            "An index that is free on one side of an equation must be free on the other. Here it is not: a sum is"
            " missing, a sum binds the wrong letter, or the index escaped from its sum. Repeated indices are summed"
            " only where the document says so."
        ),
        help="Write the sum, or give the index to the other side.",
        bad=r"$$z_i = W_{ij} x_j$$",
        good=r"$$z_i = \sum_j W_{ij} x_j$$",
    ),
    Code(
        code="M205",
        name="unknown-function",
        summary="a function is used that is neither known nor defined",
        meaning=(
            "The usual functions (exp, log, tanh, ReLU, softmax, ...) are known by their usual names. Any other may"
            " be used after it is defined, or left unspecified; but a claim whose truth depends on which function"
            " it is cannot be judged before that is said."
        ),
        help="Define it, for example “let $g(x) = \\ldots$”, or name the known function that is meant.",
        bad=r"$\frac{d}{dx} \operatorname{act}(x) = 1 - \operatorname{act}(x)^2$",
        good=(
            "Let $\\operatorname{act}(x) = \\tanh(x)$.\n\n"
            "$\\frac{d}{dx} \\operatorname{act}(x) = 1 - \\operatorname{act}(x)^2$"
        ),
    ),
    Code(
        code="M206",
        name="unknown-notation",
        summary="this notation is not understood",
        meaning=(
            "The formula could be read as signs, but not as mathematics: a construct that backproof does not know,"
            " or one used in an unusual place. Nothing is guessed, and the formula counts neither as right nor as"
            " wrong."
        ),
        help=(
            "Write it in other words. If the notation is common in deep learning, please report it: it should be read."
        ),
        bad=r"$x \bowtie y = x y$",
        good=r"$x \odot y = y \odot x$",
    ),
    Code(
        code="M207",
        name="underivable",
        summary="a derivative is claimed of something that nothing defines",
        meaning=(
            "To check $\\partial f / \\partial x$ the definition of $f$ is followed down to $x$. Here the path ends"
            " early: $f$, or a quantity between the two, is used but defined nowhere."
        ),
        help="Add the missing definition, or pass the problem statement with `--given FILE`.",
        bad=r"$\frac{\partial z}{\partial x} = W^\top$",
        good="Let $z = W x$, in denominator layout.\n\n$\\frac{\\partial z}{\\partial x} = W^\\top$",
    ),
    Code(
        code="M208",
        name="unclear-dots",
        summary="the dots cannot be continued",
        meaning=(
            "$\\cdots$ stands for terms that follow a pattern. The terms shown fit no pattern, or several: at least"
            " two consecutive terms and the last one are needed."
        ),
        help="Show one more term, or write the sum with $\\sum$.",
        bad=r"$s_n = a_1 + \cdots + b_n$",
        good=r"$s_n = a_1 + a_2 + \cdots + a_n$",
    ),
    Code(
        code="M209",
        name="equation-to-solve",
        summary="an equation to be solved is not a claim",
        meaning=(
            "$\\nabla L(x) = 0$ is not true for every $x$: it says which $x$ is looked for. Such an equation is read"
            " as a condition. What follows from it is judged; the equation itself has no verdict."
        ),
        help="If it is meant as an identity, say so (“for all $x$”); if not, there is nothing to do.",
        bad="$2 x - 6 = 0$",
        good="Setting the derivative to zero, $2 x - 6 = 0$, gives $x = 3$.",
    ),
    Code(
        code="M210",
        name="impossible-declaration",
        summary="a declaration says what nothing can fulfil",
        meaning=(
            "A length is a whole number and not below zero, a set without members has no member, and a law has"
            " parameters that it can have: a variance is not negative, a probability lies between 0 and 1. Nothing"
            " that rests on such a name is judged: what the name is meant to be is not known. The rest of the page is."
        ),
        help="Correct the declaration.",
        bad="Let $x \\in \\mathbb{R}^{-3}$.\n\n$$\\nabla_x (x^\\top x) = 2 x$$",
        good="Let $x \\in \\mathbb{R}^{3}$.\n\n$$\\nabla_x (x^\\top x) = 2 x$$",
    ),
)
