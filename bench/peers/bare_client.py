"""What the requests alone cost: httpx.AsyncClient, 32 at a time, conditional, nothing else.

python bare_client.py < JSON list of [address, etag]
"""

import asyncio
import json
import sys

import httpx


async def main(feeds):
    limits = httpx.Limits(max_connections=32, max_keepalive_connections=32)
    turns = asyncio.Semaphore(32)

    async with httpx.AsyncClient(timeout=20, limits=limits) as client:

        async def ask(url, etag):
            async with turns:
                answer = await client.get(url, headers={"If-None-Match": etag})
            assert answer.status_code == 304, answer

        await asyncio.gather(*(ask(url, etag) for url, etag in feeds))


asyncio.run(main(json.load(sys.stdin)))
