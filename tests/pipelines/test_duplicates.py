"""The same story at two urls (CONTRACT, `duplicate_of`)."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from pipelines.store import Store
from pipelines.store.similarity import Text, band_hashes, nearly_same
from tests.pipelines.factories import DAY, HOUR, NOW, article, rows
from tests.pipelines.labelled_pairs import FERRY, LIBRARY, Pair, pairs

PAIRS = list(pairs())


def found(pair: Pair) -> bool:
    """As the store does it: a common key first, then the exact comparison."""
    one, other = Text(pair.one), Text(pair.other)
    if not (one.is_comparable and other.is_comparable):
        return False
    return bool(set(band_hashes(one)) & set(band_hashes(other))) and nearly_same(one, other)


def test_precision_and_recall_on_the_labelled_pairs() -> None:
    right = [pair for pair in PAIRS if pair.same and found(pair)]
    wrong = [pair.name for pair in PAIRS if not pair.same and found(pair)]
    missed = [pair.name for pair in PAIRS if pair.same and not found(pair)]
    precision = len(right) / (len(right) + len(wrong))
    recall = len(right) / (len(right) + len(missed))
    print(f"{len(PAIRS)} pairs, precision {precision:.2f}, recall {recall:.2f}, missed {missed}")
    assert precision == 1, wrong
    assert recall >= 0.9, missed


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_comparison_is_symmetric(pair: Pair) -> None:
    one, other = Text(pair.one), Text(pair.other)
    assert nearly_same(one, other) == nearly_same(other, one)


def targets(engine: Engine) -> dict[str, str | None]:
    root = len("https://www.dailysabah.com")
    return {
        row["url"][root:]: row["duplicate_of"] and row["duplicate_of"][root:]
        for row in rows(engine, "SELECT url, duplicate_of FROM v_articles")
    }


def test_the_later_published_points_to_the_earlier(store: Store, engine: Engine) -> None:
    store.save([article("/a", body=FERRY, date_published=NOW)])
    store.save([article("/b", body=FERRY + " ", date_published=NOW + HOUR)])
    store.save([article("/c", body=LIBRARY)])
    assert targets(engine) == {"/a": None, "/b": "/a", "/c": None}


def test_stored_later_but_published_earlier(store: Store, engine: Engine) -> None:
    store.save([article("/a", body=FERRY), article("/b", body=FERRY, date_published=NOW)])
    store.save([article("/c", body=FERRY, date_published=NOW - DAY)])
    assert targets(engine) == {"/a": "/c", "/b": "/c", "/c": None}


def test_both_in_one_batch(store: Store, engine: Engine) -> None:
    later = article("/a", body=FERRY, date_published=NOW)
    store.save([later, article("/b", body=FERRY, date_published=NOW - DAY)])
    assert targets(engine) == {"/a": "/b", "/b": None}


def test_a_rewritten_article_is_a_duplicate_no_more(store: Store, engine: Engine) -> None:
    store.save([article("/a", body=FERRY), article("/b", body=FERRY, date_published=NOW)])
    store.save([article("/a", body=LIBRARY)])
    assert targets(engine) == {"/a": None, "/b": None}
    store.save([article("/c", body=LIBRARY, date_published=NOW)])
    store.save([article("/c", body=FERRY, date_published=NOW)])
    assert targets(engine)["/c"] == "/b"


def test_a_changed_time_of_publication_turns_the_pair(store: Store, engine: Engine) -> None:
    store.save([article("/a", body=FERRY), article("/b", body=FERRY, date_published=NOW)])
    store.save([article("/a", body=FERRY, date_published=NOW + HOUR)])
    assert targets(engine) == {"/a": "/b", "/b": None}


def test_a_formula_of_many_articles_does_not_grow(store: Store, engine: Engine) -> None:
    store.save([article(f"/{n}", body=FERRY) for n in range(60)])
    (kept,) = rows(engine, "SELECT max(n) AS n FROM (SELECT count(*) AS n FROM signatures "
                   "GROUP BY hash) AS bands")  # fmt: skip
    assert kept["n"] <= 16
    assert sum(target is None for target in targets(engine).values()) == 1
