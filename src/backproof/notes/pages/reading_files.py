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
)
