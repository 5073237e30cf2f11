"""The editions: the first night, what changed by the second, and a third without news."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import lru_cache

from tests.site.clock import DEFAULT_TODAY, press_time
from tests.site.hard.kinds import hard_stories
from tests.site.listings import section_lists
from tests.site.menu import menu_of
from tests.site.model import Edition, Story
from tests.site.second_night import Changes, changes_after
from tests.site.stories import Desk, archive_stories, plain_stories


@lru_cache(maxsize=16)
def edition(night: int = 1, today: date = DEFAULT_TODAY) -> Edition:
    if night not in {1, 2, 3}:
        raise ValueError(f"there is no night {night}")
    desk = Desk(today)
    first = _first_night(desk)
    if night == 1:
        return _printed(1, today, first, Changes())
    changed = changes_after(first, desk, press_time(today, 2))
    kept = {s.path: s for s in first if not changed.removes(s.path)}
    kept |= {s.path: s for s in changed.stories}
    return _printed(night, today, list(kept.values()), changed)


@lru_cache(maxsize=16)
def changes(today: date = DEFAULT_TODAY) -> Changes:
    """What happened between the first night and the second, by the kind of change."""
    desk = Desk(today)
    return changes_after(_first_night(desk), desk, press_time(today, 2))


def _first_night(desk: Desk) -> list[Story]:
    hard = hard_stories(desk)
    taken = Counter(
        section for s in hard for section in ((s.section,) if s.listed else ()) + s.also_in
    )
    return [*hard, *plain_stories(desk, taken), *archive_stories(desk)]


def _printed(night: int, today: date, stories: list[Story], changes: Changes) -> Edition:
    menu = menu_of(night)
    return Edition(
        night=night,
        menu=menu,
        stories={story.path: story for story in stories},
        lists=section_lists(menu, stories, changes.listed_aliases),
        redirects=changes.redirects,
        gone=changes.gone,
        vanished_sections=changes.vanished_sections,
        printed_at=press_time(today, night),
    )
