"""The verbs of ``reformlab data``: list, describe, check, refresh, seal, pages."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import click

from reformlab.data import describe as _describe
from reformlab.data import standing, tables
from reformlab.data.errors import ArgumentError, TableError, UnknownName
from reformlab.data.manifest import PACKAGE, folder, manifest, using


class _Plain(click.Group):
    """Turn the errors of this room into one plain line instead of a traceback."""

    def invoke(self, ctx):
        try:
            return super().invoke(ctx)
        except (ArgumentError, TableError, UnknownName) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Plain)
def data() -> None:
    """List, describe, check and refresh the tables."""


@data.command("list")
def list_() -> None:
    """List the tables: rows, and how many figures are checked, rounded, derived, recalled."""
    click.echo(f"{'table':<22}{'rows':>8}{'checked':>9}{'rounded':>9}{'derived':>9}{'recalled':>10}  title")
    for name in tables():
        counts, resource = standing(name), manifest(name)
        cells = "".join(f"{counts.get(word, 0):>{width}}" for word, width in _WIDTHS)
        click.echo(f"{name:<22}{resource['rows']:>8}{cells}  {resource['title']}")


_WIDTHS = (("checked", 9), ("rounded", 9), ("derived", 9), ("recalled", 10))


@data.command()
@click.argument("table")
def describe(table: str) -> None:
    """Print the manifest of TABLE: columns, series, sources, caveats."""
    click.echo(str(_describe(table)))


@data.command()
@click.option("--rows-only", is_flag=True, help="Check rows against the manifests; leave the cross-checks out.")
def check(rows_only: bool) -> None:
    """Check every row against its manifest and run every cross-check.

    Reads the tables as they are now, sealed or not. Ends with status 1 if anything is wrong.
    """
    seal_ = import_module("reformlab.data.seal")
    checks = import_module("reformlab.data.checks")
    place = folder()
    content = seal_.gather(place)
    with using(place, content):
        problems = checks.rows()
        for problem in problems[:50]:
            click.echo(str(problem), err=True)
        if len(problems) > 50:
            click.echo(f"... and {len(problems) - 50} more.", err=True)
        failed = 0
        if problems:
            click.echo("The cross-checks wait until the rows above are right.", err=True)
        elif not rows_only:
            failed = _cross(checks)
    package = place / PACKAGE
    sealed = package.is_file() and package.read_bytes() == seal_.text(content).encode()
    if not sealed:
        click.echo(f"{PACKAGE} does not match the tables. If the figures are right: reformlab data seal", err=True)
    click.echo(f"{len(content['resources'])} tables, {len(problems)} wrong rows, {failed} cross-checks failed.")
    sys.exit(1 if problems or failed or not sealed else 0)


def _cross(checks):
    failed = 0
    click.echo(f"{'':6}{'gap':>10} {'allowed':>9}  {'unit':<12} check (where the gap is largest)")
    for result in checks.cross():
        failed += not result.passed
        check_, word = result.check, "ok" if result.passed else "WRONG"
        figures = f"{word:<6}{result.gap.size:>10.4g} {check_.allowed:>9.4g}  {check_.unit:<12}"
        click.echo(f"{figures} {check_.name} ({result.gap.where})")
        click.echo(f"{'':40}{check_.why}")
    return failed


@data.command()
@click.argument("table", type=click.Choice(["world"]))
@click.option("--write", is_flag=True, help="Write the changes; without it they are only shown.")
@click.option("--endpoint", help="Another address of the interface.")
@click.option("--timeout", default=30.0, show_default=True, help="Seconds for one request.")
@click.option("--tries", default=3, show_default=True, type=click.IntRange(1), help="Tries for one indicator.")
def refresh(table: str, write: bool, endpoint: str | None, timeout: float, tries: int) -> None:
    """Read TABLE anew from its interface and show what would change.

    Only the world table has an open interface. For the Chinese tables `describe` says which release to read next.
    """
    refresh_ = import_module("reformlab.data.refresh")
    try:
        difference = refresh_.world(endpoint=endpoint, timeout=timeout, tries=tries, quiet=not sys.stderr.isatty())
    except refresh_.Unreachable as error:
        raise click.ClickException(
            f"The World Bank's interface could not be read: {error}. The shipped table {table} stays as it is."
        ) from error
    click.echo(str(difference))
    if write:
        for name in refresh_.write(difference):
            click.echo(f"wrote data/{name}")
    elif difference:
        click.echo("Nothing was written. To write it: reformlab data refresh world --write")


@data.command()
def seal() -> None:
    """Write row counts and checksums into the manifests and gather them in the data package.

    Refuses what `check` refuses, and writes nothing then.
    """
    changed = import_module("reformlab.data.seal").seal()
    click.echo("\n".join(f"wrote data/{name}" for name in changed) or "Nothing changed.")


@data.command()
@click.argument("book", type=click.Path(file_okay=False, path_type=Path), default="book")
def pages(book: Path) -> None:
    """Write the pages of the data into the folder BOOK (the site build does this by itself)."""
    for path in import_module("reformlab.data.pages").write(book):
        click.echo(f"{'wrote' if path.exists() else 'removed'} {path}")
