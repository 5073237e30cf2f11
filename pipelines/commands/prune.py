"""Take old captures out of the raw archive."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from crawler.warc.location import Location
from crawler.warc.reading import Unreadable
from pipelines.archive.folder import Folder
from pipelines.archive.pruning import Pruning, plan, remove, write_anew
from pipelines.commands.archive_folder import add_folder, folder_of
from pipelines.store import StoreError
from pipelines.store.articles.archived import named_records, records_moved
from pipelines.store.schema.versions import require

MIN_AGE = timedelta(days=60)
"""A crawl under way may name what the archive has of the last 35 days."""
MAX_AGE = timedelta(days=100 * 365)
"""No capture is older, and far more is before all years."""
_DAYS = {"d": 1, "w": 7, "y": 365}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--older-than", type=_age, required=True, metavar="AGE", help="like 2y, 26w or 400d"
    )
    add_folder(parser)
    parser.add_argument("--apply", action="store_true", help="do it; without it only say what")


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    folder = folder_of(parsed)
    require(engine)
    try:
        named = {Location.parse(one) for one in named_records(engine)}
        wanted = list(plan(folder, datetime.now(UTC) - parsed.older_than, named))
    except (Unreadable, ValueError) as error:
        raise StoreError(str(error)) from error
    freed = 0
    for one in wanted:
        freed += one.freed
        print(_told(folder, one))
        if parsed.apply:
            _prune(engine, folder, one)
    said = "freed" if parsed.apply else "would be freed; --apply does it"
    print(f"{len(wanted)} files, {freed / 1e6:.1f} MB {said}")
    return 0


def _prune(engine: Engine, folder: Folder, pruning: Pruning) -> None:
    """Rows are told between: killed at any moment, they name a record that is there."""
    moved = write_anew(folder, pruning)
    records_moved(engine, moved)
    remove(pruning.file)


def _told(folder: Folder, one: Pruning) -> str:
    file = folder.location(one.file, 0).file
    if not one.stay:
        return f"{file}: removed, {len(one.leave)} answers"
    return f"{file}: written anew, {len(one.leave)} answers leave, {len(one.stay)} stay"


def _age(value: str) -> timedelta:
    number, unit = value[:-1], value[-1:]
    if not (number.isascii() and number.isdigit() and unit in _DAYS and len(number) < 6):
        raise argparse.ArgumentTypeError(f"{value!r} is no age; write it as 2y, 26w or 400d")
    age = timedelta(days=int(number) * _DAYS[unit])
    if age < MIN_AGE:
        raise argparse.ArgumentTypeError(f"{value} is under {MIN_AGE.days}d, what crawls may need")
    if age > MAX_AGE:
        raise argparse.ArgumentTypeError(f"{value} is over 100y, older than any capture")
    return age
