"""A real, headless Chromium, spoken to by the DevTools protocol over two pipes.

Its own profile is thrown away at the end, and nothing is fetched: pages come from files.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select
from tempfile import TemporaryDirectory
from typing import Any, Literal

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--remote-debugging-pipe",
)  # fmt: skip
_SECONDS = 60
_END = b"\0"

Scheme = Literal["light", "dark"]


def executable() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Page:
    """One tab. What the page logged or failed to load is in `complaints`."""

    def __init__(self, writing: int, reading: int) -> None:
        self._writing, self._reading = writing, reading
        self._rest = b""
        self._number = 0
        self._session: str | None = None
        self._events: list[dict[str, Any]] = []
        self.complaints: list[str] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")

    def open(self, file: Path, width: int, scheme: Scheme = "light", media: str = "") -> None:
        self.complaints.clear()
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self._call("Emulation.setEmulatedMedia", media=media, features=[feature])
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=900, deviceScaleFactor=1, mobile=width < 500,
        )  # fmt: skip
        self._events.clear()
        self._call("Page.navigate", url=file.as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self._events):
            self._note(self._next())

    def ask(self, script: str) -> Any:
        """The value of a JavaScript expression."""
        found = self._call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def picture(self, file: Path, height: int | None = None) -> None:
        """The whole page, or its upper part, as PNG."""
        size = self._call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "scale": 1, "width": size["width"]}
        clip["height"] = min(size["height"], height or size["height"])
        taken = self._call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        file.write_bytes(b64decode(taken["data"]))

    def close(self) -> None:
        self._session = None
        self._call("Browser.close")

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        said = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            said["sessionId"] = self._session
        os.write(self._writing, json.dumps(said).encode() + _END)
        while True:
            heard = self._next()
            if heard.get("id") == self._number:
                assert "error" not in heard, f"{method}: {heard['error']}"
                result: dict[str, Any] = heard["result"]
                return result
            self._note(heard)

    def _next(self) -> dict[str, Any]:
        while _END not in self._rest:
            ready, _, _ = select([self._reading], [], [], _SECONDS)
            assert ready, f"Chromium said nothing for {_SECONDS} s"
            read = os.read(self._reading, 1 << 20)
            assert read, "Chromium has ended"
            self._rest += read
        message, _, self._rest = self._rest.partition(_END)
        heard: dict[str, Any] = json.loads(message)
        return heard

    def _note(self, event: dict[str, Any]) -> None:
        self._events.append(event)
        match event["method"]:
            case "Runtime.consoleAPICalled" | "Runtime.exceptionThrown" | "Log.entryAdded":
                self.complaints.append(json.dumps(event["params"]))
            case "Network.requestWillBeSent":
                url = event["params"]["request"]["url"]
                if not url.startswith(("file:", "data:")):
                    self.complaints.append(f"asked for {url}")
            case _:
                pass


@contextmanager
def chromium(program: str) -> Iterator[Page]:
    """Chromium reads what it is told from its descriptor 3 and answers on 4."""
    with TemporaryDirectory(prefix="chromium-") as profile:
        told, writing = os.pipe()
        reading, answering = os.pipe()
        words = [program, *FLAGS, f"--user-data-dir={profile}"]
        joined = 'exec "$@" 3<&"$TOLD" 4>&"$ANSWERING"'
        process = subprocess.Popen(
            ["bash", "-c", joined, "bash", *words],
            pass_fds=(told, answering),
            env={**os.environ, "TOLD": str(told), "ANSWERING": str(answering)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(told)
        os.close(answering)
        try:
            page = Page(writing, reading)
            yield page
            page.close()
        finally:
            _end(process)
            os.close(writing)
            os.close(reading)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
