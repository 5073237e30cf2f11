"""Articles as rows: stored once, refused singly, the same on both databases."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from crawler.items import Article
from pipelines.store import Saved, Store
from tests.pipelines.factories import HOUR, NOW, PATH, article, one, rows, sighting


def test_an_article_is_one_row_however_often_it_is_stored(store: Store, engine: Engine) -> None:
    outcomes = [store.save([article(fetched_at=NOW + n * HOUR)])[0].outcome for n in range(3)]
    assert outcomes == ["new", "unchanged", "unchanged"]
    row = one(engine, "SELECT * FROM v_articles")
    assert row["url"] == f"https://www.dailysabah.com{PATH}"
    assert row["revisions"] == 1


def test_another_root_is_the_same_row(store: Store, engine: Engine) -> None:
    store.save([article()])
    store.set_root("http://127.0.0.1:8000/")
    assert store.save([article()])[0].outcome == "unchanged"
    assert one(engine, "SELECT url FROM v_articles")["url"] == f"http://127.0.0.1:8000{PATH}"


def test_every_field_is_kept(store: Store, engine: Engine) -> None:
    item = article(
        description="What happened.",
        dateline="TOKYO",
        date_modified=NOW,
        byline="Jane Doe, AP",
        authors=["Jane Doe"],
        agencies=["AP"],
        keywords=["quake", "Türkiye"],
        image_url="https://i.example/1.jpg",
        image_caption="A street.",
        image_credit="AP Photo",
    )
    store.record([sighting(section="world"), sighting()], "recent", NOW - HOUR)
    store.save([item])
    row = one(engine, "SELECT * FROM v_articles")
    for name in ("kind", "headline", "description", "body", "dateline", "byline", "section",
                 "image_url", "image_caption", "image_credit", "language"):  # fmt: skip
        assert row[name] == getattr(item, name), name
    assert row["word_count"] == item.word_count
    assert lists(row) == {
        "authors": ["Jane Doe"],
        "agencies": ["AP"],
        "keywords": ["quake", "Türkiye"],
        "sections": ["asia-pacific", "world"],
        "sources": item.sources,
    }


def lists(row: dict[str, Any]) -> dict[str, Any]:
    names = ("authors", "agencies", "keywords", "sections", "sources")
    return {n: json.loads(row[n]) if isinstance(row[n], str) else row[n] for n in names}


def test_letters_stay_letters_in_json(store: Store, engine: Engine) -> None:
    store.save([article(keywords=["Türkiye"])])
    assert rows(engine, "SELECT 1 FROM v_articles WHERE CAST(keywords AS TEXT) LIKE '%Türkiye%'")


def test_of_two_with_one_key_the_last_is_stored(store: Store, engine: Engine) -> None:
    saved = store.save([article(headline="First"), article("/b"), article(headline="Second")])
    assert [one.outcome for one in saved] == ["unchanged", "new", "new"]
    query = f"SELECT headline FROM v_articles WHERE url LIKE '%{PATH}'"
    assert one(engine, query) == {"headline": "Second"}


def naive(item: Article) -> None:
    item.fetched_at = datetime(2026, 10, 1)  # noqa: DTZ001


def unknown_kind(item: Article) -> None:
    item.kind = "poem"  # type: ignore[assignment]


def no_text(item: Article) -> None:
    item.headline = 5  # type: ignore[assignment]


def long_path(item: Article) -> None:
    item.path = "/" + "x" * 5000


@pytest.mark.parametrize("spoil", [naive, unknown_kind, no_text, long_path])
def test_a_refused_row_costs_that_row(store: Store, engine: Engine, spoil: Any) -> None:
    bad = article("/bad")
    spoil(bad)
    store.record([sighting("/bad")], "recent", NOW)
    saved = store.save([article("/a"), bad, article("/c")])
    assert [one.outcome for one in saved] == ["new", "rejected", "new"]
    assert saved[1].reason
    (rejection,) = rows(engine, "SELECT path, reason FROM rejections")
    assert rejection["reason"] == saved[1].reason
    assert {pending.path for pending in store.pending()} >= {"/bad"}


def test_a_row_the_database_itself_refuses(store: Store, engine: Engine) -> None:
    """The same without our own checks in front: the batch is repeated row by row."""
    forbid = {
        "sqlite": "CREATE TRIGGER no BEFORE INSERT ON articles WHEN NEW.headline = 'no' "
        "BEGIN SELECT RAISE(ABORT, 'refused headline'); END",
        "postgresql": "ALTER TABLE articles ADD CONSTRAINT no CHECK (headline <> 'no')",
    }
    with engine.begin() as connection:
        connection.exec_driver_sql(forbid[engine.dialect.name])
    saved = store.save([article("/a"), article("/bad", headline="no"), article("/c")])
    assert [one.outcome for one in saved] == ["new", "rejected", "new"]
    assert len(rows(engine, "SELECT path FROM rejections")) == 1
    assert [pending.path for pending in store.pending()] == ["/bad"]
    assert store.save([article("/bad", headline="yes")])[0].outcome == "new"


def test_hard_texts_are_the_same_on_both(store: Store, engine: Engine) -> None:
    body = "Ağır ıslak çığ. " * 190_000
    item = article(headline="N\x00UL \ud800" + "x" * 400, body=body, keywords=["a\x00b"])
    assert store.save([item])[0].outcome == "new"
    assert store.save([item])[0].outcome == "unchanged"
    row = one(engine, "SELECT * FROM v_articles")
    assert row["headline"] == "NUL \ufffd" + "x" * 400
    assert row["body"] == body
    assert lists(row)["keywords"] == ["ab"]


def test_first_and_last_seen(store: Store, engine: Engine) -> None:
    store.record([sighting(seen_at=NOW - 2 * HOUR)], "recent", NOW)
    store.save([article(fetched_at=NOW)])
    store.record([sighting(seen_at=NOW + 2 * HOUR)], "recent", NOW)
    row = one(engine, "SELECT first_seen_at, last_seen_at, fetched_at FROM v_articles")
    seen = [str(row[name])[:19] for name in ("first_seen_at", "fetched_at", "last_seen_at")]
    assert seen == ["2026-10-01 21:30:00", "2026-10-01 23:30:00", "2026-10-02 01:30:00"]


def test_an_instant_is_kept_whatever_its_zone(store: Store, engine: Engine) -> None:
    istanbul = timezone(timedelta(hours=3))
    store.save([article(date_published=datetime(2021, 1, 1, 0, 5, tzinfo=istanbul))])
    (version,) = store.versions(PATH)
    assert version.date_published == datetime(2020, 12, 31, 21, 5, tzinfo=UTC)
    shown = one(engine, "SELECT date_published FROM v_articles")["date_published"]
    if engine.dialect.name == "sqlite":
        assert shown == "2020-12-31 21:05:00"
    else:
        assert shown == version.date_published


TEXTS = st.none() | st.text(max_size=50)
EARLIEST, LATEST = datetime(1, 1, 3), datetime(9999, 12, 29)  # noqa: DTZ001 - zones are drawn
FURTHER = count()
TIMES = st.none() | st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    headline=TEXTS,
    body=TEXTS,
    byline=TEXTS,
    keywords=st.lists(st.text(max_size=20), max_size=4),
    published=TIMES,
)
def test_what_was_stored_is_what_was_read(
    store: Store,
    headline: str | None,
    body: str | None,
    byline: str | None,
    keywords: list[str],
    published: datetime | None,
) -> None:
    path = f"{PATH}-{next(FURTHER)}"
    item = article(
        path,
        headline=headline,
        body=body,
        byline=byline,
        keywords=keywords,
        date_published=published,
    )
    assert store.save([item])[0].outcome == "new"
    version = store.versions(path)[-1]
    assert version.headline == (None if headline is None else headline.replace("\x00", ""))
    assert version.keywords == [keyword.replace("\x00", "") for keyword in keywords]
    if published is None:
        assert version.date_published is None
    else:
        assert version.date_published == published.astimezone(UTC).replace(microsecond=0)
    assert store.save([item]) == [Saved(path, "unchanged")]


def test_a_page_without_its_text_does_not_take_the_text_back(store: Store) -> None:
    store.save([article(body="The ferry sails again.")])
    empty = article(body=None, fetched_at=NOW + timedelta(days=1))
    empty.sources.pop("body", None)
    store.save([empty])
    assert [version.body for version in store.versions(PATH)] == ["The ferry sails again."]


def test_a_look_from_the_spool_does_not_undo_a_later_one(store: Store) -> None:
    store.save([article(headline="Later", fetched_at=NOW + timedelta(days=1))])
    assert store.save([article(headline="Earlier", fetched_at=NOW)]) == [Saved(PATH, "unchanged")]
    assert store.versions(PATH)[-1].headline == "Later"
