"""METRICS_FILE: one Prometheus text file for all spiders, for the node exporter's textfile
collector.

Each series has the label `spider`; whoever writes replaces those of its own spider and keeps the
others. No Scrapy: the scheduler writes too, where a crawl could not.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.runtime.folder_lock import locked
from pipelines.export.target import opened

if TYPE_CHECKING:
    from prometheus_client import Metric

logger = logging.getLogger(__name__)

LOCK_SECONDS = 10.0
PREFIX = "dailysabah_"

LAST = {
    "requests": "Requests of the last run",
    "articles_seen": "Articles that listings showed in the last run",
    "articles_new": "Articles the last run stored for the first time",
    "articles_updated": "Articles the last run found changed",
    "articles_unchanged": "Articles the last run found as they were",
    "articles_gone": "Articles the last run found withdrawn",
    "articles_failed": "Articles the last run asked for in vain",
    "pages_failed": "Pages that list and did not come",
    "exit_status": "Exit status of the last run, 0 for healthy",
    "findings": "Findings of the last run",
    "duration_seconds": "Seconds the last run took",
    "finished_timestamp_seconds": "When the last run ended",
}
_STANDING = {
    "last_success_timestamp_seconds": "When the last healthy run ended",
    "pending_urls": "Urls that waited for their article when a run last asked the database",
    "pending_oldest_age_seconds": "Age of the oldest of them then",
    "newest_article_age_seconds": "Age of the newest article then, by its publication",
    "newest_arrival_age_seconds": "Age of the article that came in last then",
    "spooled_articles": "Articles that waited in the spool when a run last looked",
    "notices_waiting": "Notices that a service had not taken when a run last looked",
}
"""What outlasts a run that cannot say it anew."""
TEXTS = LAST | _STANDING


def write(file: Path, spider: str, values: Mapping[str, float]) -> None:
    """Replace a spider's series by these values, by the names of `TEXTS`; two at once take turns.

    :raises StoreError: it cannot be written
    :raises OSError: its folder cannot be made, or somebody holds it for `LOCK_SECONDS`
    """
    from prometheus_client import (  # noqa: PLC0415  (only where METRICS_FILE is set)
        CollectorRegistry,
        generate_latest,
    )
    from prometheus_client.registry import Collector  # noqa: PLC0415

    class All(Collector):
        def collect(self) -> Iterable[Metric]:
            return families

    file.parent.mkdir(parents=True, exist_ok=True)
    real = file.resolve()
    with locked(real.parent, LOCK_SECONDS):
        families = list(_merged(_read(real), spider, values))
        registry = CollectorRegistry(auto_describe=False)
        registry.register(All())
        with opened(str(file)) as target:
            target.write(generate_latest(registry))


def _read(file: Path) -> list[Metric]:
    """What stands there; nothing in what is no plain file or cannot be understood."""
    from prometheus_client.parser import text_string_to_metric_families  # noqa: PLC0415

    if not file.is_file():
        return []
    try:
        return list(text_string_to_metric_families(file.read_text(encoding="utf-8")))
    except ValueError as error:
        logger.warning("METRICS_FILE %s is begun anew, it cannot be read: %s", file, error)
        return []


def _merged(found: Iterable[Metric], spider: str, values: Mapping[str, float]) -> Iterator[Metric]:
    from prometheus_client import Metric  # noqa: PLC0415

    left = {f"{PREFIX}{name}": value for name, value in values.items()}
    standing = {f"{PREFIX}{name}" for name in _STANDING} - left.keys()
    labels = {"spider": spider}
    for family in found:
        if family.name not in standing:
            family.samples = [one for one in family.samples if one.labels != labels]
        if family.name in left:
            family.add_sample(family.name, labels, left.pop(family.name))
        if family.samples:
            yield family
    for name, value in left.items():
        family = Metric(name, TEXTS[name.removeprefix(PREFIX)], "gauge")
        family.add_sample(name, labels, value)
        yield family
