from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from pipelines.store import Store, open_engine


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def store(engine: Engine) -> Store:
    return Store(engine)
