"""What a page that reads worse than before takes away: nothing that it reads worse."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from crawler.items import Source
from pipelines.store import Saved, Store
from pipelines.store.articles.keeping import keep_better
from pipelines.store.articles.rows import article_row
from tests.pipelines.factories import DAY, HOUR, NOW, PATH, article, one

SITE, JSON_LD, META, LISTING, GENERIC = (source.value for source in Source)
BODY = "The night ferry to Chios sails again from May.\n\n" + "It takes cars, too." * 20
JUNK = "Your email address will not be published."
LONGER = BODY + "\n\nComments: 3. Be the first to share this. " * 40
CUT = BODY[: len(BODY) * 2 // 3]
PUBLISHED, LATER = NOW - DAY, NOW + HOUR

FULL: dict[str, Any] = {
    "headline": "Night ferry returns",
    "description": "Cars, too.",
    "body": BODY,
    "dateline": "IZMIR",
    "date_published": PUBLISHED,
    "date_modified": PUBLISHED + HOUR,
    "byline": "Jane Doe, AP",
    "authors": ["Jane Doe"],
    "agencies": ["AP"],
    "keywords": ["ferry", "Chios"],
    "image_url": "https://i.example/1.jpg",
    "image_caption": "The ferry.",
    "image_credit": "AP Photo",
}
OTHER: dict[str, Any] = {
    "headline": "Daily Sabah",
    "description": "Latest news.",
    "body": CUT,
    "dateline": "HOME",
    "date_published": PUBLISHED - DAY,
    "date_modified": PUBLISHED + HOUR / 2,
    "byline": "Daily Sabah",
    "keywords": ["menu"],
    "image_url": "https://i.example/logo.jpg",
}
MADE_OF = {"authors": "byline", "agencies": "byline", "image_caption": "image_url",
           "image_credit": "image_url"}  # fmt: skip


def row(
    fields: dict[str, Any],
    source: str = SITE,
    sources: dict[str, str] | None = None,
    *,
    days: int = 0,
    parser: int = 1,
) -> Any:
    """A row as the store makes it of a page: fields from `source`, but for those in `sources`."""
    stated = {name: source for name, value in fields.items() if value} | (sources or {})
    item = article(fetched_at=NOW + days * DAY, **(fields | {"sources": stated}))
    return article_row(item, parser) | {"id": 1}


def without(*names: str) -> dict[str, Any]:
    empty: dict[str, Any] = {n: [] if isinstance(FULL[n], list) else None for n in names}
    return FULL | empty


def later(old: Any, fresh: Any) -> Any:
    """The row as it is stored after the fresh look, with what stayed."""
    kept = keep_better(old, fresh)
    return fresh | {"kept": kept}


@pytest.mark.parametrize("name", OTHER)
@pytest.mark.parametrize(("better", "worse"), [
    (a, b) for a, b in product(Source, Source) if list(Source).index(a) < list(Source).index(b)
])  # fmt: skip
def test_another_value_of_a_lower_source_stays_out(name: str, better: str, worse: str) -> None:
    old = row(FULL, SITE, {name: better})
    found = later(old, row(FULL | {name: OTHER[name]}, SITE, {name: worse}, days=1))
    assert (found[name], found["sources"][name]) == (FULL[name], better)
    assert found["kept"] == [name]
    assert found["content_hash"] == old["content_hash"]


@pytest.mark.parametrize("name", OTHER)
@pytest.mark.parametrize("source", [SITE, JSON_LD])
def test_another_value_of_the_same_source_or_a_better_one_is_taken(name: str, source: str) -> None:
    old = row(FULL, SITE, {name: JSON_LD})
    found = later(old, row(FULL | {name: OTHER[name]}, SITE, {name: source}, days=1))
    assert (found[name], found["sources"][name]) == (OTHER[name], source)
    assert found["kept"] == []


@pytest.mark.parametrize("name", FULL)
def test_the_same_value_from_a_lower_source_was_found_at_the_better_one(name: str) -> None:
    """Else the lower source would be the equal one a night later, and its junk believed."""
    found = later(row(FULL), row(FULL, SITE, {name: GENERIC}, days=1))
    assert found["sources"][MADE_OF.get(name, name)] == SITE
    assert found["kept"] == []


def test_what_is_made_of_a_value_stays_with_it() -> None:
    other = OTHER | {"authors": ["Daily Sabah"], "image_credit": "Logo"}
    found = later(row(FULL), row(other, META, days=1))
    stayed = {name: found[name] for name in FULL}
    assert stayed == FULL
    assert found["word_count"] == len(BODY.split())
    assert set(found["sources"].values()) == {SITE}


def test_a_picture_without_caption_does_not_get_one_of_a_worse_picture() -> None:
    old = row(without("image_caption", "image_credit"))
    worse = OTHER | {"image_caption": "Our logo", "image_credit": "Sabah"}
    found = later(old, row(worse, META, days=1))
    assert (found["image_url"], found["image_caption"]) == (FULL["image_url"], None)
    assert not {"image_caption", "image_credit"} & found["sources"].keys()


@pytest.mark.parametrize(
    ("body", "source", "taken"),
    [
        (JUNK, GENERIC, False),
        (JUNK, JSON_LD, False),
        (CUT, GENERIC, True),
        (LONGER, JSON_LD, True),
        (JUNK, SITE, True),
    ],
)
def test_where_the_newspaper_says_that_it_changed_the_article(
    body: str, source: str, taken: bool
) -> None:
    """A relaunch touches every `dateModified`: half a text is no change of the newspaper's."""
    touched = FULL | {"body": body, "headline": "Ferry back", "date_modified": LATER}
    found = later(row(FULL), row(touched, JSON_LD, {"body": source}, days=1))
    assert found["headline"] == "Ferry back"
    assert found["body"] == (body if taken else BODY)
    assert found["kept"] == ([] if taken else ["body"])


