"""A crawl that a test looks at, signals or robs of its database while it runs."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.crawls.crawl import LIMIT_SECONDS, PROJECT, Ended, command, environment
from tests.site.process import ReplicaSite

STEADY = {"CONCURRENT_REQUESTS_PER_DOMAIN": "4"}
"""With the site's fault `slow-all`: as many pages a second, for long enough to step in."""


class Running:
    """Its log goes to a file in `folder`, where its spool is too."""

    def __init__(
        self,
        spider: str,
        site_url: str,
        database_url: str,
        *arguments: str,
        folder: Path,
        settings: Mapping[str, str] | None = None,
        **more: str,
    ) -> None:
        self._log = folder / f"{spider}-{time.monotonic_ns()}.log"
        self.started = time.monotonic()
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                command(spider, *arguments, settings=settings),
                cwd=PROJECT,
                env=environment(
                    site_url, database_url, **{"SPOOL_DIR": str(folder / "spool"), **more}
                ),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def until(self, condition: Callable[[], bool], seconds: float = 120) -> None:
        give_up = time.monotonic() + seconds
        while not condition():
            assert self.process.poll() is None, f"it ended before: {self.log()}"
            assert time.monotonic() < give_up, f"waited in vain: {self.log()}"
            time.sleep(0.02)

    def until_said(self, words: str, seconds: float = 30) -> None:
        self.until(lambda: words in self.log(), seconds)

    def until_asked(self, site: ReplicaSite, articles: int) -> None:
        """Until so many articles were asked for."""
        self.until(lambda: len(asked_articles(site)) >= articles)

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self, seconds: float = LIMIT_SECONDS) -> Ended:
        status = self.process.wait(seconds)
        return Ended(status, "", self.log())

    def memory(self) -> int:
        """Most bytes of memory that it had so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        (line,) = (one for one in status.splitlines() if one.startswith("VmHWM"))
        return int(line.split()[1]) * 1024


def asked_articles(site: ReplicaSite) -> list[str]:
    """Paths below the landing pages, in the order they were asked for."""
    return [entry["path"] for entry in site.log() if entry["path"].count("/") > 1]
