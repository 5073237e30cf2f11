from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsing.dom.byte_search import occurrences

PATTERNS = [re.compile(rb"&#[xX]?0+;"), re.compile(rb"KEYWORDS"), re.compile(rb"aa")]
PARTS = st.sampled_from([b"&#0;", b"&#x00;", b"&", b"&#", b"KEYWORDS", b"K", b"a", b"aaa", b"b "])


@pytest.mark.parametrize("pattern", PATTERNS)
@given(parts=st.lists(PARTS), often=st.sampled_from([1, 100]))
def test_the_matches_of_finditer(
    pattern: re.Pattern[bytes], parts: list[bytes], often: int
) -> None:
    markup = b"".join(parts) * often
    found = [match.span() for match in occurrences(pattern, markup)]
    assert found == [match.span() for match in pattern.finditer(markup)]
