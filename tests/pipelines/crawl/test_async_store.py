"""A crawl's calls to its database have an end, whatever the database does."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event, text

from pipelines.crawl import async_store
from pipelines.crawl.async_store import AsyncStore
from pipelines.store import DatabaseUnavailable, Store, StoreError, open_engine
from pipelines.store.backends import engine as backends_engine
from pipelines.store.backends.engine import write_transaction
from pipelines.store.backends.errors import wrapped
from tests.databases import Databases
from tests.pipelines.factories import article, rows
from tests.proxy import SilentProxy

ENDLESS = {
    "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT max(x) FROM n",
    "postgresql": "SELECT pg_sleep(600)",
}


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(async_store, "MIN_FOR_A_TRY", 0.5)


def hang(store: Store) -> None:
    engine = store._engine
    with wrapped(engine.url), engine.begin() as opened:
        opened.execute(text(ENDLESS[opened.dialect.name]))


def test_a_statement_without_end_is_cut_and_the_store_goes_on(engine: Engine) -> None:
    store = Store(engine)
    held: list[bool] = []

    async def work() -> None:
        shared = AsyncStore(store, 0.2, held.append)
        with pytest.raises(DatabaseUnavailable, match="did not answer"):
            await shared.call(hang)
        saved = await shared.once(Store.save, [article()])
        assert saved[0].outcome == "new"
        with pytest.raises(DatabaseUnavailable):
            await shared.call(Store.save, [article()])  # it counts as lost
        shared.close()

    asyncio.run(work())
    assert held in ([], [True, False])


@pytest.fixture
def proxy(databases: Databases) -> Iterator[SilentProxy]:
    with SilentProxy(databases.url("postgresql")) as made:
        yield made


def test_a_server_that_swallows_bytes_is_lost_after_the_patience_on_the_whole(
    proxy: SilentProxy,
) -> None:
    engine = open_engine(proxy.url)

    async def work() -> list[object]:
        shared = AsyncStore(Store(engine), 1.0, lambda _: None)
        await shared.call(Store.save, [article("/one")])
        proxy.swallow()
        calls = [shared.call(Store.save, [article(f"/{number}")]) for number in range(5)]
        # The system itself takes many minutes to find out.
        done = await asyncio.wait_for(asyncio.gather(*calls, return_exceptions=True), 120)
        shared.close()
        return list(done)

    assert {type(one) for one in asyncio.run(work())} == {DatabaseUnavailable}
    engine.dispose()


def test_a_silent_connection_is_left_for_another_one(
    proxy: SilentProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(proxy.url)

    async def work() -> None:
        shared = AsyncStore(Store(engine), 20.0, lambda _: None)
        monkeypatch.setattr(async_store, "SHARE_OF_A_TRY", 0.05)
        await shared.call(Store.save, [article("/one")])
        proxy.swallow()
        call = asyncio.create_task(shared.call(Store.save, [article("/two")]))
        await asyncio.sleep(0.2)
        proxy.forward()
        assert (await call)[0].outcome == "new"
        shared.close()

    asyncio.run(work())
    engine.dispose()


def test_a_writer_that_was_cut_off_keeps_its_turn_from_nobody(
    proxy: SilentProxy, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backends_engine, "_MAX_IDLE", "1s")
    cut_off, direct = open_engine(proxy.url), open_engine(proxy.target)

    def cut_off_in_its_transaction() -> None:
        with write_transaction(cut_off) as connection:
            proxy.swallow()
            assert Store(direct).save([article()])[0].outcome == "new"
            connection.invalidate()
            raise StoreError("given up")

    with pytest.raises(StoreError, match="given up"):
        cut_off_in_its_transaction()
    cut_off.dispose()
    direct.dispose()


def test_an_abandoned_call_writes_nothing_later(engine: Engine) -> None:
    store = Store(engine)
    given_up, gone_on = threading.Event(), threading.Event()

    def late(store: Store) -> None:
        given_up.wait(30)
        try:
            store.save([article("/late")])
        finally:
            gone_on.set()

    async def work() -> None:
        shared = AsyncStore(store, 0.0, lambda _: None)
        with pytest.raises(DatabaseUnavailable):
            await shared.call(late)
        given_up.set()
        await asyncio.to_thread(gone_on.wait, 30)
        await shared.once(Store.save, [article("/next")])
        shared.close()

    asyncio.run(work())
    assert rows(engine, "SELECT path FROM articles") == [{"path": "/next"}]


def test_one_that_takes_no_writes_is_away_until_it_does(engine: Engine) -> None:
    """As a SQLite file on a disk that was mounted read-only, or a PostgreSQL on standby."""
    read_only = True
    statements = {
        "sqlite": "PRAGMA query_only = ON",
        "postgresql": "SET default_transaction_read_only = on",
    }

    def forbid(opened: object, record: object) -> None:
        if read_only:
            cursor = opened.cursor()  # type: ignore[attr-defined]
            cursor.execute(statements[engine.dialect.name])
            cursor.close()
            if engine.dialect.name == "postgresql":
                opened.commit()  # type: ignore[attr-defined]

    event.listen(engine, "connect", forbid)
    store = Store(engine)
    with pytest.raises(DatabaseUnavailable, match=r"read-?only"):
        store.save([article()])
    read_only = False
    assert store.save([article()])[0].outcome == "new"


def test_what_the_database_refuses_is_raised_at_once(engine: Engine) -> None:
    def refuse(store: Store) -> None:
        raise StoreError("no")

    async def work() -> None:
        shared = AsyncStore(Store(engine), 60.0, lambda _: None)
        with pytest.raises(StoreError, match="no"):
            await shared.call(refuse)
        shared.close()

    asyncio.run(work())
