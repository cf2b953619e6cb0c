"""The commands and their options. What they do is in ``checking``, ``output`` and the room ``report``."""

import sys
from typing import Any, BinaryIO

import click

from backproof import __version__

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_FORMATS = ["terminal", "json", "sarif", "github", "html"]
_GIVEN = click.option(
    "--given",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="A problem statement whose definitions hold in the documents (repeatable).",
)
_CONFIG = click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="Take the configuration from this file.",
)
_NO_CONFIG = click.option("--no-config", is_flag=True, help="Heed no configuration.")


@click.group(context_settings=_SETTINGS)
@click.version_option(__version__, message="backproof %(version)s")
def cli() -> None:
    """Check the mathematics of documents: every equation tested, conditional, wrong or unclear."""


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@_GIVEN
@click.option("--format", "form", type=click.Choice(_FORMATS), help="How to report.")
@click.option("--output", "-o", type=click.Path(dir_okay=False), metavar="FILE", help="Write the report here.")
@click.option("--strict/--no-strict", default=None, help="Exit with 1 when something is unclear or out of date, too.")
@click.option("--quiet", "-q", is_flag=True, help="Only what is wrong, and the summary.")
@click.option("--verbose", "-v", is_flag=True, help="Every statement, with evidence, symbols and repairs.")
@click.option("--ignore", multiple=True, metavar="CODE,...", help="Do not report findings with these codes.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave such files out of folders (repeatable).")
@click.option("--baseline", type=click.Path(dir_okay=False), metavar="FILE", help="Report only what is not in FILE.")
@click.option(
    "--write-baseline", type=click.Path(dir_okay=False), metavar="FILE", help="Accept what is found now: write FILE."
)
@click.option("--seed", type=click.IntRange(min=0), metavar="N", help="Chooses the points tried.")
@click.option("--timings", is_flag=True, help="Write times into the JSON report.")
@click.option("--proofs", is_flag=True, help="Write proofs into the JSON report, for `backproof replay`.")
@click.option("--jobs", "-j", type=click.IntRange(min=1), metavar="N", help="Documents checked at a time.")
@click.option("--no-cache", is_flag=True, help="Check everything anew.")
@click.option("--fix", "mend", flag_value="fix", help="Put corrections into the documents, those that are proved.")
@click.option("--diff", "mend", flag_value="diff", help="Show what --fix would do, as a patch.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, and show what is different.")
@_CONFIG
@_NO_CONFIG
def check(paths: tuple[str, ...], watch: bool, config: str | None, no_config: bool, **chosen: Any) -> int:
    """Check documents, or all documents in folders (.md .txt .tex .ipynb .py).

    What [tool.backproof] of the nearest pyproject.toml says holds where no option says otherwise.

    Exit status: 0 nothing wrong, 1 something wrong, 2 usage error or nothing could be read.
    """
    quiet, verbose = chosen.pop("quiet"), chosen.pop("verbose")
    if quiet and verbose:
        raise click.UsageError("--quiet and --verbose exclude each other")
    if chosen["baseline"] and chosen["write_baseline"]:
        raise click.UsageError("--baseline and --write-baseline exclude each other")
    if chosen["mend"] and chosen["write_baseline"]:
        raise click.UsageError("--write-baseline accepts what --fix and --diff would mend; use one at a time")
    from backproof.app.checking import check_paths
    from backproof.app.options import options

    chosen["detail"] = "quiet" if quiet else "verbose" if verbose else "normal"
    chosen["cache"] = not chosen.pop("no_cache")
    if watch:
        from backproof.app import watching

        if chosen["form"] not in (None, "terminal") or any(chosen[k] for k in ("output", "write_baseline", "mend")):
            raise click.UsageError("--watch shows what it finds on the terminal, and writes nothing")
        return watching.watch(paths, lambda: options(paths, {**chosen, "form": "terminal"}, config, not no_config))
    wanted = options(paths, chosen, config, not no_config)
    if wanted.form == "html" and wanted.output is None and sys.stdout.isatty():
        raise click.UsageError("a page of HTML is no use in a terminal; say where it goes: --output report.html")
    return check_paths(paths, wanted)


@cli.command()
@click.argument("document", type=click.Path(exists=True, dir_okay=False), metavar="DOC")
@_GIVEN
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@_CONFIG
@_NO_CONFIG
def symbols(document: str, given: tuple[str, ...], form: str, config: str | None, no_config: bool) -> int:
    """Show what each symbol of a document was taken to be, and why."""
    from backproof.app.checking import show_symbols
    from backproof.app.options import options

    return show_symbols(document, options((document,), {"given": given}, config, not no_config).given, form)


@cli.command()
@click.argument("source", metavar="DOC|FORMULA")
@click.option("--of", default="", metavar="L", help="What is differentiated (in a formula: what it defines first).")
@click.option("--wrt", required=True, metavar="W[,b]", help="By what: names, entries (W_{ij}), quantities between.")
@click.option("--hessian", is_flag=True, help="The second derivative.")
@click.option("--jacobian", is_flag=True, help="The derivative of a vector by a vector (understood without saying so).")
@click.option("--layout", type=click.Choice(["numerator", "denominator"]), default=None, help="Where rows go.")
@click.option("--index-form", is_flag=True, help="In index notation.")
@click.option("--steps", is_flag=True, help="Every step with the laws by which it holds.")
@click.option("--format", "form", type=click.Choice(["terminal", "json", "latex"]), default="terminal")
@_GIVEN
def derive(
    source: str,
    of: str,
    wrt: str,
    hessian: bool,
    jacobian: bool,
    layout: str | None,
    index_form: bool,
    steps: bool,
    form: str,
    given: tuple[str, ...],
) -> int:
    """Derive a gradient, Jacobian or Hessian of what a document or a formula defines.

    Every answer is held against automatic differentiation before it is shown. Exit status: 2 if there is no answer.
    """
    if hessian and jacobian:
        raise click.UsageError("--hessian and --jacobian exclude each other")
    from backproof.app.derive_command import Options, derive_and_print

    return derive_and_print(Options(source, of, wrt, 2 if hessian else 1, layout or "", index_form, steps, form, given))


