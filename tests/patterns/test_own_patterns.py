"""No pattern of ours is ambiguous: the site's text may not stop the crawl."""

from __future__ import annotations

import pytest

from tests.patterns.ambiguity import ambiguity
from tests.patterns.gathering import Used, unseen_patterns, used_patterns


@pytest.fixture(scope="module")
def own() -> list[Used]:
    return list(used_patterns())


def test_every_pattern_is_seen(own: list[Used]) -> None:
    """A pattern is a constant of its module, or written where it is asked."""
    assert unseen_patterns() == []
    assert len(own) > 100


def test_every_pattern_is_asked(own: list[Used]) -> None:
    assert [used.place for used in own if not used.modes] == []


def test_every_pattern_takes_linear_time(own: list[Used]) -> None:
    ambiguous = [
        f"{used.place}, by {mode}: {used.pattern.pattern!r}: {found}"
        for used in own
        for mode in sorted(used.modes)
        if (found := ambiguity(used.pattern, mode))
    ]
    assert ambiguous == []
