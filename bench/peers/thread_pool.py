"""The second peer: httpx in threads, feedparser, trafilatura in a process pool, SQLite.

What a good engineer writes in an hour: no robots.txt, no conditional requests, no evidence, no
revisions, no search. A thread a site, so that a site has one request in flight.

python thread_pool.py DATABASE < JSON list of feed addresses
"""

import io
import json
import os
import sqlite3
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from queue import SimpleQueue
from threading import Thread

import feedparser
import httpx
import trafilatura


def extract(url, html):
    found = trafilatura.bare_extraction(html, url=url, with_metadata=True)
    if not found or not found.text:
        return None
    return url, found.title, found.author, found.date, found.text


def collect(client, feed, extractors, results):
    """One site: its feed, then its pages one after the other."""
    parsed = feedparser.parse(io.BytesIO(client.get(feed).content))  # noqa: TID251 - a peer
    for entry in parsed.entries:
        answer = client.get(entry.link)
        if answer.status_code == 200:
            results.put(extractors.submit(extract, entry.link, answer.content))


def write(database, results):
    """One writer, in transactions of fifty."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE articles (url PRIMARY KEY, title, author, date, text)")
    count = 0
    while (future := results.get()) is not None:
        if row := future.result():
            connection.execute("INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?)", row)
            count += 1
            if count % 50 == 0:
                connection.commit()
    connection.commit()


def main(database, feeds):
    results = SimpleQueue()
    writer = Thread(target=write, args=(database, results))
    writer.start()
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    with (
        httpx.Client(timeout=20, limits=limits) as client,
        ProcessPoolExecutor(os.cpu_count()) as extractors,
        ThreadPoolExecutor(32) as threads,
    ):
        sites = [threads.submit(collect, client, feed, extractors, results) for feed in feeds]
        for site in as_completed(sites):
            site.result()
        results.put(None)
        writer.join()


if __name__ == "__main__":
    main(sys.argv[1], json.load(sys.stdin))
