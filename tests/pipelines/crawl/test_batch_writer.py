"""Group commit: one bad entry costs itself, and nothing is told to be stored that is not."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import Engine

from crawler.items import Alias, Article, Failure
from pipelines.crawl import batch_writer as writing
from pipelines.crawl.async_store import AsyncStore
from pipelines.crawl.batch_writer import Entry, Writer
from pipelines.crawl.recovery import store_spooled
from pipelines.crawl.spool import Spool
from pipelines.store import DatabaseUnavailable, Saved, Store, StoreError
from tests.pipelines.factories import NOW, article, rows
from tests.spooled import damaged

PATIENCE = 0.01


class BadStore(Store):
    """Fails in ways of its own on a path that ends in /poison, and while it is `away`."""

    away = False

    def save(
        self,
        fresh: Sequence[Article],
        run: int | None = None,
        parser_version: int = 1,
        looked_in: int | None = None,
    ) -> list[Saved]:
        if self.away:
            raise DatabaseUnavailable("it is away")
        if any(one.path.endswith("/poison") for one in fresh):
            raise ZeroDivisionError("a mistake of ours")
        return super().save(fresh, run, parser_version, looked_in)


class Crew:
    def __init__(self) -> None:
        self.kept: list[str] = []
        self.gone = 0

    async def complete(self, articles: Sequence[Article]) -> None:
        for one in articles:
            one.warc = f"night.warc.gz:{len(one.path)}"

    def keep(self, articles: Sequence[Article], reason: StoreError) -> None:
        self.kept += [one.path for one in articles]

    def count_gone(self, articles: int) -> None:
        self.gone += articles


class CountingStore(Store):
    """Notes how many articles come at once."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.batches: list[int] = []

    def save(
        self,
        fresh: Sequence[Article],
        run: int | None = None,
        parser_version: int = 1,
        looked_in: int | None = None,
    ) -> list[Saved]:
        self.batches.append(len(fresh))
        return super().save(fresh, run, parser_version, looked_in)


@pytest.fixture
def bad_store(engine: Engine) -> BadStore:
    return BadStore(engine)


def put_all(
    store: Store, crew: Crew, entries: Sequence[Entry]
) -> list[Saved | BaseException | None]:
    """What came of each entry of one batch."""

    async def work() -> list[Saved | BaseException | None]:
        shared = AsyncStore(store, PATIENCE, lambda _: None)
        writer = Writer(shared, store.start_run("sections", {}, NOW), crew)
        done = await asyncio.gather(*map(writer.put, entries), return_exceptions=True)
        await writer.close()
        shared.close()
        return list(done)

    return asyncio.run(work())


def stored(engine: Engine) -> list[str]:
    return sorted(row["path"] for row in rows(engine, "SELECT path FROM articles"))


def test_an_article_that_the_store_fails_on_costs_itself_only(
    bad_store: BadStore, engine: Engine
) -> None:
    crew = Crew()
    entries = [article(f"/world/{name}") for name in ("one", "poison", "two")]
    done = put_all(bad_store, crew, entries)
    outcomes = [one.outcome for one in done if isinstance(one, Saved)]
    assert outcomes == ["new", "rejected", "new"]
    assert stored(engine) == ["/world/one", "/world/two"]
    assert crew.kept == []
    (pending,) = bad_store.pending()
    assert pending.path == "/world/poison"
    assert "a mistake of ours" in str(pending.last_error)


def test_a_kind_of_entry_does_not_fail_with_another(bad_store: BadStore, engine: Engine) -> None:
    entries: list[Entry] = [
        article("/world/poison"),
        Alias(path="/world/old", target="/world/new", seen_at=NOW),
        Failure(path="/world/failed", cause="dns", detail="", seen_at=NOW),
    ]
    done = put_all(bad_store, Crew(), entries)
    assert done[1:] == [None, None]
    found = rows(engine, "SELECT path, state, attempts FROM urls ORDER BY path")
    assert [(row["path"], row["state"], row["attempts"]) for row in found] == [
        ("/world/failed", "pending", 1),
        ("/world/new", "pending", 0),
        ("/world/old", "alias", 0),
        ("/world/poison", "pending", 1),
    ]


def test_articles_are_kept_when_the_database_stays_away(bad_store: BadStore) -> None:
    bad_store.away = True
    crew = Crew()
    done = put_all(bad_store, crew, [article("/world/one"), article("/world/two")])
    assert crew.kept == ["/world/one", "/world/two"]
    assert [type(one) for one in done] == [DatabaseUnavailable] * 2


