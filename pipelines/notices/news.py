"""What is news, by what a service was told before: values, computed from values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from pipelines.notices import report as texts
from pipelines.notices.report import Report
from pipelines.store.outbox import Condition, Level, Notice, Subject

MAX_INTERRUPTIONS = 2
"""One more in a row is news: a crawl that never comes to its end brings less each night."""
REMINDED_AFTER = timedelta(days=7)
"""A failure that everybody has got used to is told again."""
SAME_NEWS = timedelta(days=1)
"""What fails, fails less and fails again is told once in this time."""

_RANKS: dict[Level, int] = {"healthy": 0, "degraded": 1, "interrupted": 2, "failed": 3}


def changed(before: Condition, report: Report) -> Condition:
    """The condition after a run."""
    interruptions = _interruptions(before, report)
    level = before.level
    if report.outcome in ("degraded", "failed"):
        level = report.outcome
    elif report.outcome == "succeeded":
        level = "healthy"
    elif report.outcome == "expired" or interruptions > MAX_INTERRUPTIONS:
        level = max("interrupted", before.level, key=_RANKS.__getitem__)
    since = None if level == "healthy" else before.since or report.at
    if (level, since, interruptions) == (before.level, before.since, before.interruptions):
        return before
    return Condition(
        subject=before.subject,
        level=level,
        since=since,
        interruptions=interruptions,
        noted_at=report.at,
    )


def _interruptions(before: Condition, report: Report) -> int:
    if report.outcome == "expired":
        return before.interruptions  # the run itself has said that it was interrupted
    return before.interruptions + 1 if report.outcome == "interrupted" else 0


def take(subject: Subject, report: Report, services: Iterable[str]) -> None:
    """Change the condition by a run, and add what its news are for these services."""
    before = subject.condition
    subject.condition = changed(before, report)
    for service in services:
        if report.outcome == "succeeded":
            recover(subject, report, service, before)
        elif subject.condition.level != "healthy":
            _fail(subject, report, service, before)


def recover(subject: Subject, report: Report, service: str, before: Condition) -> None:
    """What waits of the failure is over; who was, or was to be, told of it hears of its end."""
    told = subject.of(service)
    if not told or told[-1].level == "healthy":
        return
    was_told = _drop(subject, told[-1], report)
    title = texts.title(report, subject.condition)
    text = texts.recovery(report, before.since or told[-1].made_at, was_told=was_told)
    subject.notices.append(_notice(subject, report, service, title, text))


def _fail(subject: Subject, report: Report, service: str, before: Condition) -> None:
    condition = subject.condition
    told = subject.of(service)
    of_this = _of_this_failure(told, condition)
    again = bool(of_this)
    if again and not _is_news(of_this, condition, before, report):
        return
    for one in told[-1:]:
        _drop(subject, one, report)
    escalates = not again or _RANKS[condition.level] > _RANKS[of_this[-1].level]
    title = texts.title(report, condition, again=not escalates)
    text = texts.failure(report, condition)
    subject.notices.append(_notice(subject, report, service, title, text))


def _of_this_failure(told: Sequence[Notice], condition: Condition) -> list[Notice]:
    found: list[Notice] = []
    for one in reversed(told):
        if one.level == "healthy" or (condition.since and one.made_at < condition.since):
            break
        found.insert(0, one)
    return found


def _is_news(
    of_this: Sequence[Notice], condition: Condition, before: Condition, report: Report
) -> bool:
    rank = _RANKS[condition.level]
    as_bad = [one for one in of_this if _RANKS[one.level] >= rank]
    if not as_bad:
        return True
    if rank > _RANKS[before.level] and report.at - as_bad[-1].made_at >= SAME_NEWS:
        return True
    return report.at - of_this[-1].made_at >= REMINDED_AFTER


def _drop(subject: Subject, last: Notice, report: Report) -> bool:
    """Whether it was told; if not, it need not be any more."""
    if last.waits:
        subject.change(last, replace(last, over_at=report.at))
    return last.told_at is not None


def _notice(subject: Subject, report: Report, service: str, title: str, text: str) -> Notice:
    return Notice(
        subject=subject.condition.subject,
        service=service,
        level=subject.condition.level,
        title=title,
        text=text,
        host=report.host,
        made_at=report.at,
    )


def merge(subject: Subject, held: Subject, report: Report) -> None:
    """Take in what was noted elsewhere while the database was away; the later condition holds.

    `report`: when and where that is done.
    """
    services = dict.fromkeys(one.service for one in held.notices)
    for service in services:
        for one in subject.of(service)[-1:]:
            _drop(subject, one, report)
    subject.notices.extend(replace(one, number=None) for one in held.notices)
    before = subject.condition
    subject.condition = _later(before, held.condition)
    if subject.condition.level == "healthy":
        kind, _, name = subject.condition.subject.partition(" ")
        settled = replace(
            report,
            kind="spider" if kind == "spider" else "schedule",
            name=name,
            outcome="succeeded",
            run=None,
            log=None,
            next_due=None,
        )
        for service in dict.fromkeys(one.service for one in subject.notices):
            recover(subject, settled, service, before)


def _later(one: Condition, other: Condition) -> Condition:
    if other.noted_at is None or (one.noted_at is not None and one.noted_at > other.noted_at):
        return one
    if one.since is None or other.since is None:
        return other
    return replace(other, since=min(one.since, other.since))
