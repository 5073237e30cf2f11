"""Search: the same answers on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, text

from crawler.items import Alias
from pipelines.store import Store
from pipelines.store.backends.registry import search_index_of
from pipelines.store.schema.versions import _config, upgrade
from pipelines.store.search import verifying
from pipelines.store.search.documents import HEAD, Document
from pipelines.store.search.finding import Hit, find
from pipelines.store.search.query import WrongQuery, parse
from pipelines.store.search.rebuilding import fill_index, is_complete, rebuild
from tests.pipelines.factories import DAY, HOUR, NOW, article, menu, rows, sighting
from tests.pipelines.labelled_pairs import FERRY

SAID = "Officials spoke."


def search(engine: Engine, query: str, limit: int = 20) -> list[str]:
    """The last segments of the paths of what is found, the best first."""
    return [hit.url.rsplit("/", 1)[1] for hit in find(engine, parse(query), limit)]


def hit(engine: Engine, query: str) -> Hit:
    (found,) = find(engine, parse(query), 20)
    return found


def save(store: Store, name: str, **fields: Any) -> None:
    given = {"headline": "Headline", "body": SAID, "date_published": NOW - HOUR} | fields
    assert store.save([article(f"/world/asia-pacific/{name}", **given)])[0].outcome != "rejected"


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("İstanbul", "istanbul"),
        ("ISTANBUL", "İstanbul"),
        ("i\u0307stanbul", "istanbul"),
        ("Işık", "isik"),
        ("Işık", "ışık"),
        ("IŞIK", "Işik"),
        ("Diyarbakır", "diyarbakir"),
        ("Erdoğan’s", "erdogan"),
        ("Cafe\u0301", "café"),
        ("Ærøskøbing", "aeroskobing"),
        ("co\u00adoperate", "cooperates"),
        ("governments running", "run government"),
        ("asia-pacific", '"asia pacific"'),
        ("asia pacific", "asia-pacific"),
        ("U.S.", "u.s."),
        ("1,200 votes", "1,200"),
        ("Москва", "москва"),
        ("日本", "日本"),
        ("x" * 3000, "x" * 3000),
        ("the who", '"the who"'),
    ],
)
def test_letters_and_forms_are_folded_alike(
    store: Store, engine: Engine, words: str, query: str
) -> None:
    save(store, "a", body=f"Before {words} after.")
    save(store, "b")
    assert search(engine, query) == ["a"]


@pytest.fixture
def four(store: Store) -> None:
    """The same words in ever worse places, the worst one the newest."""
    save(store, "body", body="A ferry sank in the Black Sea.", date_published=NOW)
    save(store, "described", description="A ferry, black as the sea.", date_published=NOW - HOUR)
    save(store, "keyword", keywords=["ferry", "Black Sea"], date_published=NOW - DAY)
    save(store, "headline", headline="Black Sea ferry sinks", date_published=NOW - 9 * DAY)


@pytest.mark.usefixtures("four")
def test_the_best_places_come_first_then_the_newest(engine: Engine) -> None:
    assert search(engine, "sea ferry") == ["headline", "described", "keyword", "body"]
    assert search(engine, "sea ferry", limit=2) == ["headline", "described"]
    assert search(engine, "sea ferry", limit=3) == ["headline", "described", "keyword"]


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ('"black sea"', ["headline", "keyword", "body"]),
        ("“black sea”", ["headline", "keyword", "body"]),
        ('"sea ferry"', ["headline"]),
        ('"ferry black"', ["described"]),
        ("ferry -sank", ["headline", "described", "keyword"]),
        ("ferry -sinks -sank", ["described", "keyword"]),
        ('ferry -"black sea"', ["described"]),
        ("ferry spaceship", []),
        ("ferry since:2026-10-01", ["described", "keyword", "body"]),
        ("ferry since:2026-10-02", ["described", "body"]),
        ("ferry since:2026-10-03", []),
        ("ferry until:2026-10-01", ["headline", "keyword"]),
        ("until:2026-10-01 since:2026-10-01", ["keyword"]),
        ("since:2026-09-01 -sank", ["described", "keyword", "headline"]),
    ],
)
def test_phrases_unwanted_words_and_days(engine: Engine, query: str, names: list[str]) -> None:
    """Phrases do not reach from one keyword to the next; days are those of Istanbul."""
    assert search(engine, query) == names


def test_people_and_agencies(store: Store, engine: Engine) -> None:
    save(store, "a", authors=["Jane Doe", "Işık Öz"], agencies=["AP"])
    save(store, "b", authors=["Doe Jane"], agencies=["Reuters"], body="AP by Jane Doe.")
    assert search(engine, 'author:"jane doe"') == ["a"]
    assert search(engine, "author:isik") == ["a"]
    assert search(engine, "agency:ap") == ["a"]
    assert search(engine, "author:doe -agency:ap") == ["b"]
    assert search(engine, "officials -author:isik") == []
    assert search(engine, "ap") == ["b"], "a name is no word of the text"
    assert search(engine, "doe") == ["b"]
    assert search(engine, '"oz ap"') == []


def test_sections(store: Store, engine: Engine) -> None:
    store.save_menu(menu("world", "life", "asia-pacific", "turkiye", asia_pacific="world"))
    save(store, "home")
    store.save([article("/life/listed", section="life", headline="Listed", body=SAID)])
    store.save([article("/turkiye/other", section="turkiye", headline="Other", body=SAID)])
    store.record([sighting("/life/listed", section="world")], "recent", NOW)
    assert search(engine, "section:asia-pacific") == ["home"]
    assert set(search(engine, "section:world officials")) == {"home", "listed"}, "with children"
    assert search(engine, "section:turkey") == ["other"]
    assert set(search(engine, "section:life,turkiye")) == {"listed", "other"}
    assert search(engine, "officials -section:world") == ["other"]
    with pytest.raises(WrongQuery, match="no section 'asiapacific'; did you mean asia-pacific"):
        find(engine, parse("section:asiapacific"), 1)


def test_what_was_found_is_marked_in_the_original(store: Store, engine: Engine) -> None:
    body = f"{'Word after word. ' * 30}\n\nThe İstanbul  ferries’ strike ended. {'And on. ' * 40}"
    save(store, "a", headline="Ferries of İstanbul", body=body)
    found = hit(engine, "istanbul ferry strike")
    shown = "".join(f"[{p.text}]" if p.marked else p.text for p in found.excerpt)
    assert "word. The [İstanbul] [ferries]’ [strike] ended. And on." in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert [piece.text for piece in found.headline if piece.marked] == ["Ferries", "İstanbul"]


def test_an_excerpt_where_the_body_has_nothing(store: Store, engine: Engine) -> None:
    save(store, "a", headline="Quake", description="It shook.", body=None)
    assert [piece.text for piece in hit(engine, "quake").excerpt] == ["It shook."]
    save(store, "b", headline="Flood", body=None)
    assert hit(engine, "flood").excerpt == []
    save(store, "c", headline="Storm", body="...")
    assert [piece.text for piece in hit(engine, "storm").excerpt] == ["..."]


def test_corrections_are_found_and_what_they_took_out_is_not(store: Store, engine: Engine) -> None:
    save(store, "a", body="Ten hurt.", keywords=["quake"], authors=["Jane Doe"])
    save(store, "a", body="Twelve hurt.", keywords=["tremor"], authors=["Joe Bloggs"])
    assert search(engine, "twelve tremor author:bloggs") == ["a"]
    for gone in ("ten", "quake", "author:jane"):
        assert search(engine, gone) == []
    save(store, "a", body="Twelve hurt.", keywords=["tremor"], date_published=NOW - 30 * DAY)
    assert search(engine, "twelve until:2026-09-10") == ["a"]


def test_two_that_become_one_are_found_once(store: Store, engine: Engine) -> None:
    save(store, "old", body=f"{FERRY} Quince.")
    save(store, "new", body=f"{FERRY} Walnut.")
    path = "/world/asia-pacific/{}".format
    store.settle([Alias(path=path("old"), target=path("new"), seen_at=NOW)])
    assert search(engine, "ferry") == ["new"]
    assert search(engine, "quince") == []
    store.settle([Alias(path=path("new"), target=path("third"), seen_at=NOW)])
    save(store, "third", body=f"{FERRY} Almond.")
    assert search(engine, "almond") == ["third"]
    assert search(engine, "walnut") == []


def test_a_very_long_body(store: Store, engine: Engine) -> None:
    """3 MB; what lies beyond the indexed part is found on neither database."""
    body = "early bird " + "The long text goes on, and on. " * 100_000 + "latecomer"
    save(store, "a", body=body)
    assert search(engine, '"early bird"') == ["a"]
    assert search(engine, '"goes on" "text goes"') == ["a"]
    assert search(engine, "latecomer") == []
    save(store, "a", body=f"{body} more")
    save(store, "a", body="Short.", date_modified=NOW)
    assert search(engine, "bird") == []
    assert search(engine, "short") == ["a"]


def test_many_words_of_one_body(store: Store, engine: Engine) -> None:
    save(store, "a", body=" ".join(f"{'w' * 60}{n}" for n in range(20_000)))
    save(store, "b", body=" ".join(f"{'ж' * 60}{n}" for n in range(20_000)))
    assert search(engine, "w" * 60) == ["a"]


def test_many_articles_of_one_minute(store: Store, engine: Engine) -> None:
    many = [article(f"/world/x/{n}", body=SAID, headline=f"H{n}") for n in range(600)]
    for n in range(0, 600, 100):
        store.save(many[n : n + 100])
    assert len(set(search(engine, "officials since:2026-10-01 until:2026-10-02", 1000))) == 600
    assert len(search(engine, "officials", 7)) == 7


def test_without_a_date(store: Store, engine: Engine) -> None:
    save(store, "undated", date_published=None)
    save(store, "newer", date_published=NOW)
    save(store, "older", date_published=NOW - DAY)
    assert search(engine, "officials") in (
        ["newer", "undated", "older"],
        ["undated", "newer", "older"],
    )
    assert search(engine, "officials since:2000-01-01") == ["newer", "older"]


def state(engine: Engine) -> list[dict[str, Any]]:
    return rows(engine, "SELECT article_id, date_published FROM search_documents ORDER BY 1")


def test_reindex(store: Store, engine: Engine) -> None:
    for n in range(450):
        store.save([article(f"/world/x/a{n}", headline=f"Number {n}", body=SAID)])
    before, found = state(engine), search(engine, "officials", 1000)
    told: list[tuple[int, int]] = []
    assert rebuild(engine, lambda done, total: told.append((done, total))) == 450
    assert told == [(200, 450), (400, 450), (450, 450)]
    assert state(engine) == before
    assert sorted(search(engine, "officials", 1000)) == sorted(found)
    save(store, "again", headline="Number 7 again")
    assert search(engine, "number 7 again") == ["again"]


def test_a_stopped_reindex_goes_on_while_a_crawl_writes(store: Store, engine: Engine) -> None:
    for n in range(250):
        store.save([article(f"/world/x/a{n}", headline=f"Number {n}", body=SAID)])

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(engine, stop)
    with engine.connect() as connection:
        assert not is_complete(connection)
    store.save([article("/world/x/a249", headline="Corrected", body=SAID)])
    store.save([article("/world/x/a1", headline="Corrected", body=SAID)])
    save(store, "new", headline="Corrected")
    assert fill_index(engine, lambda done, total: None) == 49
    assert len(search(engine, "corrected officials")) == 3
    assert search(engine, '"number 1"') == []
    assert len(search(engine, "officials", 1000)) == 251
    assert fill_index(engine, lambda done, total: None) == 0


def test_an_upgrade_fills_the_index(store: Store, engine: Engine) -> None:
    save(store, "a")
    with engine.begin() as connection:
        search_index_of(connection.dialect).clear(connection)
        connection.execute(text("DELETE FROM search_documents"))
        connection.execute(text("UPDATE search_index SET complete = false"))
    assert search(engine, "officials") == []
    upgrade(engine)
    assert search(engine, "officials") == ["a"]


def test_what_another_stemmer_indexed_is_indexed_anew(store: Store, engine: Engine) -> None:
    save(store, "a", body="Biologists meet.")
    (indexed,) = rows(engine, "SELECT key, article_id FROM search_documents")
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0006")
        note = "INSERT INTO search_documents (key, article_id) VALUES (:key, :article_id)"
        connection.execute(text(note), indexed)
        other = Document({name: [] for name in HEAD}, ["biologistz"], None, NOW)
        search_index_of(connection.dialect).insert(connection, {indexed["key"]: other})
        connection.execute(text("UPDATE search_index SET complete = true"))
    upgrade(engine)
    assert search(engine, "biologist") == ["a"]
    assert search(engine, "biologistz") == []
    with engine.connect() as connection:
        assert verifying.faults(connection) == []


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("", "nothing to look for"),
        ("  ", "nothing to look for"),
        ("&", "no word in '&'"),
        ('"black sea', "quotation mark is not closed"),
        ("-ferry", "nothing to look for but what is unwanted"),
        ("since:yesterday", "'yesterday' is no day; write since:2026-10-01"),
        ("-since:2026-01-01 x", "makes no sense"),
        ("since:2026-02-01 until:2026-01-01", "later than"),
        ("autor:doe", "there is no filter autor:, only section:, since:"),
        ('author:""', "author: has no value"),
        ("word " * 65, "more than 64 words"),
    ],
)
def test_a_query_that_makes_no_sense_is_one_clear_line(query: str, why: str) -> None:
    with pytest.raises(WrongQuery) as error:
        parse(query)
    assert why in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "query", ["a'b", "(x", "x*", "^x", "x AND NOT", "{y}:z", "\\", "x & !y", "a:b:c 12:30"]
)
def test_the_databases_own_signs_mean_nothing(store: Store, engine: Engine, query: str) -> None:
    save(store, "a", body=query)
    try:
        parsed = parse(query)
    except WrongQuery:
        return
    assert [one.url.rsplit("/", 1)[1] for one in find(engine, parsed, 5)] == ["a"]
