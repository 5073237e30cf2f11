"""`docs/data-model.md` names every table and view and every column of each, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "data-model.md"
ALEMBICS_OWN = {"alembic_version"}
_NAME = re.compile(r"`([a-z_]+)`")


def chapters() -> dict[str, str]:
    """By the names in its heading, what is written under it."""
    parts = re.split(r"^## (.+)$", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    texts = dict(zip(parts[::2], parts[1::2], strict=True))
    return {name: text for names, text in texts.items() for name in names.split(", ")}


def first_cells(text: str) -> list[str]:
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    return [name for row in rows for name in _NAME.findall(row.split("|")[1])]


def described(engine: Engine) -> dict[str, list[str]]:
    """Tables and views of a database, without those that FTS5 keeps for itself."""
    found = inspect(engine)
    names = {*found.get_table_names(), *found.get_view_names()} - ALEMBICS_OWN
    return {
        name: [column["name"] for column in found.get_columns(name)]
        for name in sorted(names)
        if not re.match(r"search_(heads|words)_", name)
    }


def test_every_table_and_view_has_a_chapter(engine: Engine) -> None:
    assert described(engine).keys() - chapters().keys() == set()


def test_every_column_is_named_in_its_chapter(engine: Engine) -> None:
    texts = chapters()
    missing = [
        f"{name}.{column}"
        for name, columns in described(engine).items()
        for column in columns
        if column not in _NAME.findall(texts[name])
    ]
    assert missing == []


@pytest.mark.parametrize("name", [name for name in chapters() if not name.startswith("search_")])
def test_a_chapters_table_names_columns_that_exist(name: str, engine: Engine) -> None:
    columns = described(engine)[name]
    assert [cell for cell in first_cells(chapters()[name]) if cell not in columns] == []


def test_the_picture_shows_only_tables_that_exist(engine: Engine) -> None:
    picture = re.search(r"```mermaid\n(.+?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert picture
    shown = set(re.findall(r"^    ([a-z_]+) (?:\{|[|}])", picture[1], flags=re.MULTILINE))
    assert shown
    assert shown - described(engine).keys() == set()
