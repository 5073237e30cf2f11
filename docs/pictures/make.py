"""The pictures of README, from a crawl of the replica newspaper's first two nights.

    .venv/bin/python -m docs.pictures.make

Needs Chromium for the report's.
"""

from __future__ import annotations

import re
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from pipelines.report import render
from pipelines.store import open_engine
from tests.browser import chromium, executable
from tests.crawls.crawl import command, environment
from tests.documents.nights import play
from tests.site.process import ReplicaSite
from tests.terminal import frames, on_terminal

FOLDER = Path(__file__).parent
PORT = 8642
WIDTH = 100
HEIGHT_OF_REPORT = 1380
LARGEST = 200_000
# As a person would have it who waits: two requests at a time.
PACE = {"CONCURRENT_REQUESTS_PER_DOMAIN": "2"}


def main() -> int:
    program = executable()
    if program is None:
        sys.stderr.write("no Chromium is installed\n")
        return 1
    with TemporaryDirectory() as name, ReplicaSite(port=PORT) as site:
        folder = Path(name)
        database = f"sqlite:///{folder}/demo.db"
        _terminal(site.url, database, folder)
        play(site, 2, database, folder)
        _report(program, database, folder)
    too_large = [one.name for one in _pictures() if one.stat().st_size > LARGEST]
    sys.stdout.writelines(f"{one.name}: {one.stat().st_size:,} bytes\n" for one in _pictures())
    return len(too_large)


def _pictures() -> list[Path]:
    return sorted([*FOLDER.glob("*.png"), *FOLDER.glob("*.svg")])


def _terminal(site_url: str, database: str, folder: Path) -> None:
    """The live line in the middle of a crawl and at its end, and a search."""
    given = environment(
        site_url,
        database,
        SPOOL_DIR=str(folder / "spool"),
        ARCHIVE_DIR="",
        NOTICES_DIR=str(folder / "notices"),
        LOGS_DIR=str(folder / "logs"),
    )
    _, crawled = on_terminal(command("sections", settings=PACE), given, WIDTH)
    lines = frames(crawled)
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True)
    _prompt(console, "python -m scrapy crawl sections")
    under_way = [one for one in lines if " left" in one]
    console.print(Text.from_ansi(under_way[len(under_way) // 2]))
    console.print("…", style="dim")
    console.print(Text.from_ansi(lines[-1]))
    words = ["konya", "section:business", "--limit", "3"]
    searching = [sys.executable, "-m", "pipelines", "search", *words]
    _, found = on_terminal(searching, given, WIDTH)
    console.print()
    _prompt(console, f"python -m pipelines search {' '.join(words)}")
    console.print(Text.from_ansi(found.replace("\r\n", "\n").strip()))
    # The letters of the web that rich names would be a request of whoever looks at it.
    plain = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    svg = console.export_svg(title="Daily Sabah pipeline", code_format=plain, unique_id="t")
    (FOLDER / "terminal.svg").write_text(svg, encoding="utf-8")


def _prompt(console: Console, words: str) -> None:
    console.print(Text.assemble(("$ ", "dim"), (words, "bold")))


def _report(program: str, database: str, folder: Path) -> None:
    engine = open_engine(database)
    file = folder / "report.html"
    file.write_text(render(engine), encoding="utf-8")
    engine.dispose()
    with chromium(program) as browser:
        browser.open(file, 1000)
        browser.picture(FOLDER / "report.png", HEIGHT_OF_REPORT)
        browser.open(file, 390, "dark")
        browser.picture(FOLDER / "report-on-a-phone.png", HEIGHT_OF_REPORT)


if __name__ == "__main__":
    sys.exit(main())
