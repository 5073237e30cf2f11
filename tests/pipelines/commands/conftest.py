"""A folder for copies, and a database with something to copy."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipelines.store import Store
from tests.pipelines.commands.copying import ARTICLES
from tests.pipelines.factories import article, rows


@pytest.fixture
def own_backups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("backup", "restore"):
        monkeypatch.setattr(f"pipelines.commands.{module}.resolve", tmp_path.joinpath)


@pytest.fixture
def content(store: Store, engine: Engine) -> list[dict[str, object]]:
    store.save([article(f"/{number}", headline=f"Nights {number}\tof\\ü") for number in range(30)])
    return rows(engine, ARTICLES)
