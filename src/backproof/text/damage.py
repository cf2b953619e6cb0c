"""What escape sequences do to LaTeX: ``\\frac`` became a form feed and ``rac``, ``\\times`` a tab and ``imes``, …

Data only. A program that took ``"\\frac"`` for a string with an escape has eaten the backslash and a letter; a later
one may have dropped the control character, or made a newline of it.
"""

from backproof.text.mapped import wordset

CONTROL = {"\x07": "a", "\x08": "b", "\t": "t", "\n": "n", "\x0b": "v", "\x0c": "f", "\r": "r"}
"""Control character → the letter that was eaten with the backslash."""

COMMANDS = wordset(
    "alpha approx ast angle arg arccos arcsin arctan argmax argmin aleph "
    "beta begin bar bm boldsymbol big bigg bigl bigr biggl biggr binom bmod bot bullet because bigcup bigcap bigoplus "
    "bigotimes bigodot bigwedge bigvee backslash bf boxed bmatrix breve bra "
    "frac forall flat frown fbox footnotesize "
    "nabla neq ne nu not notin nonumber notag neg newline ni nmid nolimits nparallel nleq ngeq nexists norm "
    "right rho rangle rightarrow rVert rvert rfloor rceil rm rightleftharpoons rightharpoonup rhd "
    "tanh times text theta tau tilde top to tfrac textbf textrm textit texttt therefore tag triangle tan thinspace tr "
    "triangleq textstyle trace "
    "varepsilon varphi vec vee vert vdots vartheta varsigma varrho vspace varpi vDash vdash verb"
)
"""Commands that begin with a letter which some escape sequence eats."""

Table = dict[str, tuple[str, str]]

BARE: Table = {
    "rac": ("f", r"(?=[{\d ])"),
    "egin": ("b", r"(?=\{)"),
    "anh": ("t", r"(?![A-Za-z])"),
    "imes": ("t", r"(?![A-Za-z])"),
    "ight": ("r", r"(?=\s*[)\]}|.>/\\])"),
    "ightarrow": ("r", r"(?![A-Za-z])"),
    "oldsymbol": ("b", r"(?=\s*[{\\])"),
    "heta": ("t", r"(?![A-Za-z])"),
    "ext": ("t", r"(?=\{)"),
    "extbf": ("t", r"(?=\{)"),
    "extrm": ("t", r"(?=\{)"),
    "ilde": ("t", r"(?=\{)"),
    "abla": ("n", r"(?![A-Za-z])"),
    "lpha": ("a", r"(?![A-Za-z])"),
    "pprox": ("a", r"(?![A-Za-z])"),
    "arepsilon": ("v", r"(?![A-Za-z])"),
    "arphi": ("v", r"(?![A-Za-z])"),
    "orall": ("f", r"(?![A-Za-z])"),
    "inom": ("b", r"(?=\{)"),
    "herefore": ("t", r"(?![A-Za-z])"),
    "m": ("b", r"(?=\{\\[A-Za-z]+\})"),
}
"""What is left of a command → the letter lost, and what must follow for it to be certain."""

SUSPECTED: Table = {
    "m": ("b", r"(?=\{(?:[A-Za-z0-9]|\\[A-Za-z]+)\})"),
    "eta": ("b", r"(?![A-Za-z])"),
    "ar": ("b", r"(?=\{)"),
    "ec": ("v", r"(?=\{)"),
    "ho": ("r", r"(?![A-Za-z])"),
    "angle": ("r", r"(?![A-Za-z])"),
    "op": ("t", r"(?![A-Za-z])"),
    "ig": ("b", r"(?=[()\[\]|{\\])"),
    "igl": ("b", r"(?=[()\[\]|{\\])"),
    "igr": ("b", r"(?=[()\[\]|{\\])"),
    "igg": ("b", r"(?=[()\[\]|{\\])"),
}
"""As ``BARE``, but certain only in a formula that has other damage: ``ar{x}`` might be a product."""

AFTER_NEWLINE = wordset("eq abla otin onumber otag ight ightarrow angle")
"""What is left of a command behind a newline: its ``\\n`` was the newline, or its ``\\r`` became one."""
