"""What a call costs in statements does not depend on how much it is given or is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, event

from crawler.items import Alias, Failure
from pipelines.store import Store
from tests.pipelines.factories import DAY, NOW, article, sighting
from tests.pipelines.labelled_pairs import FERRY


class Counter:
    def __init__(self) -> None:
        self.statements: list[str] = []

    def of(self, call: Callable[[], Any]) -> int:
        self.statements.clear()
        call()
        return len(self.statements)


@pytest.fixture
def counter(engine: Engine) -> Iterator[Counter]:
    counter = Counter()

    def count(_: Any, __: Any, statement: str, *___: Any) -> None:
        counter.statements.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    yield counter
    event.remove(engine, "before_cursor_execute", count)


def paths(count: int, prefix: str) -> list[str]:
    return [f"/{prefix}/{n}" for n in range(count)]


@pytest.mark.parametrize("prepared", [0, 300])
def test_a_batch_costs_the_same(store: Store, counter: Counter, prepared: int) -> None:
    store.save([article(path, body=f"{FERRY} {path}") for path in paths(prepared, "before")])
    for count in (2, 100):
        new = [article(p, body=f"{FERRY} {p}") for p in paths(count, f"s{count}")]
        assert counter.of(partial(store.save, new)) <= 22
        assert counter.of(partial(store.save, new)) <= 8


def test_a_listing_costs_the_same(store: Store, counter: Counter) -> None:
    for count in (2, 100):
        seen = [sighting(path) for path in paths(count, f"s{count}")]
        assert counter.of(partial(store.record, seen, "recent", NOW)) <= 7
        assert counter.of(partial(store.record, seen, "recent", NOW + DAY)) <= 7


def test_failures_and_known_aliases_cost_the_same(store: Store, counter: Counter) -> None:
    some = paths(100, "s")
    failures = [Failure(path=p, cause="dns", detail="", seen_at=NOW) for p in some]
    assert counter.of(lambda: store.record_failures(failures)) <= 5
    aliases = [Alias(path=f"{p}/old", target=p, seen_at=NOW) for p in some]
    assert counter.of(lambda: store.settle(aliases)) <= 6
    assert counter.of(lambda: store.settle(aliases)) <= 3
