"""Are the urls of NOTIFY_URLS ones that apprise knows? Nothing is sent."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from scrapy.settings import BaseSettings

from pipelines.doctor.finding import Line, fault, good
from pipelines.outcome.notifications import urls_of


def lines(settings: BaseSettings) -> Iterator[Line]:
    urls = urls_of(settings["NOTIFY_URLS"])
    if not urls:
        yield good("notices", "NOTIFY_URLS is empty: nobody is told")
        return
    wrong = [number for number, url in enumerate(urls, 1) if not is_known(url)]
    for number in wrong:
        kind = urls[number - 1].partition("://")[0] if "://" in urls[number - 1] else "no scheme"
        yield fault(
            "notices",
            f"NOTIFY_URLS: number {number} of {len(urls)} ({kind}) is no apprise url",
            "see https://github.com/caronc/apprise for the form of each service",
        )
    if not wrong:
        yield good("notices", f"NOTIFY_URLS: apprise knows all {len(urls)}; nothing was sent")


def is_known(url: str) -> bool:
    """Whether apprise can make a service of it. Its own lines would show the url's secrets."""
    import apprise  # noqa: PLC0415  (0.3 s)

    logger = logging.getLogger("apprise")
    was = logger.disabled
    logger.disabled = True
    try:
        return apprise.Apprise.instantiate(url, suppress_exceptions=True) is not None
    finally:
        logger.disabled = was
