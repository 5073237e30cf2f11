"""Stories that live or are found in an unusual place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from tests.site.clock import istanbul
from tests.site.feeds import MAIN_FEED
from tests.site.hard.draft import draft
from tests.site.model import Block, Byline, Story
from tests.site.stories import Desk, gallery_of

FEED_ONLY = (
    ("world", "Lighthouse keepers elect a speaker", (MAIN_FEED, "/rss/home-page")),
    ("europe", "Canal locks freeze for a day", ("/rss/world", "/rss/world/europe")),
    ("economy", "Tea growers pool their scales", ("/rss/business", MAIN_FEED)),
    ("legislation", "Committee reads the map aloud", ("/rss/politics",)),
    ("istanbul", "Two trams named by schoolchildren", ("/rss/turkiye",)),
)


def placing_kinds(desk: Desk) -> list[Story]:
    return [
        *_other_prefixes(desk),
        *_listed_elsewhere(desk),
        *_repeated(desk),
        *_galleries(desk),
        *(
            draft(desk, section, "feed-only", headline, listed=False, feeds=feeds)
            for section, headline, feeds in FEED_ONLY
        ),
    ]


def _other_prefixes(desk: Desk) -> Iterable[Story]:
    yield draft(
        desk, "turkey", "turkey-prefix", "Census takers reach the island",
        path="/turkey/census-takers-reach-the-island/news",
    )  # fmt: skip
    yield draft(
        desk, "expat-corner", "second-parent", "Language swap fills the café",
        path="/life/expat-corner/language-swap-fills-the-cafe",
    )  # fmt: skip
    yield draft(
        desk, "news-analysis", "second-parent", "Why the corridor needs two gauges",
        path="/business/news-analysis/why-the-corridor-needs-two-gauges",
    )  # fmt: skip


def _listed_elsewhere(desk: Desk) -> Iterable[Story]:
    yield draft(
        desk, "diplomacy", "also-in-other-section", "Three ministers share one interpreter",
        also_in=("world", "europe", "eu-affairs"),
    )  # fmt: skip
    yield draft(
        desk, "defense", "also-in-other-section", "Shipyard hands over a hospital ship",
        also_in=("politics", "mid-east"),
    )  # fmt: skip


def _repeated(desk: Desk) -> Iterable[Story]:
    """The same wire text twice, a day apart, with one sentence more the second time."""
    first = draft(desk, "americas", "repeated-text", "Copper miners end their march")
    yield first
    added = Block("p", "The union plans another meeting in spring.")
    yield replace(
        draft(desk, "energy", "repeats-another", "Miners' march ends with a handshake"),
        blocks=(*first.blocks, added),
        description=first.description,
        published=first.published + timedelta(hours=7),
        duplicate_of=first.path,
    )


def _galleries(desk: Desk) -> Iterable[Story]:
    dated = draft(desk, "feature", "gallery", "Harvest of lavender seen from above")
    yield gallery_of(dated, istanbul(2024, 6, 10, 22, 7))
    old = draft(desk, "travel", "old-gallery", "Seven doors of the stone village")
    yield replace(
        gallery_of(old, istanbul(2017, 4, 2, 12, 0)),
        path="/gallery/travel/seven-doors-of-the-stone-village",
    )
    signed = draft(desk, "feature", "gallery-by-person", "Night fishers of the strait")
    yield replace(gallery_of(signed, signed.published), byline=Byline("Uğur İnan", ("Uğur İnan",)))
