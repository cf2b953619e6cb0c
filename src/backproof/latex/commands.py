"""What each TeX command is to the parser: a name, a sign, an operator, a layout command, …

One entry is a pair (kind of token, value). Commands that need reading of their own (``\\text``, ``\\left``,
``\\begin``) are in ``tokens``; functions such as ``\\log`` come from ``words``.
"""

from backproof.latex.words import COMMAND_FUNCTIONS

GREEK = [
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota", "kappa",
    "varkappa", "lambda", "mu", "nu", "xi", "omicron", "pi", "varpi", "rho", "varrho", "sigma", "varsigma", "tau",
    "upsilon", "phi", "varphi", "chi", "psi", "omega", "Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta",
    "Theta", "Iota", "Kappa", "Lambda", "Mu", "Nu", "Xi", "Omicron", "Pi", "Rho", "Sigma", "Tau", "Upsilon", "Phi",
    "Chi", "Psi", "Omega", "varGamma", "varDelta", "varTheta", "varLambda", "varXi", "varPi", "varSigma",
    "varUpsilon", "varPhi", "varPsi", "varOmega", "digamma",
]  # fmt: skip

SYMBOLS = [
    "infty", "ell", "hbar", "partial", "nabla", "emptyset", "varnothing", "dagger", "ddagger", "aleph", "beth",
    "wp", "imath", "jmath", "angle", "triangle", "square", "Box", "diamond", "Diamond", "lozenge", "flat", "sharp",
    "natural", "clubsuit", "spadesuit", "heartsuit", "complement", "eth", "checkmark", "degree",
]  # fmt: skip

SIGNS = {
    "ne": "!=", "neq": "!=", "lt": "<", "gt": ">", "le": "<=", "leq": "<=", "leqslant": "<=", "leqq": "<=",
    "ge": ">=", "geq": ">=", "geqslant": ">=", "geqq": ">=", "ll": "<<", "gg": ">>", "approx": "approx",
    "thickapprox": "approx", "approxeq": "approx", "sim": "sim", "thicksim": "sim", "simeq": "simeq", "cong": "cong",
    "propto": "propto", "varpropto": "propto", "equiv": "equiv", "in": "in", "ni": "ni", "notin": "notin",
    "subset": "subset", "subseteq": "subset", "subsetneq": "subset", "supset": "supset", "supseteq": "supset",
    "coloneqq": ":=", "coloneq": ":=", "triangleq": ":=", "defeq": ":=", "eqdef": ":=", "colonequals": ":=",
    "eqqcolon": "=:", "leftarrow": "leftarrow", "gets": "leftarrow", "longleftarrow": "leftarrow",
    "mapsto": "mapsto", "longmapsto": "mapsto", "preceq": "preceq", "preccurlyeq": "preceq", "succeq": "succeq",
    "succcurlyeq": "succeq", "prec": "prec", "succ": "succ", "perp": "perp", "bot": "perp", "independent": "perp",
    "colon": "colon", "doteq": "doteq", "asymp": "asymp", "lesssim": "lesssim", "gtrsim": "gtrsim",
    "models": "models", "vdash": "vdash", "leftrightarrow": "leftrightarrow", "hookrightarrow": "hookrightarrow",
}  # fmt: skip

ARROWS = {
    "to": "to", "rightarrow": "to", "longrightarrow": "to", "uparrow": "up", "downarrow": "down",
    "Rightarrow": "implies", "implies": "implies", "Longrightarrow": "implies", "iff": "iff",
    "Leftrightarrow": "iff", "Longleftrightarrow": "iff", "Leftarrow": "impliedby", "impliedby": "impliedby",
    "Longleftarrow": "impliedby", "therefore": "therefore", "because": "because", "leadsto": "implies",
    "rightsquigarrow": "implies",
}  # fmt: skip

OPERATORS = {
    "cdot": "cdot", "times": "times", "ast": "ast", "star": "star", "odot": "odot", "otimes": "otimes",
    "oplus": "oplus", "ominus": "ominus", "oslash": "oslash", "circ": "circ", "bullet": "bullet", "div": "div",
    "cap": "cap", "cup": "cup", "setminus": "setminus", "backslash": "setminus", "smallsetminus": "setminus",
    "bmod": "mod", "mod": "mod", "pmod": "mod", "wedge": "wedge", "vee": "vee", "land": "wedge", "lor": "vee",
    "uplus": "uplus", "sqcup": "sqcup", "boxtimes": "boxtimes", "amalg": "amalg", "bigodot": "odot",
}  # fmt: skip

BIG = {
    "sum": "sum", "prod": "prod", "int": "int", "oint": "oint", "iint": "iint", "iiint": "iiint",
    "bigcup": "bigcup", "bigcap": "bigcap", "bigoplus": "bigoplus", "bigotimes": "bigotimes", "coprod": "coprod",
    "bigwedge": "bigwedge", "bigvee": "bigvee", "intop": "int",
}  # fmt: skip

ACCENTS = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde",
    "dot": "dot", "ddot": "ddot", "vec": "vec", "overrightarrow": "vec", "check": "check", "widecheck": "check",
    "underline": "underline", "underbar": "underline", "mathring": "ring", "breve": "breve", "acute": "acute",
    "grave": "grave", "utilde": "undertilde", "undertilde": "undertilde",
}  # fmt: skip

