"""`v_coverage`: what is known of a section's day, and whether anything can have been missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from crawler.items import Absence, Sighting
from crawler.parsing.clean.dates import newspaper_day
from pipelines.store import Finding, RunCounts, Store, Window
from tests.pipelines.factories import DAY, HOUR, article, menu, rows

CARDS = 9
FIRST = datetime(2026, 10, 1, 23, 30, tzinfo=UTC)
"""Half past two in the night of October 2 in Istanbul; every night's run begins then."""
MOVED_ON = "the list has moved on between two looks by more than it shows"


@dataclass
class Newspaper:
    """A section whose list shows the newest cards, and runs that look at it and read all."""

    store: Store
    section: str = "world"
    listing: str = "/world"
    printed: list[tuple[str, datetime]] = field(default_factory=list)

    def print(self, count: int, *, last_at: datetime) -> None:
        first = len(self.printed)
        for n in range(count):
            at = last_at - (count - 1 - n) * timedelta(minutes=1)
            self.printed.append((f"/{self.section}/story-{first + n}", at))

    def cards(self, at: datetime, *, dated: bool = True) -> list[Sighting]:
        shown = [one for one in reversed(self.printed) if one[1] <= at][:CARDS]
        return [
            Sighting(
                path=path,
                listing=self.listing,
                seen_at=at,
                section=self.section,
                position=position,
                day=newspaper_day(published) if dated else None,
            )
            for position, (path, published) in enumerate(shown, start=1)
        ]

    def look(self, at: datetime, run: int, *, dated: bool = True) -> None:
        wanted = self.store.record(self.cards(at, dated=dated), "recent", at, run=run).wanted
        self.fetch(wanted, at)

    def fetch(self, paths: Any, at: datetime) -> None:
        published = dict(self.printed)
        self.store.save(
            [
                article(
                    path, section=self.section, fetched_at=at, date_published=published[path],
                    body=f"The text of {path} alone.",
                )
                for path in sorted(paths)
            ]
        )  # fmt: skip

    def night(self, at: datetime, outcome: Any = "succeeded", **said: Any) -> int:
        run = self.store.start_run("sections", {}, at)
        self.look(at, run)
        self.store.finish_run(run, outcome, None, RunCounts(), at + HOUR, **said)
        return run


@pytest.fixture
def world(store: Store) -> Newspaper:
    store.save_menu(menu("world"))
    return Newspaper(store)


def coverage(engine: Engine, section: str = "world") -> dict[str, dict[str, Any]]:
    query = f"SELECT * FROM v_coverage WHERE section = '{section}' ORDER BY day"
    return {str(row["day"]): row for row in rows(engine, query)}


def reasons(engine: Engine, days: Sequence[str]) -> list[str | None]:
    found = coverage(engine)
    assert all(bool(row["complete"]) is (row["reason"] is None) for row in found.values())
    return [found[f"2026-10-{day}"]["reason"] for day in days]


def nights(world: Newspaper, count: int, printed: int = 4) -> None:
    """On each of these days some stories, and a run in the night after it."""
    for n in range(count):
        world.print(printed, last_at=FIRST + n * DAY - 6 * HOUR)
        world.night(FIRST + n * DAY)


def test_days_are_complete_while_lists_overlap(world: Newspaper, engine: Engine) -> None:
    nights(world, 4)

    assert reasons(engine, ["02", "03", "04"]) == [None, None, None]
    assert reasons(engine, ["05"]) == ["no run has looked since the day was over"]


def test_what_is_counted(world: Newspaper, engine: Engine) -> None:
    nights(world, 3)
    found = coverage(engine)["2026-10-03"]
    counts = {name: int(found[name]) for name in ("runs", "listed", "new", "published")}
    assert counts == {"runs": 1, "listed": 8, "new": 4, "published": 4}


def test_each_article_of_a_day_is_listed_once_in_it(world: Newspaper, engine: Engine) -> None:
    world.print(12, last_at=FIRST - 12 * HOUR)
    world.night(FIRST)
    world.night(FIRST + HOUR)
    world.print(2, last_at=FIRST + 2 * HOUR)
    world.night(FIRST + 3 * HOUR)
    found = coverage(engine)["2026-10-02"]
    assert (found["runs"], found["listed"], found["new"]) == (3, CARDS + 2, CARDS + 2)


def test_a_burst_between_two_looks_may_have_been_missed(world: Newspaper, engine: Engine) -> None:
    nights(world, 2)
    world.print(CARDS + 1, last_at=FIRST + DAY + 10 * HOUR)
    world.night(FIRST + 2 * DAY)
    nights_after(world, 3)
    assert reasons(engine, ["02", "03", "04"]) == [None, MOVED_ON, None]


def test_as_many_new_ones_as_leave_one_known_card_are_all(world: Newspaper, engine: Engine) -> None:
    nights(world, 2)
    world.print(CARDS - 1, last_at=FIRST + DAY + 10 * HOUR)
    world.night(FIRST + 2 * DAY)
    assert reasons(engine, ["02", "03"]) == [None, None]


