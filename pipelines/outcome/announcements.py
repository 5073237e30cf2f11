"""A run's outcome in the log, in METRICS_FILE and to NOTIFY_URLS."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from functools import partial

from scrapy.settings import BaseSettings

from crawler.parsing.loader import SOURCES
from crawler.runtime import paths, run_log, stats_names
from crawler.runtime.clock import now
from crawler.runtime.due_next import next_due
from crawler.runtime.exceptions import CrawlError
from pipelines import metrics_file
from pipelines.crawl.spool import spooled
from pipelines.crawl.threads import DaemonThread
from pipelines.notices.file_outbox import folder_of
from pipelines.notices.report import Report
from pipelines.notices.telling import Teller
from pipelines.outcome import Verdict, metrics
from pipelines.outcome.checks.doubts import not_articles
from pipelines.outcome.observed import Observed
from pipelines.store import DatabaseUnavailable, RunCounts, StoreError
from pipelines.store.standing import Standing

logger = logging.getLogger(__name__)


class Announcements:
    """Nothing here raises: a run's outcome stands, whoever can be told of it."""

    def __init__(self, settings: BaseSettings, spider: str) -> None:
        self._spider = spider
        self._metrics_file: str = settings["METRICS_FILE"]
        self._spool = paths.resolve(settings["SPOOL_DIR"])
        self._teller = Teller(
            settings["NOTIFY_URLS"],
            settings["DATABASE_URL"],
            folder_of(settings["NOTICES_DIR"], settings["SPOOL_DIR"]),
        )

    @property
    def measures(self) -> bool:
        """Whether anybody wants to know how the database stands."""
        return bool(self._metrics_file)

    def could_not_start(self, error: CrawlError) -> None:
        """Blocks for as long as the services take, at most as `Teller` says."""
        verdict = Verdict("failed", error.exit_status, str(error))
        at = now()
        away = isinstance(error.__cause__, DatabaseUnavailable)
        waiting = self._teller.report(self._report(verdict, None, at), away=away)
        self._measure(metrics.of_a_start(verdict, at), waiting)

    async def ended(
        self,
        run: int,
        verdict: Verdict,
        observed: Observed,
        started_at: datetime,
        standing: Standing | None = None,
    ) -> None:
        """`standing`: what the database said in the end; None where it could not be asked."""
        log_outcome(f"Run {run}", verdict, observed)
        at = now()
        report = partial(self._teller.report, self._report(verdict, run, at))
        telling = DaemonThread("telling")
        waiting = await asyncio.wrap_future(telling.submit(report))
        telling.close()
        values = metrics.of_a_run(verdict, observed, started_at, at, standing)
        self._measure(values, waiting)

    def _measure(self, values: dict[str, float], waiting: int) -> None:
        """`waiting`: notices that no service has taken."""
        if not self._metrics_file:
            return
        try:
            values["notices_waiting"] = waiting
            values["spooled_articles"] = spooled(self._spool)
            metrics_file.write(paths.resolve(self._metrics_file), self._spider, values)
        except (OSError, StoreError) as error:
            logger.error("METRICS_FILE %s cannot be written: %s", self._metrics_file, error)

    def _report(self, verdict: Verdict, run: int | None, at: datetime) -> Report:
        return Report(
            kind="spider",
            name=self._spider,
            outcome="failed" if verdict.outcome == "running" else verdict.outcome,
            at=at,
            host=self._teller.host,
            reason=verdict.reason,
            run=run,
            findings=verdict.findings,
            log=run_log.current.path,
            next_due=next_due(),
        )


def log_outcome(run: str, verdict: Verdict, observed: Observed) -> None:
    """`run`: what the line calls it."""
    done = counts(observed)
    logger.info(
        "%s %s: %d requests, %d seen, %d new, %d updated, %d unchanged, %d gone, %d failed,"
        " %d no articles%s",
        run,
        verdict.outcome,
        done.requests,
        observed.seen,
        done.articles_new,
        done.articles_updated,
        done.articles_unchanged,
        done.articles_gone,
        done.articles_failed,
        not_articles(observed),
        _kept(observed),
    )
    if observed.read:
        logger.info("Sources of %d articles: %s", observed.read, sources(observed))
    for finding in verdict.findings:
        logger.warning("%s", finding)


def counts(observed: Observed) -> RunCounts:
    return RunCounts(
        requests=observed.number(stats_names.REQUESTS),
        articles_new=observed.number(stats_names.ARTICLES_NEW),
        articles_updated=observed.number(stats_names.ARTICLES_UPDATED),
        articles_unchanged=observed.number(stats_names.ARTICLES_UNCHANGED),
        articles_gone=observed.number(stats_names.ARTICLES_GONE),
        articles_failed=observed.number(stats_names.ARTICLES_FAILED),
        pages_failed=observed.number(stats_names.PAGES_FAILED),
    )


def _kept(observed: Observed) -> str:
    """Where stored values stayed against pages that read worse: how many of which field."""
    kept = ", ".join(f"{field} {count}" for field, count in observed.kept().items())
    return f"; stored values kept: {kept}" if kept else ""


def sources(observed: Observed) -> str:
    """Each field's sources with their share of the articles, and how many sources disagreed."""
    parts = []
    for field in SOURCES:
        found = observed.sources(field)
        shares = ", ".join(
            f"{source} {count / observed.read:.0%}" for source, count in found.items()
        )
        disagreed = observed.number(stats_names.DISAGREEMENTS(field))
        doubt = f" ({disagreed} disagree)" if disagreed else ""
        parts.append(f"{field} {shares or 'none'}{doubt}")
    return "; ".join(parts)
