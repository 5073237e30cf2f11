"""Garbage in cycles is left alone while a crawl loads, and looked for while it runs."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from crawler.runtime import garbage_collection


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)
    gc.enable()


class _Cycle:
    def __init__(self) -> None:
        self.itself = self


def test_nothing_is_looked_for_while_a_crawl_loads() -> None:
    garbage_collection.wait()

    assert not gc.isenabled()


def test_what_is_loaded_is_not_looked_at_again() -> None:
    garbage_collection.wait()

    garbage_collection.settle()

    assert gc.get_freeze_count() > 0


def test_what_comes_later_is_found() -> None:
    garbage_collection.wait()
    garbage_collection.settle()
    left = weakref.ref(_Cycle())

    kept = [[None] for _ in range(2 * garbage_collection.NEW_OBJECTS)]

    assert left() is None
    assert kept
