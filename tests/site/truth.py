"""What a perfect reader of the site would have in its store, by the contract's columns."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any

from tests.site.clock import DEFAULT_TODAY
from tests.site.feeds import FEEDS, RAGGED_FEED, late_item, stories_of
from tests.site.model import Story
from tests.site.nights import edition
from tests.site.press import OTHER_ARTICLE_MARKUP
from tests.site.wording import body_of, clean

SITE_ONLY = ("dateline", "image_caption", "image_credit")


def truth(
    story: Story,
    base_url: str,
    variant: Collection[str] = (),
    *,
    night: int = 1,
    today: date = DEFAULT_TODAY,
    crawled: Collection[int] | None = None,
) -> dict[str, Any]:
    """The columns of `v_articles` after a full menu crawl of that night into an empty store.

    None stands where the variant's pages do not say it. `crawled`: all nights that were crawled
    into the store, where it was more than the one; it matters to `sections` only.
    """
    body = body_of(story)
    byline = story.byline
    picture = story.picture
    row: dict[str, Any] = {
        "url": base_url.rstrip("/") + story.path,
        "kind": story.kind,
        "headline": clean(story.headline),
        "description": clean(story.description) if story.description else None,
        "body": body or None,
        "dateline": story.city,
        "date_published": _published(story),
        "date_modified": story.modified.astimezone(UTC) if story.modified else None,
        "byline": byline.text if byline else None,
        "authors": list(byline.authors) if byline else [],
        "agencies": list(byline.agencies) if byline else [],
        "keywords": list(dict.fromkeys(story.keywords)),
        "section": story.section,
        "sections": sections_of(story, crawled or (night,), today),
        "image_url": picture.url if picture else None,
        "image_caption": clean(picture.caption) if picture and picture.caption else None,
        "image_credit": picture.credit if picture else None,
        "language": "en",
        "word_count": len(body.split()),
    }
    return row | _unknown(story, variant)


def listing_day(story: Story) -> datetime:
    """All that a list tells of the time: the day, as its midnight in Istanbul."""
    return story.published.replace(hour=0, minute=0).astimezone(UTC)


def _published(story: Story) -> datetime:
    if story.style.date == "none":
        return listing_day(story)
    return story.published.astimezone(UTC)


def _unknown(story: Story, variant: Collection[str]) -> dict[str, Any]:
    silent = {"no-json-ld", "no-meta"} <= set(variant)
    hidden: dict[str, Any] = {}
    if silent:
        hidden["description"] = None
        if story.style.date != "old":
            hidden["date_modified"] = None
    if OTHER_ARTICLE_MARKUP.intersection(variant):
        hidden |= dict.fromkeys(SITE_ONLY)
    if silent and OTHER_ARTICLE_MARKUP.intersection(variant):
        hidden |= dict.fromkeys(("date_modified", "byline", "image_url"))
        hidden["date_published"] = listing_day(story)
        hidden |= {"authors": [], "agencies": [], "keywords": []}
    return hidden


def uncertain(story: Story, variant: Collection[str] = ()) -> frozenset[str]:
    """Columns for which null is as right as the value that `truth` names."""
    columns: set[str] = set()
    if OTHER_ARTICLE_MARKUP.intersection(variant):
        columns |= set(SITE_ONLY)
    if "no-meta" in variant and story.style.json in {"semicolon", "raw-newline", "trailing-comma"}:
        columns |= {"description", "date_modified"}
        if OTHER_ARTICLE_MARKUP.intersection(variant):
            columns |= {"date_published", "byline", "authors", "agencies", "keywords", "image_url"}
    return frozenset(columns)


def sections_of(story: Story, crawled: Collection[int], today: date) -> list[str]:
    seen = {
        section
        for night in crawled
        for section, cards in edition(night, today).lists.items()
        if any(card.story.path == story.path for card in cards)
    }
    return sorted(seen | {story.section})


def stories(night: int = 1, today: date = DEFAULT_TODAY) -> list[Story]:
    """Every story of the night: listed, in feeds only, and in the archive."""
    return list(edition(night, today).stories.values())


def listed_stories(night: int = 1, today: date = DEFAULT_TODAY) -> list[Story]:
    """What a full crawl of the menu finds."""
    printed = edition(night, today)
    paths = {card.story.path: card.story for cards in printed.lists.values() for card in cards}
    return list(paths.values())


def duplicates_truth(night: int = 1, today: date = DEFAULT_TODAY) -> dict[str, str]:
    """Path of each story that repeats an earlier one, to the earlier one's path."""
    return {s.path: s.duplicate_of for s in stories(night, today) if s.duplicate_of}


def sections_truth(night: int = 1, today: date = DEFAULT_TODAY) -> list[dict[str, str | None]]:
    """`v_sections`, in menu order; `url` is the path."""
    return [
        {
            "section": slug,
            "name": section.name,
            "parent": parent.slug if parent else None,
            "url": f"/{slug}",
        }
        for slug, (section, parent) in edition(night, today).sections.items()
    ]


def placements_truth(night: int = 1, today: date = DEFAULT_TODAY) -> list[tuple[str, str, int]]:
    """(article path, section, position); an alias in a list counts for its article."""
    best: dict[tuple[str, str], int] = {}
    for section, cards in edition(night, today).lists.items():
        for position, card in enumerate(cards, 1):
            best.setdefault((card.story.path, section), position)
    return [(path, section, position) for (path, section), position in best.items()]


def feeds_truth(night: int = 1, today: date = DEFAULT_TODAY) -> dict[str, list[str]]:
    """By feed path, the article paths it carries, in order; without the item that has no link."""
    printed = edition(night, today)
    found = {path: [story.path for story in stories_of(printed, path)] for path in FEEDS}
    found[RAGGED_FEED].append(late_item(printed).path)
    return found
