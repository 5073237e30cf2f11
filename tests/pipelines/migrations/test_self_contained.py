"""A migration does for ever what it did when it was written: it imports nothing that may change."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines import migrations

OURS = {"crawler", "pipelines", "schedules", "tests", "bench"}
FROZEN = "pipelines.migrations.frozen"
FOLDER = Path(migrations.__file__).parent
MODULES = sorted([*FOLDER.glob("versions/*.py"), *FOLDER.glob("frozen/*.py")])


def changeable(source: str) -> Iterator[str]:
    """The modules of this repository that a source imports, but for frozen ones."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = ["pipelines" if node.level else node.module or ""]
        else:
            continue
        for name in names:
            if name.split(".")[0] in OURS and not f"{name}.".startswith(f"{FROZEN}."):
                yield name


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_migration_imports_frozen_code_only(module: Path) -> None:
    assert list(changeable(module.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from pipelines.store.schema import views", ["pipelines.store.schema"]),
        ("def upgrade():\n    import crawler.urls as urls", ["crawler.urls"]),
        ("from ..env import run", ["pipelines"]),
        ("from pipelines.migrations.frozenish import x", ["pipelines.migrations.frozenish"]),
        ("from pipelines.migrations.frozen.signatures_of_0003 import sign", []),
        ("import sqlalchemy as sa\nfrom alembic import op", []),
    ],
)
def test_what_counts_as_changeable(source: str, found: list[str]) -> None:
    assert list(changeable(source)) == found
