"""Are there the spiders that the schedules name, do they take these arguments, and can anybody be
told at the urls of the settings?

Only Scrapy and apprise know, and the scheduler does without them for as long as it can: so a child
process looks, once, when the scheduler starts.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from crawler.runtime.exceptions import (
    EXIT_HEALTHY,
    EXIT_WRONG_USE,
    ArgumentError,
    CrawlFailed,
    SettingError,
)
from crawler.runtime.paths import ROOT
from schedules import notify
from schedules.definitions import DefinitionError, load, wrong_at


def check_in_child(file: Path) -> None:
    """Raises `DefinitionError`, also for a setting, or CrawlFailed where the spiders cannot even be
    loaded."""
    argv = [sys.executable, "-m", "schedules.checking", str(file.resolve())]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    last = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
    if done.returncode == EXIT_WRONG_USE:
        raise DefinitionError(last)
    if done.returncode != EXIT_HEALTHY:
        raise CrawlFailed(f"the spiders cannot be loaded: {last}")


def check(file: Path) -> None:
    """Raises `DefinitionError`."""
    from scrapy.settings import BaseSettings  # noqa: PLC0415
    from scrapy.utils.project import get_project_settings  # noqa: PLC0415

    from crawler.commands.crawl import check_spider  # noqa: PLC0415
    from crawler.runtime.setting_names import check_names  # noqa: PLC0415
    from crawler.runtime.setting_values import KNOWN_NAMES, check_settings  # noqa: PLC0415

    settings = get_project_settings()
    for number, one in enumerate(load(file)):
        if one.spider is None:
            continue
        try:
            check_spider(settings, [one.spider], {})
        except ArgumentError as error:
            raise wrong_at(file, ("schedule", number, "spider"), str(error)) from error
        try:
            check_spider(settings, [one.spider], dict(one.arguments))
        except ArgumentError as error:
            raise wrong_at(file, ("schedule", number, "arguments"), str(error)) from error
        try:
            check_names([f"{name}={value}" for name, value in one.settings.items()], KNOWN_NAMES)
            check_settings(BaseSettings({**settings, **one.settings}))
        except (ArgumentError, SettingError) as error:
            raise wrong_at(file, ("schedule", number, "settings"), f"settings: {error}") from error


if __name__ == "__main__":
    try:
        check(Path(sys.argv[1]))
        notify.check()
    except (ArgumentError, SettingError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(EXIT_WRONG_USE)
