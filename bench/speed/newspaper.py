"""An edition of the replica newspaper with as many articles as a run needs, all of them listed.

The stories are the newsroom's own, newly written for each place; only the lists are longer than
the nine cards of the real ones, so that a crawl by the menu finds every article.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.site.clock import DEFAULT_TODAY, press_time
from tests.site.menu import ARTICLE_PREFIX, menu_of
from tests.site.model import Card, Edition, Section, Story
from tests.site.stories import Desk

NIGHT = 1
PHOTOGRAPHED = 3
"""Galleries, and as many videos: they too are sections of the menu."""


def edition_of(articles: int) -> Edition:
    menu = menu_of(NIGHT)
    stories = list(_stories(articles))
    return Edition(
        night=NIGHT,
        menu=menu,
        stories={story.path: story for story in stories},
        lists=_lists(menu, stories),
        redirects={},
        gone={},
        vanished_sections=frozenset(),
        printed_at=press_time(DEFAULT_TODAY, NIGHT),
    )


def _stories(articles: int) -> Iterator[Story]:
    desk = Desk(DEFAULT_TODAY)
    for index in range(PHOTOGRAPHED):
        yield desk.gallery(index)
        yield replace(desk.video(index), section="ds-tv")
    sections = [*_written_sections()]
    for number in range(articles - 2 * PHOTOGRAPHED):
        index, place = divmod(number, len(sections))
        yield desk.story(sections[place], index)


def _written_sections() -> dict[str, None]:
    slugs = [child.slug for top in menu_of(NIGHT) for child in top.children]
    return dict.fromkeys((*ARTICLE_PREFIX, *slugs))


def _lists(menu: tuple[Section, ...], stories: list[Story]) -> dict[str, tuple[Card, ...]]:
    """Each section's own; a top section shows the newest of its subsections besides."""
    own: dict[str, list[Story]] = {}
    for story in sorted(stories, key=lambda one: (one.published, one.path), reverse=True):
        own.setdefault(story.section, []).append(story)
    lists: dict[str, list[Story]] = {}
    for top in menu:
        for child in top.children:
            lists[child.slug] = own.get(child.slug, [])
        newest = [story for child in top.children for story in own.get(child.slug, [])[:1]]
        lists[top.slug] = [*own.get(top.slug, []), *newest]
    return {
        slug: tuple(Card(story, story.path) for story in listed) for slug, listed in lists.items()
    }
