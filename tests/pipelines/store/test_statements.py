"""What a call costs in statements does not depend on how much it is given or is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
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
@pytest.mark.parametrize("count", [10, 100])
def test_a_batch_costs_the_same(
    store: Store, engine: Engine, counter: Counter, count: int, prepared: int
) -> None:
    """The one that begins the transaction is among them."""
    before, old = paths(prepared, "before"), NOW - DAY
    store.save([article(path, body=f"{FERRY} {path}", date_published=old) for path in before])
    unlike = [article(path, body=path) for path in paths(count, "unlike")]
    alike = [article(path, body=f"{FERRY} {path}") for path in paths(count, "alike")]
    corrected = [replace(one, body=f"{one.body} More.", fetched_at=NOW + DAY) for one in alike]
    is_sqlite = engine.dialect.name == "sqlite"  # whose index is two tables
    assert counter.of(partial(store.save, unlike)) == (10 if is_sqlite else 9)
    # Articles that may have moved are looked at again; keys of a text that came often are taken.
    extra = {0, 1} if prepared else {0}
    cost = counter.of(partial(store.save, alike))
    assert cost - (13 if is_sqlite else 12) in extra
    assert counter.of(partial(store.save, alike)) == 5
    assert counter.of(partial(store.save, corrected)) <= 23


@pytest.mark.parametrize("count", [10, 100])
def test_a_listing_costs_the_same(store: Store, counter: Counter, count: int) -> None:
    shown = paths(count, "s")
    seen = [sighting(path) for path in shown]
    assert counter.of(partial(store.record, seen, "recent", NOW)) == 5
    assert counter.of(partial(store.record, seen, "recent", NOW + DAY)) == 5
    more = [*seen, sighting("/s/another")]
    assert counter.of(partial(store.record, more, "recent", NOW + DAY)) == 7


def test_sections_with_a_twin_cost_one_look_into_the_menu(store: Store, counter: Counter) -> None:
    seen = [sighting(path, section="turkey") for path in paths(10, "s")]
    assert counter.of(partial(store.record, seen, "recent", NOW)) == 6


def test_failures_and_known_aliases_cost_the_same(store: Store, counter: Counter) -> None:
    some = paths(100, "s")
    failures = [Failure(path=p, cause="dns", detail="", seen_at=NOW) for p in some]
    assert counter.of(lambda: store.record_failures(failures)) <= 5
    aliases = [Alias(path=f"{p}/old", target=p, seen_at=NOW) for p in some]
    assert counter.of(lambda: store.settle(aliases)) <= 6
    assert counter.of(lambda: store.settle(aliases)) <= 3
