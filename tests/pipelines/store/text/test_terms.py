"""Words as they are compared by search."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from pipelines.store.text.terms import stems


@pytest.mark.parametrize(
    "forms",
    [
        "ferry ferries",
        "government governments",
        "run running runs",
        "vote voted voting votes",
        "possible possibly possibility",
        "invisible invisibly",
        "probable probably",
        "humble humbly humbled",
        "assembly assemblies assembled",
        "technology technologies technological",
        "biology biological",
    ],
)
def test_forms_of_one_word_are_one(forms: str) -> None:
    assert len(set(stems(forms.split()))) == 1


@pytest.mark.parametrize(
    "words", ["us u", "is i", "as a", "ferry fair", "technology technique", "noble nob"]
)
def test_other_words_are_others(words: str) -> None:
    one, other = stems(words.split())
    assert one != other


def test_the_order_is_kept_and_what_has_no_letter_is_empty() -> None:
    assert stems(["Votes", "\u0301", "VOTE", "1984"]) == ["vote", "", "vote", "1984"]


def test_threads_share_one_stemmer() -> None:
    words = [f"{word}{n}" for n in range(400) for word in ("assembly", "running", "technology")]
    alone = [stems([word])[0] for word in words]
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda n: stems([f"{word}" for word in (*words, f"word{n}")]), range(40))
    assert all(each[:-1] == alone for each in found)
