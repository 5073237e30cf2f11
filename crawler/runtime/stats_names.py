"""Every key of the crawl's stats that this program reads or writes, its own and Scrapy's.

A key is of the type that says what stands under it and who reads it. The spelling of our own keys
is stored (`runs.stats`), and later runs are compared by it: it does not change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, NewType, TypeVar

Number = NewType("Number", str)
"""Key of a number that a check, a report or a component reads."""
Words = NewType("Words", str)
"""Key of a text that one of them reads."""
Shown = NewType("Shown", str)
"""Key of what people alone read, in the log and in `runs.stats`."""
Transient = NewType("Transient", str)
"""Key of an object of this program's own, which is not stored."""

_Key = TypeVar("_Key", bound=str)


@dataclass(frozen=True, slots=True)
class Keyed(Generic[_Key]):
    """Keys that differ by what follows the prefix: a cause, a field, a listing."""

    prefix: str
    make: Callable[[str], _Key]

    def __call__(self, part: str) -> _Key:
        return self.make(f"{self.prefix}{part}")


# Scrapy's own.
REQUESTS = Number("downloader/request_count")
RESPONSES = Number("response_received_count")
SCHEDULED = Number("scheduler/enqueued")
UNSCHEDULED = Number("scheduler/dequeued")
SPIDER_ERRORS = Number("spider_exceptions/count")

# The run and its outcome.
RUN = Shown("run/id")
EXIT_STATUS = Number("run/exit_status")
REASON = Words("run/reason")
CHECK = Words("run/check")  # name of the finding of a run that ended itself
LEAST_SEEN = Number("health/least_seen")  # HEALTH_LEAST_SEEN
LIMIT = Number("limit/articles")  # the argument `limit`
LIMIT_LEFT = Number("limit/left")  # articles that wait beyond it
LOCK_LOST = Words("lock/lost")
STORE_LOST = Words("store/lost")
MACHINE_FAULT = Words("machine/fault")  # such a run has failed, whatever else came in
MACHINE_FAULTS = Shown("machine/faults")
UNWRITTEN = Words("feeds/unwritten")  # a file of `-o` or `-O`, and why
ROBOTS_CLOSED = Transient("robots/closed")  # a `RobotsClosed`, where no rule closed the site

# Articles, by what became of them.
ARTICLES_SEEN = Number("articles/seen")  # in listings
ARTICLES_WAITING = Number("articles/waiting")  # lined up, not asked for yet
ARTICLES_READ = Number("articles/read")  # pages that gave one
ARTICLES_NEW = Number("articles/new")
ARTICLES_UPDATED = Number("articles/updated")
ARTICLES_UNCHANGED = Number("articles/unchanged")
ARTICLES_REJECTED = Shown("articles/rejected")  # by the store; counted as failed too
ARTICLES_FORGOTTEN = Shown("articles/forgotten")  # taken out for good, and met again
ARTICLES_INVALID = Shown("articles/invalid")  # counted as failed too
ARTICLES_FAILED = Number("articles/failed")
ARTICLES_ABSENT = Number("articles/absent")
ARTICLES_GONE = Number("articles/gone")
ARTICLES_SKIPPED = Number("articles/skipped")
ARTICLES_SPOOLED = Number("articles/spooled")
ALIASES = Shown("articles/aliases")
NOT_ARTICLES = Number("articles/not_articles")  # no article at first sight
NOT_ARTICLES_AT = Words("articles/not_articles_at")
FAILURES = Keyed("failures/", Number)  # of articles, by cause

# Pages that list.
MENU_SECTIONS = Number("menu/sections")
LISTINGS_READ = Number("listings/read")
LISTINGS_UNCHANGED = Shown("listings/unchanged")
LISTINGS_UNRECOGNISED = Number("listings/unrecognised")
CARDS = Keyed("listings/cards/", Number)  # articles shown, by listing
KNOWN_CARDS = Keyed("listings/known/", Number)  # those of them known before, by listing
PAGES_FAILED = Number("pages/failed")
PAGE_FAILURES = Keyed("pages/failed/", Number)  # by cause
FAILED_PAGES = Keyed("pages/failed_at/", Words)  # cause, by page
FEEDS_BROKEN_ITEMS = Shown("feeds/broken_items")
FEEDS_REPLACED_CHARACTERS = Shown("feeds/replaced_characters")

# What the records say.
FILLED = Keyed("fields/", Number)  # articles read that have the field
KEPT = Keyed("fields/kept/", Number)  # stored values that stayed against a worse page, by field
KEPT_AT = Keyed("fields/kept_at/", Words)  # urls of some of these pages, by field
DISAGREEMENTS = Keyed("disagreements/", Number)  # articles whose sources differ, by field
FLAGS = Keyed("flags/", Shown)
REPEATED_HEADLINE = Words("headlines/repeated")  # the one that most articles share
REPEATED_HEADLINES = Number("headlines/most_repeated")
CLAIMS = Number("claims/most")  # urls that lead to the target that most lead to
CLAIMED_TARGET = Words("claims/target")
CLAIMING_URLS = Words("claims/urls")


def sources(field: str) -> Keyed[Number]:
    """Articles by the source that a field was taken from."""
    return Keyed(f"sources/{field}/", Number)


# What surrounds the crawl.
CLOCK_WRONG = Words("clock/wrong")
CLOCK_DOUBT = Words("clock/doubt")
CLOCK_JUMPED = Words("clock/jumped")
CLOCK_PAST = Words("clock/past")
SPOOL_OF_OTHERS = Words("spool/of-others")
SPOOL_DAMAGED = Words("spool/damaged")
ARCHIVE_KEPT = Shown("archive/kept")  # answers, revisits among them
ARCHIVE_REVISITS = Shown("archive/revisits")
ARCHIVE_BYTES = Shown("archive/bytes")
ARCHIVE_LOST = Number("archive/lost")  # answers that are in no file
ARCHIVE_ENDED = Words("archive/ended")  # why nothing more was kept
ARCHIVE_TORN = Words("archive/torn")  # files that earlier runs left without an end, set aside
CAPTURES_READ = Shown("captures/read")  # of the site's pages, out of archives
CAPTURES_PASSED = Shown("captures/passed")  # whole, and of no article, list or menu
CAPTURES_REFUSED = Shown("captures/refused")  # could not be read as what they are
PAUSES = Shown("pace/pauses")
PAUSED_SECONDS = Shown("pace/paused_seconds")
