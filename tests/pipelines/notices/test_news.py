"""What is news: nights of outcomes, and what somebody is told who always takes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pipelines.notices import news
from pipelines.notices.report import Outcome
from pipelines.store.outbox import Condition, Subject
from tests.pipelines.notices.making import NIGHT, T0, reported

S, D, F, I, E = "succeeded", "degraded", "failed", "interrupted", "expired"  # noqa: E741


def fresh() -> Subject:
    return Subject(Condition(subject="spider sections"))


def night(
    subject: Subject, outcome: Outcome, at: datetime, *services: str, taken: bool = True
) -> list[str]:
    """The titles that were news, without the newspaper's and the spider's names."""
    known = len(subject.notices)
    news.take(subject, reported(outcome, at), services or ("slack",))
    if taken:
        subject.notices = [
            replace(one, told_at=at) if one.waits else one for one in subject.notices
        ]
    return [one.title.partition(": ")[2] for one in subject.notices[known:]]


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [
        ((S, S), []),
        ((F, F, F), ["0 failed"]),
        ((F, S, S), ["0 failed", "1 well again"]),
        ((D, D, F, F), ["0 degraded", "2 failed"]),
        ((F, D, D, S), ["0 failed", "3 well again"]),
        ((F, D, F), ["0 failed", "2 still failing"]),
        ((F, S, F), ["0 failed", "1 well again", "2 failed"]),
        ((I, I, S, I, I), []),
        ((I, I, I, I, S), ["2 interrupted", "4 well again"]),
        ((I, I, F, I), ["2 failed"]),
        ((D, I, I, I, S), ["0 degraded", "3 interrupted", "4 well again"]),
        ((E, E, S), ["0 stopped at its time limit", "2 well again"]),
        ((D, E, F), ["0 degraded", "1 stopped at its time limit", "2 failed"]),
        ((F, E, I, S), ["0 failed", "3 well again"]),
        ((F,) * 16, ["0 failed", "7 still failing", "14 still failing"]),
        ((D,) * 8, ["0 degraded", "7 still degraded"]),
        ((D, D, D, F, *[F] * 7), ["0 degraded", "3 failed", "10 still failing"]),
    ],
    ids=lambda one: "".join(word[0] for word in one) if isinstance(one, tuple) else "",
)
def test_nights(outcomes: tuple[Outcome, ...], told: list[str]) -> None:
    subject = fresh()
    heard = [
        f"{number} {title}"
        for number, outcome in enumerate(outcomes)
        for title in night(subject, outcome, T0 + number * NIGHT)
    ]
    assert heard == told


def test_what_changes_by_the_hour_is_told_once_a_day() -> None:
    subject = fresh()
    hours = [T0 + timedelta(hours=number) for number in range(30)]
    heard = [
        (number, title)
        for number, at in enumerate(hours)
        for title in night(subject, "degraded" if number % 2 else "failed", at)
    ]
    assert heard == [(0, "failed"), (24, "still failing")]


def test_a_new_url_hears_of_a_failure_that_goes_on() -> None:
    subject = fresh()
    assert night(subject, "failed", T0, "slack") == ["failed"]
    assert night(subject, "failed", T0 + NIGHT, "slack", "mailto") == ["failed"]
    assert subject.notices[-1].service == "mailto"
    assert "failing since 2026-10-01 23:30 UTC" in subject.notices[-1].text


def test_a_url_that_comes_back_is_told_of_the_next_failure() -> None:
    """It was not there when the one that it was told of ended."""
    subject = fresh()
    night(subject, "failed", T0, "slack")
    night(subject, "succeeded", T0 + NIGHT, "mailto")
    assert night(subject, "failed", T0 + 2 * NIGHT, "slack") == ["failed"]


def test_news_that_are_over_are_not_told_any_more_but_their_end_is() -> None:
    subject = fresh()
    night(subject, "failed", T0, taken=False)
    assert night(subject, "succeeded", T0 + NIGHT) == ["well again"]
    failure, recovery = subject.notices
    assert failure.over_at == T0 + NIGHT
    assert "could not be delivered" in recovery.text
    assert "since 2026-10-01 23:30 UTC" in recovery.text


def test_a_worse_failure_takes_the_place_of_one_that_nobody_took() -> None:
    subject = fresh()
    night(subject, "degraded", T0, taken=False)
    night(subject, "failed", T0 + NIGHT, taken=False)
    assert [(one.level, one.waits) for one in subject.notices] == [
        ("degraded", False),
        ("failed", True),
    ]


def test_an_end_that_nobody_took_is_over_when_it_fails_again() -> None:
    subject = fresh()
    night(subject, "failed", T0)
    night(subject, "succeeded", T0 + NIGHT, taken=False)
    night(subject, "failed", T0 + 2 * NIGHT, taken=False)
    assert [(one.level, one.waits) for one in subject.notices] == [
        ("failed", False),
        ("healthy", False),
        ("failed", True),
    ]


def test_what_was_told_elsewhere_while_the_database_was_away_is_known() -> None:
    here, elsewhere = fresh(), fresh()
    night(here, "degraded", T0)
    night(elsewhere, "failed", T0 + NIGHT)
    news.merge(here, elsewhere, reported("failed", T0 + 2 * NIGHT))
    assert (here.condition.level, here.condition.since) == ("failed", T0)
    assert night(here, "failed", T0 + 2 * NIGHT) == []
    assert night(here, "succeeded", T0 + 3 * NIGHT) == ["well again"]


def test_whoever_was_told_elsewhere_of_what_is_over_here_hears_of_its_end() -> None:
    """Another host's run was well before this host could say what it had told."""
    here, elsewhere = fresh(), fresh()
    night(elsewhere, "failed", T0)
    night(here, "degraded", T0 + NIGHT)
    night(here, "succeeded", T0 + 2 * NIGHT)
    news.merge(here, elsewhere, reported("degraded", T0 + 3 * NIGHT, name="feeds"))
    assert here.condition.level == "healthy"
    assert here.notices[-1].title == "Daily Sabah sections: well again"
