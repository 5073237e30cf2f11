"""What a page says of its own url takes no article away (CONTRACT, promise 6; CASES 29)."""

from __future__ import annotations

from datetime import datetime
from itertools import permutations

import pytest
from sqlalchemy import Engine

from crawler.items import Absence, Alias, AliasCause, Article, Failure
from pipelines.store import Store
from tests.pipelines.factories import DAY, HOUR, NOW, article, one, rows, sighting
from tests.pipelines.labelled_pairs import FERRY, LIBRARY

OWN, TARGET, THIRD = "/world/africa/own", "/world/africa/target", "/world/africa/third"
FOR_NOW = [AliasCause.TEMPORARY_REDIRECT, AliasCause.REFRESH, AliasCause.CANONICAL]
CAUSES = list(AliasCause)


def alias(cause: AliasCause, path: str = OWN, target: str = TARGET, at: datetime = NOW) -> Alias:
    return Alias(path=path, target=target, seen_at=at, cause=cause)


def page(path: str, body: str, canonical: str | None = None, at: datetime = NOW) -> Article:
    return article(path, headline=body[:20], body=body, canonical=canonical, fetched_at=at)


def stored(engine: Engine) -> dict[str, tuple[str, int]]:
    """Body and revisions, by path."""
    found = rows(engine, "SELECT path, body, revisions FROM articles")
    return {row["path"]: (row["body"], row["revisions"]) for row in found}


def registry(engine: Engine) -> dict[str, tuple[str, str | None, str | None]]:
    found = rows(engine, "SELECT path, state, target, cause FROM urls")
    return {row["path"]: (row["state"], row["target"], row["cause"]) for row in found}


@pytest.mark.parametrize("cause", CAUSES)
def test_two_stored_articles_that_say_something_else_stay_two(
    store: Store, engine: Engine, cause: AliasCause
) -> None:
    store.save([page(OWN, FERRY), page(TARGET, LIBRARY)])
    before = rows(engine, "SELECT * FROM v_articles ORDER BY url")

    store.settle([alias(cause, at=NOW + DAY)])

    assert rows(engine, "SELECT * FROM v_articles ORDER BY url") == before
    (waiting,) = store.pending()
    assert (waiting.path, waiting.last_error) == (OWN, f"{cause}: leads to {TARGET}")
    assert store.due(NOW + DAY, "recent") == [TARGET]
    assert OWN in store.due(NOW + 2 * DAY, "recent")


@pytest.mark.parametrize("cause", CAUSES)
def test_a_stored_article_keeps_its_row_until_the_target_says_the_same(
    store: Store, engine: Engine, cause: AliasCause
) -> None:
    store.save([page(OWN, FERRY)])
    (kept,) = rows(engine, "SELECT id FROM articles")
    store.settle([alias(cause)])
    assert stored(engine) == {OWN: (FERRY, 1)}
    assert store.due(NOW, "none") == [TARGET]

    store.save([page(TARGET, FERRY, at=NOW + HOUR)])

    assert stored(engine) == {TARGET: (FERRY, 1)}
    assert rows(engine, "SELECT id FROM articles") == [kept]
    assert registry(engine)[OWN] == ("alias", TARGET, cause)


def test_a_target_that_says_something_else_leaves_the_article(store: Store, engine: Engine) -> None:
    store.save([page(OWN, FERRY)])
    store.settle([alias(AliasCause.REDIRECT)])
    store.save([page(TARGET, LIBRARY)])
    assert stored(engine) == {OWN: (FERRY, 1), TARGET: (LIBRARY, 1)}


def test_what_is_said_for_good_on_three_nights_is_believed(store: Store, engine: Engine) -> None:
    store.save([page(OWN, FERRY), page(TARGET, LIBRARY)])
    for at in (NOW + DAY, NOW + DAY + HOUR, NOW + 2 * DAY, NOW + 2 * DAY + HOUR):
        store.settle([alias(AliasCause.REDIRECT, at=at)])
        assert len(stored(engine)) == 2
    store.settle([alias(AliasCause.REDIRECT, at=NOW + 4 * DAY)])
    assert stored(engine) == {TARGET: (LIBRARY, 2)}
    assert [one.body for one in store.versions(OWN)] == [FERRY, LIBRARY]


