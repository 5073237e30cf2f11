"""A plain story made hard in one respect."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.site.model import Block, Story
from tests.site.paths import article_path
from tests.site.prose import slugified
from tests.site.stories import Desk


def draft(desk: Desk, section: str, kind: str, headline: str, **changes: Any) -> Story:
    index = 3000 + random.Random(headline).randrange(1000)
    when = desk.closing - _age(headline)
    plain = desk.story(section, index, changes.pop("published", when))
    path = changes.pop("path", article_path(section, slugified(headline)))
    return replace(plain, path=path, headline=headline, hard=kind, **changes)


def paragraphs(story: Story, count: int) -> tuple[Block, ...]:
    """The first so many of the story's plain paragraphs."""
    return tuple(block for block in story.blocks if block.kind == "p")[:count]


def _age(headline: str) -> timedelta:
    return timedelta(minutes=random.Random(f"age {headline}").randrange(600, 30 * 24 * 60))