def test_a_card_that_stays_on_top_hides_no_burst(world: Newspaper, engine: Engine) -> None:
    nights(world, 2)
    pinned = world.printed[-1]
    world.print(CARDS + 3, last_at=FIRST + DAY + 10 * HOUR)
    world.printed.append((pinned[0], FIRST + DAY + 11 * HOUR))
    world.night(FIRST + 2 * DAY)
    assert reasons(engine, ["03"]) == [MOVED_ON]


def test_the_cards_days_tell_what_a_look_after_a_gap_still_shows(
    world: Newspaper, engine: Engine
) -> None:
    nights(world, 1)
    world.print(CARDS, last_at=FIRST + 2 * DAY)  # the night of the third to the fourth
    world.print(3, last_at=FIRST + 3 * DAY - 5 * HOUR)
    world.night(FIRST + 4 * DAY)
    assert reasons(engine, ["02", "03", "04", "05"]) == [
        MOVED_ON, "no run looked at the section", "no run looked at the section", None
    ]  # fmt: skip


def nights_after(world: Newspaper, first: int, count: int = 2) -> None:
    for n in range(first, first + count):
        world.print(3, last_at=FIRST + n * DAY - 6 * HOUR)
        world.night(FIRST + n * DAY)


def test_a_missed_night_is_no_gap_where_the_list_still_shows_all(
    world: Newspaper, engine: Engine
) -> None:
    nights(world, 2, printed=3)
    world.print(6, last_at=FIRST + 2 * DAY - 6 * HOUR)
    world.night(FIRST + 3 * DAY)
    assert reasons(engine, ["03", "04"]) == [None, None]
    assert coverage(engine)["2026-10-04"]["runs"] == 0


def test_a_missed_night_of_a_busy_section_is_one(world: Newspaper, engine: Engine) -> None:
    nights(world, 2)
    for n in (2, 3):
        world.print(CARDS, last_at=FIRST + n * DAY - 6 * HOUR)
    world.night(FIRST + 3 * DAY)
    assert reasons(engine, ["03", "04"]) == [MOVED_ON, "no run looked at the section"]


@pytest.mark.parametrize(
    ("outcome", "findings", "said"),
    [
        ("failed", [], "failed"),
        ("interrupted", [], "was cut off"),
        (
            "degraded",
            [Finding(check="bodies", found=0, expected=1, hint="")],
            "was degraded: bodies",
        ),
        (
            "degraded",
            [Finding(check="cards", found=0, expected=1, hint="", section="world")],
            "was degraded: cards",
        ),
    ],
)
def test_a_run_that_did_not_end_well_proves_nothing_until_one_does(
    outcome: str, findings: list[Finding], said: str, world: Newspaper, engine: Engine
) -> None:
    nights(world, 1)
    run = world.night(FIRST + DAY, outcome, findings=findings)
    assert reasons(engine, ["02"]) == [f"run {run} (sections) {said}"]

    world.night(FIRST + 2 * DAY)

    assert reasons(engine, ["02", "03"]) == [None, None]


def test_what_is_wrong_with_another_section_does_not_matter(
    world: Newspaper, engine: Engine
) -> None:
    nights(world, 1)
    other = Finding(check="cards", found=0, expected=1, hint="", section="sports")
    world.night(FIRST + DAY, "degraded", findings=[other])
    assert reasons(engine, ["02"]) == [None]


def test_a_killed_run_is_no_proof(world: Newspaper, engine: Engine) -> None:
    nights(world, 1)
    killed = world.store.start_run("sections", {}, FIRST + DAY)
    world.look(FIRST + DAY, killed)
    assert reasons(engine, ["02"]) == ["the run that looked last has not ended"]

    world.store.start_run("sections", {}, FIRST + DAY + HOUR)

    assert reasons(engine, ["02"]) == [f"run {killed} (sections) was cut off"]


@pytest.mark.parametrize("page", ["/world", "/rss/world"])
def test_a_list_that_failed_is_named(page: str, world: Newspaper, engine: Engine) -> None:
    nights(world, 1)
    run = world.store.start_run("sections", {}, FIRST + DAY)
    stats = {f"pages/failed_at/{page}": "http-500", "pages/failed_at/": "timeout"}
    world.store.finish_run(run, "degraded", None, RunCounts(), FIRST + DAY, stats=stats)

    said = f"its list could not be read in run {run} (http-500)"
    assert reasons(engine, ["02", "03"]) == [said, said]

    world.print(3, last_at=FIRST + 2 * DAY - HOUR)
    world.night(FIRST + 2 * DAY)
    assert reasons(engine, ["02", "03"]) == [None, None]


def test_an_article_that_waits_leaves_its_day_open(world: Newspaper, engine: Engine) -> None:
    nights(world, 1)
    world.print(2, last_at=FIRST + 8 * HOUR)
    run = world.store.start_run("sections", {}, FIRST + DAY)
    cards = world.cards(FIRST + DAY)
    world.store.record(cards, "recent", FIRST + DAY, run=run)
    world.store.finish_run(run, "succeeded", None, RunCounts(), FIRST + DAY)
    assert reasons(engine, ["02"]) == ["an article of the day has still to be fetched"]

    first, second = world.printed[-2:]
    world.fetch([first[0]], FIRST + DAY)
    gone = Absence(path=second[0], reason="404", gone=True, seen_at=FIRST + DAY)
    world.store.record_absences([gone])

    assert reasons(engine, ["02"]) == [None]


