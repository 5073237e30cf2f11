"""Which articles stand in which list, and how the list prints their links."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping

from tests.site.menu import ARTICLE_PREFIX
from tests.site.model import Card, Section, Story
from tests.site.stories import LIST_LENGTH

CROSS_LISTED = {
    "world": ("diplomacy", "economy"),
    "politics": ("mid-east", "diaspora"),
    "turkey": ("legislation", "tourism"),
    "business": ("europe",),
    "lifestyle": ("cinema",),
    "arts": ("history",),
    "sports": ("istanbul",),
    "opinion": ("news-analysis",),
}
"""Neighbors whose newest article a top section lists among its own."""

NOISE = (
    "{path}?gallery_image=undefined#big",
    "{path}#gallery",
    "{path}?utm_source=homepage&utm_medium=card",
    "{path}/amp",
    "{path}/",
    "{path}#rssom",
)


def section_lists(
    menu: Iterable[Section], stories: Iterable[Story], aliases: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[Card, ...]]:
    """`aliases`: old paths that a section's list shows beside the article they lead to."""
    by_section = _newest_first(stories)
    lists: dict[str, tuple[Card, ...]] = {}
    for top in menu:
        for child in top.children:
            lists[child.slug] = _cards(child.slug, by_section.get(child.slug, [])[:LIST_LENGTH])
        lists[top.slug] = _cards(top.slug, _mixed(top, by_section))
    for section, cards in lists.items():
        lists[section] = _with_aliases(cards, aliases)
    return lists


def _newest_first(stories: Iterable[Story]) -> dict[str, list[Story]]:
    found: dict[str, list[Story]] = {}
    for story in sorted(stories, key=lambda s: (s.published, s.path), reverse=True):
        home = (story.section,) if story.listed else ()
        for section in (*home, *story.also_in):
            found.setdefault(section, []).append(story)
    return found


def _mixed(top: Section, by_section: Mapping[str, list[Story]]) -> list[Story]:
    own = by_section.get(top.slug, [])
    if top.slug not in ARTICLE_PREFIX:
        return own[:LIST_LENGTH]
    guests = [by_section[slug][0] for slug in CROSS_LISTED[top.slug]]
    children = [story for child in top.children for story in by_section.get(child.slug, [])[:2]]
    children.sort(key=lambda s: (s.published, s.path), reverse=True)
    chosen = dict.fromkeys((*own[:4], *guests, *children))
    mixed = list(chosen)[:LIST_LENGTH]
    return sorted(mixed, key=lambda s: (s.published, s.path), reverse=True)


def _cards(section: str, stories: Iterable[Story]) -> tuple[Card, ...]:
    return tuple(Card(story, _link(section, story)) for story in stories)


def _link(section: str, story: Story) -> str:
    if story.path.startswith("/gallery/") and not story.path.endswith("/images"):
        return f"{story.path}?gallery_image=1038602"
    rng = random.Random(f"{section}{story.path}")
    if rng.random() < 0.12:
        return rng.choice(NOISE).format(path=story.path)
    return story.path


def _with_aliases(
    cards: tuple[Card, ...], aliases: Mapping[str, tuple[str, ...]]
) -> tuple[Card, ...]:
    shown: list[Card] = []
    for card in cards:
        shown.append(card)
        shown.extend(Card(card.story, alias) for alias in aliases.get(card.story.path, ()))
    return tuple(shown[:LIST_LENGTH])