@pytest.mark.parametrize(
    "date",
    [
        {"date_modified": PUBLISHED + HOUR},  # as it was
        {"date_modified": PUBLISHED + HOUR / 2},
        {"date_modified": None},
    ],
)
def test_a_date_of_change_that_is_not_later_says_nothing(date: dict[str, Any]) -> None:
    found = later(
        row(FULL), row(FULL | {"headline": "Oops"} | date, SITE, {"headline": META}, days=1)
    )
    assert found["headline"] == FULL["headline"]


def test_a_date_of_change_found_by_its_shape_is_no_word_of_the_newspaper() -> None:
    clock = FULL | {"headline": "Oops", "date_modified": LATER}
    found = later(row(FULL), row(clock, SITE, {"headline": META, "date_modified": GENERIC}, days=1))
    assert (found["headline"], found["date_modified"]) == (
        FULL["headline"],
        FULL["date_modified"],
    )


SILENT = [name for name in FULL if name not in MADE_OF]


@pytest.mark.parametrize("name", SILENT)
@pytest.mark.parametrize("lost", ["headline", "body"])
def test_a_page_that_reads_worse_and_is_silent_takes_nothing(name: str, lost: str) -> None:
    found = later(row(FULL), row(without(name), SITE, {lost: META}, days=1))
    assert (found[name], found["sources"][name]) == (FULL[name], SITE)
    assert name in found["kept"]


@pytest.mark.parametrize("name", ["description", "dateline", "byline", "keywords", "image_url"])
def test_what_the_newspaper_removes_from_a_page_that_reads_as_well_is_removed(name: str) -> None:
    made = [made for made, of in MADE_OF.items() if of == name]
    found = later(row(FULL), row(without(name, *made), SITE, days=1))
    assert not any(found[one] for one in (name, *made))
    assert not {name, *made} & found["sources"].keys()
    assert found["kept"] == []


@pytest.mark.parametrize("name", ["byline", "dateline"])
def test_a_signature_that_is_not_found_at_all_is_not_removed(name: str) -> None:
    silent = row(without(name), SITE, {"date_published": JSON_LD}, days=1)
    assert later(row(FULL), silent)["kept"] == [name]


def test_a_caption_is_removed_while_its_picture_stays() -> None:
    found = later(row(FULL), row(without("image_caption"), SITE, days=1))
    assert (found["image_caption"], found["image_url"]) == (None, FULL["image_url"])


