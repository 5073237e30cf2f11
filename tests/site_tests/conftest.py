from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.site.process import ReplicaSite


@pytest.fixture(scope="module")
def running() -> Iterator[ReplicaSite]:
    with ReplicaSite() as replica:
        yield replica


@pytest.fixture
def site(running: ReplicaSite) -> Iterator[ReplicaSite]:
    """The module's site, as on its first night and honest."""
    yield running
    running.truthful()
    running.set_night(1)
    running.set_variants()
    running.set_validators(False)
    running.reset_log()
