"""`python -m pipelines`: the schema, and what is in the store. One module per command.

A command's module has `run(engine, parsed)`, which returns the exit status, and may have
`add_arguments(parser)`. One that works without the database has `run_alone(parsed)` instead. Only
the chosen one is imported: all of them take a second.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple

from crawler import settings
from crawler.newspaper.active import PROFILE
from crawler.runtime import terminal
from crawler.runtime.exceptions import CrawlError
from crawler.runtime.paths import database_url
from pipelines.store import StoreError, open_engine
from pipelines.store.backends.closing import close


class _Command(NamedTuple):
    text: str
    example: str


_COMMANDS = {
    "doctor": _Command(
        "before the first night: settings, folders, database, the site, notices; "
        "status 0, 1 (cannot work) or 3 (works, with faults)",
        "doctor --json",
    ),
    "upgrade": _Command("bring the schema up to date", "upgrade"),
    "check": _Command(
        "say whether the schema is up to date, with --deep if all in it is sound: status 0 or 1",
        "check --deep",
    ),
    "backup": _Command(
        "write a whole, verified copy of the database, also while a crawl writes",
        "backup --keep 14",
    ),
    "restore": _Command(
        "put a copy in the place of the database, which is kept aside; not while a run goes on",
        f"restore data/backups/{PROFILE.slug}-2026-10-01-233000Z.db",
    ),
    "copy": _Command(
        "copy the database into an empty one of any kind, and compare every view: "
        "all of it or nothing",
        "copy --to postgresql://user@host/news",
    ),
    "search": _Command(
        "find articles; the best first, of equal ones the newest",
        """search 'ferry "black sea" -trial section:world since:2026-10-01'""",
    ),
    "export": _Command(
        "write articles to a file, with the columns of v_articles",
        "export --format csv --section world --since 2026-10-01 -o world.csv",
    ),
    "report": _Command(
        "write one HTML page about runs and articles",
        "report -o report.html",
    ),
    "runs": _Command(
        "list the last runs or, with --run, one with its findings and what to do about them",
        "runs --run 12",
    ),
    "pending": _Command("list the urls that wait for their article, and why", "pending"),
    "holes": _Command(
        "list days that no run covered or that have few articles, with what would fill them",
        "holes --by month --section world",
    ),
    "diff": _Command(
        "show an article's history word by word",
        "diff /world/asia-pacific/quake-shakes-tokyo",
    ),
    "archive": _Command(
        "look into the raw archive: list, show, verify; or repair what a killed crawl left",
        "archive show /world/asia-pacific/quake-shakes-tokyo --at 2026-10-01",
    ),
    "prune": _Command(
        "take old captures out of the raw archive, never the only page of a url",
        "prune --older-than 2y",
    ),
    "reindex": _Command("build the search index anew, or go on where that was stopped", "reindex"),
    "reextract": _Command(
        "read the archive's pages by today's parser: say what would change, or change it",
        "reextract --since 2026-10-01 --section world",
    ),
    "forget": _Command(
        "take one article out of everything, for good; first say where it is",
        """forget /world/asia-pacific/quake-shakes-tokyo --reason "court order 12/2026" --apply""",
    ),
    "housekeeping": _Command(
        "renew statistics, shorten the log, check the file, forget runs of long ago",
        "housekeeping",
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status: 0, or 1 with one line that says why."""
    terminal.prepare()
    parsed = _parser().parse_args(arguments)
    module = _module(parsed.command)
    try:
        if hasattr(module, "run_alone"):
            return int(module.run_alone(parsed))
        engine = open_engine(database_url(parsed.database or settings.DATABASE_URL))
        try:
            status: int = module.run(engine, parsed)
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
    commands = parser.add_subparsers(
        required=True, metavar="COMMAND", dest="command", parser_class=_CommandParser
    )
    for name, command in _COMMANDS.items():
        commands.add_parser(
            name,
            command=name,
            help=command.text,
            description=command.text,
            epilog=f"example: python -m pipelines {command.example}",
        )
    return parser


class _CommandParser(terminal.ArgumentParser):
    """Learns a command's arguments when that command is chosen."""

    def __init__(self, *, command: str | None = None, **said: Any) -> None:
        super().__init__(**said)
        self._command = command  # none for what a command itself has, like `archive list`

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if self._command is not None:
            add_arguments = getattr(_module(self._command), "add_arguments", None)
            if add_arguments is not None:
                add_arguments(self)
            self._command = None
        return super().parse_known_args(args, namespace)


def _module(command: str) -> ModuleType:
    return import_module(f"pipelines.commands.{command}")
