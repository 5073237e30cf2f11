"""What the type checker knows of rows. `make lint` fails where one of these is ignored in vain."""

from __future__ import annotations

import pytest

from pipelines.store.articles.rows import article_row
from pipelines.store.schema.rows import PageRow, PlacementRow, UrlRow
from tests.pipelines.factories import NOW, article


def test_a_misspelt_column_is_an_error_of_types() -> None:
    row: PageRow = article_row(article("/a"), 1)
    with pytest.raises(KeyError):
        row["date_publishd"]  # type: ignore[typeddict-item]


def test_a_column_of_another_table_is_an_error_of_types() -> None:
    url: UrlRow = {"path": "/a", "headline": "Kites"}  # type: ignore[typeddict-unknown-key]
    assert "attempts" not in url


def test_a_lacking_column_is_an_error_of_types() -> None:
    row: PlacementRow = {"path": "/a", "section": "world"}  # type: ignore[typeddict-item]
    assert "day" not in row


def test_a_value_of_another_type_is_an_error_of_types() -> None:
    row: UrlRow = {"path": "/a", "attempts": NOW}  # type: ignore[typeddict-item]
    assert row["path"] == "/a"
