"""Copy a database: one state of the source, all of it or nothing in the target."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Table, select

from pipelines.store.backends.bulk import Values
from pipelines.store.backends.errors import StoreError, describe
from pipelines.store.backends.files import lasting_file
from pipelines.store.backends.registry import backend_of
from pipelines.store.moving import into_file, into_server
from pipelines.store.moving.cleaning import Cleaning
from pipelines.store.moving.comparing import Compared, compare
from pipelines.store.moving.emptiness import SEEDED
from pipelines.store.moving.reading import counts, one_moment, rows_of
from pipelines.store.moving.sums import Sum
from pipelines.store.schema.tables import metadata, runs
from pipelines.store.search.rebuilding import INCOMPLETE, Progress, index_known, is_complete

_NO_FILE = "nothing can be copied into it"
Stages = Callable[[str], AbstractContextManager[Progress]]
"""What is told how far each part of the work is."""


@dataclass(frozen=True, slots=True)
class Copied:
    compared: Compared
    notes: Sequence[str]


def copy(source: Engine, target: Engine, stages: Stages) -> Copied:
    """:raises ArgumentError: the target is not empty
    :raises StoreError: it cannot be done; the target is as it was
    """
    into = _into(target)
    with one_moment(source) as origin, into as copied:
        rows = counts(origin)
        notes = list(_notes(origin, rows))
        with stages("copying") as progress:
            cleaning, total = Cleaning(), sum(rows.values())
            brought = _bring(origin, copied, cleaning, lambda done: progress(done, total))
        with stages("indexing for search") as progress:
            index_known(copied, progress)
        backend = backend_of(copied.dialect)
        backend.settle(copied)
        with stages("comparing") as progress:
            compared = compare(origin, copied, brought, progress)
        if broken := backend.damage(copied, [*metadata.tables]):
            raise StoreError(f"the copy is not sound: {broken[0]}; nothing was kept")
    return Copied(compared, [*notes, *cleaning.notes()])


def _into(target: Engine) -> AbstractContextManager[Connection]:
    file = lasting_file(target.url, _NO_FILE)
    if file is None:
        into_server.look_at(target)
        return into_server.receiving(target)
    into_file.look_at(target, file)
    return into_file.receiving(target, file)


def _notes(origin: Connection, rows: Mapping[str, int]) -> Iterator[str]:
    """What whoever moves a database has to know of the moment.

    :raises StoreError: there is nothing to copy, or something is to be done first
    """
    seeded = {table.name for table in SEEDED}
    if not any(number for name, number in rows.items() if name not in seeded):
        raise StoreError(f"{describe(origin.engine.url)} has no rows: there is nothing to copy")
    if not is_complete(origin):
        raise StoreError(INCOMPLETE)
    going_on = select(runs.c.id, runs.c.spider).where(runs.c.outcome == "running")
    for run in origin.execute(going_on.order_by(runs.c.id)):
        yield f"run {run.id} ({run.spider}) had not ended: what it brings later is not in the copy"


def _bring(
    origin: Connection, copied: Connection, cleaning: Cleaning, tell: Callable[[int], None]
) -> dict[str, Sum]:
    """All tables; what they have."""
    for table in SEEDED:
        copied.execute(table.delete())
    sums: dict[str, Sum] = {}
    for table in metadata.sorted_tables:
        before = sum(one.rows for one in sums.values())
        sums[table.name] = brought = Sum()
        batches = _cleaned(origin, table, cleaning, brought)
        backend_of(copied.dialect).load(copied, table, _told(batches, before, tell))
    return sums


def _cleaned(
    origin: Connection, table: Table, cleaning: Cleaning, brought: Sum
) -> Iterator[list[Values]]:
    for batch in rows_of(origin, table):
        rows = cleaning.cleaned(table, batch)
        brought.add(rows)
        yield rows


def _told(
    batches: Iterable[list[Values]], before: int, tell: Callable[[int], None]
) -> Iterator[list[Values]]:
    done = before
    for batch in batches:
        yield batch
        done += len(batch)
        tell(done)