@pytest.mark.parametrize("cause", FOR_NOW)
def test_what_is_said_for_now_is_never_believed_against_the_texts(
    store: Store, engine: Engine, cause: AliasCause
) -> None:
    store.save([page(OWN, FERRY), page(TARGET, LIBRARY)])
    for night in range(1, 9):
        store.settle([alias(cause, at=NOW + night * DAY)])
    assert len(stored(engine)) == 2


def test_a_page_that_many_articles_lead_to_takes_none_of_them(store: Store, engine: Engine) -> None:
    articles = [OWN, THIRD, "/world/africa/fourth"]
    texts = [FERRY, LIBRARY, " ".join(reversed(FERRY.split()))]
    store.save([page(path, text) for path, text in zip(articles, texts, strict=True)])
    for night in range(1, 9):
        at = NOW + night * DAY
        store.settle([alias(AliasCause.REDIRECT, path, at=at) for path in articles])
        store.save([page(TARGET, " ".join(reversed(LIBRARY.split())), at=at)])
    assert stored(engine).keys() == {*articles, TARGET}


def test_another_claim_begins_the_count_anew(store: Store, engine: Engine) -> None:
    store.save([page(OWN, FERRY), page(TARGET, LIBRARY), page(THIRD, LIBRARY)])
    for night in range(1, 9):
        target = TARGET if night % 2 else THIRD
        store.settle([alias(AliasCause.REDIRECT, target=target, at=NOW + night * DAY)])
    assert len(stored(engine)) == 3


def test_the_page_itself_ends_a_claim(store: Store, engine: Engine) -> None:
    store.save([page(OWN, FERRY), page(TARGET, LIBRARY)])
    for night in (1, 2):
        store.settle([alias(AliasCause.REDIRECT, at=NOW + night * DAY)])
    store.save([page(OWN, FERRY, at=NOW + 3 * DAY)])
    assert store.pending() == []
    store.settle([alias(AliasCause.REDIRECT, at=NOW + 4 * DAY)])
    assert len(stored(engine)) == 2


# Canonical links.


@pytest.mark.parametrize("order", list(permutations([OWN, TARGET, THIRD])))
@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one after the other"])
def test_a_template_that_names_one_article_takes_no_other(
    store: Store, engine: Engine, order: tuple[str, ...], together: bool
) -> None:
    texts = {OWN: FERRY, TARGET: LIBRARY, THIRD: " ".join(reversed(FERRY.split()))}
    pages = [page(path, texts[path], None if path == TARGET else TARGET) for path in order]
    for batch in [pages] if together else [[each] for each in pages]:
        store.save(batch)
    assert stored(engine) == {path: (text, 1) for path, text in texts.items()}


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one after the other"])
@pytest.mark.parametrize("order", [[OWN, TARGET], [TARGET, OWN]], ids=["own first", "target first"])
def test_a_canonical_that_says_the_same_is_one_row(
    store: Store, engine: Engine, order: list[str], together: bool
) -> None:
    pages = {OWN: page(OWN, f"{FERRY} Print.", TARGET), TARGET: page(TARGET, FERRY)}
    store.record([sighting(OWN, section="africa"), sighting(TARGET, section="world")], "none", NOW)
    for batch in [[pages[p] for p in order]] if together else [[pages[p]] for p in order]:
        store.save(batch)
    body, revisions = stored(engine).pop(TARGET)
    assert (list(stored(engine)), body) == ([TARGET], FERRY)
    assert registry(engine)[OWN] == ("alias", TARGET, "canonical")
    assert store.pending() == []
    placed = rows(engine, "SELECT section FROM v_placements ORDER BY section")
    assert [row["section"] for row in placed] == ["africa", "world"]
    if together or order[0] == TARGET:
        assert revisions == 1


