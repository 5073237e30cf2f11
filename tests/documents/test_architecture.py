"""docs/architecture.md names rooms and files that there are."""

from __future__ import annotations

import re

import pytest

from tests.crawls.crawl import PROJECT

DOCUMENT = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
FILES = sorted(set(re.findall(r"`((?:crawler|pipelines|schedules|tests)/[\w/.]+\.\w+)`", DOCUMENT)))
ROOMS = sorted(set(re.findall(r"^ {4,8}(\w+)/ {2,}\w", DOCUMENT, re.MULTILINE)))


@pytest.mark.parametrize("file", [one for one in FILES if "NAME" not in one])
def test_a_file_that_is_named_is_there(file: str) -> None:
    assert (PROJECT / file).is_file()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_that_is_drawn_is_there(room: str) -> None:
    assert [one for one in PROJECT.glob(f"[cps]*/**/{room}") if one.is_dir()]


@pytest.mark.parametrize("package", ["crawler", "pipelines", "schedules"])
def test_a_room_says_what_belongs_there(package: str) -> None:
    silent = [
        str(file.relative_to(PROJECT))
        for file in sorted((PROJECT / package).rglob("__init__.py"))
        if not file.read_text(encoding="utf-8").startswith('"""')
    ]
    assert silent == []
