"""What an earlier run could not store comes first in the next one."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence

from crawler.items import Article
from crawler.parsing.loader import PARSER_VERSION
from crawler.runtime.clock import now
from pipelines.crawl.spool import Batch, Spool
from pipelines.store import DatabaseUnavailable, Saved, Store

logger = logging.getLogger(__name__)


def store_spooled(store: Store, spool: Spool, run: int) -> list[Saved]:
    """Store every batch that waits for this database; what became of each article.

    An article that the store cannot take is set aside in a batch of its own: it must not keep the
    others, nor any later run, from their turn.

    :raises StoreError: the database cannot be used, or the folder
    """
    saved: list[Saved] = []
    for batch in spool.batches():
        # Numbers of runs are of one database: of one that was made anew they tell no order.
        looked_in = batch.run if spool.is_of_this_database(batch) else None
        refused = _store(store, batch.articles, run, looked_in, saved)
        if refused:
            spool.set_aside(refused)
        spool.remove(batch.file)
    if saved:
        logger.info("From the spool: %s", dict(Counter(one.outcome for one in saved)))
    for batch in spool.of_others:
        logger.warning("%s", waits(batch))
    return saved


def _saved(
    store: Store, articles: Sequence[Article], run: int, looked_in: int | None
) -> list[Saved]:
    """Pages of the site and captures of archives, each in their own way."""
    looks = [one for one in articles if one.capture is None]
    captures = [one for one in articles if one.capture is not None]
    saved = store.save(looks, run, PARSER_VERSION, looked_in=looked_in) if looks else []
    if captures:
        saved += store.save_captures(captures, run, PARSER_VERSION, now())
    return saved


def waits(batch: Batch) -> str:
    """A line that names another's batch."""
    return (
        f"spool: {len(batch.articles)} articles in {batch.file.name} wait for"
        f" {batch.home or 'an unnamed database'}"
    )


def _store(
    store: Store,
    articles: Sequence[Article],
    run: int,
    looked_in: int | None,
    saved: list[Saved],
) -> list[Article]:
    """Store a batch, or each of its articles where the batch fails; those that fail alone too."""
    try:
        saved += _saved(store, articles, run, looked_in)
    except DatabaseUnavailable:
        raise
    except Exception as error:
        if len(articles) == 1:
            logger.exception("From the spool: %s cannot be stored", articles[0].path)
            return list(articles)
        logger.warning("From the spool: a batch failed (%s); one by one", error)
        return [bad for one in articles for bad in _store(store, [one], run, looked_in, saved)]
    return []
