"""Matrices whose rows or columns are vectors of the text: "the design matrix whose i-th row is x_i".

Rows and columns are said with the same words; what names the vectors is the object of the fact. Where nothing does
("collect the inputs in $X$, one per row"), they are the vectors with the matrix's own letter.
"""

from collections.abc import Iterator

from backproof.meaning.prose.names import plain_name
from backproof.meaning.prose.records import SIZE, Record

_THING = r"(?:(?:data |training |input |feature |sample )?(?:points?|inputs?|examples?|samples?|observations?|vectors?|features?|instances?|cases|covariates|embeddings?|patterns?|images?|tokens?|words?|queries|keys))"
_ALL = rf"(?:(?:the|all|all of the|its|our|these|transposed|row|column|individual|{_THING}) )*"
_BE = r"(?:is|are|being|be|equals?|equal to|holds?|contains?|stores?|given by|is given by|are given by)"
_MATRIX = rf"(?:the |an? )?(?:{SIZE} )?(?:(?:\w+[ -]){{0,2}}matrix )?"
_PUT = r"(?:stack|stacking|collect|collecting|arrange|arranging|put|putting|gather|gathering|place|placing|assemble|write|writing|store|storing|pack|packing|organi[sz]e)"
_HOLDS = r"(?:stacks?|stacking|collects?|collecting|contains?|containing|holds?|holding|gathers?|has|have|having|with|stores?|arranges)"


def _named(line: str) -> tuple[str, ...]:
    """Wordings for a matrix ``<s>`` whose lines (``row`` or ``column``) are the vectors ``<o>``."""
    wise = rf"(?:as (?:the |its )?{line}s|{line}[- ]?wise|in (?:the |its )?{line}s|{line} by {line}|along (?:the |its )?{line}s)"
    each = rf"(?:<_>-?(?: ?th)?|each|every|\w+th|\w+-th) ?-?{line}"
    is_matrix = rf"<s>,? (?:is|be|denotes?|being|denote|for|as) (?:the|an?) (?:{SIZE} )?(?:\w+[ -]){{0,3}}?matrix(?: of \w+(?: \w+)?)?,?"
    return (
        rf"<s>,? {_HOLDS} (?:as )?(?:its |the )?{line}s (?:the )?{_ALL}<o>",
        rf"{is_matrix} (?:with|whose|having|where the|in which the|that has) (?:as )?(?:its |the )?{line}s (?:{_BE} )?{_ALL}<o>",
        rf"{is_matrix} (?:with|whose|having|where the|in which the|that has) (?:as )?(?:its )?{each} (?:{_BE} )?{_ALL}<o>",
        rf"<s>,? (?:(?:the|a) (?:\\w+[ -]){{0,2}}matrix )?(?:whose|with) (?:as )?(?:its )?(?:{each}|{line}s) (?:{_BE} )?{_ALL}<o>",
        rf"<s>,? (?:whose|with|where|and) {line} <_> {_BE} {_ALL}<o>",
        rf"{line}s of {_MATRIX}<s>,? {_BE} {_ALL}<o>",
        rf"{line}s <o> of {_MATRIX}<s>(?! are)",
        rf"{each} of {_MATRIX}<s>,? {_BE} {_ALL}<o>",
        rf"{line} <_> of {_MATRIX}<s>,? {_BE} {_ALL}<o>",
        rf"<s>,? {_HOLDS} {_ALL}<o>,? {wise}",
        rf"{_PUT} {_ALL}<o> (?:as|into|in) (?:the )?{line}s (?:of|in|into) {_MATRIX}<s>",
        rf"{_PUT} {_ALL}<o> {wise} (?:in|into|to form|to get|to obtain|to give) {_MATRIX}<s>",
        rf"{_PUT} {_ALL}<o> (?:in|into) {_MATRIX}<s>,? {wise}",
    )  # fmt: skip


def _unnamed(line: str, way: str) -> tuple[str, ...]:
    """Wordings for a matrix ``<s>`` whose lines are examples that nothing names."""
    one = rf"(?:one|each|an?|a single)(?: \w+)? ?{_THING}?"
    per = rf"(?:{one} (?:per|in each|is a|being a|as a|for each|to a) {line}|one per {line}|{one} {line}s?)"
    return (
        rf"<S> (?:examples|samples|inputs|data points|training examples|vectors)(?: are)? (?:stacked|stored|arranged|placed|collected|written)(?: {way})?(?: in| as| into)? (?:the )?{line}s",
        rf"<S> (?:stacks|collects|has|contains|holds) (?:the |all |its )?(?:examples|samples|inputs|data points|(?:{line} )?vectors|training examples|⟦\d+⟧)(?: ⟦\d+⟧)? (?:as|in|along)(?: the| its)? {line}s",
        rf"<s>,? (?:is|be|denotes?|for|being) (?:the|an?) (?:{SIZE} )?(?:\w+[ -]){{0,3}}?matrix(?: of \w+(?: \w+)?)?,? ?\(?(?:with )?{per}",
        rf"{_PUT} {_ALL}(?:as|into|in) (?:the )?{line}s (?:of|in|into) {_MATRIX}<s>",
        rf"{_PUT} {_ALL}(?:in|into) {_MATRIX}<s>,? \(?(?:with )?{per}",
        rf"<s> \((?:with )?{per}\)",
        rf"(?:one|each) (?:example|sample|data point) (?:per|is a|in each) {line}(?:s)?(?: of <s>)?",
        rf"(?:each|every) {line} of <s> (?:is|holds|contains|corresponds to|represents|stores) (?:one|an?|a single) (?:training |data |input )?(?:example|sample|point|observation)",
    )  # fmt: skip


