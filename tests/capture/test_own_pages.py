"""Every page of our own under tests/pages is read as it is expected to be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.capture.field_diff import differences
from crawler.capture.fixture import EXPECTED, FOLDER, META, folders, load
from crawler.capture.record import dumps

OWN = [folder for folder in folders(FOLDER) if folder.name.startswith("own-")]


@pytest.fixture(params=OWN, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def test_it_is_read_as_expected(folder: Path) -> None:
    fixture = load(folder)
    assert differences(fixture.expected, fixture.reading()) == []


def test_its_record_names_every_field_in_order(folder: Path) -> None:
    fixture = load(folder)
    assert (folder / EXPECTED).read_text(encoding="utf-8") == dumps(fixture.expected)
    assert fixture.expected.keys() == fixture.reading().keys()


def test_its_meta_says_where_it_is_from(folder: Path) -> None:
    meta = json.loads((folder / META).read_text(encoding="utf-8"))
    assert meta["url"].startswith(meta["site"])
    assert meta["captured_at"].endswith("Z")


def test_articles_absences_and_failures_are_among_them() -> None:
    assert {load(folder).expected["found"] for folder in OWN} == {"article", "absence", "failure"}
