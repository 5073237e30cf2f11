"""All stories that are hard to read, each marked with its kind."""

from __future__ import annotations

from tests.site.hard.bodies import body_kinds
from tests.site.hard.bylines import byline_kinds
from tests.site.hard.dates import date_kinds
from tests.site.hard.pictures import picture_kinds
from tests.site.hard.placing import placing_kinds
from tests.site.hard.seed import seed_story
from tests.site.model import Story
from tests.site.stories import Desk


def hard_stories(desk: Desk) -> list[Story]:
    return [
        seed_story(),
        *byline_kinds(desk),
        *date_kinds(desk),
        *body_kinds(desk),
        *picture_kinds(desk),
        *placing_kinds(desk),
    ]
