"""The figures of docs/reliability.md are those of the tests it speaks of."""

from __future__ import annotations

import re

import pytest

from tests.crawls import soak, test_crash_matrix, test_soak
from tests.crawls.crawl import PROJECT

DOCUMENT = (PROJECT / "docs" / "reliability.md").read_text(encoding="utf-8")
EACH = test_soak.NIGHTS // len(soak.FAULTS)


@pytest.mark.parametrize("fault", soak.FAULTS)
def test_each_fault_of_the_soak_stands_there_with_its_nights(fault: str) -> None:
    assert re.search(rf"^\| {fault} \| {EACH} \|", DOCUMENT, re.MULTILINE)


def test_the_soak_has_no_others() -> None:
    assert len(re.findall(r"^\| [a-z, -]+ \| \d+ \|", DOCUMENT, re.MULTILINE)) == len(soak.FAULTS)
    assert f"for {test_soak.NIGHTS} nights" in DOCUMENT


def test_the_crash_matrix_has_so_many_places() -> None:
    assert f"at {len(test_crash_matrix.PLACES)} named places" in DOCUMENT
    assert f"at {test_crash_matrix.KILLS_BY_TIME} random times" in DOCUMENT
