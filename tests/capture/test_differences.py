from __future__ import annotations

import pytest

from crawler.capture.field_diff import Difference, Run, differences
from crawler.capture.record import Record

BODY = [f"Sentence number {number} of a long report." for number in range(1, 9)]


def marked(runs: tuple[Run, ...]) -> str:
    return " ".join(f"<{run.text}>" if run.changed else run.text for run in runs)


def only(expected: Record, got: Record) -> Difference:
    (difference,) = differences(expected, got)
    return difference


def test_equal_records_do_not_differ() -> None:
    record: Record = {"body": BODY, "keywords": [], "sources": {"body": "site"}}
    assert differences(record, dict(record)) == []


@pytest.mark.parametrize(
    ("field", "expected", "got", "shown"),
    [
        ("byline", "by the sea", "by the lake", ("by the <sea>", "by the <lake>")),
        ("byline", "Ada Kaya", None, ("<Ada Kaya>", "(none)")),
        ("byline", None, "Ada Kaya", ("(none)", "<Ada Kaya>")),
        ("keywords", ["tea", "salt"], ["tea"], ("<tea, salt>", "<tea>")),
        ("keywords", [], ["tea"], ("(none)", "<tea>")),
        ("gone", False, True, ("<False>", "<True>")),
        ("body", ["One.", "Two."], ["One. Two."], ("One. <¶> Two.", "One. Two.")),
    ],
)
def test_changed_words_are_marked(
    field: str, expected: object, got: object, shown: tuple[str, str]
) -> None:
    difference = only({field: expected}, {field: got})
    assert (marked(difference.expected), marked(difference.got)) == shown


def test_a_missing_field_is_as_good_as_an_empty_one() -> None:
    assert differences({}, {"byline": None, "keywords": [], "sources": {}}) == []


def test_each_source_is_a_field_of_its_own() -> None:
    sources = {"body": "site", "byline": "site"}
    found = differences({"sources": sources}, {"sources": {**sources, "body": "generic"}})
    assert [one.field for one in found] == ["sources.body"]


def test_what_is_far_from_a_change_is_left_out() -> None:
    difference = only({"body": BODY}, {"body": [*BODY[:4], "An insertion.", *BODY[4:]]})
    assert marked(difference.expected) == "… a long report. ¶ Sentence number 5 of …"
    assert marked(difference.got).endswith("An insertion. ¶> Sentence number 5 of …")


def test_fields_are_in_order() -> None:
    found = differences({"b": "1", "a": "1"}, {"b": "2", "a": "2"})
    assert [one.field for one in found] == ["a", "b"]
