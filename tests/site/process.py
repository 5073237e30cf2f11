"""The replica in a process of its own, for tests."""

from __future__ import annotations

import json
import selectors
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.request import ProxyHandler, Request, build_opener

PROJECT_ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
ANSWER_SECONDS = 60
LogEntry = dict[str, Any]


class ReplicaSite:
    def __init__(
        self,
        night: int = 1,
        variants: Iterable[str] = (),
        validators: bool = False,
        today: date | None = None,
        port: int = 0,
    ) -> None:
        command = [sys.executable, "-m", "tests.site", "--with-parent"]
        command += ["--port", str(port), "--night", str(night)]
        for name in variants:
            command += ["--variant", name]
        if validators:
            command.append("--validators")
        if today:
            command += ["--today", today.isoformat()]
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._opener = build_opener(ProxyHandler({}))
        self.url = ""

    def start(self) -> Self:
        self._process = subprocess.Popen(
            self._command, cwd=PROJECT_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        try:
            self.url = self._first_line(self._process)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def log(self) -> list[LogEntry]:
        found: list[LogEntry] = self._control("log")
        return found

    def requests(self, prefix: str = "/") -> list[LogEntry]:
        return [entry for entry in self.log() if entry["path"].startswith(prefix)]

    def unexpected(self) -> list[str]:
        """Paths that were asked for although nothing on the site leads there."""
        return [entry["path"] for entry in self.log() if entry["unexpected"]]

    def reset_log(self) -> None:
        self._control("reset", {})

    def set_night(self, night: int) -> None:
        self._control("night", {"night": night})

    def set_variants(self, *names: str) -> None:
        self._control("variant", {"names": names})

    def set_validators(self, on: bool = True) -> None:
        self._control("validators", {"on": on})

    def set_clock(self, seconds: float | None = 0.0) -> None:
        """By how much the site's clock is ahead; None: it tells no time."""
        self._control("clock", {"seconds": seconds})

    def lie(self, path: str, kind: str, **options: Any) -> None:
        self._control("lie", {"path": path, "kind": kind, "options": options})

    def fault(self, name: str, **options: Any) -> None:
        self._control("fault", {"name": name, "options": options})

    def truthful(self) -> None:
        self._control("truthful", {})

    def _control(self, command: str, told: dict[str, Any] | None = None) -> Any:
        body = None if told is None else json.dumps(told).encode()
        request = Request(f"{self.url}/__site__/{command}", data=body)
        with self._opener.open(request, timeout=ANSWER_SECONDS) as response:
            return json.load(response)

    @staticmethod
    def _first_line(process: subprocess.Popen[bytes]) -> str:
        assert process.stdout
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            if not selector.select(START_SECONDS):
                raise TimeoutError("the replica site did not start")
        line = process.stdout.readline().decode().strip()
        if not line:
            raise RuntimeError(f"the replica site ended with status {process.wait()}")
        return line
