"""`python -m schedules`: its commands and what they are given. What is heavy is imported late."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from crawler import settings
from crawler.runtime import settings_file, terminal
from crawler.runtime.exceptions import (
    EXIT_FAILED,
    EXIT_HEALTHY,
    ArgumentError,
    CrawlError,
    CrawlFailed,
    SettingError,
)
from crawler.runtime.paths import database_url
from crawler.runtime.printable import json_text, printable
from schedules import crontab, pauses, presence, upcoming
from schedules.definitions import DEFAULT_FILE, Schedule, load

if TYPE_CHECKING:
    from schedules.output import Output

EXIT_NO_SCHEDULER = 2
"""Of `status --expect-service`."""

Parsed = argparse.Namespace
Command = Callable[[Sequence[Schedule], str, Parsed], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status by the contract, with one line for what went wrong."""
    terminal.prepare()
    parsed = _parser().parse_args(arguments)
    try:
        schedules = load(parsed.file)
        database = database_url(parsed.database or settings.DATABASE_URL)
        return int(parsed.run(schedules, database, parsed))
    except CrawlError as error:
        return _say(error.exit_status, str(error))
    except BrokenPipeError:
        # The reader has seen enough (`| head`); the interpreter's last flush must not complain.
        terminal.let_go(sys.stdout)
        return EXIT_HEALTHY
    except OSError as error:
        terminal.let_go(sys.stdout)
        return _say(EXIT_FAILED, str(error))
    except KeyboardInterrupt:
        return _say(EXIT_FAILED, "interrupted")


def _start(schedules: Sequence[Schedule], database: str, parsed: Parsed) -> int:
    from schedules import logs  # noqa: PLC0415
    from schedules.checking import check_in_child  # noqa: PLC0415
    from schedules.service import serve  # noqa: PLC0415

    logs.install(settings.LOG_FORMAT)
    check_in_child(parsed.file)
    with _store_errors(), presence.shown():
        serve(schedules, database, parsed.file)
    return EXIT_HEALTHY


def _run(schedules: Sequence[Schedule], database: str, parsed: Parsed) -> int:
    schedule = _named(schedules, parsed.name)
    from schedules import logs, quiet  # noqa: PLC0415

    now = partial(_run_now, schedule, database)
    if parsed.quiet:
        return quiet.run(schedule, database, now)
    logs.install(settings.LOG_FORMAT)
    return now()


def _run_now(schedule: Schedule, database: str, output: Output | None = None) -> int:
    from schedules.foreground import run  # noqa: PLC0415

    with _store_errors():
        return run(schedule, database, output)


def _list(schedules: Sequence[Schedule], database: str, parsed: Parsed) -> int:
    now = datetime.now(UTC)
    if parsed.json:
        _print_json(upcoming.as_json(schedules, now))
    else:
        _print_lines(upcoming.as_lines(schedules, now))
    return EXIT_HEALTHY


def _status(schedules: Sequence[Schedule], database: str, parsed: Parsed) -> int:
    from schedules import status  # noqa: PLC0415

    with _store_errors():
        statuses = status.read(schedules, database, datetime.now(UTC))
    runs = presence.is_running()
    if parsed.json:
        _print_json(status.as_json(statuses))
    else:
        said = presence.RUNS if runs else presence.NONE_RUNS
        _print_lines([*status.as_lines(statuses), "", said])
    if parsed.expect_service and not runs:
        return EXIT_NO_SCHEDULER
    return EXIT_FAILED if any(map(status.is_amiss, statuses)) else EXIT_HEALTHY


def _pause(schedules: Sequence[Schedule], database: str, parsed: Parsed) -> int:
    _print_lines(pauses.pause(_several(schedules, parsed.name), parsed.until, datetime.now(UTC)))
    return EXIT_HEALTHY


def _resume(schedules: Sequence[Schedule], database: str, parsed: Parsed) -> int:
    _print_lines(pauses.resume(_several(schedules, parsed.name), datetime.now(UTC)))
    return EXIT_HEALTHY


def _crontab(schedules: Sequence[Schedule], database: str, parsed: Parsed) -> int:
    given = {"DATABASE_URL": database} if parsed.database else {}
    now = datetime.now(UTC)
    environment = settings_file.environment_before() | given
    _print_lines(crontab.lines(schedules, parsed.file, now, environment))
    return EXIT_HEALTHY


