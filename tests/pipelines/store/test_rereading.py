"""A stored row against today's reading of the page that it is of (decision 043)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from crawler.items import Article
from pipelines.store import Store
from pipelines.store.articles.deciding import Reread
from pipelines.store.articles.rereading import (
    done_to,
    note_done,
    pages_after,
    read_again,
    take_all,
)
from pipelines.store.articles.rows import article_row
from pipelines.store.backends.engine import write_transaction
from pipelines.store.schema.soundness import faults
from pipelines.store.schema.tables import articles
from tests.pipelines.factories import DAY, HOUR, NOW, PATH, article, one, rows
from tests.pipelines.labelled_pairs import FERRY

LATER = NOW + 9 * DAY
WARC = "2026-10/20261001233000-sections-1-1.warc.gz:512"
BODY = "The night ferry returns to the strait after nine years, the mayor said. " * 6


def page(**fields: Any) -> Article:
    sources = {"headline": "site", "body": "site", "byline": "site", "date_published": "site"}
    defaults = {"body": BODY, "byline": "JANE DOE", "authors": ["Jane Doe"], "warc": WARC}
    return article(**{**defaults, "sources": sources | fields.pop("sources", {}), **fields})


def reread(engine: Engine, today: Article, parser_version: int = 1) -> Reread:
    with write_transaction(engine) as connection:
        (known,) = pages_after(connection, select(articles.c.id), 0, 10)
        made = {known.article: article_row(today, parser_version)}
        (found,) = read_again(connection, [known], made)
        take_all(connection, [found], LATER)
    return found


def stored(engine: Engine) -> dict[str, Any]:
    return one(engine, "SELECT * FROM v_articles")


def sources(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        found = connection.scalar(select(articles.c.sources))
    assert isinstance(found, dict)
    return found


def test_another_reading_is_a_revision_by_the_parser(store: Store, engine: Engine) -> None:
    store.save([page()])
    reread(engine, page(body=f"{BODY}More."))
    revisions = rows(engine, "SELECT revision, cause, body FROM v_revisions ORDER BY revision")
    assert [(row["revision"], row["cause"]) for row in revisions] == [
        (1, "newspaper"),
        (2, "parser"),
    ]
    assert stored(engine)["body"] == f"{BODY}More."
    assert stored(engine)["revisions"] == 1


def test_nobody_has_looked_at_the_site(store: Store, engine: Engine) -> None:
    store.save([page()], run=store.start_run("sections", {}, NOW))
    before = one(engine, "SELECT fetched_at, last_seen_at, warc FROM v_articles")
    plan = one(engine, "SELECT recheck_at, attempts FROM urls")
    reread(engine, page(headline="Another", fetched_at=LATER, warc=None))
    assert one(engine, "SELECT fetched_at, last_seen_at, warc FROM v_articles") == before
    assert one(engine, "SELECT recheck_at, attempts FROM urls") == plan


def test_what_differs_in_no_word_makes_no_revision(store: Store, engine: Engine) -> None:
    store.save([page(sources={"body": "generic"})])
    found = reread(engine, page())
    assert (found.is_all_the_same, found.change) == (False, None)
    assert sources(engine)["body"] == "site"
    assert len(rows(engine, "SELECT * FROM v_revisions")) == 1


def test_the_same_again_writes_nothing(store: Store, engine: Engine) -> None:
    store.save([page()])
    assert reread(engine, page()).is_all_the_same


@pytest.mark.parametrize(
    ("name", "value", "source"),
    [("headline", "Ferry back", "json-ld"), ("byline", "John Roe", "generic"),
     ("body", f"{BODY}More.", "generic"), ("date_published", NOW - 3 * HOUR, "meta")],
)  # fmt: skip
def test_a_value_that_moved_to_a_lower_source_is_taken(
    store: Store, engine: Engine, name: str, value: object, source: str
) -> None:
    store.save([page()])
    found = reread(engine, page(**{name: value}, sources={name: source}))
    assert found.kept == ()
    assert found.row[name] == value  # type: ignore[literal-required]
    assert sources(engine)[name] == source


@pytest.mark.parametrize("source", ["site", "generic"])
def test_a_body_of_under_half_the_length_is_not(store: Store, engine: Engine, source: str) -> None:
    store.save([page()])
    found = reread(engine, page(body=BODY[:100], sources={"body": source}))
    assert found.kept == ("body",)
    assert stored(engine)["body"] == BODY


def test_a_newer_parser_is_believed_of_the_same_source(store: Store, engine: Engine) -> None:
    store.save([page()])
    reread(engine, page(body=BODY[:100]), parser_version=2)
    assert stored(engine)["body"] == BODY[:100]


def test_silence_takes_no_headline_body_or_date(store: Store, engine: Engine) -> None:
    store.save([page()])
    silent = page(headline=None, body=None, date_published=None)
    silent.sources = {"byline": "site"}
    found = reread(engine, silent)
    assert {"headline", "body", "date_published"} <= set(found.kept)
    assert found.change is None


def test_what_a_list_said_is_not_the_page_s(store: Store, engine: Engine) -> None:
    store.save([page(date_published=NOW - DAY, sources={"date_published": "listing"})])
    loose = page(date_published=NOW - 2 * DAY, sources={"date_published": "generic"})
    assert reread(engine, loose).kept == ("date_published",)


def test_what_was_kept_from_an_earlier_page_is_not_this_one_s(store: Store, engine: Engine) -> None:
    """Today's parser reads the newest page as badly as the crawl did."""
    store.save([page()])
    worse = page(
        headline="Daily Digest", fetched_at=NOW + DAY, sources={"headline": "generic"},
        warc=WARC.replace("512", "9000"),
    )  # fmt: skip
    store.save([worse])
    before = stored(engine)

    found = reread(engine, replace(worse, headline="Our Daily Digest"))

    assert found.kept == ("headline",)
    assert stored(engine) == before


