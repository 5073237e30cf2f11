"""The record of each crawl (CONTRACT, `v_runs`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, func, insert, select, update

from crawler.runtime.printable import line
from pipelines.store.articles.content import storable, storable_json
from pipelines.store.schema.rows import RunOutcome, RunRow
from pipelines.store.schema.tables import runs

_KILLED = "the program ended without closing its run"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCounts:
    requests: int = 0
    articles_new: int = 0
    articles_updated: int = 0
    articles_unchanged: int = 0
    articles_gone: int = 0
    articles_failed: int = 0
    pages_failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a health check saw and what it would have been content with."""

    check: str
    found: str | float | None
    expected: str | float | None
    hint: str
    section: str | None = None

    def __str__(self) -> str:
        where = f" ({self.section})" if self.section else ""
        expected = "" if self.expected is None else f", expected {self.expected}"
        return f"{self.check}{where}: found {self.found}{expected}; {self.hint}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    run: int
    spider: str
    arguments: dict[str, object]
    started_at: datetime
    finished_at: datetime | None
    outcome: RunOutcome
    reason: str | None
    counts: RunCounts
    findings: list[Finding]
    stats: dict[str, object]
    """What was seen, for the health checks of later runs."""
    log: str | None = None
    """Its file, on the machine that it ran on."""


def start_run(
    connection: Connection,
    spider: str,
    arguments: Mapping[str, object],
    now: datetime,
    log: str | None = None,
) -> int:
    """Open a run; those of the same spider that are still open were killed."""
    left_open = update(runs).where(runs.c.spider == spider, runs.c.outcome == "running")
    connection.execute(left_open.values(outcome="interrupted", reason=_KILLED))
    statement = insert(runs).values(
        spider=spider,
        arguments=storable_json(arguments),
        started_at=now,
        outcome="running",
        findings=[],
        stats={},
        log=storable(log) if log else None,
        **asdict(RunCounts()),
    )
    key = connection.execute(statement).inserted_primary_key
    assert key is not None
    return int(key[0])


def left_open(connection: Connection, spider: str) -> list[int]:
    query = select(runs.c.id).where(runs.c.spider == spider, runs.c.outcome == "running")
    return list(connection.execute(query).scalars())


def is_open(connection: Connection, run: int) -> bool:
    """Whoever begins a run under its spider's lock closes those before: no clock is asked."""
    spider = select(runs.c.spider).where(runs.c.id == run).scalar_subquery()
    newest = select(func.max(runs.c.id)).where(runs.c.spider == spider).scalar_subquery()
    query = select(runs.c.outcome).where(runs.c.id == run, runs.c.id == newest)
    return connection.scalar(query) == "running"


def finish_run(
    connection: Connection,
    run: int,
    outcome: RunOutcome,
    reason: str | None,
    counts: RunCounts,
    findings: Sequence[Finding],
    stats: Mapping[str, object],
    now: datetime,
    started_at: datetime | None = None,
) -> None:
    values = {
        **({"started_at": started_at} if started_at else {}),
        "finished_at": now,
        "outcome": outcome,
        "reason": line(storable(reason)) if reason else None,
        "findings": storable_json([asdict(finding) for finding in findings]),
        "stats": storable_json(stats),
        **asdict(counts),
    }
    connection.execute(update(runs).where(runs.c.id == run).values(values))


def first_start(connection: Connection) -> datetime | None:
    first: datetime | None = connection.scalar(select(func.min(runs.c.started_at)))
    return first


def recent_runs(connection: Connection, spider: str | None, limit: int) -> list[Run]:
    """The newest runs first, running ones too; of all spiders where none is named."""
    query = select(runs).order_by(runs.c.id.desc()).limit(limit)
    if spider is not None:
        query = query.where(runs.c.spider == spider)
    return [_run(cast("RunRow", row._mapping)) for row in connection.execute(query)]


def find_run(connection: Connection, run: int) -> Run | None:
    row = connection.execute(select(runs).where(runs.c.id == run)).one_or_none()
    return _run(cast("RunRow", row._mapping)) if row is not None else None


def find_run_of_log(connection: Connection, log: str) -> Run | None:
    """The newest that wrote this file."""
    query = select(runs).where(runs.c.log == storable(log)).order_by(runs.c.id.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return _run(cast("RunRow", row._mapping)) if row is not None else None


def _run(row: RunRow) -> Run:
    return Run(
        run=row["id"],
        spider=row["spider"],
        arguments=row["arguments"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        outcome=row["outcome"],
        reason=row["reason"],
        counts=RunCounts(
            requests=row["requests"],
            articles_new=row["articles_new"],
            articles_updated=row["articles_updated"],
            articles_unchanged=row["articles_unchanged"],
            articles_gone=row["articles_gone"],
            articles_failed=row["articles_failed"],
            pages_failed=row["pages_failed"],
        ),
        findings=[Finding(**finding) for finding in row["findings"]],
        stats=row["stats"],
        log=row["log"],
    )
