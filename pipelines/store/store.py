"""The store as the crawl sees it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, Engine, select, update

from crawler.items import Absence, Alias, Article, Failure, Menu, Sighting
from pipelines.store import runs
from pipelines.store.articles import aliases, capture_rows, captures, saving, versions
from pipelines.store.articles.saving import Origin, Saved
from pipelines.store.articles.versions import Version
from pipelines.store.backends.addresses import is_this_machine
from pipelines.store.backends.engine import write_transaction
from pipelines.store.backends.errors import StoreError, is_row_error, wrapped
from pipelines.store.backends.lifelines import lifelines_of
from pipelines.store.backends.registry import backend_of
from pipelines.store.frontier import captures as captured_facts
from pipelines.store.frontier import clock, coverage, listings, menu, placements, urls
from pipelines.store.frontier.listings import Validator
from pipelines.store.frontier.menu import MenuChange
from pipelines.store.frontier.placements import LastCard
from pipelines.store.frontier.urls import PendingUrl, Recorded, Window
from pipelines.store.runs import Finding, Run, RunCounts
from pipelines.store.schema.rows import RunOutcome
from pipelines.store.schema.tables import site
from pipelines.store.standing import Standing, standing


class Store:
    """Articles, urls, sections and runs in one database.

    Each method is one short transaction: when it returns, what it did is committed; when it
    raises, nothing was written, and the call may be repeated. All methods block, on the network
    or for up to 30 s on another writer's lock, so none belongs on an event loop; they may be
    called from any thread.

    Every datetime given and returned is aware, in UTC; kept to the second. Paths are canonical
    (`crawler.urls.canonical`); one known as an alias stands for its article's.

    :raises DatabaseUnavailable: from any method: the database cannot be reached or written now
    :raises StoreError: from any method: whatever else the database refused
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.lifelines = lifelines_of(engine)
        """To be cut where a method hangs."""

    def set_root(self, root: str) -> None:
        """Set the site's root, which the views put before every path."""
        with write_transaction(self._engine) as connection:
            connection.execute(update(site).values(root=root.rstrip("/")))

    def identify(self) -> str:
        """The database's own id, which its first run gives it and which goes wherever it goes."""
        with self._read() as connection:
            found = connection.scalar(select(site.c.database_id))
        if found:
            return str(found)
        with write_transaction(self._engine) as connection:
            mine = update(site).where(site.c.database_id.is_(None))
            connection.execute(mine.values(database_id=uuid4().hex))
            return str(connection.scalar(select(site.c.database_id)))

    def made_at(self) -> datetime | None:
        """When its first run began; None before it has one."""
        with self._read() as connection:
            return runs.first_start(connection)

    def time(self) -> datetime | None:
        """What the database server's clock says; None where there is none."""
        with self._read() as connection:
            return backend_of(connection.dialect).time_of(connection)

    @property
    def is_on_this_machine(self) -> bool:
        """Whether its clock is ours, as far as its address tells."""
        return is_this_machine(self._engine.url)

    def latest_time(self) -> datetime | None:
        """The latest time that the last run noted."""
        with self._read() as connection:
            return clock.latest_of_runs(connection)

    def plan_anew(self, now: datetime) -> int:
        """Ask again what a clock ahead of `now` has put off; the number of urls."""
        with write_transaction(self._engine) as connection:
            return clock.plan_anew(connection, now)

    def has_menu(self) -> bool:
        """Whether any section of the site is known."""
        with self._read() as connection:
            return menu.is_known(connection)

    def save_menu(self, fresh: Menu) -> MenuChange:
        """Take over the site's menu: sections upserted, those it no longer has kept and marked.

        Where the menu links the other one of a pair of twins than before,
        everything stored under the old slug goes to the new one. A menu without
        entries changes nothing.
        """
        with write_transaction(self._engine) as connection:
            return menu.save_menu(connection, fresh)

    def record(
        self,
        sightings: Iterable[Sighting],
        refetch: str,
        now: datetime,
        window: Window | None = None,
        run: int | None = None,
    ) -> Recorded:
        """Write down what a listing showed; what is to be asked for now, and what was known.

        Asked for are urls that never gave an article and are not put off after a failure, and of
        the known articles what `refetch` says: none; `recent`, those whose recheck is due or
        whose card shows a corrected headline; or all. Articles that are gone are tried again
        with the pauses of failures. Pages skipped before are wanted when `window` covers their
        publication. A path longer than 2,000 characters or not in canonical form is left out.

        `run`: who looked. Without a `window`, these sightings are then all that the listing showed,
        in its order, and count as a look at its section.
        """
        with write_transaction(self._engine) as connection:
            return urls.record(connection, sightings, refetch, now, window or Window(), run)

    def due(
        self,
        now: datetime,
        refetch: str,
        sections: Collection[str] | None = None,
        window: Window | None = None,
    ) -> list[str]:
        """Paths to be asked for whether listed or not, oldest first.

        Pending ones whose time has come and, of the articles published in `window`, by `refetch`
        none, those whose recheck is due, or all; with `sections`, those placed in or, by their
        url, at home in one of these slugs.
        """
        with self._read() as connection:
            return urls.due(connection, now, refetch, sections, window or Window())

    def cards(self, paths: Iterable[str]) -> dict[str, LastCard]:
        """What listings said of these articles; only those of `paths` that a card showed."""
        with self._read() as connection:
            return placements.cards(connection, paths)

    def save(
        self,
        fresh: Sequence[Article],
        run: int | None = None,
        parser_version: int = 1,
        looked_in: int | None = None,
    ) -> list[Saved]:
        """Store articles, each with the aliases it came by; one answer for each, in their order.

        `looked_in`: the run that fetched them, `run` itself or, for pages that waited in the
        spool, an earlier one. It tells the order of two looks at a page; None for pages out of an
        archive, whose own times tell it.

        A row that is refused costs that row: it is answered as `rejected`, written down with its
        reason, and its url stays pending. Of several articles with one path the last is stored
        and the others are answered as `unchanged`. An article that was gone is there again.
        """
        origin = Origin(run, parser_version, looked_in)
        try:
            with write_transaction(self._engine) as connection:
                return saving.save(connection, fresh, origin)
        except StoreError as error:
            if not is_row_error(error.__cause__):
                raise
        with write_transaction(self._engine) as connection:
            return saving.save_each(connection, fresh, origin)

    def save_captures(
        self, fresh: Sequence[Article], run: int, parser_version: int, now: datetime
    ) -> list[Saved]:
        """Store articles out of archives; one answer for each, in their order.

        Each takes its place in its article's history by its own time, in whatever order they come:
        one that is older than the stored look changes the history alone. Looks that one crawl of
        ours made are ordered by their numbers. Refused rows are answered as by `save`.
        """
        try:
            with write_transaction(self._engine) as connection:
                return captures.save_captures(connection, fresh, run, parser_version, now)
        except StoreError as error:
            if not is_row_error(error.__cause__):
                raise
        with write_transaction(self._engine) as connection:
            return captures.save_captures(connection, fresh, run, parser_version, now, singly=True)

    def stored_captures(self, paths: Collection[str]) -> set[tuple[str, datetime]]:
        """Path and time of the captures of these urls that are stored."""
        with self._read() as connection:
            return capture_rows.stored_captures(connection, paths)

    def save_captured_menu(self, fresh: Menu) -> MenuChange:
        """Take over the menu of an archive, where it is the newest one that is known."""
        with write_transaction(self._engine) as connection:
            return menu.save_old_menu(connection, fresh)

    def record_captured(self, sightings: Iterable[Sighting]) -> None:
        """Write down what an archived listing showed."""
        with write_transaction(self._engine) as connection:
            captured_facts.record_captured(connection, sightings)

    def settle_captured(self, found: Iterable[Alias]) -> None:
        """Register aliases out of an archive, as far as no article answered there later."""
        with write_transaction(self._engine) as connection:
            captures.settle_captured(connection, found)

    def record_captured_absences(self, absences: Sequence[Absence]) -> list[str]:
        """Note answers of 404 and 410 out of an archive; the articles that are gone since now."""
        with write_transaction(self._engine) as connection:
            return captured_facts.record_captured_absences(connection, absences)

    def settle(self, found: Iterable[Alias]) -> None:
        """Register aliases; a stored article moves to the target's path, or merges with its row."""
        with write_transaction(self._engine) as connection:
            aliases.settle(connection, found)

    def record_absences(self, absences: Sequence[Absence]) -> list[str]:
        """Note where no article stands; returns the articles that are gone since now.

        A known article keeps its content and, where the absence says `gone`, gets its `gone_at`;
        any other url becomes absent and has no row.
        """
        with write_transaction(self._engine) as connection:
            return urls.record_absences(connection, absences)

    def record_failures(self, failures: Sequence[Failure]) -> None:
        """Note pages that could not be had or read; each is put off 1, 2, 4, … 16 nights."""
        with write_transaction(self._engine) as connection:
            urls.record_failures(connection, failures)

    def skip(self, published: Mapping[str, datetime | None], now: datetime) -> None:
        """Note pages outside the run's window, by path, with their time of publication."""
        with write_transaction(self._engine) as connection:
            urls.skip(connection, published, now)

    def pending(self) -> list[PendingUrl]:
        """Urls that wait for their article or failed when last looked at, oldest first."""
        with self._read() as connection:
            return urls.pending(connection)

    def versions(self, path: str) -> list[Version]:
        """An article's versions, oldest first; none where no article is stored."""
        with self._read() as connection:
            return versions.versions(connection, path)

    def validators(self, paths: Iterable[str]) -> dict[str, Validator]:
        """What to ask listings conditionally with; only those of `paths` that have it."""
        with self._read() as connection:
            return listings.validators(connection, paths)

    def save_validators(self, fresh: Mapping[str, Validator]) -> None:
        """Keep listings' validators, once everything their pages showed is recorded."""
        with write_transaction(self._engine) as connection:
            listings.save_validators(connection, fresh)

    def start_run(
        self, spider: str, arguments: Mapping[str, object], now: datetime, log: str | None = None
    ) -> int:
        """Open a run and return its number. `log`: its file.

        The caller holds the spider's lock: open runs of the same spider were killed and become
        `interrupted`.
        """
        with write_transaction(self._engine) as connection:
            for killed in runs.left_open(connection, spider):
                coverage.settle(connection, killed, "interrupted", (), {}, now)
            return runs.start_run(connection, spider, arguments, now, log)

    def is_open(self, run: int) -> bool:
        """Whether a run is not closed, and no later one of its spider was begun."""
        with self._read() as connection:
            return runs.is_open(connection, run)

    def finish_run(
        self,
        run: int,
        outcome: RunOutcome,
        reason: str | None,
        counts: RunCounts,
        now: datetime,
        findings: Sequence[Finding] = (),
        stats: Mapping[str, object] | None = None,
        started_at: datetime | None = None,
    ) -> None:
        """Close a run with what came of it; `started_at`: where it is known better by now."""
        with write_transaction(self._engine) as connection:
            runs.finish_run(
                connection, run, outcome, reason, counts, findings, stats or {}, now, started_at
            )
            coverage.settle(connection, run, outcome, findings, stats or {}, now)

    def recent_runs(self, spider: str | None, limit: int) -> list[Run]:
        """The newest runs first, of one spider or of all."""
        with self._read() as connection:
            return runs.recent_runs(connection, spider, limit)

    def standing(self) -> Standing:
        """What waits, and how fresh the articles are."""
        with self._read() as connection:
            return standing(connection)

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with wrapped(self._engine.url), self._engine.connect() as connection:
            yield connection
