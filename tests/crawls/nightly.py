"""Nights into one database, with somebody who is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.crawls.crawl import Ended, Row, crawl, rows
from tests.crawls.hooks import Hook
from tests.site.process import ReplicaSite

WORLD = "sections=world"


@dataclass
class Nightly:
    site: ReplicaSite
    database_url: str
    hook: Hook
    settings: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    def crawl(self, *arguments: str, site_url: str | None = None) -> Ended:
        return crawl(
            "sections",
            site_url or self.site.url,
            self.database_url,
            *(arguments or (WORLD,)),
            settings=self.settings,
            **{"NOTIFY_URLS": self.hook.url, **self.environment},
        )

    def last_run(self) -> Row:
        return rows(self.database_url, "v_runs", "run")[-1]

    def checks(self) -> set[str]:
        return {finding["check"] for finding in self.last_run()["findings"]}
