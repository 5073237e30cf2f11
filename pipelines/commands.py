"""`python -m pipelines`: the schema, and a look into the store."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence

from sqlalchemy import Engine

from crawler import settings
from crawler.project import database_url
from crawler.urls import canonical
from pipelines.differences import show_history
from pipelines.store import Store, StoreError, open_engine
from pipelines.store.errors import describe
from pipelines.store.schema import require, state, upgrade

_STATES = {
    "current": "is up to date",
    "missing": "has no schema yet; run: python -m pipelines upgrade",
    "old": "has an old schema; run: python -m pipelines upgrade",
    "newer": "has a newer schema than this program; update the program",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status: 0, or 1 with one line that says why."""
    parsed = _parser().parse_args(arguments)
    try:
        engine = open_engine(database_url(parsed.database or settings.DATABASE_URL))
        try:
            return int(parsed.run(engine, parsed))
        finally:
            engine.dispose()
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pipelines",
        description="Look after the database of the crawl.",
        epilog="example: python -m pipelines --database sqlite:///data/demo.db check",
    )
    parser.add_argument("--database", metavar="URL", help="default: the setting DATABASE_URL")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, text in (
        ("upgrade", _upgrade, "bring the schema up to date"),
        ("check", _check, "say whether the schema is up to date: exit status 0 or 1"),
        ("pending", _pending, "list the urls that wait for their article, and why"),
        ("diff", _diff, "show an article's history word by word"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        if name == "diff":
            command.add_argument("url", metavar="URL", help="the article's url or path")
    return parser


def _upgrade(engine: Engine, parsed: argparse.Namespace) -> int:
    upgrade(engine)
    return _check(engine, parsed)


def _check(engine: Engine, parsed: argparse.Namespace) -> int:
    found = state(engine)
    print(f"{describe(engine.url)} {_STATES[found]}")
    return 0 if found == "current" else 1


def _pending(engine: Engine, parsed: argparse.Namespace) -> int:
    require(engine)
    rows = [
        (
            one.url,
            str(one.attempts),
            one.last_error or "",
            f"{one.retry_at:%Y-%m-%d %H:%M} UTC" if one.retry_at else "next run",
        )
        for one in Store(engine).pending()
    ]
    if rows:
        _print_table([("url", "attempts", "last error", "next try"), *rows])
    else:
        print("nothing is pending")
    return 0


def _diff(engine: Engine, parsed: argparse.Namespace) -> int:
    require(engine)
    versions = Store(engine).versions(canonical(parsed.url))
    if not versions:
        raise StoreError(f"no article is stored for {parsed.url}")
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    for line in show_history(versions, colour=colour):
        print(line)
    return 0


def _print_table(rows: Iterable[Sequence[str]]) -> None:
    table = list(rows)
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    for row in table:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
