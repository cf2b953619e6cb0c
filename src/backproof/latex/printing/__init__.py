"""Terms and matrix notation as LaTeX: the same text for the same term, brackets only where they are needed."""