@pytest.mark.parametrize("name", ["date_published", "date_modified"])
def test_dates_are_not_taken_back_but_by_a_newer_parser(name: str) -> None:
    assert later(row(FULL), row(without(name), days=1))[name] == FULL[name]
    assert later(row(FULL), row(without(name), days=1, parser=2))[name] is None


def test_a_modification_that_stays_is_later_than_a_new_date_of_publication() -> None:
    anew = without("date_modified") | {"date_published": NOW}
    found = later(row(FULL), row(anew, days=1))
    assert (found["date_published"], found["date_modified"], found["kept"]) == (NOW, None, [])


def test_an_article_is_not_modified_before_it_is_published() -> None:
    old = row(without("date_modified"))
    early = {"date_published": PUBLISHED - DAY, "date_modified": PUBLISHED - HOUR}
    found = later(old, row(FULL | early, GENERIC, days=1))
    assert (found["date_published"], found["date_modified"]) == (PUBLISHED, None)
    assert "date_modified" not in found["sources"]


def test_a_newer_parser_is_believed_of_the_same_source_only() -> None:
    fresh = FULL | {"body": JUNK, "headline": "Oops"}
    found = later(row(FULL), row(fresh, SITE, {"headline": GENERIC}, days=1, parser=2))
    assert (found["body"], found["headline"]) == (JUNK, FULL["headline"])


def test_a_newer_parser_finds_the_text_whose_stub_was_stored() -> None:
    stub = row(FULL | {"body": JUNK})
    assert later(stub, row(FULL, SITE, {"body": GENERIC}, days=1, parser=2))["body"] == BODY


class TestABodyThatCollapses:
    """Of the same source, without a word of the newspaper."""

    SHORT = "This story was withdrawn."

    def test_is_not_believed_at_once(self) -> None:
        found = later(row(FULL), row(FULL | {"body": self.SHORT}, days=1))
        assert (found["body"], found["kept"]) == (BODY, ["body"])

    @pytest.mark.parametrize(("hours", "believed"), [(1, False), (11, False), (12, True)])
    def test_is_believed_on_another_night(self, hours: int, believed: bool) -> None:
        doubted = later(row(FULL), row(FULL | {"body": self.SHORT}))
        again = row(FULL | {"body": self.SHORT}) | {"fetched_at": NOW + hours * HOUR}
        assert (later(doubted, again)["body"] == self.SHORT) is believed

    def test_is_not_put_off_by_looks_in_between(self) -> None:
        looked = row(FULL)
        for hours in (0, 5, 10, 15):
            short = row(FULL | {"body": self.SHORT}) | {"fetched_at": NOW + hours * HOUR}
            looked = later(looked, short)
        assert looked["body"] == self.SHORT

    def test_into_something_else_is_doubted_anew(self) -> None:
        doubted = later(row(FULL), row(FULL | {"body": self.SHORT}))
        assert later(doubted, row(FULL | {"body": "Loading."}, days=1))["body"] == BODY

    def test_is_no_matter_of_a_brief(self) -> None:
        brief = row(FULL | {"body": "Ten people were hurt when a bus left the road."})
        assert later(brief, row(FULL | {"body": "Ten hurt."}, days=1))["body"] == "Ten hurt."

    def test_leaves_no_mark_on_a_page_that_reads_well_again(self) -> None:
        doubted = later(row(FULL), row(FULL | {"body": self.SHORT}))
        assert doubted["flags"]
        assert later(doubted, row(FULL, days=1))["flags"] == []


PAGES = st.fixed_dictionaries(
    {name: st.sampled_from([value, FULL[name], type(FULL[name])() if name == "keywords" else None])
     for name, value in OTHER.items()}
)  # fmt: skip
SOURCES = st.fixed_dictionaries({name: st.sampled_from([*Source]) for name in FULL})


