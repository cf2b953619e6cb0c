"""backproof: a compiler for deep-learning mathematics."""

__version__ = "0.1.0"
