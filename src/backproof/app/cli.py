"""The commands and their options. What they do is in ``checking``, ``output`` and the room ``report``."""

from typing import TYPE_CHECKING

import click

from backproof import __version__

if TYPE_CHECKING:
    from backproof.report.terminal import Detail

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_GIVEN = click.option(
    "--given",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="A problem statement whose definitions hold in the documents (repeatable).",
)


@click.group(context_settings=_SETTINGS)
@click.version_option(__version__, message="backproof %(version)s")
def cli() -> None:
    """Check the mathematics of documents: every equation tested, conditional, wrong or unclear."""


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@_GIVEN
@click.option("--format", "form", type=click.Choice(["terminal", "json", "sarif", "github"]), default="terminal")
@click.option("--output", type=click.Path(dir_okay=False), metavar="FILE", help="Write the report here.")
@click.option("--strict", is_flag=True, help="Exit with 1 when something is unclear, too.")
@click.option("--quiet", "-q", is_flag=True, help="Only what is wrong, and the summary.")
@click.option("--verbose", "-v", is_flag=True, help="Every statement, with evidence, symbols and repairs.")
@click.option("--seed", type=click.IntRange(min=0), default=0, metavar="N", help="Chooses the points tried.")
@click.option("--timings", is_flag=True, help="Write times into the JSON report.")
@click.option("--jobs", "-j", type=click.IntRange(min=1), default=1, metavar="N", help="Documents checked at a time.")
@click.option("--no-cache", is_flag=True, help="Check everything anew.")
def check(
    paths: tuple[str, ...],
    given: tuple[str, ...],
    form: str,
    output: str | None,
    strict: bool,
    quiet: bool,
    verbose: bool,
    seed: int,
    timings: bool,
    jobs: int,
    no_cache: bool,
) -> int:
    """Check documents, or all documents in folders (.md .txt .tex .ipynb .py).

    Exit status: 0 nothing wrong, 1 something wrong, 2 usage error or nothing could be read.
    """
    if quiet and verbose:
        raise click.UsageError("--quiet and --verbose exclude each other")
    from backproof.app.checking import Options, check_paths

    detail: Detail = "quiet" if quiet else "verbose" if verbose else "normal"
    return check_paths(paths, Options(given, form, output, strict, detail, seed, timings, jobs, not no_cache))


@cli.command()
@click.argument("document", type=click.Path(exists=True, dir_okay=False), metavar="DOC")
@_GIVEN
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
def symbols(document: str, given: tuple[str, ...], form: str) -> int:
    """Show what each symbol of a document was taken to be, and why."""
    from backproof.app.checking import show_symbols

    return show_symbols(document, given, form)


@cli.command()
@click.argument("code", required=False)
def explain(code: str | None) -> int:
    """Explain a diagnostic code, by code or name; without one, list them all."""
    from backproof.notes.codes import find, index, near, page

    if code is None:
        click.echo(index(), nl=False)
        return 0
    entry = find(code)
    if entry is None:
        close = near(code)
        hint = f"; did you mean {', '.join(close)}?" if close else "; `backproof explain` lists all codes"
        raise click.UsageError(f"no code {code!r}{hint}")
    click.echo(page(entry), nl=False)
    return 0