@given(page=PAGES, sources=SOURCES, touched=st.booleans())
def test_no_page_makes_a_source_worse_or_halves_a_body_from_a_lower_one(
    page: dict[str, Any], sources: dict[str, str], touched: bool
) -> None:
    if touched:
        page = page | {"date_modified": LATER}
    old = row(FULL, JSON_LD)
    stated = {name: source for name, source in sources.items() if page.get(name)}
    found = later(old, row(page | {"sources": {}}, SITE, days=1) | {"sources": stated})
    rank = list(Source).index
    worse = {
        name
        for name, source in found["sources"].items()
        if name in old["sources"] and rank(Source(source)) > rank(Source(old["sources"][name]))
    }
    assert not worse or touched
    assert all(found[name] for name in ("headline", "body", "date_published"))
    assert found["sources"].keys() <= {name for name in found if found[name]}
    assert keep_better(found, found | {"fetched_at": NOW + 2 * DAY}) == []


def test_a_page_that_reads_worse_makes_no_revision(store: Store, engine: Engine) -> None:
    sources = dict.fromkeys(FULL, SITE)
    store.save([article(sources=sources, **FULL)])
    before = one(engine, "SELECT * FROM v_articles")
    worse = article(
        fetched_at=NOW + DAY,
        headline="Daily Sabah",
        body=JUNK,
        sources={"headline": META, "body": GENERIC},
        date_published=None,
    )
    (saved,) = store.save([worse])
    assert saved.outcome == "unchanged"
    assert saved.kept == (
        "headline", "description", "body", "dateline", "date_published", "date_modified",
        "byline", "keywords", "image_url",
    )  # fmt: skip
    after = one(engine, "SELECT * FROM v_articles")
    assert after == before | {
        "fetched_at": after["fetched_at"],
        "last_seen_at": after["last_seen_at"],
    }
    assert [version.revision for version in store.versions(PATH)] == [1]


def test_a_page_that_reads_well_again_is_unchanged(store: Store, engine: Engine) -> None:
    right: dict[str, Any] = {"sources": dict.fromkeys(FULL, SITE), **FULL}
    store.save([article(**right)])
    worse = right | {"body": JUNK, "sources": right["sources"] | {"body": GENERIC}}
    store.save([article(fetched_at=NOW + DAY, **worse)])
    assert store.save([article(fetched_at=NOW + 2 * DAY, **right)]) == [Saved(PATH, "unchanged")]
    assert one(engine, "SELECT revisions FROM v_articles") == {"revisions": 1}


def test_a_correction_beside_a_worse_body_is_stored_with_the_better_body(store: Store) -> None:
    store.save([article(sources=dict.fromkeys(FULL, SITE), **FULL)])
    fresh = FULL | {"headline": "Ferry back", "body": JUNK}
    sources = dict.fromkeys(FULL, SITE) | {"body": GENERIC}
    (saved,) = store.save([article(fetched_at=NOW + DAY, sources=sources, **fresh)])
    assert (saved.outcome, saved.kept) == ("updated", ("body",))
    first, second = store.versions(PATH)
    assert (first.body, second.body) == (BODY, BODY)
    assert (second.headline, second.changed, second.cause) == (
        "Ferry back",
        ["headline"],
        "newspaper",
    )


def test_a_body_that_collapsed_is_believed_on_another_night(store: Store) -> None:
    sources = dict.fromkeys(FULL, SITE)
    store.save([article(sources=sources, **FULL)])
    short = FULL | {"body": "This story was withdrawn."}
    looks = [article(fetched_at=NOW + n * DAY, sources=sources, **short) for n in (1, 2, 3)]
    outcomes = [store.save([look])[0].outcome for look in looks]
    assert outcomes == ["unchanged", "updated", "unchanged"]
    assert [version.cause for version in store.versions(PATH)] == ["newspaper", "newspaper"]


def test_what_only_a_card_said_stays_and_is_not_counted(store: Store, engine: Engine) -> None:
    card: dict[str, Any] = {
        "description": "Cars, too.",
        "sources": {"description": LISTING, "body": SITE},
    }
    store.save([article(**card)])
    (saved,) = store.save([article(fetched_at=NOW + DAY, sources={"body": SITE})])
    assert saved.kept == ()
    assert one(engine, "SELECT description FROM v_articles") == {"description": "Cars, too."}