def test_a_run_about_some_days_is_no_look(world: Newspaper, engine: Engine) -> None:
    nights(world, 1)
    world.print(2, last_at=FIRST + 8 * HOUR)
    run = world.store.start_run("sections", {}, FIRST + DAY)
    some = world.cards(FIRST + DAY)[:1]
    world.store.record(some, "recent", FIRST + DAY, Window(since=FIRST), run=run)
    assert coverage(engine)["2026-10-02"]["runs"] == 1
    assert reasons(engine, ["02"]) == ["no run has looked since the day was over"]


def test_a_part_of_a_search_is_no_look(store: Store, engine: Engine) -> None:
    search = Newspaper(store, listing="/search?qsection=world")
    nights(search, 2)
    assert all(row["runs"] == 0 for row in coverage(engine).values())


def test_page_and_feed_of_a_section_fill_each_others_gaps(world: Newspaper, engine: Engine) -> None:
    nights(world, 2)
    feed = Newspaper(world.store, listing="/rss/world", printed=world.printed)
    for hour in (4, 8, 12, 16, 20):
        world.print(CARDS - 1, last_at=FIRST + DAY + hour * HOUR)
        run = world.store.start_run("feeds", {}, FIRST + DAY + hour * HOUR)
        feed.look(FIRST + DAY + hour * HOUR, run, dated=False)
        world.store.finish_run(run, "succeeded", None, RunCounts(), FIRST + DAY + hour * HOUR)
    world.night(FIRST + 2 * DAY)
    found = coverage(engine)["2026-10-03"]
    assert (found["reason"], found["runs"]) == (None, 6)


def test_days_before_the_first_look_are_not_complete(world: Newspaper, engine: Engine) -> None:
    old = article("/world/old", section="world", date_published=FIRST - 900 * DAY)
    world.store.save([old])
    nights(world, 2)
    found = coverage(engine)[str(newspaper_day(FIRST - 900 * DAY))]
    assert (found["runs"], found["published"], bool(found["complete"])) == (0, 1, False)
    assert found["reason"] == "it lies before what the first look at the section showed"


def test_a_clock_that_was_ahead_proves_nothing(world: Newspaper, engine: Engine) -> None:
    nights(world, 2)
    world.night(FIRST + 400 * DAY, "degraded", findings=[
        Finding(check="clock", found="", expected="", hint="")
    ])  # fmt: skip
    world.print(CARDS + 1, last_at=FIRST + 2 * DAY - HOUR)
    world.night(FIRST + 2 * DAY)
    world.print(CARDS + 1, last_at=FIRST + 3 * DAY - HOUR)
    world.night(FIRST + 3 * DAY)
    found = reasons(engine, ["02", "03", "04"])
    assert found[0] is None
    assert None not in found[1:]
    assert sorted(coverage(engine))[-2:] == ["2026-10-05", "2027-11-06"]


def test_the_menus_other_name_takes_it_over(store: Store, engine: Engine) -> None:
    store.save_menu(menu("turkey"))
    turkey = Newspaper(store, section="turkey", listing="/turkey")
    nights(turkey, 2)
    store.save_menu(menu("turkiye", seen_at=FIRST + DAY))
    assert coverage(engine, "turkey") == {}
    assert coverage(engine, "turkiye")["2026-10-02"]["reason"] is None


def test_a_section_that_left_the_menu_has_no_days_since(
    world: Newspaper, store: Store, engine: Engine
) -> None:
    nights(world, 2)
    sports = Newspaper(store, section="sports", listing="/sports")
    store.save_menu(menu("sports", seen_at=FIRST + 2 * DAY))
    sports.print(3, last_at=FIRST)
    sports.night(FIRST + 9 * DAY)
    assert max(coverage(engine)) == "2026-10-03"
    assert max(coverage(engine, "sports")) == "2026-10-11"


def test_the_days_have_no_gap(world: Newspaper, engine: Engine) -> None:
    nights(world, 1)
    world.night(FIRST + 40 * DAY)
    days = [date.fromisoformat(day) for day in coverage(engine) if day >= "2026-10-01"]
    assert days == [days[0] + n * DAY for n in range(len(days))]
    assert days[-1] == date(2026, 11, 11)


def test_a_pinned_card_of_years_ago_claims_no_years(world: Newspaper, engine: Engine) -> None:
    world.print(1, last_at=FIRST - 1800 * DAY)
    world.print(4, last_at=FIRST - 6 * HOUR)
    world.night(FIRST)
    found = coverage(engine)
    complete = sorted(day for day, row in found.items() if row["complete"])
    assert complete == sorted(f"{newspaper_day(FIRST - n * DAY)}" for n in range(1, 31))
