"""What tests of several rooms share: fresh databases of both kinds, and the replica newspaper."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from crawler.runtime.clock import clock
from tests.databases import KINDS, Databases, folder_of_databases
from tests.site.process import ReplicaSite

# A deadline is a timed assertion: it fails where the machine is busy.
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")


# Of crawls that a fixture of a module makes, nothing goes into the checkout's own folders.
os.environ["ARCHIVE_DIR"] = ""
os.environ["LOGS_DIR"] = ""


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with folder_of_databases(tmp_path_factory.mktemp("databases")) as folder:
        made = Databases(folder)
        yield made
        made.close()


@pytest.fixture(autouse=True)
def dropped_with_the_test(databases: Databases) -> Iterator[None]:
    """What a fixture of a module made before stays."""
    made = databases.made
    yield
    databases.drop_after(made)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database_url(databases: Databases, kind: str) -> str:
    return databases.url(kind)


@pytest.fixture
def empty_url(databases: Databases, kind: str) -> str:
    return databases.empty_url(kind)


@pytest.fixture(scope="session")
def replica() -> Iterator[ReplicaSite]:
    with ReplicaSite() as site:
        yield site


@pytest.fixture
def site(replica: ReplicaSite) -> Iterator[ReplicaSite]:
    """The replica on its first night, honest, with an empty log; no path asked for in vain."""
    as_it_began(replica)
    yield replica
    unexpected = replica.unexpected()
    as_it_began(replica)  # for tests that take `replica` itself
    assert unexpected == []


def as_it_began(replica: ReplicaSite) -> None:
    replica.set_night(1)
    replica.set_variants()
    replica.set_validators(False)
    replica.truthful()
    replica.reset_log()


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a crawl writes beside its database goes to the test's own folder."""
    monkeypatch.setenv("ARCHIVE_DIR", str(tmp_path / "warc"))
    monkeypatch.setenv("LOGS_DIR", str(tmp_path / "logs"))
    monkeypatch.setenv("SPOOL_DIR", str(tmp_path / "spool"))
    monkeypatch.setenv("NOTICES_DIR", str(tmp_path / "notices"))
    monkeypatch.setattr("schedules.pauses.FILE", tmp_path / "paused.json")
    monkeypatch.setattr("schedules.presence.FILE", tmp_path / "scheduler.lock")


@pytest.fixture(autouse=True)
def own_clock() -> None:
    """What an earlier test let the process hear of the time is forgotten."""
    clock.begin(None)