def test_articles_that_come_shortly_one_after_another_are_one_batch(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "LINGER", 0.5)
    store = CountingStore(engine)

    async def work() -> list[Saved | None]:
        shared = AsyncStore(store, PATIENCE, lambda _: None)
        writer = Writer(shared, store.start_run("sections", {}, NOW), Crew())
        puts = []
        for number in range(5):
            puts.append(asyncio.create_task(writer.put(article(f"/world/{number}"))))
            await asyncio.sleep(0.01)
        await writer.close()  # what lingers is stored before
        assert all(one.done() for one in puts)
        shared.close()
        return [one.result() for one in puts]

    assert [one.outcome for one in asyncio.run(work()) if one] == ["new"] * 5
    assert store.batches == [5]


def test_one_article_alone_is_stored_without_others_to_come(engine: Engine) -> None:
    store = CountingStore(engine)

    async def work() -> None:
        shared = AsyncStore(store, PATIENCE, lambda _: None)
        writer = Writer(shared, store.start_run("sections", {}, NOW), Crew())
        for number in range(2):
            await writer.put(article(f"/world/{number}"))
        await writer.close()
        shared.close()

    asyncio.run(work())
    assert store.batches == [1, 1]


def test_a_batch_has_a_bound(engine: Engine) -> None:
    store = CountingStore(engine)
    many = writing.MAX_IN_A_BATCH + 20
    done = put_all(store, Crew(), [article(f"/world/{number}") for number in range(many)])
    assert len(done) == many
    assert store.batches == [writing.MAX_IN_A_BATCH, 20]


def test_a_writer_that_dies_lets_nobody_wait_and_keeps_the_articles(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(self: Writer, batch: object) -> None:
        raise ZeroDivisionError("nobody foresaw this")

    monkeypatch.setattr(Writer, "_commit", die)
    crew = Crew()

    async def work() -> None:
        store = Store(engine)
        shared = AsyncStore(store, PATIENCE, lambda _: None)
        writer = Writer(shared, store.start_run("sections", {}, NOW), crew)
        puts = [writer.put(article(f"/world/{number}")) for number in range(3)]
        done = await asyncio.gather(*puts, return_exceptions=True)
        done += await asyncio.gather(writer.put(article("/world/3")), return_exceptions=True)
        assert [type(one) for one in done] == [StoreError] * 4
        await asyncio.wait_for(writer.close(), 5)
        worker = writer._worker
        assert worker is not None
        assert isinstance(worker.exception(), ZeroDivisionError)
        shared.close()

    asyncio.run(work())
    assert sorted(crew.kept) == [f"/world/{number}" for number in range(4)]


@pytest.mark.parametrize(
    "error", [MemoryError("no"), UnicodeEncodeError("latin5", "’", 0, 1, "no")]
)
def test_whatever_the_store_raises_the_writer_lives(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Store, "save", fail)
    monkeypatch.setattr(Store, "record_failures", fail)
    crew = Crew()
    done = put_all(Store(engine), crew, [article("/world/one"), article("/world/two")])
    assert [type(one) for one in done] == [StoreError] * 2
    assert sorted(crew.kept) == ["/world/one", "/world/two"]


@pytest.fixture
def spool(tmp_path_factory: pytest.TempPathFactory) -> Spool:
    return Spool(tmp_path_factory.mktemp("spool"))


def names(spool: Spool) -> list[str]:
    return [article.path for batch in spool.batches() for article in batch.articles]


def test_a_spooled_article_that_cannot_be_stored_does_not_keep_the_others(
    bad_store: BadStore, engine: Engine, spool: Spool
) -> None:
    spool.put([article("/world/one"), article("/world/poison"), article("/world/two")])
    spool.put([article("/world/three")])
    run = bad_store.start_run("sections", {}, NOW)
    saved = store_spooled(bad_store, spool, run)
    assert [one.outcome for one in saved] == ["new", "new", "new"]
    assert stored(engine) == ["/world/one", "/world/three", "/world/two"]
    assert names(spool) == []
    assert len(damaged(spool.folder)) == 1
    assert store_spooled(bad_store, spool, run) == []


def test_the_spool_stays_as_it_is_while_the_database_is_away(
    bad_store: BadStore, spool: Spool
) -> None:
    spool.put([article("/world/one")])
    run = bad_store.start_run("sections", {}, NOW)
    bad_store.away = True
    with pytest.raises(DatabaseUnavailable):
        store_spooled(bad_store, spool, run)
    assert names(spool) == ["/world/one"]
