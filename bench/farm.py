"""A farm of invented news sites on loopback, for measuring: farm.py --sites 40 --articles 25

Prints the feeds' addresses as one JSON list and serves until its standard input is closed.
Every site has an address of its own (127.x.y.z), an RSS feed that answers conditional requests,
no robots.txt, and pages of about --bytes bytes that cost a reader what real ones cost (see
newspage.py), each answer after --latency seconds. All pages are made before the addresses are
printed: a farm that makes them when asked takes the cores from those it measures.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from functools import lru_cache
from hashlib import sha256

from newspage import page, title


@lru_cache(maxsize=20_000)
def feed(site: int, origin: str, articles: int) -> bytes:
    items = "".join(
        f"<item><title>{title(site, n)}</title><link>{origin}/a/{n}</link><guid>{site}/{n}</guid>"
        f"<pubDate>{n % 27 + 1:02} Mar 2026 08:00:00 GMT</pubDate></item>"
        for n in range(articles)
    )
    text = f"<rss version='2.0'><channel><title>Site {site}</title>{items}</channel></rss>"
    return text.encode()


def address(site: int) -> str:
    return f"127.{1 + site // 62500}.{site // 250 % 250}.{site % 250 + 2}"


class Pages:
    """All pages of all sites in one temporary file, each with its ETag."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.articles = options.articles
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the farm is
        self.places: list[tuple[int, int, str]] = []
        for site in range(options.sites):
            for n in range(options.articles):
                body = page(site, n, options.articles, options.bytes)
                self.places.append((self.file.tell(), len(body), etag(body)))
                self.file.write(body)
        self.file.flush()

    def read(self, site: int, n: int) -> tuple[bytes, str]:
        start, size, tag = self.places[site * self.articles + n]
        return os.pread(self.file.fileno(), size, start), tag


def etag(body: bytes) -> str:
    return f'"{sha256(body).hexdigest()[:16]}"'


class Farm(asyncio.Protocol):
    """HTTP/1.1 with keep-alive: one GET after the other."""

    def __init__(self, options: argparse.Namespace, pages: Pages) -> None:
        self.options = options
        self.pages = pages
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        host = transport.get_extra_info("sockname")[0].split(".")
        # the address of `address(site)`, read back
        self.site = (int(host[1]) - 1) * 62500 + int(host[2]) * 250 + int(host[3]) - 2
        self.origin = f"http://{'.'.join(host)}:{transport.get_extra_info('sockname')[1]}"

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            answer = self.answer(head.decode("latin-1"))
            loop = asyncio.get_running_loop()
            loop.call_later(self.options.latency, self.transport.write, answer)

    def answer(self, head: str) -> bytes:
        path = head.split(" ", 2)[1]
        if path == "/feed":
            body, kind = feed(self.site, self.origin, self.options.articles), "application/rss+xml"
            tag = etag(body)
        elif path.startswith("/a/"):
            body, tag = self.pages.read(self.site, int(path.rpartition("/")[2]))
            kind = "text/html"
        else:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        if f"if-none-match: {tag}" in head.lower():
            return f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode()
        lines = (
            f"HTTP/1.1 200 OK\r\nContent-Type: {kind}; charset=utf-8\r\nETag: {tag}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return lines.encode() + body


async def serve(options: argparse.Namespace) -> None:
    loop = asyncio.get_running_loop()
    pages = Pages(options)
    server = await loop.create_server(lambda: Farm(options, pages), "0.0.0.0", 0, backlog=4096)
    port = server.sockets[0].getsockname()[1]
    print(
        json.dumps([f"http://{address(n)}:{port}/feed" for n in range(options.sites)]), flush=True
    )
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=40)
    parser.add_argument("--articles", type=int, default=25)
    parser.add_argument("--bytes", type=int, default=100_000)
    parser.add_argument("--latency", type=float, default=0.02)
    asyncio.run(serve(parser.parse_args()))