@cli.command("compile")
@click.argument("source", metavar="DOC|FORMULA")
@click.option("--of", default="", metavar="L", help="What is computed (in a formula: what it defines first).")
@click.option("--wrt", default="", metavar="W[,b]", help="By what it is differentiated; without, its value alone.")
@click.option("--hessian", is_flag=True, help="The second derivative, and its product with a direction.")
@click.option("--backend", default="numpy", metavar="NAME", help="numpy (the default), jax or torch.")
@click.option("--emit", default="-", metavar="FILE", help="Write the module here (-: standard output, the default).")
@click.option("--vjp", is_flag=True, help="Add jax.custom_vjp or torch.autograd.Function with the closed backward.")
@click.option("--with-test", is_flag=True, help="Write a test beside the module.")
@_GIVEN
def compile_(
    source: str,
    of: str,
    wrt: str,
    hessian: bool,
    backend: str,
    emit: str,
    vjp: bool,
    with_test: bool,
    given: tuple[str, ...],
) -> int:
    """Write what a document or a formula defines, and its derivatives, as a module of NumPy, JAX or PyTorch.

    Every function is run against automatic differentiation before it is written. Exit status: 2 if there is none.
    """
    from backproof.app.compile_command import Options, compile_and_write

    return compile_and_write(Options(source, of, wrt, 2 if hessian else 1, backend, emit, vjp, with_test, given))


@cli.command("run")
@click.argument("document", type=click.Path(exists=True, dir_okay=False), metavar="DOC")
@click.option("--data", default="", metavar="FILE|NAME", help="A .csv or .npz file, or digits, iris, wine.")
@click.option("--set", "settings", multiple=True, metavar="NAME=NUMBER", help="A number for a symbol or a size.")
@click.option("--bind", "columns", multiple=True, metavar="NAME=COLUMN,...", help="The columns that are a symbol.")
@click.option("--steps", type=click.IntRange(min=1), default=100, metavar="N", help="How many rounds (100).")
@click.option("--trace", multiple=True, metavar="L", help="A quantity whose values are kept (repeatable).")
@click.option("--seed", type=click.IntRange(min=0), default=0, metavar="N", help="Chooses starts and batches.")
@click.option("--batch", type=click.IntRange(min=0), default=0, metavar="N", help="Rows of data in each round (all).")
@click.option("--tolerance", type=click.FloatRange(min=0), default=0.0, metavar="E", help="Stop when less moves.")
@click.option("--save", default="", metavar="FILE.npz", help="Write states and trace here.")
@click.option("--plot", default="", metavar="FILE.png", help="Draw the trace (needs matplotlib).")
@_GIVEN
def run_(
    document: str,
    data: str,
    settings: tuple[str, ...],
    columns: tuple[str, ...],
    steps: int,
    trace: tuple[str, ...],
    seed: int,
    batch: int,
    tolerance: float,
    save: str,
    plot: str,
    given: tuple[str, ...],
) -> int:
    """Run the updates of a document (w \\leftarrow …, or w_{t+1} = …) on data, again and again.

    Exit status: 0 it ran, 1 it diverged (what came before is kept), 2 something is missing or not understood.
    """
    from backproof.app.run_command import Options, run_and_print

    return run_and_print(
        Options(document, data, settings, columns, steps, trace, seed, batch, tolerance, save, plot, given)
    )


@cli.command()
@click.argument("report", type=click.File("rb"), metavar="REPORT.json")
@click.option("--format", "form", type=click.Choice(["terminal", "json"]), default="terminal")
@click.option("--quiet", "-q", is_flag=True, help="Only what fails, and the summary.")
def replay(report: BinaryIO, form: str, quiet: bool) -> int:
    """Check the proofs of a report again, by the laws alone: no document is read, nothing is searched for.

    The report is one of `backproof check --format json --proofs`; `-` reads it from standard input.

    Exit status: 0 all proofs hold, 1 one does not, 2 it is no such report.
    """
    from backproof.app.replaying import Style, replay_report

    return replay_report(report.read(), report.name, Style(form, quiet))


@cli.group(invoke_without_command=True)
@click.option("--format", "form", type=click.Choice(["terminal", "json"]), default="terminal")
@click.pass_context
def library(context: click.Context, form: str) -> int:
    """The systems of the field as pages that can be read, checked and used; without a command, list them."""
    if context.invoked_subcommand is not None:
        return 0
    from backproof.app.library_command import list_pages

    return list_pages(form)


@library.command()
@click.argument("name")
@click.option("--path", "where", is_flag=True, help="Only where the file is.")
def show(name: str, where: bool) -> int:
    """Print a page of the library."""
    from backproof.app.library_command import show_page

    return show_page(name, where)


@cli.command()
@click.argument("code", required=False)
def explain(code: str | None) -> int:
    """Explain a diagnostic code, by code or name; without one, list them all."""
    from backproof.notes.codes import find, index, no_code, page

    if code is None:
        click.echo(index(), nl=False)
        return 0
    entry = find(code)
    if entry is None:
        raise click.UsageError(no_code(code))
    click.echo(page(entry), nl=False)
    return 0
