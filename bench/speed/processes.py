"""A whole process, from its start to its end: how long, how much CPU, how much memory."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LIMIT_SECONDS = 900
LAST_LINES = 15


@dataclass(frozen=True, slots=True)
class Usage:
    seconds: float
    user: float
    system: float
    peak_mb: float

    @property
    def cpu(self) -> float:
        return self.user + self.system


def run(
    command: Sequence[str],
    folder: Path,
    log: Path,
    environment: Mapping[str, str],
    fine: frozenset[int] = frozenset({0}),
) -> Usage:
    """Run to the end, what it says into `log`; the kernel's own account of it.

    Raises RuntimeError, with the last lines, for an exit status that is not `fine`.
    """
    with log.open("wb") as said:
        since = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
        watchdog = threading.Timer(LIMIT_SECONDS, process.kill)
        watchdog.start()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - since
        watchdog.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in fine:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:]
        raise RuntimeError(f"{' '.join(command)}: exit status {process.returncode}", *lines)
    return Usage(seconds, used.ru_utime, used.ru_stime, used.ru_maxrss / 1024)
