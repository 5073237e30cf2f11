"""The database's clock, heard as a second one beside ours (decision 028)."""

from __future__ import annotations

from crawler.runtime.clock import Clock
from pipelines.store import Store


def hear_database(store: Store, clock: Clock) -> None:
    """A database without a clock of its own says nothing.

    :raises StoreError: it cannot be asked
    """
    clock.asks_database = False
    at = store.time()
    if at is not None:
        clock.hear_database(at, is_ours=store.is_on_this_machine)
