"""Feeds are added, found again under any of their addresses, moved, paused, removed."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from tests.store.builders import FEED, HOUR, NOW, checked, entry, stored, subscribe

from ingest.errors import UsageError
from ingest.model import FeedStatus, Hints, PagesPolicy, Source, SourceKind, Validators
from ingest.store import Store


def test_a_known_feed_is_not_new(store: Store) -> None:
    sources = [Source(url=FEED), Source(url=FEED + "#top"), Source(url="https://b.test/f")]

    assert store.add_feeds(sources, now=NOW) == [True, False, True]
    assert store.add_feeds(sources, now=NOW) == [False, False, False]


def test_sources_come_back_as_they_were_added(store: Store) -> None:
    sources = [
        Source(url=FEED, title="News", tags=("a/b", "c; d"), pages=PagesPolicy.NEVER),
        Source(url="https://b.test/map", kind=SourceKind.SITEMAP),
    ]
    store.add_feeds(sources, now=NOW)

    assert store.sources() == sources


def test_an_address_that_is_not_http_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="not an http"):
        store.add_feeds([Source(url="ftp://user:secret@b.test/f")], now=NOW)


def test_a_password_is_sent_and_never_shown(store: Store) -> None:
    (state,) = subscribe(store, "https://ann:s%C3%A9cret@news.test/feed")

    token = base64.b64encode("ann:sécret".encode()).decode()
    assert state.request.url == "https://news.test/feed"
    assert state.request.secret_headers == (("Authorization", f"Basic {token}"),)
    assert store.rows("v1_feeds")[0]["url"] == "https://ann@news.test/feed"
    assert store.sources()[0].url == "https://ann@news.test/feed"
    assert store.remove_feeds(["https://news.test/feed"]) == ["https://news.test/feed"]


def test_a_new_password_replaces_the_old(store: Store) -> None:
    subscribe(store, "https://ann:old@news.test/feed")
    store.give_back("run")

    (state,) = subscribe(store, "https://ann:new@news.test/feed")

    assert state.request.secret_headers[0][1].endswith(base64.b64encode(b"ann:new").decode())


def test_a_password_does_not_follow_a_feed_to_another_origin(store: Store) -> None:
    near, far = subscribe(store, "https://a:b@news.test/1", "https://a:b@news.test/2")
    store.apply(
        [
            checked(near, None, new_url="https://news.test/one"),
            checked(far, None, new_url="https://other.test/two"),
        ]
    )

    states = store.claim_feeds(run="run", now=NOW + HOUR, limit=9)

    assert [(s.request.url, bool(s.request.secret_headers)) for s in states] == [
        ("https://news.test/one", True),
        ("https://other.test/two", False),
    ]


def test_a_moved_feed_is_known_by_both_addresses(store: Store) -> None:
    (state,) = subscribe(store)
    store.apply([checked(state, None, new_url="https://news.test/rss")])

    assert store.add_feeds([Source(url=FEED), Source(url="https://news.test/rss")], now=NOW) == [
        False,
        False,
    ]
    assert store.rows("v1_feeds")[0]["url"] == "https://news.test/rss"
    assert store.set_feed_status([FEED], FeedStatus.PAUSED, now=NOW) == [FEED]


def test_a_feed_that_moves_to_a_known_one_is_gone(store: Store) -> None:
    (state, _) = subscribe(store, FEED, "https://news.test/rss")

    store.apply([checked(state, None, new_url="https://news.test/rss")])

    feed = store.rows("v1_feeds", order="id")[0]
    assert feed["state"] == "gone"
    assert "subscribed to already" in str(feed["detail"])


def test_all_of_a_feeds_state_comes_back(store: Store) -> None:
    (state,) = subscribe(store)
    hints = Hints(
        max_age=HOUR, ttl=2 * HOUR, skip_hours=frozenset({3, 4}), skip_days=frozenset({0})
    )
    full = replace(
        state,
        request=replace(
            state.request, validators=Validators(etag='W/"x"', last_modified="yesterday")
        ),
        title="News",
        site_url="https://news.test/",
        failures=3,
        detail="noted",
        interval=2 * HOUR,
        last_checked_at=NOW,
        last_success_at=NOW,
        last_news_at=NOW,
        last_full_at=NOW,
        trusts_validators=False,
        body_digest=b"\x00\x01",
        seen=b"\x00\xff" * 8,
        hints=hints,
        moved_to="https://x.test/",
        moved_count=2,
    )
    update = replace(checked(state, None), state=full)

    store.apply([update])

    assert store.claim_feeds(run="run", now=NOW + HOUR, limit=1) == [full]


def test_removing_a_feed_keeps_articles_and_drops_what_waits_for_it_alone(store: Store) -> None:
    one, two = subscribe(store, "https://a.test/f", "https://b.test/f")
    store.apply([checked(one, [entry(1), entry(2), entry(3)]), checked(two, [entry(3)])])
    tasks = {
        t.request.url[-1]: t for t in store.claim_pages(run="run", now=NOW, limit=9, per_host=9)
    }
    store.apply([stored(tasks["1"])])
    store.give_back("run")

    assert store.remove_feeds(["https://a.test/f", "https://absent.test/"]) == ["https://a.test/f"]

    assert [row["feed_id"] for row in store.rows("v1_sightings")] == [two.id]
    assert len(store.rows("v1_articles")) == 1
    assert [row["url"][-1] for row in store.rows("v1_pages", order="url")] == ["1", "3"]  # type: ignore[index]
    assert store.add_feeds([Source(url="https://a.test/f")], now=NOW) == [True]
    assert store.rows("v1_feeds", order="id desc")[0]["id"] == 3


def test_the_sitemaps_of_an_index_are_feeds_of_their_own_and_leave_with_it(store: Store) -> None:
    store.add_feeds(
        [Source(url="https://a.test/map", kind=SourceKind.SITEMAP, tags=("t",))], now=NOW
    )
    (state,) = store.claim_feeds(run="run", now=NOW, limit=1)
    index = checked(
        state, [], children=("https://a.test/1", "https://a.test/2", "https://a.test/map")
    )
    store.apply([index, index])

    assert [row["kind"] for row in store.rows("v1_feeds")] == ["sitemap"] * 3
    assert len(store.sources()) == 1
    store.remove_feeds(["https://a.test/map"])
    assert store.rows("v1_feeds") == []


def test_neither_an_index_in_an_index_nor_one_that_is_another_each_time_is_followed(
    store: Store,
) -> None:
    store.add_feeds([Source(url="https://a.test/map", kind=SourceKind.SITEMAP)], now=NOW)
    (state,) = store.claim_feeds(run="run", now=NOW, limit=1)
    for turn in range(45):
        names = tuple(f"https://a.test/{turn}/{n}" for n in range(50))
        store.apply([checked(state, [], children=names)])
    (child, *_) = store.claim_feeds(run="run", now=NOW, limit=1)

    store.apply([checked(child, [], children=("https://a.test/nested",))])

    rows = store.rows("v1_feeds")
    assert len(rows) == 2001
    assert not any(str(row["url"]).endswith("nested") for row in rows)


def test_a_gone_feed_comes_back_when_it_is_added_or_enabled_again(store: Store) -> None:
    (state,) = subscribe(store)
    gone = replace(state, status=FeedStatus.GONE, gone_at=NOW)
    for revive in (
        lambda: store.add_feeds([Source(url=FEED)], now=NOW),
        lambda: store.set_feed_status([FEED], FeedStatus.ACTIVE, now=NOW),
    ):
        store.apply([replace(checked(state, None), state=gone)])
        assert store.claim_feeds(run="run", now=NOW + HOUR, limit=1) == []

        revive()

        assert store.rows("v1_feeds")[0]["state"] == "active"
        assert len(store.claim_feeds(run="run", now=NOW, limit=1)) == 1


def test_a_policy_of_no_pages_gives_sightings_only(store: Store) -> None:
    store.add_feeds([Source(url=FEED, pages=PagesPolicy.NEVER)], now=NOW)
    (state,) = store.claim_feeds(run="run", now=NOW, limit=1)

    store.apply([checked(state, [entry(1), entry(2, url=None), entry(3, url="mailto:x@y.test")])])

    assert len(store.rows("v1_sightings")) == 3
    assert store.rows("v1_pages") == []


def test_five_thousand_feeds_are_added_at_once(store: Store) -> None:
    sources = [Source(url=f"https://h{n}.test/f") for n in range(5000)]

    assert all(store.add_feeds(sources, now=NOW))
    assert not any(store.add_feeds(sources, now=NOW))