def test_a_later_look_that_reads_the_same_finds_nothing_new(store: Store, engine: Engine) -> None:
    store.save([page()])
    today = page(headline="Ferry back", sources={"headline": "json-ld"})
    reread(engine, today)
    (saved,) = store.save([replace(today, fetched_at=NOW + DAY)])
    assert saved.outcome == "unchanged"


def test_a_correction_after_it_is_the_newspaper_s(store: Store, engine: Engine) -> None:
    store.save([page()])
    reread(engine, page(headline="Ferry back"))
    store.save([page(headline="Ferry back at last", fetched_at=NOW + DAY)])
    causes = [
        row["cause"] for row in rows(engine, "SELECT cause FROM v_revisions ORDER BY revision")
    ]
    assert causes == ["newspaper", "parser", "newspaper"]
    assert stored(engine)["revisions"] == 2


def test_a_row_of_another_page_by_now_is_left_alone(store: Store, engine: Engine) -> None:
    store.save([page()])
    with engine.connect() as connection:
        (known,) = pages_after(connection, select(articles.c.id), 0, 10)
    store.save([page(headline="Newer", fetched_at=NOW + DAY, warc="2026-10/b.warc.gz:7")])
    with write_transaction(engine) as connection:
        assert read_again(connection, [known], {known.article: article_row(page(), 1)}) == []


def test_search_and_duplicates_follow(store: Store, engine: Engine) -> None:
    other = page(path="/world/europe/other", body=FERRY, date_published=NOW, warc=None)
    store.save([page(), other])
    reread(engine, page(body=FERRY))
    found = one(engine, f"SELECT duplicate_of FROM v_articles WHERE url NOT LIKE '%{PATH}'")
    assert found["duplicate_of"].endswith(PATH)
    assert [row["body"] for row in rows(engine, "SELECT body FROM v_articles")] == [FERRY, FERRY]
    assert faults(engine, complete=True) == []


def test_how_far_it_is_outlives_it(engine: Engine) -> None:
    with write_transaction(engine) as connection:
        note_done(connection, "all", 7, NOW)
        note_done(connection, "all", 9, NOW)
        note_done(connection, "others", 3, NOW + timedelta(days=1))
    with engine.connect() as connection:
        assert [done_to(connection, what) for what in ("all", "others", "none")] == [9, 3, 0]
    with write_transaction(engine) as connection:
        note_done(connection, "all", None, NOW)
        note_done(connection, "new", 1, NOW + timedelta(days=60))
    with engine.connect() as connection:
        assert [done_to(connection, what) for what in ("all", "others", "new")] == [0, 0, 1]
