"""J3xx: why a statement that was understood has no verdict."""

from backproof.notes.code import Code

PAGES = (
    Code(
        code="J301",
        name="chance-not-judged",
        summary="a claim about chance that cannot be judged yet",
        meaning=(
            "Expectations and variances are judged where the distribution of every random symbol is stated, and the"
            " moments that are needed exist. Here one is missing, or the claim is about something else: a tail, a"
            " limit in distribution, an independence."
        ),
        help="State the distribution, for example $x \\sim \\mathcal{N}(0, I)$, and what is independent of what.",
        bad=r"$\mathbb{E}[x^2] = 1$",
        good="Let $x \\sim \\mathcal{N}(0, 1)$.\n\n$\\mathbb{E}[x^2] = 1$",
    ),
    Code(
        code="J302",
        name="limit-not-judged",
        summary="a limit that cannot be judged yet",
        meaning=(
            "A limit needs an argument about all large (or small) values; numbers at a few points show nothing"
            " beyond them. None of the known arguments applies here."
        ),
        help="State the step before the limit as an equation of its own; that one can be checked.",
        bad=r"$\lim_{t \to \infty} \sum_{k=1}^{t} \beta^{k!} = \beta$",
        good=r"$\lim_{t \to \infty} \beta^t = 0$ for $0 < \beta < 1$.",
    ),
    Code(
        code="J303",
        name="inequality-not-judged",
        summary="an inequality that no point breaks and nothing proves",
        meaning=(
            "A point that breaks an inequality makes it wrong. Where none was found it may still fail elsewhere,"
            " so the absence of one is not called right."
        ),
        help="Split it into steps, each by a named inequality (Jensen, Cauchy-Schwarz, a sum of squares).",
        bad=r"$\log \sum_i e^{x_i} \le \max_i x_i + \log n + \|x\|^4$",
        good=r"$\log \sum_{i=1}^{n} e^{x_i} \le \max_i x_i + \log n$",
    ),
    Code(
        code="J304",
        name="argmin-not-judged",
        summary="a minimiser that cannot be judged yet",
        meaning=(
            "That a point is stationary can be checked; that it is the least of all needs more, such as convexity."
            " Here neither was established."
        ),
        help="State the condition that you solved, for example $\\nabla L(w) = 0$, and why its solution is a minimum.",
        bad=r"$\arg\min_w f(w) = w^*$",
        good="Let $f(w) = (w - a)^2$.\n\n$\\arg\\min_w f(w) = a$",
    ),
    Code(
        code="J305",
        name="table-not-judged",
        summary="a table whose algorithm is not understood",
        meaning=(
            "The numbers of a table are checked by running the algorithm that the document states. No update rule,"
            " start or constant was found that gives the columns their meaning."
        ),
        help="Write the update as an equation, the start, and the constants; name the columns as in the equation.",
        bad="| t | w |\n|---|---|\n| 0 | 1 |\n| 1 | 0.8 |",
        good=(
            "Let $w_{t+1} = w_t - 0.1 \\cdot 2 w_t$ with $w_0 = 1$.\n\n"
            "| $t$ | $w_t$ |\n|---|---|\n| 0 | 1 |\n| 1 | 0.8 |"
        ),
    ),
    Code(
        code="J306",
        name="nowhere-finite",
        summary="no point was found where both sides are finite numbers",
        meaning=(
            "A side takes the logarithm of a negative number, divides by zero or overflows wherever it was tried."
            " Points are chosen within what the document states about its symbols; it may state too little."
        ),
        help="State where the symbols live, for example $0 < p < 1$ or $\\sum_i p_i = 1$.",
        bad=r"$\log(-e^{x}) = x$",
        good=r"$\log(e^{x}) = x$ for $x \in \mathbb{R}$.",
    ),
    Code(
        code="J307",
        name="too-large",
        summary="the statement is too large to be judged",
        meaning=(
            "What a document may ask for is bounded, in the size of a formula and of the arrays it describes, so"
            " that no document can exhaust the machine."
        ),
        help="Name parts of the formula, or use small sizes: what holds for $n = 5$ shows the same slip.",
        bad=r"Let $A \in \mathbb{R}^{1000000 \times 1000000}$. $\operatorname{tr}(A^\top) = \operatorname{tr}(A)$",
        good=r"Let $A \in \mathbb{R}^{n \times n}$. $\operatorname{tr}(A^\top) = \operatorname{tr}(A)$",
    ),
    Code(
        code="J308",
        name="too-slow",
        summary="the time for one statement ran out",
        meaning=(
            "Every statement has a bound on its time. A bound that is reached is said: it is never a hang, and never"
            " a verdict."
        ),
        help="Name parts of the formula, so that each step is a statement of its own.",
        bad=r"$\sum_{i=1}^{n} \sum_{j=1}^{n} \sum_{k=1}^{n} \sum_{l=1}^{n} \sum_{m=1}^{n} a_i b_j c_k d_l e_m = S$",
        good=r"Let $A = \sum_{i=1}^{n} a_i$ and $B = \sum_{j=1}^{n} b_j$. $\sum_{i=1}^{n}\sum_{j=1}^{n} a_i b_j = A B$",
    ),
    Code(
        code="J309",
        name="endless-recursion",
        summary="a recursion has no start",
        meaning=(
            "The definitions lead back to themselves without an end: $h_t$ needs $h_{t-1}$ and no first member is"
            " given, or two symbols are defined by each other."
        ),
        help="Give the first member, for example $h_0 = 0$.",
        bad=r"Let $h_t = \beta h_{t-1} + 1$. $h_2 = 1 + \beta$",
        good=r"Let $h_t = \beta h_{t-1} + 1$ and $h_0 = 0$. $h_2 = 1 + \beta$",
    ),
    Code(
        code="J310",
        name="relation-not-judged",
        summary="this relation sign is not judged",
        meaning=(
            "$\\approx$, $\\propto$, $\\ll$, $\\simeq$ and others leave open how near is near, so that no number"
            " could break them. They are read, and what follows from them is not assumed."
        ),
        help="Write an equation with its error term, a limit, or an inequality.",
        bad=r"$\log(1 + x) \approx x$",
        good=r"$\lim_{x \to 0} \frac{\log(1 + x)}{x} = 1$",
    ),
)
