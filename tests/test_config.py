"""Settings: where they come from, which wins, and what is said of those that cannot be used."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest

from ingest.config import KeepRaw, Settings, load, secret
from ingest.config.readers import FEED_READERS, READERS
from ingest.errors import UsageError
from ingest.model import PagesPolicy, Secret, Source, SourceKind

SHARED = ("feeds.example.com", "x.example")


def write(folder: Path, text: str) -> Path:
    file = folder / "ingest.toml"
    file.write_text(text, encoding="utf-8")
    return file


def settings(folder: Path, text: str, **environ: str) -> Settings:
    return load(write(folder, text), environ=environ)


def complaint(folder: Path, text: str, **environ: str) -> str:
    with pytest.raises(UsageError) as raised:
        settings(folder, text, **environ)
    assert raised.value.exit_status == 2
    return str(raised.value)


# --- where values come from ----------------------------------------------------------------------


def test_an_option_wins_over_environment_over_file_over_default(tmp_path: Path) -> None:
    file = write(tmp_path, "concurrency = 1\nhost_interval = 1\ntimeout = 1")
    environ = {"INGEST_CONCURRENCY": "2", "INGEST_HOST_INTERVAL": "2"}

    read = load(file, {"concurrency": "3", "timeout": None}, environ=environ)

    assert read.concurrency == 3
    assert read.host_interval == timedelta(seconds=2)
    assert read.timeout == timedelta(seconds=1)
    assert read.max_bytes == 10_485_760


def test_an_empty_environment_variable_is_unset(tmp_path: Path) -> None:
    assert settings(tmp_path, "", INGEST_CONCURRENCY="").concurrency == 32


def test_the_environment_names_the_file(tmp_path: Path) -> None:
    file = write(tmp_path, "concurrency = 7")

    assert load(environ={"INGEST_CONFIG": str(file)}).concurrency == 7


def test_the_file_in_the_current_directory_is_found(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(environ={}).file is None
    (tmp_path / "config").mkdir()
    write(tmp_path / "config", "concurrency = 7")

    assert load(environ={}).concurrency == 7


def test_the_database_stands_beside_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "with blank % and ?"
    folder.mkdir()

    from sqlalchemy.engine import make_url

    url = make_url(load(write(folder, ""), environ={}).database_url)
    assert url.database == str(folder / "ingest.db")


def test_without_a_file_the_database_is_in_the_data_directory(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    assert load(environ={}).database_url.endswith("/ingest/ingest.db")


def test_the_contact_joins_the_name(tmp_path: Path) -> None:
    read = settings(tmp_path, 'contact = "mailto:news@example.org"')

    assert read.user_agent.startswith("ingest/")
    assert read.user_agent.endswith(" (+mailto:news@example.org)")
    assert settings(tmp_path, 'user_agent = "mine/1"\ncontact = "x"').user_agent == "mine/1"


def test_the_password_is_not_in_the_repr(tmp_path: Path) -> None:
    url = "postgresql+psycopg://me:hunter2@db/news"

    read = settings(tmp_path, f'database_url = "{url}"')

    assert read.database_url == url
    assert "hunter2" not in repr(read)


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("host_interval = 0", "host_interval", timedelta()),
        ("host_interval = 0.5", "host_interval", timedelta(seconds=0.5)),
        ('keep_raw = "all"', "keep_raw", KeepRaw.ALL),
        ('recheck = ["7d", "1h"]', "recheck", (timedelta(hours=1), timedelta(days=7))),
        ('recheck = "30m, 2w"', "recheck", (timedelta(minutes=30), timedelta(weeks=2))),
        ("recheck = []", "recheck", ()),
        ('allow_addresses = ""', "allow_addresses", ""),
        ('allow_addresses = "10.1.0.0/16, [::1]:80"', "allow_addresses", "10.1.0.0/16,[::1]:80"),
        ('allow_addresses = ["::1", "127.0.0.1:1"]', "allow_addresses", "::1/128,127.0.0.1:1"),
        ("workers = 3", "workers", 3),
        ("robots_for_feeds = true", "robots_for_feeds", True),
        ('robots_for_feeds = "no"', "robots_for_feeds", False),
        ('shared_hosts = "Feeds.example.com, x.example"', "shared_hosts", SHARED),
        ('shared_hosts = ["feeds.example.com", "x.example"]', "shared_hosts", SHARED),
        ('proxy = "http://me:pw@proxy.example:3128"', "proxy", "http://me:pw@proxy.example:3128"),
    ],
)
def test_values_are_read(tmp_path: Path, line: str, name: str, value: object) -> None:
    assert getattr(settings(tmp_path, line), name) == value


# --- what cannot be used -------------------------------------------------------------------------


def test_an_unknown_key_is_named_with_the_one_that_was_meant(tmp_path: Path) -> None:
    said = complaint(tmp_path, "host-intervall = 2")

    assert str(tmp_path / "ingest.toml") in said
    assert "host-intervall is not a setting: did you mean host_interval?" in said


def test_an_unknown_key_like_no_other_lists_the_known(tmp_path: Path) -> None:
    assert "known are allow_addresses, concurrency" in complaint(tmp_path, "zzz = 2")


@pytest.mark.parametrize(
    ("line", "key", "remedy"),
    [
        ("concurrency = 0", "concurrency = 0", "a whole number, 1 or more"),
        ("concurrency = true", "concurrency = True", "a whole number, 1 or more"),
        ("concurrency = 1.5", "concurrency", "a whole number"),
        ("max_bytes = 1023", "max_bytes", "1024 or more"),
        ("host_interval = -1", "host_interval", "0 or more"),
        ("host_interval = nan", "host_interval", "a number of seconds"),
        ("timeout = 0", "timeout", "more than 0"),
        ("timeout = 1e99", "timeout", "at most 366 days"),
        ('timeout = "soon"', "timeout = 'soon'", "a number of seconds"),
        ("keep_raw = 1", "keep_raw", "one of none, latest, all"),
        ('recheck = ["1y"]', "recheck", "'1y' is none"),
        ('recheck = "0h"', "recheck", "'0h' is none"),
        ("recheck = 3600", "recheck", "spans of time"),
        ('keep_raw = "some"', "keep_raw = 'some'", "one of none, latest, all"),
        ('allow_addresses = "10.1.0.1/16"', "allow_addresses", "10.1.0.0/16"),
        ('allow_addresses = "localhost:80"', "allow_addresses", "'localhost:80' is neither"),
        ('allow_addresses = "127.0.0.1:99999"', "allow_addresses", "is neither"),
        ('allow_addresses = "::1:x"', "allow_addresses", "is neither"),
        ("allow_addresses = 7", "allow_addresses", "networks and address:port pairs"),
        ('user_agent = "a\\nb"', "user_agent", "one line"),
        ('user_agent = "é"', "user_agent", "ASCII"),
        ('database_url = "mysql://x/y"', "database_url", "not mysql://"),
        ('database_url = "ingest.db"', "database_url", "sqlite:////"),
        ("robots_for_feeds = 1", "robots_for_feeds", "true or false"),
        ('shared_hosts = "http://x.example/"', "shared_hosts", "names of hosts"),
        ("shared_hosts = 1", "shared_hosts", "names of hosts"),
        ('proxy = "socks5://x"', "proxy cannot", "the address of an HTTP proxy"),
        ("min_interval = 90000", "min_interval", "above max_interval"),
    ],
)
def test_a_bad_value_names_file_key_and_remedy(
    tmp_path: Path,
    line: str,
    key: str,
    remedy: str,
) -> None:
    said = complaint(tmp_path, line)

    assert f"{tmp_path / 'ingest.toml'}: {key}" in said
    assert remedy in said


def test_a_bad_value_names_the_environment_variable(tmp_path: Path) -> None:
    assert complaint(tmp_path, "", INGEST_TIMEOUT="x").startswith("INGEST_TIMEOUT = 'x' cannot")


def test_a_bad_value_names_the_option() -> None:
    with pytest.raises(UsageError, match=r"^--host-interval = '-1' cannot"):
        load(overrides={"host_interval": "-1"}, environ={})


def test_a_bad_database_url_keeps_its_password_to_itself(tmp_path: Path) -> None:
    assert "hunter2" not in complaint(tmp_path, 'database_url = "mysql://me:hunter2@x/y"')


def test_bad_toml_names_the_line(tmp_path: Path) -> None:
    assert "line 2" in complaint(tmp_path, "concurrency = 1\ntimeout = = 2\n")


def test_a_file_in_another_encoding_names_the_line(tmp_path: Path) -> None:
    file = tmp_path / "ingest.toml"
    file.write_bytes(b'timeout = 2\ncontact = "J\xfcrgen"\n')

    with pytest.raises(UsageError, match="line 2: not UTF-8"):
        load(file, environ={})


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert settings(tmp_path, "\ufeffconcurrency = 7").concurrency == 7


def test_a_missing_file_is_named_with_what_named_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"missing\.toml: no such settings file.*--config"):
        load(tmp_path / "missing.toml", environ={})
    with pytest.raises(UsageError, match="correct INGEST_CONFIG"):
        load(environ={"INGEST_CONFIG": str(tmp_path / "missing.toml")})


def test_a_folder_is_no_settings_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        load(tmp_path, environ={})


# --- feeds ---------------------------------------------------------------------------------------


def test_feeds_are_read_once_each(tmp_path: Path) -> None:
    read = settings(
        tmp_path,
        """
        [[feeds]]
        url = "HTTP://Example.org:80/a#top"
        [[feeds]]
        url = "https://example.org/news"
        kind = "page"
        title = " The  News "
        tags = ["World/Asia", "Daily", "Daily"]
        pages = "if-short"
        [[feeds]]
        url = "http://example.org/a"
        """,
    )

    assert read.feeds == (
        Source(url="http://example.org/a"),
        Source(
            url="https://example.org/news",
            kind=SourceKind.PAGE,
            title="The News",
            tags=("World/Asia", "Daily"),
            pages=PagesPolicy.IF_SHORT,
        ),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("feeds = 1", "feeds must be tables"),
        ('feeds = ["http://x.example"]', "feeds must be tables"),
        ("[[feeds]]\ntitle = 'x'", "number 1: it has no address"),
        ("[[feeds]]\nurl = 'ftp://x.example/'", "number 1: url = 'ftp://x.example/' cannot"),
        ("[[feeds]]\nurl = 'http://x.example'\nurll = 1", "urll is not a key of a feed: did you"),
        ("[[feeds]]\nurl = 'http://x.example'\nkind = 'rss'", "one of feed, sitemap, page"),
        ("[[feeds]]\nurl = 'http://x.example'\npages = 1", "one of always, if-short, never"),
        ("[[feeds]]\nurl = 'http://x.example'\ntags = 'x'", "a list of texts"),
        ("[[feed]]\nurl = 'http://x.example'", "feed is not a setting: did you mean feeds?"),
    ],
)
def test_a_feed_that_cannot_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    assert said in complaint(tmp_path, text)


def test_a_bad_address_keeps_its_password_to_itself(tmp_path: Path) -> None:
    assert "hunter2" not in complaint(tmp_path, "[[feeds]]\nurl = 'ftp://me:hunter2@x.example/'")


# --- secrets -------------------------------------------------------------------------------------


def a_secret(**keys: str) -> str:
    table = {"origin": "https://example.org", "query": "token", "value": "hush-hush"} | keys
    lines = [f'{key} = "{value}"' for key, value in table.items() if value != "-"]
    return "\n".join(["[[secrets]]", *lines])


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        ({}, "hush-hush"),
        ({"value": "$TOKEN"}, "from outside"),
        ({"value": "Bearer $TOKEN"}, "Bearer from outside"),
        ({"value": "pa$$word$"}, "pa$$word$"),
        ({"value": "Bearer x$TOKEN"}, "Bearer x$TOKEN"),
    ],
)
def test_the_value_of_a_secret_may_stand_in_the_environment(tmp_path, keys, value) -> None:
    read = settings(tmp_path, a_secret(**keys), TOKEN="from outside\n")

    assert [secret.value for secret in read.secrets] == [value]
    assert "hush" not in repr(read)
    assert "hush" not in repr(read.secrets)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("secrets = 1", "secrets must be tables"),
        (a_secret(qery="token"), "qery is not a key of a secret: did you mean query?"),
        (a_secret(header="X-Key"), "it needs a header or a query, and not both"),
        (a_secret(query="-"), "it needs a header or a query, and not both"),
        (a_secret(value="-"), "it has no value"),
        (a_secret(value=" "), "value cannot be used"),
        (a_secret(value="hush\\u0007x"), "number 1: value cannot be used: it must be one line"),
        (a_secret(value="$MISSING"), "value names MISSING, which the environment does not have"),
        (a_secret(origin="-"), "origin cannot be used: it must be scheme, host and port alone"),
        (a_secret(origin="https://example.org/feed"), "origin cannot be used"),
        (a_secret(origin="https://hush@example.org"), "origin cannot be used"),
        (a_secret(query="-", header="Host"), "header cannot be used"),
        (a_secret(query="-", header="X:hush"), "header cannot be used"),
    ],
)
def test_a_secret_that_cannot_be_used_is_named_and_not_told(tmp_path, text, said) -> None:
    complained = complaint(tmp_path, text)

    assert said in complained
    assert "hush" not in complained


# --- what is promised in writing -----------------------------------------------------------------

ROOT = Path(__file__).parent.parent
COMPUTED = {"database_url", "user_agent", "workers"}
EXAMPLES = COMPUTED | {"contact", "proxy", "shared_hosts", "allow_addresses"}


def documented() -> dict[str, str]:
    """Key -> default, as the table of the settings' page has them."""
    text = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `INGEST_(\w+)` \| `(\w+)` \| (.+?) \| .+ \|$", text, re.MULTILINE)
    assert all(variable == key.upper() for variable, key, _ in rows)
    return {key: default for _, key, default in rows}


