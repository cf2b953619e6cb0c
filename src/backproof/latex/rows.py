"""Cutting a formula into rows: displays are unwrapped, ``\\\\`` splits, continued rows are joined again."""

from backproof.latex.token import Token

DISPLAYS = frozenset(
    [
        "align", "aligned", "alignat", "alignedat", "xalignat", "flalign", "split", "gather", "gathered",
        "multline", "multlined", "eqnarray", "equation", "displaymath", "math", "IEEEeqnarray", "dmath", "dgroup",
        "subequations",
    ]
)  # fmt: skip
_JOINED = frozenset(("multline", "multlined", "dmath"))
_JOINING = frozenset(("plus", "mul"))
_LOOSE = frozenset(("amp", "gap"))
_RELATIONS = frozenset(("sign", "arrow"))


def cut_rows(tokens: list[Token], environment: str = "") -> list[list[Token]]:
    """The rows, without ``&``: those beside a sign are dropped, the others become gaps."""
    if not any(t.kind in ("row", "begin", "end", "amp") for t in tokens):
        return [tokens] if tokens else []
    rows = _Rows(tokens, environment).run()
    joined: list[list[Token]] = []
    before: list[Token] = []
    depth = 0
    for row in rows:
        if not row:
            continue
        own = _open_brackets(row)
        plain = _alignment(row)
        if joined and (depth > 0 > own or _continues(before, row)):
            joined[-1].extend(plain)
            depth += own
        elif plain:
            joined.append(plain)
            depth = own
        before = row
    return [_without_invisible(row) for row in joined]


class _Rows:
    """One walk over the tokens of a formula, with a stack of what is open."""

    def __init__(self, tokens: list[Token], environment: str) -> None:
        self.tokens = tokens
        self.rows: list[list[Token]] = [[]]
        self.stack: list[tuple[str, str]] = []
        """What is open: ``brace``, ``substack``, ``inner`` or ``display`` environment, with its name."""
        self.brackets = 0
        self.joined = environment.rstrip("*") in _JOINED
        self.skip = -1
        self.torn = _torn_environments(tokens)

    def run(self) -> list[list[Token]]:
        handlers = {
            "begin": self._begin,
            "end": self._end,
            "lbrace": self._open,
            "rbrace": self._close,
            "row": self._row,
        }
        for i, token in enumerate(self.tokens):
            handler = handlers.get(token.kind)
            if i == self.skip:
                continue
            if i in self.torn:
                self.rows[-1].append(_never_closed(token.value, token))
                continue
            if handler is not None:
                handler(i, token)
                continue
            if token.kind in ("open", "close") and self._at_top():
                self.brackets += 1 if token.kind == "open" else -1
            self.rows[-1].append(token)
        self._unclosed()
        return self.rows

    def _unclosed(self) -> None:
        """A display without its end: what is missing is unknown, so its last row cannot be trusted."""
        for kind, name in self.stack:
            if kind == "display" and self.tokens:
                self.rows[-1].append(_never_closed(name, self.tokens[-1]))
                return

    def _at_top(self) -> bool:
        return all(kind == "display" for kind, _ in self.stack)

    def _begin(self, i: int, token: Token) -> None:
        row = self.rows[-1]
        alone = (
            self._at_top() and len(row) == 1 and row[0].kind == "open" and row[0].value == "{" and row[0].side == "left"
        )
        free = self._at_top() and (self.brackets == 0 or alone)
        if free and (token.value in DISPLAYS or (token.value == "array" and self._is_display_array(i))):
            if alone:
                row.clear()
            self.brackets = 0
            self.joined = self.joined or token.value in _JOINED
            self.stack.append(("display", token.value))
            return
        self.stack.append(("inner", token.value))
        row.append(token)

    def _is_display_array(self, i: int) -> bool:
        """An array that is the whole formula and holds relations is a display written the old way."""
        if len(self.rows) > 1 or len(self.rows[0]) > 1:
            return False
        rest = self.tokens[i:]
        ends = [k for k, t in enumerate(rest) if t.kind == "end" and t.value == "array"]
        if not ends or any(t.kind not in ("close", "stop", "comma") for t in rest[ends[-1] + 1 :]):
            return False
        return any(t.kind == "sign" for t in rest) and len(ends) == 1

    def _end(self, i: int, token: Token) -> None:
        names = [name for kind, name in self.stack if kind in ("inner", "display")]
        if token.value not in names:
            self.rows[-1].append(token)
            return
        kind, name = self.stack.pop()
        while name != token.value or kind not in ("inner", "display"):
            kind, name = self.stack.pop()
        if kind == "inner":
            self.rows[-1].append(token)
        elif i + 1 < len(self.tokens) and self.tokens[i + 1].kind == "close" and self.tokens[i + 1].value == ".":
            self.skip = i + 1

    def _open(self, i: int, token: Token) -> None:
        kind = "substack" if i and self.tokens[i - 1].kind == "substack" else "brace"
        self.stack.append((kind, ""))
        self.rows[-1].append(token)

    def _close(self, i: int, token: Token) -> None:
        if self.stack and self.stack[-1][0] in ("brace", "substack"):
            self.stack.pop()
        self.rows[-1].append(token)

    def _row(self, i: int, token: Token) -> None:
        if any(kind in ("inner", "substack") for kind, _ in self.stack):
            self.rows[-1].append(token)
            return
        self.stack = [entry for entry in self.stack if entry[0] == "display"]  # a row end closes no brace
        if not self.joined:
            self.brackets = 0
            self.rows.append([])