def _notify(schedules: Sequence[Schedule], database: str, parsed: Parsed) -> int:
    from schedules import logs, notify  # noqa: PLC0415

    logs.install(settings.LOG_FORMAT)
    status, lines = notify.test() if parsed.test else notify.deliver(database)
    _print_lines(lines)
    return status


_COMMANDS: dict[str, tuple[Command, str, str]] = {
    "start": (_start, "run the schedules until a signal says stop", ""),
    "run": (_run, "one scheduled crawl now, in the foreground: what cron calls", " sections"),
    "list": (_list, "the schedules and their next times, local and in UTC", " --json"),
    "status": (_status, "the last runs, what is late or failing: then exit status 1", " --json"),
    "notify": (_notify, "send the notices that wait, or a test to everybody", " --test"),
    "pause": (_pause, "leave a schedule out, or `all`, for a while", " all --until 2026-10-01"),
    "resume": (_resume, "let it run again from its next due time on", " all"),
    "crontab": (_crontab, "lines for cron, and how to add them to your own", ""),
}


def _parser() -> argparse.ArgumentParser:
    parser = terminal.ArgumentParser(
        prog="python -m schedules",
        description="When the site is crawled, and what came of it.",
        epilog="example: python -m schedules list",
    )
    _add_options(parser, file=DEFAULT_FILE, database=None)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (run, text, example) in _COMMANDS.items():
        command = commands.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            epilog=f"example: python -m schedules {name}{example}",
        )
        command.set_defaults(run=run)
        # After the command as well as before it, where its default must not undo a given one.
        _add_options(command, file=argparse.SUPPRESS, database=argparse.SUPPRESS)
        if name == "run":
            command.add_argument("name", metavar="NAME", help="a schedule, as in `list`")
            command.add_argument(
                "--quiet", action="store_true",
                help="for cron: nothing of a healthy run, a paragraph of any other; the log is in "
                "its file",
            )  # fmt: skip
        if name == "notify":
            command.add_argument(
                "--test", action="store_true", help="send a test to each url of NOTIFY_URLS"
            )
        if name in ("pause", "resume"):
            command.add_argument("name", metavar="NAME|all", help="a schedule, as in `list`")
        if name == "pause":
            command.add_argument(
                "--until", metavar="TIME", help="a day or a time by the schedule's own clock"
            )
        if name == "status":
            command.add_argument(
                "--expect-service", action="store_true",
                help="exit status 2 where no scheduler runs on this host",
            )  # fmt: skip
        if name in ("list", "status"):
            command.add_argument("--json", action="store_true", help="print a JSON list")
    return parser


def _add_options(parser: argparse.ArgumentParser, file: object, database: object) -> None:
    parser.add_argument(
        "--file", type=Path, metavar="FILE", default=file,
        help="another file of schedules than schedules/schedule.toml",
    )  # fmt: skip
    parser.add_argument(
        "--database", metavar="URL", default=database, help="default: the setting DATABASE_URL"
    )


def _several(schedules: Sequence[Schedule], name: str) -> Sequence[Schedule]:
    return schedules if name == pauses.ALL else [_named(schedules, name)]


def _named(schedules: Sequence[Schedule], name: str) -> Schedule:
    for one in schedules:
        if one.name == name:
            return one
    known = ", ".join(one.name for one in schedules)
    raise ArgumentError(f"there is no schedule {name!r}; there are: {known}")


@contextmanager
def _store_errors() -> Iterator[None]:
    from pipelines.store import StoreError, WrongDatabaseUrl  # noqa: PLC0415

    try:
        yield
    except WrongDatabaseUrl as error:
        raise SettingError(str(error)) from error
    except StoreError as error:
        raise CrawlFailed(str(error)) from error


def _print_json(value: object) -> None:
    print(json_text(json.dumps(value, indent=2, ensure_ascii=False)), flush=True)


def _print_lines(lines: Sequence[str]) -> None:
    print(printable("\n".join(lines)), flush=True)


def _say(status: int, line: str) -> int:
    terminal.say(f"schedules: {line}")
    return status