def test_two_stored_articles_become_one_once_a_canonical_says_so(
    store: Store, engine: Engine
) -> None:
    store.save([page(OWN, FERRY)])
    store.save([page(TARGET, f"{FERRY} Online.", at=NOW + HOUR)])
    (older, _) = rows(engine, "SELECT id FROM articles ORDER BY id")
    saved = store.save([page(OWN, FERRY, TARGET, at=NOW + DAY)])
    assert [(one.path, one.outcome) for one in saved] == [(TARGET, "unchanged")]
    assert stored(engine) == {TARGET: (f"{FERRY} Online.", 1)}
    assert rows(engine, "SELECT id FROM articles") == [older]


def test_pages_that_name_each_other_are_one_article(store: Store, engine: Engine) -> None:
    store.save([page(OWN, FERRY, TARGET), page(TARGET, FERRY, OWN)])
    assert len(stored(engine)) == 1
    for path, other in ((OWN, TARGET), (TARGET, OWN)):
        store.save([page(path, FERRY, other, at=NOW + DAY)])
        assert [text for text, _ in stored(engine).values()] == [FERRY]


def test_a_canonical_that_is_not_known_is_asked_for(store: Store, engine: Engine) -> None:
    store.save([page(OWN, FERRY, TARGET)])
    assert store.due(NOW, "none") == [TARGET]
    store.record_absences([Absence(path=TARGET, reason="404", gone=True, seen_at=NOW)])
    assert stored(engine) == {OWN: (FERRY, 1)}
    assert store.pending() == []


def test_the_next_night_without_the_canonical_is_as_if_nothing_was(
    store: Store, engine: Engine
) -> None:
    store.save([page(OWN, FERRY, TARGET), page(TARGET, LIBRARY)])
    store.save([page(OWN, FERRY, at=NOW + DAY), page(TARGET, LIBRARY, at=NOW + DAY)])
    assert stored(engine) == {OWN: (FERRY, 1), TARGET: (LIBRARY, 1)}
    assert rows(engine, "SELECT path FROM urls WHERE claim IS NOT NULL") == []


# Aliases are undone.


def leads_away(store: Store, cause: AliasCause) -> None:
    store.record([sighting(OWN, section="africa"), sighting(TARGET, section="world")], "none", NOW)
    if cause == AliasCause.CANONICAL:
        store.save([page(TARGET, FERRY), page(OWN, FERRY, TARGET)])
    else:
        store.settle([alias(cause)])
        store.save([page(TARGET, FERRY)])


@pytest.mark.parametrize("cause", FOR_NOW)
def test_an_alias_for_now_is_asked_again_by_the_plan_of_articles(
    store: Store, cause: AliasCause
) -> None:
    leads_away(store, cause)
    seen = sighting(OWN, section="africa")
    assert OWN not in store.record([seen], "recent", NOW).wanted
    assert OWN not in store.due(NOW, "recent")
    assert OWN in store.record([seen], "recent", NOW + 2 * HOUR).wanted
    assert OWN in store.due(NOW + 2 * HOUR, "recent")
    assert OWN not in store.due(NOW + 99 * DAY, "none")
    assert OWN in store.record([seen], "all", NOW).wanted

    store.settle([alias(cause, at=NOW + 2 * HOUR)])
    assert OWN not in store.due(NOW + 3 * HOUR, "recent")
    assert OWN in store.due(NOW + 6 * HOUR, "recent")
    store.settle([alias(cause, at=NOW + 31 * DAY)])
    assert OWN not in store.due(NOW + 99 * DAY, "recent")


def test_an_alias_for_good_is_not_asked_again(store: Store) -> None:
    leads_away(store, AliasCause.REDIRECT)
    assert store.record([sighting(OWN)], "all", NOW + 99 * DAY).wanted == {TARGET}
    assert OWN not in store.due(NOW + 99 * DAY, "all")


