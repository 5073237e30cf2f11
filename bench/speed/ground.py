"""What the runs share: newspapers being served, databases, and a crawl of each kind."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.speed import product
from bench.speed.databases import Databases, articles_in, rows_in
from bench.speed.printing import URLS
from bench.speed.processes import Usage, run
from bench.speed.serving import free_port, serving
from crawler.runtime import paths

RIVALS = Path(__file__).parent / "rivals"


@dataclass(frozen=True, slots=True)
class Options:
    articles: int
    runs: int
    gzip: bool


@dataclass(frozen=True, slots=True)
class Newspaper:
    """One that is being served."""

    root: str
    folder: Path
    articles: int

    @property
    def pages(self) -> int:
        return len(self.urls.read_text(encoding="utf-8").splitlines())

    @property
    def urls(self) -> Path:
        return self.folder / URLS


class Ground:
    """A folder of its own, gone afterwards with all that ran in it."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._stack = ExitStack()
        self._numbers = count(1)
        self._newspapers: dict[tuple[int, bool], Newspaper] = {}

    def __enter__(self) -> Self:
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-"))
        self.folder = Path(folder)
        self.databases = Databases(self.folder)
        self._stack.callback(self.databases.close)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def newspaper(self, articles: int | None = None, packed: bool | None = None) -> Newspaper:
        """Printed when first asked for, by another process: a big parent would make the peaks of
        its children look bigger than they are. `packed`: whether its server packs the pages,
        where the options do not say it."""
        articles = articles or self.options.articles
        packed = self.options.gzip if packed is None else packed
        if (articles, packed) not in self._newspapers:
            self._newspapers[articles, packed] = self._printed(articles, packed)
        return self._newspapers[articles, packed]

    def _printed(self, articles: int, packed: bool) -> Newspaper:
        folder = self.folder / f"newspaper-{articles}{'-packed' if packed else ''}"
        port = free_port()
        root = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "bench.speed.printing", str(folder)]
        command += ["--articles", str(articles), "--root", root]
        if packed:
            command.append("--gzip")
        subprocess.run(command, cwd=paths.ROOT, check=True)
        self._stack.enter_context(serving(folder, port))
        return Newspaper(root, folder, articles)

    def product(self, kind: str, newspaper: Newspaper, command: list[str] | None = None) -> Usage:
        """The crawl by the menu into a database without an article; every article is there."""
        with self.databases.fresh(kind) as url:
            told = product.environment(newspaper.root, url, self.folder)
            used = run(command or product.crawl(), paths.ROOT, self.log(kind), told, product.FINE)
            _expect(articles_in(url), newspaper.articles, kind)
        return used

    def stock(self, newspaper: Newspaper) -> Usage:
        log = self.log("stock")
        given = ["-a", f"urls={newspaper.urls}", "-s", "LOG_LEVEL=INFO"]
        used = self._rival("stock", given, log)
        got = f"'downloader/response_status_count/200': {newspaper.pages},"
        _expect(got in log.read_text(encoding="utf-8"), True, "stock")
        return used

    def tutorial(self, newspaper: Newspaper) -> Usage:
        database = self.folder / f"tutorial-{next(self._numbers)}.db"
        log = self.log("tutorial")
        given = ["-a", f"root={newspaper.root}", "-s", f"DATABASE_URL=sqlite:///{database}"]
        used = self._rival("tutorial", [*given, "-s", f"LOG_FILE={log}.debug"], log)
        _expect(rows_in(database, "articles"), newspaper.articles, "tutorial")
        database.unlink()
        return used

    def _rival(self, name: str, given: list[str], log: Path) -> Usage:
        """Outside of the project, so that nothing of its settings is used."""
        command = [sys.executable, "-m", "scrapy", "runspider", str(RIVALS / f"{name}.py"), *given]
        for setting in ("CONCURRENT_REQUESTS", "CONCURRENT_REQUESTS_PER_DOMAIN"):
            command += ["-s", f"{setting}={product.CONCURRENCY}"]
        return run(command, self.folder, log, {})

    def log(self, name: str) -> Path:
        return self.folder / f"{name}-{next(self._numbers)}.log"


def _expect(found: object, expected: object, side: str) -> None:
    """A run that did not do its work has no speed."""
    if found != expected:
        raise RuntimeError(f"{side}: {found} where {expected} was due")
