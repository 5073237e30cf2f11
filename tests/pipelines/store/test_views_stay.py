"""A view's columns do not change unnoticed, for analysts build on them (docs/views.lock)."""

from __future__ import annotations

from sqlalchemy import Engine, inspect

from pipelines.store.schema.views import expected_columns
from tests.views_lock import LOCK, lines


def test_the_views_have_the_locked_columns(engine: Engine) -> None:
    found = {
        name: [column["name"] for column in inspect(engine).get_columns(name)]
        for name in inspect(engine).get_view_names()
    }
    assert lines(found) == LOCK.read_text("utf-8").splitlines(), (
        "say in CHANGELOG.md what changed, and run: python -m tests.views_lock"
    )


def test_the_lock_is_what_its_command_writes() -> None:
    assert LOCK.read_text("utf-8") == "\n".join(lines(expected_columns())) + "\n"
