from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.crawl.seen_texts import SeenTexts

TEXTS = st.lists(st.sampled_from([f"/world/story-{number}" for number in range(30)]))


@given(TEXTS)
def test_each_text_is_first_once(texts: list[str]) -> None:
    seen = SeenTexts()

    firsts = [text for text in texts if seen.is_first(text)]

    assert firsts == list(dict.fromkeys(texts))
    assert len(seen) == len(set(texts))


def test_none_of_many_is_taken_for_another() -> None:
    seen = SeenTexts()
    many = [f"/world/story-{number}" for number in range(20_000)]

    assert all(seen.is_first(path) for path in many)
    assert not any(seen.is_first(path) for path in many)
