from __future__ import annotations

from datetime import UTC, datetime
from itertools import combinations

import pytest

from tests.site.model import Story
from tests.site.truth import (
    duplicates_truth,
    listed_stories,
    placements_truth,
    sections_truth,
    stories,
    truth,
)
from tests.site.wording import body_of

ROOT = "http://127.0.0.1:8000"


def of_kind(kind: str) -> Story:
    return next(story for story in stories() if story.hard == kind)


def test_the_paper_is_large_and_every_path_is_used_once() -> None:
    paths = [story.path for story in stories()]
    assert len(listed_stories()) >= 450
    assert len(paths) == len(set(paths))


def test_no_two_bodies_are_alike_but_the_planned_ones() -> None:
    shingles = {story.path: _shingles(body_of(story)) for story in stories()}
    alike = {
        frozenset(pair)
        for pair in combinations(shingles, 2)
        if len(shingles[pair[0]] & shingles[pair[1]]) > 0.3 * len(shingles[pair[0]])
    }
    assert alike == {frozenset(pair) for pair in duplicates_truth().items()}


def _shingles(body: str) -> set[tuple[str, ...]]:
    words = body.lower().split()
    return {tuple(words[i : i + 3]) for i in range(len(words) - 2)}


@pytest.mark.parametrize(
    ("kind", "published"),
    [
        ("seed-page", datetime(2021, 10, 15, 15, 27, tzinfo=UTC)),
        ("new-years-night", datetime(2025, 12, 31, 21, 10, tzinfo=UTC)),
        ("winter-time-2015", datetime(2015, 2, 16, 7, 10, tzinfo=UTC)),
        ("summer-time-2015", datetime(2015, 7, 5, 11, 20, tzinfo=UTC)),
        ("late-summer-time-2015", datetime(2015, 11, 1, 7, 0, tzinfo=UTC)),
        ("all-year-time-2016", datetime(2016, 11, 15, 4, 30, tzinfo=UTC)),
        ("gallery", datetime(2024, 6, 10, 19, 7, tzinfo=UTC)),
    ],
)
def test_times_are_those_of_istanbul_on_that_day(kind: str, published: datetime) -> None:
    assert truth(of_kind(kind), ROOT)["date_published"] == published


def test_bodies_follow_the_rules_for_text() -> None:
    for story in stories():
        body = truth(story, ROOT)["body"]
        assert not set(body) & set("\u00a0\u200b\u00ad")
        assert "\n\n\n" not in body


def test_a_shared_subsection_hangs_under_its_first_parent() -> None:
    parents = {row["section"]: row["parent"] for row in sections_truth()}
    assert parents["news-analysis"] == "politics"
    assert parents["expat-corner"] == "turkey"
    assert parents["gallery"] is None


def test_placements_name_listed_articles_once() -> None:
    placements = placements_truth(2)
    assert len({(path, section) for path, section, _ in placements}) == len(placements)
    assert {path for path, _, _ in placements} == {s.path for s in listed_stories(2)}


def test_the_third_night_brings_nothing_new() -> None:
    assert placements_truth(3) == placements_truth(2)
    assert stories(3) == stories(2)
