"""Is the index in step with the articles? Every word of it is compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, func, select, text

from pipelines.store.schema.tables import articles, search_documents
from pipelines.store.search.documents import Document, documents
from pipelines.store.search.postings import vectors
from pipelines.store.search.rebuilding import ROWS, is_complete

_KEYS = select(search_documents.c.article_id, search_documents.c.key)
_DIFFERING = text(
    "SELECT m.key FROM unnest(CAST(:keys AS bigint[]), CAST(:heads AS text[]),"
    " CAST(:words AS text[])) AS m (key, head, words)"
    " LEFT JOIN search_words s ON s.key = m.key"
    " WHERE s.head IS DISTINCT FROM CAST(m.head AS tsvector)"
    " OR s.words IS DISTINCT FROM CAST(m.words AS tsvector)"
)
_STRAY = text(
    "SELECT count(*) FROM search_words s"
    " WHERE NOT EXISTS (SELECT 1 FROM search_documents d WHERE d.key = s.key)"
)
_DATES = (
    select(func.count())
    .select_from(search_documents.join(articles))
    .where(search_documents.c.date_published.is_distinct_from(articles.c.date_published))
)
_REMEDY = "run: python -m pipelines reindex"


def faults(connection: Connection) -> list[str]:
    """What is wrong, one line each; to be asked in one transaction that sees one state."""
    if not is_complete(connection):
        return [f"the search index is not complete; {_REMEDY}"]
    indexed = {row.article_id: row.key for row in connection.execute(_KEYS)}
    check = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    lacking, differing, stray = check(connection, indexed)
    counts = {
        "articles are not in it": lacking,
        "articles are in it with other words": differing,
        "entries in it are of no article": stray,
        "articles are in it with another date": connection.execute(_DATES).scalar_one(),
    }
    found = [f"{number} {what}" for what, number in counts.items() if number]
    return [f"the search index is out of step: {', '.join(found)}; {_REMEDY}"] if found else []


def _postgresql(connection: Connection, indexed: Mapping[int, int]) -> tuple[int, int, int]:
    lacking = differing = 0
    for made in _batches(connection):
        lacking += len(made.keys() - indexed.keys())
        entries = [(indexed[one], *vectors(made[one])) for one in made if one in indexed]
        if entries:
            keys, heads, words = map(list, zip(*entries, strict=True))
            asked = {"keys": keys, "heads": heads, "words": words}
            differing += len(connection.execute(_DIFFERING, asked).all())
    return lacking, differing, connection.execute(_STRAY).scalar_one()


def _sqlite(connection: Connection, indexed: Mapping[int, int]) -> tuple[int, int, int]:
    """The index keeps no text, so what it has of each article is summed up word by word."""
    found = _sums(connection)
    lacking = differing = 0
    for made in _batches(connection):
        lacking += len(made.keys() - indexed.keys())
        for article, one in made.items():
            if article in indexed:
                differing += found.pop(indexed[article], 0) != _sum(one)
    return lacking, differing, len(found)


def _batches(connection: Connection) -> Iterator[dict[int, Document]]:
    last = 0
    while rows := connection.execute(ROWS.where(articles.c.id > last)).all():
        yield documents({row.id: dict(row._mapping) for row in rows})
        last = rows[-1].id


def _sum(document: Document) -> int:
    fields = {**document.head, "words": document.words}
    return sum(
        hash((name, at, word)) for name, words in fields.items() for at, word in enumerate(words)
    )


def _sums(connection: Connection) -> dict[int, int]:
    """By key, the sum of what both tables have of it."""
    sums: dict[int, int] = defaultdict(int)
    # Not by way of SQLAlchemy's rows, which take longer than all the rest: there is one a word.
    driver = connection.connection.driver_connection
    assert driver is not None
    for table in ("search_heads", "search_words"):
        # A view of the index for this connection only; nothing of the database is changed.
        name = f"checked_{table}"
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE temp.{name} USING fts5vocab(main, {table}, instance)"
        )
        try:
            query = f'SELECT doc, col, "offset", term FROM temp.{name}'  # noqa: S608
            for key, *place in driver.execute(query):
                sums[key] += hash(tuple(place))
        finally:
            connection.exec_driver_sql(f"DROP TABLE temp.{name}")
    return dict(sums)
