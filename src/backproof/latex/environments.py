"""Matrices, arrays and cases inside a formula."""

from abc import ABC
from dataclasses import replace

from backproof.latex.grammar import Grammar
from backproof.latex.problems import Unread
from backproof.latex.rows import DISPLAYS
from backproof.latex.tree import Cases, Listing, Matrix, Node, Words

_MATRICES = frozenset(
    [
        "matrix", "bmatrix", "pmatrix", "vmatrix", "Vmatrix", "Bmatrix", "smallmatrix", "psmallmatrix",
        "bsmallmatrix", "array", "subarray",
    ]
)  # fmt: skip
_CASES = frozenset(["cases", "dcases", "rcases", "drcases", "numcases"])
_INTRODUCING = ("if", "when", "for", "where", "whenever", "provided", "with", "as", "on")


class Environments(Grammar, ABC):
    def environment(self) -> Node:
        token = self.tokens[self.pos]
        if token.value in _CASES:
            return self.cases()
        if token.value not in _MATRICES and token.value not in DISPLAYS:
            raise Unread("unknown-environment", f"unknown environment `{token.value}`", token.start, token.end)
        stop = self.partner[self.pos]
        self.take()
        rows = tuple(self.cells(stop))
        self.take()
        if rows and all(len(row) == 1 for row in rows) and any(isinstance(row[0], Listing) for row in rows):
            rows = tuple(tuple(row[0].items) if isinstance(row[0], Listing) else row for row in rows)
        return Matrix(rows, token.value, start=token.start, end=self.last)

    def cells(self, stop: int) -> list[tuple[Node | None, ...]]:
        """The cells of a matrix that ends before ``stop``; an empty last row is only a line end."""
        rows: list[tuple[Node | None, ...]] = []
        for row in self._split(self.pos, stop, "row"):
            cells = tuple(self._cell(lo, hi) for lo, hi in self._split(*row, "amp"))
            if cells != (None,):
                rows.append(cells)
        self.pos = stop
        return rows

    def _split(self, lo: int, hi: int, kind: str) -> list[tuple[int, int]]:
        """The stretches between the tokens of one kind, outside all brackets."""
        pieces: list[tuple[int, int]] = []
        i = lo
        while i < hi:
            if self.tokens[i].kind == kind:
                pieces.append((lo, i))
                lo = i + 1
            i = max(self.partner.get(i, i), i) + 1
        return [*pieces, (lo, hi)]

    def _cell(self, lo: int, hi: int) -> Node | None:
        while hi > lo and self.tokens[hi - 1].kind in ("comma", "stop", "gap"):
            hi -= 1
        self.pos = lo
        return self.region(hi)

    def cases(self) -> Node:
        stop = self.partner[self.pos]
        token = self.take()
        branches = []
        for lo, hi in self._split(self.pos, stop, "row"):
            if any(t.kind not in ("gap", "amp") for t in self.tokens[lo:hi]):
                branches.append(self._branch(lo, hi))
        self.pos = stop
        self.take()
        return Cases(tuple(branches), start=token.start, end=self.last)

    def _branch(self, lo: int, hi: int) -> tuple[Node, Node | None]:
        cut = self._condition_start(lo, hi)
        value = self._cell(lo, cut)
        if value is None:
            at = self.tokens[lo]
            raise Unread("missing-operand", "a case without its value", at.start, at.end)
        return value, self._condition(cut, hi)

    def _condition_start(self, lo: int, hi: int) -> int:
        """The last ``&`` that is no alignment, else the first words, comma or gap."""
        columns = [stop for _, stop in self._split(lo, hi, "amp")[:-1]]
        if columns:
            return columns[-1]
        for kind in ("words", "comma", "gap"):
            pieces = self._split(lo, hi, kind)
            if len(pieces) > 1 and pieces[0][1] > lo:
                return pieces[0][1]
        return hi

    def _condition(self, lo: int, hi: int) -> Node | None:
        while lo < hi and self.tokens[lo].kind in ("amp", "comma", "gap"):
            lo += 1
        first = self.tokens[lo] if lo < hi else None
        if first is not None and first.kind == "words" and first.value.lower().strip(" ,:") in _INTRODUCING:
            return self._cell(lo + 1, hi)
        node = self._cell(lo, hi)
        if isinstance(node, Words):
            return replace(node, text=node.text.strip(" ,.;:"))
        return node
