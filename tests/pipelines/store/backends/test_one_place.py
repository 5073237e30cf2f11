"""Which database it is, is asked in `backends` alone; migrations, which stay, may ask too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import crawler
import pipelines
import schedules
from pipelines.store import backends

NAMES = {"sqlite", "postgresql"}
ASKING = {"get_backend_name", "get_dialect", "drivername"}
FREE = (Path(backends.__file__).parent, Path(pipelines.__file__).parent / "migrations")
FOLDERS = [Path(package.__file__ or "").parent for package in (crawler, pipelines, schedules)]
MODULES = sorted(
    module
    for folder in FOLDERS
    for module in folder.rglob("*.py")
    if not any(free in module.parents for free in FREE)
)


def questions(source: str) -> Iterator[str]:
    """Where a source asks for a dialect's name, or has one to compare with or to look up."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Constant(value=str(text)) if text in NAMES:
                yield text
            case ast.Attribute(attr=name) if name in ASKING:
                yield name
            case ast.Attribute(value=ast.Name(id="dialect"), attr="name"):
                yield "dialect.name"
            case ast.Attribute(value=ast.Attribute(attr="dialect"), attr="name"):
                yield "dialect.name"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: "/".join(path.parts[-3:]))
def test_no_module_asks_which_database_it_is(module: Path) -> None:
    assert list(questions(module.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('if connection.dialect.name == "sqlite": pass', {"dialect.name", "sqlite"}),
        ("ways = WAYS[dialect.name]", {"dialect.name"}),
        ('kinds = {"postgresql": 1}', {"postgresql"}),
        ("url.get_backend_name()", {"get_backend_name"}),
        ("engine.url.drivername.startswith(x)", {"drivername"}),
        ('open_engine("sqlite:///a.db"); table.name', set()),
    ],
)
def test_what_counts_as_asking(source: str, found: set[str]) -> None:
    assert set(questions(source)) == found
