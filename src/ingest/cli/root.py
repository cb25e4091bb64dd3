"""`ingest`: the options before the command, and the commands."""

from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

from ingest.cli.archive import archive
from ingest.cli.articles import articles
from ingest.cli.changes import changes
from ingest.cli.database import database
from ingest.cli.explain import explain
from ingest.cli.export import export
from ingest.cli.feeds import feeds
from ingest.cli.fetch import fetch
from ingest.cli.history import history, merge, split
from ingest.cli.invocation import Invocation
from ingest.cli.log import LogFormat
from ingest.cli.options import Group, OneOf, option
from ingest.cli.reextract import reextract
from ingest.cli.run import run
from ingest.cli.status import status
from ingest.cli.words import VOICE


@click.group(
    cls=Group,
    context_settings={
        "auto_envvar_prefix": "INGEST",
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
    },
    epilog="ingest feeds add https://example.org/feed.xml\ningest run --json",
)
@option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Read settings from this TOML file; without it from config/ingest.toml, if there.",
)
@option(
    "--database-url",
    metavar="URL",
    help="Keep everything in this database: sqlite:///FILE or postgresql://USER@HOST/NAME.",
)
@option(
    "--log-format",
    type=OneOf(LogFormat),
    default=LogFormat.TEXT.value,
    show_default=True,
    help="Write the log on stderr like this.",
)
@option("-v", "--verbose", count=True, help="Log every outcome; twice: everything.")
@option("-q", "--quiet", is_flag=True, help="Log errors only, and say nothing else on stderr.")
@click.version_option(package_name="ingest", message="%(prog)s %(version)s")
@click.pass_context
def root(
    ctx: click.Context,
    *,
    config: Path | None,
    database_url: str | None,
    log_format: LogFormat,
    verbose: int,
    quiet: bool,
) -> None:
    """Read feeds and pages, and keep clean articles in an SQL database.

    Results are written to stdout, words to stderr.
    """
    if verbose and quiet:
        raise click.UsageError("--verbose and --quiet exclude each other: give one of them")
    VOICE.as_json = log_format is LogFormat.JSON
    VOICE.is_quiet = quiet
    is_option = ctx.get_parameter_source("database_url") is ParameterSource.COMMANDLINE
    ctx.obj = Invocation(
        config=config,
        database_url=database_url if is_option else None,
        log_format=log_format,
        verbosity=-1 if quiet else verbose,
    )


for part in (history, merge, split, export):
    articles.add_command(part)
for command in (run, fetch, feeds, articles, explain, changes, reextract):
    root.add_command(command)
for command in (archive, status, database):
    root.add_command(command)
