"""T1xx: what happens while a file is cut into formulas and prose."""

from backproof.notes.code import Code

PAGES = (
    Code(
        code="T101",
        name="escape-damage",
        summary="a backslash was lost on the way here and was put back",
        meaning=(
            "Programs that treat LaTeX as a string literal turn `\\f`, `\\b`, `\\t` into control characters: `\\frac`"
            " becomes `rac`, `\\begin` becomes `egin`, `\\tanh` becomes `anh`. Where only one command fits, it is"
            " restored and the formula is read as if it had been whole. Your file is not changed."
        ),
        help='Restore the backslash, or write the text as a raw string where it is made (`r"..."` in Python).',
        bad=r"$$y = rac{1}{2} x$$",
        good=r"$$y = \frac{1}{2} x$$",
        coped=True,
    ),
    Code(
        code="T102",
        name="unclosed-formula",
        summary="a formula is opened and never closed",
        meaning=(
            "A `$`, `$$`, `\\[` or `\\begin{...}` has no partner. Where the formula ends can only be guessed, from a"
            " blank line or the next opening. What stands between the two is read with care: a slip here costs this"
            " formula, not the rest of the document."
        ),
        help="Close the formula where it ends. Write a dollar that is money as `\\$`.",
        bad="The gradient is $$g = 2 x\n\nand the step is $x - \\alpha g$.",
        good="The gradient is $$g = 2 x$$\n\nand the step is $x - \\alpha g$.",
    ),
    Code(
        code="T103",
        name="page-debris",
        summary="something that is not part of the text was left out",
        meaning=(
            "Text taken out of a PDF carries page numbers, running heads and image links with it, sometimes in the"
            " middle of a formula. What is certainly debris is left out, so that the two halves meet again."
        ),
        help="Delete the lines named here if they are debris; move them out of the formula if they are not.",
        bad="$$\ny = x +\n\n17\n\nb\n$$",
        good="$$\ny = x + b\n$$",
        coped=True,
    ),
    Code(
        code="T104",
        name="broken-cell",
        summary="a notebook cell cannot be read",
        meaning="The notebook is valid, but one of its cells lacks its source or its type. The other cells are read.",
        help="Open the notebook in Jupyter and save it again, or delete the cell.",
        bad='`{"cell_type": "markdown", "source": 3}`',
        good='`{"cell_type": "markdown", "source": ["$y = 2x$"]}`',
    ),
    Code(
        code="T105",
        name="unusable-macro",
        summary="a macro definition cannot be used",
        meaning=(
            "`\\newcommand` and `\\def` are followed where they are plain substitutions with numbered arguments."
            " Macros that test, loop, redefine themselves or grow without end are not, and where one is used the"
            " formula is not understood."
        ),
        help="Write the macro as a plain substitution, or write its meaning where it is used.",
        bad="\\newcommand{\\E}{\\ifmmode\\mathbb{E}\\else E\\fi}\n\n$\\E[x] = 0$",
        good="\\newcommand{\\E}{\\mathbb{E}}\n\n$\\E[x] = 0$",
    ),
    Code(
        code="T106",
        name="no-formula",
        summary="the document holds no formula",
        meaning=(
            "Nothing between dollars, brackets or in a LaTeX environment was found, so there is nothing to check."
            " A document without findings and a document without formulas must not look alike."
        ),
        help="Put formulas between `$...$` or `$$...$$`; images of formulas cannot be read.",
        bad="The derivative of x^2 is 2x.",
        good="The derivative is $\\frac{d}{dx} x^2 = 2x$.",
    ),
    Code(
        code="T107",
        name="unused-ignore",
        summary="a comment asks to ignore what does not occur",
        meaning=(
            "A comment `backproof: ignore[...]` is about what stands on its line or, where it stands alone, about the"
            " next line with a formula. There, nothing of what it asks to ignore was found: the line was mended, the"
            " comment has been left behind by an edit, or it never stood in the right place. Such a comment would hide"
            " the next mistake that somebody makes there."
        ),
        help="Delete the comment or the codes named here, or move it to the line that it is meant for.",
        bad="$(x + 1)^2 = x^2 + 2x + 1$ <!-- backproof: ignore[V401] -->",
        good="$(x + 1)^2 = x^2 + 1$ <!-- backproof: ignore[V401] a mistake that freshmen make -->",
        level="warning",
    ),
    Code(
        code="T108",
        name="unknown-ignored-code",
        summary="a comment asks to ignore a code that does not exist",
        meaning=(
            "Codes are a letter and three digits, names are words with dashes; `backproof explain` lists them all. The"
            " comment names one that is none of them, so it ignores nothing. Its other codes are heeded."
        ),
        help="Take the code from the report, where it stands in brackets behind the verdict.",
        bad="$(x + 1)^2 = x^2 + 1$ <!-- backproof: ignore[V999] -->",
        good="$(x + 1)^2 = x^2 + 1$ <!-- backproof: ignore[V401] -->",
        level="warning",
    ),
    Code(
        code="T109",
        name="odd-comment",
        summary="a comment speaks to backproof and is not understood",
        meaning=(
            "A comment that begins with `backproof:` asks for something. What can be asked for is `ignore`, which means"
            " every finding, and `ignore[CODE, ...]`; a reason may follow. Anything else is not guessed at, and"
            " nothing is ignored."
        ),
        help="Write `backproof: ignore[CODE]`, with the code that the report names.",
        bad="$(x + 1)^2 = x^2 + 1$ <!-- backproof: ignore V401 -->",
        good="$(x + 1)^2 = x^2 + 1$ <!-- backproof: ignore[V401] -->",
        level="warning",
    ),
)
