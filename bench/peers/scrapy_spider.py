"""The first peer: a Scrapy spider with trafilatura and SQLite, as a tutorial would write it.

python scrapy_spider.py DATABASE < JSON list of feed addresses
"""

import json
import sqlite3
import sys

import scrapy
import trafilatura
from scrapy.crawler import CrawlerProcess


class News(scrapy.Spider):
    name = "news"

    def __init__(self, feeds, database):
        super().__init__()
        self.start_urls = feeds
        self.connection = sqlite3.connect(database)
        self.connection.execute(
            "CREATE TABLE articles (url PRIMARY KEY, title, author, date, text)"
        )

    def parse(self, response):
        for url in response.xpath("//item/link/text()").getall():
            yield scrapy.Request(url, callback=self.article)

    def article(self, response):
        found = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
        if found and found.text:
            row = (response.url, found.title, found.author, found.date, found.text)
            self.connection.execute("INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?)", row)
            self.connection.commit()


settings = {
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS": 32,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "LOG_LEVEL": "ERROR",
}
process = CrawlerProcess(settings)
process.crawl(News, feeds=json.load(sys.stdin), database=sys.argv[1])
process.start()
