"""`python -m pipelines` as an operator starts it, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

from tests.crawls.crawl import LIMIT_SECONDS, PROJECT, Ended, inherited


def pipelines(
    database_url: str, *arguments: str, module: str = "pipelines", **environment: str
) -> Ended:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=PROJECT,
        env={**inherited(), "DATABASE_URL": database_url, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)
