"""Reading LaTeX: tokens, a tolerant parser, and a neutral syntax tree in which nothing is decided."""

from backproof.latex.parser import parse
from backproof.latex.tree import Clause, Node, Parsed, Problem, Row

__all__ = ["Clause", "Node", "Parsed", "Problem", "Row", "parse"]
