"""The metadata for Datasette says what the documents say, of every column of every view."""

from __future__ import annotations

from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from sqlalchemy import inspect

from pipelines.store import open_engine
from tests.databases import Databases
from tests.documents.datasette import FILE, metadata
from tests.documents.questions import questions


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["databases"]
    assert read["demo"] == read["dailysabah"]
    return read["dailysabah"]  # type: ignore[no-any-return]


def test_it_is_made_of_the_documents() -> None:
    assert FILE.read_text(encoding="utf-8") == metadata(), "python -m tests.documents.datasette"


def test_every_view_and_column_is_described(
    described: dict[str, Any], databases: Databases
) -> None:
    engine = open_engine(databases.url("sqlite"))
    found = inspect(engine)
    views = {
        name: {one["name"] for one in found.get_columns(name)} for name in found.get_view_names()
    }
    engine.dispose()
    shown = {name: one for name, one in described["tables"].items() if "hidden" not in one}
    assert {name: set(one["columns"]) for name, one in shown.items()} == views
    assert all(text.strip(" ()") for one in shown.values() for text in one["columns"].values())


def test_queries_are_those_of_the_document(described: dict[str, Any]) -> None:
    held = {name: (one["title"], one["sql"]) for name, one in described["queries"].items()}
    assert held == {one.name: (one.title, one.statements["sqlite"]) for one in questions()}
