"""docs/first-live-day.md, followed to the letter on the pages of a relaunched replica."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from crawler.capture.fixture import FOLDER
from tests.crawls.crawl import Ended
from tests.documents.first_day import FirstDay
from tests.site.truth import stories, truth

pytestmark = pytest.mark.slow

PAGES = ("first-agency", "first-column", "first-gallery", "first-old")
IN_PAGE = ("headline", "body", "byline", "dateline", "date_published", "image_url", "keywords")
NOT_IN_PAGE = {"description", "date_modified"}
STORIES = {story.path: story for story in stories()}


@dataclass
class Followed:
    day: FirstDay
    ended: dict[str, Ended] = field(default_factory=dict)
    captured: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Records as step 2 kept them."""


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Followed]:
    day = FirstDay(tmp_path_factory.mktemp("first-day") / "project")
    done = Followed(day)
    with day.site():
        done.ended["Look first"] = day.run("Look first")
        done.ended["2"] = day.run("2")
        done.captured = {name: day.kept(name) for name in PAGES}
        for step in ("4", "5", "6"):
            done.ended[step] = day.run(step)
        day.edit_selectors()
        day.raise_version()
        done.ended["9"] = day.run("9", answers="y\n" * len(PAGES))
        done.ended["10"] = day.run("10")
        yield done


def test_the_steps_are_numbered_in_order(followed: Followed) -> None:
    later = map(str, range(2, 11))
    assert list(followed.day.steps) == ["Rehearsal", "1", "Look first", *later, "Kept pages"]


@pytest.mark.parametrize("step", ["Look first", "2", "4", "6", "9", "10"])
def test_a_step_s_commands_succeed(step: str, followed: Followed) -> None:
    assert (followed.ended[step].status, followed.ended[step].err) == (0, "")


def test_the_doctor_names_the_wrong_guesses(followed: Followed) -> None:
    said = followed.ended["Look first"].out
    assert "FAULT article" in said
    assert "generic (byline, dateline, body)" in said


def test_the_guesses_are_wrong_at_first(followed: Followed) -> None:
    for name in PAGES:
        sources = followed.captured[name]["sources"]
        assert "site" not in {sources.get(field) for field in IN_PAGE[:4]}


def test_the_corrected_page_is_red_before_the_selectors_are(followed: Followed) -> None:
    red = followed.ended["5"]
    assert red.status == 1
    assert "sources.body" in red.out
    assert "0 of 1 as expected" in red.out


def test_the_outline_shows_the_selectors_that_step_7_adds(followed: Followed) -> None:
    lines = followed.ended["6"].out.splitlines()
    shown = {line[2:].partition("  ")[0] for line in lines if line.startswith("  ")}
    assert set(followed.day.added()) <= shown


def test_the_outline_fits_a_terminal(followed: Followed) -> None:
    assert max(map(len, followed.ended["6"].out.splitlines())) <= 100


def test_the_changed_pages_are_accepted(followed: Followed) -> None:
    out = followed.ended["9"].out
    assert "first-agency: as expected, nothing to accept" in out
    assert [name for name in PAGES if f"{name}: accepted" in out] == list(PAGES[1:])


def test_all_kept_pages_are_green(followed: Followed) -> None:
    count = len(PAGES) + len(list(FOLDER.glob("own-*")))
    assert followed.ended["10"].out == f"{count} of {count} as expected\n"


@pytest.mark.parametrize("name", PAGES)
def test_every_field_ends_as_the_site_s_own(name: str, followed: Followed) -> None:
    sources = followed.day.kept(name)["sources"]
    assert set(IN_PAGE) - {"dateline"} <= sources.keys()
    assert {field for field, source in sources.items() if source != "site"} <= NOT_IN_PAGE


@pytest.mark.parametrize("name", PAGES)
def test_what_is_read_then_is_true(name: str, followed: Followed) -> None:
    record = followed.day.kept(name)
    row = truth(STORIES[record["path"]], f"http://127.0.0.1:{followed.day.port}")
    assert "\n\n".join(record["body"]) == row["body"]
    assert record["date_published"] == f"{row['date_published']:%Y-%m-%dT%H:%M:%SZ}"
    for field_name in ("headline", "byline", "dateline", "keywords", "image_url"):
        assert record[field_name] == row[field_name]
