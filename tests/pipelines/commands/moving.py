"""A database with rows in every table, and all that two databases hold, to be compared."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Engine, Table, insert, select, text

from crawler.items import Absence, Alias
from pipelines.store import Finding, RunCounts, Store, Validator
from pipelines.store.schema import tables
from tests.pipelines.factories import DAY, HOUR, NOW, article, menu, sighting
from tests.pipelines.labelled_pairs import FERRY

ODD = "İstanbul’da “quoted” \\N \\. tab\tand\\ttab — 東京 🚢"
"""Letters that a COPY or a JSON text writes otherwise."""
_TIMES = {"first_seen_at": NOW, "last_seen_at": NOW + HOUR}
_OTHERS: tuple[tuple[Table, dict[str, Any]], ...] = (
    (tables.captures, {"path": "/0", "seen_at": NOW - DAY, "content_hash": "", "crawl": "CC",
                       "number": 3, "reading": {"b": [1, 2.5, None], "a": ODD}}),
    (tables.days, {"day": date(2026, 10, 1), "starts_at": NOW - DAY, "ends_at": NOW}),
    (tables.section_days, {"section": "world", "day": date(2026, 10, 1), "spider": "sections",
                           "run": 1, "runs": 2, "listed": 9, "new": 3, "looked_at": NOW}),
    (tables.spans, {"section": "world", "since": NOW - DAY, "until": NOW}),
    (tables.rejections, {"path": "/x", "run": 1, "rejected_at": NOW, "reason": ODD}),
    (tables.ledger, {"schedule": "nightly", "due_at": NOW, "run": 1, "result": "ran"}),
    (tables.reextractions, {"what": "hash", "article": 2, "noted_at": NOW}),
    (tables.forgotten, {"path": "/f", "article": "/f", "forgotten_at": NOW, "reason": "court"}),
    (tables.conditions, {"subject": "spider sections", "level": "healthy", "interruptions": 0,
                         "noted_at": NOW}),
    (tables.notices, {"id": 41, "subject": "spider sections", "service": "mail 1",
                      "level": "failed", "title": "failed", "text": ODD, "host": "h",
                      "made_at": NOW, "tries": 1}),
)  # fmt: skip


def furnish(engine: Engine) -> Store:
    """Rows in every table, as crawls and commands leave them."""
    store = Store(engine)
    store.identify()
    store.save_menu(menu("world", "asia-pacific", asia_pacific="world"))
    run = store.start_run("sections", {"since": "2026-10-01", "limit": 10}, NOW)
    store.record([sighting(f"/{number}", position=number) for number in range(1, 30)], "none", NOW)
    store.save(
        [
            article(f"/{number}", headline=f"Night {number} {ODD}", keywords=[ODD, "Black Sea"],
                    body=f"{FERRY} {ODD}" if number < 3 else f"Body of {number}.\n\n[1, 2]",
                    authors=["Jane Doe"], agencies=["AP"])
            for number in range(20)
        ]
    )  # fmt: skip
    store.save([article("/2", headline="Corrected", fetched_at=NOW + HOUR)])
    store.settle([Alias(path="/old-2", target="/2", seen_at=NOW + HOUR)])
    store.record_absences([Absence(path="/7", reason="410", gone=True, seen_at=NOW + HOUR)])
    store.save_validators({"/world": Validator(etag='"1"', shown=(("/1", "world", 1),))})
    found = [
        Finding(check="seen", found=1e16, expected=100.0, hint="look", section="world"),
        Finding(check="menu", found=0.1, expected=None, hint=ODD),
    ]
    counts = RunCounts(requests=9, articles_new=20)
    store.finish_run(run, "degraded", ODD, counts, NOW + HOUR, found, {"pace": 1e-07})
    with engine.begin() as connection:
        for table, values in _OTHERS:
            connection.execute(insert(table), [values])
    return store


def content(engine: Engine) -> dict[str, list[Any]]:
    """All rows of all tables."""
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in tables.metadata.sorted_tables
        }


_SHIFTED = {
    "id": "id + :ids",
    "article_id": "article_id + :ids",
    "duplicate_of": "duplicate_of + :ids",
    "key": "key + :keys",
    "path": "path || CAST(:mark AS text)",
    "target": "target || CAST(:mark AS text)",
}
_MULTIPLIED = ("urls", "articles", "placements", "signatures", "search_documents")


def multiply(engine: Engine, times: int) -> None:
    """The same articles so many times, each time under paths and ids of its own; the search index
    itself stays as it is, which no copy reads."""
    with engine.begin() as connection:
        ids, keys = (
            connection.execute(text(f"SELECT max({name}) + 1000 FROM {table}")).scalar_one()
            for name, table in (("id", "urls"), ("key", "search_documents"))
        )
        for name in _MULTIPLIED:
            columns = [column.name for column in tables.metadata.tables[name].columns]
            shifted = ", ".join(_SHIFTED.get(column, column) for column in columns)
            first = "path NOT LIKE '%~%'" if "path" in columns else f"article_id < {ids}"
            added = text(
                f"INSERT INTO {name} ({', '.join(columns)}) SELECT {shifted} FROM {name}"
                f" WHERE {first}"
            )
            for number in range(1, times):
                by = {"ids": number * ids, "keys": number * keys, "mark": f"~{number}"}
                used = {part for part in by if f":{part}" in added.text}
                connection.execute(added, {part: by[part] for part in used})
