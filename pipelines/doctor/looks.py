"""All looks, in the order in which they help: what is near first, the site last."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from pipelines.doctor import database, folders, notify, site, surroundings
from pipelines.doctor.finding import Line, Mark
from pipelines.doctor.visit import visit


class Looks:
    def __init__(self, database_url: str | None) -> None:
        """`database_url`: in place of the setting."""
        self._settings: Settings = get_project_settings()
        if database_url:
            self._settings.set("DATABASE_URL", database_url, priority="cmdline")
        self.site: str | None = None
        """Its root; None where it was not asked."""
        self.requests = 0
        """To the site."""

    def lines(self) -> Iterator[Line]:
        settings = self._settings
        own = list(surroundings.lines(settings))
        yield from own
        yield from folders.lines(settings)
        yield from database.lines(str(settings["DATABASE_URL"]))
        yield from notify.lines(settings)
        if any(line.mark is Mark.FATAL for line in own):
            return  # no crawl would ask the site with these settings
        self.site = str(settings["SITE_URL"])
        visited = visit(settings)
        self.requests = visited.requests
        yield from site.lines(visited, settings)
