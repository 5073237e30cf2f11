"""The report as a file; `-` is the standard output."""

from __future__ import annotations

import argparse

from sqlalchemy import Engine

from crawler.runtime import terminal
from crawler.runtime.paths import resolve
from pipelines.commands.file_names import file_name
from pipelines.export.target import opened
from pipelines.report import render
from pipelines.store import StoreError
from pipelines.store.backends.errors import wrapped
from pipelines.store.schema.versions import require

DEFAULT = "data/report.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o", "--output", type=file_name, metavar="FILE", help=f"default: {DEFAULT}"
    )


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    require(engine)
    with wrapped(engine.url):
        page = render(engine)
    target = parsed.output or _default()
    with opened(target) as file:
        file.write(page.encode())
    if target != "-":
        terminal.say(f"the report is in {target}")
    return 0


def _default() -> str:
    """Its folder may be missing where the database is none of files."""
    target = resolve(DEFAULT)
    try:
        target.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise StoreError(f"folder {target.parent} cannot be made: {error.strerror}") from error
    return str(target)
