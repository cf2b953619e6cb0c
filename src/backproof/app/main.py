"""The entry point: runs the command line and answers for every way it can end. No traceback reaches the user.

Exit status: 0 nothing wrong, 1 something wrong, 2 usage error, nothing could be read or a fault of ours,
130 interrupted. Nothing heavy is imported here, so that ``backproof --version`` stays fast.
"""

import os
import sys
from collections.abc import Sequence

FAILED = 2
INTERRUPTED = 130


def main() -> None:
    """``backproof``, with the arguments of the process."""
    _tolerate_any_output()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run the command line; returns the exit status and raises nothing, unless ``BACKPROOF_DEBUG`` is set."""
    if list(arguments) == ["--version"]:
        from backproof import __version__

        print(f"backproof {__version__}")
        return 0
    try:
        return _command_line(arguments)
    except (KeyboardInterrupt, EOFError):
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:
        return internal_error(error)


def _command_line(arguments: Sequence[str]) -> int:
    import click

    from backproof.app.cli import cli
    from backproof.app.failures import Refused

    try:
        status = cli.main(args=list(arguments), prog_name="backproof", standalone_mode=False)
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except click.Abort:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return FAILED
    except Refused as error:
        click.ClickException(str(error)).show()
        return FAILED


def internal_error(error: Exception) -> int:
    """Say that we failed, in one line that asks to be reported; the traceback only on request."""
    if os.environ.get("BACKPROOF_DEBUG"):
        import traceback

        traceback.print_exception(error)
    what = " ".join(f"{type(error).__name__}: {error}".split())
    print(f"internal error[I901]: {what}; please report it (BACKPROOF_DEBUG=1 shows the traceback)", file=sys.stderr)
    return FAILED


def _tolerate_any_output() -> None:
    """A character that the terminal's encoding lacks is replaced; it must not end the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
