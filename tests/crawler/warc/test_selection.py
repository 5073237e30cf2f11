"""Which captures are asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crawler.warc.cdx_api import ArchivedPage
from crawler.warc.selection import MAX_TRIES, Selection, Wanted

AT = datetime(2021, 10, 15, tzinfo=UTC)


def page(hour: int, digest: str) -> ArchivedPage:
    return ArchivedPage("https://x/world/a-story", AT + timedelta(hours=hour), digest)


def selected(pages: list[ArchivedPage]) -> list[Wanted]:
    selection = Selection()
    for one in pages:
        selection.add("/world/a-story", one)
    return list(selection)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12, unique=True))
def test_the_first_with_those_after_it_and_the_newest(hours: list[int]) -> None:
    found = selected([page(hour, f"{hour}") for hour in hours])
    first, *others = sorted(hours)
    expected = [(first, others[:-1][: MAX_TRIES - 1]), *([(others[-1], [])] if others else [])]
    assert [(one.page.digest, [other.digest for other in one.others]) for one in found] == [
        (f"{hour}", [f"{one}" for one in more]) for hour, more in expected
    ]


@given(st.permutations([page(1, "A"), page(2, "A"), page(3, "B"), page(4, "B")]))
def test_one_a_digest_at_its_first_time(pages: list[ArchivedPage]) -> None:
    assert [one.page for one in selected(pages)] == [page(1, "A"), page(3, "B")]


def test_pages_without_a_digest_are_told_apart_by_their_times() -> None:
    assert len(selected([page(1, ""), page(2, "")])) == 2
