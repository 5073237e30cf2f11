"""The profile `fast`, for a site of your own: `SCRAPY_PROJECT=fast scrapy crawl sections`.

All is as in `crawler.settings` but the pace. A crawl of the newspaper's own hosts is refused with
it (`crawler.commands.crawl`): politeness is the default and stays there.
"""

from __future__ import annotations

from crawler.settings import *  # noqa: F403  (a settings module is its names)

PROFILE = "fast"
DOWNLOAD_DELAY = 0.0
AUTOTHROTTLE_ENABLED = False
CONCURRENT_REQUESTS_PER_DOMAIN = 16
CLOSESPIDER_PAGECOUNT = 0  # no budget
