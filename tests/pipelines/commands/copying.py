"""What the tests of `backup` and `restore` do with a database."""

from __future__ import annotations

from sqlalchemy import Engine, text

from pipelines.commands import main
from pipelines.store import Store, open_engine
from pipelines.store.backends.closing import close
from tests.pipelines.factories import article, rows

ARTICLES = "SELECT path, headline, body FROM articles ORDER BY path"
WRITER = """
import sys
from pipelines.store import Store, open_engine
from tests.pipelines.factories import article
store = Store(open_engine(sys.argv[1]))
for number in range(10_000):
    store.save([article(f"/written/{number}")])
    if number == 20:
        print("writes", flush=True)
"""


def run(url: str, *arguments: object) -> int:
    return main(["--database", url, *map(str, arguments)])


def leave(engine: Engine) -> None:
    """As when the programs that had it open have ended."""
    close(engine)


def save(url: str, *paths: str) -> None:
    engine = open_engine(url)
    Store(engine).save([article(path) for path in paths])
    engine.dispose()


def found(url: str, query: str) -> list[dict[str, object]]:
    engine = open_engine(url)
    answer = rows(engine, query)
    engine.dispose()
    return answer


def execute(url: str, statement: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