def _rows_and_columns() -> Iterator[Record]:
    for line, other, way in (("row", "column", "vertically"), ("column", "row", "horizontally")):
        yield Record(
            f"stacking-{line}s", "type", f"{line}s", _named(line),
            (f"where the {line}s of $!X$ are the vectors $x_i$.", f"with $!X\\in\\mathbb{{R}}^{{n\\times d}}$ having {line}s $x_i$",
             f"Let $!X$ be the $n\\times d$ matrix whose $i$-th {line} is $x_i$.", f"Let $!X$ be the matrix with {line}s $x_i$",
             f"Write $!X$ for the $n \\times d$ matrix with $i$th {line} $x_i$.", f"{line} $i$ of $!X$ equals $x_i$",
             f"$!X$ contains the inputs $x_i$ as {line}s", f"Stack the $x_i$ as the {line}s of $!X$", f"Let $!A$ have the {line}s $a_k$, and",
             f"and $!A$ the matrix whose {line}s are the $a_k$", f"stacking the vectors $x_i$ {line}-wise into a matrix $!X$",
             f"the {line}s $x_i$ of the data matrix $!X$"),
            (f"where $X$ does not have the {line}s $x_i$", f"If $X$ has {line}s $x_i$, then", f"the {line}s $x$ and {other}s of $X$",
             f"the {line}s of $X$ sum to $1$" , f"whose {other}s are the $x_i$"),
            (line,), "en", accept=plain_name,
        )  # fmt: skip
        yield Record(
            f"stacked-{line}s", "type", f"stacked-{line}s", _unnamed(line, way),
            (f"Network with $!m$ examples stacked in {line}s", f"where $!X$ collects the inputs as {line}s", f"the $!m$ training examples are stored as {line}s",
             f"each example is a {line} of $!X$", f"Let $!X$ be the matrix of inputs (one example per {line}) and", f"Stack the inputs as the {line}s of $!X$ and",
             f"Collect the inputs in the matrix $!X$, one per {line}.", f"each {line} of $!X$ is one example"),
            (f"$m$ examples stacked in {other}s", f"the {line}s of $X$ stack up"),
            (line,), "en", accept=plain_name,
        )  # fmt: skip


STACKING: tuple[Record, ...] = (
    *_rows_and_columns(),
    Record("stacking-design", "type", "design-matrix",
           (rf"<s> (?:is|be|denotes?|denote|for) (?:the|a) (?:{SIZE} )?(?:design|data) matrix(?![\w-])", r"(?:design|data) matrix <s>"),
           ("where $!X$ is the design matrix and", "Design matrix $!X\\in\\mathbb{R}^{n\\times d}$, targets", "the data matrix $!X$ stacks them"),
           ("where $X$ is not the design matrix", "where $X$ is the inverse of the design matrix", "where $X$ is the rank of the design"), ("matrix",), accept=plain_name),
    Record("stacking-transposed", "type", "transposed-rows",
           (rf"<s>,? (?:stacks?|stacking|collects?|gathers?|stacked from) {_ALL}<o>(?! (?:as|in|into|horizontally|column|row|along))",
            rf"{_PUT} {_ALL}<o> (?:in|into|in a|into a) {_MATRIX}<s>(?!,? (?:as|one|with one|horizontally|column|row))"),
           ("The design matrix $!X$ stacks the $x_i^\\top$.", "Stack the $x_i^\\top$ into a matrix $!X$.", "where $!A$ collects the vectors $a_k^T$"),
           ("If $X$ stacks the $x_i$, then", "$X$ stacks the $x_i$ as columns"), ("stack", "collect", "gather", "put", "assembl", "arrang"), accept=plain_name),
    Record("stacking-rows-abroad", "type", "rows",
           (r"<s>,? (?:che ha per righe|che ha come righe|le cui righe sono|di righe) (?:gli |i |le )?(?:vettori )?<o>",
            r"<s>,? (?:dont les lignes sont|de lignes|ayant pour lignes) (?:les )?<o>", r"<s>,? (?:cuyas filas son|de filas|con filas) (?:los |las )?<o>", r"<s>,? (?:mit (?:den )?Zeilen|deren Zeilen) (?:die )?<o>", r"<s> ?的(?:各|每一)?行(?:是|为) ?<o>"),
           ("con la matrice $!X$ che ha per righe gli $x_i^\\top$ si ottiene", "la matrice $!A$ dont les lignes sont les $a_i^\\top$", "die Matrix $!X$ mit den Zeilen $x_n^T$"),
           ("Wenn die Matrix $X$ mit den Zeilen $x_n$ gegeben ist", "la matrice $A$ dont les colonnes sont orthogonales"), ("righe", "lignes", "filas", "zeilen", "行"), "mul", accept=plain_name),
    Record("stacking-columns-abroad", "type", "columns",
           (r"<s>,? (?:che ha per colonne|che ha come colonne|le cui colonne sono|di colonne) (?:gli |i |le )?(?:vettori )?<o>",
            r"<s>,? (?:dont les colonnes sont|de colonnes|ayant pour colonnes) (?:les )?<o>", r"<s>,? (?:cuyas columnas son|de columnas|con columnas) (?:los |las )?<o>", r"<s>,? (?:mit (?:den )?Spalten|deren Spalten) (?:die )?<o>", r"<s> ?的(?:各|每一)?列(?:是|为) ?<o>"),
           ("con la matrice $!X$ che ha per colonne gli $x_i$ si ottiene", "la matrice $!A$ dont les colonnes sont les $a_i$", "die Matrix $!X$ mit den Spalten $x_n$"),
           ("Wenn die Matrix $X$ mit den Spalten $x_n$ gegeben ist", "la matrice $A$ dont les lignes sont orthogonales"), ("colonne", "colonnes", "columnas", "spalten", "列"), "mul", accept=plain_name),
)  # fmt: skip
