"""The command as an operator gives it, and what it said."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from typing import Any

from tests.crawls.crawl import Ended, ended, environment

SOON = "http://127.0.0.1:9"
"""A site that refuses at once."""


@dataclass
class Told:
    status: int
    lines: list[dict[str, Any]] = field(default_factory=list)
    requests: int = 0

    def marks(self, check: str) -> list[str]:
        return [line["mark"] for line in self.lines if line["check"] == check]

    def line(self, check: str, mark: str) -> dict[str, Any]:
        """The first line of the check that has this mark."""
        found = [one for one in self.lines if (one["check"], one["mark"]) == (check, mark)]
        assert found, self.lines
        return found[0]

    @property
    def bad(self) -> list[str]:
        return [line["check"] for line in self.lines if line["mark"] != "ok"]


def doctor(site_url: str, database_url: str, *words: str, **more: str) -> Ended:
    command = [sys.executable, "-m", "pipelines", "doctor", *words]
    return ended(command, environment(site_url, database_url, **more))


def told(site_url: str, database_url: str, **more: str) -> Told:
    done = doctor(site_url, database_url, "--json", **more)
    assert done.err == ""
    said = json.loads(done.out)
    assert said["exit_status"] == done.status
    assert all(line["hint"] for line in said["lines"] if line["mark"] != "ok")
    return Told(done.status, said["lines"], said["requests"])
