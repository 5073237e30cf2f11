"""The second newspaper is read by its profile alone: other menu, markup, paths, zone and words."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.store import open_engine
from pipelines.store.schema.versions import upgrade
from tests.crawls.crawl import PROJECT, Ended, Row, crawl, ended, inherited, rows
from tests.sister.site import BEANS, BODY, LANTERNS, TRAM, VOICE, serving

PROFILE = "tests.sister.profile"


class Night:
    """One crawl of the site, and what is in the database behind it."""

    def __init__(self, root: str, folder: Path) -> None:
        self.root = root
        self.folder = folder
        self.database = f"sqlite:///{folder / 'courier.db'}"
        engine = open_engine(self.database)
        upgrade(engine)
        engine.dispose()
        self.ended = crawl(
            "sections",
            root,
            self.database,
            NEWSPAPER=PROFILE,
            SPOOL_DIR=str(folder / "spool"),
            NOTICES_DIR=str(folder / "notices"),
        )

    def articles(self) -> dict[str, Row]:
        found = rows(self.database, "v_articles")
        return {row["url"].removeprefix(self.root): row for row in found}

    def article(self, path: str) -> Row:
        return self.articles()[path]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    with serving() as root:
        yield Night(root, tmp_path_factory.mktemp("sister"))


def command(*words: str, database: str = "", newspaper: str = PROFILE) -> Ended:
    given = {**inherited(), "NEWSPAPER": newspaper, "DATABASE_URL": database}
    return ended([sys.executable, *words], given)


def test_the_crawl_is_healthy(night: Night) -> None:
    assert night.ended.status == 0, night.ended.err


def test_its_articles_are_found_below_its_menu(night: Night) -> None:
    assert {path: row["section"] for path, row in night.articles().items()} == {
        TRAM: "barrios",
        BEANS: "coffee",
        LANTERNS: "album",
        VOICE: "voices",
    }


def test_its_sections_stand_under_the_heads_of_its_menu(night: Night) -> None:
    found = {row["section"]: row["parent"] for row in rows(night.database, "v_sections")}
    assert found == {"barrios": None, "economy": None, "coffee": "economy", "album": None}


def test_its_paths_say_the_kinds(night: Night) -> None:
    assert {path: row["kind"] for path, row in night.articles().items()} == {
        TRAM: "article",
        BEANS: "article",
        LANTERNS: "gallery",
        VOICE: "column",
    }


def test_a_headline_has_no_suffix_and_the_letters_of_its_charset(night: Night) -> None:
    assert night.article(TRAM)["headline"] == "The tram climbs to Bogotá’s market"


@pytest.mark.parametrize(
    ("path", "published"),
    [
        (TRAM, datetime(2021, 3, 10, 2, 30, tzinfo=UTC)),
        (BEANS, datetime(2021, 3, 8, 16, 15, tzinfo=UTC)),
        (LANTERNS, datetime(2021, 3, 8, 1, 0, tzinfo=UTC)),
        (VOICE, datetime(2021, 3, 8, 11, 0, tzinfo=UTC)),
    ],
)
def test_times_are_those_of_its_zone(night: Night, path: str, published: datetime) -> None:
    assert night.article(path)["date_published"] == published


@pytest.mark.parametrize(
    ("path", "authors", "agencies"),
    [
        (TRAM, ["Andean Courier"], ["ANC"]),
        (BEANS, ["Inés Robledo"], []),
        (LANTERNS, ["Andean Courier"], []),
    ],
)
def test_it_signs_by_its_own_names(
    night: Night, path: str, authors: list[str], agencies: list[str]
) -> None:
    found = night.article(path)
    assert (found["authors"], found["agencies"]) == (authors, agencies)


def test_a_district_of_its_city_is_a_place(night: Night) -> None:
    assert night.article(TRAM)["dateline"] == "CHAPINERO"


def test_a_body_ends_where_its_own_words_begin(night: Night) -> None:
    assert night.article(TRAM)["body"] == BODY


def test_its_logo_leads_no_article(night: Night) -> None:
    found = {path: row["image_url"] for path, row in night.articles().items()}
    assert found == {
        TRAM: f"{night.root}/photographs/101.jpg",
        BEANS: None,
        LANTERNS: f"{night.root}/photographs/102.jpg",
        VOICE: None,
    }


def test_its_sister_paper_is_a_credit(night: Night) -> None:
    found = night.article(TRAM)
    assert found["image_caption"] == "The upper station at dawn"
    assert found["image_credit"] == "El Reloj"


def test_every_value_comes_by_its_own_markup(night: Night) -> None:
    found = {source for row in night.articles().values() for source in row["sources"].values()}
    assert found == {"site"}


def test_a_day_of_the_export_is_one_of_its_zone(night: Night) -> None:
    words = ("export", "--since", "2021-03-09", "--until", "2021-03-09")
    ended = command("-m", "pipelines", *words, database=night.database)
    assert ended.status == 0, ended.err
    assert [json.loads(line)["url"] for line in ended.out.splitlines()] == [night.root + TRAM]


def test_the_report_names_its_city(night: Night) -> None:
    file = night.folder / "report.html"
    ended = command("-m", "pipelines", "report", "-o", str(file), database=night.database)
    assert ended.status == 0, ended.err
    assert "Days and months are Bogota’s." in file.read_text(encoding="utf-8")


def test_settings_left_out_are_its_own() -> None:
    shown = "from crawler.settings import DATABASE_URL, SITE_URL; print(SITE_URL, DATABASE_URL)"
    kept = {name: value for name, value in inherited().items() if not name.endswith("_URL")}
    done = subprocess.run(
        [sys.executable, "-c", shown],
        cwd=PROJECT,
        env={**kept, "NEWSPAPER": PROFILE},
        capture_output=True,
        text=True,
        check=True,
    )
    expected = "https://www.andean-courier.example sqlite:///data/andean-courier.db\n"
    assert done.stdout == expected


def test_the_spider_search_is_refused_without_a_search() -> None:
    ended = command("-m", "scrapy", "crawl", "search")
    assert (ended.status, ended.err) == (
        2,
        "scrapy crawl: spider search: the profile of Andean Courier names no search\n",
    )


@pytest.mark.parametrize("words", ["scrapy crawl sections", "pipelines check", "schedules list"])
def test_a_command_refuses_a_profile_that_is_not_there_in_one_line(words: str) -> None:
    ended = command("-m", *words.split(), newspaper="tests.sister.absent")
    assert (ended.status, ended.out) == (2, "")
    (line,) = ended.err.splitlines()
    assert line.startswith("NEWSPAPER is 'tests.sister.absent', which cannot be imported: ")


def test_only_the_environment_chooses_a_newspaper() -> None:
    words = ("crawl", "sections", "-s", "NEWSPAPER=crawler.newspaper.dailysabah")
    ended = command("-m", "scrapy", *words)
    assert ended.status == 2
    assert ended.err == (
        "scrapy crawl: NEWSPAPER is 'crawler.newspaper.dailysabah' where only the environment "
        "counts; there it means tests.sister.profile\n"
    )
