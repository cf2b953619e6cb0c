"""How single characters and delimiters are spelt, and which TeX brace closes which."""

CHARS = {
    "{": ("lbrace", "{"), "}": ("rbrace", "}"), "^": ("sup", "^"), "_": ("sub", "_"), "&": ("amp", "&"),
    "(": ("open", "("), "[": ("open", "["), ")": ("close", ")"), "]": ("close", "]"), "|": ("bar", "|"),
    "+": ("plus", "+"), "-": ("plus", "-"), "*": ("mul", "ast"), "/": ("mul", "slash"), "=": ("sign", "="),
    "<": ("sign", "<"), ">": ("sign", ">"), ":": ("sign", "colon"), ",": ("comma", ","), ";": ("comma", ";"),
    "!": ("fact", "!"), "'": ("prime", "'"), ".": ("stop", "."), "?": ("words", "?"),
}  # fmt: skip
MULTI = {
    "...": ("dots", "horizontal"), ":=": ("sign", ":="), "=:": ("sign", "=:"), "<=": ("sign", "<="),
    "==": ("sign", "="), ">=": ("sign", ">="), "=>": ("arrow", "implies"), "->": ("arrow", "to"), "||": ("bar", "‖"),
}  # fmt: skip
DELIMITERS = {
    "(": ("open", "("), ")": ("close", ")"), "[": ("open", "["), "]": ("close", "]"), "\\{": ("open", "{"),
    "\\}": ("close", "}"), "\\lbrace": ("open", "{"), "\\rbrace": ("close", "}"), "\\lbrack": ("open", "["),
    "\\rbrack": ("close", "]"), "\\langle": ("open", "⟨"), "\\rangle": ("close", "⟩"), "\\lfloor": ("open", "⌊"),
    "\\rfloor": ("close", "⌋"), "\\lceil": ("open", "⌈"), "\\rceil": ("close", "⌉"), "|": ("bar", "|"),
    "\\vert": ("bar", "|"), "\\|": ("bar", "‖"), "\\Vert": ("bar", "‖"), "\\lvert": ("open", "|"),
    "\\rvert": ("close", "|"), "\\lVert": ("open", "‖"), "\\rVert": ("close", "‖"), "\\lgroup": ("open", "("),
    "\\rgroup": ("close", ")"), "\\llbracket": ("open", "⟦"), "\\rrbracket": ("close", "⟧"), ".": ("stop", "."),
    "/": ("mul", "slash"), "<": ("open", "⟨"), ">": ("close", "⟩"), "⟨": ("open", "⟨"), "⟩": ("close", "⟩"),
    "‖": ("bar", "‖"), "∥": ("bar", "‖"), "\\mid": ("bar", "|"), "\\lbag": ("open", "("), "\\rbag": ("close", ")"),
}  # fmt: skip

_REACH = 1000
"""An optional argument is short; a longer search would make hostile input slow."""


def closing_braces(latex: str) -> dict[int, int]:
    """The place of the brace that closes each opening one, in one pass; escaped braces do not count."""
    partners: dict[int, int] = {}
    stack: list[int] = []
    escaped = False
    for pos, char in enumerate(latex):
        if escaped or char == "\\":
            escaped = not escaped
        elif char == "{":
            stack.append(pos)
        elif char == "}" and stack:
            partners[stack.pop()] = pos
    return partners


def closing_bracket(latex: str, start: int, stop: int) -> int | None:
    """The place of the ``]`` that ends the optional argument opened at ``start``; those in braces do not count."""
    depth = braces = 0
    for pos in range(start, min(stop, start + _REACH)):
        char = latex[pos]
        if char in "{}":
            braces += 1 if char == "{" else -1
        elif braces == 0 and char in "[]":
            depth += 1 if char == "[" else -1
            if depth == 0:
                return pos
        if braces < 0:
            return None
    return None
