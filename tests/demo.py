"""`make demo`: the replica newspaper crawled into data/demo.db, its pages kept in data/demo-warc,
and a look at what came in."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing

from rich.console import Console
from rich.table import Table

from crawler.runtime import paths
from tests.documents.nights import replica_of

DATABASE = "data/demo.db"
ARCHIVE = "data/demo-warc"
QUERY = "SELECT date_published, headline FROM v_articles WHERE section = 'asia-pacific'"

SECTIONS = """
    SELECT top.name AS section, count(DISTINCT sub.section) - 1 AS subsections,
           count(DISTINCT place.url) AS articles
    FROM v_sections top
    JOIN v_sections sub ON top.section IN (sub.section, sub.parent)
    LEFT JOIN v_placements place ON place.section = sub.section
    WHERE top.parent IS NULL
    GROUP BY top.section, top.name ORDER BY articles DESC, top.name
"""
RECORDS = """
    SELECT url, headline, byline, dateline, date_published, word_count, image_credit
    FROM v_articles WHERE kind = 'article' AND dateline IS NOT NULL
    ORDER BY date_published DESC LIMIT 3
"""

console = Console()


def main() -> int:
    file = paths.resolve(DATABASE)
    with replica_of(file) as site:
        console.print(f"The replica newspaper is open at {site.url}")
        status = crawl(site.url)
        articles = [entry for entry in site.requests() if entry["path"].count("/") > 1]
    if status:
        console.print(f"The crawl ended with exit status {status}; see its lines above.")
        return status
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        show(database, len(articles))
    say(f"\nAll of it lies in {file}, the pages as they were sent in {paths.resolve(ARCHIVE)};")
    say("`make demo` again finds nothing new. A query to try:\n")
    say(f"  {query_command()}\n")
    return 0


def say(line: str) -> None:
    console.print(line, soft_wrap=True, highlight=False, markup=False)


def query_command() -> str:
    if shutil.which("sqlite3"):
        return f'sqlite3 {DATABASE} "{QUERY}"'
    asked = f"sqlite3.connect('{DATABASE}').execute(\\\"{QUERY}\\\")"
    ask = f"import sqlite3; print(*{asked}, sep='\\\\n')"
    return f'.venv/bin/python -c "{ask}"'


def crawl(site_url: str) -> int:
    """The real command, with the terminal of this one."""
    words = [sys.executable, "-m", "scrapy", "crawl", "sections"]
    given = {"SITE_URL": site_url, "DATABASE_URL": f"sqlite:///{DATABASE}"}
    given["ARCHIVE_DIR"] = ARCHIVE  # the checkout's own one is the newspaper's
    given["SCRAPY_PROJECT"] = "fast"  # nobody else reads the replica
    environment = {**os.environ, **given}
    return subprocess.run(words, cwd=paths.ROOT, env=environment, check=False).returncode


def show(database: sqlite3.Connection, asked: int) -> None:
    run = database.execute(
        "SELECT articles_new, articles_updated, articles_unchanged, requests, outcome FROM v_runs"
        " ORDER BY run DESC LIMIT 1"
    ).fetchone()
    total = database.execute("SELECT count(*) FROM v_articles").fetchone()[0]
    if run[0] or run[1]:
        console.print(f"{run[0]} articles new, {run[1]} changed; {total} in the database.\n")
    else:
        console.print(
            f"Nothing is new: {run[3]} requests, {asked} of them for articles; "
            f"{total} articles in the database.\n"
        )
    console.print(table(database, "By section, with its subsections", SECTIONS))
    console.print(records(database.execute(RECORDS)))


def table(database: sqlite3.Connection, title: str, query: str) -> Table:
    found = database.execute(query)
    shown = Table(title=title, title_justify="left")
    for column in found.description:
        shown.add_column(column[0], justify="left" if column[0] == "section" else "right")
    for row in found:
        shown.add_row(*map(str, row))
    return shown


def records(found: sqlite3.Cursor) -> Table:
    shown = Table(title="Three records", title_justify="left", show_header=False)
    names: Iterable[str] = [column[0] for column in found.description]
    for row in found:
        for name, value in zip(names, row, strict=True):
            shown.add_row(name, str(value))
        shown.add_section()
    return shown


if __name__ == "__main__":
    sys.exit(main())
