"""L1xx: what happens while the signs of a formula are read. One bad row costs that row, not the display."""

from backproof.notes.code import Code

PAGES = (
    Code(
        code="L101",
        name="unknown-command",
        summary="a LaTeX command that is not known",
        meaning=(
            "The command is neither one of LaTeX that backproof knows nor defined in the document. It is never read"
            " as a product of its letters, and never skipped: it might change the meaning."
        ),
        help="Check its spelling, define it with `\\newcommand`, or use `\\operatorname{...}` for a named function.",
        bad=r"$y = \sigmod(x)$",
        good=r"$y = \sigma(x)$, where $\sigma$ is the logistic sigmoid",
    ),
    Code(
        code="L102",
        name="unbalanced-braces",
        summary="a TeX brace without its partner in the same row",
        meaning="A `{` is not closed, or a `}` was never opened. Where the group ends decides what the formula says.",
        help="Add the missing brace, or delete the extra one. A brace to be printed is `\\{`.",
        bad=r"$y = \frac{1}{2 x$",
        good=r"$y = \frac{1}{2} x$",
    ),
    Code(
        code="L103",
        name="missing-argument",
        summary="a command or a script without what it applies to",
        meaning="`\\frac`, `\\sqrt`, `\\hat`, `^` or `_` stands at the end of a group, so that it applies to nothing.",
        help="Add the argument. A script before its letter needs an empty base: `{}^2`.",
        bad=r"$y = \frac{1}$",
        good=r"$y = \frac{1}{x}$",
    ),
    Code(
        code="L104",
        name="unbalanced-brackets",
        summary="a bracket without its partner in the same row",
        meaning=(
            "A round, square or curly bracket is opened and not closed before the row ends, or closed and never"
            " opened. A bracket that goes on over several rows is read as one only where the rows are one equation."
        ),
        help="Add the missing bracket. One that is meant to stay open is written `\\left. ... \\right|`.",
        bad=r"$y = (x + 1$",
        good=r"$y = (x + 1)$",
    ),
    Code(
        code="L105",
        name="unbalanced-environment",
        summary="a \\begin without its \\end, or the converse",
        meaning="An environment is opened or closed alone, or two of them cross each other.",
        help="Write the missing `\\end{...}` or `\\begin{...}`, with the same name and the same star.",
        bad=r"$$A = \begin{pmatrix} 1 & 2 \\ 3 & 4$$",
        good=r"$$A = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$$",
    ),
    Code(
        code="L106",
        name="unpaired-bar",
        summary="a vertical bar that is neither half of a pair, nor conditional, nor an evaluation",
        meaning=(
            "`|` may open or close an absolute value, say “given” in a probability, or say where a derivative is"
            " taken. Here none of these fits, or too many bars make the pairs unclear."
        ),
        help="Write `\\lvert x \\rvert`, `\\mid` or `\\left. ... \\right|_{x = 0}`, which say what they are.",
        bad=r"$y = |x + 1$",
        good=r"$y = \lvert x + 1 \rvert$",
    ),
    Code(
        code="L107",
        name="missing-operand",
        summary="a sign or an operator with nothing to one side of it",
        meaning="An addition, a product or a relation ends where its second half should stand.",
        help="Add what is missing. A row that goes on in the next one may end with its sign inside one display.",
        bad=r"$y = x +$",
        good=r"$y = x + 1$",
    ),
    Code(
        code="L108",
        name="unexpected",
        summary="something that cannot stand where it stands",
        meaning="The row is read as far as it makes sense; the sign named here cannot follow what stands before it.",
        help="Look left of the place: mostly a sign is doubled, or words stand in the formula without `\\text{...}`.",
        bad=r"$y = x * / 2$",
        good=r"$y = x / 2$",
    ),
    Code(
        code="L109",
        name="too-deep",
        summary="nested deeper than the reader follows",
        meaning="Groups, fractions or scripts stand inside each other far deeper than anybody could read.",
        help="Name an inner part in an equation of its own.",
        bad=r"$y = x^{x^{x^{x^{x^{x^{x^{x^{\cdots}}}}}}}}$, a hundred times over",
        good=r"$y = x^u$, where $u = x^v$",
    ),
    Code(
        code="L110",
        name="too-long",
        summary="a formula longer than the reader accepts",
        meaning="It has more characters than any formula needs; mostly a `$` that is not closed swallowed the text.",
        help="Close the formula where it ends, or cut it into steps.",
        bad="It costs 5$ per run, and the loss is $L = w^2$. (Many pages follow, without another dollar.)",
        good="It costs 5\\$ per run, and the loss is $L = w^2$. (Many pages follow.)",
    ),
    Code(
        code="L111",
        name="unknown-character",
        summary="a character that has no meaning in a formula",
        meaning=(
            "Greek letters, arrows and the usual signs may be typed as they are. This character is none of them; it"
            " may have come in by copying, or from a program that guessed at a picture of the formula."
        ),
        help="Write the LaTeX command for it, or delete it.",
        bad="$y = x ☞ 2$",
        good=r"$y = x \cdot 2$",
    ),
    Code(
        code="L112",
        name="unknown-environment",
        summary="an environment that is neither a display, a matrix nor cases",
        meaning="What the rows and columns of this environment mean is not known, so that none of it is read.",
        help="Use `align` for equations, `pmatrix` or `bmatrix` for matrices, `cases` for cases.",
        bad=r"$$\begin{tikzcd} A \arrow[r] & B \end{tikzcd}$$",
        good=r"$$\begin{aligned} y &= A x \\ z &= B y \end{aligned}$$",
    ),
)
