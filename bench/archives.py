"""A WARC file of 1,000 pages by another program, with damaged copies, imported and counted.

    python -m bench.archives [PAGES]

warcio writes each page once; a tenth of them stand there a second time, damaged: bytes flipped,
records cut. Each is followed by a whole one that is known already. Prints one JSON document, for a
compressed and for a plain file.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

from bench.newspage import page, title
from tests.archive.warcs import Page, warc


def main(count: int) -> None:
    warnings.simplefilter("ignore", ResourceWarning)
    told = {form: imported(count, form) for form in ("warc.gz", "warc")}
    print(json.dumps(told, indent=1))


def imported(count: int, form: str) -> dict[str, object]:
    pages = [made(number) for number in range(count)]
    is_compressed = form == "warc.gz"
    data, _ = warc(pages, compressed=is_compressed)
    chance = random.Random(5)
    copies = bytearray()
    for one in pages[::10]:
        whole, _ = warc([one], compressed=is_compressed)
        copies += damaged(bytearray(whole), chance) + whole
    harmed = len(pages[::10])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / f"a.{form}").write_bytes(data + copies)
        first, seconds = run(folder, form)
        again, _ = run(folder, form)
    assert isinstance(first["pages"], dict)
    return {
        "pages": count,
        "damaged copies": harmed,
        "first import": first,
        "seconds": seconds,
        "second import": again["pages"],
        "all there": first["pages"]["stored"] == count and first["damaged"] == harmed,
    }


def made(number: int) -> Page:
    site, n = divmod(number, 25)
    html = page(site, n, articles=25, size=100_000)
    return Page(f"https://site{site}.example/{n}", title(site, n), (), html)


def damaged(record: bytearray, chance: random.Random) -> bytearray:
    """The record with a byte flipped in its body, or cut, or with another beginning."""
    middle = chance.randrange(len(record) // 2, len(record) - 20)
    match chance.randrange(3):
        case 0:
            record[middle] ^= 0xFF
        case 1:
            del record[middle:]
        case _:
            record[0] ^= 0xFF
    return record


def run(folder: Path, form: str) -> tuple[dict[str, object], float]:
    command = [sys.executable, "-m", "ingest", "archive", "import", f"a.{form}", "--json"]
    environment = os.environ | {"INGEST_DATABASE_URL": f"sqlite:///{folder}/ingest.db"}
    started_at = time.monotonic()
    ended = subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(ended.stdout), round(time.monotonic() - started_at, 1)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
