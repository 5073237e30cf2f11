"""The check knows patterns that are known to be slow, and passes those that are not."""

from __future__ import annotations

import re

import pytest

from tests.patterns.ambiguity import ambiguity
from tests.patterns.automaton import UnknownConstruct

_EXPONENTIAL = [
    (r"(?:a+)+b", "match"),
    (r"(?:a|a)*b", "match"),
    (r"(a*)*b", "match"),
    (r"(x+x+)+y", "search"),
    (r"(?:\d+|\w)*!", "fullmatch"),
    (r"(?:on\s*:?\s*)*\d", "match"),
    (r"(?:(?:published|on)\b\s*:?\s*)*\d{4}", "fullmatch"),
    (r"(?:[a-z]+\s?)*\.", "fullmatch"),
]
_POLYNOMIAL = [
    (r"\s+$", "search"),
    (r"\s++$", "search"),
    (r"\s*\n\s*", "search"),
    (r"\s*x?\s*y", "match"),
    (r".*a.*", "fullmatch"),
    (r"a.*?b.*?c", "match"),
    (r",(?=[\s,]*})", "search"),
    (r"\w+(?=x)", "search"),
    (r"(?=(a+))b", "search"),
    (r"[-/]+(?=updated)", "search"),
    (r'"(?:[^"\\]|\\.)*"', "search"),
    (r"(?i)[a-z]+K*1", "match"),
]
_LINEAR = [
    (r"\w+", "search"),
    (r"(?<!\s)\s+$", "search"),
    (r"\b\w+@", "search"),
    (r"\s*+x?\s*y", "match"),
    (r"<[^<>]*>", "search"),
    (r"(?s)<!--.*?(?:-->|$)", "search"),
    (r"(?:[\s;,]|<!--|-->|//)*", "match"),
    (r"\d{1,2}:?(\d{2})?", "fullmatch"),
    (r"(?:ab|ac)*d", "match"),
    (r'"(?:[^"\\]|\\.)*"', "match"),
    (r'"(?:[^"\\]|\\.)*"?', "search"),
    (r"(\w+)\s+\1", "match"),
    (r"\d+(?:[.,]\d+)*", "search"),
]


@pytest.mark.parametrize(("pattern", "mode"), _EXPONENTIAL)
def test_a_loop_with_two_ways_through_one_text_is_exponential(pattern: str, mode: str) -> None:
    found = ambiguity(re.compile(pattern), mode)

    assert found is not None
    assert found.degree == "exponential"


@pytest.mark.parametrize(("pattern", "mode"), _POLYNOMIAL)
def test_two_loops_that_share_a_text_are_polynomial(pattern: str, mode: str) -> None:
    found = ambiguity(re.compile(pattern), mode)

    assert found is not None
    assert found.degree == "polynomial"


@pytest.mark.parametrize(("pattern", "mode"), _LINEAR)
def test_a_pattern_with_one_way_through_a_text_passes(pattern: str, mode: str) -> None:
    assert ambiguity(re.compile(pattern), mode) is None


def test_bytes_are_checked_as_texts_are() -> None:
    assert ambiguity(re.compile(rb"\s+$"), "search") is not None
    assert ambiguity(re.compile(rb"<[^<>]*>"), "search") is None


def test_a_construct_that_the_check_does_not_know_is_refused() -> None:
    with pytest.raises(UnknownConstruct):
        ambiguity(re.compile(r"(?:a?){40}b"), "match")