def _never_closed(name: str, at: Token) -> Token:
    return Token("bad", f"`{name}` is never closed", at.start, at.end, side="unbalanced-environment")


def _torn_environments(tokens: list[Token]) -> set[int]:
    """Environments inside a display that never end, where the display does: they cost their row, not the rest."""
    opened: list[int] = []
    torn: set[int] = set()
    for i, token in enumerate(tokens):
        if token.kind == "begin":
            opened.append(i)
        elif token.kind == "end" and any(tokens[k].value == token.value for k in opened):
            while tokens[opened[-1]].value != token.value:
                torn.add(opened.pop())
            opened.pop()
    return {i for i in torn if tokens[i].value not in DISPLAYS}


def _alignment(row: list[Token]) -> list[Token]:
    """``&`` beside a sign goes; the others separate columns and become gaps."""
    if not any(t.kind == "amp" for t in row):
        return row
    out: list[Token] = []
    depth = count = 0
    solid = _last_solid(row)
    following = _last_solid(row[::-1])[::-1]
    for i, token in enumerate(row):
        if token.kind in ("begin", "end"):
            depth += 1 if token.kind == "begin" else -1
        if token.kind != "amp" or depth > 0:
            out.append(token)
            continue
        count += 1
        before, after = solid[i], following[i]
        beside = {before, after} & _RELATIONS or (count % 2 == 1 and {before, after} & _JOINING)
        if before and after and not beside:
            out.append(token._replace(kind="gap", value="quad"))
    return out


def _last_solid(row: list[Token]) -> list[str]:
    """For each token the kind of the nearest one before it that is neither ``&`` nor a gap."""
    kinds, last = [], ""
    for token in row:
        kinds.append(last)
        last = last if token.kind in _LOOSE else token.kind
    return kinds


def _open_brackets(row: list[Token]) -> int:
    """Brackets opened and not closed in the row, less those closed and not opened; ``\\left.`` does not count."""
    return sum((t.kind == "open") - (t.kind == "close") for t in row if t.value != ".")


def _without_invisible(row: list[Token]) -> list[Token]:
    """``\\left( a \\right.`` continued by ``\\left. b \\right)``: once joined, the invisible halves go."""
    sided = sum(1 if t.kind == "open" else -1 for t in row if t.kind in ("open", "close") and t.value == ".")
    torn = any(t.value == "." and t.kind == "close" for t in row) and any(
        t.value == "." and t.kind == "open" for t in row
    )
    if sided or not torn or not _torn(row):
        return row
    return [t for t in row if t.kind not in ("open", "close") or t.value != "."]


def _torn(row: list[Token]) -> bool:
    """Whether an invisible closing half comes before the opening half that answers it."""
    depth = [t for t in row if t.kind in ("open", "close") and t.side in ("left", "right")]
    stack: list[str] = []
    for token in depth:
        if token.kind == "open":
            stack.append(token.value)
        elif stack and token.value == "." and stack.pop() != ".":
            return True
        elif stack:
            stack.pop()
    return False


def _continues(before: list[Token], row: list[Token]) -> bool:
    """Whether ``row`` goes on with the expression that the row before left off."""
    solid = [t for t in before if t.kind not in _LOOSE]
    own = [t for t in row if t.kind not in _LOOSE]
    if not solid or not own or solid[-1].kind in ("comma", "stop"):
        return False
    if solid[-1].kind in ("plus", "mul") or (solid[-1].kind == "sign" and own[0].kind != "sign"):
        return len(solid) > 1
    if own[0].kind == "mul":
        return True
    if own[0].kind != "plus":
        return False
    return own[0].value == "+" or row[0].kind in _LOOSE or not any(t.kind == "sign" for t in own)
