"""The same story at two urls (CONTRACT, `duplicate_of`)."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from alembic import command
from sqlalchemy import Engine

from pipelines.store import Store
from pipelines.store.schema import _config, upgrade
from pipelines.store.signature import likeness, sign
from pipelines.store.similarity import Text, nearly_same
from tests.pipelines.factories import DAY, HOUR, NOW, article, rows
from tests.pipelines.labelled_pairs import FERRY, LIBRARY, Pair, pairs

PAIRS = list(pairs())


def meet(one: Text, other: Text) -> bool:
    """Whether the store, which has the one, compares the other with it."""
    stored, asked = sign(one), sign(other)
    common = set(stored.stored) & set(asked.asked)
    return bool(common) and likeness(asked, stored.sketch, len(common)) > 0


def found(pair: Pair) -> bool:
    """As the store does it: a common key first, then the exact comparison."""
    one, other = Text(pair.one), Text(pair.other)
    if not (one.is_comparable and other.is_comparable):
        return False
    return meet(one, other) and meet(other, one) and nearly_same(one, other)


def test_precision_and_recall_on_the_labelled_pairs() -> None:
    right = [pair for pair in PAIRS if pair.same and found(pair)]
    wrong = [pair.name for pair in PAIRS if not pair.same and found(pair)]
    missed = [pair.name for pair in PAIRS if pair.same and not found(pair)]
    precision = len(right) / (len(right) + len(wrong))
    recall = len(right) / (len(right) + len(missed))
    print(f"{len(PAIRS)} pairs, precision {precision:.2f}, recall {recall:.2f}, missed {missed}")
    assert precision == 1, wrong
    assert recall >= 0.9, missed


def edited(words: list[str], alike: float, chance: random.Random) -> list[str]:
    """Other words in place of some, one after another, until no more is alike than this."""
    changed = words.copy()
    before = set(zip(words, words[1:], words[2:], strict=False))
    while True:
        after = set(zip(changed, changed[1:], changed[2:], strict=False))
        if len(before & after) / len(before | after) <= alike:
            return changed
        changed[chance.randrange(len(words))] = f"other{chance.randrange(10**9)}"


@pytest.mark.parametrize(
    ("alike", "length", "least"),
    [(0.7, 300, 0.94), (0.8, 300, 0.985), (0.9, 300, 0.99), (0.8, 60, 0.96)],
)
def test_texts_as_little_alike_as_can_be_meet(alike: float, length: int, least: float) -> None:
    """Of ten keys in bands, which were stored before, one was common to 94, 99.5 and 100 %."""
    chance = random.Random(int(100 * alike) + length)
    pairs = 400
    met = 0
    for _ in range(pairs):
        words = [f"word{chance.randrange(4000)}" for _ in range(length)]
        other = edited(words, alike, chance)
        met += meet(Text(" ".join(words)), Text(" ".join(other)))
    print(f"{alike:.0%} alike, {length} words: {met} of {pairs} meet")
    assert met >= least * pairs


def test_other_texts_hardly_ever_meet() -> None:
    chance = random.Random(1)
    texts = [Text(" ".join(f"w{chance.randrange(40)}" for _ in range(120))) for _ in range(150)]
    assert not any(meet(one, other) for one, other in combinations(texts, 2))


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


def test_what_an_older_schema_signed_is_signed_anew(store: Store, engine: Engine) -> None:
    bodies = {"/a": FERRY, "/b": LIBRARY, "/short": "Too short.", "/none": None}
    store.save([article(path, body=body) for path, body in bodies.items()])
    store.save([article(f"/again-{n}", body=LIBRARY, date_published=NOW) for n in range(20)])
    every = "SELECT hash, article_id, sketch FROM signatures ORDER BY hash, article_id"
    signed = rows(engine, every)
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
        connection.exec_driver_sql("INSERT INTO signatures SELECT 7, min(id) FROM articles")
    upgrade(engine)
    assert signed
    assert rows(engine, every) == signed
    store.save([article("/c", body=FERRY + " ", date_published=NOW + HOUR)])
    assert targets(engine)["/c"] == "/a"