@pytest.mark.parametrize("body", [FERRY, LIBRARY], ids=["the same text", "its own text"])
@pytest.mark.parametrize("cause", FOR_NOW)
def test_an_alias_that_answers_as_itself_is_an_article(
    store: Store, engine: Engine, cause: AliasCause, body: str
) -> None:
    leads_away(store, cause)
    store.save([page(OWN, body, at=NOW + DAY)])
    assert stored(engine) == {OWN: (body, 1), TARGET: (FERRY, 1)}
    placed = rows(engine, "SELECT url, section FROM v_placements ORDER BY section")
    assert [row["section"] for row in placed] == ["africa", "world"]
    assert [row["url"].endswith(OWN) for row in placed] == [True, False]


def test_a_canonical_alias_that_still_says_the_same_stays_one(store: Store, engine: Engine) -> None:
    leads_away(store, AliasCause.CANONICAL)
    store.save([page(OWN, f"{FERRY} Print.", TARGET, at=NOW + DAY)])
    assert stored(engine) == {TARGET: (FERRY, 1)}
    assert OWN not in store.due(NOW + DAY, "recent")


def test_a_canonical_alias_whose_text_is_its_own_by_now(store: Store, engine: Engine) -> None:
    leads_away(store, AliasCause.CANONICAL)
    store.save([page(OWN, LIBRARY, TARGET, at=NOW + DAY)])
    assert stored(engine) == {OWN: (LIBRARY, 1), TARGET: (FERRY, 1)}


def test_what_led_to_an_alias_returns_with_it(store: Store, engine: Engine) -> None:
    older = "/world/africa/older-slug"
    store.settle([alias(AliasCause.REDIRECT, older, OWN)])
    leads_away(store, AliasCause.TEMPORARY_REDIRECT)
    assert registry(engine)[older][1] == TARGET
    store.save([page(OWN, LIBRARY, at=NOW + DAY)])
    assert registry(engine)[older] == ("alias", OWN, "redirect")


@pytest.mark.parametrize("gone", [True, False], ids=["404", "a soft 404"])
def test_an_alias_that_is_gone_says_nothing_of_its_article(
    store: Store, engine: Engine, gone: bool
) -> None:
    leads_away(store, AliasCause.TEMPORARY_REDIRECT)
    later = NOW + 2 * HOUR
    store.record_absences([Absence(path=OWN, reason="404", gone=gone, seen_at=later)])
    assert registry(engine)[OWN][:2] == ("alias", TARGET)
    assert OWN not in store.due(later, "recent")
    assert one(engine, "SELECT gone_at FROM v_articles") == {"gone_at": None}


def test_an_alias_that_fails_puts_itself_off_and_not_its_article(store: Store) -> None:
    leads_away(store, AliasCause.TEMPORARY_REDIRECT)
    later = NOW + 5 * HOUR
    store.record_failures([Failure(path=OWN, cause="timeout", detail="", seen_at=later)])
    assert store.due(later, "recent") == [TARGET]
    assert set(store.due(later + DAY, "recent")) == {OWN, TARGET}


def test_an_alias_for_now_that_leads_there_for_good_is_settled(store: Store) -> None:
    leads_away(store, AliasCause.TEMPORARY_REDIRECT)
    store.settle([alias(AliasCause.REDIRECT, at=NOW + HOUR)])
    assert OWN not in store.due(NOW + 99 * DAY, "all")


def test_many_urls_that_lead_to_one_page_for_good_are_looked_at_again(
    store: Store, engine: Engine
) -> None:
    """One night of wrong redirects at first sight takes no article away either."""
    paths = [f"/world/africa/{n}" for n in range(5)]
    for path in paths:
        store.settle([alias(AliasCause.REDIRECT, path)])
    store.save([page(TARGET, FERRY)])
    assert set(store.due(NOW + DAY, "recent")) == {*paths, TARGET}
    store.save([page(path, f"{n} {LIBRARY}", at=NOW + DAY) for n, path in enumerate(paths)])
    assert stored(engine).keys() == {*paths, TARGET}
