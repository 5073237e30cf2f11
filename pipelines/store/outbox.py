"""Who was told what of failures, and what waits to be told: a transactional outbox."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Engine, func, insert, select, update

from pipelines.store.articles.content import storable
from pipelines.store.backends.engine import write_transaction
from pipelines.store.backends.errors import wrapped
from pipelines.store.backends.registry import backend_of
from pipelines.store.schema.tables import conditions, notices

Level = Literal["healthy", "degraded", "interrupted", "failed"]

LEASE = timedelta(minutes=2)
"""How long nobody else sends a notice that somebody is sending: whoever was killed meanwhile may
have sent it or not, and it is sent again."""
FIRST_PAUSE = timedelta(minutes=1)
MAX_PAUSE = timedelta(hours=1)
"""Between two tries; each pause is twice the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """How a spider, or a schedule of commands, does."""

    subject: str
    level: Level = "healthy"
    since: datetime | None = None
    """When it began to fail."""
    interruptions: int = 0
    """In a row."""
    noted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to one service."""

    number: int | None = None
    """None before it is written."""
    subject: str
    service: str
    level: Level
    """What it says; `healthy` for a recovery."""
    title: str
    text: str
    host: str
    made_at: datetime
    tries: int = 0
    retry_at: datetime | None = None
    leased_until: datetime | None = None
    told_at: datetime | None = None
    """When the service took it."""
    over_at: datetime | None = None
    """When it was no news any more, before the service took it."""
    error: str | None = None
    """Why the service did not take it last time."""

    @property
    def waits(self) -> bool:
        return self.told_at is None and self.over_at is None

    def is_free(self, now: datetime, *, at_once: bool) -> bool:
        """Whether it is to be sent now; a time that lies too far ahead was a wrong clock's."""
        if not self.waits or _is_ahead(self.leased_until, now, LEASE):
            return False
        return at_once or not _is_ahead(self.retry_at, now, MAX_PAUSE)

    def leased(self, now: datetime) -> Notice:
        return replace(self, leased_until=now + LEASE, tries=self.tries + 1)

    def settled(self, error: str | None, now: datetime) -> Notice:
        """After a try: taken where there is no error."""
        if error is None:
            return replace(self, told_at=now, leased_until=None, error=None)
        pause = min(FIRST_PAUSE * 2 ** min(self.tries - 1, 10), MAX_PAUSE)
        return replace(self, retry_at=now + pause, leased_until=None, error=error)


@dataclass(slots=True)
class Subject:
    """What is known of one subject, changed in place and then written as one."""

    condition: Condition
    notices: list[Notice] = field(default_factory=list)
    """The oldest first."""

    def of(self, service: str) -> list[Notice]:
        """What a service was or is to be told, without what was over before."""
        return [one for one in self.notices if one.service == service and one.over_at is None]

    def change(self, old: Notice, new: Notice) -> None:
        self.notices[self.notices.index(old)] = new


class Outbox:
    """The tables `conditions` and `notices` of one database; each method is one transaction.

    :raises DatabaseUnavailable, StoreError: from any method, as `Store`
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def condition(self, subject: str) -> Condition:
        with wrapped(self._engine.url), self._engine.connect() as connection:
            return _condition(connection, subject)

    def waiting(self, services: Collection[str]) -> int:
        """How many notices these services have not taken yet."""
        untaken = notices.c.told_at.is_(None) & notices.c.over_at.is_(None)
        query = select(func.count()).where(untaken, notices.c.service.in_(services))
        with wrapped(self._engine.url), self._engine.connect() as connection:
            return int(connection.scalar(query) or 0)

    @contextmanager
    def writing(self, *names: str) -> Iterator[list[Subject]]:
        """These subjects, in a transaction in which nobody else changes them: of two hosts, the
        second one finds what the first has written."""
        with write_transaction(self._engine) as connection:
            found = [_read(connection, name) for name in names]
            before = [(one.condition, list(one.notices)) for one in found]
            yield found
            for one, (condition, rows) in zip(found, before, strict=True):
                if one.condition != condition:
                    _note(connection, one.condition)
                for notice in one.notices:
                    if notice not in rows:
                        _write(connection, notice)

    def lease(self, services: Collection[str], now: datetime, *, at_once: bool) -> list[Notice]:
        """What is to be sent to these services now, which nobody else sends for a while.

        `at_once`: also what waits for the end of a pause.
        """
        untaken = notices.c.told_at.is_(None) & notices.c.over_at.is_(None)
        query = select(notices).where(untaken, notices.c.service.in_(services))
        with write_transaction(self._engine) as connection:
            waiting = [_notice(row) for row in connection.execute(query.order_by(notices.c.id))]
            taken = [one.leased(now) for one in waiting if one.is_free(now, at_once=at_once)]
            for one in taken:
                _write(connection, one)
            return taken

    def settle(self, tried: Collection[Notice]) -> None:
        """Note what came of the tries."""
        with write_transaction(self._engine) as connection:
            for one in tried:
                _write(connection, one)


def _is_ahead(moment: datetime | None, now: datetime, furthest: timedelta) -> bool:
    return moment is not None and now < moment <= now + furthest


def _condition(connection: Connection, subject: str) -> Condition:
    row = connection.execute(select(conditions).where(conditions.c.subject == subject)).first()
    return Condition(**row._mapping) if row else Condition(subject=subject)


def _read(connection: Connection, subject: str) -> Subject:
    query = select(notices).where(notices.c.subject == subject).order_by(notices.c.id)
    found = [_notice(row) for row in connection.execute(query)]
    return Subject(_condition(connection, subject), found)


def _notice(row: Any) -> Notice:
    values = dict(row._mapping)
    return Notice(number=values.pop("id"), **values)


def _note(connection: Connection, condition: Condition) -> None:
    values = asdict(condition)
    fresh = backend_of(connection.dialect).insert(conditions).values(values)
    connection.execute(fresh.on_conflict_do_update(index_elements=["subject"], set_=values))


def _write(connection: Connection, notice: Notice) -> None:
    values = asdict(notice)
    number = values.pop("number")
    for name in ("title", "text", "error"):
        values[name] = values[name] and storable(values[name])
    if number is None:
        connection.execute(insert(notices).values(values))
    else:
        connection.execute(update(notices).where(notices.c.id == number).values(values))
