"""`python -m pipelines` as an operator starts it, in a process of its own."""

from __future__ import annotations

import sys

from tests.crawls.crawl import Ended, ended, inherited


def pipelines(
    database_url: str, *arguments: str, module: str = "pipelines", **environment: str
) -> Ended:
    words = [sys.executable, "-m", module, *arguments]
    return ended(words, {**inherited(), "DATABASE_URL": database_url, **environment})
