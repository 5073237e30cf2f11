"""Are the urls of NOTIFY_URLS ones that apprise knows? Nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy.settings import BaseSettings

from pipelines.doctor.finding import Line, fault, good
from pipelines.notices.services import faults, urls_of

_HINT = "see apprise's manual for the form of each service; `schedules notify --test` sends one"


def lines(settings: BaseSettings) -> Iterator[Line]:
    urls = urls_of(settings["NOTIFY_URLS"])
    if not urls:
        yield good("notices", "NOTIFY_URLS is empty: nobody is told")
        return
    wrong = faults(settings["NOTIFY_URLS"])
    for found in wrong:
        yield fault("notices", found, _HINT)
    if not wrong:
        yield good("notices", f"NOTIFY_URLS: apprise knows all {len(urls)}; nothing was sent")
