"""What databases of users hold already: another value would look like another text."""

from __future__ import annotations

from pipelines.store.rows import article_row
from pipelines.store.similarity import Text, band_hashes
from tests.pipelines.factories import article
from tests.pipelines.labelled_pairs import FERRY


def test_the_keys_of_a_text_stay_the_same() -> None:
    assert band_hashes(Text(FERRY)) == [
        -2754493962219424677,
        342074984937010891,
        -1405424141176417481,
        -1735965506995680030,
        3491172624551115627,
        8847486863632219154,
        3701452744942902203,
        -8441122607138015492,
        -6804735851358629234,
        8457684017797601331,
    ]


def test_the_hash_of_a_content_stays_the_same() -> None:
    headline = "“Türkiye’nin”\u200b  İzmir`s  «port»"
    fresh = article("/a", headline=headline, body=FERRY, keywords=["a\u00a0b"])
    assert article_row(fresh, 1)["content_hash"] == "6db52751a4962c027186bba85cd690bf"