def example() -> str:
    return (ROOT / "config/ingest.toml").read_text(encoding="utf-8")


def uncommented() -> dict[str, object]:
    lines = re.findall(r"^# (\w+ = .+)$", example().partition("[[feeds]]")[0], re.MULTILINE)
    return tomllib.loads("\n".join(lines))


def test_every_setting_is_documented_and_in_the_example() -> None:
    assert set(documented()) == set(uncommented()) == set(READERS)


@pytest.mark.parametrize("name", sorted(set(READERS) - COMPUTED))
def test_the_documented_default_is_the_real_one(name: str) -> None:
    default = next(field.default for field in fields(Settings) if field.name == name)
    written = documented()[name]

    if written in {"not set", "empty"}:
        assert not default
    else:
        assert READERS[name](written.strip("`")) == default


@pytest.mark.parametrize("name", sorted(set(READERS) - EXAMPLES))
def test_the_example_shows_the_default(name: str) -> None:
    default = next(field.default for field in fields(Settings) if field.name == name)

    assert READERS[name](uncommented()[name]) == default


def test_the_example_changes_nothing_and_works_with_every_line_taken_in(tmp_path: Path) -> None:
    assert tomllib.loads(example()) == {}
    lines = re.findall(r"^# (\w+ = .+|\[\[\w+\]\])$", example(), re.MULTILINE)

    read = settings(tmp_path, "\n".join(lines), EXAMPLE_TOKEN="hush", EXAMPLE_KEY="hash")

    assert read.secrets == (
        Secret(origin="https://example.org", header="Authorization", value="Bearer hush"),
        Secret(origin="https://example.net", query="token", value="hash"),
    )
    assert read.feeds == (
        Source(url="https://example.org/feed.xml", title="Example", tags=("News/World", "Daily")),
    )


def test_every_key_of_a_feed_and_of_a_secret_is_documented() -> None:
    text = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")

    feeds, _, secrets = text.partition("## Feeds in the file")[2].partition("## Secrets")

    assert set(re.findall(r"^\| `(\w+)` \|", feeds, re.MULTILINE)) == set(FEED_READERS)
    assert re.findall(r"^\| `(\w+)` \|", secrets, re.MULTILINE) == list(secret.KEYS)


def test_the_messages_in_the_page_are_the_real_ones(tmp_path: Path) -> None:
    text = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    said = [
        complaint(tmp_path, "host_intervall = 2"),
        complaint(tmp_path, "concurrency = 0"),
        complaint(tmp_path, "", INGEST_TIMEOUT="soon"),
    ]

    for message in said:
        assert message.replace(str(tmp_path), "config") in text
