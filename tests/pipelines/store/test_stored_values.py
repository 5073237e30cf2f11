"""What databases of users hold already: another value would look like another text."""

from __future__ import annotations

from pipelines.store.articles.rows import article_row
from pipelines.store.duplicates.minhash import sign
from pipelines.store.duplicates.similarity import Text
from tests.pipelines.factories import article
from tests.pipelines.labelled_pairs import FERRY


def test_the_signature_of_a_text_stays_the_same() -> None:
    signature = sign(Text(FERRY))
    assert signature.stored == [5109694, 4303197369, 8752065619, 12891902984]
    assert signature.sketch == 6919889956911350515


def test_the_hash_of_a_content_stays_the_same() -> None:
    headline = "“Türkiye’nin”\u200b  İzmir`s  «port»"
    fresh = article("/a", headline=headline, body=FERRY, keywords=["a\u00a0b"])
    assert article_row(fresh, 1)["content_hash"] == "6db52751a4962c027186bba85cd690bf"
