from __future__ import annotations

import pytest

from tests.databases import SQLITE_NOW_POSTGRESQL_LATER


@pytest.fixture(params=SQLITE_NOW_POSTGRESQL_LATER)
def kind(request: pytest.FixtureRequest) -> str:
    """Whole crawls on PostgreSQL beside the three nights (`test_nights`) take their time."""
    return str(request.param)
