"""When a figure is worth a finding. The one place for it; docs/operations.md explains each."""

from __future__ import annotations

from datetime import timedelta

from pipelines.store.frontier.plan import CROWD

MIN_TO_JUDGE = 5
"""Articles, or pages, below which a share says nothing."""

MIN_FILLED = {
    "headline": 0.9,
    "body": 0.8,
    "date_published": 0.9,
    "byline": 0.5,
    "image_url": 0.5,
}
"""Share of the articles read that must have the field. A crawl counts just these."""
MAX_DROP = 0.3
"""By how much a field's share may fall below its usual one."""
SITE_FIELDS = ("headline", "body", "date_published", "byline", "image_url")
MAX_FROM_FALLBACK = 0.5
"""Share of a field's values that may come from another source than the site's own markup."""

MIN_KEPT = 3
"""Stored values of a field that stayed against their pages, below which it is a stray page."""
MAX_KEPT = 0.02
"""Share of the articles read again for which that is still chance: on a usual night it is none."""

MAX_FAILED = 0.2
"""Share of the pages, or of the articles, asked for that may fail in all."""
MAX_OF_A_CAUSE = {
    "http-403": 0.02,
    "http-429": 0.02,
    "robots": 0.0,
    "tls": 0.0,
    "cut": 0.05,
    "empty": 0.05,
    "too-large": 0.05,
    "parse": 0.01,
    "store": 0.0,
    "invalid": 0.02,
}
"""Causes of failure that say something of their own, and the share that is still chance."""
MIN_OF_A_CAUSE = 3
"""Failures of one cause below which it is chance."""

MAX_NOT_ARTICLES = 0.02
"""Share of the articles asked for that may answer with something else than an article."""
MAX_TO_ONE_TARGET = CROWD - 1
"""Urls of one run that may lead to one other url: a story has an old slug or two."""

MIN_CARDS = 3
"""Cards of a listing below which "none was known" says nothing."""
MAX_REPEATED_HEADLINES = 5
"""Articles of one run that may share a headline: an error page, or the site's own name."""

HISTORY = timedelta(days=28)
MIN_RUNS = 4
"""Earlier runs that make a figure usual."""
MIN_SEEN = 0.5
"""Share of the usual number of articles that listings must show."""
MAX_REQUESTS = 3.0
MORE_REQUESTS = 200
"""Times the usual number of requests, and this many more, before a run is a strange one."""
MAX_DURATION = 3.0
MORE_DURATION = timedelta(minutes=15)

MIN_HISTORY_OF_A_SECTION = timedelta(days=7)
QUIET_EXPECTED = 10.0
"""New articles that a section's own pace promised since its last one: by chance none of ten come
once in 20,000 times, so a quiet Sunday is no finding."""
MIN_QUIET = timedelta(days=2)
