from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crawler.runtime.arguments import Period, Refetch, day, parse_arguments, refetch, slugs
from crawler.runtime.exceptions import ArgumentError

PARSERS = {"since": day, "until": day, "sections": slugs, "refetch": refetch}


def parse(**raw: str) -> dict[str, object]:
    return parse_arguments("sections", PARSERS, raw)


def test_values_by_name() -> None:
    assert parse(since="2026-10-01", sections="world, asia-pacific,world", refetch="all") == {
        "since": date(2026, 10, 1),
        "sections": ("world", "asia-pacific"),
        "refetch": Refetch.ALL,
    }


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"section": "world"}, "section"),
        ({"since": "yesterday"}, "since"),
        ({"since": "2026-02-30"}, "since"),
        ({"refetch": "some"}, "recent"),
        ({"sections": "world,,europe"}, "sections"),
        ({"since": "2026-10-02", "until": "2026-10-01"}, "later"),
    ],
)
def test_refused_with_the_right_name(raw: dict[str, str], said: str) -> None:
    with pytest.raises(ArgumentError, match=said) as refusal:
        parse(**raw)
    assert refusal.value.exit_status == 2


OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize(
    ("published", "inside"),
    [
        (datetime(2026, 9, 30, 21, tzinfo=UTC), True),
        (datetime(2026, 9, 30, 20, 59, tzinfo=UTC), False),
        (datetime(2026, 10, 31, 20, 59, tzinfo=UTC), True),
        (datetime(2026, 10, 31, 21, tzinfo=UTC), False),
        (None, True),
    ],
)
def test_both_days_are_inside_in_istanbul(published: datetime | None, inside: bool) -> None:
    assert OCTOBER.includes(published) is inside


def test_no_bound_includes_everything() -> None:
    assert not Period()
    assert Period().includes(datetime(1999, 1, 1, tzinfo=UTC))
