"""Every question of docs/queries.md is asked, on both databases, and answered as written there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.databases import SQLITE_NOW_POSTGRESQL_LATER, Databases
from tests.documents.nights import play
from tests.documents.questions import questions
from tests.site.process import ReplicaSite

QUESTIONS = questions()


@pytest.mark.parametrize("kind", SQLITE_NOW_POSTGRESQL_LATER)
def test_the_answers_are_as_written(kind: str, databases: Databases, tmp_path: Path) -> None:
    """One test for all of them: two crawls a database are what it costs."""
    url = databases.url(kind)
    given: dict[str, str] = {}
    with ReplicaSite() as site:
        for night in (1, 2):
            play(site, night, url, tmp_path)
            asked = [one for one in QUESTIONS if one.second_night == (night == 2)]
            given |= {one.name: one.ask(url) for one in asked}
    assert given == {one.name: one.answer for one in QUESTIONS}


def test_there_are_a_dozen_and_each_has_its_own_name() -> None:
    assert len({one.name for one in QUESTIONS}) == len(QUESTIONS) >= 12


def test_every_answer_shows_something() -> None:
    assert [one.name for one in QUESTIONS if one.answer.count("\n") < 2] == []
