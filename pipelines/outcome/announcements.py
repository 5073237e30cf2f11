"""A run's outcome in the log, in METRICS_FILE and to NOTIFY_URLS."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from scrapy.settings import BaseSettings

from crawler.parsing.loader import SOURCES
from crawler.runtime import paths, stats_names
from crawler.runtime.clock import now
from crawler.runtime.exceptions import CrawlFailed
from pipelines.outcome import Verdict
from pipelines.outcome.checks.doubts import not_articles
from pipelines.outcome.metrics import write_metrics
from pipelines.outcome.notifications import Notices, urls_of
from pipelines.outcome.observed import Observed
from pipelines.store import RunCounts, StoreError

logger = logging.getLogger(__name__)


class Announcements:
    """Nothing here raises: a run's outcome stands, whoever can be told of it."""

    def __init__(self, settings: BaseSettings, spider: str) -> None:
        self._spider = spider
        self._metrics_file: str = settings["METRICS_FILE"]
        self._notices = Notices(
            urls_of(settings["NOTIFY_URLS"]),
            paths.resolve(settings["NOTICES_DIR"]),
            spider,
            settings["DATABASE_URL"],
        )

    def could_not_start(self, error: CrawlFailed) -> None:
        """Blocks for as long as the services take, at most `notifications.MAX_SECONDS`."""
        verdict = Verdict("failed", error.exit_status, str(error))
        self._notices.tell(verdict, now())

    async def ended(
        self, run: int, verdict: Verdict, observed: Observed, started_at: datetime
    ) -> None:
        log_outcome(f"Run {run}", verdict, observed)
        if self._metrics_file:
            try:
                file = paths.resolve(self._metrics_file)
                write_metrics(file, self._spider, verdict, observed, started_at, now())
            except (OSError, StoreError) as error:
                logger.error("METRICS_FILE %s cannot be written: %s", self._metrics_file, error)
        await asyncio.to_thread(self._notices.tell, verdict, now())


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
        logger.warning(
            "%s: found %s, expected %s; %s",
            f"{finding.check} ({finding.section})" if finding.section else finding.check,
            finding.found,
            finding.expected,
            finding.hint,
        )


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
