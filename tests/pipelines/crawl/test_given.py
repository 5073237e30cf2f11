"""One line of the log says which of the given urls are not asked for."""

from __future__ import annotations

import logging

import pytest

from pipelines.crawl.given import say_forgotten


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, []),
        (1, ["Forgotten for good, and not asked for: /world/0"]),
        (3, ["Forgotten for good, and not asked for: /world/0, /world/1, /world/2"]),
        (5, ["Forgotten for good, and not asked for: /world/0, /world/1, /world/2 and 2 more"]),
    ],
)
def test_given_urls_that_are_forgotten_are_named(
    count: int, said: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        say_forgotten({f"/world/{number}" for number in range(count)})
    assert caplog.messages == said