FONTS = {
    "mathbf": "bold", "boldsymbol": "bold", "bm": "bold", "pmb": "bold", "bold": "bold", "symbf": "bold",
    "mathbfit": "bold", "mathbb": "bb", "Bbb": "bb", "mathbbm": "bb", "mathds": "bb", "mathcal": "cal", "cal": "cal",
    "mathscr": "scr", "mathfrak": "frak", "mathsf": "sf", "mathrm": "rm", "mathup": "rm", "mathit": "", "mathtt": "tt",
    "mathnormal": "", "symbfit": "bold", "mathbit": "bold", "textbf": "bold",
}  # fmt: skip

DECLARATIONS = {
    "bf": "bold", "rm": "rm", "it": "", "sf": "sf", "tt": "tt", "bfseries": "bold", "boldmath": "bold",
    "mit": "",
}  # fmt: skip

DOTS = {
    "cdots": "horizontal", "dots": "horizontal", "ldots": "horizontal", "dotsc": "horizontal", "dotsb": "horizontal",
    "dotsm": "horizontal", "dotsi": "horizontal", "dotso": "horizontal", "hdots": "horizontal", "vdots": "vertical",
    "ddots": "diagonal", "iddots": "diagonal", "adots": "diagonal",
}  # fmt: skip

LAYOUT = frozenset(
    [
        "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits", "nonumber", "notag",
        "allowbreak", "nobreak", "mathstrut", "strut", "hfill", "hfil", "centering", "noindent", "small",
        "footnotesize", "normalsize", "large", "Large", "tiny", "scriptsize", "boxed", "fbox", "mathop", "mathrel",
        "mathbin", "mathord", "mathopen", "mathclose", "mathpunct", "mathinner", "ensuremath", "smash", "thinspace",
        "medspace", "thickspace", "negthinspace", "negmedspace", "negthickspace", "enspace", "enskip", "space",
        "hline", "toprule", "midrule", "bottomrule", "break", "pagebreak", "linebreak", "nobreakspace",
        "mathsurround", "relax", "protect", "displaylimits", "null", "qedhere", "unboldmath", "hphantomless",
        "rmfamily", "selectfont", "leavevmode", "qed", "unicode", "par", "newpage", "smallskip", "medskip",
        "bigskip",
    ]
)  # fmt: skip
"""Printed as nothing, or as a frame around their argument (the braces that remain print nothing either)."""

DROPPED_ARGUMENTS = {
    "label": 1, "tag": 1, "color": 1, "textcolor": 1, "hspace": 1, "vspace": 1, "phantom": 1, "hphantom": 1,
    "vphantom": 1, "colorbox": 1, "eqref": 1, "ref": 1, "cref": 1, "cite": 1, "citep": 1, "citet": 1, "mkern": 0,
    "rule": 2, "intertext": 0, "hskip": 0, "kern": 0, "raisebox": 1, "footnote": 1, "cssId": 1, "class": 1,
    "style": 1, "htmlClass": 1, "htmlId": 1, "href": 1, "bbox": 0, "renewcommand": 2, "arraystretch": 0, "mspace": 1,
    "setlength": 2, "cline": 1,
}  # fmt: skip
"""Commands that vanish with this many of their first arguments."""


def _table() -> dict[str, tuple[str, str]]:
    table: dict[str, tuple[str, str]] = {}
    table.update({n: ("op", n) for n in COMMAND_FUNCTIONS})
    table.update({n: ("name", n) for n in (*GREEK, *SYMBOLS)})
    for kind, entries in (("sign", SIGNS), ("arrow", ARROWS), ("mul", OPERATORS), ("big", BIG), ("accent", ACCENTS)):
        table.update({n: (kind, v) for n, v in entries.items()})
    for kind, entries in (("font", FONTS), ("decl", DECLARATIONS), ("dots", DOTS)):
        table.update({n: (kind, v) for n, v in entries.items()})
    for names, kind in (
        ("frac dfrac tfrac cfrac sfrac nicefrac", "frac"),
        ("binom dbinom tbinom", "binom"),
        ("sqrt", "root"),
        ("overset stackrel", "overset"),
        ("underset", "underset"),
        ("underbrace", "brace"),
        ("overbrace", "brace"),
        ("substack", "substack"),
        ("over", "over"),
        ("choose", "over"),
        ("quad", "gap"),
        ("qquad", "gap"),
        ("prime", "prime"),
        ("forall", "words"),
        ("exists", "words"),
        ("mid", "mid"),
        ("not", "not"),
    ):
        table.update({n: (kind, n) for n in names.split()})
    table.update(
        {
            "forall": ("words", "for all"), "exists": ("words", "there exists"), "pm": ("plus", "pm"),
            "mp": ("plus", "mp"), "top": ("top", "top"), "intercal": ("top", "top"), "neg": ("op", "neg"),
            "lnot": ("op", "neg"), "cr": ("row", ""), "newline": ("row", ""), "parallel": ("mid", "‖"),
            "mid": ("mid", "|"), "vec": ("accent", "vec"), "varlimsup": ("op", "limsup"), "dag": ("name", "dagger"),
            "varliminf": ("op", "liminf"), "injlim": ("op", "lim"), "Re": ("op", "Re"), "Im": ("op", "Im"),
        }
    )  # fmt: skip
    return table


COMMANDS = _table()

BLACKBOARD = frozenset(("R", "N", "Z", "Q", "C", "Reals", "reals"))
"""Private macros that every renderer knows, when the document does not define them."""

SYMBOL_COMMANDS = {
    ",": "", ";": "", ":": "", "!": "", " ": "", ">": "", "/": "", "\n": "", "\t": "", "-": "", "@": "", "(": "",
    ")": "", "[": "", "]": "",
}  # fmt: skip
"""One-character commands that print nothing (``\\(`` and ``\\]`` are the fences themselves)."""
