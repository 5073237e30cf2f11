from __future__ import annotations

import argparse

from sqlalchemy import Engine

from crawler.runtime import terminal
from pipelines.commands.given_url import path_of
from pipelines.shown_diff import show_history
from pipelines.store import Store, StoreError
from pipelines.store.backends.errors import wrapped
from pipelines.store.schema.versions import require


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", metavar="URL", help="the article's url or path")


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    require(engine)
    with wrapped(engine.url), engine.connect() as connection:
        path = path_of(connection, parsed.url)
    versions = Store(engine).versions(path)
    if not versions:
        raise StoreError(f"no article is stored for {parsed.url}")
    for line in show_history(versions, colour=terminal.is_coloured()):
        print(line)
    return 0
