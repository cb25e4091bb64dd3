"""A feed that is edited without end: as many articles as stories, a revision an edit of content."""

from __future__ import annotations

from dataclasses import dataclass

from tests.store.builders import BODY, HOUR, NOW, checked, entry, extraction, stored, subscribe
from tests.store.test_identity import OTHER

from ingest.model import Entry, PageTask, PageUpdate
from ingest.store import Store

STORIES, POLLS = 6, 30
BODIES = (BODY, OTHER)


@dataclass
class Story:
    """What a publisher has of one story, and does to it."""

    number: int
    guid: str
    title: str
    scheme: str = "https"
    host: str = "news.test"
    tracking: str = ""
    edits: int = 0

    @property
    def entry(self) -> Entry:
        url = f"{self.scheme}://{self.host}/story/{self.number}{self.tracking}"
        return entry(self.number, key=self.guid, guid=self.guid, url=url, title=self.title)

    @property
    def text(self) -> str:
        """Two stories have nothing in common but their kind; an edit adds a paragraph."""
        own = " ".join(f"{word}{self.number}" for word in BODIES[self.number % 2].split())
        return own + "".join(f"\n\nCorrection {n} of {self.number}." for n in range(self.edits))

    def edit(self, poll: int) -> None:
        match (poll + self.number) % 8:
            case 0:
                self.guid = f"guid {self.number} at {poll}"
            case 1:
                self.tracking = f"?utm_source=rss{poll}&fbclid={poll}"
            case 2:
                self.title = f"Story {self.number} at {poll}"
            case 3:
                self.scheme = "http" if self.scheme == "https" else "https"
            case 4:
                self.host = "news.test" if self.host == "www.news.test" else "www.news.test"
            case 5:
                self.host = "amp.news.test"
            case 6:
                self.edits += 1
            case _:
                self.host, self.tracking = "news.test", ""


def test_thirty_polls_of_edits_leave_one_article_a_story_and_one_revision_an_edit(
    store: Store,
) -> None:
    (state,) = subscribe(store)
    stories = [Story(n, f"guid {n}", f"Story {n}") for n in range(STORIES)]

    for poll in range(POLLS):
        at = NOW + poll * HOUR
        for story in stories:
            story.edit(poll) if poll else None
        store.apply([checked(state, [story.entry for story in stories], at=at)])
        new = store.claim_pages(run="run", now=at, limit=50, per_host=50)
        again = store.claim_rechecks(run="run", now=at, limit=50, per_host=50)
        store.apply([read(task, stories, poll) for task in (*new, *again)])

    articles = store.rows("v1_articles", order="id")
    assert len(articles) == STORIES
    edits = {story.text: story.edits for story in stories}
    assert {row["text"]: row["revision"] for row in articles} == {
        text: 1 + number for text, number in edits.items()
    }
    assert sum(edits.values()) >= STORIES * 3
    kinds = [row["kind"] for row in store.changes()]
    assert (kinds.count("insert"), kinds.count("update")) == (STORIES, sum(edits.values()))
    assert len(kinds) == STORIES + sum(edits.values())
    led = {(row["article_id"], row["url"]) for row in store.rows("v1_sightings")}
    assert {article_id for article_id, _ in led} == {row["id"] for row in articles}


def read(task: PageTask, stories: list[Story], poll: int) -> PageUpdate:
    """The page as the site shows it now; a page on the AMP host names its canonical twin."""
    story = stories[int(task.request.url.partition("?")[0].rpartition("/")[2])]
    at = NOW + poll * HOUR
    is_amp = "//amp." in task.request.url
    return stored(
        task,
        extraction(f"Story {story.number}", story.text),
        at=at,
        canonical=f"https://news.test/story/{story.number}" if is_amp else None,
        recheck_at=at + HOUR,
    )
