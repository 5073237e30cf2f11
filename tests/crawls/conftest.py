from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawls.hooks import Hook, listening_hook
from tests.crawls.nightly import Nightly
from tests.databases import SQLITE_NOW_POSTGRESQL_LATER
from tests.site.process import ReplicaSite


@pytest.fixture(params=SQLITE_NOW_POSTGRESQL_LATER)
def kind(request: pytest.FixtureRequest) -> str:
    """Whole crawls on PostgreSQL beside the three nights (`test_nights`) take their time."""
    return str(request.param)


@pytest.fixture
def hook() -> Iterator[Hook]:
    with listening_hook() as listening:
        yield listening


@pytest.fixture
def nightly(site: ReplicaSite, tmp_path: Path, hook: Hook) -> Nightly:
    return Nightly(site, f"sqlite:///{tmp_path / 'news.db'}", hook)
