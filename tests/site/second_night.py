"""What the newsroom did between the first night and the second."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests.site.menu import NEW_SUBSECTION, VANISHED_SUBSECTION
from tests.site.model import Block, Story
from tests.site.paths import article_path
from tests.site.prose import slugified
from tests.site.stories import Desk

NEW_STORIES = (
    "europe", "africa", "economy", "football", "diplomacy", "health", "columns",
    NEW_SUBSECTION.slug, NEW_SUBSECTION.slug, NEW_SUBSECTION.slug, NEW_SUBSECTION.slug,
)  # fmt: skip


@dataclass(frozen=True)
class Changes:
    stories: tuple[Story, ...] = ()
    redirects: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, int] = field(default_factory=dict)
    listed_aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    vanished_sections: frozenset[str] = frozenset()
    corrected: tuple[str, ...] = ()
    """Paths with a new headline and body and a time of update."""
    body_corrected: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    """Paths whose pages differ in nothing that counts."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """Old path to new path; the first has a new headline too."""
    new: tuple[str, ...] = ()

    def removes(self, path: str) -> bool:
        return path in self.gone or path in self.redirects


def changes_after(first: Iterable[Story], desk: Desk, closing: datetime) -> Changes:
    plain = _plain_by_section(first)
    corrected = [_corrected(plain[s][0], closing) for s in ("europe", "istanbul", "energy")]
    body_corrected = [_body_corrected(plain[s][1]) for s in ("mid-east", "cinema")]
    touched = [_touched(plain["travel"][1])]
    moved = {
        plain["finance"][0].path: _renamed(plain["finance"][0], closing),
        plain["food"][1].path: _same_under_new_slug(plain["food"][1]),
    }
    target = plain["tennis"][1]
    aliases = tuple(article_path("tennis", f"{target.slug}-{word}") for word in ("live", "wrap"))
    new = _new_stories(desk, closing)
    return Changes(
        stories=(*corrected, *body_corrected, *touched, *moved.values(), *new),
        redirects={old: story.path for old, story in moved.items()}
        | dict.fromkeys(aliases, target.path),
        gone={plain["americas"][2].path: 404, plain["tech"][2].path: 410},
        listed_aliases={target.path: aliases},
        vanished_sections=frozenset({VANISHED_SUBSECTION}),
        corrected=tuple(s.path for s in corrected),
        body_corrected=tuple(s.path for s in body_corrected),
        touched=tuple(s.path for s in touched),
        moved={old: story.path for old, story in moved.items()},
        new=tuple(s.path for s in new),
    )


def _plain_by_section(stories: Iterable[Story]) -> dict[str, list[Story]]:
    found: dict[str, list[Story]] = {}
    for story in sorted(stories, key=lambda s: s.published, reverse=True):
        if story.listed and not story.hard:
            found.setdefault(story.section, []).append(story)
    return found


def _new_stories(desk: Desk, closing: datetime) -> list[Story]:
    new = [
        desk.story(section, 2000 + index, closing - timedelta(minutes=35 + 61 * index))
        for index, section in enumerate(NEW_STORIES)
    ]
    gallery = desk.gallery(2000, closing - timedelta(hours=20))
    return [*new, gallery]


def _corrected(story: Story, closing: datetime) -> Story:
    changed = Block("p", f"{story.blocks[0].text} This version corrects the figures.")
    return replace(
        story,
        headline=f"{story.headline}: corrected figures",
        blocks=(changed, *story.blocks[1:]),
        modified=closing - timedelta(hours=3, minutes=7),
    )


def _body_corrected(story: Story) -> Story:
    added = Block("p", "An earlier version of this report named the wrong square; we regret that.")
    return replace(story, blocks=(*story.blocks, added))


def _touched(story: Story) -> Story:
    """Other white space, related boxes and ids in the page; a reader sees no difference."""
    blocks = tuple(
        replace(block, text=block.text.replace(" ", "\u00a0", 2)) for block in story.blocks
    )
    return replace(story, blocks=blocks, style=replace(story.style, revision=2))


def _renamed(story: Story, closing: datetime) -> Story:
    headline = f"{story.headline}, regulators confirm"
    return replace(
        story,
        path=article_path(story.section, slugified(headline)),
        headline=headline,
        modified=closing - timedelta(hours=5),
    )


def _same_under_new_slug(story: Story) -> Story:
    return replace(story, path=article_path(story.section, f"{story.slug}-2"))
