"""`python -m MODULE` in a process of its own, which does not begin with a second of imports.

A server that has imported the libraries, and nothing of this project, forks for each command: a
crawl of a few pages then costs half of the CPU. A command whose environment acts before Python
starts (`LD_PRELOAD`, `PYTHONPATH`, a locale) has to be started as usual.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
_BEFORE_PYTHON = ("LD_", "PYTHON", "LC_", "LANG", "MALLOC")


def run(
    words: Sequence[str],
    given: Mapping[str, str] = os.environ,
    told: str = "",
    seconds: float = 300,
) -> subprocess.CompletedProcess[str]:
    """A command in the project's folder, in this environment, to its end; `told` is its input.

    :raises TimeoutError, subprocess.TimeoutExpired: it was killed after so many seconds
    """
    if can_fork(words, given):
        return _server().run(words, given, told, seconds)
    return subprocess.run(
        words,
        cwd=PROJECT,
        env=given,
        input=told,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def can_fork(words: Sequence[str], given: Mapping[str, str]) -> bool:
    names = {name for name in {*given, *os.environ} if name.startswith(_BEFORE_PYTHON)}
    same = all(given.get(name) == os.environ.get(name) for name in names)
    return list(words[:2]) == [sys.executable, "-m"] and same


@cache
def _server() -> ForkServer:
    server = ForkServer()
    atexit.register(server.close)
    return server


class ForkServer:
    """One command at a time, each in the project's folder."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fork_server", str(theirs.fileno())],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self._socket, self._answers = ours, ours.makefile("r", encoding="utf-8")

    def run(
        self, words: Sequence[str], given: Mapping[str, str], told: str, seconds: float
    ) -> subprocess.CompletedProcess[str]:
        """:raises TimeoutError: the command was killed after so many seconds"""
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder, name) for name in ("in", "out", "err")]
            files[0].write_text(told)
            command = {"words": words[2:], "env": dict(given), "files": [*map(str, files)]}
            self._socket.sendall(json.dumps(command).encode() + b"\n")
            pid = self._answer(None)
            try:
                status = self._answer(seconds)
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                raise
            _, out, err = files
            return subprocess.CompletedProcess(words, status, out.read_text(), err.read_text())

    def close(self) -> None:
        self._answers.close()
        self._socket.close()
        self._process.wait()

    def _answer(self, seconds: float | None) -> int:
        self._socket.settimeout(seconds)
        return int(self._answers.readline())
