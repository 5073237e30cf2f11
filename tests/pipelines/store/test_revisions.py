"""What counts as a correction, and whose it was (CONTRACT, `v_revisions`)."""

from __future__ import annotations

from typing import Any, Literal
from unicodedata import normalize

import pytest
from sqlalchemy import Engine

from pipelines.store import Store
from tests.pipelines.factories import HOUR, NOW, PATH, article, one, rows

BODY = 'He said: "It\'s over".\n\nNobody answered.'


def again(store: Store, hours: int = 1, version: int = 1, **fields: Any) -> str:
    item = article(fetched_at=NOW + hours * HOUR, **({"body": BODY} | fields))
    return store.save([item], parser_version=version)[0].outcome


@pytest.mark.parametrize(
    "body",
    [
        "He said: “It’s over”.\n\nNobody answered.",
        'He\u00a0said:  "It\'s over". Nobody\u200b answered.',
        'He said: "It\'s over".\n\n\n\nNobody answered. ',
    ],
)
def test_white_space_and_quotes_are_no_revision(store: Store, engine: Engine, body: str) -> None:
    again(store, 0)
    assert again(store, body=body) == "unchanged"
    assert one(engine, "SELECT revisions FROM v_articles") == {"revisions": 1}


@pytest.mark.parametrize(("first", "second"), [("NFD", "NFC"), ("NFC", "NFD")])
def test_letters_in_parts_are_no_revision(
    store: Store, engine: Engine, first: Literal["NFC", "NFD"], second: Literal["NFC", "NFD"]
) -> None:
    body, keywords = "İzmir'de köşk: çığ düştü.", ["köşk"]
    again(store, 0, body=normalize(first, body), keywords=[normalize(first, keywords[0])])
    twin: dict[str, Any] = {
        "body": normalize(second, body),
        "keywords": [normalize(second, keywords[0])],
    }
    assert again(store, **twin) == "unchanged"
    assert one(engine, "SELECT revisions FROM v_articles") == {"revisions": 1}


def test_pictures_sources_and_flags_are_no_revision(store: Store, engine: Engine) -> None:
    again(store, 0)
    sources = {"headline": "meta", "body": "site"}
    assert again(store, image_url="https://i.example/2.jpg", sources=sources) == "unchanged"
    row = one(engine, "SELECT image_url, revisions FROM v_articles")
    assert row == {"image_url": "https://i.example/2.jpg", "revisions": 1}
    assert [version.revision for version in store.versions(PATH)] == [1]


def test_a_correction_keeps_the_version_before(store: Store, engine: Engine) -> None:
    again(store, 0, headline="Ten hurt")
    assert again(store, 1, headline="Twelve hurt", keywords=["quake"]) == "updated"
    history = rows(engine, "SELECT revision, cause, headline FROM v_revisions ORDER BY revision")
    assert history == [
        {"revision": 1, "cause": "newspaper", "headline": "Ten hurt"},
        {"revision": 2, "cause": "newspaper", "headline": "Twelve hurt"},
    ]
    assert [version.changed for version in store.versions(PATH)] == [[], ["headline", "keywords"]]
    assert one(engine, "SELECT revisions FROM v_articles") == {"revisions": 2}


def test_a_field_from_another_source_is_our_reading(store: Store, engine: Engine) -> None:
    again(store, 0, headline="Ten hurt in quake", sources={"headline": "meta", "body": "site"})
    risen = {"headline": "site", "body": "site"}
    assert again(store, 1, headline="Ten hurt", sources=risen) == "updated"
    assert [version.cause for version in store.versions(PATH)] == ["newspaper", "parser"]
    assert one(engine, "SELECT revisions FROM v_articles") == {"revisions": 1}


def test_a_field_from_a_lower_source_is_no_version(store: Store) -> None:
    again(store, 0, headline="Ten hurt", sources={"headline": "site", "body": "site"})
    fallen = {"headline": "meta", "body": "site"}
    assert again(store, 1, headline="Ten hurt in quake", sources=fallen) == "unchanged"
    assert [version.headline for version in store.versions(PATH)] == ["Ten hurt"]


def test_a_change_that_the_newspaper_states_is_its_own(store: Store) -> None:
    again(store, 0, headline="Ten hurt", sources={"headline": "site", "body": "site"})
    fallen = {"headline": "meta", "body": "site"}
    again(store, 1, headline="Twelve hurt", sources=fallen, date_modified=NOW + HOUR)
    assert [version.cause for version in store.versions(PATH)] == ["newspaper", "newspaper"]


def test_a_field_found_nowhere_and_found_again_is_our_reading(store: Store, engine: Engine) -> None:
    full = {"byline": "site", "body": "site"}
    again(store, 0, byline="Jane Doe", sources=full)
    again(store, 1, byline=None, sources={"body": "site"})
    again(store, 2, byline="Jane Doe", sources=full)
    causes = [version.cause for version in store.versions(PATH)]
    assert causes == ["newspaper", "parser", "parser"]
    assert one(engine, "SELECT revisions FROM v_articles") == {"revisions": 1}


def test_a_newer_parser_is_our_reading(store: Store) -> None:
    again(store, 0)
    again(store, 1, version=2, body=BODY + "\n\nA paragraph the old parser missed.")
    again(store, 2, version=2, body=BODY)
    assert [v.cause for v in store.versions(PATH)] == ["newspaper", "parser", "parser"]


def test_a_correction_beside_a_fallen_field_is_the_newspapers(store: Store) -> None:
    again(store, 0, byline="Jane Doe", sources={"byline": "site", "body": "site"})
    again(store, 1, byline="JANE", body="New.", sources={"byline": "meta", "body": "site"})
    assert [version.cause for version in store.versions(PATH)] == ["newspaper", "newspaper"]
