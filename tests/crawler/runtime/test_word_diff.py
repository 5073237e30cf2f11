"""Words in a row that stayed, and those that came in the place of others."""

from __future__ import annotations

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from crawler.runtime.word_diff import blocks

WORDS = st.lists(st.sampled_from(["the", "ferry", "sank", "in", "May"]), max_size=30)


def test_one_word_in_the_place_of_two() -> None:
    found = list(blocks(["Ten", "people", "were", "hurt"], ["Ten", "were", "badly", "hurt"]))
    assert [(list(one.before), list(one.after)) for one in found] == [
        (["Ten"], ["Ten"]),
        (["people"], []),
        (["were"], ["were"]),
        ([], ["badly"]),
        (["hurt"], ["hurt"]),
    ]
    assert [one.is_equal for one in found] == [True, False, True, False, True]


@given(WORDS, WORDS)
def test_the_blocks_are_both_texts(before: list[str], after: list[str]) -> None:
    found = list(blocks(before, after))
    assert list(chain.from_iterable(one.before for one in found)) == before
    assert list(chain.from_iterable(one.after for one in found)) == after
    assert all((list(one.before) == list(one.after)) is one.is_equal for one in found)
