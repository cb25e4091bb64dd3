"""`ingest archive`: pages out of WARC files, and the kept pages as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from ingest.cli import clock, files, output
from ingest.cli.articles import Since
from ingest.cli.invocation import Invocation, pass_invocation
from ingest.cli.options import Group, json_option, option
from ingest.cli.words import one_line, say, warn
from ingest.errors import IngestError

if TYPE_CHECKING:
    from ingest.archive import Item
    from ingest.config import Settings
    from ingest.run.archive import Findings
    from ingest.store import Store

WARC = click.Path(path_type=Path, dir_okay=False)


@click.group(cls=Group, epilog="ingest archive import crawl.warc.gz")
def archive() -> None:
    """Read pages out of WARC files, and write the kept pages as one.

    What was read or written is said on stderr; words are written there only.
    """


@archive.command("import", epilog="ingest archive import CC-NEWS-20260301-00042.warc.gz")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=WARC)
@json_option
@pass_invocation
def import_(invocation: Invocation, paths: tuple[Path, ...], *, as_json: bool) -> None:
    """Store the articles of the web pages in WARC files.

    One line with the counts is written to stderr; with --json one object to stdout. Each page is
    taken as if it had been fetched when it was recorded; what the database has from then or later
    is passed by. Damaged records are skipped and counted. Works beside a run.
    """
    from ingest.run.archive import Findings

    invocation.start_log()
    findings = Findings()
    started_at = clock.now()
    with ExitStack() as stack:
        opened = [(path, stack.enter_context(files.opened(path))) for path in paths]
        with invocation.store() as store:
            items = _items(opened, invocation.settings.max_bytes)
            _read(invocation.settings, store, items, findings)
    if findings.records == findings.damaged:
        raise IngestError(f"{one_line(paths[0])}: no WARC record is in it, or in any other file")
    document = _document(findings, files=len(paths))
    document["seconds"] = round((clock.now() - started_at).total_seconds(), 3)
    if as_json:
        output.write_json(document)
    else:
        say(in_words(findings))


@archive.command(epilog="ingest archive export kept.warc.gz --since 30d")
@click.argument("path", metavar="FILE", type=WARC)
@option("--since", type=Since(), metavar="MOMENT", help="Fetched since: 2026-07-01, 24h, 7d.")
@option("--host", metavar="HOST", help="Of this host only.")
@pass_invocation
def export(invocation: Invocation, path: Path, *, since: datetime | None, host: str | None) -> None:
    """Write the pages that are kept as they came to a WARC file.

    Their number is written to stderr. Each page is a response with the headers that it came with;
    those of its coding are renamed, for the body stands there unpacked. INGEST_KEEP_RAW says which
    pages are kept.
    """
    from ingest.archive import Archive
    from ingest.cli.collector import extractor
    from ingest.cli.progress import counted

    with invocation.store() as store, files.written_whole(path) as out:
        warc = Archive(out, software=extractor(), at=clock.now())
        kept = store.raw_pages(since=since, host=host)
        number = 0
        for at, page in counted(kept, "pages written"):
            number += 1
            warc.add(
                url=page.url,
                at=at,
                headers=page.headers,
                media_type=page.media_type,
                body=page.body,
            )
    say(f"{number:,} pages are in {one_line(path)}")


def _items(opened: Sequence[tuple[Path, BinaryIO]], most: int) -> Iterator[Item]:
    from ingest.archive import Damaged, read

    for path, file in opened:
        is_archive = False
        for item in read(file, most=most):
            is_archive = is_archive or not isinstance(item, Damaged)
            yield item
        if not is_archive:
            warn(f"{one_line(path)}: no WARC record is in it")


def _read(settings: Settings, store: Store, items: Iterator[Item], findings: Findings) -> None:
    from ingest.cli.collector import extractor
    from ingest.cli.progress import told_while
    from ingest.cli.signals import complete
    from ingest.cli.workers import open_pool
    from ingest.run.archive import LANES_PER_WORKER, Importer

    async def work() -> None:
        async with open_pool(settings) as pool, told_while(lambda: in_words(findings)):
            importer = Importer(
                store=store,
                pool=pool,
                extractor=extractor(),
                max_bytes=settings.max_bytes,
                lanes=LANES_PER_WORKER * settings.workers,
                now=clock.now,
            )
            await importer.run(items, findings)

    complete(work())


def _document(findings: Findings, *, files: int) -> dict[str, object]:
    from ingest.run.archive import COUNTS

    return {
        "files": files,
        "records": findings.records,
        "skipped": findings.skipped,
        "damaged": findings.damaged,
        "pages": {name: findings.pages[name] for name in COUNTS},
        "problems": {str(problem): n for problem, n in findings.problems.most_common()},
    }


def in_words(findings: Findings) -> str:
    """The counts on one line; what did not happen is left out."""
    pages = ", ".join(f"{count:,} {name}" for name, count in findings.pages.items() if count)
    others = {"no pages": findings.skipped, "damaged": findings.damaged}
    rest = "".join(f", {count:,} {name}" for name, count in others.items() if count)
    return f"{findings.records:,} records{rest}; pages: {pages or 'none'}"
