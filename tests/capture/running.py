"""`scrapy capture` as an operator runs it."""

from __future__ import annotations

import sys
from pathlib import Path

from tests import fork_server
from tests.crawls.crawl import FAST, LIMIT_SECONDS, Ended, inherited


def capture(folder: Path, *words: str, site_url: str = "", answer: str = "") -> Ended:
    command = [sys.executable, "-m", "scrapy", "capture", *words, "--dir", str(folder)]
    given = {"SITE_URL": site_url, **FAST} if site_url else {}
    done = fork_server.run(command, {**inherited(), **given}, answer, LIMIT_SECONDS)
    return Ended(done.returncode, done.stdout, done.stderr)


def assert_refused(ended: Ended, status: int, *parts: str) -> None:
    """With one line, and nothing else."""
    assert ended.status == status
    assert ended.out == ""
    (line,) = ended.err.splitlines()
    assert line.startswith("scrapy capture: ")
    for part in parts:
        assert part in line
