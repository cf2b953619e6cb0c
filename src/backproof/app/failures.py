"""The caller's failures: what was asked for cannot be done, and why."""


class Refused(ValueError):
    """An option, a file that it names, or the configuration asks for what cannot be; the message says what and where.

    The command line shows it without a traceback and exits with 2.
    """


class CannotCompile(Refused):
    """There is no code for what is asked: the document does not say enough, or no backend is there to run it."""
