"""How the writer commits what comes out of an archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crawler.items import Absence, Alias, Article, Failure, Skip
from crawler.parsing.loader import PARSER_VERSION
from crawler.runtime.clock import now
from pipelines.crawl.batch_writer import Committed, Way
from pipelines.store import Store


def _save(store: Store, articles: Sequence[Article], run: int) -> Committed:
    return Committed(saved=store.save_captures(articles, run, PARSER_VERSION, now()))


def _settle(store: Store, aliases: Sequence[Alias], run: int) -> Committed:
    store.settle_captured(aliases)
    return Committed()


def _record_absences(store: Store, absences: Sequence[Absence], run: int) -> Committed:
    return Committed(gone=len(store.record_captured_absences(absences)))


def _nothing(store: Store, entries: Sequence[Failure | Skip], run: int) -> Committed:
    """A capture that cannot be read says nothing of what the site answers: it is counted, and the
    url is what it was."""
    return Committed()


CAPTURED: Mapping[type, Way] = {
    Article: _save,
    Alias: _settle,
    Absence: _record_absences,
    Failure: _nothing,
    Skip: _nothing,
}
