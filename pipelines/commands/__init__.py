"""`python -m pipelines`: the schema, and what is in the store. One module a command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from crawler import settings
from crawler.newspaper.active import PROFILE
from crawler.runtime import terminal
from crawler.runtime.exceptions import CrawlError
from crawler.runtime.paths import database_url
from pipelines.commands import (
    archive,
    backup,
    check,
    diff,
    export,
    forget,
    holes,
    housekeeping,
    pending,
    prune,
    reextract,
    reindex,
    report,
    restore,
    search,
    upgrade,
)
from pipelines.store import StoreError, open_engine
from pipelines.store.backends.closing import close


@dataclass(frozen=True, slots=True)
class _Command:
    run: Callable[[Engine, argparse.Namespace], int]
    text: str
    example: str
    add_arguments: Callable[[argparse.ArgumentParser], None] = lambda parser: None


_COMMANDS = {
    "upgrade": _Command(upgrade.run, "bring the schema up to date", "upgrade"),
    "check": _Command(
        check.run,
        "say whether the schema is up to date, with --deep if all in it is sound: status 0 or 1",
        "check --deep",
        check.add_arguments,
    ),
    "backup": _Command(
        backup.run,
        "write a whole, verified copy of the database, also while a crawl writes",
        "backup --keep 14",
        backup.add_arguments,
    ),
    "restore": _Command(
        restore.run,
        "put a copy in the place of the database, which is kept aside; not while a run goes on",
        f"restore data/backups/{PROFILE.slug}-2026-10-01-233000Z.db",
        restore.add_arguments,
    ),
    "search": _Command(
        search.run,
        "find articles; the best first, of equal ones the newest",
        """search 'ferry "black sea" -trial section:world since:2026-10-01'""",
        search.add_arguments,
    ),
    "export": _Command(
        export.run,
        "write articles to a file, with the columns of v_articles",
        "export --format csv --section world --since 2026-10-01 -o world.csv",
        export.add_arguments,
    ),
    "report": _Command(
        report.run,
        "write one HTML page about runs and articles",
        "report -o report.html",
        report.add_arguments,
    ),
    "pending": _Command(
        pending.run, "list the urls that wait for their article, and why", "pending"
    ),
    "holes": _Command(
        holes.run,
        "list days that no run covered or that have few articles, with what would fill them",
        "holes --by month --section world",
        holes.add_arguments,
    ),
    "diff": _Command(
        diff.run,
        "show an article's history word by word",
        "diff /world/asia-pacific/quake-shakes-tokyo",
        diff.add_arguments,
    ),
    "archive": _Command(
        archive.run,
        "look into the raw archive: list, show, verify; or repair what a killed crawl left",
        "archive show /world/asia-pacific/quake-shakes-tokyo --at 2026-10-01",
        archive.add_arguments,
    ),
    "prune": _Command(
        prune.run,
        "take old captures out of the raw archive, never the only page of a url",
        "prune --older-than 2y",
        prune.add_arguments,
    ),
    "reindex": _Command(
        reindex.run, "build the search index anew, or go on where that was stopped", "reindex"
    ),
    "reextract": _Command(
        reextract.run,
        "read the archive's pages by today's parser: say what would change, or change it",
        "reextract --since 2026-10-01 --section world",
        reextract.add_arguments,
    ),
    "forget": _Command(
        forget.run,
        "take one article out of everything, for good; first say where it is",
        """forget /world/asia-pacific/quake-shakes-tokyo --reason "court order 12/2026" --apply""",
        forget.add_arguments,
    ),
    "housekeeping": _Command(
        housekeeping.run,
        "renew statistics, shorten the log, check the file, forget runs of long ago",
        "housekeeping",
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status: 0, or 1 with one line that says why."""
    terminal.prepare()
    parsed = _parser().parse_args(arguments)
    try:
        engine = open_engine(database_url(parsed.database or settings.DATABASE_URL))
        try:
            status = _COMMANDS[parsed.command].run(engine, parsed)
            sys.stdout.flush()
            return status
        finally:
            if (unsaid := close(engine)) is not None:
                terminal.say(unsaid)
    except StoreError as error:
        terminal.say(error)
        return 1
    except CrawlError as error:
        terminal.say(error)
        return error.exit_status
    except BrokenPipeError:
        # Whoever read has seen enough (`| head`); nothing more is to be said to it.
        terminal.let_go(sys.stdout)
        return 1
    except OSError as error:
        terminal.say(f"{parsed.command} cannot write: {error.strerror or error}")
        terminal.let_go(sys.stdout)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = terminal.ArgumentParser(
        prog="python -m pipelines",
        description="Look after the database of the crawl, and into it.",
        epilog="example: python -m pipelines --database sqlite:///data/demo.db check",
    )
    parser.add_argument("--database", metavar="URL", help="default: the setting DATABASE_URL")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    for name, command in _COMMANDS.items():
        added = commands.add_parser(
            name,
            help=command.text,
            description=command.text,
            epilog=f"example: python -m pipelines {command.example}",
        )
        command.add_arguments(added)
    return parser
