"""No pattern of ours is ambiguous: the site's text may not stop the crawl."""

from __future__ import annotations

import pytest

from tests.patterns.ambiguity import ambiguity
from tests.patterns.gathering import Used, unseen_patterns, used_patterns

_USED = list(used_patterns())


def test_every_pattern_is_seen() -> None:
    """A pattern is a constant of its module, or written where it is asked."""
    assert unseen_patterns() == []
    assert len(_USED) > 100


@pytest.mark.parametrize("used", _USED, ids=lambda used: used.place)
def test_a_pattern_takes_linear_time(used: Used) -> None:
    assert used.modes, f"nobody asks {used.place}"

    found = {mode: ambiguity(used.pattern, mode) for mode in used.modes}

    assert not any(found.values()), f"{used.pattern.pattern!r}: {found}"
