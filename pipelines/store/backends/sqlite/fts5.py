"""The index of SQLite: two FTS5 tables that keep no text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, FromClause, column, literal_column, select, table, text

from pipelines.store.backends.search_index import Documents, Match, Mismatches
from pipelines.store.schema.tables import search_documents
from pipelines.store.search.documents import HEAD, Document
from pipelines.store.search.query import Phrase, Query

_NAMES = ("names",)
_INTO = (
    "INSERT INTO search_heads (rowid, headline, keywords, description, names)"
    " VALUES (?, ?, ?, ?, ?)",
    "INSERT INTO search_words (rowid, words) VALUES (?, ?)",
)
# A table that keeps no text has to be told what is taken out.
_OUT_OF = (
    "INSERT INTO search_heads (search_heads, rowid, headline, keywords, description, names)"
    " VALUES ('delete', ?, ?, ?, ?, ?)",
    "INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', ?, ?)",
)
_MERGE = tuple(
    f"INSERT INTO {name} ({name}, rank) VALUES ('merge', ?)"  # noqa: S608
    for name in ("search_heads", "search_words")
)
_MERGED = 200
"""Pages of 4 KB that one step writes, during which nobody else does."""
_CHANGES = 2
"""FTS5 counts fewer where there was nothing to merge."""
_MAKE = (
    "CREATE VIRTUAL TABLE search_heads USING fts5("
    "headline, keywords, description, names, content='', tokenize='ascii')",
    "CREATE VIRTUAL TABLE search_words USING fts5(words, content='', tokenize='ascii')",
)
_LAST_KEYS = text(
    "SELECT m.value AS value, (SELECT max(d.key) FROM search_documents d"
    " WHERE d.key >= m.value AND d.key < m.value + :slots) AS last FROM json_each(:firsts) m"
)


def insert(connection: Connection, documents: Documents) -> None:
    _execute(connection, documents, _INTO)


def delete(connection: Connection, documents: Documents) -> None:
    _execute(connection, documents, _OUT_OF)


def purge(connection: Connection, *, is_first: bool) -> bool:
    """Words of a deleted document stand in the segment that has them until it is merged."""
    driver = connection.connection.driver_connection
    assert driver is not None
    pages = -_MERGED if is_first else _MERGED  # below 0: begin to merge all segments into one
    is_done = True
    for statement in _MERGE:
        before = driver.total_changes
        driver.execute(statement, (pages,))
        is_done = is_done and driver.total_changes - before < _CHANGES
    return not is_done


def clear(connection: Connection) -> None:
    """Made anew: one that is damaged, or gone, cannot be emptied."""
    for name in ("search_heads", "search_words"):
        connection.execute(text(f"DROP TABLE IF EXISTS {name}"))
    for statement in _MAKE:
        connection.execute(text(statement))


def _execute(connection: Connection, documents: Documents, statements: tuple[str, str]) -> None:
    # FTS5 writes out what it has gathered whenever a key is less than the one before.
    ordered = sorted(documents.items())
    heads, words = statements
    head_rows = [(key, *(" ".join(one.head[name]) for name in HEAD)) for key, one in ordered]
    connection.exec_driver_sql(heads, head_rows)
    connection.exec_driver_sql(words, [(key, " ".join(one.words)) for key, one in ordered])


def last_keys(connection: Connection, firsts: Iterable[int], slots: int) -> dict[int, int | None]:
    asked = {"firsts": str(list(firsts)), "slots": slots}
    return {row.value: row.last for row in connection.execute(_LAST_KEYS, asked)}


def match(query: Query, fields: Sequence[str] | None) -> Match:
    name = "search_heads" if fields else "search_words"
    if fields is None:
        source: FromClause = search_documents
        key: Any = search_documents.c.key
        conditions: list[Any] = []
    else:
        source = table(name, column("rowid"))
        key = literal_column(f"{name}.rowid")
        asked = _all(query.wanted, fields)
        if query.unwanted and not fields:
            asked = f"({asked}) NOT ({_any(query.unwanted)})"
        conditions = [literal_column(name).op("MATCH")(asked)]
    # The unary plus keeps the planner off the rowid index: it walks the matches, not the list.
    listed = literal_column(f"+{name}.rowid") if fields is not None else key
    if query.unwanted and (fields or fields is None):
        conditions.append(listed.not_in(_keys("search_words", _any(query.unwanted))))
    if query.names:
        conditions.append(listed.in_(_keys("search_heads", _all(query.names, _NAMES))))
    if query.unwanted_names:
        unwanted = _any(query.unwanted_names, _NAMES)
        conditions.append(listed.not_in(_keys("search_heads", unwanted)))
    return Match(source, key, conditions)


def _keys(name: str, asked: str) -> Any:
    other = table(name, column("rowid")).alias(f"other_{name}")
    return select(other.c.rowid).where(literal_column(f"other_{name}.{name}").op("MATCH")(asked))


def _all(phrases: Sequence[Phrase], fields: Sequence[str] = ()) -> str:
    return _within(" AND ".join(_quoted(phrase) for phrase in phrases), fields)


def _any(phrases: Sequence[Phrase], fields: Sequence[str] = ()) -> str:
    return _within(" OR ".join(_quoted(phrase) for phrase in phrases), fields)


def _within(expression: str, fields: Sequence[str]) -> str:
    return f"{{{' '.join(fields)}}} : ({expression})" if fields else expression


def _quoted(phrase: Phrase) -> str:
    return f'"{" ".join(phrase)}"'


def compare(
    connection: Connection,
    indexed: Mapping[int, int],
    batches: Iterable[Mapping[int, Document]],
) -> Mismatches:
    """The index keeps no text, so what it has of each article is summed up word by word."""
    found = _sums(connection)
    lacking = differing = 0
    for made in batches:
        lacking += len(made.keys() - indexed.keys())
        for article, one in made.items():
            if article in indexed:
                differing += found.pop(indexed[article], 0) != _sum(one)
    return Mismatches(lacking, differing, len(found))


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
    for searched in ("search_heads", "search_words"):
        # A view of the index for this connection only; nothing of the database is changed.
        name = f"checked_{searched}"
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE temp.{name} USING fts5vocab(main, {searched}, instance)"
        )
        try:
            query = f'SELECT doc, col, "offset", term FROM temp.{name}'  # noqa: S608
            for key, *place in driver.execute(query):
                sums[key] += hash(tuple(place))
        finally:
            connection.exec_driver_sql(f"DROP TABLE temp.{name}")
    return dict(sums)
